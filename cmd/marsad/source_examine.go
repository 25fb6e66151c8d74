package main

import (
	"fmt"
	"io"
	"log/slog"

	"github.com/marsad/marsad/scraper"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/sources/discover"
)

type sourceTestCmd struct {
	ID    string `arg:"" help:"The source's id."`
	Pages int    `default:"10" help:"How many article pages to read."`
	All   bool   `help:"Show every item of every list; otherwise the first ten and all that are skipped."`
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
	d := scraper.NewDiscovery(f).For(src)
	tell, done := a.progress()
	out, err := discover.Examine(a.ctx, discover.Options{Web: d, Extract: d.Extract, Articles: c.Pages, Progress: tell}, src)
	done()
	if err != nil {
		return err
	}
	if err := a.print(out, func(w io.Writer) { c.show(w, out) }); err != nil {
		return err
	}
	if out.Problem != nil {
		return fmt.Errorf("source %s: %s", c.ID, out.Problem.Seen)
	}
	return nil
}

func (c *sourceTestCmd) show(w io.Writer, x *discover.Examination) {
	for _, l := range x.Lists {
		showList(w, l, c.All)
	}
	showReads(w, x.Articles)
	for i, r := range x.Articles {
		if i == 0 && r.How != "" {
			fmt.Fprintf(w, "\nRead by\n  %s\n", plain(r.How))
		}
	}
	showVerdicts(w, x.Verdicts)
	showProblem(w, x.Problem)
}

// showList shows a list with what became of its items.
func showList(w io.Writer, l discover.List, all bool) {
	const few = 10
	taken := 0
	for _, it := range l.Items {
		if it.Skipped == "" {
			taken++
		}
	}
	fmt.Fprintf(w, "%s %s: %d items, %d taken\n", l.Kind, shownURL(l.URL), len(l.Items), taken)
	switch {
	case l.Absent:
		fmt.Fprintf(w, "    not there, and no fault: the preset only guesses it\n")
	case l.Fault != "":
		fmt.Fprintf(w, "    ✗ %s\n", plain(l.Fault))
	}
	for _, n := range l.Notes {
		fmt.Fprintf(w, "    %s\n", plain(n))
	}
	shown := 0
	for _, it := range l.Items {
		switch {
		case it.Skipped != "":
			fmt.Fprintf(w, "  · %s\n      skipped: %s  %s\n", isolated(firstText(it.Title, "no title")), plain(it.Skipped), short(shownURL(it.URL), 80))
		case all || shown < few:
			fmt.Fprintf(w, "  ✓ %s\n      %s  %s\n", isolated(firstText(it.Title, "no title")), short(shownURL(firstText(it.Key, "no address")), 80), it.Published)
			if shown++; shown == 1 {
				fmt.Fprintf(w, "      key: %s\n", plain(it.KeyWhy))
			}
		}
	}
	if hidden := taken - shown; hidden > 0 {
		fmt.Fprintf(w, "    and %d more taken; --all shows them\n", hidden)
	}
}
