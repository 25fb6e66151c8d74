package main

import (
	"encoding/json"
	"time"

	"github.com/marsad/marsad/lang"
)

// dateRow is a date as a paper printed it, with what its reader knows.
type dateRow struct {
	Text    string
	Context struct {
		Lang, Zone, Seen, Habit string
		Z                       bool       `json:"z_is_local"`
		Peers                   []datePeer `json:"peers"`
	}
}

type datePeer struct{ Machine, Visible, Seen string }

// readingDates answers instant, calendar day, precision and where the zone came from.
func readingDates(raw json.RawMessage) map[string]any {
	var c dateRow
	if err := json.Unmarshal(raw, &c); err != nil {
		return map[string]any{"error": err.Error()}
	}
	ctx := lang.DateContext{Language: c.Context.Lang, Order: lang.DateOrder(c.Context.Habit)}
	if c.Context.Zone != "" {
		zone, err := time.LoadLocation(c.Context.Zone)
		if err != nil {
			return map[string]any{"error": err.Error()}
		}
		ctx.Zone = zone
	}
	ctx.Now = seenAt(c.Context.Seen)
	ctx.LocalZ = c.Context.Z || lang.ZIsLocal(pairs(c.Context.Peers), ctx)
	return answerDate(lang.ReadDate(c.Text, ctx))
}

func seenAt(s string) time.Time {
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return time.Time{}
	}
	return at
}

func pairs(peers []datePeer) []lang.DatePair {
	out := make([]lang.DatePair, len(peers))
	for i, p := range peers {
		out[i] = lang.DatePair{Machine: p.Machine, Visible: p.Visible, Seen: seenAt(p.Seen)}
	}
	return out
}

// answerDate gives an instant only where the text has a time of day.
func answerDate(d lang.Date) map[string]any {
	out := map[string]any{"instant": "", "date": d.Day, "precision": string(d.Precision), "zone_source": "none"}
	switch {
	case d.Day == "":
		out["precision"] = "none"
	case d.At.IsZero():
		out["precision"] = "day"
	case d.Precision != lang.DateDay:
		out["instant"] = d.At.In(d.Zone).Format(time.RFC3339)
		out["zone_source"] = d.ZoneSource
	}
	return out
}
