package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/sources/discover"
	"github.com/marsad/marsad/sources/opml"
)

type sourceImportCmd struct {
	File   string `arg:"" help:"An OPML file; - for standard input."`
	DryRun bool   `help:"Show what would be added, write nothing."`
}

// imported is what source import answers.
type imported struct {
	Added   []importedSource `json:"added"`
	Skipped []string         `json:"skipped"`
	Folders bool             `json:"folders_left_out"`
	Written bool             `json:"written"`
}

type importedSource struct {
	ID    string   `json:"id"`
	Name  string   `json:"name"`
	Feeds []string `json:"feeds"`
}

// Run reads the list and adds its feeds, all that the configuration can take.
func (c *sourceImportCmd) Run(a *app) error {
	text, err := a.readList(c.File)
	if err != nil {
		return err
	}
	feeds, bad, err := opml.Read(text)
	if err != nil {
		return fmt.Errorf("%s:%w", c.File, err)
	}
	cfg, err := a.load()
	if err != nil {
		return err
	}
	out := imported{Added: []importedSource{}, Skipped: []string{}}
	for _, b := range bad {
		out.Skipped = append(out.Skipped, fmt.Sprintf("%s:%v", c.File, &b))
	}
	papers := out.group(cfg, feeds)
	data, err := out.settle(a, papers)
	if err != nil {
		return err
	}
	if len(out.Added) > 0 && !c.DryRun {
		if err := replaceFile(a.config, data); err != nil {
			return err
		}
		out.Written = true
	}
	if err := a.print(out, func(w io.Writer) { out.show(w, a.config) }); err != nil {
		return err
	}
	if len(out.Added) == 0 {
		return fmt.Errorf("%s: no feed was added", c.File)
	}
	return nil
}

// readList reads a file or standard input, and not more than an OPML file may have.
func (a *app) readList(name string) ([]byte, error) {
	in := a.stdin
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	return io.ReadAll(io.LimitReader(in, opml.MaxBytes+1))
}

// group makes sources of feeds: those of one front page are one paper, whose articles are the same in
// all of them. What is configured already is left out.
func (o *imported) group(cfg *config.Config, feeds []opml.Feed) []sources.Source {
	read := map[string]string{}
	ids := map[string]bool{}
	for _, s := range cfg.Sources {
		ids[s.ID] = true
		for _, u := range append(append([]string{}, s.Feeds...), s.Probe...) {
			read[canonical(u)] = s.ID
		}
	}
	at := map[string]int{}
	var out []sources.Source
	for _, f := range feeds {
		o.Folders = o.Folders || len(f.Folders) > 0
		if id := read[canonical(f.URL)]; id != "" {
			o.Skipped = append(o.Skipped, fmt.Sprintf("%s is read by the source %s already", f.URL, id))
			continue
		}
		home := canonical(f.Home)
		if i, ok := at[home]; ok && home != "" {
			out[i].Feeds = append(out[i].Feeds, f.URL)
			continue
		}
		at[home] = len(out)
		src := sources.Source{ID: free(ids, discover.IDOf(firstText(f.Home, f.URL))), Name: f.Title, Home: f.Home, Language: language(f.Language), Feeds: []string{f.URL}, Pages: true}
		read[canonical(f.URL)] = src.ID
		out = append(out, src)
	}
	return out
}

func canonical(address string) string {
	c, err := article.Canonical(address)
	if err != nil {
		return ""
	}
	return c
}

// language takes what can be a tag, and leaves out «unknown» and the like.
func language(tag string) string {
	tag = strings.ReplaceAll(tag, "_", "-")
	if base, _, _ := strings.Cut(tag, "-"); len(base) != 2 && len(base) != 3 {
		return ""
	}
	return tag
}

func free(ids map[string]bool, id string) string {
	out := id
	for n := 2; ids[out]; n++ {
		out = fmt.Sprintf("%s-%d", id[:min(len(id), 56)], n)
	}
	ids[out] = true
	return out
}

// settle puts the sources into the file's text. One with which the file would be wrong is left out with
// the reason.
func (o *imported) settle(a *app, papers []sources.Source) ([]byte, error) {
	data, err := os.ReadFile(a.config)
	if err != nil {
		return nil, err
	}
	for {
		out, err := config.AddSources(data, papers)
		if err != nil {
			return nil, err
		}
		_, err = config.Parse(a.config, out, a.getenv)
		faults, ok := errors.AsType[*config.Faults](err)
		if err == nil || !ok {
			for _, p := range papers {
				o.Added = append(o.Added, importedSource{p.ID, p.Name, p.Feeds})
			}
			return out, err
		}
		kept := o.without(papers, faults)
		if len(kept) == len(papers) {
			return nil, err // none of them is at fault
		}
		papers = kept
	}
}

func (o *imported) without(papers []sources.Source, faults *config.Faults) []sources.Source {
	why := map[string]string{}
	for _, f := range faults.All {
		for _, p := range papers {
			if strings.HasPrefix(f.Path, fmt.Sprintf("source %q", p.ID)) {
				why[p.ID] = f.Problem
			}
		}
	}
	var kept []sources.Source
	for _, p := range papers {
		if w, bad := why[p.ID]; bad {
			o.Skipped = append(o.Skipped, fmt.Sprintf("%s: %s", strings.Join(p.Feeds, " "), w))
			continue
		}
		kept = append(kept, p)
	}
	return kept
}

func (o imported) show(w io.Writer, file string) {
	for _, s := range o.Added {
		fmt.Fprintf(w, "  ✓ %s  %s\n      %s\n", s.ID, isolated(s.Name), strings.Join(s.Feeds, "\n      "))
	}
	for _, s := range o.Skipped {
		fmt.Fprintf(w, "  · %s\n", plain(s))
	}
	if o.Folders {
		fmt.Fprintln(w, "Folders are left out: sources of marsad have none.")
	}
	if o.Written {
		fmt.Fprintf(w, "%d sources are added to %s. A running daemon takes them by itself; marsad source test ID  shows how one is read.\n", len(o.Added), file)
	}
}

type sourceExportCmd struct {
	File string `arg:"" optional:"" default:"-" help:"Where to write; - for standard output."`
}

// Run writes the feeds of all sources. What has none is told: OPML knows feeds alone, and one that a
// preset only guesses is none.
func (c *sourceExportCmd) Run(a *app) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	var feeds []opml.Feed
	for _, s := range cfg.Sources {
		for _, u := range s.Feeds {
			feeds = append(feeds, opml.Feed{Title: firstText(s.Name, s.ID), URL: absoluteTo(s.Home, u), Home: s.Home, Language: s.Language})
		}
		if len(s.Feeds) == 0 {
			fmt.Fprintf(a.errout, "%s is left out: it has no feed, and OPML knows feeds alone\n", s.ID)
		}
	}
	text, err := opml.Write("marsad", feeds)
	if err != nil {
		return err
	}
	if c.File == "-" {
		_, err = a.out.Write(text)
		return err
	}
	return os.WriteFile(c.File, text, 0o644)
}

// absoluteTo resolves the address of a feed that a preset gives as a path.
func absoluteTo(home, address string) string {
	if abs, err := article.Resolve(home, address); err == nil {
		return abs
	}
	return address
}
