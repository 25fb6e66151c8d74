package notify

import (
	"time"

	"github.com/marsad/marsad/store"
)

// maxPapers bounds the articles of a story that an alert names.
const maxPapers = 12

// StoryInfo is a story that several articles tell.
type StoryInfo struct {
	ID       int64          `json:"id" jsonschema:"description=the same for all alerts about the story"`
	Papers   int            `json:"papers" jsonschema:"description=how many newspapers carry it"`
	Articles []StoryArticle `json:"articles" jsonschema:"description=in the order in which they appeared: the first was first; at most 12"`
}

// StoryArticle is one article of a story.
type StoryArticle struct {
	ID        int64     `json:"id"`
	Source    Source    `json:"source"`
	Title     string    `json:"title"`
	URL       string    `json:"url"`
	FirstSeen time.Time `json:"first_seen"`
}

// Story describes a story. nameOf gives a source's name for people.
func Story(id int64, papers int, list []store.Paper, nameOf func(string) string) *StoryInfo {
	out := &StoryInfo{ID: id, Papers: papers}
	for _, p := range list[:min(len(list), maxPapers)] {
		out.Articles = append(out.Articles, StoryArticle{ID: p.ID, Source: Source{ID: p.Source, Name: nameOf(p.Source)},
			Title: cut(p.Title, 300), URL: p.Link, FirstSeen: p.SeenAt.UTC().Truncate(time.Millisecond)})
	}
	return out
}
