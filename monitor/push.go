package monitor

import (
	"container/heap"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/scraper/websub"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/store"
)

const (
	learnedHub = "websub:"        // and the feed's address: its subscription
	mostPushes = 20               // of one source that wait; what is more, its next poll brings
	hubPeriod  = 15 * time.Minute // least time between polls of a source whose hubs were heard within a day
)

// push is what a hub sent for a feed.
type push struct {
	feed, contentType string
	body              []byte
}

// newHubs makes the subscriber; nil without a public address.
func (m *Monitor) newHubs(public string, client *http.Client) *websub.Subscriber {
	if public == "" || client == nil {
		return nil
	}
	return websub.New(websub.Options{Client: client, Public: public, Push: m.pushed, Log: m.log, Now: m.now,
		Keep: func(ctx context.Context, s websub.Subscription) error {
			value, err := json.Marshal(s)
			if err != nil {
				return err
			}
			return m.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
				return tx.Learn(ctx, s.Source, learnedHub+s.Feed, string(value), m.now())
			})
		},
		Drop: func(ctx context.Context, s websub.Subscription) error {
			return m.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
				return tx.Forget(ctx, s.Source, learnedHub+s.Feed)
			})
		}})
}

// Hubs answers the hubs of feeds, to be served under websub.Path; nil without a public address.
func (m *Monitor) Hubs() http.Handler {
	if m.hubs == nil {
		return nil
	}
	return m.hubs
}

// restoreHubs takes up the subscriptions of the sources that are still read.
func (m *Monitor) restoreHubs(learned map[string]map[string]store.Learned) {
	if m.hubs == nil {
		return
	}
	var list []websub.Subscription
	for id := range m.desks {
		for name, l := range learned[id] {
			var s websub.Subscription
			if !strings.HasPrefix(name, learnedHub) {
				continue
			}
			if err := json.Unmarshal([]byte(l.Value), &s); err != nil {
				m.log.Warn("a stored subscription cannot be read; the feed will be subscribed anew", "source", id, "error", err)
				continue
			}
			list = append(list, s)
		}
	}
	m.hubs.Restore(list)
}

// offer tells the subscriber what a feed says of its hub.
func (m *Monitor) offer(ctx context.Context, d *desk, url string, feed sources.Feed) {
	if m.hubs == nil {
		return
	}
	topic := feed.Self
	if topic == "" {
		topic = url
	}
	m.hubs.Offer(ctx, d.src.ID, url, topic, feed.Hub)
}

// pushed takes in what a hub sent and wakes its source.
func (m *Monitor) pushed(p websub.Push) {
	m.mu.Lock()
	defer m.mu.Unlock()
	d := m.desks[p.Source]
	if d == nil || d.gone || len(d.pushes) >= mostPushes {
		return
	}
	d.pushes = append(d.pushes, push{p.Feed, p.ContentType, p.Body})
	if d.index >= 0 { // else it is being read, and finish sees to it
		d.due = m.now()
		heap.Fix(&m.due, d.index)
		m.nudge()
	}
}

// readPushes reads what hubs have sent for a desk. true: that was all this run was for, and the schedule stands.
// What is no feed, and whatever fails, is left to a poll at once.
func (m *Monitor) readPushes(ctx context.Context, d *desk) (bool, error) {
	m.mu.Lock()
	pushes := d.pushes
	d.pushes = nil
	early := d.pollAt.After(m.now())
	m.mu.Unlock()
	var errs []error
	for _, p := range pushes {
		errs = append(errs, m.readPush(ctx, d, p))
	}
	if err := errors.Join(errs...); err != nil {
		return false, err
	}
	return len(pushes) > 0 && early, nil
}

// readPush takes the items of one push. It may hold a part of the feed alone, so nothing is said of the rest.
func (m *Monitor) readPush(ctx context.Context, d *desk, p push) error {
	f := d.feedState(p.feed)
	if f.BaselineAt.IsZero() {
		return nil // its first reading comes first
	}
	text, _ := fetch.Decode(p.body, p.contentType, d.request(p.feed).Charset)
	feed, err := d.reader.Feed(p.feed, text)
	if err != nil {
		return err
	}
	m.Metrics.poll("pushed")
	m.observe(Event{Kind: "pushed", Source: d.src.ID, URL: p.feed})
	refs := feed.Refs
	for _, l := range feed.Loose {
		refs = append(refs, l.Ref)
	}
	refs = slices.DeleteFunc(refs, func(r article.Ref) bool { return r.URL == "" && r.GUID == "" })
	d.heard[p.feed] = m.now()
	return m.intake(ctx, d, f, refs, false)
}

// behindHubs is when a source is polled next whose feeds' hubs have all been heard within a day: more slowly,
// for a hub that falls silent must not silence the paper.
func (m *Monitor) behindHubs(d *desk, began, next time.Time) time.Time {
	if m.hubs == nil || len(d.src.Feeds) == 0 || len(d.src.Listings) > 0 {
		return next
	}
	for _, url := range d.src.Feeds {
		if !m.hubs.Active(d.src.ID, url) || m.now().Sub(d.heard[url]) > 24*time.Hour {
			return next
		}
	}
	if slow := began.Add(hubPeriod); next.Before(slow) {
		return d.schedule.Next(slow).Add(m.jitter(d))
	}
	return next
}
