package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/monitor"
	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/store"
)

type articleHistoryCmd struct {
	ID int64 `arg:"" help:"The article's number."`
}

// shownEntry is a version with what changed, or something that happened to the article.
type shownEntry struct {
	At      time.Time          `json:"at"`
	Kind    string             `json:"kind"` // "version", or what happened
	Version int                `json:"version,omitempty"`
	Title   string             `json:"title,omitempty"`
	Change  *notify.ChangeInfo `json:"change,omitempty"`
	Detail  string             `json:"detail,omitempty"`
}

// Run shows the history of an article, first first.
func (c *articleHistoryCmd) Run(a *app) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	return a.withStore(cfg, func(s *store.Store) error {
		if _, err := s.Article(a.ctx, c.ID); err != nil {
			return fmt.Errorf("article %d: %w", c.ID, err)
		}
		entries, err := historyOf(a.ctx, s, c.ID)
		if err != nil {
			return fmt.Errorf("article %d: %w", c.ID, err)
		}
		return a.print(entries, func(w io.Writer) {
			for _, e := range entries {
				e.show(w, a.terminal(), cfg.Zone)
			}
		})
	})
}

func historyOf(ctx context.Context, s *store.Store, id int64) ([]shownEntry, error) {
	versions, err := s.Versions(ctx, id)
	if err != nil {
		return nil, err
	}
	happenings, err := s.Happenings(ctx, id)
	if err != nil {
		return nil, err
	}
	var out []shownEntry
	for i, v := range versions {
		e := shownEntry{At: v.SeenAt, Kind: "version", Version: v.N, Title: v.Title}
		if i > 0 {
			before := versions[i-1]
			e.Change = notify.ChangeOf(nil, articleOf(before), articleOf(v), monitor.Changes(before, v))
		}
		out = append(out, e)
	}
	for _, h := range happenings {
		out = append(out, shownEntry{At: h.At, Kind: h.Kind, Detail: h.Detail})
	}
	slices.SortStableFunc(out, func(a, b shownEntry) int { return cmp.Or(a.At.Compare(b.At), a.Version-b.Version) })
	return out, nil
}

func articleOf(v article.Version) article.Article {
	return article.Article{Title: v.Title, Body: v.Body, Version: v.N}
}

func (e shownEntry) show(w io.Writer, terminal bool, zone *time.Location) {
	if e.Kind != "version" {
		fmt.Fprintf(w, "%s  %s  %s\n", clock(e.At, zone), e.Kind, plain(e.Detail))
		return
	}
	fmt.Fprintf(w, "%s  version %d\n", clock(e.At, zone), e.Version)
	if e.Change == nil {
		fmt.Fprintf(w, "    %s\n", isolated(e.Title))
		return
	}
	for _, part := range [][]notify.Piece{e.Change.Title, e.Change.Body} {
		if len(part) > 0 {
			fmt.Fprintf(w, "    %s\n", strings.ReplaceAll(pieces(part, terminal), "\n", "\n    "))
		}
	}
}

// pieces shows what came underlined and what went struck on a terminal, and in brackets elsewhere.
func pieces(list []notify.Piece, terminal bool) string {
	marks := map[string][2]string{"ins": {"{+", "+}"}, "del": {"[-", "-]"}}
	if terminal {
		marks = map[string][2]string{"ins": {"\x1b[4;32m", "\x1b[0m"}, "del": {"\x1b[9;31m", "\x1b[0m"}}
	}
	var b strings.Builder
	for _, p := range list {
		b.WriteString(marks[p.Op][0] + plain(p.Text) + marks[p.Op][1])
	}
	return b.String()
}

type articleEditedCmd struct {
	Source string        `help:"Only this source."`
	Since  time.Duration `default:"168h" help:"First seen in this time."`
	Limit  int           `default:"20" help:"At most so many."`
}

// Run lists the most-edited articles.
func (c *articleEditedCmd) Run(a *app) error {
	return a.listArticles(func(s *store.Store) ([]store.Stored, error) {
		return s.MostEdited(a.ctx, c.Source, s.Now().Add(-c.Since), c.Limit)
	})
}

type articleJoinCmd struct {
	ID    int64 `arg:"" help:"The article that stays."`
	Other int64 `arg:"" help:"The one that becomes a part of it."`
}

// Run joins two articles.
func (c *articleJoinCmd) Run(a *app) error {
	return a.change(func(s *store.Store) (string, error) {
		err := s.Write(a.ctx, func(ctx context.Context, tx *store.Tx) error { return tx.Join(ctx, c.ID, c.Other) })
		return fmt.Sprintf("article %d is a part of article %d now; to take it back:  marsad article split  with one of its addresses", c.Other, c.ID), err
	})
}

type articleSplitCmd struct {
	Name   string `arg:"" help:"An address, or a number as number:96712, as «article show» lists them."`
	Source string `help:"The source, where several have the name."`
}

// Run parts a name from its article.
func (c *articleSplitCmd) Run(a *app) error {
	return a.change(func(s *store.Store) (string, error) {
		named, err := c.find(a.ctx, s)
		if err != nil {
			return "", err
		}
		var id int64
		err = s.Write(a.ctx, func(ctx context.Context, tx *store.Tx) (err error) {
			id, err = tx.Split(ctx, named.Source, named.Alias)
			return err
		})
		return fmt.Sprintf("%s leads to article %d now, and no more to article %d", c.Name, id, named.ArticleID), err
	})
}

// find finds the stored name that a person means.
func (c *articleSplitCmd) find(ctx context.Context, s *store.Store) (store.NamedArticle, error) {
	names := []string{c.Name, article.AliasURL(c.Name)}
	if n, ok := strings.CutPrefix(c.Name, "number:"); ok {
		names = []string{article.AliasNumber(n)}
	} else if u, err := article.Canonical(c.Name); err == nil {
		names = append(names, article.AliasURL(u))
	}
	found, err := s.FindName(ctx, names)
	if err != nil {
		return store.NamedArticle{}, err
	}
	found = slices.DeleteFunc(found, func(n store.NamedArticle) bool { return c.Source != "" && n.Source != c.Source })
	switch len(found) {
	case 0:
		return store.NamedArticle{}, fmt.Errorf("no article was seen as %s; «marsad article show» lists the names of one", c.Name)
	case 1:
		return found[0], nil
	}
	return store.NamedArticle{}, fmt.Errorf("%s is a name in the sources %s and %s: say which with --source", c.Name, found[0].Source, found[1].Source)
}

// change runs a command that writes, and says what it did.
func (a *app) change(do func(*store.Store) (string, error)) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	return a.withStore(cfg, func(s *store.Store) error {
		said, err := do(s)
		if err != nil {
			return err
		}
		return a.print(map[string]string{"done": said}, func(w io.Writer) { fmt.Fprintln(w, said) })
	})
}

// whys are the reasons of a name in words.
var whys = map[string]string{
	article.WhyNumber:   "it holds the article's number",
	article.WhyAddress:  "the address itself",
	article.WhyRedirect: "it leads to the article's address",
	article.WhyClaim:    "the page names it as its own address",
	article.WhyText:     "the same text stood there",
	article.WhyGUID:     "a feed calls it so",
	article.WhyReused:   "the paper gave it to a second article",
	article.WhyHand:     "a person said so",
}

// showSightings lists the names of an article and why they are one, then the feeds that led to it.
func showSightings(w io.Writer, list []store.Sighting, zone *time.Location) {
	feeds := map[string]bool{}
	for _, g := range list {
		switch {
		case g.Via == "":
			fmt.Fprintf(w, "  %s  since %s%s\n", nameOf(g.Alias), clock(g.FirstAt, zone), reason(g))
		case !feeds[g.Via]:
			feeds[g.Via] = true
		}
	}
	for _, f := range slices.Sorted(maps.Keys(feeds)) {
		fmt.Fprintf(w, "  in %s\n", plain(f))
	}
}

func reason(g store.Sighting) string {
	out := ""
	if why := whys[g.Why]; why != "" && g.Alias[:2] != article.AliasNumber("") {
		out = ": " + why
	}
	if g.Weak {
		out += " (nobody has looked there yet)"
	}
	if g.ByHand {
		out += " (decided by hand)"
	}
	return out
}

// nameOf is a name under which an article was seen, for people.
func nameOf(alias string) string {
	kinds := map[string]string{"n:": "number ", "g:": "guid ", "u:": ""}
	return kinds[alias[:2]] + plain(alias[2:])
}
