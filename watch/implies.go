package watch

import (
	"reflect"
	"slices"

	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/watch/query"
)

// implier tells by the words of two parts of a watch whether one cannot be true without the other.
type implier struct{ own *Spellings }

// placedNode is a node and the fields in which it is looked for.
type placedNode struct {
	query.Node
	fields fieldSet
}

func (p placedNode) with(n query.Node) placedNode { return placedNode{n, p.fields} }

// bare takes a field's name off a node.
func (p placedNode) bare() placedNode {
	for {
		f, ok := p.Node.(*query.Field)
		if !ok {
			return p
		}
		p = placedNode{f.Node, fieldNamed(f.Name)}
	}
}

// implies tells whether every article that makes p true makes q true; false proves nothing.
func (m implier) implies(p, q placedNode) bool {
	p, q = p.bare(), q.bare()
	switch n := q.Node.(type) {
	case *query.Or:
		if slices.ContainsFunc(n.Nodes, func(k query.Node) bool { return m.implies(p, q.with(k)) }) {
			return true
		}
	case *query.And:
		return !slices.ContainsFunc(n.Nodes, func(k query.Node) bool { return !m.implies(p, q.with(k)) })
	}
	switch n := p.Node.(type) {
	case *query.Or:
		return !slices.ContainsFunc(n.Nodes, func(k query.Node) bool { return !m.implies(p.with(k), q) })
	case *query.And:
		return slices.ContainsFunc(n.Nodes, func(k query.Node) bool { return m.implies(p.with(k), q) })
	case *query.Near:
		return m.implies(p.with(n.Left), q) || m.implies(p.with(n.Right), q)
	case *query.Words:
		w, ok := q.Node.(*query.Words)
		return ok && p.fields&^q.fields == 0 && m.words(n, w)
	}
	return false
}

// words tells whether the words of q are a run of those of p.
func (m implier) words(p, q *query.Words) bool {
	if q.Exact && !p.Exact || q.Lemma != p.Lemma {
		return false
	}
	ps, qs := slotsOf(p.Text), slotsOf(q.Text)
	if len(qs) == 0 || len(qs) < len(ps) && m.otherWays(ps) {
		return false
	}
	for i := 0; i+len(qs) <= len(ps); i++ {
		if slices.EqualFunc(ps[i:i+len(qs)], qs, func(a, b slot) bool { return m.word(a, b, q.Exact) }) {
			return true
		}
	}
	return false
}

// otherWays tells whether a name among the slots is also written in more or fewer words, so that
// its parts need not stand in the text.
func (m implier) otherWays(slots []slot) bool {
	for i := range slots {
		for n := 1; n <= maxNameWords && i+n <= len(slots); n++ {
			if len(m.own.split(slots[i:i+n])) > 0 {
				return true
			}
		}
	}
	return false
}

// word tells whether whatever is found as a is found as b too.
func (m implier) word(a, b slot, exact bool) bool {
	switch {
	case b.any:
		return true
	case a.any || a.glob != b.glob:
		return false
	case a.glob != "":
		return true
	}
	marks := vowelsOf(b, m.keys(b))
	if marks != nil && !reflect.DeepEqual(marks, vowelsOf(a, m.keys(a))) {
		return false
	}
	all := m.keys(b)
	for _, k := range m.keys(a) {
		if !slices.Contains(all, k) && (exact || !slices.Contains(all, lang.Indefinite(k))) {
			return false
		}
	}
	return true
}

// keys are all forms under which a word is found.
func (m implier) keys(s slot) []string {
	keys := lang.Keys(s.token)
	table, rules := m.own.of(keys)
	return slices.Concat(keys, table, rules)
}
