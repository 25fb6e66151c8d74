package watch

import (
	"fmt"
	"slices"
	"strings"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/watch/query"
)

// Explanation says of one part of a watch whether an article makes it true, by what, and for a
// no what came closest.
type Explanation struct {
	Query   string              `json:"query"` // the part, in the query language
	Match   bool                `json:"match"`
	Places  []article.Highlight `json:"places,omitempty"` // the words that made a part without parts true
	Nearest string              `json:"nearest,omitempty"`
	Parts   []Explanation       `json:"parts,omitempty"` // of AND, OR, NOT and NEAR
}

// Explain says part by part why art makes w true or not. The error is that of a watch that
// cannot be read.
func Explain(w Watch, art article.Article) (*Explanation, error) {
	tree, err := w.parse()
	if err != nil {
		return nil, err
	}
	ix, err := compile([]Watch{w})
	if err != nil {
		return nil, err
	}
	ix.fields = 1<<numFields - 1 // to say of a word that it stands elsewhere
	x := explainer{s: newScratch(ix)}
	x.s.read(&art)
	e := x.node(tree, ix.trees[0])
	if !w.takes(art.Source) {
		e.Match, e.Nearest = false, fmt.Sprintf("the watch looks only at %s; this article is of %q", strings.Join(w.Sources, ", "), art.Source)
	}
	return &e, nil
}

// explainer walks the query and its compiled form side by side.
type explainer struct {
	s *scratch
}

func (x explainer) node(n query.Node, c *node) Explanation {
	e := Explanation{Query: n.String(), Match: x.s.eval(c)}
	switch n := n.(type) {
	case *query.Field:
		inner := x.node(n.Node, c)
		inner.Query = e.Query
		return inner
	case *query.And:
		e.Parts = x.parts(n.Nodes, c)
	case *query.Or:
		e.Parts = x.parts(n.Nodes, c)
	case *query.Not:
		e.Parts = x.parts([]query.Node{n.Node}, c)
	case *query.Near:
		e.Parts = x.parts([]query.Node{n.Left, n.Right}, c)
		if !e.Match && e.Parts[0].Match && e.Parts[1].Match {
			e.Nearest = fmt.Sprintf("both occur, but nowhere in one sentence with at most %d words between", n.N)
			if n.Ordered {
				e.Nearest += ", in this order"
			}
		}
	case *query.Words:
		e.Places = x.s.highlights(c)
		if !e.Match {
			e.Nearest = x.nearest(c)
		}
	}
	return e
}

func (x explainer) parts(nodes []query.Node, c *node) []Explanation {
	var out []Explanation
	for i, n := range nodes {
		out = append(out, x.node(n, c.kids[i]))
	}
	return out
}

// nearest says how far the article came with a phrase that it does not hold.
func (x explainer) nearest(n *node) string {
	seq := n.alts[0]
	for _, e := range seq {
		if e.any || x.occurs(e.term, n.fields) {
			continue
		}
		return x.absent(e, n.fields)
	}
	if len(seq) == 1 {
		return "the word occurs only with what this watch does not allow: " + x.printed(seq[0].term, n.fields)
	}
	return "all its words occur, but not side by side in this order: " + x.printed(seq[0].term, n.fields)
}

// absent says of a word that does not occur whether it does elsewhere, or another that looks like it.
func (x explainer) absent(e elem, in fieldSet) string {
	word := x.word(e.term)
	if elsewhere := x.printed(e.term, ^in); elsewhere != "" {
		return fmt.Sprintf("%s occurs only in other fields: %s", word, elsewhere)
	}
	if alike := x.alike(word, in); alike != "" {
		return fmt.Sprintf("%s does not occur; the nearest word is %s", word, alike)
	}
	return word + " does not occur, nor a word like it"
}

// word is the first key of a term, as a reader would write it.
func (x explainer) word(term int32) string {
	v := x.s.ix.vocab
	if w := v.names[term]; w != "" {
		return readable([]string{w})[0]
	}
	return "a word"
}

func (x explainer) occurs(term int32, in fieldSet) bool {
	return x.printed(term, in) != ""
}

// maxPrinted bounds the occurrences that are listed.
const maxPrinted = 3

// printed lists the first occurrences of a term in some fields, as printed.
func (x explainer) printed(term int32, in fieldSet) string {
	var out []string
	if x.s.round[term] != x.s.now {
		return ""
	}
	for at := x.s.head[term]; at >= 0; at = x.s.occs[at].next {
		o := x.s.occs[at]
		d := &x.s.docs[o.field]
		t := d.toks[o.pos]
		if in.has(int(o.field)) {
			out = append(out, query.Fields[o.field]+" «"+d.text[t.Start:t.End]+"»")
		}
	}
	slices.Reverse(out)
	return strings.Join(distinct(out[:min(len(out), maxPrinted)]), ", ")
}

// alike finds the printed word that shares the longest run of letters with word, at least three
// of them and more than half.
func (x explainer) alike(word string, in fieldSet) string {
	best, most := "", max(2, len([]rune(word))/2)
	for f := range x.s.docs {
		d := &x.s.docs[f]
		if !in.has(f) {
			continue
		}
		for _, t := range d.toks {
			if n := commonRun([]rune(lang.Fold(t.Text)), []rune(word), most); n > most {
				best, most = "«"+d.text[t.Start:t.End]+"»", n
			}
		}
	}
	return best
}

// maxAlike bounds the letters that are compared.
const maxAlike = 40

// commonRun is the length of the longest run of letters that two words share; words too short
// to beat least are not looked at.
func commonRun(a, b []rune, least int) int {
	a, b = a[:min(len(a), maxAlike)], b[:min(len(b), maxAlike)]
	if len(a) <= least || len(b) <= least {
		return 0
	}
	longest := 0
	for i := range a {
		for j := range b {
			n := 0
			for i+n < len(a) && j+n < len(b) && a[i+n] == b[j+n] {
				n++
			}
			longest = max(longest, n)
		}
	}
	return longest
}

// String is the explanation as an indented tree for people.
func (e *Explanation) String() string {
	var b strings.Builder
	e.write(&b, 0)
	return b.String()
}

func (e *Explanation) write(b *strings.Builder, depth int) {
	sign := "no "
	if e.Match {
		sign = "yes"
	}
	fmt.Fprintf(b, "%s%s  %s", strings.Repeat("    ", depth), sign, e.Query)
	if e.Nearest != "" {
		b.WriteString(" — " + e.Nearest)
	}
	b.WriteByte('\n')
	for i := range e.Parts {
		e.Parts[i].write(b, depth+1)
	}
}
