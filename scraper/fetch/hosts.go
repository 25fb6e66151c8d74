package fetch

import (
	"context"
	"net/url"
	"sync"
	"time"
)

// maxHold bounds how long a host may ask to be left alone, whatever it writes into Retry-After.
const maxHold = time.Hour

// hosts is the queue before each host: one request at a time, a least gap between two starts, and
// the rest that a host asked for. Hosts that rest are forgotten, so memory follows the work under way.
type hosts struct {
	mu     sync.Mutex
	m      map[string]*hostQueue
	swept  time.Time
	onward chan struct{} // places of requests under way over all hosts
}

type hostQueue struct {
	slot  chan struct{} // one place; senders wait in order of arrival
	users int           // holding or waiting, guarded by hosts.mu
	next  time.Time     // earliest next start, guarded by hosts.mu
	until time.Time     // the host is left alone until then, guarded by hosts.mu
	code  int           // the status that asked for it
}

func newHosts(concurrent int) *hosts {
	return &hosts{m: make(map[string]*hostQueue), onward: make(chan struct{}, concurrent)}
}

// authority names a queue: http and https of one host share it, other ports have their own.
func authority(u *url.URL) string {
	host, port := u.Hostname(), u.Port()
	if port == "" || port == "80" || port == "443" {
		return host
	}
	return host + ":" + port
}

// acquire waits for a turn at the host and returns what gives it back. patience bounds the rest that
// is waited for: a host held back for longer is an error at once, because its caller has better to do.
func (hs *hosts) acquire(ctx context.Context, name string, gap, patience time.Duration) (release func(), err error) {
	h := hs.enter(name)
	select {
	case h.slot <- struct{}{}:
	case <-ctx.Done():
		hs.leave(h)
		return nil, ctx.Err()
	}
	if err := hs.rest(ctx, h, patience); err != nil {
		<-h.slot
		hs.leave(h)
		return nil, err
	}
	select {
	case hs.onward <- struct{}{}:
	case <-ctx.Done():
		<-h.slot
		hs.leave(h)
		return nil, ctx.Err()
	}
	hs.mu.Lock()
	h.next = time.Now().Add(gap)
	hs.mu.Unlock()
	return func() {
		<-hs.onward
		<-h.slot
		hs.leave(h)
	}, nil
}

// rest waits until the gap is over and the host may be asked again.
func (hs *hosts) rest(ctx context.Context, h *hostQueue, patience time.Duration) error {
	for {
		hs.mu.Lock()
		held, next, code := time.Until(h.until), time.Until(h.next), h.code
		hs.mu.Unlock()
		if held > patience {
			return &StatusError{Code: code, RetryAfter: held, Held: true}
		}
		wait := max(held, next)
		if wait <= 0 {
			return nil
		}
		if err := sleep(ctx, wait); err != nil {
			return err
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// hold leaves the host alone for d, at most maxHold. It never shortens an earlier hold.
func (hs *hosts) hold(name string, d time.Duration, code int) {
	until := time.Now().Add(min(d, maxHold))
	h := hs.enter(name)
	hs.mu.Lock()
	if until.After(h.until) {
		h.until, h.code = until, code
	}
	hs.mu.Unlock()
	hs.leave(h)
}

// sweepEvery is the least time between two looks for hosts to forget.
const sweepEvery = 10 * time.Second

func (hs *hosts) enter(name string) *hostQueue {
	hs.mu.Lock()
	defer hs.mu.Unlock()
	h := hs.m[name]
	if h == nil {
		if now := time.Now(); now.Sub(hs.swept) > sweepEvery {
			hs.swept = now
			hs.sweep(now)
		}
		h = &hostQueue{slot: make(chan struct{}, 1)}
		hs.m[name] = h
	}
	h.users++
	return h
}

func (hs *hosts) leave(h *hostQueue) {
	hs.mu.Lock()
	h.users--
	hs.mu.Unlock()
}

// sweep forgets hosts that nobody uses and that owe no rest.
func (hs *hosts) sweep(now time.Time) {
	for name, h := range hs.m {
		if h.users == 0 && now.After(h.next) && now.After(h.until) {
			delete(hs.m, name)
		}
	}
}
