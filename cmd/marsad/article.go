package main

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/internal/search"
	"github.com/marsad/marsad/store"
)

type articleCmd struct {
	List   articleListCmd   `cmd:"" help:"List stored articles, newest first."`
	Search articleSearchCmd `cmd:"" help:"Find stored articles by a query, as in a watch."`
	Show   articleShowCmd   `cmd:"" help:"Show one article: text with hits, versions, addresses, matches, deliveries."`

	History articleHistoryCmd `cmd:"" help:"Show what became of an article: its versions with what changed, removal and return."`
	Edited  articleEditedCmd  `cmd:"" help:"List the articles that papers changed most often."`
	Join    articleJoinCmd    `cmd:"" help:"Make two articles one. It holds against all later readings."`
	Split   articleSplitCmd   `cmd:"" help:"Part an address or number from its article, or take a join back. It holds against all later readings."`
}

// withStore opens the configured database for one command.
func (a *app) withStore(cfg *config.Config, f func(*store.Store) error) error {
	s, err := a.openStore(cfg, logger(a.errout, slog.LevelWarn, cfg.Log.Format))
	if err != nil {
		return err
	}
	defer s.Close()
	return f(s)
}

type articleListCmd struct {
	Source string `help:"Only this source."`
	Limit  int    `default:"20" help:"At most so many."`
}

type listedArticle struct {
	ID        int64     `json:"id"`
	Source    string    `json:"source"`
	URL       string    `json:"url"`
	Title     string    `json:"title"`
	Section   string    `json:"section,omitempty"`
	Published string    `json:"published"`
	FirstSeen time.Time `json:"first_seen"`
	Version   int       `json:"version"`
	Kind      string    `json:"kind"`
	Partial   bool      `json:"partial,omitempty"`
	Edits     int       `json:"edits,omitempty"`
	RemovedAt time.Time `json:"removed_at,omitzero"`

	Highlights []article.Highlight `json:"highlights,omitempty"` // of a search, in bytes
	marks      []article.Segment   // of the title
	Excerpt    []article.Segment   `json:"excerpt,omitempty"` // of the text, around the first hit
}

// Run lists articles.
func (c *articleListCmd) Run(a *app) error {
	return a.listArticles(func(s *store.Store) ([]store.Stored, error) {
		return s.Articles(a.ctx, store.ArticleFilter{Source: c.Source, Limit: c.Limit})
	})
}

type articleSearchCmd struct {
	Words  []string `arg:"" help:"A query, as in a watch: words that must all be there, or OR, NOT, quotes, fields."`
	Source string   `help:"Only this source."`
	Limit  int      `default:"20" help:"At most so many."`
}

// Run searches articles by the watches' query language.
func (c *articleSearchCmd) Run(a *app) error {
	return a.listHits(func(cfg *config.Config, s *store.Store) ([]search.Hit, error) {
		page, err := search.Find(a.ctx, s, search.Query{Text: strings.Join(c.Words, " "), Source: c.Source, Limit: c.Limit, Names: namesOf(cfg), Learned: a.learned(cfg), Spellings: cfg.Spellings})
		return page.Hits, err
	})
}

// namesOf are the names of the sources for people, by id.
func namesOf(cfg *config.Config) map[string]string {
	names := map[string]string{}
	for _, s := range cfg.Sources {
		names[s.ID] = s.Name
	}
	return names
}

// listArticles lists articles without hits.
func (a *app) listArticles(find func(*store.Store) ([]store.Stored, error)) error {
	return a.listHits(func(_ *config.Config, s *store.Store) ([]search.Hit, error) {
		list, err := find(s)
		hits := make([]search.Hit, len(list))
		for i, x := range list {
			hits[i].Stored = x
		}
		return hits, err
	})
}

func (a *app) listHits(find func(*config.Config, *store.Store) ([]search.Hit, error)) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	return a.withStore(cfg, func(s *store.Store) error {
		list, err := find(cfg, s)
		if err != nil {
			return err
		}
		out := []listedArticle{}
		for _, x := range list {
			l := listed(x.Stored, zoneOf(cfg, x.Source))
			l.Highlights, l.marks, l.Excerpt = x.Highlights, article.Segments(x.Title, "title", x.Highlights), article.Excerpt(x.Article, x.Highlights)
			out = append(out, l)
		}
		return a.print(out, func(w io.Writer) {
			if len(out) == 0 {
				fmt.Fprintln(w, "no article")
			}
			for _, x := range out {
				fmt.Fprintf(w, "%d  %s\n%s    %s · %s · seen %s · version %d%s\n    %s\n", x.ID, markedLine(x.marks, a.terminal()), inlined(x.Excerpt, a.terminal()), x.Source, x.Published, clock(x.FirstSeen, cfg.Zone), x.Version, remarks(x), x.URL)
			}
		})
	})
}

// inlined is a piece of a text on a line of its own; nothing when there is none.
func inlined(segs []article.Segment, terminal bool) string {
	if len(segs) == 0 {
		return ""
	}
	return "    " + markedLine(segs, terminal) + "\n"
}

func listed(x store.Stored, zone *time.Location) listedArticle {
	return listedArticle{ID: x.ID, Source: x.Source, URL: x.Link, Title: x.Title, Section: x.Section, Published: printed(x.Published, zone),
		FirstSeen: x.FirstSeenAt, Version: x.Version, Kind: string(x.Kind), Partial: x.Partial, Edits: x.Edits, RemovedAt: x.RemovedAt}
}

func remarks(x listedArticle) string {
	out := ""
	if x.Partial {
		out += " · only the feed's words yet"
	}
	if x.Edits > 0 {
		out += fmt.Sprintf(" · edits: %d", x.Edits)
	}
	if !x.RemovedAt.IsZero() {
		out += " · taken down by the paper"
	}
	if x.Kind != string(article.Text) {
		out += " · " + x.Kind
	}
	return out
}

// zoneOf is a source's zone, in which its days are counted.
func zoneOf(cfg *config.Config, id string) *time.Location {
	if s, ok := findSource(cfg, id); ok && s.Zone != nil {
		return s.Zone
	}
	return cfg.Zone
}

type articleShowCmd struct {
	ID int64 `arg:"" help:"The article's number."`
}

type shownArticle struct {
	listedArticle
	Byline     string            `json:"byline,omitempty"`
	Authors    []string          `json:"authors,omitempty"`
	Body       string            `json:"body"`
	Versions   []shownVersion    `json:"versions"`
	SeenAs     []store.Sighting  `json:"seen_as"`
	Matches    []shownMatch      `json:"matches"`
	Deliveries []shownDelivery   `json:"deliveries"`
	marks      []article.Segment // of the body
	titleMarks []article.Segment
}

type shownVersion struct {
	N      int       `json:"n"`
	SeenAt time.Time `json:"seen_at"`
	Title  string    `json:"title"`
	Body   string    `json:"body"`
}

type shownMatch struct {
	Watch   string `json:"watch"`
	Version int    `json:"article_version"`
	Query   string `json:"query"`
	Silent  string `json:"silent,omitempty"`
}

// Run shows an article.
func (c *articleShowCmd) Run(a *app) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	return a.withStore(cfg, func(s *store.Store) error {
		out, err := gatherArticle(a, s, c.ID, zoneOf(cfg, ""))
		if err != nil {
			return fmt.Errorf("article %d: %w", c.ID, err)
		}
		return a.print(out, func(w io.Writer) { out.show(w, a.terminal(), cfg.Zone) })
	})
}

func gatherArticle(a *app, s *store.Store, id int64, zone *time.Location) (*shownArticle, error) {
	x, err := s.Article(a.ctx, id)
	if err != nil {
		return nil, err
	}
	out := &shownArticle{listedArticle: listed(x, zone), Byline: x.Byline, Authors: x.Authors, Body: x.Body}
	versions, err := s.Versions(a.ctx, id)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		out.Versions = append(out.Versions, shownVersion{v.N, v.SeenAt, v.Title, v.Body})
	}
	if out.SeenAs, err = s.Sightings(a.ctx, id); err != nil {
		return nil, err
	}
	matches, err := s.Matches(a.ctx, id)
	if err != nil {
		return nil, err
	}
	var hits []article.Highlight
	for _, m := range matches {
		out.Matches = append(out.Matches, shownMatch{m.Watch, m.ArticleVersion, m.Query, m.Silent})
		if m.ArticleVersion == x.Version {
			hits = append(hits, m.Highlights...)
		}
	}
	out.titleMarks, out.marks = article.Segments(x.Title, "title", hits), article.Segments(x.Body, "body", hits)
	ds, err := s.Deliveries(a.ctx, store.DeliveryFilter{ArticleID: id})
	if err != nil {
		return nil, err
	}
	for _, d := range ds {
		out.Deliveries = append(out.Deliveries, shown(d))
	}
	return out, nil
}

func (x *shownArticle) show(w io.Writer, terminal bool, zone *time.Location) {
	fmt.Fprintf(w, "%s\n%s · %s · %s · %s%s\n%s\n\n%s\n", marked(x.titleMarks, terminal), x.Source, isolated(x.Section), x.Published, isolated(x.Byline), remarks(x.listedArticle), x.URL, marked(x.marks, terminal))
	fmt.Fprintln(w, "\nversions")
	for _, v := range x.Versions {
		fmt.Fprintf(w, "  %d  %s\n", v.N, clock(v.SeenAt, zone))
	}
	fmt.Fprintln(w, "seen as")
	showSightings(w, x.SeenAs, zone)
	if len(x.Matches) > 0 {
		fmt.Fprintln(w, "matches")
	}
	for _, m := range x.Matches {
		why := "alerted"
		if m.Silent != "" {
			why = "not alerted: " + m.Silent
		}
		fmt.Fprintf(w, "  %s in version %d: %s\n", isolated(m.Watch), m.Version, why)
	}
	for _, d := range x.Deliveries {
		fmt.Fprintf(w, "delivery %s to %s: %s after %d attempts\n", d.ID, isolated(d.Channel), d.State, d.Attempts)
	}
}
