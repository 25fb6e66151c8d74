package monitor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/store"
)

// States of a source.
const (
	StateNew     = "new"     // not read yet
	StateOK      = "ok"      // the last reading brought what was asked for
	StateFailing = "failing" // it could not be read
	StateBlocked = "blocked" // the paper's guard (Cloudflare and the like) turned us away
)

// runLimit ends a run that takes too long; what it did not reach is left to the next.
const runLimit = 10 * time.Minute

// note records how a run went.
func (m *Monitor) note(d *desk, began time.Time, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	st := &d.state
	before := st.State
	st.LastRunAt = began
	d.dirty = true
	switch blocked := (*fetch.BlockedError)(nil); {
	case err == nil:
		st.State, st.Detail, st.Failures, st.LastSuccessAt = StateOK, d.notices(), 0, m.now()
		d.holdFor = 0
	case errors.Is(err, store.ErrFull), errors.Is(err, store.ErrUnavailable), errors.Is(err, store.ErrNotLeading):
		// Our own trouble is none of the paper's. What was not stored is read again.
		m.log.Warn("cannot store what was read; reading it again", "source", d.src.ID, "error", err)
		d.holdFor = min(max(d.holdFor*2, time.Second), 15*time.Second)
		return
	case errors.As(err, &blocked):
		st.State, st.Detail, st.Failures = StateBlocked, err.Error(), st.Failures+1
		d.holdFor = blockedHold(blocked, st.Failures)
	default:
		st.State, st.Detail, st.Failures = StateFailing, err.Error(), st.Failures+1
		d.holdFor = d.failingHold(err)
	}
	m.Metrics.run(d.src.ID, st.State)
	m.tellChange(d, before, err)
}

func (m *Monitor) tellChange(d *desk, before string, err error) {
	l := m.log.With("source", d.src.ID)
	switch st := d.state; {
	case st.State == StateOK && (before == StateFailing || before == StateBlocked):
		l.Info("source is read again")
	case st.State == before && st.Failures > 1:
		l.Debug("source still fails", "state", st.State, "failures", st.Failures, "error", err)
	case st.State == StateBlocked:
		l.Warn("source blocked; nothing was read", "error", err, "next", d.holdFor)
	case st.State == StateFailing:
		l.Warn("source cannot be read", "error", err)
	}
	if err != nil {
		m.observe(Event{Kind: "fault", Source: d.src.ID, Detail: err.Error()})
	}
}

// blockedHold backs off from a guard: no arms race.
func blockedHold(b *fetch.BlockedError, failures int) time.Duration {
	if b.RetryAfter > 0 {
		return min(b.RetryAfter, time.Hour)
	}
	return min(5*time.Minute<<min(failures-1, 4), time.Hour)
}

// failingHold doubles the interval with each failure in a row, to eight times and at most half an
// hour; what the server asked for counts when it is longer.
func (d *desk) failingHold(err error) time.Duration {
	period := d.schedule.Next(d.state.LastRunAt).Sub(d.state.LastRunAt)
	hold := min(period<<min(d.state.Failures-1, 3), 30*time.Minute)
	if d.state.Failures < 2 {
		hold = 0 // once is a hiccup: the schedule goes on
	}
	var st *fetch.StatusError
	if errors.As(err, &st) && st.RetryAfter > 0 {
		hold = max(hold, min(st.RetryAfter, time.Hour))
	}
	return hold
}

// hold is how long the next run is put off beyond its schedule's own time; 0: it is not.
func (d *desk) hold(scheduled time.Duration) time.Duration {
	if d.holdFor > scheduled {
		return d.holdFor
	}
	return 0
}

// SourceStatus is a source as shown to people.
type SourceStatus struct {
	store.SourceState
	Name    string
	Home    string
	Running bool

	LooksAnHour, LooksSpent int // the budget for looking at articles again, and what of it went in the last hour
}

// Status lists all sources as they are now, in no order.
func (m *Monitor) Status() []SourceStatus {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]SourceStatus, 0, len(m.desks))
	for _, d := range m.desks {
		s := SourceStatus{SourceState: d.state, Name: d.src.Name, Home: d.src.Home, Running: d.running}
		s.NextDueAt = d.pollAt
		d.looks.forget(m.now())
		s.LooksAnHour, s.LooksSpent = d.src.LooksAnHour(), len(d.looks.looked)
		out = append(out, s)
	}
	return out
}

// load reads the sources' states from the store and plans their runs.
func (m *Monitor) load(ctx context.Context) error {
	states, err := m.store.Sources(ctx)
	if err != nil {
		return fmt.Errorf("read the sources' states: %w", err)
	}
	feeds, err := m.store.Feeds(ctx)
	if err != nil {
		return fmt.Errorf("read the feeds' states: %w", err)
	}
	profiles, err := m.store.Profiles(ctx)
	if err != nil {
		return fmt.Errorf("read what was learned of the sources' pages: %w", err)
	}
	owed, err := m.store.NextOwed(ctx)
	if err != nil {
		return fmt.Errorf("read the owed pages: %w", err)
	}
	if err := m.fillStories(ctx); err != nil {
		return err
	}
	learned, err := m.store.Learned(ctx)
	if err != nil {
		return fmt.Errorf("read what the sources have taught: %w", err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.restoreHubs(learned)
	for id, d := range m.desks {
		d.recall(learned[id])
		if st, ok := states[id]; ok {
			d.state = st
		}
		d.feeds = map[string]*store.FeedState{}
		for url, f := range feeds[id] {
			d.feeds[url] = &f
		}
		d.owedAt = owed[id]
		if err := d.meet(profiles[id]); err != nil {
			m.log.Warn("what was learned of a source's pages cannot be used; it is learned again", "source", id, "error", err)
		}
		d.dirty, d.feedsD = false, map[string]bool{}
		m.plan(d)
	}
	m.loaded = true
	m.nudge()
	return nil
}

// unload forgets the states: the next lead reads them anew.
func (m *Monitor) unload() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range m.due {
		d.index = -1
	}
	m.due, m.loaded = nil, false
}

// flush writes behind what changed since the last time.
func (m *Monitor) flush(ctx context.Context) error {
	states, feeds, profiles := m.changes()
	if len(states)+len(feeds)+len(profiles) == 0 {
		return nil
	}
	err := m.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, st := range states {
			if err := tx.SaveSource(ctx, st); err != nil {
				return err
			}
		}
		for _, f := range feeds {
			if err := tx.SaveFeed(ctx, f); err != nil {
				return err
			}
		}
		for _, p := range profiles {
			if err := tx.SaveProfile(ctx, p.source, p.text); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		m.takeBack(states, feeds, profiles)
	}
	return err
}

func (m *Monitor) changes() (states []store.SourceState, feeds []store.FeedState, profiles []learnedProfile) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range m.desks {
		if d.running {
			continue // its run may be writing to it
		}
		if d.dirty {
			states = append(states, d.state)
			d.dirty = false
		}
		for url := range d.feedsD {
			feeds = append(feeds, *d.feeds[url])
		}
		clear(d.feedsD)
		if p, ok := d.learned(); ok {
			profiles = append(profiles, p)
		}
	}
	return states, feeds, profiles
}

func (m *Monitor) takeBack(states []store.SourceState, feeds []store.FeedState, profiles []learnedProfile) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, st := range states {
		if d := m.desks[st.ID]; d != nil {
			d.dirty = true
		}
	}
	for _, p := range profiles {
		if d := m.desks[p.source]; d != nil {
			d.site.Changed()
		}
	}
	for _, f := range feeds {
		if d := m.desks[f.Source]; d != nil && !d.running && d.feeds[f.URL] != nil {
			d.feedsD[f.URL] = true
		}
	}
}
