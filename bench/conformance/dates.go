package main

import (
	"encoding/json"
	"time"

	"github.com/marsad/marsad/lang"
)

// dates reads a date in its source's zone and answers the instant, null where there is none.
func dates(raw json.RawMessage) map[string]any {
	var c struct{ Raw, Zone string }
	if err := json.Unmarshal(raw, &c); err != nil {
		return map[string]any{"error": err.Error()}
	}
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	d := lang.ReadDate(c.Raw, lang.DateContext{Zone: zone})
	if d.At.IsZero() {
		return map[string]any{"instant": nil}
	}
	return map[string]any{"instant": d.At.Format("2006-01-02T15:04:05Z"), "precision": d.Precision}
}
