package main

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/mmcdole/gofeed"
)

// plainFeeds is gofeed alone over the bytes as they came, for comparison.
func plainFeeds(raw json.RawMessage) map[string]any {
	var c struct {
		Data []byte `json:"data_b64"`
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return map[string]any{"error": err.Error()}
	}
	f, err := gofeed.NewParser().Parse(bytes.NewReader(c.Data))
	if err != nil {
		return map[string]any{"error": err.Error(), "items": 0, "titles": []string{}}
	}
	titles := []string{}
	for _, item := range f.Items {
		titles = append(titles, item.Title)
	}
	return map[string]any{"items": len(titles), "titles": titles, "feed_title": f.Title}
}

// plainDates is gofeed's reading of an item's date, for comparison.
func plainDates(raw json.RawMessage) map[string]any {
	var c struct{ Raw, Text string }
	if err := json.Unmarshal(raw, &c); err != nil {
		return map[string]any{"error": err.Error()}
	}
	var text bytes.Buffer
	text.WriteString("<rss><channel><item><pubDate><![CDATA[" + c.Raw + c.Text + "]]></pubDate></item></channel></rss>")
	f, err := gofeed.NewParser().Parse(&text)
	if err != nil || len(f.Items) != 1 || f.Items[0].PublishedParsed == nil {
		return map[string]any{"instant": nil, "date": "", "precision": "none", "zone_source": "none"}
	}
	at := *f.Items[0].PublishedParsed
	return map[string]any{"instant": at.UTC().Format("2006-01-02T15:04:05Z"), "date": at.Format(time.DateOnly), "precision": "second", "zone_source": "text"}
}
