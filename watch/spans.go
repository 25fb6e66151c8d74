package watch

import (
	"cmp"
	"slices"

	"github.com/marsad/marsad/lang"
)

// span is a run of words, by token numbers, both ends included. A span of NEAR keeps the two
// sides that it was made of, for only they are shown.
type span struct {
	first, last int
	sides       []span
}

// nearPlaces bounds what one side of NEAR offers, so that no text makes the work grow with its square.
const nearPlaces = 1000

// spans returns up to limit places of n in one field, in the order of the text.
func (s *scratch) spans(n *part, field, limit int) []span {
	switch n.op {
	case opPhrase:
		return s.phrase(n, field, limit)
	case opNear:
		return s.near(n, field, limit)
	case opOr:
		var out []span
		kids := s.ix.trees.kids(n)
		for i := range kids {
			out = append(out, s.spans(&kids[i], field, limit)...)
		}
		sortSpans(out)
		return out
	}
	return nil
}

func sortSpans(out []span) {
	slices.SortFunc(out, func(a, b span) int { return cmp.Or(a.first-b.first, a.last-b.last) })
}

// near pairs the places of both sides.
func (s *scratch) near(n *part, field, limit int) []span {
	kids, most := s.ix.trees.kids(n), int(n.n)
	left := s.spans(&kids[0], field, nearPlaces)
	if len(left) == 0 {
		return nil
	}
	right := s.spans(&kids[1], field, nearPlaces)
	toks := s.docs[field].toks
	var out []span
	for _, a := range left {
		from, _ := slices.BinarySearchFunc(right, a.first-most-maxPhrase, func(sp span, pos int) int { return cmp.Compare(sp.first, pos) })
		for _, b := range right[from:] {
			if b.first > a.last+most+1 {
				break
			}
			if !n.within(a, b) || toks[min(a.first, b.first)].Sentence != toks[max(a.last, b.last)].Sentence {
				continue
			}
			out = append(out, span{min(a.first, b.first), max(a.last, b.last), []span{a, b}})
			if len(out) == limit {
				return out
			}
		}
	}
	return out
}

// maxPhrase is more than the words of any place of one side: how far before b a place may begin
// that ends close to it.
const maxPhrase = 200

// within tells whether b stands close enough to a, and on the right side of it.
func (n *part) within(a, b span) bool {
	if b.first > a.last {
		return b.first-a.last-1 <= int(n.n)
	}
	return !n.ordered && a.first > b.last && a.first-b.last-1 <= int(n.n)
}

// phrase finds the places of a phrase, whichever way it is said.
func (s *scratch) phrase(n *part, field, limit int) []span {
	if !n.fields.has(field) {
		return nil
	}
	var out []span
	alts := s.ix.trees.alts(n)
	for _, w := range alts {
		out = s.appendSequence(out, n, s.ix.trees.sequence(w), field, limit)
		if len(out) >= limit {
			break
		}
	}
	if len(alts) > 1 {
		sortSpans(out)
		out = slices.CompactFunc(out, func(a, b span) bool { return a.first == b.first && a.last == b.last })
	} else {
		slices.Reverse(out) // occurrences are linked from the last
	}
	return out
}

func (s *scratch) appendSequence(out []span, n *part, seq []word, field, limit int) []span {
	if len(seq) == 0 || !s.complete(seq) {
		return out
	}
	for at := s.head[seq[0].term]; at >= 0; at = s.occs[at].next {
		o := s.occs[at]
		if int(o.field) != field || !s.stands(n, seq, field, int(o.pos)) {
			continue
		}
		out = append(out, span{first: int(o.pos), last: int(o.pos) + len(seq) - 1})
		if len(out) >= limit {
			break
		}
	}
	return out
}

// complete tells whether every word of a sequence occurs somewhere.
func (s *scratch) complete(seq []word) bool {
	for _, e := range seq {
		if !e.any() && s.round[e.term] != s.now {
			return false
		}
	}
	return true
}

// stands tells whether a sequence stands at token pos, with nothing between its words that ends a phrase.
func (s *scratch) stands(n *part, seq []word, field, pos int) bool {
	toks := s.docs[field].toks
	if pos+len(seq) > len(toks) {
		return false
	}
	for i := range seq {
		if i > 0 && toks[pos+i].Gap != lang.Open {
			return false
		}
		if !seq[i].any() && !s.word(n, seq, i, field, pos+i) {
			return false
		}
	}
	return true
}

// word tells whether token pos is word i of a sequence, with no more attached than its place allows.
func (s *scratch) word(n *part, seq []word, i, field, pos int) bool {
	e := seq[i]
	conj, vowels := e.conj(), s.ix.trees.vowelsOf(e)
	d := &s.docs[field]
	may := allowed(n.exact, i == 0, i == len(seq)-1, conj)
	for _, h := range d.hits[pos] {
		if h.term != e.term || h.parts&^may != 0 || conj && h.parts&lang.Conjunction == 0 {
			continue
		}
		if h.parts&lang.Accusative != 0 && !lang.AccusativeHolds(d.toks, pos) {
			continue
		}
		if h.parts&lang.Apart != 0 && !lang.ReadsApart(d.toks, pos) {
			continue
		}
		if h.parts&lang.InPlace != 0 && !lang.NameStands(d.toks, pos, h.parts) {
			continue
		}
		if vowels != nil && d.toks[pos].Flags&lang.Marked != 0 && !vowels.Agrees(d.text[d.toks[pos].Start:d.toks[pos].End], int(h.skip)) {
			continue
		}
		return true
	}
	return false
}

// allowed are the parts that a word may have attached: particles in front of the first word
// of a phrase, pronouns behind its last, the article and the accusative on each.
func allowed(exact, first, last, conj bool) lang.Parts {
	if exact {
		return 0
	}
	may := lang.Article | lang.Accusative | lang.InPlace | lang.Apart
	if first || conj {
		may |= lang.Particles
	}
	if last {
		may |= lang.Pronoun
	}
	return may
}
