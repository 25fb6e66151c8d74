package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"golang.org/x/net/http/httpguts"
)

// Exchange is one Request on its way through an http.Client. The chain sees single hops only; what
// belongs to the whole (its limits, the time that is left, the Page at the end) it finds here. The
// context carries it, because a context is all that an http.Client hands down to its transport.
type Exchange struct {
	client  *Client
	request Request

	maxBody    int64
	gap        time.Duration
	left       time.Duration // on the wire; waiting in a host's queue costs nothing
	skipRobots bool

	status int           // of the last hop
	wait   time.Duration // that it asked for
	page   *Page         // nil until the last hop has answered well
}

type exchangeKey struct{}

func exchangeOf(ctx context.Context) *Exchange {
	x, _ := ctx.Value(exchangeKey{}).(*Exchange)
	return x
}

// Begin prepares r for a client other than this one that works over Transport, such as colly's: make
// the request under the context returned, with the headers of Header, then ask Page.
func (c *Client) Begin(ctx context.Context, r Request) (context.Context, *Exchange) {
	x := c.newExchange(r)
	return context.WithValue(ctx, exchangeKey{}, x), x
}

func (c *Client) newExchange(r Request) *Exchange {
	s := &c.settings
	x := &Exchange{client: c, request: r, maxBody: s.MaxBody, gap: s.Gap, left: s.Timeout}
	if r.MaxBody > 0 {
		x.maxBody = r.MaxBody
	}
	if r.Timeout > 0 {
		x.left = r.Timeout
	}
	if r.Gap != 0 {
		x.gap = max(r.Gap, 0)
	}
	return x
}

// Header is what the request says for itself; the chain adds what all requests say.
func (x *Exchange) Header() http.Header {
	h := make(http.Header, 5)
	if x.request.ETag != "" {
		h.Set("If-None-Match", x.request.ETag)
	}
	if x.request.LastModified != "" {
		h.Set("If-Modified-Since", x.request.LastModified)
	}
	accept := x.request.Accept
	if accept == "" {
		accept = "*/*"
	}
	h.Set("Accept", accept)
	return h
}

// Page is the outcome, once the client has come back without an error.
func (x *Exchange) Page() (*Page, error) {
	if x.page != nil {
		return x.page, nil
	}
	return nil, &StatusError{URL: shown(x.request.URL), Code: x.status, RetryAfter: x.wait}
}

// newPage describes a complete answer with status 200.
func (x *Exchange) newPage(resp *http.Response, body []byte) *Page {
	p := x.head(resp)
	p.ContentType = resp.Header.Get("Content-Type")
	p.Links = resp.Header.Values("Link")
	p.Body = body
	p.Text, p.Charset = Decode(body, p.ContentType, x.request.Charset)
	return p
}

// notModified describes a 304, if one was asked for: without validators it answers nothing.
func (x *Exchange) notModified(resp *http.Response) {
	if x.request.ETag == "" && x.request.LastModified == "" {
		return
	}
	p := x.head(resp)
	p.NotModified = true
	if p.ETag == "" { // a 304 need not repeat them (RFC 9110 §15.4.5)
		p.ETag = x.request.ETag
	}
	if p.LastModified == "" {
		p.LastModified = x.request.LastModified
	}
	x.page = p
}

func (x *Exchange) head(resp *http.Response) *Page {
	p := &Page{
		URL:          resp.Request.URL.String(),
		Status:       resp.StatusCode,
		ETag:         validator(resp.Header.Get("Etag")),
		LastModified: validator(resp.Header.Get("Last-Modified")),
		FetchedAt:    time.Now().UTC(),
	}
	p.Redirects, p.Permanent = way(resp)
	return p
}

// validator is what may be sent back verbatim: not a header that could not be sent, nor one so long
// that servers would refuse it.
func validator(v string) string {
	const most = 4 << 10
	if len(v) > most || !httpguts.ValidHeaderFieldValue(v) {
		return ""
	}
	return v
}

// robotsAnswer is the outcome for a robots.txt. A file that is too large or broken off counts as far as
// it was read, one behind a challenge as refused, a way that ends nowhere as absent (RFC 9309 §2.3.1.2).
func (x *Exchange) robotsAnswer(resp *http.Response, err error) (status int, h http.Header, body []byte, _ error) {
	var cut *TruncatedError
	var blocked *BlockedError
	var redirect *RedirectError
	switch {
	case errors.As(err, &cut) && len(cut.Partial.Body) > maxRobots:
		return http.StatusOK, nil, cut.Partial.Body, nil
	case errors.As(err, &blocked):
		return http.StatusForbidden, nil, nil, nil
	case errors.As(err, &redirect) && redirect.Err == nil:
		return http.StatusFound, nil, nil, nil
	case err != nil:
		return 0, nil, nil, err
	}
	resp.Body.Close()
	if x.page != nil {
		body = x.page.Text
	}
	return resp.StatusCode, resp.Header, body, nil
}

// Unwrap takes off what http.Client puts around an error, whose words would only repeat the address.
func Unwrap(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return err
}

// shown is an address as an error may print it: without a password.
func shown(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return raw
	}
	return u.Redacted()
}
