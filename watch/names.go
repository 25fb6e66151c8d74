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
	groups [][]string
	group  map[string]int
}

var loadNames = sync.OnceValue(func() *nameTable {
	t := &nameTable{group: map[string]int{}}
	for line := range strings.Lines(namesFile) {
		line, _, _ = strings.Cut(line, "#")
		for _, g := range expandGroup(line) {
			t.add(g)
		}
	}
	return t
})

// add files a group; one that shares a spelling with an earlier group joins it.
func (t *nameTable) add(names []string) {
	n := len(t.groups)
	var fresh []string
	for _, name := range names {
		key := nameKey(name)
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

// spellingsOf returns the keys of the other one-word spellings of a name; none for other words.
func spellingsOf(keys []string) []string {
	t := loadNames()
	g, ok := t.group[lang.Indefinite(keys[0])]
	if !ok {
		return nil
	}
	var out []string
	for _, name := range t.groups[g] {
		if strings.Contains(name, " ") {
			continue
		}
		if lang.IsDefinite(keys[0]) {
			name = lang.Definite(name)
		}
		if !slices.Contains(keys, name) {
			out = append(out, name)
		}
	}
	return out
}

// splitNames returns the spellings of the name that slots make together which have another
// number of words.
func splitNames(slots []slot) [][]slot {
	keys := make([]string, len(slots))
	for i, s := range slots {
		if s.any || s.glob != "" {
			return nil
		}
		keys[i] = lang.Keys(s.token)[0]
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
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = k
		if lang.IsDefinite(k) {
			out[i] = "ال" + lang.Indefinite(k)
		}
	}
	return out
}
