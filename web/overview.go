package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/marsad/marsad/monitor"
	"github.com/marsad/marsad/store"
)

const (
	overviewAlerts  = 20
	overviewSources = 100 // shown unless all are asked for; what needs a look comes first
)

// overview is the first page: what is watched, how it fares, what was found last.
type overviewPage struct {
	Known    bool // the database answered
	Counts   store.Counts
	Waiting  int
	Oldest   time.Time
	States   []stateCount
	Sources  []monitor.SourceStatus
	Hidden   int // sources not shown
	Alerts   []store.StoredAlert
	Channels []store.ChannelState // switched off by their receivers
	CanAdd   bool                 // there is a page to add a source
}

type stateCount struct {
	State string
	N     int
}

// urgency orders sources: what needs a look comes first.
var urgency = []string{"blocked", "failing", "new", "ok"}

func (s *server) overview(w http.ResponseWriter, r *http.Request) error {
	p := overviewPage{Sources: s.daemon.Status(), CanAdd: s.find != nil}
	slices.SortFunc(p.Sources, func(a, b monitor.SourceStatus) int {
		return cmp.Or(cmp.Compare(slices.Index(urgency, a.State), slices.Index(urgency, b.State)), cmp.Compare(a.ID, b.ID))
	})
	p.States = countStates(p.Sources)
	if len(p.Sources) > overviewSources && r.URL.Query().Get("all") == "" {
		p.Hidden = len(p.Sources) - overviewSources
		p.Sources = p.Sources[:overviewSources]
	}
	p.Channels = sortedChannels(s.outbox.Off())
	// How the sources fare is in memory: a database that is away must not hide it.
	if s.health(r.Context()).Database == databaseOK {
		if err := s.recent(r.Context(), &p); err != nil {
			return err
		}
		p.Known = true
	}
	return s.render(w, r, http.StatusOK, "overview", languageOf(r).say("overview.title"), p)
}

// recent adds what the database knows.
func (s *server) recent(ctx context.Context, p *overviewPage) (err error) {
	if p.Counts, err = s.store.Counts(ctx); err != nil {
		return err
	}
	if p.Waiting, p.Oldest, err = s.store.Backlog(ctx); err != nil {
		return err
	}
	p.Alerts, err = s.store.Alerts(ctx, overviewAlerts)
	return err
}

func countStates(list []monitor.SourceStatus) []stateCount {
	n := map[string]int{}
	for _, st := range list {
		n[st.State]++
	}
	var out []stateCount
	for _, state := range urgency {
		if n[state] > 0 {
			out = append(out, stateCount{state, n[state]})
		}
	}
	return out
}

func sortedChannels(m map[string]store.ChannelState) []store.ChannelState {
	out := make([]store.ChannelState, 0, len(m))
	for _, c := range m {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b store.ChannelState) int { return cmp.Compare(a.Name, b.Name) })
	return out
}
