package watch

import (
	"cmp"
	"slices"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
)

// Set is the watches of a configuration that changes now and then: an index of them as they
// once were, and a small one of those that have changed since. It never changes itself and may
// be used by many goroutines; With makes the next, and who holds the set in an atomic pointer
// swaps it while matching goes on.
type Set struct {
	base, over *Index  // over is nil when nothing has changed
	ranks      []int32 // of the watches of base: the place in the set; -1: changed or removed
	overRanks  []int32 // of the watches of over
	learned    *lang.Learned
}

// maxChanges bounds the watches in which a set may differ from its base, a changed one counted
// twice: as gone and as fresh. Up to it a change costs
// the compiling of these alone; beyond it all are compiled, so that no article is long read twice
// and no removed watch takes room for ever.
const maxChanges = 512

// NewSet compiles watches. The error names the first that cannot be read.
func NewSet(ws []Watch) (*Set, error) {
	ix, err := Compile(ws)
	if err != nil {
		return nil, err
	}
	return &Set{base: ix}, nil
}

// With returns the set of ws, the whole list, compiling only what s does not hold as it is. A
// watch that only moved may be compiled again. The error names the first watch that cannot be
// read; s stays as it is.
func (s *Set) With(ws []Watch) (*Set, error) {
	return s.with(ws, maxChanges)
}

func (s *Set) with(ws []Watch, most int) (*Set, error) {
	ranks, fresh, ok := s.base.align(ws, most)
	if !ok {
		next, err := NewSet(ws)
		if err != nil {
			return nil, err
		}
		return next.Learn(s.learned), nil
	}
	if len(fresh) == 0 && len(ws) == s.base.Len() {
		return &Set{base: s.base, learned: s.learned}, nil
	}
	next := &Set{base: s.base, ranks: ranks, overRanks: fresh, learned: s.learned}
	if len(fresh) == 0 {
		return next, nil
	}
	changed := make([]Watch, len(fresh))
	for i, at := range fresh {
		changed[i] = ws[at]
	}
	over, err := Compile(changed)
	if err != nil {
		return nil, err
	}
	next.over = over.Learn(s.learned)
	return next, nil
}

// Learn returns the same watches, reading texts by what newspapers taught, as Index.Learn does.
func (s *Set) Learn(l *lang.Learned) *Set {
	next := *s
	next.base, next.learned = s.base.Learn(l), l
	if s.over != nil {
		next.over = s.over.Learn(l)
	}
	return &next
}

// align lays ws beside the watches of ix, both in their order: ranks has the place in ws of each
// watch of ix, -1 when it is gone; fresh has the places that no watch of ix fills. It gives up
// when more than most watches are gone or fresh.
func (ix *Index) align(ws []Watch, most int) (ranks, fresh []int32, ok bool) {
	ranks = make([]int32, len(ix.watches))
	i, j, gone := 0, 0, 0
	for len(fresh)+gone <= most {
		for i < len(ws) && j < len(ranks) && ix.holds(j, &ws[i]) {
			ranks[j] = int32(i)
			i, j = i+1, j+1
		}
		if i == len(ws) && j == len(ranks) {
			return ranks, fresh, true
		}
		added, removed := ix.step(ws[i:], j, most)
		for range added {
			fresh = append(fresh, int32(i))
			i++
		}
		for range removed {
			ranks[j] = -1
			j, gone = j+1, gone+1
		}
	}
	return nil, nil, false
}

// step says how many watches of ws, and how many of ix from j on, to pass over where the two
// part: one of each for a changed watch, and else the fewest after which they meet again.
func (ix *Index) step(ws []Watch, j, most int) (added, removed int) {
	rest := ix.watches[j:]
	if len(ws) == 0 || len(rest) == 0 {
		return min(len(ws), most+1), min(len(rest), most+1)
	}
	if ws[0].Name == rest[0].name {
		return 1, 1
	}
	for n := 1; n <= most; n++ {
		if n < len(ws) && ws[n].Name == rest[0].name {
			return n, 0
		}
		if n < len(rest) && rest[n].name == ws[0].Name {
			return 0, n
		}
	}
	return 1, 1
}

// holds tells whether watch j is w as matching sees it: its channels and events do not count.
func (ix *Index) holds(j int, w *Watch) bool {
	e := &ix.watches[j]
	if e.name != w.Name || e.version != w.Version || e.query != (w.Query != "") || e.text != w.text() {
		return false
	}
	if e.sources == 0 {
		return len(w.Sources) == 0
	}
	return slices.Equal(ix.sources[e.sources-1], w.Sources)
}

// Match returns the watches that art makes true, in the order of the set, each with the places
// that made it so: what Compile of the same watches would.
func (s *Set) Match(art article.Article) []article.Match {
	if s.ranks == nil {
		return s.base.Match(art)
	}
	type placed struct {
		rank  int32
		match article.Match
	}
	var all []placed
	s.base.match(&art, s.ranks, func(i int32, m article.Match) { all = append(all, placed{s.ranks[i], m}) })
	if s.over != nil {
		s.over.match(&art, nil, func(i int32, m article.Match) { all = append(all, placed{s.overRanks[i], m}) })
	}
	if len(all) == 0 {
		return nil
	}
	slices.SortFunc(all, func(a, b placed) int { return cmp.Compare(a.rank, b.rank) })
	out := make([]article.Match, len(all))
	for i, p := range all {
		out[i] = p.match
	}
	return out
}

// Len is the number of watches.
func (s *Set) Len() int {
	if s.ranks == nil {
		return s.base.Len()
	}
	n := len(s.overRanks)
	for _, r := range s.ranks {
		if r >= 0 {
			n++
		}
	}
	return n
}
