package monitor

import (
	"context"
	"fmt"
	"time"

	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/store"
)

// silentAfter is how long a source must have been unreadable before people are told. A paper's
// server that restarts is no news.
const silentAfter = time.Hour

// alarm tells the channels that asked for it when a source is blocked, has been silent for an
// hour, or is read again. before is the source's state ahead of the run. Each is told once for each
// bad time: their names hold the last success before it, so that a restart repeats nothing.
func (m *Monitor) alarm(ctx context.Context, d *desk, before store.SourceState) {
	to := m.matching.Load().alarms
	if len(to) == 0 {
		return
	}
	m.mu.Lock()
	now, name := d.state, d.src.Name
	m.mu.Unlock()
	kind := m.alarmKind(before, now)
	if kind == "" || kind != notify.SourceRecovered && d.alarmed == kind {
		return
	}
	if err := m.tellSource(ctx, kind, name, before, now, to); err != nil {
		m.log.Warn("an alarm could not be stored; trying again at the next run", "source", d.src.ID, "alarm", kind, "error", err)
		return
	}
	if d.alarmed = kind; kind == notify.SourceRecovered {
		d.alarmed = ""
	}
}

// alarmKind is what a run made of a source, in the words of an alert; empty: nothing to tell.
func (m *Monitor) alarmKind(before, now store.SourceState) string {
	bad := before.State == StateBlocked || before.State == StateFailing
	switch {
	case now.State == StateBlocked:
		return notify.SourceBlocked
	case now.State == StateFailing && !now.LastSuccessAt.IsZero() && m.now().Sub(now.LastSuccessAt) >= silentAfter:
		return notify.SourceSilent
	case now.State == StateOK && bad:
		return notify.SourceRecovered
	}
	return ""
}

func (m *Monitor) tellSource(ctx context.Context, kind, name string, before, now store.SourceState, to []string) error {
	// While a bad time lasts, the last success stays the one before it.
	since := func(k string) string { return fmt.Sprintf("%s:%s:%d", k, now.ID, before.LastSuccessAt.UnixMicro()) }
	body, err := notify.SourceAlert(kind, now, name, m.now()).Encode()
	if err != nil {
		return err
	}
	return m.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if kind == notify.SourceRecovered {
			// Only who heard of the trouble hears of its end.
			told, err := tx.HasAlert(ctx, since(notify.SourceBlocked), since(notify.SourceSilent))
			if err != nil || !told {
				return err
			}
		}
		id, err := tx.AddAlert(ctx, kind, "", 0, 0, since(kind))
		if err != nil || id == 0 {
			return err
		}
		return m.outbox.Queue(ctx, tx, id, kind, body, to)
	})
}
