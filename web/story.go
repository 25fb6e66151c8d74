package web

import (
	"context"

	"github.com/marsad/marsad/store"
)

// storyView is the story that an article tells together with others.
type storyView struct {
	Papers []storyPaper // the first first; empty: no other tells it
	Others int          // papers beside the first one's
	Links  []store.Link
}

type storyPaper struct {
	store.Paper
	SourceName string
	Shown      bool // it is the article of the page
}

func (s *server) storyView(ctx context.Context, id int64) (storyView, error) {
	var v storyView
	papers, err := s.store.Story(ctx, id)
	if err != nil {
		return v, err
	}
	if v.Links, err = s.store.StoryLinks(ctx, id); err != nil || len(papers) < 2 {
		return v, err
	}
	seen := map[string]bool{}
	for _, p := range papers {
		seen[p.Source] = true
		v.Papers = append(v.Papers, storyPaper{p, s.sourceName(p.Source), p.ID == id})
	}
	v.Others = len(seen) - 1
	return v, nil
}
