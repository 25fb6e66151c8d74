package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

type watchBacktestCmd struct {
	Watch  string `arg:"" help:"Name of a configured watch, or a query with --query."`
	Query  bool   `help:"The first argument is a query, not a name."`
	Days   int    `default:"30" help:"How many days back; 0: all that is stored."`
	Source string `help:"Only this source."`
}

// Run runs the live matcher over the archive. Nothing is stored and nobody is alerted.
func (c *watchBacktestCmd) Run(a *app) error {
	test := watchTestCmd{Watch: c.Watch, Query: c.Query}
	w, cfg, err := test.watch(a)
	if err != nil {
		return err
	}
	if cfg == nil {
		_, err := a.load() // the archive is found by the configuration: say what is wrong with it
		return err
	}
	b, err := watch.NewBacktest(w, cfg.Watches, cfg.Zone)
	if err != nil {
		return err
	}
	if err := a.withStore(cfg, func(s *store.Store) error { return c.over(a, s, b) }); err != nil {
		return err
	}
	t := b.Trial()
	return a.print(t, func(o io.Writer) { showTrial(o, t, w, cfg, a.terminal()) })
}

func (c *watchBacktestCmd) over(a *app, s *store.Store, b *watch.Backtest) error {
	var since time.Time
	if c.Days > 0 {
		since = time.Now().AddDate(0, 0, -c.Days)
	}
	total, err := s.CountSince(a.ctx, c.Source, since)
	if err != nil {
		return err
	}
	bar := newBar(a.errout, total)
	defer bar.end()
	return s.Each(a.ctx, c.Source, since, func(x store.Stored) error {
		b.Add(x.Article, x.Old)
		bar.step()
		return a.ctx.Err()
	})
}

func showTrial(o io.Writer, t watch.Trial, w watch.Watch, cfg *config.Config, terminal bool) {
	fmt.Fprintf(o, "%d articles read, %d match, %d of them were news\n", t.Read, t.Hits, t.Alerts)
	fmt.Fprintf(o, "matches: %s\n", watch.Describe(w))
	most := 1
	for _, d := range t.Days {
		most = max(most, d.N)
	}
	for _, d := range t.Days {
		fmt.Fprintf(o, "  %s %5d %s\n", d.Name, d.N, strings.Repeat("▇", max(1, d.N*40/most)))
	}
	for _, s := range t.Sources {
		name := s.Name
		if src, ok := findSource(cfg, s.Name); ok && src.Name != "" {
			name = src.Name
		}
		fmt.Fprintf(o, "  %5d  %s\n", s.N, isolated(name))
	}
	for _, x := range t.Overlap {
		fmt.Fprintf(o, "  %5d  also found by %s\n", x.N, isolated(x.Name))
	}
	for _, x := range t.Samples {
		fmt.Fprintf(o, "\n%d  %s\n", x.ID, marked(x.Title, terminal))
		if text := marked(x.Body, terminal); text != "" {
			fmt.Fprintf(o, "%s\n", text)
		}
	}
}

// bar is a progress bar on a terminal, and nothing elsewhere.
type bar struct {
	w           io.Writer
	total, done int
	shown       time.Time
}

func newBar(w io.Writer, total int) *bar {
	f, ok := w.(*os.File)
	if !ok {
		return &bar{}
	}
	if st, err := f.Stat(); err != nil || st.Mode()&os.ModeCharDevice == 0 {
		return &bar{}
	}
	return &bar{w: w, total: max(total, 1)}
}

func (b *bar) step() {
	b.done++
	if b.w == nil || time.Since(b.shown) < 100*time.Millisecond {
		return
	}
	b.shown = time.Now()
	fmt.Fprintf(b.w, "\r%3d %%  %d of %d articles", min(100, b.done*100/b.total), b.done, b.total)
}

func (b *bar) end() {
	if b.w != nil {
		fmt.Fprint(b.w, "\r\x1b[K")
	}
}
