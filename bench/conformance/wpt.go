package main

import (
	"encoding/json"
	"errors"

	"github.com/marsad/marsad/article"
)

// wpt reads an address the way browsers do. One that is well formed but not of http is an address
// that marsad refuses; its form is in the error.
func wpt(raw json.RawMessage) map[string]any {
	var c struct{ Input, Base string }
	if err := json.Unmarshal(raw, &c); err != nil {
		return nil
	}
	href, err := article.Resolve(c.Base, c.Input)
	if refused := (*article.AddressError)(nil); errors.As(err, &refused) {
		href = refused.Href
	}
	return map[string]any{"valid": href != "", "href": href}
}
