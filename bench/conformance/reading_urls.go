package main

import (
	"encoding/json"

	"github.com/marsad/marsad/sources"
)

// readingURLs tells from two addresses and the paper's system whether they are one article's.
func readingURLs(raw json.RawMessage) map[string]any {
	var c struct {
		Kind string `json:"source_kind"`
		A, B string
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return map[string]any{"error": err.Error()}
	}
	system, err := sources.AddressesOf(c.Kind)
	if err != nil {
		system, _ = sources.AddressesOf("generic")
	}
	return map[string]any{"same": system.Same(c.A, c.B)}
}
