package watch

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/watch/query"
)

// Index is many watches, ready to be matched. It never changes and may be used by many goroutines.
type Index struct {
	watches []entry
	sources [][]string // of the watches that look only at some
	trees   packed
	vocab   *vocabulary
	filed   listed[filing] // by term: the watches to look at when the term occurs
	always  []int32        // watches that no word gives away (NOT x)
	fields  fieldSet       // the fields that some watch looks at
	memo    *lang.Memo     // of hits by surface form
	scratch sync.Pool      // of *scratch
}

// entry is what a match tells of a watch, and where its tree stands.
type entry struct {
	name, text string
	version    int
	root       int32
	sources    int32 // number of its sources, counted from 1; 0: all
	query      bool  // text is a query, not a keyword
}

// Compile makes an index. The error names the first watch that cannot be read; Check finds it sooner.
func Compile(ws []Watch) (*Index, error) {
	ix, err := compile(ws)
	if err != nil {
		return nil, err
	}
	ix.vocab.terms, ix.vocab.costs, ix.vocab.names = nil, nil, nil // only for filing, and for people
	return ix, nil
}

func compile(ws []Watch) (*Index, error) {
	ix := &Index{watches: make([]entry, 0, len(ws)), vocab: newVocabulary()}
	ix.memo = newMemo(memoSize(len(ws)), ix.vocab)
	lw := lowerer{vocab: ix.vocab}
	parsed, err := parseAll(ws)
	if err != nil {
		return nil, err
	}
	trees := make([]*node, len(ws))
	for i, tree := range parsed {
		lw.own = ws[i].Spellings
		trees[i] = lw.lower(tree, defaultFields)
		ix.enter(&ws[i], trees[i])
	}
	ix.trees.trim()
	ix.vocab.seal()
	ix.file(trees)
	ix.scratch.New = func() any { return newScratch(ix) }
	return ix, nil
}

// parseAll reads the words of all watches on all processors: the part of the work in which no watch
// needs another's. The error is that of the first watch that cannot be read.
func parseAll(ws []Watch) ([]query.Node, error) {
	const fewest = 256 // for a goroutine
	out, errs := make([]query.Node, len(ws)), make([]error, len(ws))
	step := max(len(ws)/runtime.GOMAXPROCS(0)+1, fewest)
	var workers sync.WaitGroup
	for from := 0; from < len(ws); from += step {
		workers.Go(func() {
			for i := from; i < min(from+step, len(ws)); i++ {
				out[i], errs[i] = ws[i].parse()
			}
		})
	}
	workers.Wait()
	return out, cmp.Or(errs...)
}

// enter notes a watch and its tree.
func (ix *Index) enter(w *Watch, tree *node) {
	e := entry{name: w.Name, text: w.text(), version: w.Version, root: ix.trees.add(tree), query: w.Query != ""}
	if len(w.Sources) > 0 {
		ix.sources = append(ix.sources, w.Sources)
		e.sources = int32(len(ix.sources))
	}
	ix.watches = append(ix.watches, e)
}

// takes tells whether articles of a source are of interest to a watch.
func (ix *Index) takes(e *entry, source string) bool {
	return e.sources == 0 || slices.Contains(ix.sources[e.sources-1], source)
}

// memoSize is smaller for the few watches of a command than for a daemon's.
func memoSize(watches int) int {
	if watches < 8 {
		return memoSlots >> 5
	}
	return memoSlots
}

// filing is a watch under one of its words.
type filing struct {
	watch int32
	also  int32 // another term without which it cannot be true; -1: none
}

// file puts each watch under the rarest words without which it cannot be true.
func (ix *Index) file(trees []*node) {
	under, filed := make([]int32, 0, len(trees)), make([]filing, 0, len(trees))
	for i, tree := range trees {
		ix.fields |= tree.allFields()
		terms, _, ok := ix.needed(tree)
		if !ok {
			ix.always = append(ix.always, int32(i))
			continue
		}
		also := ix.also(tree, terms)
		slices.Sort(terms)
		for _, t := range slices.Compact(terms) {
			under, filed = append(under, t), append(filed, filing{int32(i), also})
		}
	}
	ix.filed = newListed(ix.vocab.size, under, filed)
}

// also returns the rarest term, beside those under which n is filed, that every article must
// hold to make n true; -1 when there is none.
func (ix *Index) also(n *node, filed []int32) int32 {
	best := int32(-1)
	try := func(t int32) {
		if !slices.Contains(filed, t) && (best < 0 || ix.vocab.costs[t] < ix.vocab.costs[best]) {
			best = t
		}
	}
	switch n.op {
	case opPhrase:
		if len(n.alts) > 1 {
			break
		}
		for _, e := range n.alts[0] {
			if !e.any {
				try(e.term)
			}
		}
	case opAnd, opNear:
		for _, k := range n.kids {
			if terms, _, ok := ix.needed(k); ok && len(terms) == 1 {
				try(terms[0])
			}
			if t := ix.also(k, filed); t >= 0 {
				try(t)
			}
		}
	}
	return best
}

func (n *node) allFields() fieldSet {
	set := n.fields
	for _, k := range n.kids {
		set |= k.allFields()
	}
	return set
}

// needed returns terms of which at least one occurs in every article that makes n true, and
// how common they are taken to be together; false when there are none.
func (ix *Index) needed(n *node) ([]int32, int, bool) {
	switch n.op {
	case opNot:
		return nil, 0, false
	case opPhrase:
		return ix.neededPhrase(n)
	case opOr:
		var terms []int32
		cost := 0
		for _, k := range n.kids {
			more, c, ok := ix.needed(k)
			if !ok {
				return nil, 0, false
			}
			terms, cost = append(terms, more...), cost+c
		}
		return terms, cost, true
	}
	var best []int32
	bestCost, found := 0, false
	for _, k := range n.kids {
		terms, c, ok := ix.needed(k)
		if ok && (!found || c < bestCost) {
			best, bestCost, found = terms, c, true
		}
	}
	return best, bestCost, found
}

// neededPhrase takes the rarest word of each way to say the phrase.
func (ix *Index) neededPhrase(n *node) ([]int32, int, bool) {
	var terms []int32
	cost := 0
	for _, seq := range n.alts {
		words := slices.DeleteFunc(slices.Clone(seq), func(e elem) bool { return e.any })
		if len(words) == 0 {
			return nil, 0, false
		}
		rarest := slices.MinFunc(words, func(a, b elem) int { return cmp.Compare(ix.vocab.costs[a.term], ix.vocab.costs[b.term]) })
		terms, cost = append(terms, rarest.term), cost+ix.vocab.costs[rarest.term]
	}
	return terms, cost, true
}

// Len is the number of watches.
func (ix *Index) Len() int { return len(ix.watches) }

// String tells how the index is made, for logs.
func (ix *Index) String() string {
	return fmt.Sprintf("%d watches, %d words, %d always looked at, fields %v", len(ix.watches), ix.vocab.size, len(ix.always), ix.fields.names())
}

func (s fieldSet) names() []string {
	var out []string
	for i, name := range query.Fields {
		if s.has(i) {
			out = append(out, name)
		}
	}
	return out
}
