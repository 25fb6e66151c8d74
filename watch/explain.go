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
	Op      string              `json:"op"`    // "words", "and", "or", "not", "near"
	Match   bool                `json:"match"`
	Places  []article.Highlight `json:"places,omitempty"` // the words that made a part true
	Found   []Found             `json:"found,omitempty"`  // the first of them, with what stands around
	Nearest string              `json:"nearest,omitempty"`
	Miss    *Miss               `json:"miss,omitempty"`  // Nearest for programs and other tongues
	Parts   []Explanation       `json:"parts,omitempty"` // of AND, OR, NOT and NEAR
}

// Found is a place as printed, with a few words on each side.
type Found struct {
	Field  string `json:"field"`
	Before string `json:"before,omitempty"`
	Text   string `json:"text"`
	After  string `json:"after,omitempty"`
}

// Explain says part by part why art makes w true or not, reading by what newspapers taught the
// daemon (nil: nothing). The error is that of a watch that cannot be read.
func Explain(w Watch, art article.Article, learned *lang.Learned) (*Explanation, error) {
	tree, err := w.parse()
	if err != nil {
		return nil, err
	}
	ix, err := compile([]Watch{w})
	if err != nil {
		return nil, err
	}
	ix.fields = 1<<numFields - 1 // to say of a word that it stands elsewhere
	ix = ix.Learn(learned)
	x := explainer{s: newScratch(ix), near: newSeeker(w.Spellings, learned, &art)}
	x.s.read(&art)
	e := x.node(tree, &ix.trees.parts[ix.watches[0].root], defaultFields)
	if !ix.takes(&ix.watches[0], art.Source) {
		e.Match = false
		e.miss(&Miss{Kind: MissSource, Word: strings.Join(w.Sources, ", "), Found: art.Source})
	}
	return &e, nil
}

// explainer walks the query and its compiled form side by side.
type explainer struct {
	s    *scratch
	near *seeker
}

func (x explainer) node(n query.Node, c *part, fields fieldSet) Explanation {
	e := Explanation{Query: n.String(), Match: x.s.eval(c)}
	switch n := n.(type) {
	case *query.Field:
		inner := x.node(n.Node, c, fieldNamed(n.Name))
		inner.Query = e.Query
		return inner
	case *query.And:
		e.Op, e.Parts = "and", x.parts(n.Nodes, c, fields)
	case *query.Or:
		e.Op, e.Parts = "or", x.parts(n.Nodes, c, fields)
	case *query.Not:
		e.Op, e.Parts = "not", x.parts([]query.Node{n.Node}, c, fields)
	case *query.Near:
		e.Op, e.Parts = "near", x.parts([]query.Node{n.Left, n.Right}, c, fields)
		e.found(x, c)
		if !e.Match && e.Parts[0].Match && e.Parts[1].Match {
			e.miss(x.near.distance(n, e.Parts[0].allPlaces(), e.Parts[1].allPlaces()))
		}
	case *query.Words:
		e.Op = "words"
		e.found(x, c)
		if !e.Match {
			e.miss(x.near.words(n, fields))
		}
	}
	return e
}

func (x explainer) parts(nodes []query.Node, c *part, fields fieldSet) []Explanation {
	kids := x.s.ix.trees.kids(c)
	var out []Explanation
	for i, n := range nodes {
		out = append(out, x.node(n, &kids[i], fields))
	}
	return out
}

func (e *Explanation) miss(m *Miss) {
	if m != nil {
		e.Miss, e.Nearest = m, m.String()
	}
}

// maxFound bounds the places that are written out.
const maxFound = 3

// found notes the places of a part that is true.
func (e *Explanation) found(x explainer, c *part) {
	if !e.Match {
		return
	}
	e.Places = x.s.highlights(c)
	for _, h := range e.Places[:min(len(e.Places), maxFound)] {
		e.Found = append(e.Found, x.near.around(h))
	}
}

// allPlaces are the places of a part and of its parts.
func (e *Explanation) allPlaces() []article.Highlight {
	out := slices.Clone(e.Places)
	for i := range e.Parts {
		if e.Op != "not" {
			out = append(out, e.Parts[i].allPlaces()...)
		}
	}
	return out
}

// Highlights are the places that made the watch true: those of every part that is true and is
// not barred.
func (e *Explanation) Highlights() []article.Highlight {
	if !e.Match {
		return nil
	}
	return e.truePlaces()
}

func (e *Explanation) truePlaces() []article.Highlight {
	if !e.Match || e.Op == "not" {
		return nil
	}
	out := slices.Clone(e.Places)
	if e.Op == "near" {
		return out
	}
	for i := range e.Parts {
		out = append(out, e.Parts[i].truePlaces()...)
	}
	slices.SortFunc(out, byPlace)
	return slices.Compact(out)
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
	for _, f := range e.Found {
		fmt.Fprintf(b, "%s     %s: %s⟦%s⟧%s\n", strings.Repeat("    ", depth), f.Field, f.Before, f.Text, f.After)
	}
	if more := len(e.Places) - len(e.Found); more > 0 {
		fmt.Fprintf(b, "%s     and %d places more\n", strings.Repeat("    ", depth), more)
	}
	for i := range e.Parts {
		e.Parts[i].write(b, depth+1)
	}
}

// contextBytes bounds what stands around a place that is written out; it is cut at a blank.
const contextBytes = 60

// around writes a place out with what stands on both sides of it.
func (k *seeker) around(h article.Highlight) Found {
	text := k.docs[fieldOrder(h.Field)].text
	f := Found{Field: h.Field, Text: oneLine(text[h.Start:h.End])}
	from := max(0, h.Start-contextBytes)
	if i := strings.IndexAny(text[from:h.Start], " \n"); from > 0 {
		from += i + 1 // without a blank nothing is shown before it
		if i < 0 {
			from = h.Start
		}
	}
	to := min(len(text), h.End+contextBytes)
	if to < len(text) {
		to = h.End + max(0, strings.LastIndexAny(text[h.End:to], " \n"))
	}
	f.Before, f.After = oneLine(text[from:h.Start]), oneLine(text[h.End:to])
	if from > 0 {
		f.Before = "…" + f.Before
	}
	if to < len(text) {
		f.After += "…"
	}
	return f
}

func oneLine(s string) string { return strings.ReplaceAll(s, "\n", " ") }

// tokensOf cuts a field into words once.
func tokensOf(art *article.Article, field int) seekDoc {
	text := fieldText(art, field)
	return seekDoc{text: text, toks: lang.Tokens(text)}
}
