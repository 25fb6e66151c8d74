package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	robotsLongest  = 24 * time.Hour   // RFC 9309 §2.4
	robotsShortest = 30 * time.Minute // no-cache on robots.txt would double every poll
	robotsRetry    = 3 * time.Minute  // between two tries of a file that could not be had
	robotsOrigins  = 20_000           // remembered at most
)

// robotsCache keeps the rules of each origin. One request serves all who ask at the same time; it is
// given up when the last of them has left.
type robotsCache struct {
	get func(ctx context.Context, robotsURL string) (status int, header http.Header, body []byte, err error)
	mu  sync.Mutex
	m   map[string]*robotsEntry
}

type robotsEntry struct {
	ready   chan struct{} // closed when the rest is set
	rules   *Robots
	err     error     // why the file could not be had; then rules disallow all
	expires time.Time // zero while the request is under way

	waiting int // guarded by robotsCache.mu
	cancel  context.CancelFunc
}

// rules answers for the origin of u, from memory or by asking it.
func (c *robotsCache) rules(ctx context.Context, u *url.URL) (*Robots, error) {
	origin := u.Scheme + "://" + u.Host
	e := c.enter(ctx, origin)
	defer c.leave(e)
	select {
	case <-e.ready:
		return e.rules, e.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (c *robotsCache) enter(ctx context.Context, origin string) *robotsEntry {
	c.mu.Lock()
	defer c.mu.Unlock()
	old := c.m[origin]
	if old != nil && (old.expires.IsZero() || time.Now().Before(old.expires)) {
		old.waiting++
		return old
	}
	if len(c.m) >= robotsOrigins {
		c.forget(time.Now())
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx)) // the first to ask may leave before the others
	e := &robotsEntry{ready: make(chan struct{}), waiting: 1, cancel: cancel}
	c.m[origin] = e
	go c.fill(ctx, e, old, origin)
	return e
}

func (c *robotsCache) leave(e *robotsEntry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e.waiting--; e.waiting == 0 && e.expires.IsZero() {
		e.cancel()
	}
}

// fill asks for the file. One that could be had before stays in force while it cannot.
func (c *robotsCache) fill(ctx context.Context, e, old *robotsEntry, origin string) {
	status, header, body, err := c.get(ctx, origin+"/robots.txt")
	gaveUp := ctx.Err() != nil
	e.cancel()
	rules := RobotsFor(status, body, Token)
	life := lifetime(header)
	if rules.disallow {
		life = robotsRetry
		if err == nil {
			err = &StatusError{URL: origin + "/robots.txt", Code: status}
		}
		if old != nil && old.err == nil {
			rules, err = old.rules, nil
		}
	} else {
		err = nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	e.rules, e.err = rules, err
	e.expires = time.Now().Add(life)
	if gaveUp && c.m[origin] == e { // nobody waited for the answer, so there was none
		delete(c.m, origin)
		if old != nil {
			c.m[origin] = old
		}
	}
	close(e.ready)
}

// forget makes room for many: first what has expired, then whatever comes.
func (c *robotsCache) forget(now time.Time) {
	for origin, e := range c.m {
		if !e.expires.IsZero() && now.After(e.expires) {
			delete(c.m, origin)
		}
	}
	for origin := range c.m {
		if len(c.m) < robotsOrigins*9/10 {
			return
		}
		delete(c.m, origin)
	}
}

// lifetime is how long the rules count, by Cache-Control within bounds.
func lifetime(h http.Header) time.Duration {
	for d := range strings.SplitSeq(strings.ToLower(h.Get("Cache-Control")), ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(d), "=")
		if name == "no-cache" || name == "no-store" {
			return robotsShortest
		}
		if s, err := strconv.ParseInt(strings.Trim(value, `"`), 10, 64); name == "max-age" && (err == nil || errors.Is(err, strconv.ErrRange)) {
			return max(robotsShortest, min(robotsLongest, time.Duration(min(s, 1<<20))*time.Second))
		}
	}
	return robotsLongest
}
