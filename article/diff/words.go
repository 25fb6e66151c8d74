package diff

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is a run of letters or of digits. Marks and joiners belong to the letter before them; a sign
// between two digits belongs to the number and not to its key (146.250 = 146250).
type word struct {
	Span
	text, key string
	number    bool
}

func (d *Differ) words(s string) []word {
	var out []word
	start, number := -1, false
	end := func(i int) {
		if start >= 0 {
			out = d.appendWord(out, s, Span{start, i}, number)
		}
		start = -1
	}
	for i, r := range s {
		switch {
		case unicode.IsDigit(r):
			if start >= 0 && !number {
				end(i)
			}
			if start < 0 {
				start, number = i, true
			}
		case unicode.IsLetter(r):
			if start >= 0 && number {
				end(i)
			}
			if start < 0 {
				start, number = i, false
			}
		case start >= 0 && (unicode.Is(unicode.Mn, r) || r == 'ـ' || joins(r)):
		case start >= 0 && number && numberSign(s, i, r):
		default:
			end(i)
		}
	}
	end(len(s))
	return out
}

func (d *Differ) appendWord(out []word, s string, at Span, number bool) []word {
	text := strings.TrimRightFunc(s[at.Start:at.End], joins)
	at.End = at.Start + len(text)
	key := d.fold(text)
	if number {
		key = withoutSigns.Replace(key)
	}
	if key == "" {
		return out
	}
	return append(out, word{at, text, key, number})
}

var withoutSigns = strings.NewReplacer(".", "", ",", "", "٫", "", "٬", "")

// numberSign tells whether the sign at i stands between two digits.
func numberSign(s string, i int, r rune) bool {
	switch r {
	case '.', ',', '٫', '٬':
		next, _ := utf8.DecodeRuneInString(s[i+utf8.RuneLen(r):])
		last, _ := utf8.DecodeLastRuneInString(s[:i])
		return unicode.IsDigit(next) && unicode.IsDigit(last)
	}
	return false
}

// joins are signs that nobody sees: joiners, marks of direction, the soft hyphen.
func joins(r rune) bool {
	return r == 0xAD || r == 0x61C || 0x200C <= r && r <= 0x200F || 0x202A <= r && r <= 0x202E || 0x2060 <= r && r <= 0x2069 || r == 0xFEFF
}
