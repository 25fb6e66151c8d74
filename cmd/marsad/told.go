package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// toldWatch is what a user is told of a watch before it works: what it matches and what to think over.
type toldWatch struct {
	Name     string         `json:"name"`
	Matches  string         `json:"matches"`
	To       []string       `json:"to"`
	Rate     *watch.Rate    `json:"archive,omitempty"` // how often the archive says it
	Warnings []watch.Notice `json:"warnings,omitempty"`
}

// Of the archive, the last week and at most so many articles, the newest, are asked.
const (
	rateDays     = 7
	rateArticles = 20000
)

// tell describes watches. The archive is asked when it is there; what stands in its way is returned
// for people and harms nothing.
func (a *app) tell(cfg *config.Config, ws []watch.Watch, archive bool) (out []toldWatch, trouble string) {
	var gauge *watch.Gauge
	if archive {
		var err error
		if gauge, err = a.gauge(cfg, ws); err != nil {
			trouble = err.Error()
		}
	}
	known := knownSources(cfg)
	out = []toldWatch{}
	for _, w := range ws {
		t := toldWatch{Name: w.Name, Matches: watch.Describe(w), To: w.To}
		if gauge != nil {
			t.Rate = gauge.Rate(w.Name)
		}
		t.Warnings = watch.Notices(w, known, t.Rate)
		out = append(out, t)
	}
	return out, trouble
}

// gauge counts how often the last week said the watches; nil when there is no archive.
func (a *app) gauge(cfg *config.Config, ws []watch.Watch) (*watch.Gauge, error) {
	s, err := store.Look(a.ctx, store.Options{Dir: cfg.DataDir, URL: cfg.Database, Log: logger(a.errout, slog.LevelWarn, cfg.Log.Format)})
	if errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrOlder) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer s.Close()
	g, err := watch.NewGauge(ws, rateDays)
	if err != nil {
		return nil, err
	}
	words, err := s.Words(a.ctx)
	if err != nil {
		return nil, err
	}
	g.Learn(lang.NewLearned(words))
	return g, weigh(a.ctx, s, g)
}

// learned is what newspapers taught the daemon, so that a command reads as it does; nil when there is
// no archive.
func (a *app) learned(cfg *config.Config) *lang.Learned {
	if cfg == nil {
		return nil
	}
	s, err := store.Look(a.ctx, store.Options{Dir: cfg.DataDir, URL: cfg.Database})
	if err != nil {
		return nil
	}
	defer s.Close()
	words, err := s.Words(a.ctx)
	if err != nil {
		return nil
	}
	return lang.NewLearned(words)
}

// errEnough ends a reading of the archive.
var errEnough = errors.New("enough")

func weigh(ctx context.Context, s *store.Store, g *watch.Gauge) error {
	since, left := s.Now().Add(-rateDays*24*time.Hour), rateArticles
	err := s.Each(ctx, store.ArticleFilter{Since: since}, func(x store.Stored) error {
		if left--; left < 0 {
			return errEnough
		}
		g.Add(x.Article)
		return ctx.Err()
	})
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

func knownSources(cfg *config.Config) []watch.Known {
	var out []watch.Known
	for _, s := range cfg.Sources {
		out = append(out, watch.Known{ID: s.ID, Name: s.Name, Language: s.Language, Paused: cfg.Paused[s.ID]})
	}
	return out
}

// show prints what is told of a watch, below its name.
func (t toldWatch) show(w io.Writer) {
	if t.Rate != nil && t.Rate.Articles > 0 {
		fmt.Fprintf(w, "    found in %d of the %d articles of the last %d days\n", t.Rate.Hits, t.Rate.Articles, t.Rate.Days)
	}
	for _, n := range t.Warnings {
		head := map[string]string{watch.Never: "it can never match: ", watch.Part: "a part of it does nothing: "}[n.Kind]
		if n.Col > 0 {
			head = fmt.Sprintf("character %d: %s", n.Col, head)
		}
		fmt.Fprintf(w, "    warning: %s%s\n      %s\n", head, plain(n.Text), plain(n.Remedy))
	}
}
