package monitor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/scraper/extract"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/store"
)

// A page that is not there once proves nothing: papers rebuild, caches stumble. It counts as taken
// down after several looks over hours, while other pages of the paper answer well. Only a plain «not
// found» counts, never a guard, an outage, a log-in wall, a closed site or an empty page.
type proof struct {
	looks int
	over  time.Duration
}

var (
	goneProof    = proof{3, time.Hour}      // 410: the paper says so itself
	missingProof = proof{3, 4 * time.Hour}  // 404
	softProof    = proof{4, 12 * time.Hour} // a page that says so with status 200, or an address that leads elsewhere
)

// missingAgain are the times between looks at a page that was not there, and backAgain at one that
// counts as taken down: papers put articles back.
var (
	missingAgain = []time.Duration{10 * time.Minute, 50 * time.Minute, 3 * time.Hour, 4 * time.Hour, 4 * time.Hour, 12 * time.Hour}
	backAgain    = []time.Duration{24 * time.Hour, 48 * time.Hour, 4 * 24 * time.Hour}
)

// removalsADay bounds the alerts of one source: of more, the paper was rebuilt, and nothing in it
// was taken down for what it says.
const removalsADay = 20

// elsewhereError: the address of an article leads to something else.
type elsewhereError struct{ detail string }

func (e *elsewhereError) Error() string { return "the article's address " + e.detail }

// isMissing tells whether a look that failed says that the page is not there, and how surely.
func isMissing(err error) (bool, proof) {
	var status *fetch.StatusError
	var no *extract.NotArticleError
	var elsewhere *elsewhereError
	switch {
	case errors.As(err, &status):
		switch status.Code {
		case 410:
			return true, goneProof
		case 404:
			return true, missingProof
		}
	case errors.As(err, &no):
		return no.Reason == extract.SoftMissing || no.Reason == extract.Listing, softProof
	case errors.As(err, &elsewhere):
		return true, softProof
	}
	return false, proof{}
}

// ledElsewhere looks at an article's page that was found behind a redirect: it must be the same
// article still.
func (m *Monitor) ledElsewhere(ctx context.Context, d *desk, o store.Owed, r reading) error {
	own, _, _, err := d.reader.Identify(o.Link)
	if err != nil || !r.redirected || r.Key == own {
		return nil
	}
	seen, err := m.store.Seen(ctx, d.src.ID, []string{r.Key})
	if err != nil {
		return err
	}
	if s, ok := seen[r.Key]; ok && s.ArticleID != o.ID {
		return &elsewhereError{fmt.Sprintf("leads to article %d", s.ArticleID)}
	} else if ok {
		return nil
	}
	before, err := m.store.Article(ctx, o.ID)
	if err != nil {
		return err
	}
	if !compare(before, r.Article).Alike {
		return &elsewhereError{"leads to another text at " + r.Link}
	}
	return nil
}

// lookedInVain takes a look at a known article's page that did not bring it. The returned error is
// the page's, or the store's.
func (m *Monitor) lookedInVain(ctx context.Context, d *desk, o store.Owed, ferr error) error {
	missing, need := isMissing(ferr)
	if missing && !m.otherPagesStand(ctx, d, o) {
		missing = false
	}
	if !missing {
		m.Metrics.look("failed")
		return errors.Join(ferr, m.owe(ctx, o, m.now().Add(time.Hour), o.Tries))
	}
	m.Metrics.look("missing")
	now := m.now()
	if o.Removed {
		return m.owe(ctx, o, m.backAt(o), o.Tries)
	}
	looks := o.MissingLooks + 1
	confirmed := looks >= need.looks && !o.MissingAt.IsZero() && now.Sub(o.MissingAt) >= need.over
	next := now.Add(missingAgain[min(looks-1, len(missingAgain)-1)])
	if confirmed {
		next = now.Add(backAgain[0])
	}
	silent := confirmed && !d.mayTellRemoval(now)
	var events []Event
	err := m.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		events = nil
		if err := tx.Missed(ctx, o.ID, next); err != nil || !confirmed {
			return err
		}
		var err error
		events, err = m.remove(ctx, tx, o, looks, ferr, silent)
		return err
	})
	if err != nil {
		return err
	}
	m.report(d, events)
	d.owe(next)
	return nil
}

// backAt is when a page that was taken down is looked for again; zero: no more.
func (m *Monitor) backAt(o store.Owed) time.Time {
	after := m.now().Sub(o.MissingAt)
	for _, wait := range backAgain {
		if after < 2*wait {
			return m.now().Add(wait)
		}
	}
	return time.Time{}
}

// mayTellRemoval counts removals of the last day.
func (d *desk) mayTellRemoval(now time.Time) bool {
	if now.Sub(d.removalsSince) >= 24*time.Hour {
		d.removalsSince, d.removals = now, 0
	}
	d.removals++
	return d.removals <= removalsADay
}

// witnesses is how many other articles are asked for, at most, to see whether the paper is there.
const witnesses = 4

// otherPagesStand tells whether the paper is there at all: one of its pages was read just now, or
// another article's page answers when asked, the one that was last read well first.
func (m *Monitor) otherPagesStand(ctx context.Context, d *desk, o store.Owed) bool {
	if age := m.now().Sub(d.pageAt); age >= 0 && age < 5*time.Minute {
		return true
	}
	if age := m.now().Sub(d.awayAt); age >= 0 && age < 10*time.Minute {
		return false // asked for all it takes a moment ago
	}
	links := []string{d.pageLink}
	others, err := m.store.Witnesses(ctx, d.src.ID, o.ID, witnesses)
	if err != nil {
		return false
	}
	for _, a := range others {
		links = append(links, a.Link)
	}
	for i, link := range links {
		if link == "" || link == o.Link || slices.Contains(links[:i], link) {
			continue
		}
		page, err := m.getPage(ctx, d, link, fetch.Request{})
		if err != nil {
			continue
		}
		if _, _, err := m.extract(ctx, d, item{}, page); err == nil {
			return true
		}
	}
	d.awayAt = m.now()
	return false
}

// remove records that a paper took an article down, and queues the alerts of the watches that ask.
func (m *Monitor) remove(ctx context.Context, tx *store.Tx, o store.Owed, looks int, why error, silent bool) ([]Event, error) {
	a, err := tx.Article(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	detail := fmt.Sprintf("%d looks since %s: %v", looks, o.MissingAt.Format(time.RFC3339), why)
	if err := tx.Remove(ctx, o.ID, detail); err != nil {
		return nil, err
	}
	ev := Event{Kind: "removed", Source: a.Source, URL: a.Link, Title: a.Title, Detail: detail}
	events := []Event{ev}
	if silent {
		m.log.Warn("many articles of a source are gone at once: the paper may have been rebuilt; no alert is made of it", "source", a.Source, "url", a.Link)
		return events, nil
	}
	info := &notify.RemovalInfo{FirstMissed: o.MissingAt, ConfirmedAt: m.now(), Looks: looks, Detail: why.Error()}
	mt := m.matching.Load()
	for _, match := range m.match(a.Article) {
		if !mt.wants(match.Watch, "removed") {
			continue
		}
		told, err := m.tell(ctx, tx, telling{kind: notify.ArticleRemoved, art: a.Article, match: match, removal: info,
			dedup: fmt.Sprintf("%s:%d:%d:%s", notify.ArticleRemoved, a.ID, o.MissingAt.UnixMicro(), match.Watch)})
		if err != nil {
			return nil, err
		}
		if told {
			events = append(events, Event{Kind: "alert", Source: ev.Source, URL: ev.URL, Title: ev.Title, Detail: match.Watch})
		}
	}
	return events, nil
}
