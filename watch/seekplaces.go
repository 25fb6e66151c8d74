package watch

import (
	"slices"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/watch/query"
)

// maxSought bounds the places of each word that are compared.
const maxSought = 300

// phrase says why words that all occur are no phrase.
func (k *seeker) phrase(slots []slot, places [][]at) *Miss {
	best := &Miss{Kind: MissScattered}
	for f := range k.docs {
		first, last, ordered := k.window(slots, places, f)
		if first < 0 {
			continue
		}
		m := &Miss{Field: query.Fields[f], Found: k.stretch(f, first, last)}
		switch between := last - first + 1 - len(slots); {
		case !ordered:
			m.Kind = MissOrder
		case between > 0:
			m.Kind, m.N = MissApart, between
		case k.cut(f, first, last):
			m.Kind = MissBoundary
		default:
			m.Kind, m.Word = MissInside, slots[1].raw
		}
		if best.Kind == MissScattered || m.Kind != MissOrder && best.Kind == MissOrder || m.Kind == best.Kind && m.N < best.N {
			best = m
		}
	}
	return best
}

// window is the shortest stretch of a field that holds all words, in their order where there is
// such a stretch; first is -1 when the field lacks one.
func (k *seeker) window(slots []slot, places [][]at, field int) (first, last int, ordered bool) {
	var pos [][]int
	for i := range slots {
		if slots[i].any {
			continue
		}
		var here []int
		for _, a := range places[i][:min(len(places[i]), maxSought)] {
			if a.field == field {
				here = append(here, a.pos)
			}
		}
		if len(here) == 0 {
			return -1, 0, false
		}
		pos = append(pos, here)
	}
	first = -1
	for _, start := range pos[0] {
		end := start
		for _, here := range pos[1:] {
			i, _ := slices.BinarySearch(here, end+1)
			if i == len(here) {
				end = -1
				break
			}
			end = here[i]
		}
		if end >= 0 && (first < 0 || end-start < last-first) {
			first, last = start, end
		}
	}
	if first >= 0 {
		return first, last, true
	}
	first, last = pos[0][0], pos[0][0]
	for _, here := range pos[1:] {
		p := nearestTo(here, pos[0][0])
		first, last = min(first, p), max(last, p)
	}
	return first, last, false
}

func nearestTo(list []int, p int) int {
	return slices.MinFunc(list, func(a, b int) int { return max(a-p, p-a) - max(b-p, p-b) })
}

// longestStretch bounds the words that are written out; of a longer stretch its ends are.
const longestStretch = 12

func (k *seeker) stretch(field, first, last int) string {
	d := k.docs[field]
	if last-first < longestStretch {
		return oneLine(d.text[d.toks[first].Start:d.toks[last].End])
	}
	const half = longestStretch / 2
	return oneLine(d.text[d.toks[first].Start:d.toks[first+half-1].End]) + " … " + oneLine(d.text[d.toks[last-half+1].Start:d.toks[last].End])
}

// cut tells whether a sign that ends phrases stands inside a stretch.
func (k *seeker) cut(field, first, last int) bool {
	return slices.ContainsFunc(k.docs[field].toks[first+1:last+1], func(t lang.Token) bool { return t.Gap != lang.Open })
}

// distance says why both sides of NEAR occur and are not near.
func (k *seeker) distance(n *query.Near, left, right []article.Highlight) *Miss {
	var best *Miss
	sameField := false
	for _, a := range left[:min(len(left), maxSought)] {
		for _, b := range right[:min(len(right), maxSought)] {
			if a.Field != b.Field {
				continue
			}
			sameField = true
			if m := k.between(n, a, b); m != nil && (best == nil || m.N < best.N) {
				best = m
			}
		}
	}
	switch {
	case best != nil:
		return best
	case sameField:
		return &Miss{Kind: MissSentence}
	}
	return &Miss{Kind: MissScattered}
}

// between measures two places of one field; nil when they stand in different sentences.
func (k *seeker) between(n *query.Near, a, b article.Highlight) *Miss {
	field := fieldOrder(a.Field)
	toks := k.docs[field].toks
	a0, a1 := tokenAt(toks, a.Start), tokenAt(toks, a.End-1)
	b0, b1 := tokenAt(toks, b.Start), tokenAt(toks, b.End-1)
	swapped := b0 < a0
	if swapped {
		a0, a1, b0, b1 = b0, b1, a0, a1
	}
	if a0 < 0 || b0 < 0 || b1 < b0 || toks[a0].Sentence != toks[b1].Sentence || b0 <= a1 {
		return nil
	}
	m := &Miss{Kind: MissFar, N: b0 - a1 - 1, Most: n.N, Field: a.Field, Found: k.stretch(field, a0, b1)}
	if n.Ordered && swapped {
		m.Kind = MissOrder
	}
	return m
}

// tokenAt is the number of the word that holds a byte, -1 when none does.
func tokenAt(toks []lang.Token, offset int) int {
	i, found := slices.BinarySearchFunc(toks, offset, func(t lang.Token, at int) int {
		switch {
		case t.End <= at:
			return -1
		case t.Start > at:
			return 1
		}
		return 0
	})
	if !found {
		return -1
	}
	return i
}
