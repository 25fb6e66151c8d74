package monitor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/store"
)

const (
	learnedFeed  = "feed:"            // and the address that turned out to be a page
	moveAgain    = 7 * 24 * time.Hour // then the configured address is tried again
	archivePages = 50                 // of a feed that are read for backfill
	gapPages     = 5                  // of a feed that are read when all that it shows is new
)

// movedFeed is the feed that a page named which was configured as one.
type movedFeed struct {
	to string
	at time.Time
}

// pollFeed reads one feed. Where a page answers, the first feed that the page names for itself is read in its
// place: once, never a page's page, and remembered.
func (m *Monitor) pollFeed(ctx context.Context, d *desk, url string) error {
	f, moved := d.moved[url]
	if moved && m.now().Sub(f.at) < moveAgain {
		err := m.readFeed(ctx, d, f.to)
		if errors.Is(err, sources.ErrNotFeed) {
			m.forgetFeed(ctx, d, url)
		}
		return err
	}
	err := m.readFeed(ctx, d, url)
	var page *sources.NotFeedError
	if !errors.As(err, &page) || !slices.Contains(d.src.Feeds, url) {
		if moved && err == nil {
			m.forgetFeed(ctx, d, url)
		}
		return err
	}
	to := ""
	for _, l := range page.Links {
		if l != url && !slices.Contains(d.src.Feeds, l) {
			to = l
			break
		}
	}
	if to == "" {
		return err
	}
	if other := m.readFeed(ctx, d, to); other != nil {
		return errors.Join(err, fmt.Errorf("the feed that it names: %w", other))
	}
	if !moved {
		m.log.Warn("the address is a page and no feed; the feed that it names is read instead", "source", d.src.ID, "url", url, "feed", to)
	}
	d.moved[url] = movedFeed{to, m.now()}
	if err := m.learn(ctx, d, learnedFeed+url, to); err != nil {
		return err
	}
	return nil
}

func (m *Monitor) forgetFeed(ctx context.Context, d *desk, url string) {
	delete(d.moved, url)
	err := m.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.Forget(ctx, d.src.ID, learnedFeed+url) })
	if err != nil {
		m.log.Warn("a feed's other address could not be forgotten", "source", d.src.ID, "url", url, "error", err)
	}
}

// older are the items of a feed's further pages (RFC 5005). For backfill they are the archive at the first
// reading; later, they are read while all that stands before them is new: then something may have gone by
// between two readings. What cannot be read ends it.
func (m *Monitor) older(ctx context.Context, d *desk, f *store.FeedState, feed sources.Feed) ([]article.Ref, error) {
	most := gapPages
	switch {
	case feed.Next == "", f.BaselineAt.IsZero() && !d.src.Backfill:
		return nil, nil
	case f.BaselineAt.IsZero():
		most = archivePages
	}
	var out []article.Ref
	refs, seen := feed.Refs, map[string]bool{f.URL: true}
	for next := feed.Next; next != "" && len(seen) <= most && !seen[next]; {
		if known, err := m.anyKnown(ctx, d, refs); err != nil || known && !f.BaselineAt.IsZero() {
			return out, err
		}
		seen[next] = true
		page, err := m.fetch.Get(ctx, d.request(next))
		var further sources.Feed
		if err == nil {
			further, err = d.reader.Feed(page.URL, page.Text)
		}
		if err != nil {
			m.log.Warn("a further page of the feed could not be read", "source", d.src.ID, "url", next, "error", err)
			return out, nil
		}
		further.HeaderLinks(page.URL, page.Links)
		refs, next = further.Refs, further.Next
		out = append(out, refs...)
	}
	return out, nil
}
