package monitor

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// TestAlarmsAreToldOnceForEachBadTime plays a source's states, with a restart in the middle.
func TestAlarmsAreToldOnceForEachBadTime(t *testing.T) {
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	o, err := notify.NewOutbox(t.Context(), s, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	index, err := watch.NewSet(nil)
	if err != nil {
		t.Fatal(err)
	}
	clock := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	m := &Monitor{store: s, outbox: o, log: slog.New(slog.DiscardHandler), now: func() time.Time { return clock }}
	m.matching.Store(&matching{index: index, alarms: []string{"newsroom"}})
	good := clock
	d := &desk{}
	d.src.ID, d.src.Name = "sabah", "الصباح"
	d.state = store.SourceState{ID: "sabah", State: StateOK, LastSuccessAt: good}
	to := func(state string, wait time.Duration) {
		clock = clock.Add(wait)
		before := d.state
		d.state.State = state
		if state == StateOK {
			d.state.LastSuccessAt = clock
		}
		m.alarm(t.Context(), d, before)
	}

	to(StateFailing, 5*time.Minute) // a hiccup
	to(StateOK, 5*time.Minute)
	to(StateBlocked, 5*time.Minute)
	to(StateBlocked, 5*time.Minute)
	d.alarmed = "" // a restart
	to(StateBlocked, 5*time.Minute)
	to(StateOK, 5*time.Minute)
	to(StateFailing, 30*time.Minute)
	to(StateFailing, 31*time.Minute)
	to(StateFailing, 31*time.Minute)
	to(StateOK, time.Minute)
	to(StateBlocked, time.Minute)

	list, err := s.Deliveries(t.Context(), store.DeliveryFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, x := range slices.Backward(list) {
		got = append(got, x.Type)
	}
	slices.Sort(got) // made within one microsecond of the real clock, they have no order in the list
	want := []string{notify.SourceBlocked, notify.SourceBlocked, notify.SourceRecovered, notify.SourceRecovered, notify.SourceSilent}
	if !slices.Equal(got, want) {
		t.Errorf("alarms %q; want %q", got, want)
	}
}
