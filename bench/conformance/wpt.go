package main

import "encoding/json"

func wpt(json.RawMessage) map[string]any { return nil }
