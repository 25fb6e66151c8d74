package story

import (
	"strconv"
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

// joinNumbers makes one figure of the words of one number: خمسة وأربعون is 45, and so is الخامس والأربعون.
func joinNumbers(words []word) {
	for i := 0; i < len(words); {
		sum, n := 0, 0
		for ; i+n < len(words); n++ {
			v, ok := spelled(words[i+n])
			if !ok && n == 0 && i+1 < len(words) && isTens(words[i+1]) {
				v, ok = inTheRow(words[i])
			}
			if !ok {
				break
			}
			sum += v
		}
		for j := i; j < i+n && n > 1; j++ {
			// One stem for all of it, so that 25 is not 20 with a word before it.
			words[j].facts, words[j].stem = []fact{{figure, itoa(sum)}}, itoa(sum)
		}
		i += max(n, 1)
	}
}

func isTens(w word) bool {
	v, ok := spelled(w)
	return ok && v >= 20 && v < 100
}

// inTheRow is the value of an ordinal.
func inTheRow(w word) (int, bool) {
	if len(w.facts) != 1 || w.facts[0].kind != ordinal {
		return 0, false
	}
	n, err := strconv.Atoi(w.facts[0].id)
	return n, err == nil
}
