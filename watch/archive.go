package watch

import (
	"slices"
	"strings"

	"github.com/marsad/marsad/lang"
)

// CompileArchive makes an index that matches what Compile's does, for few watches over many
// articles: a printed word that stands under none of the forms that the watches may be printed in
// is passed over without being read. It takes longer to make. learned is as for Index.Learn.
func CompileArchive(ws []Watch, learned *lang.Learned) (*Index, error) {
	ix, err := compile(ws)
	if err != nil {
		return nil, err
	}
	ix.vocab.learned = learned
	f := formsOf(ix.vocab)
	ix.memo = lang.NewMemo(memoSlots, func(t *lang.Token) any {
		if f != nil && !f.hold(lang.Fold(t.Text)) {
			return nil
		}
		if hits := ix.vocab.find(*t); len(hits) > 0 {
			return hits
		}
		return nil
	})
	ix.vocab.terms, ix.vocab.names = nil, nil
	return ix, nil
}

// forms are the folded words that the terms of a vocabulary may be found as: whole, by their
// beginnings, or by letters within them.
type forms struct {
	words    map[string]bool
	starts   map[string]bool
	shortest int // bytes of the shortest beginning
	within   []string
}

// everything is all that may be attached to a word.
const everything = lang.Particles | lang.Article | lang.Pronoun | lang.Accusative

// formsOf returns nil when a term's forms cannot be listed.
func formsOf(v *vocabulary) *forms {
	f := &forms{words: map[string]bool{}, starts: map[string]bool{}, shortest: 1 << 10}
	for name := range v.terms {
		s, _, ok := termSurfaces(name, everything)
		if !ok {
			letters := lettersOf(name)
			if letters == nil {
				return nil
			}
			f.within = append(f.within, letters...)
			continue
		}
		for w := range s.words {
			if start, many := strings.CutSuffix(w, beginning); many {
				f.starts[start] = true
				f.shortest = min(f.shortest, len(start))
			} else {
				f.words[w] = true
			}
		}
	}
	return f
}

// hold tells whether a folded word is one of the forms.
func (f *forms) hold(word string) bool {
	if f.words[word] {
		return true
	}
	for n := f.shortest; n <= len(word); n++ {
		if f.starts[word[:n]] {
			return true
		}
	}
	return slices.ContainsFunc(f.within, func(letters string) bool { return strings.Contains(word, letters) })
}

// lettersOf returns what stands in every word that fits a pattern, in one of its spellings; nil for
// other terms, and where too little would be left. The article may be written لل and the last
// letter otherwise, so both are left out.
func lettersOf(name string) []string {
	glob, ok := strings.CutPrefix(name, "p ")
	if !ok {
		return nil
	}
	longest := slices.MaxFunc(strings.Split(glob, "*"), func(a, b string) int { return len(a) - len(b) })
	if !isPlain(longest) {
		return nil
	}
	if !inArabic(longest) {
		return []string{longest}
	}
	letters := []rune(strings.TrimPrefix(longest, "ال"))
	if len(letters) <= minBeginning {
		return nil
	}
	whole, _ := spelled(string(letters[:len(letters)-1]))
	return whole
}
