package main

import (
	"cmp"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/scraper"
	"github.com/marsad/marsad/scraper/extract"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/store"
)

type sourceCmd struct {
	List sourceListCmd `cmd:"" help:"List the sources with their state."`
	Test sourceTestCmd `cmd:"" help:"Read a source now, store nothing, and show what came of it."`
}

type sourceListCmd struct{}

type listedSource struct {
	ID          string    `json:"id"`
	Name        string    `json:"name"`
	State       string    `json:"state"`
	Detail      string    `json:"detail,omitempty"`
	LastSuccess time.Time `json:"last_success,omitzero"`
	NextDue     time.Time `json:"next_due,omitzero"`
	LooksAnHour int       `json:"looks_per_hour"` // budget for looking at young articles again
	Waiting     int       `json:"waiting"`        // pages that are due to be asked for again
}

// Run lists the configured sources with what the database knows of them.
func (c *sourceListCmd) Run(a *app) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	states, waiting := map[string]store.SourceState{}, map[string]int{}
	if err := a.withStore(cfg, func(s *store.Store) (err error) {
		if waiting, err = s.WaitingLooks(a.ctx, s.Now()); err != nil {
			return err
		}
		states, err = s.Sources(a.ctx)
		return err
	}); err != nil {
		return err
	}
	out := []listedSource{}
	for _, s := range cfg.Sources {
		st := states[s.ID]
		out = append(out, listedSource{s.ID, s.Name, cmp.Or(st.State, "new"), st.Detail, st.LastSuccessAt, st.NextDueAt, s.LooksAnHour(), waiting[s.ID]})
	}
	return a.print(out, func(w io.Writer) {
		for _, s := range out {
			fmt.Fprintf(w, "%s  %s  %s\n    last read %s, next %s\n    looks at young articles again: at most %d an hour, %d waiting\n",
				s.ID, isolated(s.Name), s.State, clock(s.LastSuccess, cfg.Zone), clock(s.NextDue, cfg.Zone), s.LooksAnHour, s.Waiting)
			if s.Detail != "" {
				fmt.Fprintf(w, "    %s\n", plain(s.Detail))
			}
		}
	})
}

type sourceTestCmd struct {
	ID    string `arg:"" help:"The source's id."`
	Pages int    `default:"3" help:"How many article pages to read."`
}

type testedSource struct {
	Feeds    []testedFeed    `json:"feeds"`
	Articles []testedArticle `json:"articles"`
	Fault    string          `json:"fault,omitempty"`
}

type testedFeed struct {
	URL   string `json:"url"`
	Kind  string `json:"kind"` // feed, listing
	Items int    `json:"items"`
	Fault string `json:"fault,omitempty"`
}

type testedArticle struct {
	URL        string `json:"url"`
	Key        string `json:"key,omitempty"`
	Kind       string `json:"kind,omitempty"`
	Title      string `json:"title,omitempty"`
	Section    string `json:"section,omitempty"`
	Byline     string `json:"byline,omitempty"`
	Published  string `json:"published,omitempty"`
	Paragraphs int    `json:"paragraphs"`
	Begins     string `json:"begins,omitempty"`
	Fault      string `json:"fault,omitempty"`
}

// Run reads the source as the daemon would.
func (c *sourceTestCmd) Run(a *app) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	src, ok := findSource(cfg, c.ID)
	if !ok {
		return fmt.Errorf("source %s is not configured; marsad source list shows which are", c.ID)
	}
	f, err := fetch.New(cfg.Fetch, logger(a.errout, slog.LevelWarn, cfg.Log.Format))
	if err != nil {
		return err
	}
	defer f.CloseIdle()
	r, err := sources.Compile(src)
	if err != nil {
		return err
	}
	t := sourceTest{app: a, src: r.Source(), reader: r, fetch: f, pages: scraper.NewPages(f)}
	out := t.run(c.Pages)
	if err := a.print(out, func(w io.Writer) { out.show(w) }); err != nil {
		return err
	}
	if out.Fault != "" {
		return fmt.Errorf("source %s: %s", c.ID, out.Fault)
	}
	return nil
}

func findSource(cfg *config.Config, id string) (sources.Source, bool) {
	i := slices.IndexFunc(cfg.Sources, func(s sources.Source) bool { return s.ID == id })
	if i < 0 {
		return sources.Source{}, false
	}
	return cfg.Sources[i], true
}

type sourceTest struct {
	app    *app
	src    sources.Source
	reader *sources.Reader
	fetch  *fetch.Client
	pages  *scraper.Pages
}

func (t *sourceTest) run(pages int) testedSource {
	var out testedSource
	var refs []article.Ref
	for _, url := range append(slices.Clone(t.src.Feeds), t.src.Probe...) {
		found, err := t.feed(url)
		out.add(url, "feed", found, err)
		refs = append(refs, found...)
	}
	for _, l := range t.src.Listings {
		found, err := t.listing(l)
		out.add(l.URL, "listing", found, err)
		refs = append(refs, found...)
	}
	if len(refs) == 0 {
		out.Fault = "no article was found"
		return out
	}
	for _, ref := range firstByKey(t.reader, refs, pages) {
		out.Articles = append(out.Articles, t.article(ref))
	}
	return out
}

func (o *testedSource) add(url, kind string, refs []article.Ref, err error) {
	f := testedFeed{URL: url, Kind: kind, Items: len(refs)}
	if err != nil {
		f.Fault = err.Error()
	}
	o.Feeds = append(o.Feeds, f)
}

func (t *sourceTest) feed(url string) ([]article.Ref, error) {
	page, err := t.fetch.Get(t.app.ctx, fetch.Request{URL: url, Timeout: t.src.Timeout, Charset: t.src.Charset})
	if err != nil {
		return nil, err
	}
	feed, err := t.reader.Feed(page.URL, page.Text)
	return feed.Refs, err
}

func (t *sourceTest) listing(l sources.Listing) ([]article.Ref, error) {
	page, err := t.pages.Get(t.app.ctx, fetch.Request{URL: l.URL, Timeout: t.src.Timeout, Charset: t.src.Charset})
	if err != nil {
		return nil, err
	}
	refs, _, err := t.reader.Listing(page.URL, l, page.Text)
	return refs, err
}

// firstByKey returns the first refs that are different articles.
func firstByKey(r *sources.Reader, refs []article.Ref, n int) []article.Ref {
	seen := map[string]bool{}
	var out []article.Ref
	for _, ref := range refs {
		key, _, _, err := r.Identify(ref.URL)
		if err != nil || seen[key] || len(out) >= n {
			continue
		}
		seen[key] = true
		out = append(out, ref)
	}
	return out
}

func (t *sourceTest) article(ref article.Ref) testedArticle {
	out := testedArticle{URL: ref.URL}
	page, err := t.pages.Get(t.app.ctx, fetch.Request{URL: ref.URL, Timeout: t.src.Timeout, Charset: t.src.Charset})
	if err != nil {
		out.Fault = err.Error()
		return out
	}
	art, err := extract.Article(t.reader, extract.Page{URL: page.URL, Text: page.Text, Body: page.Body, ContentType: page.ContentType, FetchedAt: page.FetchedAt})
	if err != nil {
		out.Fault = err.Error()
		return out
	}
	return tested(art.Article, t.src.Zone)
}

func tested(art article.Article, zone *time.Location) testedArticle {
	begins := []rune(art.Body)
	if len(begins) > 120 {
		begins = append(begins[:120], '…')
	}
	return testedArticle{URL: art.URL, Key: art.Key, Kind: string(art.Kind), Title: art.Title, Section: art.Section, Byline: art.Byline,
		Published: printed(art.Published, zone), Paragraphs: len(art.Paragraphs()), Begins: string(begins)}
}

func (o testedSource) show(w io.Writer) {
	for _, f := range o.Feeds {
		fmt.Fprintf(w, "%s %s: %d items\n", f.Kind, f.URL, f.Items)
		if f.Fault != "" {
			fmt.Fprintf(w, "    %s\n", plain(f.Fault))
		}
	}
	for _, x := range o.Articles {
		if x.Fault != "" {
			fmt.Fprintf(w, "\n%s\n    %s\n", x.URL, plain(x.Fault))
			continue
		}
		fmt.Fprintf(w, "\n%s  (%s, %s)\n    title      %s\n    section    %s\n    published  %s\n    byline     %s\n    paragraphs %d\n    begins     %s\n",
			x.URL, x.Key, x.Kind, isolated(x.Title), isolated(x.Section), x.Published, isolated(x.Byline), x.Paragraphs, isolated(x.Begins))
	}
}
