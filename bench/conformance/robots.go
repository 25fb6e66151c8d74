package main

import (
	"encoding/json"
	"net/url"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/scraper/fetch"
)

// robots tells whether a robots.txt, as answered, lets an agent ask for an address.
func robots(raw json.RawMessage) map[string]any {
	c := struct {
		Robots string
		Agent  string
		URL    string
		Status int
	}{Status: 200}
	if err := json.Unmarshal(raw, &c); err != nil {
		return nil
	}
	href, err := article.Resolve("", c.URL)
	if err != nil {
		return map[string]any{"allowed": false}
	}
	u, err := url.Parse(href)
	if err != nil {
		return map[string]any{"allowed": false}
	}
	return map[string]any{"allowed": fetch.RobotsFor(c.Status, []byte(c.Robots), c.Agent).Allowed(u)}
}
