package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/monitor"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

type watchExplainCmd struct {
	Watch string `arg:"" help:"Name of a configured watch, or a query with --query."`
	Input string `arg:"" optional:"" default:"-" help:"An article's number, a file, an http address, or - for standard input."`
	Query bool   `help:"The first argument is a query, not a name."`
}

// Run says part by part why an article matches or not, and ends with exitNoMatch when it does not.
func (c *watchExplainCmd) Run(a *app) error {
	test := watchTestCmd{Watch: c.Watch, Query: c.Query}
	w, cfg, err := test.watch(a)
	if err != nil {
		return err
	}
	out, err := a.explain(c.Input, w, cfg, !c.Query)
	if err != nil {
		return err
	}
	zone := time.UTC
	if cfg != nil {
		zone = cfg.Zone
	}
	err = a.print(out, func(o io.Writer) { out.show(o, a.terminal(), zone) })
	if err == nil && !out.Match {
		return errNoMatch
	}
	return err
}

// explained is the tree, the text with what made the watch true, and what came of it.
type explained struct {
	*watch.Explanation
	Watch      string                       `json:"watch"`
	Matches    string                       `json:"matches"` // what the watch looks for
	Highlights []article.Highlight          `json:"highlights,omitempty"`
	Segments   map[string][]article.Segment `json:"segments,omitempty"`
	Fates      []monitor.Fate               `json:"fates,omitempty"` // of a stored article
}

// explain reads an article and says why the watch is found in it or not; of a stored one also what
// came of a saved watch.
func (a *app) explain(input string, w watch.Watch, cfg *config.Config, saved bool) (*explained, error) {
	art, stored, err := a.articleOr(input, cfg)
	if err != nil {
		return nil, err
	}
	why, err := watch.Explain(w, art.Article, a.learned(cfg))
	if err != nil {
		return nil, err
	}
	out := &explained{Explanation: why, Watch: w.Name, Matches: watch.Describe(w), Highlights: why.Highlights(), Segments: map[string][]article.Segment{}}
	for field, text := range map[string]string{"title": art.Title, "body": art.Body, "section": art.Section, "byline": art.Byline} {
		if text != "" && why.Match {
			out.Segments[field] = article.Segments(text, field, out.Highlights)
		}
	}
	if !stored || !saved {
		return out, nil
	}
	err = a.withStore(cfg, func(s *store.Store) error {
		out.Fates, err = monitor.Fates(a.ctx, s, art, w, why.Match)
		return err
	})
	return out, err
}

func (x *explained) show(o io.Writer, terminal bool, zone *time.Location) {
	fmt.Fprint(o, plain(x.Explanation.String()))
	fmt.Fprintf(o, "matches: %s\n", x.Matches)
	for _, f := range x.Fates {
		fmt.Fprintf(o, "%s\n", plain(f.String(zone)))
	}
	if !x.Match {
		return
	}
	for _, field := range []string{"section", "byline", "title", "body"} {
		segs := x.Segments[field]
		if slices.ContainsFunc(segs, func(s article.Segment) bool { return s.Hit }) {
			fmt.Fprintf(o, "\n%s\n", marked(segs, terminal))
		}
	}
}

// articleOr is an archived article when input is its number, else what readInput makes of it.
func (a *app) articleOr(input string, cfg *config.Config) (art store.Stored, stored bool, err error) {
	id, err := strconv.ParseInt(input, 10, 64)
	if err != nil {
		art.Article, err = a.readInput(input, cfg)
		return art, false, err
	}
	if cfg == nil {
		return art, false, fmt.Errorf("article %d: the archive is found by the configuration, which cannot be read; write a file or an address instead", id)
	}
	err = a.withStore(cfg, func(s *store.Store) error {
		if art, err = s.Article(a.ctx, id); err != nil {
			return fmt.Errorf("article %d: %w", id, err)
		}
		if src, ok := findSource(cfg, art.Source); ok {
			art.SourceName = src.Name
		}
		return nil
	})
	return art, true, err
}
