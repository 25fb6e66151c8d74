package fetch

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
)

// maxRedirects is how many hops one request may take.
const maxRedirects = 10

// chain is the policy around every request, as a RoundTripper, so that it holds under any http.Client
// and on every hop: address, robots, the host's queue, then the wire, then reading, unpacking and the
// look for challenge pages. An answer leaves it wholly read; the body is text in UTF-8 where it is text.
type chain struct{ c *Client }

func (t chain) RoundTrip(req *http.Request) (*http.Response, error) {
	x := exchangeOf(req.Context())
	if x == nil { // a client that knows nothing of exchanges: the fetcher's own limits
		x = t.c.newExchange(Request{URL: req.URL.String()})
	}
	x.page, x.status, x.wait = nil, 0, 0
	req, err := t.judge(req)
	if err != nil {
		return nil, err
	}
	gap, err := t.robots(req, x)
	if err != nil {
		return nil, err
	}
	name := authority(req.URL)
	release, err := t.c.hosts.acquire(req.Context(), name, max(gap, x.gap), x.left)
	if err != nil {
		var held *StatusError
		if errors.As(err, &held) {
			held.URL = shown(req.URL.String())
		}
		return nil, err
	}
	defer release()
	return t.send(req, x, name)
}

// judge refuses what may not be asked at all, and brings an address that another library made into the
// form that the guard reads: http://2130706433/ is http://127.0.0.1/.
func (t chain) judge(req *http.Request) (*http.Request, error) {
	if req.Response != nil {
		if err := judgeHops(req); err != nil {
			return nil, err
		}
	}
	if !plain(req.URL) {
		href, err := article.Resolve("", req.URL.String())
		if err != nil {
			return nil, err
		}
		u, err := url.Parse(href)
		if err != nil {
			return nil, &article.AddressError{Address: shown(href), Reason: "cannot be asked for"}
		}
		req = req.Clone(req.Context())
		req.URL, req.Host = u, ""
	}
	return req, t.c.guard.CheckHost(req.URL.Hostname())
}

// judgeHops follows the way back to the first request.
func judgeHops(req *http.Request) error {
	here := req.URL.String()
	hops := 0
	circle := false
	first := req
	for r := req; r.Response != nil; r = r.Response.Request {
		first = r.Response.Request
		circle = circle || first.URL.String() == here
		hops++
	}
	if circle || hops > maxRedirects {
		return &RedirectError{URL: shown(first.URL.String()), To: shown(here), Hops: hops}
	}
	return nil
}

// plain tells, cheaply, that an address needs no second reading: http(s), a host of ordinary letters
// whose last part is no number, or an IPv4 address in its usual form.
func plain(u *url.URL) bool {
	if u.Scheme != "https" && u.Scheme != "http" {
		return false
	}
	host := u.Hostname()
	for i := range len(host) {
		if c := host[i]; c != '.' && c != '-' && c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	if last == "" || '0' <= last[0] && last[0] <= '9' {
		a, err := netip.ParseAddr(host)
		return err == nil && a.Is4()
	}
	return true
}

// robots asks robots.txt, and returns the gap that it wants.
func (t chain) robots(req *http.Request, x *Exchange) (time.Duration, error) {
	if t.c.settings.IgnoreRobots || x.skipRobots {
		return 0, nil
	}
	rules, err := t.c.robots.rules(req.Context(), req.URL)
	if err != nil {
		if cause := req.Context().Err(); cause != nil {
			return 0, cause
		}
		return 0, &RobotsError{URL: shown(req.URL.String()), Err: err}
	}
	if !rules.Allowed(req.URL) {
		return 0, &RobotsError{URL: shown(req.URL.String())}
	}
	return rules.CrawlDelay, nil
}

// send makes the request and reads the answer, within what is left of the exchange's time.
func (t chain) send(req *http.Request, x *Exchange, name string) (*http.Response, error) {
	start := time.Now()
	ctx, cancel := context.WithDeadline(req.Context(), start.Add(x.left))
	defer cancel()
	defer func() { x.left -= time.Since(start) }()
	resp, err := t.c.wire.RoundTrip(t.dress(req, ctx))
	if err != nil {
		return nil, wireError(ctx, req.URL, err)
	}
	defer resp.Body.Close()
	resp.Request = req
	resp.Uncompressed = true // or colly would unpack once more, even the nothing of a 304
	x.status, x.wait = resp.StatusCode, retryAfter(resp)
	t.heed(resp, name)
	switch {
	case isRedirect(resp.StatusCode):
		return redirect(resp)
	case resp.StatusCode == http.StatusNotModified:
		resp.Body = http.NoBody
		x.notModified(resp)
		return resp, nil
	}
	return t.read(ctx, resp, x)
}

// wireError names the address, and time or the caller's will where they are the cause of what the wire says.
func wireError(ctx context.Context, u *url.URL, err error) error {
	switch cause := ctx.Err(); {
	case errors.Is(cause, context.DeadlineExceeded):
		return fmt.Errorf("%s: no whole answer in the time allowed: %w", u.Redacted(), cause)
	case cause != nil:
		return cause
	}
	return fmt.Errorf("%s: %w", u.Redacted(), err)
}

// dress puts on the headers that every request of marsad wears. The request is the caller's, so it is copied.
func (t chain) dress(req *http.Request, ctx context.Context) *http.Request {
	req = req.WithContext(ctx)
	h := make(http.Header, len(req.Header)+2)
	for k, v := range req.Header {
		h[k] = v
	}
	h["User-Agent"] = t.c.userAgent
	h["Accept-Encoding"] = acceptEncodings
	req.Header = h
	return req
}

var acceptEncodings = []string{acceptEncoding}

// heed leaves the host alone when it asks for it.
func (t chain) heed(resp *http.Response, name string) {
	if code := resp.StatusCode; code != http.StatusTooManyRequests && code != http.StatusServiceUnavailable {
		return
	}
	if d := retryAfter(resp); d > 0 {
		t.c.hosts.hold(name, d, resp.StatusCode)
	}
}

// retryAfter is the wait that an answer asks for, at most maxHold; 0: none. A 429 that names no
// time means a minute.
func retryAfter(resp *http.Response) time.Duration {
	v := strings.TrimSpace(resp.Header.Get("Retry-After"))
	if v == "" && resp.StatusCode != http.StatusTooManyRequests {
		return 0
	}
	s, err := strconv.ParseInt(v, 10, 64)
	switch {
	case err == nil && s > 0:
		return time.Duration(min(s, int64(maxHold/time.Second))) * time.Second
	case errors.Is(err, strconv.ErrRange) && s > 0:
		return maxHold
	}
	if at, err := http.ParseTime(v); err == nil && time.Until(at) > 0 {
		return min(time.Until(at), maxHold)
	}
	if resp.StatusCode == http.StatusTooManyRequests {
		return time.Minute
	}
	return 0
}

func isRedirect(code int) bool {
	return code == 301 || code == 302 || code == 303 || code == 307 || code == 308
}

// redirect prepares an answer for the http.Client, which will follow it: the Location is read as a
// browser reads it, and one that leads outside http ends here.
func redirect(resp *http.Response) (*http.Response, error) {
	loc := resp.Header.Get("Location")
	resp.Body, resp.ContentLength = http.NoBody, 0
	if loc == "" {
		return resp, nil
	}
	here := resp.Request.URL.String()
	href, err := article.Resolve(here, loc)
	if err != nil {
		return nil, &RedirectError{URL: shown(here), To: shown(loc), Hops: 1, Err: err}
	}
	resp.Header.Set("Location", href)
	return resp, nil
}

// read takes in the body and records what it is.
func (t chain) read(ctx context.Context, resp *http.Response, x *Exchange) (*http.Response, error) {
	body, packed, err := readBody(resp, x.maxBody)
	shown := shown(resp.Request.URL.String())
	switch {
	case errors.Is(err, errTooLarge):
		return nil, &TooLargeError{URL: shown, Limit: x.maxBody}
	case err != nil && (resp.StatusCode != http.StatusOK || errors.Is(ctx.Err(), context.Canceled)):
		return nil, wireError(ctx, resp.Request.URL, err)
	}
	if by, challenge := blocker(resp, body); by != "" {
		return nil, &BlockedError{URL: shown, By: by, Challenge: challenge, RetryAfter: challengeWait(resp)}
	}
	if err != nil {
		p := x.newPage(resp, body)
		p.ETag, p.LastModified = "", ""
		return nil, &TruncatedError{URL: shown, Partial: p, Err: cmp.Or(ctx.Err(), err)}
	}
	text := body
	if resp.StatusCode == http.StatusOK {
		x.page = x.newPage(resp, body)
		x.page.Gzip = packed
		text = x.page.Text
	}
	hand(resp, text)
	return resp, nil
}

// hand gives the client above an answer that needs no more work: unpacked, and in UTF-8 under a label
// that says so, which keeps colly from decoding it a second time.
func hand(resp *http.Response, text []byte) {
	h := resp.Header
	h.Del("Content-Encoding")
	h.Set("Content-Length", strconv.Itoa(len(text)))
	media, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	if media = strings.TrimSpace(media); strings.HasPrefix(media, "text/") || media == "" || strings.Contains(media, "xml") || strings.Contains(media, "json") {
		if media == "" {
			media = "text/plain"
		}
		h.Set("Content-Type", media+"; charset=utf-8")
	}
	resp.Body = io.NopCloser(bytes.NewReader(text))
	resp.ContentLength = int64(len(text))
	resp.TransferEncoding = nil
}

// way lists the addresses that led to resp, the first asked first, and tells whether all were permanent.
func way(resp *http.Response) (hops []string, permanent bool) {
	permanent = resp.Request.Response != nil
	for r := resp.Request.Response; r != nil; r = r.Request.Response {
		hops = append(hops, r.Request.URL.String())
		permanent = permanent && (r.StatusCode == 301 || r.StatusCode == 308)
	}
	slices.Reverse(hops)
	return hops, permanent
}
