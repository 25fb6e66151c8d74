package watch

import (
	"slices"
	"strings"
)

// Describe says in one line what w will match: each word in its folded form with the spellings
// that were added to it, the phrase's other ways of writing, what may be attached, and which
// reading is taken of surfaces that have two. For a
// watch that cannot be read it is the fault.
func Describe(w Watch) string {
	tree, err := w.parse()
	if err != nil {
		return err.Error()
	}
	var b strings.Builder
	lw := lowerer{vocab: newVocabulary(), describes: true, own: w.Spellings}
	n := lw.lower(tree, defaultFields)
	describe(&b, n, false)
	if takesParticles(n) {
		b.WriteString("; Arabic words also with و ف ب ك ل س ال in front and ه ها هم هن هما نا كم behind")
	}
	for _, note := range readings(tree) {
		b.WriteString("; " + note)
	}
	if !needsWord(tree) {
		b.WriteString("; true of every article that does not say it")
	}
	return b.String()
}

func describe(b *strings.Builder, n *node, inner bool) {
	switch n.op {
	case opPhrase:
		describePhrase(b, n)
		return
	case opNot:
		b.WriteString("not ")
		describe(b, n.kids[0], true)
		return
	}
	sign := map[op]string{opAnd: " and ", opOr: " or ", opNear: " near "}[n.op]
	if inner {
		b.WriteByte('(')
	}
	for i, k := range n.kids {
		if i > 0 {
			b.WriteString(sign)
		}
		describe(b, k, true)
	}
	if inner {
		b.WriteByte(')')
	}
}

func describePhrase(b *strings.Builder, n *node) {
	if n.fields != defaultFields {
		b.WriteString(strings.Join(n.fields.names(), "|") + ":")
	}
	b.WriteByte('[')
	for i, seq := range n.alts {
		if i > 0 {
			b.WriteString(" / ")
		}
		for j, e := range seq {
			if j > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(e.describe)
		}
	}
	b.WriteByte(']')
	if n.exact {
		b.WriteString(" as it stands: no particles, endings or spellings")
		return
	}
	if marked(n.alts[0]) {
		b.WriteString(", vowel marks must not contradict")
	}
}

// takesParticles tells whether some Arabic word of n may have something attached.
func takesParticles(n *node) bool {
	if n.op == opPhrase {
		return !n.exact && isArabic(n.alts[0])
	}
	return slices.ContainsFunc(n.kids, takesParticles)
}

func marked(seq sequence) bool {
	for _, e := range seq {
		if e.vowels != nil {
			return true
		}
	}
	return false
}

func isArabic(seq sequence) bool {
	return len(seq) > 0 && strings.ContainsFunc(seq[0].describe, func(r rune) bool { return 0x600 <= r && r < 0x700 })
}
