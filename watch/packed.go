package watch

import (
	"slices"

	"github.com/marsad/marsad/lang"
)

// packed holds the trees of all watches in a few long slices. They point into each other by
// numbers, so that a hundred thousand watches take a fraction of what trees of pointers do and
// are no work for the garbage collector.
type packed struct {
	parts  []part // the parts of one part stand side by side
	ways   []way  // so do the ways to say one phrase
	words  []word // and the words of one way
	vowels []lang.Vowels
}

// part is a node, packed.
type part struct {
	op      op
	exact   bool
	ordered bool
	fields  fieldSet
	first   int32 // in ways for a phrase, in parts for all others
	count   int32
	n       int32 // of NEAR
}

// way is a sequence, packed.
type way struct{ first, count int32 }

// word is an elem, packed.
type word struct {
	term  int32  // anyTerm: exactly one word, whichever
	marks uint32 // lowest bit: conj; the others: its vowels, counted from 1, 0 for none
}

// anyTerm stands in place of a term where any word will do.
const anyTerm = -1

func (w word) any() bool { return w.term == anyTerm }

func (w word) conj() bool { return w.marks&1 != 0 }

// kids are the parts of n, which is no phrase.
func (p *packed) kids(n *part) []part { return p.parts[n.first : n.first+n.count] }

// alts are the ways to say n, which is a phrase.
func (p *packed) alts(n *part) []way { return p.ways[n.first : n.first+n.count] }

// allFields are the fields that a part looks at.
func (p *packed) allFields(n *part) fieldSet {
	set := n.fields
	if n.op != opPhrase {
		for i := range p.kids(n) {
			set |= p.allFields(&p.kids(n)[i])
		}
	}
	return set
}

func (p *packed) sequence(w way) []word { return p.words[w.first : w.first+w.count] }

func (p *packed) vowelsOf(w word) lang.Vowels {
	if w.marks>>1 == 0 {
		return nil
	}
	return p.vowels[w.marks>>1-1]
}

// add packs a tree and returns where its root stands.
func (p *packed) add(n *node) int32 {
	at := p.reserve(1)
	p.put(at, n)
	return at
}

// reserve makes room for parts side by side.
func (p *packed) reserve(n int) int32 {
	at := len(p.parts)
	p.parts = append(p.parts, make([]part, n)...)
	return int32(at)
}

func (p *packed) put(at int32, n *node) {
	out := part{op: n.op, exact: n.exact, ordered: n.ordered, fields: n.fields, n: int32(n.n)}
	if n.op == opPhrase {
		out.first, out.count = int32(len(p.ways)), int32(len(n.alts))
		for _, seq := range n.alts {
			p.way(seq)
		}
		p.parts[at] = out
		return
	}
	out.first, out.count = p.reserve(len(n.kids)), int32(len(n.kids))
	p.parts[at] = out
	for i, k := range n.kids {
		p.put(out.first+int32(i), k)
	}
}

func (p *packed) way(seq sequence) {
	p.ways = append(p.ways, way{int32(len(p.words)), int32(len(seq))})
	for _, e := range seq {
		w := word{term: e.term}
		if e.any {
			w.term = anyTerm
		}
		if e.vowels != nil {
			p.vowels = append(p.vowels, e.vowels)
			w.marks = uint32(len(p.vowels)) << 1
		}
		if e.conj {
			w.marks |= 1
		}
		p.words = append(p.words, w)
	}
}

// trim gives back the room that growing left over.
func (p *packed) trim() {
	p.parts, p.ways, p.words, p.vowels = fitted(p.parts), fitted(p.ways), fitted(p.words), fitted(p.vowels)
}

// fitted is a copy of s without room behind it.
func fitted[E any](s []E) []E { return append(make([]E, 0, len(s)), s...) }

// listed gathers values under numbers, then holds those of one number side by side.
type listed[E any] struct {
	ends []int32 // of number i: the values from ends[i] to ends[i+1]
	all  []E
}

// of returns the values of a number, in the order in which they came.
func (l *listed[E]) of(i int32) []E { return l.all[l.ends[i]:l.ends[i+1]] }

// newListed puts values[i] under the number at[i], below n.
func newListed[E any](n int, at []int32, values []E) listed[E] {
	l := listed[E]{ends: make([]int32, n+1), all: make([]E, len(values))}
	for _, i := range at {
		l.ends[i+1]++
	}
	for i := range n {
		l.ends[i+1] += l.ends[i]
	}
	next := slices.Clone(l.ends)
	for i, v := range values {
		l.all[next[at[i]]] = v
		next[at[i]]++
	}
	return l
}
