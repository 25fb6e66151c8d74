package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"strings"
	"sync/atomic"

	"github.com/marsad/marsad/scraper/fetch"
)

// ssrfCase is an address, and what the world behind it does: what names resolve to, where the
// document at the address redirects, what is written in it.
type ssrfCase struct {
	URL      string
	Kind     string
	Resolves []string   // of the address's name
	Answers  [][]string // of its name, question by question
	Location *string
	Status   int
	Hops     int
	Headers  map[string]string
	Body     string
}

// ssrf asks for the address with the daemon's fetcher, in a world of its own: names resolve as the case
// says, and a dial that the guard has let pass ends at a trap on loopback, whatever address was meant, so
// nothing public is ever reached. The verdict is allow if the trap was reached by the case's last step.
func ssrf(raw json.RawMessage) map[string]any {
	var c ssrfCase
	if err := json.Unmarshal(raw, &c); err != nil {
		return nil
	}
	w := &trapWorld{c: c}
	srv := httptest.NewServer(w)
	defer srv.Close()
	w.trap = srv.Listener.Addr().String()
	verdict := "refuse"
	if w.reached() {
		verdict = "allow"
	}
	return map[string]any{"verdict": verdict}
}

type trapWorld struct {
	c         ssrfCase
	trap      string // host:port
	questions int
	secret    atomic.Bool // what no document may lead to was asked for
	inner     atomic.Bool // the guard let an address pass that is not public
}

// publicHost stands for a newspaper's server; no packet is ever sent there.
const publicHost = "93.184.215.14"

// reached asks for the address, and for every address that is written in its document.
func (w *trapWorld) reached() bool {
	client, err := fetch.New(fetch.Settings{Gap: -1, IgnoreRobots: true, Network: fetch.Network{Lookup: w.lookup, Dial: w.dial}}, nil)
	if err != nil {
		return false
	}
	defer client.CloseIdle()
	times := max(1, len(w.c.Answers))
	for range times {
		_, err = client.Get(context.Background(), fetch.Request{URL: w.port(w.c.URL)})
		client.CloseIdle() // or the connection of the first answer would serve the next question
	}
	if !w.document() {
		return w.inner.Load() || err == nil && !w.mixed(client.Guard())
	}
	for _, ref := range addresses.FindAllString(w.port(w.c.Body), -1) {
		_, _ = client.Get(context.Background(), fetch.Request{URL: ref})
	}
	return w.secret.Load() || w.inner.Load()
}

// mixed tells whether a name resolved to anything that is not public, be it beside a public address.
func (w *trapWorld) mixed(g *fetch.Guard) bool {
	for _, said := range w.c.Answers {
		for _, s := range said {
			if a, err := netip.ParseAddr(s); err == nil && g.Check(a) != nil {
				return true
			}
		}
	}
	return false
}

var addresses = regexp.MustCompile(`https?://[^\s"'<>]+`)

// document tells whether the case is about what the address answers, not about the address.
func (w *trapWorld) document() bool {
	return w.c.Location != nil || w.c.Hops > 0 || w.c.Headers != nil || w.c.Body != ""
}

func (w *trapWorld) port(s string) string {
	_, port, _ := net.SplitHostPort(w.trap)
	return strings.ReplaceAll(s, "{port}", port)
}

func (w *trapWorld) lookup(_ context.Context, host string) ([]netip.Addr, error) {
	said := w.c.Resolves
	if n := len(w.c.Answers); n > 0 {
		said = w.c.Answers[min(w.questions, n-1)]
		w.questions++
	}
	if said == nil && w.document() && host == "paper.example" {
		said = []string{publicHost}
	}
	var out []netip.Addr
	for _, s := range said {
		a, err := netip.ParseAddr(s)
		if err != nil {
			return nil, err
		}
		out = append(out, a)
	}
	if out == nil {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return out, nil
}

func (w *trapWorld) dial(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	if a := to.Addr(); a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsUnspecified() {
		w.inner.Store(true)
		return nil, errors.New("not a public address")
	}
	return new(net.Dialer).DialContext(ctx, "tcp", w.trap)
}

func (w *trapWorld) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/secret":
		w.secret.Store(true)
	case w.c.Hops > 0:
		n := 0
		fmt.Sscanf(r.URL.Path, "/r%d", &n)
		if n <= 1 {
			http.Redirect(out, r, "/secret", http.StatusFound)
			return
		}
		http.Redirect(out, r, fmt.Sprintf("/r%d", n-1), http.StatusFound)
		return
	}
	for k, v := range w.c.Headers {
		out.Header().Set(k, w.port(v))
	}
	if w.c.Location != nil && r.URL.Path != "/secret" {
		out.Header()["Location"] = []string{w.port(*w.c.Location)}
		out.WriteHeader(w.c.Status)
		return
	}
	fmt.Fprint(out, w.port(w.c.Body))
}
