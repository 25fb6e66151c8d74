package watch

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/marsad/marsad/lang"
)

//go:embed names.txt
var namesFile string

// maxNameWords is the most words that one spelling of a name has in the table.
const maxNameWords = 3

// nameTable is the press's spellings of names: groups of equals, by the comparable form of
// each, words joined by a blank.
type nameTable struct {
	groups  [][]string
	group   map[string]int
	noRules map[string]bool // names whose spellings are only those listed
	denied  map[string]bool // words that the rules must not make
	inPlace map[string]bool // spellings that count only where a name stands (سورية)
}

var loadNames = sync.OnceValue(func() *nameTable {
	t := &nameTable{group: map[string]int{}, noRules: map[string]bool{}, denied: map[string]bool{}, inPlace: map[string]bool{}}
	for line := range strings.Lines(namesFile) {
		line, _, _ = strings.Cut(line, "#")
		if words, ok := strings.CutPrefix(line, "!"); ok {
			for w := range strings.FieldsSeq(words) {
				t.denied[nameKey(w)] = true
			}
			continue
		}
		names, strict := strings.CutPrefix(line, "=")
		for _, g := range expandGroup(names) {
			t.add(g, strict)
		}
	}
	return t
})

// add files a group; one that shares a spelling with an earlier group joins it.
func (t *nameTable) add(names []string, strict bool) {
	n := len(t.groups)
	var fresh []string
	for _, name := range names {
		key := nameKey(name)
		if strict {
			t.noRules[key] = true
		}
		if strings.HasPrefix(name, "?") {
			t.inPlace[key] = true
		}
		if g, ok := t.group[key]; ok {
			n = g
		} else if key != "" && !slices.Contains(fresh, key) {
			fresh = append(fresh, key)
		}
	}
	if n == len(t.groups) {
		t.groups = append(t.groups, nil)
	}
	for _, key := range fresh {
		t.group[key] = n
		t.groups[n] = append(t.groups[n], key)
	}
}

// nameKey is the comparable form under which a spelling is filed.
func nameKey(name string) string {
	var keys []string
	for _, t := range lang.Tokens(name) {
		keys = append(keys, lang.Keys(t)[0])
	}
	return joinKeys(keys)
}

// joinKeys writes the words of a name: the first without the article, which a text may add or
// leave out, the others as they are.
func joinKeys(keys []string) string {
	words := readable(keys)
	if len(keys) > 0 {
		words[0] = lang.Indefinite(keys[0])
	}
	return strings.Join(words, " ")
}

// expandGroup reads a line of the table: spellings separated by commas, in which {a|b|} is a
// choice, and after a colon the endings that each of them may take (أمريك, أميرك : ا ي ية). Each
// ending makes a group of its own.
func expandGroup(line string) [][]string {
	stems, endings, _ := strings.Cut(line, ":")
	var names []string
	for s := range strings.SplitSeq(stems, ",") {
		if s = strings.TrimSpace(s); s != "" {
			names = append(names, choices(s)...)
		}
	}
	if len(names) == 0 {
		return nil
	}
	if strings.TrimSpace(endings) == "" {
		return [][]string{names}
	}
	var groups [][]string
	for _, e := range strings.Fields(endings) {
		if e == "-" {
			e = ""
		}
		var g []string
		for _, n := range names {
			g = append(g, n+e)
		}
		groups = append(groups, g)
	}
	return groups
}

// choices writes out {a|b|} in every way.
func choices(s string) []string {
	before, rest, ok := strings.Cut(s, "{")
	if !ok {
		return []string{s}
	}
	choice, after, _ := strings.Cut(rest, "}")
	var out []string
	for c := range strings.SplitSeq(choice, "|") {
		for _, tail := range choices(after) {
			out = append(out, before+c+tail)
		}
	}
	return out
}

// spellingsOf returns the keys of the other one-word spellings of a name, in its own script;
// none for other words. Those of the table come first, then those that the rules make.
func spellingsOf(keys []string) (table, rules []string) {
	t, own := loadNames(), lang.Indefinite(keys[0])
	g, ok := t.group[own]
	if !ok && (!inArabic(own) || !looksForeign(own)) {
		return nil, nil
	}
	add := func(to []string, name string) []string {
		if lang.IsDefinite(keys[0]) {
			name = lang.Definite(name)
		}
		if slices.Contains(keys, name) || slices.Contains(table, name) || slices.Contains(rules, name) {
			return to
		}
		return append(to, name)
	}
	if ok {
		for _, name := range t.groups[g] {
			if !strings.Contains(name, " ") && inArabic(name) == inArabic(own) {
				table = add(table, name)
			}
		}
	}
	if !t.noRules[own] && inArabic(own) {
		for _, name := range ruled([]rune(own)) {
			_, listed := t.group[name]
			if !listed && !t.denied[name] && !lang.IsWord(name) && !loadLemmas().knows(name) {
				rules = add(rules, name)
			}
		}
	}
	return table, rules
}

// inArabic tells whether a key is in the Arabic script, by the first byte of its UTF-8.
func inArabic(key string) bool { return 0xD8 <= key[0] && key[0] <= 0xDB }

// ruledLetters is the least length of a name that the rules may change: shorter ones turn into
// other words too easily.
const ruledLetters = 6

// ruled returns the spellings of a foreign name that differ by how the press writes the sound
// g (غ ج ك ق) or t (ت ط), or by one long vowel more or less.
func ruled(name []rune) []string {
	var out []string
	if len(name) < ruledLetters {
		if looksForeign(string(name)) {
			for _, v := range gSounds(name) {
				out = append(out, string(v))
			}
		}
		return out
	}
	for _, v := range gSounds(name) {
		out = append(out, string(v))
		for i := 1; i < len(v)-1; i++ {
			if isLong(v[i]) && !isLong(v[i-1]) && !isLong(v[i+1]) {
				out = append(out, string(slices.Delete(slices.Clone(v), i, i+1)))
			}
			if isLong(v[i]) && v[i] == v[i-1] || v[i-1] == 'ي' && v[i] == 'و' && i > 1 {
				out = append(out, string(slices.Delete(slices.Clone(v), i-1, i))) // إنييستا, إنيستا; فينيسيوس, فينيسوس
			}
			if isLong(v[i]) || isLong(v[i-1]) {
				continue
			}
			for _, long := range longVowels {
				out = append(out, string(slices.Insert(slices.Clone(v), i, long)))
			}
		}
	}
	return append(out, otherSounds(name)...)
}

// otherSounds writes one t or th of a name, or an s at its end, in its other letter: ط ت, ث س, س ز.
func otherSounds(name []rune) []string {
	var out []string
	for _, pair := range []string{"سز", "زس"} {
		if p, last := []rune(pair), len(name)-1; name[last] == p[0] {
			out = append(out, string(name[:last])+string(p[1]))
		}
	}
	for i, r := range name {
		for _, pair := range []string{"طت", "تط", "ثس"} {
			if p := []rune(pair); p[0] == r {
				v := slices.Clone(name)
				v[i] = p[1]
				out = append(out, string(v))
			}
		}
	}
	return out
}

// gSounds writes each غ or ج of a name in the ways of Damascus, Cairo, Baghdad, and غ in that of the Gulf (ق).
func gSounds(name []rune) [][]rune {
	out := [][]rune{name}
	for _, from := range "غج" {
		if !slices.Contains(name, from) {
			continue
		}
		for _, to := range "غجكق" {
			if from == 'ج' && to == 'ق' {
				continue
			}
			v := slices.Clone(name)
			for i := range v {
				if v[i] == from {
					v[i] = to
				}
			}
			if to != from {
				out = append(out, v)
			}
		}
	}
	return out
}

const longVowels = "اوي"

func isLong(r rune) bool { return strings.ContainsRune(longVowels, r) }

// splitNames returns the spellings of the name that slots make together which have another
// number of words.
func splitNames(slots []slot) [][]slot {
	keys := make([]string, len(slots))
	for i, s := range slots {
		if s.any || s.glob != "" {
			return nil
		}
		keys[i] = s.keys[0]
	}
	t, own := loadNames(), joinKeys(keys)
	g, ok := t.group[own]
	if !ok {
		return nil
	}
	var out [][]slot
	for _, name := range t.groups[g] {
		parts := strings.Fields(name)
		if len(parts) == len(slots) && len(parts) == 1 || name == own {
			continue
		}
		var alt []slot
		for _, p := range parts {
			alt = append(alt, plain(p))
		}
		out = append(out, alt)
	}
	return out
}

// readable writes keys as a reader would.
func readable(keys []string) []string {
	var out []string
	for _, k := range keys {
		if lang.IsDefinite(k) {
			k = "ال" + lang.Indefinite(k)
		}
		out = append(out, k)
	}
	return out
}
