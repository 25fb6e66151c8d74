// Command conformance answers the questions of an outside judge with the same code as the daemon:
// one JSON object a line on standard input, one answer a line, with the same id.
//
//	go run ./bench/conformance GROUP < cases.jsonl
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
)

// answer takes one case and returns what is printed for it; the id is added.
type answer func(c json.RawMessage) map[string]any

// groups by name; each has a file of its own.
var groups = map[string]answer{
	"robots":   robots,
	"ssrf":     ssrf,
	"urls":     urls,
	"wpt":      wpt,
	"webhooks": webhooks,
	"config":   configuration,
	"cron":     cronSchedules,
	"feeds":    feeds,
	"dates":    dates,
	"html":     pages,
	"bombs":    bombs,

	// what gofeed makes of the same, to compare
	"gofeed/feeds": plainFeeds,
	"gofeed/dates": plainDates,

	"reading/urls":    readingURLs,
	"reading/edits":   readingEdits,
	"reading/stories": readingStories,
	"reading/dates":   readingDates,
}

func main() {
	if len(os.Args) != 2 || groups[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: conformance GROUP < cases.jsonl")
		os.Exit(2)
	}
	if err := run(groups[os.Args[1]]); err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(1)
	}
}

func run(f answer) error {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	dec := json.NewDecoder(in)
	enc := json.NewEncoder(os.Stdout)
	for dec.More() {
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return err
		}
		var c struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(raw, &c); err != nil {
			return err
		}
		out := f(raw)
		if out == nil {
			out = map[string]any{}
		}
		out["id"] = c.ID
		if err := enc.Encode(out); err != nil {
			return err
		}
	}
	return nil
}
