package lang

import (
	"unicode/utf8"
)

// Fold returns the comparable form of a whole text: marks and joiners dropped, letters and
// digits folded (every alef is ا, every seat of hamza ء, ة is ه, ى is ي), accents and case
// taken off, white space collapsed to one blank and trimmed. Punctuation stays. Folding a
// folded text changes nothing. It serves hashes and full-text search, where nobody decides
// readings; a watch compares tokens.
func Fold(s string) string {
	t := loadTables()
	buf := make([]byte, 0, len(s))
	pending := false // white space was seen and not yet written
	for i := 0; i < len(s); {
		r, n := decode(s[i:])
		e := t.lookup(r)
		i += n
		switch e.class {
		case mark, ignored:
			continue
		case hamza:
			buf = foldHamza(buf, r, pending)
			continue
		case blank, newline:
			pending = len(buf) > 0
			continue
		}
		if pending {
			buf, pending = append(buf, ' '), false
		}
		buf = t.appendFolded(buf, r, e)
	}
	return string(buf)
}

// appendFolded appends the comparable form of a rune that is no mark and no blank.
func (t *tables) appendFolded(buf []byte, r rune, e entry) []byte {
	switch {
	case !e.class.isWord():
		return utf8.AppendRune(buf, r)
	case e.out == 0:
		for _, x := range t.expansion[r] {
			buf = utf8.AppendRune(buf, comparable(x))
		}
		return buf
	}
	return utf8.AppendRune(buf, comparable(e.out))
}

// foldHamza puts a combining hamza on the last letter: a seat becomes ء, an alef stays one.
func foldHamza(buf []byte, sign rune, apart bool) []byte {
	last, n := utf8.DecodeLastRune(buf)
	with, ok := withHamza(last, sign)
	if apart || !ok {
		return buf
	}
	return utf8.AppendRune(buf[:len(buf)-n], comparable(with))
}
