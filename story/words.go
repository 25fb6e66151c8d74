package story

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/marsad/marsad/lang"
)

// readWord takes a token's particles off and looks up what it says.
func readWord(text string, toks []lang.Token, i int) word {
	tok := toks[i]
	w := word{text: text[tok.Start:tok.End]}
	switch tok.Script {
	case lang.Number:
		w.stem = tok.Text
		w.facts = []fact{{figure, tok.Text}}
	case lang.Arabic:
		key := lang.Fold(tok.Text)
		w.stem, w.definite = stem(key), definite(key)
		w.facts = lookUp(key, w.stem)
	default:
		w.stem = tok.Text
		w.facts = lookUp(tok.Text, tok.Text)
		if r, _ := utf8.DecodeRuneInString(w.text); unicode.IsUpper(r) && len(tok.Text) > 2 {
			w.name = tok.Text
		}
	}
	return w
}

// stem takes conjunction, article and accusative off a folded word. It need not be right, only the
// same for a word with them and without.
func stem(key string) string {
	s := key
	if letters(s) > 3 {
		s = cutFirst(s, "و", "ف")
	}
	if letters(s) > 4 {
		if t := cutFirst(s, "بال", "كال", "لل", "ال"); t != s {
			s = t
		}
	}
	if letters(s) > 3 {
		s = strings.TrimSuffix(s, "ا")
	}
	return s
}

// definite tells whether a folded word carries the article.
func definite(key string) bool {
	s := key
	if letters(s) > 5 {
		s = cutFirst(s, "و", "ف")
	}
	return letters(s) > 4 && cutFirst(s, "بال", "كال", "لل", "ال") != s
}

func letters(s string) int { return utf8.RuneCountInString(s) }

func cutFirst(s string, prefixes ...string) string {
	for _, p := range prefixes {
		if rest, ok := strings.CutPrefix(s, p); ok {
			return rest
		}
	}
	return s
}

// joinNumbers makes one figure of the words of one number: خمسة وأربعون is 45.
func joinNumbers(words []word) {
	for i := 0; i < len(words); {
		sum, n := 0, 0
		for ; i+n < len(words); n++ {
			v, ok := spelled(words[i+n])
			if !ok {
				break
			}
			sum += v
		}
		for j := i; j < i+n && n > 1; j++ {
			words[j].facts = []fact{{figure, itoa(sum)}}
		}
		i += max(n, 1)
	}
}
