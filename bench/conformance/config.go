package main

import (
	"encoding/json"

	"github.com/marsad/marsad/config"
)

// configuration reads one file as the daemon does, in an environment where every variable is set.
func configuration(raw json.RawMessage) map[string]any {
	var c struct {
		Data []byte `json:"data_b64"`
	}
	if err := json.Unmarshal(raw, &c); err != nil {
		return map[string]any{"error": err.Error()}
	}
	set := func(string) (string, bool) { return "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true }
	if _, err := config.Parse("marsad.yaml", c.Data, set); err != nil {
		return map[string]any{"error": err.Error()}
	}
	return map[string]any{}
}
