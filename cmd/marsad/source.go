package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/store"
)

type sourceCmd struct {
	List    sourceListCmd    `cmd:"" help:"List the sources with their state; with --catalogue the papers that marsad knows by name."`
	Add     sourceAddCmd     `cmd:"" help:"Find out how a paper is read, show ten of its articles, and add it to the configuration."`
	Test    sourceTestCmd    `cmd:"" help:"Read a source now, store nothing, and explain every decision."`
	Import  sourceImportCmd  `cmd:"" help:"Add the feeds of an OPML file."`
	Export  sourceExportCmd  `cmd:"" help:"Write the configured feeds as OPML."`
	Profile sourceProfileCmd `cmd:"" help:"Show what the daemon learned of where the parts of a source's pages stand."`
}

type sourceListCmd struct {
	Catalogue bool     `help:"List the shipped catalogue instead."`
	Text      []string `arg:"" optional:"" help:"With --catalogue: words of a name, country or kind."`
}

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
	if c.Catalogue {
		return c.catalogue(a)
	}
	if len(c.Text) > 0 {
		return fmt.Errorf("%s: words are looked for in the catalogue alone: add --catalogue", c.Text[0])
	}
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

func findSource(cfg *config.Config, id string) (sources.Source, bool) {
	i := slices.IndexFunc(cfg.Sources, func(s sources.Source) bool { return s.ID == id })
	if i < 0 {
		return sources.Source{}, false
	}
	return cfg.Sources[i], true
}
