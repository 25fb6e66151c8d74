package lang

import "slices"

// Twofold tells whether a word as typed has two true readings, a word of its own and a particle
// with another word (باسم), and returns the latter's two parts. A particle is empty where both
// readings are whole words (على, which is also the name علي).
func Twofold(word string) (particle, rest string, ok bool) {
	if _, two := loadWords().both[word]; !two {
		return "", "", false
	}
	if word == "على" {
		return "", "علي", true
	}
	letters := []rune(word)
	return string(letters[0]), string(letters[1:]), true
}

// TwofoldForms are the surfaces with two true readings of which one is word behind a particle
// (باسم of اسم), in the order of their letters.
func TwofoldForms(word string) []string {
	w := loadWords()
	var out []string
	for surface := range w.both {
		_, rest, _ := Twofold(surface)
		if rest == word || bareKey(rest) == bareKey(word) && !closedClass[word] {
			out = append(out, surface)
		}
	}
	slices.Sort(out)
	return out
}

// Lookalikes are words that look like word behind a particle and are words of their own, so that
// they are not taken for it (لجنة of جنة).
func Lookalikes(word string) []string {
	w := loadWords()
	var out []string
	for _, p := range []string{"و", "ف", "ب", "ك", "ل", "س"} {
		_, two := w.both[p+word]
		if w.lexeme[p+word] && !two && len([]rune(word)) > 1 {
			out = append(out, p+word)
		}
	}
	return out
}

// DecidedBy is a word beside which a surface with two true readings is a particle and a word
// (ناطق before باسم), and whether it stands before it; empty when the list has none.
func DecidedBy(surface string) (word string, before bool) {
	d := loadWords().both[surface]
	if len(d.before) > 0 {
		return least(d.before), true
	}
	if len(d.behind) > 0 {
		return least(d.behind), false
	}
	return "", false
}

func least(words map[string]bool) string {
	var all []string
	for w := range words {
		all = append(all, w)
	}
	return slices.Min(all)
}
