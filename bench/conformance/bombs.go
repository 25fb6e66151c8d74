package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"

	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/sources"
)

// bombs fetches a body that is meant to hurt from a real server, and reads it as a feed.
func bombs(raw json.RawMessage) map[string]any {
	var c struct {
		File    string            `json:"data_file"`
		Headers map[string]string `json:"headers"`
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return map[string]any{"error": err.Error()}
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, err := os.Open(c.File)
		if err != nil || r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		defer f.Close()
		for k, v := range c.Headers {
			w.Header().Set(k, v)
		}
		_, _ = io.Copy(w, f) // the reader may have had enough
	}))
	defer server.Close()
	f, err := bomb(server.URL + "/feed")
	if err != nil {
		return map[string]any{"error": err.Error(), "items": 0}
	}
	return map[string]any{"items": len(f.Refs) + len(f.Loose), "title": f.Title}
}

func bomb(address string) (sources.Feed, error) {
	client, err := fetch.New(fetch.Settings{AllowPrivate: []string{"127.0.0.1"}}, nil)
	if err != nil {
		return sources.Feed{}, err
	}
	defer client.CloseIdle()
	page, err := client.Get(context.Background(), fetch.Request{URL: address})
	if err != nil {
		return sources.Feed{}, err
	}
	r, err := sources.Compile(sources.Source{ID: "judged"})
	if err != nil {
		return sources.Feed{}, err
	}
	return r.Feed(page.URL, page.Text)
}
