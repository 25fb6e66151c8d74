package main

import (
	"encoding/json"
	"time"

	"github.com/marsad/marsad/sources/schedule"
)

// cronCase is one question about a schedule; which fields are set says which question.
type cronCase struct {
	Kind    string    `json:"kind"`
	Expr    string    `json:"expr"`
	Zone    string    `json:"zone"`
	From    time.Time `json:"from"`
	Until   time.Time `json:"until"`
	LastRun time.Time `json:"last_run"`
	Now     time.Time `json:"now"`
}

func cronSchedules(raw json.RawMessage) map[string]any {
	var c cronCase
	if err := json.Unmarshal(raw, &c); err != nil {
		return map[string]any{"error": err.Error()}
	}
	zone, err := time.LoadLocation(c.Zone)
	if err != nil {
		return map[string]any{"refuse": true, "error": err.Error()}
	}
	s, err := schedule.Parse(c.Expr, zone)
	if err != nil {
		return map[string]any{"refuse": true, "error": err.Error()}
	}
	return cronAnswer(c, s)
}

func cronAnswer(c cronCase, s schedule.Schedule) map[string]any {
	switch c.Kind {
	case "dst":
		runs := []string{}
		for at := s.Next(c.From.Add(-time.Nanosecond)); at.Before(c.Until); at = s.Next(at) {
			runs = append(runs, instant(at))
		}
		return map[string]any{"runs": runs}
	case "next":
		return map[string]any{"next": instant(s.Next(c.From))}
	case "catchup":
		runNow, next := schedule.CatchUp(s, c.LastRun, c.Now)
		return map[string]any{"run_now": runNow, "next": instant(next)}
	}
	return map[string]any{"refuse": false, "next": instant(s.Next(c.From))}
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }
