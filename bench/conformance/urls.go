package main

import (
	"encoding/json"

	"github.com/marsad/marsad/article"
)

// urls tells whether an address is an article's at all, and whether a second one is the same article's.
func urls(raw json.RawMessage) map[string]any {
	var c struct {
		A, Base string
		B       *string
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return nil
	}
	a, err := canonicalFrom(c.Base, c.A)
	if err != nil {
		return map[string]any{"valid": false, "same": false}
	}
	if c.B == nil {
		return map[string]any{"valid": true}
	}
	b, err := canonicalFrom(c.Base, *c.B)
	return map[string]any{"valid": true, "same": err == nil && a == b, "a": a, "b": b}
}

func canonicalFrom(base, ref string) (string, error) {
	href, err := article.Resolve(base, ref)
	if err != nil {
		return "", err
	}
	return article.Canonical(href)
}
