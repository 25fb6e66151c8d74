package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/internal/search"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// period is a part of the archive on the command line.
type period struct {
	Since  string   `default:"30d" help:"From when on: a day (2026-03-01), or how long ago (30d, 12h); all: everything."`
	Until  string   `help:"Up to a day, which is left out."`
	Source []string `help:"Only these sources."`
}

// sweep is the period's part of the archive, for a watch.
func (p period) sweep(w watch.Watch, cfg *config.Config, now time.Time) (search.Sweep, error) {
	s := search.Sweep{Watch: w, Sources: p.Source, Names: namesOf(cfg)}
	var err error
	if p.Since != "all" {
		if s.Since, err = instantOf(p.Since, cfg.Zone, now); err != nil {
			return s, fmt.Errorf("--since %w", err)
		}
	}
	if p.Until != "" {
		if s.Until, err = instantOf(p.Until, cfg.Zone, now); err != nil {
			return s, fmt.Errorf("--until %w", err)
		}
	}
	return s, nil
}

// instantOf reads a day, or a time before now.
func instantOf(text string, zone *time.Location, now time.Time) (time.Time, error) {
	if day, err := time.ParseInLocation(time.DateOnly, text, zone); err == nil {
		return day, nil
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 {
			return now.AddDate(0, 0, -n), nil
		}
	}
	if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		return now.Add(-d), nil
	}
	return time.Time{}, fmt.Errorf("%q is no day and no length of time: write 2026-03-01, 30d or 12h", text)
}

type watchBacktestCmd struct {
	Watch string `arg:"" help:"Name of a configured watch, or a query with --query."`
	Query bool   `help:"The first argument is a query, not a name."`
	period
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
	sweep, err := c.sweep(w, cfg, time.Now())
	if err != nil {
		return err
	}
	var t watch.Trial
	err = a.withStore(cfg, func(s *store.Store) (err error) {
		bar := a.newBar()
		defer bar.end()
		sweep.Progress, sweep.Learned = bar.show, a.learned(cfg)
		t, err = search.Backtest(a.ctx, s, sweep, cfg.Watches, cfg.Zone)
		return err
	})
	if err != nil {
		return err
	}
	return a.print(t, func(o io.Writer) { showTrial(o, t, w, cfg, a.terminal()) })
}

func showTrial(o io.Writer, t watch.Trial, w watch.Watch, cfg *config.Config, terminal bool) {
	fmt.Fprintf(o, "%d articles stored, %d hold words of the watch, %d match, %d of them were news and would have been alerted\n", t.Stored, t.Read, t.Hits, t.Alerts)
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
		fmt.Fprintf(o, "\n%d  %s  %s\n%s", x.ID, clock(x.FirstSeen, cfg.Zone), markedLine(x.Title, terminal), inlined(x.Excerpt, terminal))
	}
}

// bar is a progress bar on a terminal, and nothing elsewhere.
type bar struct {
	w     io.Writer // nil: nobody looks
	shown time.Time
}

func (a *app) newBar() *bar {
	f, ok := a.errout.(*os.File)
	if !ok || a.json {
		return &bar{}
	}
	if st, err := f.Stat(); err != nil || st.Mode()&os.ModeCharDevice == 0 {
		return &bar{}
	}
	return &bar{w: f}
}

// barWidth is the bar's length in characters.
const barWidth = 30

func (b *bar) show(p search.Progress) {
	if b.w == nil || time.Since(b.shown) < 100*time.Millisecond {
		return
	}
	b.shown = time.Now()
	full := min(barWidth, int(p.Done*barWidth))
	fmt.Fprintf(b.w, "\r%s%s %3d %%  %d read", strings.Repeat("▇", full), strings.Repeat("·", barWidth-full), min(100, int(p.Done*100)), p.Read)
}

func (b *bar) end() {
	if b.w != nil {
		fmt.Fprint(b.w, "\r\x1b[K")
	}
}
