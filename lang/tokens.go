package lang

import (
	"unicode/utf8"
	"unsafe"
)

// Script is the kind of a token.
type Script uint8

const (
	Arabic    Script = iota + 1 // letters of the Arabic script: Arabic, Persian, Urdu, Kurdish
	Alphabet                    // letters of another alphabet, with digits among them (G20, iPhone17)
	Number                      // digits; thousands signs dropped, the decimal sign written as a point
	Ideograph                   // one letter of a script that is written without blanks
)

// Gap says what stands between a token and the one before it.
type Gap uint8

const (
	Open  Gap = iota // blanks, quotes, brackets, hyphens, one line end: a phrase goes across
	Comma            // a comma or colon: no phrase goes across, a sentence does
	Stop             // the end of a sentence or paragraph
)

// Flags tell what the surface form no longer shows.
type Flags uint8

const (
	Marked      Flags = 1 << iota // the word carries vowel marks
	Tanwin                        // among them the accusative ـً
	FarsiYeh                      // its last letter is ی, which stands for ي and for ى
	FarsiPlural                   // it ends in a ها behind a ZWNJ: a Persian plural, no pronoun
)

// Token is one word of a text.
type Token struct {
	Start, End int    // bytes of the original
	Text       string // the surface form; see the package comment
	Sentence   int    // counts from 0
	Script     Script
	Gap        Gap
	Flags      Flags
	Form       *Form // of a token that a Memo made; nil for a word that is too long for it

	from, to int32 // bytes of the folded buffer, until Text is cut from it
}

// Tokens cuts s into words.
func Tokens(s string) []Token { return AppendTokens(nil, s) }

// AppendTokens appends the words of s to dst. All surface forms share one new string.
func AppendTokens(dst []Token, s string) []Token { return appendTokens(dst, s, nil) }

func appendTokens(dst []Token, s string, memo *Memo) []Token {
	sc := scanner{t: loadTables(), s: s, toks: dst, first: len(dst), memo: memo}
	if memo == nil {
		sc.buf = make([]byte, 0, len(s)+16)
	}
	sc.run()
	folded := unsafe.String(unsafe.SliceData(sc.buf), len(sc.buf)) // as strings.Builder does: nobody writes to buf any more
	for i := sc.first; i < len(sc.toks); i++ {
		t := &sc.toks[i]
		if t.Form != nil {
			continue
		}
		t.Text = folded[t.from:t.to]
		if memo != nil {
			if t.Form = memo.form(t, s[t.Start:t.End]); t.Form != nil {
				t.Text = t.Form.text
			}
		}
	}
	return sc.toks
}

// scanner is one pass over a text.
type scanner struct {
	t     *tables
	s     string
	toks  []Token
	first int
	buf   []byte // surface forms, one after the other
	memo  *Memo  // nil: none

	cur      Token // the word being read; Script 0: none
	gap      Gap
	newlines int
	sentence int
	joiner   int  // where the folded letters behind the word's last ZWNJ begin; 0: none
	decimal  bool // the number being read has its decimal sign
}

func (sc *scanner) run() {
	s := sc.s
	for i := 0; i < len(s); {
		if sc.memo != nil && sc.cur.Script != Arabic {
			if next := sc.knownWord(i); next > i {
				i = next
				continue
			}
		}
		if sc.cur.Script == Arabic {
			if next := sc.arabicRun(i); next > i {
				i = next
				continue
			}
		}
		r, n := decode(s[i:])
		e := sc.t.lookup(r)
		switch {
		case r == utf8.RuneError && n == 1:
			sc.end()
		case e.class.isWord():
			sc.letter(e, r, i, i+n)
		case e.class == ignored:
			if r == zwnj {
				sc.joiner = len(sc.buf)
			}
		case e.class == mark:
			sc.mark(r, i+n)
		case e.class == hamza:
			sc.hamza(r, i+n)
		default:
			if sc.cur.Script == Number {
				if skip := sc.numberSign(r, i, n); skip > 0 {
					i += skip
					continue
				}
			}
			sc.end()
			sc.between(e.class, i, n)
		}
		i += n
	}
	sc.end()
}

// arabicRun takes plain letters and marks into the Arabic word being read, and returns where
// they end. Nine tenths of a newspaper's bytes pass here, so it does without calls and keeps
// its state in registers; run decides everything else.
func (sc *scanner) arabicRun(i int) int {
	s, buf, end, flags := sc.s, sc.buf, sc.cur.End, sc.cur.Flags
	for i+1 < len(s) {
		lead, next := s[i], s[i+1]
		if lead < 0xD8 || lead > 0xDB || next&0xC0 != 0x80 {
			break
		}
		r := uint(lead&0x1F)<<6 | uint(next&0x3F)
		e := sc.t.short[r&0x7FF]
		if e&shortLetter != 0 {
			buf = append(buf, 0xC0|byte(e>>6)&0x1F, 0x80|byte(e&0x3F))
			flags &^= FarsiYeh
		} else if e&shortMark != 0 {
			flags |= Marked
			if r == fathatan {
				flags |= Tanwin
			}
		} else {
			break
		}
		i += 2
		end = i
	}
	sc.buf, sc.cur.End, sc.cur.Flags = buf, end, flags
	return i
}

// knownWord takes a word that the memo knows, when it stands between signs that certainly end
// it, and returns where it ends; i when it is none.
func (sc *scanner) knownWord(i int) int {
	s, at := sc.s, i
	for at+1 < len(s) && at-i <= maxForm {
		lead, next := s[at], s[at+1]
		if lead < 0xD8 || lead > 0xDB || next&0xC0 != 0x80 || sc.t.short[uint(lead&0x1F)<<6|uint(next&0x3F)] == 0 {
			break
		}
		at += 2
	}
	if at == i || at-i > maxForm || at < len(s) && s[at] >= utf8.RuneSelf && !sc.endsAt(at) {
		return i
	}
	f := sc.memo.known(s[i:at])
	if f == nil {
		return i
	}
	sc.end()
	if sc.gap == Stop && len(sc.toks) > sc.first {
		sc.sentence++
	}
	sc.toks = append(sc.toks, Token{Start: i, End: at, Text: f.text, Sentence: sc.sentence, Script: Arabic, Gap: sc.gap, Flags: f.flags, Form: f})
	sc.gap, sc.newlines = Open, 0
	return at
}

// endsAt tells whether the rune at i ends a word of the Arabic script for certain: no letter of
// it, and nothing that joins or changes the letter before.
func (sc *scanner) endsAt(i int) bool {
	r, _ := decode(sc.s[i:])
	switch sc.t.lookup(r).class {
	case mark, ignored, hamza, arabic:
		return false
	}
	return true
}

// decode is utf8.DecodeRuneInString with the one- and two-byte cases first.
func decode(s string) (rune, int) {
	c := s[0]
	if c < utf8.RuneSelf {
		return rune(c), 1
	}
	if 0xC2 <= c && c < 0xE0 && len(s) > 1 && s[1]&0xC0 == 0x80 {
		return rune(c&0x1F)<<6 | rune(s[1]&0x3F), 2
	}
	return utf8.DecodeRuneInString(s)
}

// letter takes a letter or digit into the word being read, or begins a new word with it.
func (sc *scanner) letter(e entry, r rune, start, end int) {
	script := sc.join(e.class)
	if sc.cur.Script == 0 {
		sc.begin(script, start)
	}
	sc.cur.Script = script
	sc.cur.End = end
	switch {
	case e.out == 0:
		for _, x := range sc.t.expansion[r] {
			sc.buf = utf8.AppendRune(sc.buf, x)
		}
	case e.out < 0x800 && e.out >= 0x80:
		sc.buf = append(sc.buf, 0xC0|byte(e.out>>6), 0x80|byte(e.out&0x3F))
	default:
		sc.buf = utf8.AppendRune(sc.buf, e.out)
	}
	if r == 'ی' {
		sc.cur.Flags |= FarsiYeh
	} else {
		sc.cur.Flags &^= FarsiYeh
	}
}

// join returns the script that the current word has once a letter of class c is added, and
// ends the current word where the letter does not belong to it.
func (sc *scanner) join(c class) Script {
	was := sc.cur.Script
	switch c {
	case arabic:
		if was != Arabic {
			sc.end()
		}
		return Arabic
	case ideograph:
		sc.end()
		return Ideograph
	case digit:
		if was == Alphabet || was == Number {
			return was
		}
		sc.end()
		return Number
	}
	if was != Alphabet && was != Number {
		sc.end()
	}
	return Alphabet
}

func (sc *scanner) begin(script Script, start int) {
	if sc.gap == Stop && len(sc.toks) > sc.first {
		sc.sentence++
	}
	sc.cur = Token{Start: start, Script: script, Gap: sc.gap, Sentence: sc.sentence, from: int32(len(sc.buf))}
	sc.gap, sc.newlines, sc.decimal = Open, 0, false
}

func (sc *scanner) end() {
	if sc.cur.Script == 0 {
		return
	}
	sc.cur.to = int32(len(sc.buf))
	if sc.joiner > int(sc.cur.from) && string(sc.buf[sc.joiner:]) == "ها" {
		sc.cur.Flags |= FarsiPlural
	}
	sc.joiner = 0
	sc.toks = append(sc.toks, sc.cur)
	sc.cur = Token{}
}

// mark notes a vowel mark on the word being read.
func (sc *scanner) mark(r rune, end int) {
	if sc.cur.Script == 0 {
		return
	}
	sc.cur.End = end
	if sc.cur.Script != Arabic {
		return
	}
	sc.cur.Flags |= Marked
	if r == fathatan {
		sc.cur.Flags |= Tanwin
	}
}

const zwnj = '\u200C'

const fathatan = '\u064B'

// hamza puts a combining hamza or madda on the letter before it.
func (sc *scanner) hamza(r rune, end int) {
	if sc.cur.Script != Arabic {
		sc.mark(r, end)
		return
	}
	sc.cur.End = end
	last, n := utf8.DecodeLastRune(sc.buf[sc.cur.from:])
	if with, ok := withHamza(last, r); ok {
		sc.buf = utf8.AppendRune(sc.buf[:len(sc.buf)-n], with)
		sc.cur.Flags &^= FarsiYeh
	}
}

// withHamza is the letter that a letter and a combining hamza make together.
func withHamza(letter, sign rune) (rune, bool) {
	switch {
	case letter == 'ا' && sign == '\u0653':
		return 'آ', true
	case letter == 'ا' && sign == '\u0654':
		return 'أ', true
	case letter == 'ا' && sign == '\u0655':
		return 'إ', true
	case letter == 'و' && sign == '\u0654':
		return 'ؤ', true
	case (letter == 'ي' || letter == 'ى') && sign == '\u0654':
		return 'ئ', true
	}
	return 0, false
}

// between takes note of what separates two words.
func (sc *scanner) between(c class, i, n int) {
	switch c {
	case newline:
		sc.newlines++
		if sc.newlines > 1 {
			sc.gap = Stop
		}
		return
	case comma:
		if !sc.digitAt(i+n) || !sc.digitBefore(i) {
			sc.gap = max(sc.gap, Comma)
		}
	case period:
		if !sc.wordAt(i + n) {
			sc.gap = Stop
		}
	case stop:
		sc.gap = Stop
	}
	if c != blank {
		sc.newlines = 0
	}
}

func (sc *scanner) wordAt(i int) bool {
	if i >= len(sc.s) {
		return false
	}
	r, _ := decode(sc.s[i:])
	return sc.t.lookup(r).class.isWord()
}

func (sc *scanner) digitAt(i int) bool {
	if i >= len(sc.s) {
		return false
	}
	r, _ := decode(sc.s[i:])
	return sc.t.lookup(r).class == digit
}

func (sc *scanner) digitBefore(i int) bool {
	r, _ := utf8.DecodeLastRuneInString(sc.s[:i])
	return sc.t.lookup(r).class == digit
}
