package lang

import "slices"

// Keys returns the keys under which a word that a user looks for is found among the readings
// of a text: one, or two where its spelling leaves a choice.
func Keys(t Token) []string {
	if t.Script != Arabic {
		return []string{t.Text}
	}
	word := []rune(t.Text)
	w := loadWords()
	var out []string
	add := func(keys [][]rune, sign ...rune) {
		for _, k := range keys {
			if s := string(sign) + string(k); !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	switch {
	case hasArticle(word) && !w.ownArticle(word):
		add(keysOf(word[2:]), article)
		if !w.noun(word[2:]) {
			add(keysOf(word)) // المانيا for ألمانيا
		}
	case t.Text == "إلى" || t.Text == "الى":
		add(keysOf(word))
		add([][]rune{[]rune("الي")})
	default:
		add(keysOf(word))
	}
	return out
}

// IsDefinite tells whether a key is that of a word with the article.
func IsDefinite(key string) bool {
	return len(key) > 2 && key[:2] == string(article)
}

// Indefinite is a definite key without its article, and any other key as it is.
func Indefinite(key string) string {
	if IsDefinite(key) {
		return key[2:]
	}
	return key
}

// keysOf returns the comparable forms of a word: the variants of a letter become one. A hamza
// on alef inside a word may also be any other seat (هيأة = هيئة), so such a word has two.
func keysOf(word []rune) [][]rune {
	if closedClass[string(word)] {
		return [][]rune{closedKey(word)}
	}
	key := make([]rune, 0, len(word)+1)
	alt, differs := make([]rune, 0, len(word)+1), false
	last := len(word) - 1
	for i, r := range word {
		c := comparable(r)
		inside := i > 0 && i < last
		switch {
		case inside && r == 'أ':
			key, alt, differs = append(key, c), append(alt, 'ء'), true
		case inside && r == 'آ':
			key, alt, differs = append(key, c), append(alt, 'ء', 'ا'), true
		default:
			key, alt = append(key, c), append(alt, c)
		}
	}
	key = finalHamza(word, key)
	if !differs {
		return [][]rune{key}
	}
	return [][]rune{key, finalHamza(word, alt)}
}

// finalHamza keeps the seat of a last hamza on ي, which شيء, شىء and شئ share and بدء has not.
func finalHamza(word, key []rune) []rune {
	n, k := len(word)-1, len(key)-1
	switch {
	case n < 1:
	case word[n] == 'ئ' && (word[n-1] == 'ي' || word[n-1] == 'ى') && n > 1:
		return append(key[:k-1], 'ئ')
	case word[n] == 'ئ':
		key[k] = 'ئ'
	case word[n] == 'ء' && (word[n-1] == 'ي' || word[n-1] == 'ى') && n > 1:
		return append(key[:k-1], 'ئ')
	}
	return key
}

// fold is the first comparable form of a word.
func fold(word []rune) string { return string(keysOf(word)[0]) }

// closedClass are the words whose last ى is not ي: «على» stands a hundred times for one «علي».
var closedClass = map[string]bool{
	"على": true, "إلى": true, "الى": true, "حتى": true, "متى": true, "لدى": true, "سوى": true, "بلى": true,
}

// closedKey keeps the last letter.
func closedKey(word []rune) []rune {
	key := make([]rune, len(word))
	for i, r := range word {
		key[i] = comparable(r)
	}
	key[len(key)-1] = 'ى'
	return key
}

// farsiClosed reads a word of the closed class that was typed with the Persian ی.
func farsiClosed(word []rune) []rune {
	for i := range min(2, len(word)) {
		as := append(slices.Clone(word[i:len(word)-1]), 'ى')
		if closedClass[string(as)] && (i == 0 || isConjunction(word[0])) {
			return append(slices.Clone(word[:len(word)-1]), 'ى')
		}
	}
	return word
}

// Definite is a key with the article.
func Definite(key string) string { return string(article) + key }
