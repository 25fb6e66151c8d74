package main

import (
	"encoding/json"

	"github.com/marsad/marsad/sources"
)

// feeds reads a feed and answers how many items it has, their titles and the feed's own.
func feeds(raw json.RawMessage) map[string]any {
	var c struct {
		Data        []byte `json:"data_b64"`
		ContentType string `json:"content_type"`
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return map[string]any{"error": err.Error()}
	}
	r, err := sources.Compile(sources.Source{ID: "judged"})
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	f, err := r.Feed("https://paper.example/feed", utf8Text(c.Data, c.ContentType))
	if err != nil {
		return map[string]any{"error": err.Error(), "items": 0, "titles": []string{}}
	}
	titles := []string{}
	loose := f.Loose
	for i := range len(f.Refs) + 1 {
		for len(loose) > 0 && loose[0].Before == i {
			titles, loose = append(titles, loose[0].Title), loose[1:]
		}
		if i < len(f.Refs) {
			titles = append(titles, f.Refs[i].Title)
		}
	}
	return map[string]any{"items": len(titles), "titles": titles, "feed_title": f.Title}
}
