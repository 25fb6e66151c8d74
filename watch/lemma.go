package watch

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/marsad/marsad/lang"
)

//go:embed lemmas.txt
var lemmasFile string

// lemmaTable is the small dictionary behind ~: what no rule makes, broken plurals and the
// present of verbs, and words whose end only looks like an ending. Words stand as comparable keys.
type lemmaTable struct {
	singular map[string][]member   // of a plural, and of the singular itself: the families that it is of
	woman    map[string]bool       // words of which ة makes the same word of a woman
	past     map[string]bool       // verbs
	nisba    map[string][]string   // of an adjective in ي: the words that it belongs to, where the rule would take another
	stems    map[string][]verbStem // of the verbs: what stands between prefix and ending
}

// member is a word as one of a family.
type member struct {
	head  string
	first rune // of the word as written: أ or إ, which its key does not tell
}

var loadLemmas = sync.OnceValue(func() *lemmaTable {
	t := &lemmaTable{singular: map[string][]member{}, woman: map[string]bool{}, past: map[string]bool{}, nisba: map[string][]string{}, stems: map[string][]verbStem{}}
	for line := range strings.Lines(lemmasFile) {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		switch {
		case len(words) == 3 && words[0] == "v":
			t.verb(words[1], words[2])
		case len(words) > 1 && words[0] == "n":
			t.adjective(words[1:])
		case len(words) > 0 && words[0] == "=":
			for _, w := range words[1:] {
				t.family([]string{w})
			}
		case len(words) > 0:
			t.family(words)
		}
	}
	return t
})

func lemmaKey(word string) string { return lang.Keys(lang.Tokens(word)[0])[0] }

// adjective files a nisba with the words that it belongs to, if any.
func (t *lemmaTable) adjective(words []string) {
	key := lemmaKey(words[0])
	t.family([]string{words[0] + "/ة"})
	t.nisba[key] = nil
	for _, w := range words[1:] {
		t.nisba[key] = append(t.nisba[key], lang.Indefinite(lemmaKey(w)))
	}
}

// family files each member under the first: they find each other, whichever is looked for.
func (t *lemmaTable) family(words []string) {
	first, woman := strings.CutSuffix(words[0], "/ة")
	head := lemmaKey(first)
	if woman {
		t.woman[head] = true
	}
	for _, w := range append(words[1:], first) {
		m := member{head, []rune(w)[0]}
		if k := lang.Indefinite(lemmaKey(w)); !slices.Contains(t.singular[k], m) {
			t.singular[k] = append(t.singular[k], m)
		}
	}
}

// heads returns the heads of the families that a key belongs to, when the word is printed with
// first: أعلام are flags, إعلام is none, and of a bare اعلام it is not known.
func (t *lemmaTable) heads(key string, first rune) []string {
	members := t.singular[key]
	rivals := slices.ContainsFunc(members, func(m member) bool { return m.first == 'أ' }) &&
		slices.ContainsFunc(members, func(m member) bool { return m.first == 'إ' })
	var out []string
	for _, m := range members {
		if m.fits(first, rivals) {
			out = append(out, m.head)
		}
	}
	return out
}

// fits tells whether a word printed with first may be m; a bare alef is إ where there are both.
func (m member) fits(first rune, rivals bool) bool {
	if m.first != 'أ' && m.first != 'إ' || first == 0 {
		return true
	}
	return m.first == first || first == 'ا' && (!rivals || m.first == 'إ')
}

// knows tells whether a key is a word of the dictionary.
func (t *lemmaTable) knows(key string) bool {
	return t.singular[key] != nil || t.past[key]
}

// ending is a regular ending: dual, sound plurals, nisba and its plurals.
type ending struct {
	add, own string // what stands at the end, and what the base has in its place
	least    int    // the fewest letters that stand before it
	of       baseKind
}

// baseKind says which bases an ending is taken off for.
type baseKind uint8

const (
	anyBase   baseKind = iota
	knownBase          // words of the dictionary
	alefBase           // words whose last ا is their own (سوريا)
	womanBase          // see ofWomen
)

// The endings of a word, and those that make an adjective of it; ي is both (معلمي المدرسة).
var (
	sound = slices.Concat(
		endings("ات تان تين", "ه", 2, anyBase),
		endings("تا تي", "ه", 3, anyBase),
		endings("ات ون ين ان ا ي", "", 3, anyBase),
		endings("و", "", 3, womanBase),
		endings("ه", "", 3, womanBase),
	)
	nisba = slices.Concat(
		endings("يات يون يين يه ي", "", 3, anyBase),
		endings("ي يه", "ه", 3, anyBase),
		endings("يون يين يات", "ه", 2, anyBase),
		endings("يون يين يه يات", "ي", 3, anyBase),
		endings("ي يه", "ه", 2, knownBase),               // صحة, صحي
		endings("اوي اويه اويون اويين", "ه", 2, anyBase), // غزاوي
	)
	ofAlef = slices.Concat( // سوريا, سوري
		endings("ي يه يون يين يات", "ا", 2, alefBase),
		endings("ي يه يون يين يات", "يا", 2, alefBase),
	)
)

func endings(adds, own string, least int, of baseKind) []ending {
	var out []ending
	for _, add := range strings.Fields(adds) {
		out = append(out, ending{add, own, least, of})
	}
	return out
}

// familyOf returns the words of whose family a reading may be, its own key first. It goes from
// the base to its nisba and never back.
func familyOf(r lang.Reading) []string {
	f := familySearch{t: loadLemmas(), key: lang.Indefinite(r.Key), first: r.First}
	f.search(lang.IsDefinite(r.Key) || r.Parts&lang.Article != 0)
	return f.out
}

// familySearch collects the words of whose family a key may be.
type familySearch struct {
	t     *lemmaTable
	key   string
	first rune // its first letter as printed
	out   []string
}

func (f *familySearch) search(definite bool) {
	t, key := f.t, f.key
	f.add(key)
	f.add(t.heads(key, f.first)...)
	known := t.knows(key)    // as it stands: a noun is then no person of a verb, nor تقدم one of قدم
	if !definite && !known { // no article stands before a verb
		f.add(t.verbsOf(key)...)
		f.add(unlistedVerbs(key)...)
	}
	if lang.EndsInAlef(key) {
		return
	}
	f.strip(ofAlef)
	if f.add(t.nisba[key]...); known && !t.nisbaByRule(key) {
		return // its end is its own, or its family has it
	}
	f.add(singulars(key)...)
	if !f.strip(sound) {
		f.strip(nisba)
	}
}

func (f *familySearch) add(bases ...string) {
	for _, b := range bases {
		if !slices.Contains(f.out, b) {
			f.out = append(f.out, b)
		}
	}
}

// strip adds the bases that the key has without one of the endings, and tells whether one of
// them is known; with ات that is never both of خدمة and خدم.
func (f *familySearch) strip(endings []ending) bool {
	found := false
	for _, e := range endings {
		stem, ok := strings.CutSuffix(f.key, e.add)
		base := stem + e.own
		if !ok || !f.t.takes(e, len([]rune(stem)), base) || found && e.add == "ات" && e.own == "" {
			continue
		}
		f.add(base)
		if head, hamza := strings.CutSuffix(base, "ء"); hamza {
			f.add(head + "ئ") // لاجئين, of لاجئ
		}
		f.add(f.t.heads(base, f.first)...)
		f.add(f.t.nisba[base]...)
		found = found || len(f.t.singular[base]) > 0 && !f.t.nisbaByRule(base)
	}
	return found
}

// nisbaByRule tells whether a known word is an adjective in ي whose base the rule may take (سياسي).
func (t *lemmaTable) nisbaByRule(key string) bool {
	_, listed := t.nisba[key]
	return !listed && t.woman[key] && strings.HasSuffix(key, "ي")
}

// takes tells whether a base may have the ending e behind letters letters.
func (t *lemmaTable) takes(e ending, letters int, base string) bool {
	if letters < e.least {
		return false
	}
	switch e.of {
	case knownBase:
		return t.singular[base] != nil
	case alefBase:
		return lang.EndsInAlef(base)
	case womanBase:
		return t.ofWomen(base)
	}
	return true
}

// singulars returns what may be the singular of a broken plural that no list has: of the shapes
// that no other word has (فواعل, فواعيل, فعائل, فعاليل).
func singulars(key string) []string {
	w := []rune(key)
	at := func(i int) string { return string(w[i]) }
	var out []string
	with := func(base string) { out = append(out, base, base+"ه") }
	switch {
	case len(w) == 5 && w[1] == 'و' && w[2] == 'ا' && w[0] != 'ت' && w[0] != 'م':
		with(at(0) + "ا" + at(3) + at(4))
	case len(w) == 6 && w[1] == 'و' && w[2] == 'ا' && w[4] == 'ي':
		with(at(0) + "ا" + at(3) + "و" + at(5))
	case len(w) == 5 && w[2] == 'ا' && w[3] == 'ء' && w[4] != 'ه':
		out = append(out, at(0)+at(1)+"ي"+at(4)+"ه", at(0)+at(1)+"ا"+at(4)+"ه", at(0)+at(1)+"ي"+at(4))
	case len(w) == 6 && w[2] == 'ا' && w[4] == 'ي' && w[5] != 'ن':
		for _, long := range longVowels {
			with(at(0) + at(1) + at(3) + string(long) + at(5))
		}
	}
	return out
}

// ofWomen tells whether ة behind a word makes the same word of a woman: nisbas, participles in
// م, and the persons of the dictionary. Of other words it makes another (شهر, شهرة).
func (t *lemmaTable) ofWomen(base string) bool {
	if t.woman[base] || strings.HasSuffix(base, "ي") && !t.past[base] {
		return true
	}
	return strings.HasPrefix(base, "م") && len([]rune(base)) >= 4 && !t.knows(base) && !t.knows(base+"ه")
}

// lemmaKeys are the words under which one that is looked for is filed: itself, and the heads
// of its families; of أعلام, whose key is also that of إعلام, itself alone.
func lemmaKeys(key string) []string {
	t := loadLemmas()
	if len(t.heads(key, 'أ')) != len(t.heads(key, 0)) && len(t.heads(key, 'إ')) > 0 {
		return []string{key}
	}
	return slices.Compact(append([]string{key}, t.heads(key, 0)...))
}
