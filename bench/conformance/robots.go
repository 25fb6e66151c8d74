package main

import "encoding/json"

func robots(json.RawMessage) map[string]any { return nil }
