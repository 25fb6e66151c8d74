package watch

import (
	"cmp"
	"slices"
	"strings"

	"github.com/marsad/marsad/lang"
)

// maxIndexed bounds the letters of one word in an index; longer ones are cut, which hides them
// from no search (maxPlain).
const maxIndexed = 200

// Indexed is a text as a full-text index should hold it: its words as the matcher cuts them,
// folded, one blank between, so that no engine's own idea of a word comes into play.
func Indexed(text string) string {
	var b strings.Builder
	for i, t := range lang.Tokens(text) {
		if i > 0 {
			b.WriteByte(' ')
		}
		word := t.Text
		if len(word) > maxIndexed {
			word = string([]rune(word)[:min(maxIndexed, len([]rune(word)))])
		}
		b.WriteString(word)
	}
	return lang.Fold(b.String())
}

// Bounds of what an index is asked.
const (
	maxClauses = 3     // the rarest words narrow enough
	maxWords   = 3_000 // of one clause
	briefKeys  = 3     // a word of more spellings is looked up by its beginning
	briefWord  = 4     // the fewest letters of such a beginning
)

// Narrow returns what an index of words (Indexed) can say of w: every article that makes w true
// holds in title or body one word of each clause. A word with a star behind it stands for all that
// begin so. False when no such word must be there (NOT alone, a star in front, another field), or
// when an index cannot be asked for it (1.5).
//
// A watch's words are written out in all their printed forms rather than an article's in all their
// readings: an index then holds each word once, and what was stored before is found too.
func Narrow(w Watch) (clauses [][]string, ok bool) {
	tree, err := w.parse()
	if err != nil {
		return nil, false
	}
	lw := lowerer{vocab: newVocabulary()}
	root := lw.lower(tree, defaultFields)
	n := narrower{names: make([]string, len(lw.vocab.terms))}
	for name, term := range lw.vocab.terms {
		n.names[term] = name
	}
	all := n.clauses(root)
	slices.SortStableFunc(all, func(a, b clause) int { return cmp.Compare(a.cost, b.cost) })
	for _, c := range all[:min(len(all), maxClauses)] {
		clauses = append(clauses, c.words)
	}
	return clauses, len(clauses) > 0
}

// clause is a choice of words, and how common they are taken to be together.
type clause struct {
	words []string
	cost  int
}

// narrower knows the terms by their names in the vocabulary: "w" and the keys of a word, "l" and
// those of a family, "p" and a pattern.
type narrower struct{ names []string }

// clauses are true of every article that makes n true.
func (x *narrower) clauses(n *node) []clause {
	switch n.op {
	case opPhrase:
		return x.phrase(n)
	case opAnd, opNear:
		var out []clause
		for _, k := range n.kids {
			out = append(out, x.clauses(k)...)
		}
		return out
	case opOr:
		return oneOf(n.kids, x.clauses)
	}
	return nil
}

func (x *narrower) phrase(n *node) []clause {
	if n.fields&^defaultFields != 0 {
		return nil
	}
	return oneOf(n.alts, func(seq sequence) []clause {
		var out []clause
		for i, e := range seq {
			if e.any {
				continue
			}
			may := allowed(n.exact, i == 0, i == len(seq)-1, e.conj)
			if c, ok := x.term(x.names[e.term], may); ok {
				out = append(out, c)
			}
		}
		return out
	})
}

// term is the clause of one word.
func (x *narrower) term(name string, may lang.Parts) (clause, bool) {
	s, cost, ok := termSurfaces(name, may)
	if !ok {
		return clause{}, false
	}
	words := s.list()
	return clause{words, cost}, len(words) <= maxWords
}

// termSurfaces are the forms of a term by its name in the vocabulary, and how common it is taken to
// be; false when they cannot be listed.
func termSurfaces(name string, may lang.Parts) (*surfaces, int, bool) {
	kind, text, _ := strings.Cut(name, " ")
	keys := strings.Fields(text)
	s := newSurfaces(may, false)
	cost, ok := 0, len(keys) > 0
	for _, k := range keys {
		cost += costOf(k)
		switch kind {
		case "w":
			s.brief = len(keys) > briefKeys && len([]rune(lang.Indefinite(k))) >= briefWord
			ok = ok && k != loneWaw && s.key(k) // an attached و makes the lone one true
		case "l":
			for _, base := range lemmaKeys(lang.Indefinite(k)) {
				ok = ok && s.family(base)
			}
		default:
			start, _, _ := strings.Cut(k, "*")
			ok = ok && s.from(start)
		}
	}
	return s, cost, ok
}

// oneOf joins the clauses of alternatives: of each the rarest is kept, and one that has none
// leaves nothing to be said.
func oneOf[T any](alts []T, clauses func(T) []clause) []clause {
	if len(alts) == 1 {
		return clauses(alts[0])
	}
	var all clause
	for _, a := range alts {
		cs := clauses(a)
		if len(cs) == 0 {
			return nil
		}
		best := slices.MinFunc(cs, func(a, b clause) int { return cmp.Compare(a.cost, b.cost) })
		all.words, all.cost = append(all.words, best.words...), all.cost+best.cost
	}
	slices.Sort(all.words)
	all.words = slices.Compact(all.words)
	if len(all.words) == 0 || len(all.words) > maxWords {
		return nil
	}
	return []clause{all}
}
