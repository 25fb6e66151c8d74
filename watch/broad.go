package watch

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/watch/query"
)

// everyday are words that stand in nearly every article of a newspaper: what is known of a watch
// without an archive.
const everyday = `من في على إلى عن أن إن مع هذا هذه ذلك التي الذي الذين ما لا لم كان كانت قد بعد قبل بين كل أو و ثم حتى أي كما عند منذ خلال حول هو هي هم
	قال قالت أكد أضاف اليوم أمس عام يوم رئيس وزير حكومة دولة
	the of and in to a for on is with that by as at from was it be are this an has not or he said will have
	le la les de des du et en un une dans pour que qui sur par au est der die das und zu mit von auf el los las y que por con ve bir bu için`

// Rate is how often a watch was found in the archive.
type Rate struct {
	Days     int    `json:"days"` // looked back
	Articles int    `json:"articles"`
	Hits     int    `json:"hits"`
	Most     string `json:"most,omitempty"` // of several alternatives the one that is found most often
}

// PerDay is the mean number of hits a day.
func (r Rate) PerDay() float64 { return float64(r.Hits) / float64(max(r.Days, 1)) }

// When a watch fires all day: so many hits a day, or this share of the articles when there are enough to say so.
const (
	broadPerDay   = 50
	broadShare    = 5 // one in five
	broadArticles = 100
)

func (r Rate) broad() bool {
	return r.PerDay() >= broadPerDay || r.Articles >= broadArticles && r.Hits*broadShare >= r.Articles
}

// broad tells whether a watch fires all day, by the archive or by what is known of newspapers.
func broad(w Watch, tree query.Node, rate *Rate) *Notice {
	const remedy = "narrow it: a phrase, a second word, title:word, or NEAR"
	switch {
	case rate != nil && rate.Articles > 0 && !rate.broad():
		return nil
	case rate != nil && rate.Articles > 0:
		text := fmt.Sprintf("found in %d of the %d articles of the last %d days, %.0f a day: it would fire all day", rate.Hits, rate.Articles, rate.Days, rate.PerDay())
		if rate.Most != "" {
			text += fmt.Sprintf("; %s most often", rate.Most)
		}
		return &Notice{Kind: Broad, Text: text, Remedy: remedy}
	}
	common := everydayIn(tree)
	if common == nil || !needsWord(tree) {
		return nil
	}
	n := &Notice{Kind: Broad, Text: fmt.Sprintf("«%s» stands in nearly every article: it would fire all day", common.Text), Remedy: remedy}
	if w.Query != "" {
		n.Col = common.Col
	}
	return n
}

// fewLetters are so few that a word with a star matches everywhere.
const fewLetters = 2

// everydayIn returns an everyday word that alone makes n true; nil when there is none.
func everydayIn(n query.Node) *query.Words {
	switch n := n.(type) {
	case *query.Words:
		if glob := foldGlob(n.Text); !n.Quoted && strings.Contains(glob, "*") && len([]rune(strings.ReplaceAll(glob, "*", ""))) <= fewLetters {
			return n // so few letters begin, or end, a word of every article
		}
		if toks := lang.Tokens(n.Text); len(toks) == 1 && !strings.Contains(n.Text, "*") && slices.Contains(strings.Fields(everyday), toks[0].Text) {
			return n
		}
	case *query.Or:
		for _, k := range n.Nodes {
			if w := everydayIn(k); w != nil {
				return w
			}
		}
	case *query.And:
		var word *query.Words
		for _, k := range n.Nodes {
			if _, barred := k.(*query.Not); barred {
				continue
			}
			if word = everydayIn(k); word == nil {
				return nil
			}
		}
		return word
	}
	return nil // in a field, beside another word or as a phrase it is rarer
}

// Gauge counts how often watches are found in stored articles, all in one pass. It is used by one
// goroutine.
type Gauge struct {
	index *Index
	days  int
	read  int
	hits  map[string]int // by watch; the alternatives of one under its name, a NUL and their query
	parts map[string][]string
}

// NewGauge prepares to count watches, which can be read, over an archive of so many days.
func NewGauge(ws []Watch, days int) (*Gauge, error) {
	g := &Gauge{days: days, hits: map[string]int{}, parts: map[string][]string{}}
	all := slices.Clone(ws)
	for _, w := range ws {
		tree, err := w.parse()
		if err != nil {
			return nil, err
		}
		or, ok := tree.(*query.Or)
		if !ok {
			continue
		}
		for _, k := range or.Nodes {
			part := w
			part.Name, part.Query, part.Keyword = w.Name+"\x00"+k.String(), k.String(), ""
			all = append(all, part)
			g.parts[w.Name] = append(g.parts[w.Name], k.String())
		}
	}
	var err error
	g.index, err = Compile(all)
	return g, err
}

// Add looks at one article.
func (g *Gauge) Add(art article.Article) {
	if art.Kind != article.Text {
		return
	}
	g.read++
	for _, m := range g.index.Match(art) {
		g.hits[m.Watch]++
	}
}

// Rate is what was counted of a watch.
func (g *Gauge) Rate(name string) *Rate {
	r := &Rate{Days: g.days, Articles: g.read, Hits: g.hits[name]}
	if parts := g.parts[name]; len(parts) > 0 && r.Hits > 0 {
		r.Most = slices.MaxFunc(parts, func(a, b string) int { return cmp.Compare(g.hits[name+"\x00"+a], g.hits[name+"\x00"+b]) })
	}
	return r
}
