package fetch

import (
	"net/http"
	"time"
)

// WebhookClient is for posting to receivers. It shares the address guard, and nothing else: no robots.txt,
// no queues, no User-Agent of its own. It never follows a redirect, because a signed body must not go
// to an address that nobody configured.
func (c *Client) WebhookClient(timeout time.Duration) *http.Client {
	t := newWire(c.dial)
	t.MaxIdleConns = 64
	t.IdleConnTimeout = 30 * time.Second
	t.MaxResponseHeaderBytes = 64 << 10
	return &http.Client{
		Transport: guarded{guard: c.guard, next: t},
		Timeout:   timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
}

// guarded judges the host before the transport may think of a connection that it already has.
type guarded struct {
	guard *Guard
	next  *http.Transport
}

func (g guarded) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := g.guard.CheckHost(req.URL.Hostname()); err != nil {
		return nil, err
	}
	return g.next.RoundTrip(req)
}

// CloseIdleConnections is what http.Client.CloseIdleConnections calls.
func (g guarded) CloseIdleConnections() { g.next.CloseIdleConnections() }
