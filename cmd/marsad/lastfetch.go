package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/internal/search"
	"github.com/marsad/marsad/scraper"
	"github.com/marsad/marsad/scraper/extract"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// testedList is a watch against the articles of one source.
type testedList struct {
	Source string      `json:"source"`
	Read   int         `json:"read"`
	Hits   int         `json:"hits"`
	Found  []testedHit `json:"found"`
	Faults []string    `json:"faults,omitempty"` // pages that could not be read
}

type testedHit struct {
	ID    int64             `json:"id,omitempty"` // of a stored article
	URL   string            `json:"url"`
	Title []article.Segment `json:"title"`
	Body  []article.Segment `json:"body,omitempty"`
}

// overSource matches a watch against a source's newest articles: the stored ones, or with --fetch
// those that stand in the paper now. Nothing is stored.
func (c *watchTestCmd) overSource(a *app, w watch.Watch, cfg *config.Config) error {
	if cfg == nil {
		_, err := a.load() // say what is wrong with it
		return err
	}
	src, ok := findSource(cfg, c.Source)
	if !ok {
		return fmt.Errorf("source %s is not configured; marsad source list shows which are", c.Source)
	}
	ix, err := watch.Compile([]watch.Watch{w})
	if err != nil {
		return err
	}
	ix = ix.Learn(a.learned(cfg))
	newest := c.stored
	if c.Fetch {
		newest = c.fetched
	}
	arts, faults, err := newest(a, cfg, src)
	if err != nil {
		return fmt.Errorf("source %s: %w", src.ID, err)
	}
	out := testedList{Source: src.ID, Read: len(arts), Found: []testedHit{}, Faults: faults}
	for _, art := range arts {
		art.Source, art.SourceName = src.ID, src.Name
		out.add(ix, art)
	}
	if err := a.print(out, func(o io.Writer) { out.show(o, w, a.terminal()) }); err != nil {
		return err
	}
	if out.Hits == 0 {
		return errNoMatch
	}
	return nil
}

func (t *testedList) add(ix *watch.Index, art article.Article) {
	ms := ix.Match(art)
	if len(ms) == 0 || art.Kind != "" && art.Kind != article.Text {
		return
	}
	t.Hits++
	hs := ms[0].Highlights
	t.Found = append(t.Found, testedHit{art.ID, cmp.Or(art.Link, art.URL), article.Segments(art.Title, "title", hs), article.Segments(art.Body, "body", hs)})
}

func (t *testedList) show(o io.Writer, w watch.Watch, terminal bool) {
	fmt.Fprintf(o, "%d of the newest %d articles of %s match\n", t.Hits, t.Read, t.Source)
	fmt.Fprintf(o, "matches: %s\n", watch.Describe(w))
	for _, f := range t.Found {
		fmt.Fprintf(o, "\n%s\n    %s\n%s\n", marked(f.Title, terminal), plain(f.URL), marked(f.Body, terminal))
	}
	for _, f := range t.Faults {
		fmt.Fprintf(o, "not read: %s\n", plain(f))
	}
}

// stored are the newest articles of the archive.
func (c *watchTestCmd) stored(a *app, cfg *config.Config, src sources.Source) ([]article.Article, []string, error) {
	s, err := store.Look(a.ctx, store.Options{Dir: cfg.DataDir, URL: cfg.Database, Log: logger(a.errout, slog.LevelWarn, cfg.Log.Format)})
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil, errors.New("nothing is stored yet; --fetch reads the paper now")
	}
	if err != nil {
		return nil, nil, err
	}
	defer s.Close()
	list, err := s.Articles(a.ctx, store.ArticleFilter{Source: src.ID, Limit: c.Limit})
	if err != nil {
		return nil, nil, err
	}
	if len(list) == 0 {
		return nil, nil, errors.New("nothing of it is stored yet; --fetch reads the paper now")
	}
	var out []article.Article
	for _, x := range list {
		out = append(out, x.Article)
	}
	return out, nil, nil
}

// fetched are the articles that the paper's feeds and listings name now, read from their pages.
func (c *watchTestCmd) fetched(a *app, cfg *config.Config, src sources.Source) ([]article.Article, []string, error) {
	f, err := fetch.New(cfg.Fetch, logger(a.errout, slog.LevelWarn, cfg.Log.Format))
	if err != nil {
		return nil, nil, err
	}
	defer f.CloseIdle()
	r, err := sources.Compile(src)
	if err != nil {
		return nil, nil, err
	}
	t := paperNow{app: a, src: r.Source(), reader: r, fetch: f, pages: scraper.NewPages(f)}
	refs, faults := t.refs()
	var out []article.Article
	total := max(1, min(len(refs), c.Limit))
	bar := a.newBar()
	defer bar.end()
	for _, ref := range firstByKey(r, refs, c.Limit) {
		art, err := t.read(ref)
		if a.ctx.Err() != nil {
			return nil, nil, a.ctx.Err()
		}
		if err != nil {
			faults = append(faults, fmt.Sprintf("%s: %v", ref.URL, err))
			continue
		}
		out = append(out, art)
		bar.show(search.Progress{Done: float64(len(out)) / float64(total), Read: len(out)})
	}
	if len(out) == 0 {
		return nil, nil, fmt.Errorf("no article could be read: %v", faults)
	}
	return out, faults, nil
}

// refs are what all feeds and listings of the source name now, and what could not be read.
func (t *paperNow) refs() (refs []article.Ref, faults []string) {
	note := func(url string, found []article.Ref, err error) {
		refs = append(refs, found...)
		if err != nil {
			faults = append(faults, fmt.Sprintf("%s: %v", url, err))
		}
	}
	for _, url := range append(append([]string{}, t.src.Feeds...), t.src.Probe...) {
		found, err := t.feed(url)
		note(url, found, err)
	}
	for _, l := range t.src.Listings {
		found, err := t.listing(l)
		note(l.URL, found, err)
	}
	return refs, faults
}

// read is one article as the daemon would read it.
func (t *paperNow) read(ref article.Ref) (article.Article, error) {
	if !t.src.Pages {
		return extract.FromRef(t.reader, ref)
	}
	page, err := t.pages.Get(t.app.ctx, fetch.Request{URL: ref.URL, Timeout: t.src.Timeout, Charset: t.src.Charset})
	if err != nil {
		return article.Article{}, err
	}
	read, err := extract.Article(t.reader, extract.Page{URL: page.URL, Text: page.Text, Body: page.Body, ContentType: page.ContentType, FetchedAt: page.FetchedAt})
	read.Article.Link = page.URL
	return read.Article, err
}

// paperNow reads what a source's feeds, listings and pages hold at this moment.
type paperNow struct {
	app    *app
	src    sources.Source
	reader *sources.Reader
	fetch  *fetch.Client
	pages  *scraper.Pages
}

func (t *paperNow) feed(url string) ([]article.Ref, error) {
	page, err := t.fetch.Get(t.app.ctx, fetch.Request{URL: url, Timeout: t.src.Timeout, Charset: t.src.Charset})
	if err != nil {
		return nil, err
	}
	feed, err := t.reader.Feed(page.URL, page.Text)
	return feed.Refs, err
}

func (t *paperNow) listing(l sources.Listing) ([]article.Ref, error) {
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
