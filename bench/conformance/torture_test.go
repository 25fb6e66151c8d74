package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tortureCase is one case of the shared corpus of hostile feeds and dates.
type tortureCase struct {
	ID          string
	File        string
	ContentType string `json:"content_type"`
	Raw, Zone   string
	Instant     string // empty: none
	Tag         string
	Expect      struct {
		Items   int
		AtLeast *int `json:"at_least"`
		Titles  []string
		Entries []struct{ Title string }
	}
}

// torture reads a group of the corpus; tests that need it are skipped without.
func torture(t *testing.T, group string) (dir string, cases []tortureCase) {
	t.Helper()
	shared := os.Getenv("MARSAD_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	dir = filepath.Join(shared, "data", "torture")
	raw, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Skip("the shared corpus is not here (MARSAD_SHARED names its folder):", err)
	}
	var m struct {
		Groups map[string]struct{ Cases []tortureCase }
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return dir, m.Groups[group].Cases
}

// TestHostileFeeds holds the share of feeds of which every item is read, as many and with the titles expected.
func TestHostileFeeds(t *testing.T) {
	dir, cases := torture(t, "feeds")
	right := 0
	for _, c := range cases {
		data, err := os.ReadFile(filepath.Join(dir, c.File))
		if err != nil {
			t.Fatal(err)
		}
		question, err := json.Marshal(map[string]any{"data_b64": data, "content_type": c.ContentType})
		if err != nil {
			t.Fatal(err)
		}
		if c.feedIsRight(feeds(question)) {
			right++
		} else {
			t.Log("not as expected:", c.ID)
		}
	}
	if share := float64(right) / float64(len(cases)); share < .97 {
		t.Errorf("%d of %d feeds; want 97 %%", right, len(cases))
	}
}

func (c tortureCase) feedIsRight(got map[string]any) bool {
	least, want := c.Expect.Items, c.Expect.Titles
	if c.Expect.AtLeast != nil {
		least = *c.Expect.AtLeast
	}
	if want == nil {
		for _, e := range c.Expect.Entries {
			want = append(want, e.Title)
		}
	}
	titles, _ := got["titles"].([]string)
	if len(titles) < least || len(titles) > max(c.Expect.Items, least) {
		return false
	}
	squash := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	for i := range min(len(titles), len(want)) {
		if want[i] != "" && squash(titles[i]) != squash(want[i]) {
			return false
		}
	}
	return true
}

// TestHostileDates holds that no date is made up and none is another than the text says.
func TestHostileDates(t *testing.T) {
	_, cases := torture(t, "dates")
	for _, c := range cases {
		if c.Tag == "hijri" || c.Tag == "relative" || c.Tag == "clamp" { // the corpus leaves them open
			continue
		}
		question, err := json.Marshal(map[string]string{"raw": c.Raw, "zone": c.Zone})
		if err != nil {
			t.Fatal(err)
		}
		got, _ := dates(question)["instant"].(string)
		if got != c.Instant && (c.Tag != "lenient" || got != "") {
			t.Errorf("%s: %q is %q; want %q", c.ID, c.Raw, got, c.Instant)
		}
	}
}
