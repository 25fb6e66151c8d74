package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/monitor"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// explainView says why a watch is found in an article or not, and what came of it.
type explainView struct {
	ID       int64
	Heading  string // the page's own
	Language string
	Name     string // of the watch
	Query    string // when it is not the name
	Watches  []choice
	Tree     *partView // nil while no watch is chosen
	Fates    []fateView

	Head, Section, Byline []article.Segment
	Text                  [][]article.Segment
}

// partView is one part of a query for the template: all words are in the page's language but the
// newspaper's and the query's.
type partView struct {
	Query, Verdict string
	Match          bool
	Miss           string
	Found          []foundView
	More           string // places that are not written out
	Parts          []*partView
}

type foundView struct {
	Label string
	watch.Found
}

type fateView struct {
	Words      string
	When       *moment
	Deliveries []monitor.FateDelivery
}

func (s *server) explain(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return errNoPage
	}
	art, err := s.store.Article(r.Context(), id)
	if err != nil {
		return err
	}
	art.SourceName = s.sourceName(art.Source)
	name := r.URL.Query().Get("watch")
	t := languageOf(r)
	v := &explainView{ID: id, Language: art.Language, Heading: t.say("explain.title")}
	chosen := s.chooseWatch(v, name)
	if name != "" && chosen == nil {
		if chosen, err = s.formerWatch(r.Context(), id, name); err != nil {
			return err
		}
	}
	if chosen != nil {
		if err := s.explainInto(r, v, art, *chosen); err != nil {
			return err
		}
	}
	return s.render(w, r, http.StatusOK, "explain", v.Heading, v)
}

// chooseWatch lists the watches in force and returns the one that is asked for; without a question
// nothing is chosen.
func (s *server) chooseWatch(v *explainView, name string) *watch.Watch {
	var chosen *watch.Watch
	for _, w := range s.daemon.Watches() {
		c := choice{Value: w.Name, Name: w.Name, Chosen: w.Name == name}
		if c.Chosen {
			chosen = &w
		}
		if c.Chosen || len(v.Watches) < watchesListed {
			v.Watches = append(v.Watches, c)
		}
	}
	return chosen
}

// watchesListed bounds the list to choose from; further watches are asked for by their address.
const watchesListed = 500

// formerWatch is a watch that was found in the article and is configured no more, as it was then.
func (s *server) formerWatch(ctx context.Context, id int64, name string) (*watch.Watch, error) {
	ms, err := s.store.Matches(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, m := range slices.Backward(ms) {
		w := watch.Watch{Name: name, Query: m.Query}
		if w.Check() != nil {
			w.Query, w.Keyword = "", m.Query
		}
		if m.Watch == name && w.Check() == nil {
			return &w, nil
		}
	}
	return nil, errNoPage
}

func (s *server) explainInto(r *http.Request, v *explainView, art store.Stored, w watch.Watch) error {
	t := languageOf(r)
	why, err := watch.Explain(w, art.Article, s.daemon.Learned())
	if err != nil {
		return err
	}
	fates, err := monitor.Fates(r.Context(), s.store, art, w, why.Match)
	if err != nil {
		return err
	}
	v.Name, v.Tree = w.Name, t.part(why)
	if w.Text() != w.Name {
		v.Query = w.Text()
	}
	c := clock{tongue: t, zone: s.zone, now: s.now()}
	for _, f := range fates {
		v.Fates = append(v.Fates, c.fate(f))
	}
	hs := why.Highlights()
	v.Head, v.Section, v.Byline = marked(art.Title, "title", hs), marked(art.Section, "section", hs), marked(art.Byline, "byline", hs)
	v.Text = paragraphs(marked(art.Body, "body", hs))
	return nil
}

// part puts one part of an explanation into the page's words.
func (t tongue) part(e *watch.Explanation) *partView {
	p := &partView{Query: e.Query, Match: e.Match, Verdict: t.say("explain.isnot")}
	if e.Match {
		p.Verdict = t.say("explain.is")
	}
	if m := e.Miss; m != nil {
		p.Miss = t.miss(*m)
	}
	for _, f := range e.Found {
		p.Found = append(p.Found, foundView{t.label("field", f.Field), f})
	}
	if more := len(e.Places) - len(e.Found); more > 0 {
		p.More = t.say("explain.more", more)
	}
	for i := range e.Parts {
		p.Parts = append(p.Parts, t.part(&e.Parts[i]))
	}
	return p
}

// miss is what came closest, in words. What was printed and what was asked for stand in isolates,
// so that their direction turns nothing around them.
func (t tongue) miss(m watch.Miss) string {
	key := "miss." + m.Kind
	w, ok := catalogue[key]
	switch {
	case !ok:
		return m.String()
	case !strings.Contains(w.en, "%"):
		return t.say(key)
	}
	isolate := func(s string) string { return "\u2068" + s + "\u2069" }
	return t.say(key, isolate(m.Word), isolate(m.Found), t.label("field", m.Field), m.N, m.Most)
}

// fate puts what came of a match into words.
func (c clock) fate(f monitor.Fate) fateView {
	v := fateView{Deliveries: f.Deliveries}
	kind := f.Kind
	if kind == monitor.FateAlerted && len(f.Deliveries) == 0 {
		kind = "nobody"
	}
	switch w, ok := catalogue["fate."+kind]; {
	case !ok:
		v.Words = c.tongue.say("match.silent") + ": " + f.Detail
	case strings.Contains(w.en, "%"):
		v.Words = c.tongue.say("fate."+kind, f.Version, f.WatchVersion)
	default:
		v.Words = c.tongue.say("fate." + kind)
	}
	if !f.At.IsZero() && !slices.Contains([]string{monitor.FateNone, monitor.FateUnsaved}, f.Kind) {
		at := c.short(f.At)
		v.When = &at
	}
	return v
}
