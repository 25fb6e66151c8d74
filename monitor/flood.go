package monitor

import (
	"context"
	"fmt"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/store"
)

const (
	// An article that appears so long after its date is no news when it comes with many like it.
	lateBy = 48 * time.Hour
	// So many at once are a flood: an archive that is issued again, a feed that is healed after weeks.
	// A war or an election brings as many, but theirs bear today's date.
	floodLeast = 5
)

// horizon tells what of one reading is news by its date. A paper's own dates are set against each
// other, not against a clock: this machine's may be wrong, and the paper's too.
type horizon struct {
	baseline time.Time // of the feed
	late     time.Time // in a flood, articles dated before it are no news; zero: this is no flood
	held     int       // articles that were none
	from, to time.Time // their dates
}

// horizon looks at the items that are new to a feed, all at once.
func (m *Monitor) horizon(d *desk, f *store.FeedState, items []item, seen map[string]store.SeenItem) *horizon {
	h := &horizon{baseline: f.BaselineAt}
	late := m.lateBefore(d, f)
	fresh, old, undated := 0, 0, 0
	for _, it := range items {
		if _, known := it.knownAs(seen); known {
			continue
		}
		switch p := it.ref.Published; {
		case p.IsZero():
			undated++
		case endOf(p).Before(late):
			old++
		default:
			fresh++
		}
	}
	known := len(items) - fresh - old - undated
	reissued := old >= floodLeast && old >= fresh
	// A list without dates whose every address is new: its pages will tell.
	allNew := undated >= floodLeast && known*4 < undated
	if reissued || allNew {
		h.late = late
	}
	m.seeNewest(d, f, items)
	return h
}

// lateBefore is the date before which a new article of the feed is late. While the feed is read
// regularly that is counted from the newest date that it has shown, so that a clock which jumps
// makes nothing late; the time since the last success is measured by the monotonic clock.
func (m *Monitor) lateBefore(d *desk, f *store.FeedState) time.Time {
	now := m.now()
	m.mu.Lock()
	last := d.state.LastSuccessAt
	m.mu.Unlock()
	if !f.NewestAt.IsZero() && f.NewestAt.Before(now) && now.Sub(last) < lateBy {
		return f.NewestAt.Add(-lateBy)
	}
	return now.Add(-lateBy)
}

// seeNewest keeps the newest date that a feed has shown; dates in the future prove nothing.
func (m *Monitor) seeNewest(d *desk, f *store.FeedState, items []item) {
	now := m.now()
	for _, it := range items {
		if at := it.ref.Published.At; !it.ref.Published.IsZero() && at.After(f.NewestAt) && at.Before(now) {
			f.NewestAt = at
			d.feedsD[f.URL] = true
		}
	}
}

// old tells whether an article that appears now is no news: published well before the source was
// first read (a feed that was cut or empty then, an archive that comes back), or late in a flood.
// It is stored, and not alerted.
func (h *horizon) old(a article.Article) bool {
	p := a.Published
	if p.IsZero() {
		return false
	}
	at := endOf(p)
	before := !h.baseline.IsZero() && at.Before(h.baseline.Add(-24*time.Hour))
	late := !h.late.IsZero() && at.Before(h.late)
	if late {
		h.hold(p.At)
	}
	return before || late
}

// hold counts what a flood brought.
func (h *horizon) hold(at time.Time) {
	h.held++
	if h.from.IsZero() || at.Before(h.from) {
		h.from = at
	}
	if at.After(h.to) {
		h.to = at
	}
}

// endOf is the last instant that a date may stand for.
func endOf(p article.Date) time.Time {
	if p.Precision == article.Day {
		return p.At.Add(24 * time.Hour)
	}
	return p.At
}

// tellFlood tells once a day that a source brought old articles as new ones, and what they were.
func (m *Monitor) tellFlood(ctx context.Context, d *desk, h *horizon) {
	if h.held == 0 {
		return
	}
	m.log.Warn("old articles appeared as new ones: stored and not alerted", "source", d.src.ID, "articles", h.held, "from", h.from, "to", h.to)
	m.mu.Lock()
	st, name := d.state, d.src.Name
	m.mu.Unlock()
	zone := d.src.Zone
	if zone == nil {
		zone = time.UTC
	}
	st.State = StateOK
	st.Detail = fmt.Sprintf("%d articles dated %s to %s appeared as new ones at once: an archive issued again, changed addresses, or a feed that was away. They are stored and matched, and not alerted; articles of the last two days are", h.held, h.from.In(zone).Format(time.DateOnly), h.to.In(zone).Format(time.DateOnly))
	if err := m.tellSourceOnce(ctx, notify.SourceReissued, st, name, m.now().UTC().Format(time.DateOnly)); err != nil {
		m.log.Warn("an alarm could not be stored", "source", d.src.ID, "alarm", notify.SourceReissued, "error", err)
	}
}

// tellSourceOnce stores an alarm under a name of its own and queues it for the channels that asked for alarms.
func (m *Monitor) tellSourceOnce(ctx context.Context, kind string, st store.SourceState, name, mark string) error {
	body, err := notify.SourceAlert(kind, st, name, m.now()).Encode()
	if err != nil {
		return err
	}
	return m.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		id, err := tx.AddAlert(ctx, kind, "", 0, 0, fmt.Sprintf("%s:%s:%s", kind, st.ID, mark))
		if err != nil || id == 0 {
			return err
		}
		return m.outbox.Queue(ctx, tx, id, kind, body, m.matching.Load().alarms)
	})
}
