package monitor

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/store"
)

// lookAgain are the times from one look at a young article to the next: papers correct without a
// word, most of it in the first minutes. A text that was changed is young again.
var lookAgain = []time.Duration{
	2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 20 * time.Minute, 40 * time.Minute, 90 * time.Minute,
	3 * time.Hour, 6 * time.Hour, 12 * time.Hour, 24 * time.Hour, 48 * time.Hour, 96 * time.Hour,
}

// lookAgainAt is when a young article is looked at again; zero: no more.
func (m *Monitor) lookAgainAt(d *desk, link string, looks int) time.Time {
	if looks >= len(lookAgain) || link == "" || !d.src.Pages || d.src.LooksAnHour() == 0 {
		return time.Time{}
	}
	return m.now().Add(lookAgain[looks])
}

// budget is what a source may spend on looking at articles again.
type budget struct {
	looked []time.Time // looks of the last hour, first first
}

// take spends one look; false: the hour's are spent.
func (b *budget) take(now time.Time, most int) bool {
	b.forget(now)
	if len(b.looked) >= most {
		return false
	}
	b.looked = append(b.looked, now)
	return true
}

func (b *budget) forget(now time.Time) {
	i := 0
	for i < len(b.looked) && (now.Sub(b.looked[i]) >= time.Hour || b.looked[i].After(now)) {
		i++
	}
	b.looked = slices.Delete(b.looked, 0, i)
}

// freeAt is when the next look may be spent, if none may be now.
func (b *budget) freeAt(now time.Time) time.Time {
	if len(b.looked) == 0 {
		return now
	}
	return b.looked[0].Add(time.Hour)
}

// mayLook spends one look of the source's budget.
func (m *Monitor) mayLook(d *desk) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if d.looks.take(m.now(), d.src.LooksAnHour()) {
		return true
	}
	m.Metrics.look("postponed")
	return false
}

// lookRun is a run between two readings of the feeds. It says nothing of the source's health but that a
// guard turned us away.
func (m *Monitor) lookRun(ctx, limited context.Context, d *desk, began time.Time, before store.SourceState) {
	err := m.payOwed(limited, d, began)
	var blocked *fetch.BlockedError
	switch {
	case ctx.Err() != nil:
	case errors.As(err, &blocked):
		m.note(d, began, err)
		m.alarm(ctx, d, before)
	case err != nil:
		m.log.Warn("owed pages could not be looked at", "source", d.src.ID, "error", err)
	}
}

// payOwed asks again for pages that could not be had, and for young articles once more.
// News come first: it ends half way to the next run, after one page at least.
func (m *Monitor) payOwed(ctx context.Context, d *desk, began time.Time) error {
	select {
	case m.filling <- struct{}{}:
		defer func() { <-m.filling }()
	default:
		return nil // enough others are at it; the next run tries again
	}
	list, err := m.store.OwedPages(ctx, d.src.ID, owedPerRun)
	if err != nil {
		return err
	}
	now := m.now()
	stop := began.Add(d.schedule.Next(began).Sub(began) / 2)
	var errs []error
	failed, spent := 0, false
	for i, o := range list {
		if o.At.After(now) || ctx.Err() != nil || failed >= giveUpInARow || i > 0 && m.now().After(stop) {
			break
		}
		if o.Whole && !m.mayLook(d) {
			spent = true
			continue
		}
		err := m.takeOwed(ctx, d, o)
		if storeTrouble(err) {
			return err
		}
		if err != nil {
			failed++
			errs = append(errs, err)
		}
	}
	if err := m.planOwed(ctx, d, spent); err != nil {
		return err
	}
	// A page that fails is owed still; only a guard that turned us away is the source's state.
	for _, err := range errs {
		if b := (*fetch.BlockedError)(nil); errors.As(err, &b) {
			return err
		}
	}
	return nil
}

// planOwed finds when the source's next owed page is due. While the budget is spent, only pages that
// were never read count, and the looks wait until it is free again.
func (m *Monitor) planOwed(ctx context.Context, d *desk, spent bool) error {
	next, err := m.store.NextOwedOf(ctx, d.src.ID, spent)
	if err != nil {
		return err
	}
	d.owedAt = next
	if spent {
		m.mu.Lock()
		free := d.looks.freeAt(m.now())
		m.mu.Unlock()
		d.owe(free)
	}
	return nil
}

// takeOwed asks for an owed page: one that could not be had, or a young article's once more.
func (m *Monitor) takeOwed(ctx context.Context, d *desk, o store.Owed) error {
	last := fetch.Request{}
	if o.Whole && o.MissingAt.IsZero() {
		last.ETag, last.LastModified = o.ETag, o.LastModified
	}
	r, ferr := m.read(ctx, d, item{ref: article.Ref{URL: o.Link}, again: o.Whole}, last, true)
	if ferr == nil && o.Whole && !r.unchanged {
		ferr = m.ledElsewhere(ctx, d, o, r)
	}
	switch {
	case ferr != nil && ctx.Err() != nil:
		return ctx.Err()
	case ferr != nil && o.Whole:
		return m.lookedInVain(ctx, d, o, ferr)
	case ferr != nil:
		var at time.Time // the last time in vain: the feed's words stay
		if o.Tries < len(askAgain) {
			at = m.now().Add(askAgain[o.Tries])
		}
		return errors.Join(ferr, m.owe(ctx, o, at, o.Tries+1))
	case r.unchanged:
		m.Metrics.look("not_modified")
		d.pageAt, d.pageLink = m.now(), o.Link
		return m.owe(ctx, o, m.lookAgainAt(d, o.Link, o.Tries+1), o.Tries+1)
	}
	return m.takeLook(ctx, d, o, r)
}

func (m *Monitor) owe(ctx context.Context, o store.Owed, at time.Time, tries int) error {
	return m.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.Owe(ctx, o.ID, at, tries) })
}

// takeLook stores what an owed page turned out to be.
func (m *Monitor) takeLook(ctx context.Context, d *desk, o store.Owed, r reading) error {
	in := m.intakeFor(d, r, item{})
	in.ID = o.ID
	in.Old = o.Old
	if o.Whole {
		m.Metrics.look("read")
		in.Tries = o.Tries + 1
		if o.Edited(in.Article.Hash) {
			in.Tries = 0 // young again
		}
	}
	if !o.Old {
		in.OwedAt = m.lookAgainAt(d, r.Link, in.Tries)
	}
	return m.commit(ctx, d, in)
}
