package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/scraper"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/sources/catalogue"
	"github.com/marsad/marsad/sources/discover"
)

type sourceAddCmd struct {
	Paper    string `arg:"" help:"Address of the paper's front page, list or feed, or its name in the catalogue."`
	ID       string `help:"The source's id; otherwise made of the address."`
	Timezone string `help:"The paper's time zone, as Asia/Baghdad; otherwise found, where that can be."`
	Pages    int    `default:"10" help:"How many articles to read."`
	Write    bool   `xor:"write" help:"Write the source although a part of it is missing."`
	DryRun   bool   `xor:"write" help:"Show what was found, write nothing."`
}

// added is what source add answers to programs.
type added struct {
	*discover.Finding
	ID      string `json:"id,omitempty"`
	YAML    string `json:"yaml,omitempty"`
	Written bool   `json:"written"`
	File    string `json:"file,omitempty"`
}

// Run finds, shows and writes.
func (c *sourceAddCmd) Run(a *app) error {
	known, address, err := c.known()
	if err != nil {
		return err
	}
	cfg, err := c.load(a)
	if err != nil {
		return err
	}
	if err := c.isNew(cfg, address); err != nil {
		return err
	}
	f, err := fetch.New(cfg.Fetch, logger(a.errout, slog.LevelError, cfg.Log.Format))
	if err != nil {
		return err
	}
	defer f.CloseIdle()
	d := scraper.NewDiscovery(f)
	tell, done := a.progress()
	found, err := discover.Find(a.ctx, discover.Options{Web: d, Extract: d.Extract, Known: known, Zone: cfg.Zone, Articles: c.Pages, Progress: tell}, address)
	done()
	if err != nil {
		return err
	}
	return c.settle(a, cfg, found)
}

// known is what is known of the paper before anything is asked, and the address to ask.
func (c *sourceAddCmd) known() (sources.Source, string, error) {
	var src sources.Source
	var address string
	papers, err := catalogue.All()
	if err != nil {
		return src, "", err
	}
	if isAddress(c.Paper) {
		if p, ok := catalogue.Of(papers, withScheme(c.Paper)); ok {
			src = p.Source()
		}
		address = withScheme(c.Paper)
	} else {
		p, ok := catalogue.Named(papers, c.Paper)
		if !ok {
			return src, "", fmt.Errorf("%s: %s", c.Paper, notInCatalogue(catalogue.Find(papers, c.Paper)))
		}
		src, address = p.Source(), p.Home
	}
	src.Home = ""
	if c.ID != "" {
		src.ID = c.ID
	}
	if c.Timezone != "" {
		if src.Zone, err = time.LoadLocation(c.Timezone); err != nil {
			return src, "", fmt.Errorf("--timezone %s: there is no such time zone; write one as Asia/Baghdad", c.Timezone)
		}
	}
	return src, address, nil
}

func notInCatalogue(found []catalogue.Paper) string {
	if len(found) == 0 {
		return "neither an address nor a name in the catalogue; type the address of its front page, or look with  marsad source list --catalogue"
	}
	var names []string
	for _, p := range found[:min(len(found), 8)] {
		names = append(names, p.ID)
	}
	return "that is in the catalogue more than once: " + strings.Join(names, ", ") + "; name one of them"
}

// isAddress tells an address from a name: it has a scheme, or a dot and no blank.
func isAddress(s string) bool {
	return strings.Contains(s, "://") || strings.Contains(s, ".") && !strings.ContainsAny(s, " \t")
}

func withScheme(s string) string {
	if strings.Contains(s, "://") {
		return s
	}
	return "https://" + s
}

// load reads the configuration. To look, none is needed.
func (c *sourceAddCmd) load(a *app) (*config.Config, error) {
	if _, err := os.Stat(a.config); c.DryRun && errors.Is(err, fs.ErrNotExist) {
		return &config.Config{}, nil
	}
	return a.load()
}

// isNew refuses a paper that is configured, before anybody is asked.
func (c *sourceAddCmd) isNew(cfg *config.Config, address string) error {
	want, err := article.Canonical(address)
	if err != nil {
		return err
	}
	for _, s := range cfg.Sources {
		home, _ := article.Canonical(s.Home)
		switch {
		case s.ID == c.ID:
			return fmt.Errorf("there is a source %s already: choose another --id", s.ID)
		case home == want && !c.DryRun:
			return fmt.Errorf("%s is the source %s already;  marsad source test %s  shows how it is read", address, s.ID, s.ID)
		}
	}
	return nil
}

// settle shows the finding and writes it, if it may be.
func (c *sourceAddCmd) settle(a *app, cfg *config.Config, found *discover.Finding) error {
	out := added{Finding: found}
	if found.Problem == nil {
		if c.ID == "" {
			found.Source.ID = freeID(cfg, found.Source.ID)
		}
		out.ID, out.YAML = found.Source.ID, config.SourceText(found.Source)
	}
	var refused error
	switch {
	case found.Problem != nil:
		refused = fmt.Errorf("%s cannot be read (%s): nothing was written", found.Asked, found.Problem.Kind)
	case c.DryRun:
	case !found.Sound() && !c.Write:
		refused = errors.New("a part is missing, so nothing was written; --write writes it all the same")
	default:
		if refused = c.write(a, found.Source); refused == nil {
			out.Written, out.File = true, a.config
		}
	}
	if err := a.print(out, func(w io.Writer) { showFinding(w, out) }); err != nil {
		return err
	}
	return refused
}

// freeID is an id that no source of the configuration has.
func freeID(cfg *config.Config, id string) string {
	taken := func(id string) bool {
		return slices.ContainsFunc(cfg.Sources, func(s sources.Source) bool { return s.ID == id })
	}
	free := id
	for n := 2; taken(free); n++ {
		free = fmt.Sprintf("%s-%d", id[:min(len(id), 58)], n)
	}
	return free
}

// write adds the source, if the file stays sound with it.
func (c *sourceAddCmd) write(a *app, src sources.Source) error {
	data, err := os.ReadFile(a.config)
	if err != nil {
		return err
	}
	out, err := config.AddSource(data, src)
	if err != nil {
		return err
	}
	if _, err := config.Parse(a.config, out, a.getenv); err != nil {
		return err
	}
	return replaceFile(a.config, out)
}

// progress tells on a terminal what is done, on one line that done takes away; elsewhere nothing.
func (a *app) progress() (tell func(string), done func()) {
	if a.json || !a.terminal() {
		return nil, func() {}
	}
	return func(what string) { fmt.Fprintf(a.errout, "\r\x1b[2K… %s", short(shownURL(what), 70)) },
		func() { fmt.Fprint(a.errout, "\r\x1b[2K") }
}

// catalogue lists the shipped papers.
func (c *sourceListCmd) catalogue(a *app) error {
	papers, err := catalogue.All()
	if err != nil {
		return err
	}
	found := catalogue.Find(papers, strings.Join(c.Text, " "))
	if found == nil {
		found = []catalogue.Paper{}
	}
	return a.print(found, func(w io.Writer) {
		for _, p := range found {
			state := "not verified"
			if p.Verified {
				state = "verified " + p.Checked
			}
			fmt.Fprintf(w, "%-18s %s  %-11s %s  %s\n%-18s %s\n", p.ID, p.Country, p.Kind, isolated(p.Name), p.English, "", p.Home+"  ("+state+")")
			if p.Note != "" {
				fmt.Fprintf(w, "%-18s %s\n", "", p.Note)
			}
		}
		fmt.Fprintf(w, "%d papers. marsad source add ID  finds out how one is read; «not verified» says that nobody is known to have tried it.\n", len(found))
	})
}
