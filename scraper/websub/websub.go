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
	Topic  string    `json:"topic"`
	Hub    string    `json:"hub"`
	Secret string    `json:"secret"`
	Until  time.Time `json:"until"` // end of the lease; zero: not confirmed

	asked time.Time // when the hub was last asked to subscribe
	again time.Time // no earlier than this is it asked again
}

// Push is what a hub sent, its signature checked.
type Push struct {
	Source, Topic string
	Body          []byte
	ContentType   string
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

	mu    sync.Mutex
	byID  map[string]*Subscription
	topic map[string]*Subscription // by source and topic
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
	return &Subscriber{o: o, byID: map[string]*Subscription{}, topic: map[string]*Subscription{}}
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
	s.byID[sub.ID], s.topic[sub.Source+" "+sub.Topic] = sub, sub
}

// Offer says that a feed of a source names a hub. The first time, and when the hub has changed, it is asked to
// subscribe; else nothing happens.
func (s *Subscriber) Offer(ctx context.Context, source, topic, hub string) {
	s.mu.Lock()
	sub := s.topic[source+" "+topic]
	switch {
	case sub != nil && sub.Hub == hub, len(s.topic) >= mostTopics:
		s.mu.Unlock()
		return
	case sub != nil: // the old one is left to end
		delete(s.byID, sub.ID)
	}
	sub = &Subscription{ID: random(16), Source: source, Topic: topic, Hub: hub, Secret: random(32)}
	s.put(sub)
	s.mu.Unlock()
	s.ask(ctx, sub)
}

// Active tells whether a feed's hub has confirmed and the lease lasts.
func (s *Subscriber) Active(source, topic string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	sub := s.topic[source+" "+topic]
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
