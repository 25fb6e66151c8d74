package watch

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/watch/query"
)

// Kinds of notices.
const (
	Never    = "never"    // no article can make the watch true
	Part     = "part"     // the same of one of its alternatives, or of what a NOT bars
	Broad    = "broad"    // it would fire all day
	Negative = "negative" // it is true of what articles do not say
	Boundary = "boundary" // a sign inside a phrase ends phrases
	AsWord   = "word"     // a word that looks like an operator is looked for as a word
)

// Notice is a warning: the watch can be used, and most likely does not do what was meant.
type Notice struct {
	Kind   string `json:"kind"`
	Col    int    `json:"col,omitempty"` // characters of the query, from 1; 0: all of it
	Text   string `json:"text"`
	Remedy string `json:"remedy"`
}

// Known is a source that is configured.
type Known struct {
	ID, Name string
	Language string // empty: not known
	Paused   bool
}

// Notices are the warnings about a watch that can be read. Without sources nothing is said of
// them; rate is what the archive says of it, nil when there is none.
func Notices(w Watch, sources []Known, rate *Rate) []Notice {
	tree, err := w.parse()
	if err != nil {
		return nil
	}
	ix, err := compile([]Watch{w})
	if err != nil {
		return nil
	}
	ix.fields = 1<<numFields - 1
	c := critic{watch: w, sources: sources, s: newScratch(ix)}
	c.keyword()
	dead := c.dead(tree, &ix.trees.parts[ix.watches[0].root], defaultFields)
	if dead == nil {
		dead = c.nobody()
	}
	if dead != nil {
		dead.Kind = Never
		return append([]Notice{*dead}, c.out...)
	}
	if !needsWord(tree) {
		c.say(Negative, 0, "it is true of every article that does not say it", "if that is not meant, write what an article must say beside it:  نهر -جسر")
	}
	if b := broad(w, tree, rate); b != nil {
		c.out = append(c.out, *b)
	}
	return c.out
}

// critic looks for parts of a watch that cannot be true.
type critic struct {
	watch   Watch
	sources []Known
	s       *scratch
	out     []Notice
}

func (c *critic) say(kind string, col int, text, remedy string) {
	n := Notice{kind, col, text, remedy}
	if !slices.Contains(c.out, n) {
		c.out = append(c.out, n)
	}
}

// keyword tells of signs of the query language in literal words.
func (c *critic) keyword() {
	if c.watch.Query != "" {
		return
	}
	for _, word := range strings.Fields(c.watch.Keyword) {
		name, _, _ := strings.Cut(word, "/")
		if !slices.Contains([]string{"OR", "AND", "NOT", "NEAR", "ONEAR"}, name) && !strings.ContainsAny(word, `*"`) {
			continue
		}
		c.say(AsWord, 0, fmt.Sprintf("a keyword is literal words, and «%s» in it is no sign of the query language", word), "write  query:  instead of keyword (marsad watch add NAME --query …)")
		return
	}
}

// nobody tells whether the watch looks only at sources that are not read.
func (c *critic) nobody() *Notice {
	if len(c.sources) == 0 {
		return nil
	}
	for _, s := range c.sources {
		if c.watch.takes(s.ID) && !s.Paused {
			return nil
		}
	}
	if len(c.watch.Sources) == 0 {
		return nil // every source is paused: no fault of the watch
	}
	return &Notice{Text: fmt.Sprintf("it looks only at %s, and none of these is read", strings.Join(c.watch.Sources, ", ")), Remedy: "name a source that is configured and not paused"}
}

// kid is a part of a part.
func (c *critic) kid(n *part, i int) *part { return &c.s.ix.trees.kids(n)[i] }

// dead returns why no article can make a node true; nil when one can.
func (c *critic) dead(q query.Node, n *part, fields fieldSet) *Notice {
	switch q := q.(type) {
	case *query.Field:
		return c.dead(q.Node, n, fieldNamed(q.Name))
	case *query.Words:
		return c.deadWords(q, n, fields)
	case *query.And:
		return c.deadAnd(q, n, fields)
	case *query.Or:
		return c.deadOr(q, n, fields)
	case *query.Not:
		if d := c.dead(q.Node, c.kid(n, 0), fields); d != nil {
			c.say(Part, d.Col, "this NOT bars nothing: "+d.Text, d.Remedy)
		}
	case *query.Near:
		return c.deadNear(q, n, fields)
	}
	return nil
}

func (c *critic) deadOr(q *query.Or, n *part, fields fieldSet) *Notice {
	var dead []*Notice
	for i, k := range q.Nodes {
		if d := c.dead(k, c.kid(n, i), fields); d != nil {
			dead = append(dead, d)
		}
	}
	if len(dead) == len(q.Nodes) {
		return dead[0]
	}
	for _, d := range dead {
		c.say(Part, d.Col, d.Text, d.Remedy)
	}
	return nil
}

func (c *critic) deadNear(q *query.Near, n *part, fields fieldSet) *Notice {
	if d := c.dead(q.Left, c.kid(n, 0), fields); d != nil {
		return d
	}
	if d := c.dead(q.Right, c.kid(n, 1), fields); d != nil {
		return d
	}
	if c.s.ix.trees.allFields(c.kid(n, 0))&c.s.ix.trees.allFields(c.kid(n, 1)) == 0 {
		return &Notice{Col: colOf(q.Right), Text: fmt.Sprintf("%s and %s stand in different fields, and NEAR measures in one", q.Left, q.Right), Remedy: "write AND between them"}
	}
	return nil
}

// deadAnd also finds what is asked for and barred at once.
func (c *critic) deadAnd(q *query.And, n *part, fields fieldSet) *Notice {
	for i, k := range q.Nodes {
		if d := c.dead(k, c.kid(n, i), fields); d != nil {
			return d
		}
	}
	m := implier{c.watch.Spellings}
	for _, k := range q.Nodes {
		barred, ok := k.(*query.Not)
		if !ok {
			continue
		}
		for _, asked := range q.Nodes {
			if m.implies(placedNode{asked, fields}, placedNode{barred.Node, fields}) {
				return &Notice{Col: colOf(barred.Node), Text: fmt.Sprintf("%s is asked for, and %s is barred: every article that has the one has the other", asked, barred.Node), Remedy: "take one of them out"}
			}
		}
	}
	return nil
}

// deadWords judges one word or phrase.
func (c *critic) deadWords(q *query.Words, n *part, fields fieldSet) *Notice {
	if c.s.ix.trees.alts(n)[0].count == 0 {
		return &Notice{Col: q.Col, Text: fmt.Sprintf("nothing is left of %s when vowel marks, tatweel and signs are taken away", q), Remedy: "write a word"}
	}
	c.operatorLike(q)
	switch {
	case fields == fieldNamed("source"):
		return c.deadSource(q, n)
	case fields == fieldNamed("lang"):
		return c.deadLanguage(q)
	case fields&(1<<highlightFields-1) == 0:
		return nil
	}
	if c.boundary(q) || strings.Contains(q.Text, "*") || c.finds(n, fields, q.Text) || c.finds(n, fields, lang.Fold(q.Text)) {
		return nil
	}
	return &Notice{Col: q.Col, Text: fmt.Sprintf("%s is not found even in a text of just these words", q), Remedy: "write it without =, marks or signs and see  marsad watch test"}
}

// finds tells whether a node is true of an article that says just text.
func (c *critic) finds(n *part, fields fieldSet, text string) bool {
	var art article.Article
	switch {
	case fields.has(body):
		art.Body = text
	case fields.has(title):
		art.Title = text
	case fields == fieldNamed("section"):
		art.Section = text
	default:
		art.Byline = text
	}
	c.s.read(&art)
	return c.s.eval(n)
}

// boundary tells of a sign between the words of a phrase that no phrase goes across.
func (c *critic) boundary(q *query.Words) bool {
	toks := lang.Tokens(q.Text)
	for i := 1; i < len(toks); i++ {
		if toks[i].Gap == lang.Open {
			continue
		}
		before, behind := q.Text[toks[i-1].Start:toks[i-1].End], q.Text[toks[i].Start:toks[i].End]
		sign := strings.TrimSpace(q.Text[toks[i-1].End:toks[i].Start])
		if field := query.FieldNamed(before); field != "" && i == 1 && sign == ":" && !q.Quoted {
			c.say(AsWord, q.Col, fmt.Sprintf("«%s:» is no field: it is looked for as a word", before), fmt.Sprintf("write  %s:%s", field, behind))
			return true
		}
		c.say(Boundary, q.Col, fmt.Sprintf("the «%s» between %s and %s ends a phrase in a newspaper: they are found only where nothing stands between them", sign, before, behind),
			fmt.Sprintf("write  %s %s  for both, or  %s NEAR/3 %s  for both in one sentence", before, behind, before, behind))
		return true
	}
	return false
}

// operators of other tongues and spellings, and the one that is meant.
var operatorLike = map[string]string{"أو": "OR", "او": "OR", "ليس": "NOT", "or": "OR", "and": "AND", "not": "NOT", "near": "NEAR/5"}

// operatorLike tells of a word that was perhaps meant as an operator.
func (c *critic) operatorLike(q *query.Words) {
	op, ok := operatorLike[strings.ToLower(q.Text)]
	if !ok || q.Quoted || q.Exact || q.Lemma || c.watch.Query == "" || !strings.Contains(strings.TrimSpace(c.watch.Query), " ") {
		return
	}
	c.say(AsWord, q.Col, fmt.Sprintf("«%s» is looked for as a word like any other", q.Text), fmt.Sprintf("write %s, in capitals, for the operator; put the word in quotes if it is meant", op))
}

// deadSource tells whether source: names no source that the watch looks at.
func (c *critic) deadSource(q *query.Words, n *part) *Notice {
	if len(c.sources) == 0 {
		return nil
	}
	elsewhere := ""
	for _, s := range c.sources {
		c.s.read(&article.Article{Source: s.ID, SourceName: s.Name})
		if !c.s.eval(n) {
			continue
		}
		if c.watch.takes(s.ID) {
			return nil
		}
		elsewhere = s.ID
	}
	if elsewhere != "" {
		return &Notice{Col: q.Col, Text: fmt.Sprintf("source:%s is %s, at which the watch's own sources do not look", q.Text, elsewhere), Remedy: "add it to the watch's sources, or take it out of the query"}
	}
	var ids []string
	for _, s := range c.sources[:min(len(c.sources), 8)] {
		ids = append(ids, s.ID)
	}
	return &Notice{Col: q.Col, Text: fmt.Sprintf("no source is called %s, by id or by name", q.Text), Remedy: "the sources are " + strings.Join(ids, ", ")}
}

// deadLanguage tells whether lang: names no language.
func (c *critic) deadLanguage(q *query.Words) *Notice {
	if strings.Contains(q.Text, "*") || slices.ContainsFunc(c.sources, func(s Known) bool { return strings.EqualFold(s.Language, q.Text) }) {
		return nil
	}
	if base, err := language.ParseBase(q.Text); err == nil && strings.EqualFold(base.String(), q.Text) {
		return nil
	}
	remedy := "write a code such as ar, ckb, fa, en, fr"
	if base, err := language.ParseBase(q.Text); err == nil {
		remedy = "write lang:" + base.String()
	}
	return &Notice{Col: q.Col, Text: fmt.Sprintf("no language has the code %s", q.Text), Remedy: remedy}
}

// colOf is where a node's first word stands.
func colOf(n query.Node) int {
	if ws := wordsOf(n); len(ws) > 0 {
		return ws[0].Col
	}
	return 0
}
