package main

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/marsad/marsad/scraper/extract"
	"github.com/marsad/marsad/store"
)

type sourceProfileCmd struct {
	ID string `arg:"" help:"The source's id."`
}

type shownProfile struct {
	Source  string           `json:"source"`
	Pinned  bool             `json:"pinned"` // the configuration has selectors: nothing is learned
	Profile *extract.Profile `json:"profile,omitempty"`
}

// Run shows what the daemon learned of a source's pages, and how to keep it in the configuration.
func (c *sourceProfileCmd) Run(a *app) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	src, ok := findSource(cfg, c.ID)
	if !ok {
		return fmt.Errorf("source %s is not configured; marsad source list shows which are", c.ID)
	}
	kept := map[string]string{}
	if err := a.withStore(cfg, func(s *store.Store) (err error) {
		kept, err = s.Profiles(a.ctx)
		return err
	}); err != nil {
		return err
	}
	out := shownProfile{Source: src.ID, Pinned: !src.Selectors.IsZero()}
	if text := kept[src.ID]; text != "" {
		out.Profile = new(extract.Profile)
		if err := json.Unmarshal([]byte(text), out.Profile); err != nil {
			return fmt.Errorf("source %s: what was learned of its pages cannot be read: %w; the daemon learns it again", src.ID, err)
		}
	}
	return a.print(out, func(w io.Writer) { out.show(w, cfg.Zone) })
}

func (s shownProfile) show(w io.Writer, zone *time.Location) {
	switch {
	case s.Pinned:
		fmt.Fprintf(w, "%s: the configuration has selectors for this source; nothing is learned.\n", s.Source)
		return
	case s.Profile == nil:
		fmt.Fprintf(w, "%s: nothing learned yet; its pages are read generally.\n", s.Source)
		return
	}
	p := s.Profile
	fmt.Fprintf(w, "%s: learned from %d pages, in use since %s\n", s.Source, p.Pages, clock(p.Since, zone))
	for _, part := range [][2]string{{"body", p.Body}, {"title", p.Title}, {"date", p.Date}, {"byline", p.Byline}} {
		if part[1] != "" {
			fmt.Fprintf(w, "    %-7s %s\n", part[0], plain(part[1]))
		}
	}
	for _, d := range p.Drop {
		fmt.Fprintf(w, "    no text %s\n", plain(d))
	}
	for _, r := range p.Repeats {
		fmt.Fprintf(w, "    repeats %s\n", isolated(r))
	}
	fmt.Fprintf(w, "To keep it whatever the daemon learns later, write into the source's configuration:\n    selectors:\n      body: %q\n", p.Body)
	for _, part := range [][2]string{{"title", p.Title}, {"date", p.Date}, {"byline", p.Byline}} {
		if part[1] != "" {
			fmt.Fprintf(w, "      %s: %q\n", part[0], part[1])
		}
	}
	if len(p.Drop) > 0 {
		drop, _ := json.Marshal(p.Drop) // strings cannot fail
		fmt.Fprintf(w, "      drop: %s\n", drop)
	}
}
