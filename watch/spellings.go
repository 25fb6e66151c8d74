package watch

import (
	"fmt"
	"slices"
	"strings"

	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/watch/query"
)

// Spellings are a user's own spellings of names: groups of equals beside the table that is
// shipped. A group may join scripts (هيغسيث, Hegseth), which the table does not. A nil value
// has none. It never changes and is shared by all watches of a configuration.
type Spellings struct {
	groups [][]string     // keys of names, words joined by a blank
	given  [][]string     // as the user wrote them, for people
	group  map[string]int // by key
}

// Bounds of one's own spellings.
const (
	maxSpellings  = 50 // of one name
	maxOwnGroups  = 20000
	shortestOwn   = 2 // letters: fewer are initials, and stand in every text
	ownNameRemedy = "write the name as newspapers print it, on one line"
)

// NewSpellings files groups of equal spellings. What is wrong is told to fault with the group
// and the spelling, counted from 0 (spelling -1: the whole group), and left out. Nil when
// nothing is left.
func NewSpellings(groups [][]string, fault func(group, spelling int, problem, remedy string)) *Spellings {
	s := &Spellings{group: map[string]int{}}
	seen := map[string]first{} // by key
	for i, names := range groups {
		if i >= maxOwnGroups {
			fault(i, -1, fmt.Sprintf("is more than the %d groups that a configuration may have", maxOwnGroups), "leave the rarest out")
			break
		}
		if keys, given := ownGroup(i, names, seen, fault); len(keys) > 1 {
			s.add(keys, given)
		}
	}
	if len(s.groups) == 0 {
		return nil
	}
	return s
}

// first is where a spelling was met first.
type first struct {
	group int
	head  string // the group's first spelling
}

// ownGroup checks one group and returns its keys and one spelling for each as written.
func ownGroup(i int, names []string, seen map[string]first, fault func(int, int, string, string)) (keys, given []string) {
	if len(names) > maxSpellings {
		fault(i, -1, fmt.Sprintf("has %d spellings, more than %d", len(names), maxSpellings), "is it one name?")
		return nil, nil
	}
	sound := true
	for j, name := range names {
		key := nameKey(name)
		if problem, remedy := ownFault(name, key); problem != "" {
			fault(i, j, problem, remedy)
			sound = false
			continue
		}
		if f, taken := seen[key]; taken && f.group != i {
			fault(i, j, fmt.Sprintf("%s stands beside %s already", name, f.head), "write all spellings of one name into one group")
			sound = false
			continue
		}
		seen[key] = first{i, names[0]}
		if !slices.Contains(keys, key) {
			keys, given = append(keys, key), append(given, name)
		}
	}
	if sound && len(keys) < 2 {
		problem := "has one spelling alone, which is equal to nothing"
		if len(names) > 1 {
			problem = "says nothing new: its spellings differ only in what is always taken for equal (أ and ا, ة and ه, vowel marks, capitals)"
		}
		fault(i, -1, problem, "write two spellings that differ, or take the group out")
	}
	return keys, given
}

// ownFault says what is wrong with one spelling.
func ownFault(name, key string) (problem, remedy string) {
	switch {
	case key == "":
		return fmt.Sprintf("%q has no letter and no digit", name), ownNameRemedy
	case strings.Contains(name, "*"):
		return fmt.Sprintf("%s has a star: a spelling is written out", name), ownNameRemedy
	case strings.Count(key, " ") >= maxNameWords:
		return fmt.Sprintf("%s has more than %d words", name, maxNameWords), "write a watch with a query:  \"one name\" OR \"another\""
	case len([]rune(key)) < shortestOwn:
		return fmt.Sprintf("%s is a single letter", name), ownNameRemedy
	}
	return "", ""
}

func (s *Spellings) add(keys, given []string) {
	for _, k := range keys {
		s.group[k] = len(s.groups)
	}
	s.groups, s.given = append(s.groups, keys), append(s.given, given)
}

// Groups are the groups as written, for people.
func (s *Spellings) Groups() [][]string {
	if s == nil {
		return nil
	}
	return slices.Clone(s.given)
}

// of returns the keys of a name's other one-word spellings: those of the table and of its
// owner first, then those that rules make.
func (s *Spellings) of(keys []string) (table, rules []string) {
	table, rules = spellingsOf(keys)
	if s == nil {
		return table, rules
	}
	add := func(to []string, more ...string) []string {
		for _, k := range more {
			if !slices.Contains(keys, k) && !slices.Contains(table, k) && !slices.Contains(to, k) {
				to = append(to, k)
			}
		}
		return to
	}
	for _, known := range append(keys[:1:1], table...) {
		for _, name := range s.oneWord(lang.Indefinite(known)) {
			if lang.IsDefinite(keys[0]) && inArabic(name) {
				name = lang.Definite(name)
			}
			t, r := spellingsOf([]string{name})
			table = add(add(table, name), t...)
			rules = add(rules, r...)
		}
	}
	return table, slices.DeleteFunc(rules, func(k string) bool { return slices.Contains(table, k) })
}

// oneWord are the spellings of a name's own group that are one word.
func (s *Spellings) oneWord(key string) []string {
	g, ok := s.group[key]
	if !ok {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(s.groups[g]), func(name string) bool { return strings.Contains(name, " ") })
}

// split returns the spellings, with another number of words, of the name that slots make together.
func (s *Spellings) split(slots []slot) [][]slot {
	out := splitNames(slots)
	own, ok := nameOf(slots)
	if s == nil || !ok {
		return out
	}
	g, ok := s.group[own]
	if !ok {
		return out
	}
	for _, name := range s.groups[g] {
		parts := strings.Fields(name)
		if name == own || len(parts) == 1 && len(slots) == 1 {
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

// nameOf is the key of the name that slots make together; false when one of them is no word.
func nameOf(slots []slot) (string, bool) {
	keys := make([]string, len(slots))
	for i, sl := range slots {
		if sl.any || sl.glob != "" {
			return "", false
		}
		keys[i] = lang.Keys(sl.token)[0]
	}
	return joinKeys(keys), true
}

// Spelled are the owner's groups that change what w matches, as one line; empty when none does.
// With the text it is what a version of the watch is: a change of either is a new one.
func (w Watch) Spelled() string {
	tree, err := w.parse()
	if w.Spellings == nil || err != nil {
		return ""
	}
	var out []string
	for _, words := range wordsOf(tree) {
		if words.Exact {
			continue
		}
		for _, g := range w.Spellings.touched(slotsOf(words.Text)) {
			out = append(out, strings.Join(w.Spellings.given[g], " = "))
		}
	}
	return strings.Join(distinct(out), "; ")
}

// touched are the groups that the names in slots belong to.
func (s *Spellings) touched(slots []slot) []int {
	var out []int
	add := func(key string) {
		if g, ok := s.group[key]; ok && !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	for i := range slots {
		for n := 1; n <= maxNameWords && i+n <= len(slots); n++ {
			key, ok := nameOf(slots[i : i+n])
			if !ok {
				break
			}
			add(key)
			if n == 1 {
				table, _ := spellingsOf([]string{key})
				for _, k := range table {
					add(k)
				}
			}
		}
	}
	return out
}

// wordsOf are the words and phrases of a query, in its order.
func wordsOf(n query.Node) []*query.Words {
	switch n := n.(type) {
	case *query.Words:
		return []*query.Words{n}
	case *query.Field:
		return wordsOf(n.Node)
	case *query.Not:
		return wordsOf(n.Node)
	case *query.Near:
		return append(wordsOf(n.Left), wordsOf(n.Right)...)
	case *query.And:
		return wordsOfAll(n.Nodes)
	case *query.Or:
		return wordsOfAll(n.Nodes)
	}
	return nil
}

func wordsOfAll(nodes []query.Node) []*query.Words {
	var out []*query.Words
	for _, n := range nodes {
		out = append(out, wordsOf(n)...)
	}
	return out
}
