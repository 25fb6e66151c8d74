package main

import (
	"encoding/json"

	"github.com/marsad/marsad/article/diff"
	"github.com/marsad/marsad/lang"
)

// readingEdits tells whether a new version is an edit, and which words came and went.
func readingEdits(raw json.RawMessage) map[string]any {
	type version struct{ Title, Text string }
	var c struct{ Before, After version }
	if err := json.Unmarshal(raw, &c); err != nil {
		return map[string]any{"error": err.Error()}
	}
	r := differ.Compare(diff.Text{Title: c.Before.Title, Body: c.Before.Text}, diff.Text{Title: c.After.Title, Body: c.After.Text})
	return map[string]any{"is_edit": r.Edit, "words_appeared": list(r.Appeared), "words_vanished": list(r.Vanished)}
}

var differ = diff.New(lang.Fold, func(a, b string) bool { return lang.VowelsOf(a, 0).Agrees(b, 0) })

// list is never null.
func list(words []string) []string {
	if words == nil {
		return []string{}
	}
	return words
}
