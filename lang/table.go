package lang

import (
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// class says what a rune is to the tokeniser.
type class uint8

const (
	separator class = iota // anything that is no part of a word; phrases cross it
	blank                  // white space
	newline
	comma    // blocks a phrase, not a sentence: comma, colon
	period   // ends a sentence when no letter or digit follows
	stop     // ends a sentence: ؟ ! ؛ …
	mark     // a vowel mark: dropped, remembered in the token's flags
	ignored  // invisible or ornamental: dropped without a trace (tatweel, joiners, direction marks)
	hamza    // a combining hamza or madda: changes the letter before it
	arabic   // a letter of the Arabic script
	alphabet // a letter of any other alphabet
	digit
	ideograph // a letter that is a token by itself (Han, kana, Thai: scripts without blanks)
)

// isWord tells whether the class takes part in words of letters and digits.
func (c class) isWord() bool { return c >= arabic }

// entry is what the table knows of one rune.
type entry struct {
	class class
	out   rune // folded letter of the surface; 0 when there are several (see expansion) or none
}

// The table is direct for the two-byte range of UTF-8 and one block above it, which hold
// nearly every rune of a newspaper; the rest is looked up rune by rune.
const tableSize = 0x2100

// tables is built once, at first use, from Unicode's own data and the exceptions below, and never changes after.
type tables struct {
	direct    [tableSize]entry
	short     [0x800]uint16   // the two-byte range again, for the inner loop: a letter's folded form and two bits
	forms     map[rune]entry  // presentation forms and full-width letters
	expansion map[rune][]rune // ligatures: ﷲ = الله, ß = ss
}

const (
	shortLetter uint16 = 1 << 15 // the low eleven bits are the letter's folded form
	shortMark   uint16 = 1 << 14
)

var loadTables = sync.OnceValue(buildTables)

func buildTables() *tables {
	t := &tables{forms: map[rune]entry{}, expansion: map[rune][]rune{}}
	for r := rune(0); r < tableSize; r++ {
		t.direct[r] = t.fill(r)
	}
	for r := range rune(0x800) {
		switch e := t.direct[r]; {
		case e.class == arabic && 0x600 <= e.out && e.out < 0x800 && r != 'ی':
			t.short[r] = shortLetter | uint16(e.out)
		case e.class == mark:
			t.short[r] = shortMark
		}
	}
	for _, block := range [][2]rune{{0xFB00, 0xFDFF}, {0xFE70, 0xFEFF}, {0xFF00, 0xFFEF}} {
		for r := block[0]; r <= block[1]; r++ {
			t.forms[r] = t.fill(r)
		}
	}
	return t
}

// lookup returns what is known of any rune.
func (t *tables) lookup(r rune) entry {
	if r < tableSize {
		return t.direct[r]
	}
	if e, ok := t.forms[r]; ok {
		return e
	}
	return classify(r)
}

// fill decides one rune: exceptions first, then Unicode's compatibility decomposition.
func (t *tables) fill(r rune) entry {
	if e, ok := exceptions[r]; ok {
		return e
	}
	if _, ok := ligatures[r]; !ok && !decomposes(r) {
		return classify(r)
	}
	first, letters := entry{class: mark}, []rune(nil)
	for _, d := range unfold(r) {
		e, ok := exceptions[d]
		if !ok {
			e = classify(d)
		}
		if !e.class.isWord() {
			continue
		}
		if len(letters) == 0 {
			first = e
		}
		letters = append(letters, e.out)
	}
	if len(letters) > 1 {
		t.expansion[r] = letters
		first.out = 0
	}
	if len(letters) == 0 && !unicode.IsLetter(r) {
		return classify(r)
	}
	return first
}

// unfold takes a rune apart as far as a reader does.
func unfold(r rune) []rune {
	if s, ok := ligatures[r]; ok {
		return []rune(s)
	}
	var out []rune
	for _, d := range norm.NFKC.String(string(r)) {
		out = appendLetters(out, d)
	}
	return out
}

// decomposes tells whether accents may be taken off r. Signs that are not letters stay as they
// are, and so do scripts whose combining marks are vowels that no reader leaves out.
func decomposes(r rune) bool {
	if !unicode.IsLetter(r) {
		return r >= 0xFB00
	}
	return unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Hebrew) || r >= 0xFB00
}

// appendLetters appends r in lower case without accents; Arabic letters, whose hamza is a
// combining mark to Unicode, are left whole.
func appendLetters(out []rune, r rune) []rune {
	if unicode.Is(unicode.Arabic, r) {
		return append(out, r)
	}
	for _, d := range norm.NFKD.String(string(r)) {
		if s, ok := ligatures[d]; ok {
			out = append(out, []rune(s)...)
			continue
		}
		if !unicode.Is(unicode.Mn, d) {
			out = append(out, unicode.ToLower(d))
		}
	}
	return out
}

// classify decides a rune by its Unicode category alone.
func classify(r rune) entry {
	switch {
	case unicode.Is(unicode.Arabic, r) && unicode.IsLetter(r):
		return entry{arabic, r}
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) && !unicode.IsPunct(r):
		return entry{ideograph, r}
	case unicode.IsLetter(r):
		return entry{alphabet, unicode.ToLower(r)}
	case unicode.IsNumber(r):
		return entry{digit, r}
	case unicode.Is(unicode.Mc, r), unicode.Is(unicode.Mn, r) && !dropsMarks(r):
		return entry{alphabet, r}
	case unicode.Is(unicode.M, r):
		return entry{class: mark}
	case unicode.Is(unicode.Zs, r):
		return entry{class: blank}
	}
	return entry{class: separator}
}

// dropsMarks tells whether a combining mark belongs to a script that is read without it.
func dropsMarks(r rune) bool {
	return unicode.In(r, unicode.Inherited, unicode.Arabic, unicode.Hebrew, unicode.Cyrillic, unicode.Latin, unicode.Greek)
}
