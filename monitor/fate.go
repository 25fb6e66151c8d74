package monitor

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// Kinds of fates: what came of a watch that is found in an article, and if nothing was sent, why.
const (
	FateAlerted  = "alerted"  // an alert was made; see its deliveries
	FateFirst    = "first"    // it stood there at the first reading of the source
	FateStale    = "stale"    // it came later and was published well before that: a re-issue, a feed that was cut
	FateBefore   = "before"   // found in an earlier version, and the watch does not ask for edits
	FateAlready  = "already"  // alerted before
	FateStory    = "story"    // alerted for the story, which another paper brought
	FateUnasked  = "unasked"  // the watch does not ask for new articles
	FateSentence = "sentence" // edited, but not where the watch is found
	FateRematch  = "rematch"  // found when the archive was matched again
	FateSilent   = "silent"   // for another reason, which Detail says
	FateLater    = "later"    // the article was read before the watch was, in its present form
	FateStub     = "stub"     // no text yet
	FateIssue    = "issue"    // a printed issue
	FateUnsaved  = "unsaved"  // no daemon has worked with this watch
	FateNone     = "none"     // the daemon read it with this watch and did not find it: its matcher was another
	FateGone     = "gone"     // found then, and not by the watch as it is now
)

// Fate is what came of a watch and one version of an article.
type Fate struct {
	Kind         string         `json:"kind"`
	Version      int            `json:"article_version,omitempty"`
	WatchVersion int            `json:"watch_version,omitempty"`
	At           time.Time      `json:"at,omitzero"`
	Detail       string         `json:"detail,omitempty"`
	Deliveries   []FateDelivery `json:"deliveries,omitempty"`
}

// FateDelivery is an alert's way to one channel.
type FateDelivery struct {
	ID      string `json:"id"`
	Channel string `json:"channel"`
	State   string `json:"state"`            // as in package store
	Reason  string `json:"reason,omitempty"` // why the channel is off now
}

// Fates says what came of a watch and a stored article, version by version, by what was recorded;
// match says that the watch is found in it now. Empty: it is not and never was.
func Fates(ctx context.Context, st *store.Store, art store.Stored, w watch.Watch, match bool) ([]Fate, error) {
	f := fates{store: st, art: art, watch: w}
	all, err := st.Matches(ctx, art.ID)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(m store.StoredMatch) bool { return m.Watch != w.Name })
	if len(all) == 0 {
		if !match {
			return nil, nil
		}
		one, err := f.unrecorded(ctx)
		return []Fate{one}, err
	}
	var out []Fate
	for _, m := range all {
		one, err := f.recorded(ctx, m)
		if err != nil {
			return nil, err
		}
		if last := len(out) - 1; last >= 0 && out[last].Kind == one.Kind && (one.Kind == FateFirst || one.Kind == FateStale) {
			out[last] = one // its page was read behind the feed's words: one story
			continue
		}
		out = append(out, one)
	}
	if !match {
		out = append(out, Fate{Kind: FateGone, Version: art.Version})
	}
	return out, nil
}

type fates struct {
	store *store.Store
	art   store.Stored
	watch watch.Watch
}

// recorded reads what the daemon wrote of a match. The reasons are those of alerts.go.
func (f fates) recorded(ctx context.Context, m store.StoredMatch) (Fate, error) {
	out := Fate{Version: m.ArticleVersion, WatchVersion: m.Match.Version, At: m.At, Detail: m.Silent}
	switch m.Silent {
	case "":
		return f.alerted(ctx, out)
	case silentOld:
		return f.old(ctx, out)
	case silentBefore:
		out.Kind = FateBefore
	case silentAlready:
		out.Kind = FateAlready
	case silentStory:
		out.Kind = FateStory
	case silentNew, silentSentence, silentRematch:
		out.Kind = map[string]string{silentNew: FateUnasked, silentSentence: FateSentence, silentRematch: FateRematch}[m.Silent]
	default:
		out.Kind = FateSilent
	}
	return out, nil
}

func (f fates) alerted(ctx context.Context, out Fate) (Fate, error) {
	out.Kind = FateAlerted
	alerts, err := f.store.AlertsOf(ctx, f.art.ID, f.watch.Name)
	if err != nil {
		return out, err
	}
	ds, err := f.store.Deliveries(ctx, store.DeliveryFilter{ArticleID: f.art.ID, Limit: 1000})
	if err != nil {
		return out, err
	}
	off, err := f.store.ChannelsOff(ctx)
	if err != nil {
		return out, err
	}
	for _, d := range ds {
		if slices.ContainsFunc(alerts, func(a store.AlertOf) bool { return a.ID == d.AlertID && a.Version == out.Version }) {
			one := FateDelivery{ID: d.ID, Channel: d.Channel, State: d.State}
			if d.State != store.Delivered {
				one.Reason = off[d.Channel].Reason
			}
			out.Deliveries = append(out.Deliveries, one)
		}
	}
	slices.SortFunc(out.Deliveries, func(a, b FateDelivery) int { return strings.Compare(a.Channel, b.Channel) })
	return out, nil
}

// old tells what stood there at the first reading from what came later and was old by then.
func (f fates) old(ctx context.Context, out Fate) (Fate, error) {
	out.Kind = FateFirst
	feeds, err := f.store.Feeds(ctx)
	if err != nil {
		return out, err
	}
	var first time.Time // the latest of the source's first readings
	for _, feed := range feeds[f.art.Source] {
		if feed.BaselineAt.After(first) {
			first = feed.BaselineAt
		}
	}
	if !first.IsZero() && f.art.FirstSeenAt.After(first.Add(time.Minute)) {
		out.Kind = FateStale
	}
	out.At = first
	return out, nil
}

// unrecorded says why a match that is found now was not written down then.
func (f fates) unrecorded(ctx context.Context) (Fate, error) {
	out := Fate{Version: f.art.Version}
	switch f.art.Kind {
	case article.Stub:
		out.Kind = FateStub
		return out, nil
	case article.Issue:
		out.Kind = FateIssue
		return out, nil
	}
	version, since, err := f.store.WatchSince(ctx, f.watch.Name)
	out.WatchVersion, out.At = version, since
	switch {
	case version == 0:
		out.Kind = FateUnsaved
	case f.art.UpdatedAt.Before(since):
		out.Kind = FateLater
	default:
		out.Kind = FateNone
	}
	return out, err
}

// String is a fate in English; instants are in the given zone.
func (f Fate) String(zone *time.Location) string {
	at := f.At.In(zone).Format("2006-01-02 15:04 MST")
	switch f.Kind {
	case FateAlerted:
		return f.sent(at)
	case FateFirst:
		return fmt.Sprintf("no alert: it stood there when the source was first read (%s); what stands there then is no news", at)
	case FateStale:
		return fmt.Sprintf("no alert: it came after the source was first read (%s) and was published more than a day before that: an old article that came back", at)
	case FateBefore:
		return fmt.Sprintf("no alert for version %d: the watch was found in an earlier version; with  on: [new, edit]  it alerts for changes too", f.Version)
	case FateAlready:
		return fmt.Sprintf("no alert for version %d: this article was alerted for this watch before", f.Version)
	case FateLater:
		return fmt.Sprintf("no alert: the article was read before version %d of the watch came into force (%s); an archive is not alerted backwards", f.WatchVersion, at)
	case FateStub:
		return "no alert: the article has a headline and no text yet"
	case FateIssue:
		return "no alert: it is a printed issue and no article"
	case FateUnsaved:
		return "no alert: no daemon has worked with this watch yet"
	case FateNone:
		return "no alert: the daemon has no record of it; it read the article with other words or spellings, or another marsad"
	case FateGone:
		return "the watch as it is now is not found in the newest version"
	}
	return "no alert: " + f.Detail
}

func (f Fate) sent(at string) string {
	if len(f.Deliveries) == 0 {
		return fmt.Sprintf("alert made at %s for version %d, and sent to nobody: the watch had no channel", at, f.Version)
	}
	var to []string
	for _, d := range f.Deliveries {
		s := d.Channel + " " + d.State
		if d.State == store.Off || d.Reason != "" {
			s += fmt.Sprintf(" (the channel is off; marsad delivery replay %s sends it)", d.ID)
		}
		to = append(to, s)
	}
	return fmt.Sprintf("alert made at %s for version %d: %s", at, f.Version, strings.Join(to, ", "))
}

// Watches are the watches in force, with their versions, in the order of the configuration.
func (m *Monitor) Watches() []watch.Watch {
	mt := m.matching.Load()
	if mt == nil {
		return nil
	}
	return slices.Clone(mt.watches)
}
