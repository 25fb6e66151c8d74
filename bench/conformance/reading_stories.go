package main

import (
	"encoding/json"
	"time"

	"github.com/marsad/marsad/story"
)

// readingStories tells whether two articles are one story, and why.
func readingStories(raw json.RawMessage) map[string]any {
	type row struct {
		Text string
		Seen time.Time
	}
	var c struct{ A, B row }
	if err := json.Unmarshal(raw, &c); err != nil {
		return map[string]any{"error": err.Error()}
	}
	v := story.Judge(story.Read(story.Text{Body: c.A.Text, SeenAt: c.A.Seen}), story.Read(story.Text{Body: c.B.Text, SeenAt: c.B.Seen}))
	return map[string]any{"same_story": v.Same, "overlap": v.Overlap, "why": v.Why()}
}
