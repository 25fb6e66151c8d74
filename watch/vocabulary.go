package watch

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/marsad/marsad/lang"
)

// vocabulary is every word that some watch looks for, by the keys under which it is found. A
// term is a word in all its spellings; watches share terms.
type vocabulary struct {
	terms   map[string]int32     // by their keys, to share them
	costs   []int                // of each term: how common it must be taken to be
	size    int                  // number of terms
	byKey   keyTable             // the words
	lemmas  keyTable             // the words whose family is looked for
	starts  map[string][]pattern // patterns by the letters before their first star
	ends    map[string][]pattern // patterns that begin with a star, by the letters behind their last
	loose   []pattern            // patterns with a star at both ends
	names   []string             // of each term: its first key, for people; empty of patterns
	learned *lang.Learned        // words that newspapers taught; nil: none
	wawOf   int32                // the term of a lone و; -1: nobody asks for it

	longest int // bytes of the longest letters in starts and ends, so that no endless word is looked up whole
}

// pattern is a word with stars.
type pattern struct {
	glob string
	term int32
}

func newVocabulary() *vocabulary {
	return &vocabulary{
		terms:  map[string]int32{},
		starts: map[string][]pattern{}, ends: map[string][]pattern{}, wawOf: -1,
	}
}

// seal ends the filing: from here on words can be found.
func (v *vocabulary) seal() {
	v.byKey.seal()
	v.lemmas.seal()
}

// term returns the number of what name stands for, and whether it is new.
func (v *vocabulary) term(name string, cost int) (int32, bool) {
	if t, ok := v.terms[name]; ok {
		return t, false
	}
	t := int32(v.size)
	v.size++
	v.terms[name] = t
	v.costs = append(v.costs, cost)
	_, key, _ := strings.Cut(name, " ")
	key, _, _ = strings.Cut(key, " ")
	v.names = append(v.names, key)
	return t, true
}

// word files a word under its keys.
func (v *vocabulary) word(keys []string) int32 {
	cost := costOf(keys[0])
	t, fresh := v.term("w "+strings.Join(keys, " "), cost)
	if fresh {
		for i, k := range keys {
			v.byKey.put(k, newFiledWord(t, i > 0 && loadNames().inPlace[k]))
		}
	}
	return t
}

// lemma files a word whose family is looked for.
func (v *vocabulary) lemma(keys []string) int32 {
	t, fresh := v.term("l "+strings.Join(keys, " "), 3*costOf(keys[0]))
	if fresh {
		for _, k := range keys {
			for _, k := range lemmaKeys(lang.Indefinite(k)) {
				v.lemmas.put(k, newFiledWord(t, false))
			}
		}
	}
	return t
}

// pattern files a word with stars.
func (v *vocabulary) pattern(glob string) int32 {
	t, fresh := v.term("p "+glob, 10*costOf(strings.ReplaceAll(glob, "*", "")))
	if !fresh {
		return t
	}
	p := pattern{glob, t}
	first, last := strings.Index(glob, "*"), strings.LastIndex(glob, "*")
	v.longest = max(v.longest, first, len(glob)-1-last)
	switch {
	case first > 0:
		v.starts[glob[:first]] = append(v.starts[glob[:first]], p)
	case last < len(glob)-1:
		v.ends[glob[last+1:]] = append(v.ends[glob[last+1:]], p)
	default:
		v.loose = append(v.loose, p)
	}
	return t
}

// waw files the lone و.
func (v *vocabulary) waw() int32 {
	v.wawOf = v.word([]string{loneWaw})
	return v.wawOf
}

//go:embed common.txt
var commonFile string

// What a word costs that is said in nearly every article, in one of ten, and one that is known at all.
const (
	everydayCost = 4000
	commonCost   = 800
	knownCost    = 100
)

var loadCommon = sync.OnceValue(func() map[string]int {
	costs := map[string]int{}
	everyday, common, _ := strings.Cut(commonFile, "\n\n")
	for cost, block := range map[int]string{everydayCost: everyday, commonCost: common} {
		for line := range strings.Lines(block) {
			if strings.HasPrefix(line, "#") {
				continue
			}
			for _, t := range lang.Tokens(line) {
				key := lang.Indefinite(lang.Keys(t)[0])
				costs[key] = max(costs[key], cost)
			}
		}
	}
	return costs
})

// costOf guesses how often a newspaper says a word: by the list, then words of the dictionaries,
// then the shorter the oftener. Only the choice of the word under which a watch is filed hangs
// on it, never a match.
func costOf(key string) int {
	key = lang.Indefinite(key)
	if cost, ok := loadCommon()[key]; ok {
		return cost
	}
	letters := len([]rune(key))
	cost := 1 + 400/(letters*letters)
	if loadLemmas().knows(key) || lang.IsWord(key) {
		cost += knownCost
	}
	return cost
}

// find returns the terms that a token is found as.
func (v *vocabulary) find(t lang.Token) []hit {
	var out []hit
	add := func(term int32, r lang.Reading) {
		h := hit{term: term, parts: r.Parts, skip: uint8(min(r.Skip, 255))}
		if !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	for _, r := range v.learned.Readings(t) {
		for _, w := range v.byKey.find(r.Key) {
			as := r
			if w.inPlace() {
				as.Parts |= lang.InPlace
			}
			add(w.term(), as)
		}
		for _, term := range v.patterns(r.Key) {
			add(term, r)
		}
		if !v.lemmas.empty() {
			for _, base := range familyOf(r) {
				for _, w := range v.lemmas.find(base) {
					add(w.term(), r)
				}
			}
		}
		if v.wawOf >= 0 && r.Parts&lang.Conjunction != 0 && strings.HasPrefix(t.Text, loneWaw) {
			add(v.wawOf, lang.Reading{})
		}
	}
	return out
}

// patterns returns the terms of the patterns that a key fits.
func (v *vocabulary) patterns(key string) []int32 {
	if len(v.starts)+len(v.ends)+len(v.loose) == 0 {
		return nil
	}
	if lang.IsDefinite(key) {
		key = "ال" + lang.Indefinite(key)
	}
	var out []int32
	try := func(ps []pattern) {
		for _, p := range ps {
			if fits(p.glob, key) {
				out = append(out, p.term)
			}
		}
	}
	for i := 1; i <= min(v.longest, len(key)); i++ {
		if len(v.starts) > 0 {
			try(v.starts[key[:i]])
		}
		if len(v.ends) > 0 {
			try(v.ends[key[len(key)-i:]])
		}
	}
	try(v.loose)
	return out
}

// fits tells whether key is glob with each star standing for any letters, or none.
func fits(glob, key string) bool {
	parts := strings.Split(glob, "*")
	if !strings.HasPrefix(key, parts[0]) {
		return false
	}
	key = key[len(parts[0]):]
	last := parts[len(parts)-1]
	for _, p := range parts[1 : len(parts)-1] {
		i := strings.Index(key, p)
		if i < 0 {
			return false
		}
		key = key[i+len(p):]
	}
	return strings.HasSuffix(key, last)
}

// foldGlob is the comparable form of a word with stars.
func foldGlob(word string) string {
	for strings.Contains(word, "**") {
		word = strings.ReplaceAll(word, "**", "*")
	}
	parts := strings.Split(word, "*")
	for i, p := range parts {
		parts[i] = strings.Join(strings.FieldsFunc(lang.Fold(p), isSign), "")
	}
	return strings.Join(parts, "*")
}

func isSign(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }
