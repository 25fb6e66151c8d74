package lang

import (
	"slices"
	"strings"
)

// Learned are words that newspapers were seen to write with the article, so that their first letter
// is no particle (an article never stands before one): what a running program adds to the seed
// list. It never changes and may be used by many goroutines; a nil value has none.
type Learned struct {
	words map[string]bool // surfaces, without the article
	loose map[string]bool // the same as comparable forms
}

// NewLearned makes a list of surfaces without their article, as Definites returns them.
func NewLearned(words []string) *Learned {
	if len(words) == 0 {
		return nil
	}
	l := &Learned{words: make(map[string]bool, len(words)), loose: make(map[string]bool, len(words))}
	for _, w := range words {
		if w != "" {
			l.words[w], l.loose[fold([]rune(w))] = true, true
		}
	}
	return l
}

// Len is the number of words.
func (l *Learned) Len() int {
	if l == nil {
		return 0
	}
	return len(l.words)
}

// Has tells whether a surface is one of the words.
func (l *Learned) Has(surface string) bool { return l != nil && l.words[surface] }

// atomic tells whether a word is known, as for the seed list.
func (l *Learned) atomic(word []rune) bool {
	if l == nil {
		return false
	}
	return l.words[string(word)] || !slices.ContainsFunc(word, hasHamza) && l.loose[fold(word)]
}

// Readings is the function of that name, by the seed list and what was learned.
func (l *Learned) Readings(t Token) []Reading {
	if t.Script != Arabic {
		return []Reading{{Key: t.Text}}
	}
	b := reader{letters: surface(&t), flags: t.Flags, words: loadWords(), learned: l}
	b.read()
	return b.out
}

// leastLearned is the fewest letters of a word worth learning: shorter ones are read by a list.
const leastLearned = 3

// Definites returns the words of a text that stand with the article, without it, whose first
// letter would else be taken for a particle and that the seed list does not know: each once, in the
// order of the text.
func Definites(text string) []string {
	var out []string
	seen := map[string]bool{}
	words := loadWords()
	for _, t := range Tokens(text) {
		if t.Script != Arabic || !strings.HasPrefix(t.Text, "ال") {
			continue
		}
		word := []rune(t.Text)[2:]
		if len(word) < leastLearned || seen[t.Text] || !looksAttached(word) || words.atomic(word) {
			continue
		}
		seen[t.Text] = true
		out = append(out, strings.Clone(string(word)))
	}
	return out
}

// looksAttached tells whether a word's first letter would be taken for a particle.
func looksAttached(word []rune) bool {
	return isConjunction(word[0]) || isPreposition(word[0]) || word[0] == 'س' && isVerbPrefix(word[1])
}
