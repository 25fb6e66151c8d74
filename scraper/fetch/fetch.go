// Package fetch makes polite requests. One chain stands around every request, on every hop of a
// redirect: is the address public or allowed by name, does robots.txt allow it, is it the host's turn,
// does the body keep within its limits, is the answer a page or a guard's challenge. Get makes one
// request through it; Transport is the chain for other clients (colly); WebhookClient shares its
// address guard only.
//
// Sizes count bytes after decompression, and more than the limit is an error, never a cut. Time
// limits count from the moment a request is its host's turn: queueing costs the caller's context, not
// the request's time. Every fault that a caller may decide on has a type (errors.go); timeouts answer to
// errors.Is(err, context.DeadlineExceeded).
//
// Memory follows the work: queues of idle hosts are forgotten, robots.txt rules are kept for a day at most
// and only those that concern marsad. There are no cookies, no proxies from the environment and no second tries:
// when to ask again is decided by package monitor.
package fetch

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"

	"github.com/marsad/marsad/article"
)

// Settings are the fetcher's own, for all sources.
type Settings struct {
	UserAgent    string        // whole header; empty: marsad's own, with Contact in it
	Contact      string        // address or URL at which an editor reaches the operator
	Timeout      time.Duration // one request, body included; 0: 30 s
	Gap          time.Duration // least time between two requests to one host; negative: none; 0: 500 ms
	MaxBody      int64         // bytes after decompression; 0: 16 MiB
	AllowPrivate []string      // host names, addresses and CIDR ranges that may be dialled although they are not public
	IgnoreRobots bool          // robots.txt is not asked
	Concurrent   int           // requests under way over all hosts; 0: 256
	Network      Network       // for examinations; zero: the system's own
}

// Request asks for one address.
type Request struct {
	URL          string
	ETag         string // of the last answer; empty: none
	LastModified string // of the last answer; empty: none
	Accept       string
	Charset      string        // taken when the answer names none and is not UTF-8
	Timeout      time.Duration // 0: the fetcher's own
	Gap          time.Duration // 0: the fetcher's own; negative: none
	MaxBody      int64         // 0: the fetcher's own
}

// Page is an answer with status 200, or 304 (NotModified, no body).
type Page struct {
	URL          string   // after redirects
	Redirects    []string // addresses on the way, the first asked first
	Permanent    bool     // every redirect on the way was permanent (301, 308)
	Status       int
	ContentType  string
	ETag         string
	LastModified string
	Links        []string // values of the Link header (RFC 8288)
	NotModified  bool
	Body         []byte // after decompression, in the server's charset
	Gzip         []byte // Body as it came, when that was one gzip member; else nil
	Text         []byte // UTF-8
	Charset      string // what Text was decoded from, WHATWG name
	FetchedAt    time.Time
}

// Client makes requests. It is safe for concurrent use.
type Client struct {
	settings  Settings
	log       *slog.Logger
	guard     *Guard
	dial      *dialer
	hosts     *hosts
	robots    *robotsCache
	wire      *http.Transport
	http      *http.Client
	userAgent []string
}

// New checks the settings and makes a client. Nothing is dialled yet.
func New(s Settings, log *slog.Logger) (*Client, error) {
	guard, err := NewGuard(s.AllowPrivate)
	if err != nil {
		return nil, fmt.Errorf("fetch: allow_private: %w", err)
	}
	s = s.withDefaults()
	if !httpguts.ValidHeaderFieldValue(s.UserAgent) {
		return nil, fmt.Errorf("fetch: user agent %q cannot stand in a header; write one line of ordinary characters", s.UserAgent)
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	c := &Client{
		settings:  s,
		log:       log,
		guard:     guard,
		dial:      newDialer(guard, s.Network),
		hosts:     newHosts(s.Concurrent),
		userAgent: []string{s.UserAgent},
	}
	c.wire = newWire(c.dial)
	c.http = c.HTTPClient()
	c.robots = &robotsCache{get: c.getRobots, m: make(map[string]*robotsEntry)}
	return c, nil
}

func (s Settings) withDefaults() Settings {
	if s.UserAgent == "" {
		s.UserAgent = userAgent(s.Contact)
	}
	if s.Timeout <= 0 {
		s.Timeout = 30 * time.Second
	}
	if s.Gap == 0 {
		s.Gap = 500 * time.Millisecond
	}
	s.Gap = max(s.Gap, 0)
	if s.MaxBody <= 0 {
		s.MaxBody = 16 << 20
	}
	if s.Concurrent <= 0 {
		s.Concurrent = 256
	}
	return s
}

// userAgent names the program, what it is, and whom to ask.
func userAgent(contact string) string {
	version := "1"
	if info, ok := debug.ReadBuildInfo(); ok && len(info.Main.Version) > 1 && info.Main.Version[0] == 'v' {
		version = info.Main.Version[1:]
	}
	about := "+https://github.com/marsad/marsad"
	if contact != "" {
		about += "; " + contact
	}
	return Token + "/" + version + " (" + about + ")"
}

// newWire is the transport below the chain, for thousands of hosts with one or two connections each:
// small buffers, and idle connections that live long enough for the next poll of a busy feed.
func newWire(d *dialer) *http.Transport {
	return &http.Transport{
		Proxy:                  nil, // a proxy of the environment would dial what the guard never sees
		DialContext:            d.DialContext,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // body.go unpacks, with a limit
		MaxIdleConns:           1024, // an idle one costs about 25 KB with its two goroutines
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		ResponseHeaderTimeout:  30 * time.Second,
		ExpectContinueTimeout:  time.Second,
		MaxResponseHeaderBytes: 256 << 10,
		ReadBufferSize:         4 << 10,
		WriteBufferSize:        2 << 10,
	}
}

// Get makes one polite GET and follows redirects. A Page means status 200, or 304 to a request with
// validators; everything else is an error.
func (c *Client) Get(ctx context.Context, r Request) (*Page, error) {
	u, err := c.parse(r.URL)
	if err != nil {
		return nil, err
	}
	ctx, x := c.Begin(ctx, r)
	req := &http.Request{Method: http.MethodGet, URL: u, Host: u.Host, Header: x.Header(), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
	resp, err := c.http.Do(req.WithContext(ctx))
	if err != nil {
		return nil, Unwrap(err)
	}
	resp.Body.Close()
	return x.Page()
}

// Check reads an address as Get would, without asking for it: absolute, in the form that is sent, of a
// host that may be public.
func (c *Client) Check(raw string) (string, error) {
	u, err := c.parse(raw)
	if err != nil {
		return "", err
	}
	return u.String(), nil
}

// parse reads an address as a browser would, and judges what its looks can tell.
func (c *Client) parse(raw string) (*url.URL, error) {
	href := raw
	if !settled(raw) {
		var err error
		if href, err = article.Resolve("", raw); err != nil {
			return nil, err
		}
	}
	u, err := url.Parse(href)
	if err != nil || u.Host == "" {
		return nil, &article.AddressError{Address: shown(raw), Reason: "cannot be asked for"}
	}
	if !plain(u) && href == raw { // settled, but for its host
		if href, err = article.Resolve("", raw); err != nil {
			return nil, err
		}
		if u, err = url.Parse(href); err != nil {
			return nil, &article.AddressError{Address: shown(raw), Reason: "cannot be asked for"}
		}
	}
	u.Fragment, u.RawFragment = "", ""
	return u, c.guard.CheckHost(u.Hostname())
}

// settled tells, cheaply, that a browser would leave everything of an address behind its host as it is: the
// case of most feeds, which are polled without end. Anything less than plain takes the long way.
func settled(raw string) bool {
	_, rest, ok := strings.Cut(raw, "://")
	path := strings.IndexByte(rest, '/')
	if !ok || path < 0 || strings.Contains(rest, "/.") {
		return false
	}
	if _, port, ok := strings.Cut(rest[:path], ":"); ok && !settledPort(port) {
		return false
	}
	for i := range len(rest) {
		switch c := rest[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '/', c == '-', c == '.', c == '_':
		case i < path && c == ':':
		case i > path && ('A' <= c && c <= 'Z' || c == '?' || c == '=' || c == '&'):
		default:
			return false
		}
	}
	return true
}

// settledPort tells a port that is written as it would be printed, and is no default.
func settledPort(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n != 80 && n != 443 && s[0] != '0'
}

// Transport is the chain as a RoundTripper. See Begin for requests with their own limits.
func (c *Client) Transport() http.RoundTripper { return chain{c} }

// HTTPClient is an http.Client over the chain, whose redirects the chain judges.
func (c *Client) HTTPClient() *http.Client {
	return &http.Client{
		Transport:     c.Transport(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return nil },
	}
}

// Guard is the address guard, for those who dial by other ways.
func (c *Client) Guard() *Guard { return c.guard }

// CloseIdle closes the connections that no request uses.
func (c *Client) CloseIdle() { c.wire.CloseIdleConnections() }

// getRobots asks for a robots.txt: through the chain, but for its own question and for challenge pages.
func (c *Client) getRobots(ctx context.Context, address string) (status int, h http.Header, body []byte, err error) {
	ctx, x := c.Begin(ctx, Request{URL: address, MaxBody: 4 * maxRobots})
	x.skipRobots = true
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, nil, nil, err
	}
	resp, err := c.http.Do(req)
	return x.robotsAnswer(resp, Unwrap(err))
}
