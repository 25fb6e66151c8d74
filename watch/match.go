package watch

import (
	"cmp"
	"slices"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/watch/query"
)

// Match returns the watches that art makes true, in the order of the index, each with the
// places that made it so.
func (ix *Index) Match(art article.Article) []article.Match {
	var out []article.Match
	ix.match(&art, nil, func(_ int32, m article.Match) { out = append(out, m) })
	return out
}

// match calls found for each watch that art makes true, with its number, in the order of the
// index. Watches of a negative rank are left out; nil ranks leave out none.
func (ix *Index) match(art *article.Article, ranks []int32, found func(int32, article.Match)) {
	s := ix.scratch.Get().(*scratch)
	defer ix.scratch.Put(s)
	s.read(art)
	s.candidates()

	for _, i := range s.cands {
		if ranks != nil && ranks[i] < 0 {
			continue
		}
		w := &ix.watches[i]
		tree := &ix.trees.parts[w.root]
		if !ix.takes(w, art.Source) || !s.eval(tree) {
			continue
		}
		found(i, article.Match{Watch: w.name, Version: w.version, Query: w.text, Highlights: s.highlights(tree)})
	}
}

// scratch is what one Match needs: the article's tokens, and where each term occurs. It is
// used again, so that an article costs next to no memory.
type scratch struct {
	ix    *Index
	art   *article.Article
	docs  [numFields]doc
	occs  []occurrence
	head  []int32  // by term: its latest occurrence, valid in this round only
	round []uint32 // by term: the round in which head was written
	seen  []uint32 // by watch: the round in which it became a candidate
	now   uint32
	terms []int32             // that occur
	cands []int32             // watches to look at
	shown []article.Highlight // of the watch at hand
}

// doc is one field's words, and what each is found as.
type doc struct {
	text string
	toks []lang.Token
	hits [][]hit
}

// occurrence is a place of a term.
type occurrence struct {
	field uint8
	pos   int32 // number of the token
	next  int32 // the occurrence before, -1 for none
}

func newScratch(ix *Index) *scratch {
	n := ix.vocab.size
	return &scratch{ix: ix, head: make([]int32, n), round: make([]uint32, n), seen: make([]uint32, len(ix.watches))}
}

// read cuts the fields that some watch looks at into words and notes their terms.
func (s *scratch) read(art *article.Article) {
	s.art = art
	if s.now++; s.now == 0 { // after four thousand million rounds
		clear(s.round)
		clear(s.seen)
		s.now = 1
	}
	s.occs, s.terms, s.cands = s.occs[:0], s.terms[:0], s.cands[:0]
	for f := range numFields {
		d := &s.docs[f]
		d.text, d.toks, d.hits = "", d.toks[:0], d.hits[:0]
		if !s.ix.fields.has(f) {
			continue
		}
		d.text = fieldText(art, f)
		d.toks = s.ix.memo.AppendTokens(d.toks, d.text)
		for i := range d.toks {
			hits := s.ix.vocab.hitsOf(&d.toks[i])
			d.hits = append(d.hits, hits)
			for _, h := range hits {
				s.note(h.term, f, i)
			}
		}
	}
}

// note adds a place of a term, once.
func (s *scratch) note(term int32, field, pos int) {
	o := occurrence{field: uint8(field), pos: int32(pos), next: -1}
	if s.round[term] == s.now {
		last := s.occs[s.head[term]]
		if last.field == o.field && last.pos == o.pos {
			return
		}
		o.next = s.head[term]
	} else {
		s.round[term] = s.now
		s.terms = append(s.terms, term)
	}
	s.head[term] = int32(len(s.occs))
	s.occs = append(s.occs, o)
}

// candidates collects the watches that the occurring terms point at.
func (s *scratch) candidates() {
	s.cands = append(s.cands, s.ix.always...)
	for _, t := range s.terms {
		for _, f := range s.ix.filed.of(t) {
			if s.seen[f.watch] != s.now && (f.also < 0 || s.round[f.also] == s.now) {
				s.seen[f.watch] = s.now
				s.cands = append(s.cands, f.watch)
			}
		}
	}
	slices.Sort(s.cands)
}

// eval tells whether the article makes n true.
func (s *scratch) eval(n *part) bool {
	trees := &s.ix.trees
	switch n.op {
	case opAnd:
		kids := trees.kids(n)
		for i := range kids {
			if !s.eval(&kids[i]) {
				return false
			}
		}
		return true
	case opOr:
		kids := trees.kids(n)
		for i := range kids {
			if s.eval(&kids[i]) {
				return true
			}
		}
		return false
	case opNot:
		return !s.eval(&trees.kids(n)[0])
	case opPhrase:
		for _, w := range trees.alts(n) {
			if s.somewhere(n, trees.sequence(w)) {
				return true
			}
		}
		return false
	}
	for f := range numFields {
		if s.ix.fields.has(f) && len(s.spans(n, f, 1)) > 0 {
			return true
		}
	}
	return false
}

// somewhere tells whether a sequence stands in one of the fields of its phrase.
func (s *scratch) somewhere(n *part, seq []word) bool {
	if len(seq) == 0 || !s.complete(seq) {
		return false
	}
	for at := s.head[seq[0].term]; at >= 0; at = s.occs[at].next {
		o := s.occs[at]
		if n.fields.has(int(o.field)) && s.stands(n, seq, int(o.field), int(o.pos)) {
			return true
		}
	}
	return false
}

// maxPlaces bounds the places of one watch that are shown.
const maxPlaces = 200

// highlights are the places that make n, which is true, true.
func (s *scratch) highlights(n *part) []article.Highlight {
	s.shown = s.shown[:0]
	s.collect(n)
	if len(s.shown) == 0 {
		return nil
	}
	if !slices.IsSortedFunc(s.shown, byPlace) {
		slices.SortFunc(s.shown, byPlace)
	}
	out := slices.Compact(s.shown)
	return slices.Clone(out[:min(len(out), maxPlaces)])
}

func byPlace(a, b article.Highlight) int {
	if a.Field != b.Field {
		return fieldOrder(a.Field) - fieldOrder(b.Field)
	}
	return cmp.Or(a.Start-b.Start, a.End-b.End)
}

func fieldOrder(name string) int { return slices.Index(query.Fields, name) }

func (s *scratch) collect(n *part) {
	switch n.op {
	case opNot:
		return
	case opAnd, opOr:
		kids := s.ix.trees.kids(n)
		for i := range kids {
			if s.eval(&kids[i]) {
				s.collect(&kids[i])
			}
		}
		return
	}
	for f := range highlightFields {
		if len(s.docs[f].toks) == 0 {
			continue
		}
		for _, sp := range s.spans(n, f, maxPlaces) {
			s.show(sp, f)
		}
	}
}

// show notes the places of a span: of NEAR both sides.
func (s *scratch) show(sp span, field int) {
	if len(sp.sides) == 0 {
		toks := s.docs[field].toks
		s.shown = append(s.shown, article.Highlight{Field: query.Fields[field], Start: toks[sp.first].Start, End: toks[sp.last].End})
		return
	}
	for _, side := range sp.sides {
		s.show(side, field)
	}
}
