package lang

import (
	"strings"
	"unicode"
)

// dateFold brings a date's text to the form in which it is read: ASCII digits, small letters,
// Arabic letters without hamza seats and vowel marks, one blank between words. It is no general
// folding: it may join words that differ (package lang's Fold may not).
func dateFold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	blank := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			blank = true
			continue
		}
		r = dateRune(r)
		if r < 0 {
			continue
		}
		if blank && b.Len() > 0 {
			b.WriteByte(' ')
		}
		blank = false
		b.WriteRune(r)
	}
	return b.String()
}

// dateRune folds one character; -1: it says nothing.
func dateRune(r rune) rune {
	switch {
	case '٠' <= r && r <= '٩':
		return r - '٠' + '0'
	case '۰' <= r && r <= '۹':
		return r - '۰' + '0'
	case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Mn, r), r == 'ـ':
		return -1
	}
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ى', 'ی':
		return 'ي'
	case 'ک':
		return 'ك'
	case 'ة':
		return 'ه'
	case '،', '٬':
		return ','
	case '٫':
		return '.'
	case '−', '‐', '‑', '–':
		return '-'
	case '⁄', '∕', '؍', '\\':
		return '/'
	case '：':
		return ':'
	}
	return unicode.ToLower(r)
}

// dateDigits turns Arabic-Indic and Persian digits to ASCII and leaves the rest.
func dateDigits(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case '٠' <= r && r <= '٩':
			return r - '٠' + '0'
		case '۰' <= r && r <= '۹':
			return r - '۰' + '0'
		}
		return r
	}, s)
}

// dateToken is a number or a word of a folded date.
type dateToken struct {
	text   string
	number bool
	minus  bool   // a sign directly before the number, after a blank: the year -0001
	gap    string // what stands between the token and the one before it
}

// dateTokens cuts a folded text at everything that is neither letter nor digit, and between the two.
func dateTokens(s string) []dateToken {
	var out []dateToken
	start, kind, last := 0, 0, 0 // 0 nothing, 1 number, 2 word
	flush := func(end int) {
		if kind != 0 {
			minus := kind == 1 && start > 1 && s[start-1] == '-' && s[start-2] == ' '
			out = append(out, dateToken{s[start:end], kind == 1, minus, s[last:start]})
			last = end
		}
		kind = 0
	}
	for i, r := range s {
		k := 0
		switch {
		case '0' <= r && r <= '9':
			k = 1
		case unicode.IsLetter(r):
			k = 2
		}
		if k != kind {
			flush(i)
			start, kind = i, k
		}
	}
	flush(len(s))
	return out
}
