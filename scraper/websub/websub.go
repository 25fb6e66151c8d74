// Package websub lets hubs tell marsad of a feed's changes (W3C WebSub): it subscribes, answers the hub's
// question whether that was meant, checks what the hub sends, and renews before the lease ends.
//
// A Subscriber knows topics (a feed's address) and hubs; what a push means it leaves to Options.Push. It keeps
// nothing itself: Options.Keep stores a subscription, Restore brings the stored ones back. Each has a secret and
// an address of its own, which nobody else can guess; a body whose signature is not made with that secret is
// answered like any other and dropped, as the standard asks. Nothing here is relied on: a hub that fails or
// falls silent costs speed, for feeds are polled all the same.
//
// Not here: which feeds offer a hub (package sources), when a feed is polled (package monitor).
package websub

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
)

// Path is where the handler must be reached below the daemon's public address.
const Path = "/websub/"

const (
	leaseAsked   = 5 * 24 * time.Hour // what a subscription asks for; the hub decides
	leaseLeast   = 5 * time.Minute    // a shorter lease is taken for this long
	leaseMost    = 30 * 24 * time.Hour
	confirmTime  = 10 * time.Minute // for the hub to ask whether the subscription was meant
	refusedPause = 24 * time.Hour   // until a hub that refused is asked again
	failedPause  = time.Hour        // until a hub that could not be reached is asked again
	mostTopics   = 20_000
)

// Subscription is one feed at one hub.
type Subscription struct {
	ID     string    `json:"id"` // the last part of the address that the hub calls
	Source string    `json:"source"`
	Feed   string    `json:"feed"`  // the address that is polled
	Topic  string    `json:"topic"` // what the hub calls the feed: its own address as it gives it
	Hub    string    `json:"hub"`
	Secret string    `json:"secret"`
	Until  time.Time `json:"until"` // end of the lease; zero: not confirmed

	asked time.Time // when the hub was last asked to subscribe
	again time.Time // no earlier than this is it asked again
}

// Push is what a hub sent, its signature checked.
type Push struct {
	Source, Feed string
	Body         []byte
	ContentType  string
}

// Options are what a Subscriber works with.
type Options struct {
	Client *http.Client                              // guarded: hubs stand anywhere
	Public string                                    // the daemon's address as the world reaches it
	Keep   func(context.Context, Subscription) error // stores a confirmed subscription
	Drop   func(context.Context, Subscription) error // forgets one
	Push   func(Push)                                // must not block
	Limit  int64                                     // of a push, in bytes; 0: 16 MiB
	Log    *slog.Logger                              // nil: nothing is logged
	Now    func() time.Time                          // nil: time.Now
}

// Subscriber keeps subscriptions. It is safe for concurrent use.
type Subscriber struct {
	o Options

	mu   sync.Mutex
	byID map[string]*Subscription
	feed map[string]*Subscription // by source and feed
}

// New makes a Subscriber without subscriptions.
func New(o Options) *Subscriber {
	if o.Limit <= 0 {
		o.Limit = 16 << 20
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.Public = strings.TrimSuffix(o.Public, "/")
	return &Subscriber{o: o, byID: map[string]*Subscription{}, feed: map[string]*Subscription{}}
}

// Restore takes up subscriptions of an earlier run.
func (s *Subscriber) Restore(list []Subscription) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sub := range list {
		s.put(&sub)
	}
}

func (s *Subscriber) put(sub *Subscription) {
	s.byID[sub.ID], s.feed[sub.Source+" "+sub.Feed] = sub, sub
}

// Offer says which hub a feed of a source names; empty: none. The first time, and when hub or topic have changed,
// the hub is asked; a hub that the feed names no more is left; else nothing happens.
func (s *Subscriber) Offer(ctx context.Context, source, feed, topic, hub string) {
	s.mu.Lock()
	old := s.feed[source+" "+feed]
	if old == nil && hub == "" || old != nil && old.Hub == hub && old.Topic == topic || old == nil && len(s.feed) >= mostTopics {
		s.mu.Unlock()
		return
	}
	if old != nil {
		delete(s.byID, old.ID)
		delete(s.feed, source+" "+feed)
	}
	if hub == "" {
		s.mu.Unlock()
		s.drop(ctx, *old)
		return
	}
	sub := &Subscription{ID: random(16), Source: source, Feed: feed, Topic: topic, Hub: hub, Secret: random(32)}
	s.put(sub)
	s.mu.Unlock()
	s.ask(ctx, sub)
}

// Retain leaves the subscriptions of which wanted says no. Their hubs hear of it at their next push.
func (s *Subscriber) Retain(ctx context.Context, wanted func(source, feed string) bool) {
	var gone []Subscription
	s.mu.Lock()
	for id, sub := range s.byID {
		if !wanted(sub.Source, sub.Feed) {
			delete(s.byID, id)
			delete(s.feed, sub.Source+" "+sub.Feed)
			gone = append(gone, *sub)
		}
	}
	s.mu.Unlock()
	for _, sub := range gone {
		s.drop(ctx, sub)
	}
}

func (s *Subscriber) drop(ctx context.Context, sub Subscription) {
	if err := s.o.Drop(ctx, sub); err != nil {
		s.o.Log.Warn("a subscription could not be forgotten", "source", sub.Source, "feed", sub.Feed, "error", err)
	}
}

// Active tells whether a feed's hub has confirmed and the lease lasts.
func (s *Subscriber) Active(source, feed string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	sub := s.feed[source+" "+feed]
	return sub != nil && sub.Until.After(s.o.Now())
}

// Run renews leases until ctx ends.
func (s *Subscriber) Run(ctx context.Context) error {
	tick := time.NewTicker(time.Minute)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
			s.Renew(ctx)
		}
	}
}

// Renew asks the hubs of all leases that have less than a quarter to go, and of all that were never confirmed.
func (s *Subscriber) Renew(ctx context.Context) {
	for _, sub := range s.ending() {
		if ctx.Err() != nil {
			return
		}
		s.ask(ctx, sub)
	}
}

func (s *Subscriber) ending() []*Subscription {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.o.Now()
	list := slices.DeleteFunc(slices.Collect(maps.Values(s.byID)), func(sub *Subscription) bool {
		switch {
		case sub.again.After(now), sub.asked.Add(confirmTime).After(now):
			return true
		case sub.Until.IsZero():
			return false
		}
		lease := min(leaseAsked, max(sub.Until.Sub(sub.asked), leaseLeast))
		return sub.Until.Sub(now) > lease/4
	})
	slices.SortFunc(list, func(a, b *Subscription) int { return a.Until.Compare(b.Until) })
	return list
}

// ask sends the subscription to its hub.
func (s *Subscriber) ask(ctx context.Context, sub *Subscription) {
	s.mu.Lock()
	sub.asked = s.o.Now()
	form := url.Values{
		"hub.mode": {"subscribe"}, "hub.topic": {sub.Topic}, "hub.callback": {s.o.Public + Path + sub.ID},
		"hub.secret": {sub.Secret}, "hub.lease_seconds": {fmt.Sprint(int(leaseAsked.Seconds()))},
	}
	s.mu.Unlock()
	status, err := s.post(ctx, sub.Hub, form)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err != nil || status >= 500 || status == http.StatusTooManyRequests:
		sub.again = s.o.Now().Add(failedPause)
		s.o.Log.Warn("a feed's hub could not be asked; the feed is polled as ever", "source", sub.Source, "hub", sub.Hub, "status", status, "error", err)
	case status >= 300:
		sub.again = s.o.Now().Add(refusedPause)
		s.o.Log.Warn("a feed's hub refused; the feed is polled as ever", "source", sub.Source, "hub", sub.Hub, "status", status)
	}
}

func (s *Subscriber) post(ctx context.Context, hub string, form url.Values) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, hub, strings.NewReader(form.Encode()))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := s.o.Client.Do(req)
	if err != nil {
		return 0, err
	}
	resp.Body.Close()
	return resp.StatusCode, nil
}

// random is n bytes that nobody can guess, in hex.
func random(n int) string {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
