package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/story"
)

type storyCmd struct {
	Show  storyShowCmd  `cmd:"" help:"Show the story of an article: which papers carry it, who was first, what it is linked to."`
	Why   storyWhyCmd   `cmd:"" help:"Say why two articles are one story, or not."`
	Join  storyJoinCmd  `cmd:"" help:"Make an article part of another one's story; it stays so."`
	Split storySplitCmd `cmd:"" help:"Make an article a story of its own; it stays so."`
}

type storyShowCmd struct {
	ID int64 `arg:"" help:"The number of one of its articles."`
}

type shownStory struct {
	Articles []shownPaper `json:"articles"`
	Linked   []shownLink  `json:"linked"`
}

type shownPaper struct {
	ID        int64     `json:"id"`
	Source    string    `json:"source"`
	Title     string    `json:"title"`
	URL       string    `json:"url"`
	FirstSeen time.Time `json:"first_seen"`
	ByHand    bool      `json:"by_hand,omitempty"`
}

type shownLink struct {
	ID    int64  `json:"id"`
	Title string `json:"title"`
	Older bool   `json:"older"`
	Why   string `json:"why"`
}

// Run shows a story.
func (c *storyShowCmd) Run(a *app) error {
	return a.withArticles(func(cfg *config.Config, s *store.Store) error {
		papers, err := s.Story(a.ctx, c.ID)
		if err != nil {
			return err
		}
		links, err := s.StoryLinks(a.ctx, c.ID)
		if err != nil {
			return err
		}
		out := shownStory{Articles: []shownPaper{}, Linked: []shownLink{}}
		for _, p := range papers {
			out.Articles = append(out.Articles, shownPaper{p.ID, p.Source, p.Title, p.Link, p.SeenAt, p.ByHand})
		}
		for _, l := range links {
			out.Linked = append(out.Linked, shownLink{l.Article, l.Title, l.Older, l.Why})
		}
		return a.print(out, func(w io.Writer) { out.show(w, cfg.Zone) })
	}, c.ID)
}

func (x shownStory) show(w io.Writer, zone *time.Location) {
	for i, p := range x.Articles {
		note := ""
		if i == 0 && len(x.Articles) > 1 {
			note = " · first"
		}
		if p.ByHand {
			note += " · set by hand"
		}
		fmt.Fprintf(w, "%d  %s\n    %s · seen %s%s\n    %s\n", p.ID, isolated(p.Title), p.Source, clock(p.FirstSeen, zone), note, p.URL)
	}
	if len(x.Articles) == 1 {
		fmt.Fprintln(w, "no other article tells this story")
	}
	for _, l := range x.Linked {
		which := "newer"
		if l.Older {
			which = "older"
		}
		fmt.Fprintf(w, "linked to the %s story %d  %s\n    %s\n", which, l.ID, isolated(l.Title), isolated(l.Why))
	}
}

type storyWhyCmd struct {
	A int64 `arg:"" help:"An article's number."`
	B int64 `arg:"" help:"Another one's."`
}

// Run compares two articles as the daemon does.
func (c *storyWhyCmd) Run(a *app) error {
	return a.withArticles(func(_ *config.Config, s *store.Store) error {
		verdict, err := judged(a.ctx, s, c.A, c.B)
		if err != nil {
			return err
		}
		papers, err := s.Story(a.ctx, c.A)
		if err != nil {
			return err
		}
		joined := slices.ContainsFunc(papers, func(p store.Paper) bool { return p.ID == c.B })
		out := struct {
			Joined  bool    `json:"joined"`
			Same    bool    `json:"judged_same"`
			Overlap float64 `json:"overlap"`
			Why     string  `json:"why"`
		}{joined, verdict.Same, verdict.Overlap, verdict.Why()}
		return a.print(out, func(w io.Writer) {
			stand := "they stand in different stories"
			if joined {
				stand = "they stand in one story"
			}
			fmt.Fprintf(w, "%s\n%s\n", stand, isolated(out.Why))
			if !joined && verdict.Same {
				fmt.Fprintln(w, "a person set one apart, one was edited since, or each is in its own paper's earlier story")
			}
			if joined && !verdict.Same {
				fmt.Fprintln(w, "each is a copy of a third article of the story, or a person joined them, or one was edited since")
			}
		})
	}, c.A, c.B)
}

func judged(ctx context.Context, s *store.Store, a, b int64) (story.Verdict, error) {
	var read [2]*story.Reading
	for i, id := range []int64{a, b} {
		x, err := s.Article(ctx, id)
		if err != nil {
			return story.Verdict{}, err
		}
		read[i] = story.Read(story.Text{Body: x.Body, SeenAt: x.FirstSeenAt})
	}
	return story.Judge(read[0], read[1]), nil
}

type storyJoinCmd struct {
	ID   int64 `arg:"" help:"The article that moves."`
	Into int64 `arg:"" help:"An article of the story that it moves to."`
}

// Run joins by hand.
func (c *storyJoinCmd) Run(a *app) error {
	return a.withArticles(func(_ *config.Config, s *store.Store) error {
		return s.Write(a.ctx, func(ctx context.Context, tx *store.Tx) error {
			into, _, err := tx.StoryOf(ctx, c.Into)
			if err != nil {
				return err
			}
			return tx.JoinStory(ctx, c.ID, into, true)
		})
	}, c.ID, c.Into)
}

type storySplitCmd struct {
	ID int64 `arg:"" help:"The article that leaves its story."`
}

// Run splits by hand.
func (c *storySplitCmd) Run(a *app) error {
	return a.withArticles(func(_ *config.Config, s *store.Store) error {
		return s.Write(a.ctx, func(ctx context.Context, tx *store.Tx) error { return tx.SplitStory(ctx, c.ID) })
	}, c.ID)
}

// withArticles opens the configured database for a command about articles that must exist.
func (a *app) withArticles(f func(*config.Config, *store.Store) error, ids ...int64) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	return a.withStore(cfg, func(s *store.Store) error {
		for _, id := range ids {
			if _, err := s.Article(a.ctx, id); err != nil {
				return fmt.Errorf("article %d: %w", id, err)
			}
		}
		return f(cfg, s)
	})
}
