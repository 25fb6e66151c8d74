package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/marsad/marsad/scraper/extract"
	"github.com/marsad/marsad/sources"
)

// pageLimit is the fetcher's bound on unpacked bytes.
const pageLimit = 16 << 20

// pages extracts the article of a page.
func pages(raw json.RawMessage) map[string]any {
	var c struct {
		File    string            `json:"data_file"`
		Headers map[string]string `json:"headers"`
		Status  int               `json:"status"`
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return map[string]any{"error": err.Error()}
	}
	if c.Status >= 400 {
		return map[string]any{"error": fmt.Sprintf("the server answered %d", c.Status)}
	}
	info, err := os.Stat(c.File)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	if info.Size() > pageLimit {
		return map[string]any{"error": fmt.Sprintf("the page has more than %d bytes", pageLimit)}
	}
	body, err := os.ReadFile(c.File)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	r, err := sources.Compile(sources.Source{ID: "judged"})
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	got, err := extract.Article(r, extract.Page{Text: utf8Text(body, c.Headers["content-type"]), Body: body})
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	return map[string]any{"text": got.Body, "title": got.Title}
}
