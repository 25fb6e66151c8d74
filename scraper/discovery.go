package scraper

import (
	"context"
	"errors"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/scraper/extract"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/sources/discover"
)

// Discovery is package discover's way to the web: the same polite fetching as the daemon's own, and
// what stands in the way told by its kind. It is safe for concurrent use.
type Discovery struct {
	client *fetch.Client
	pages  *Pages
	limits fetch.Request // of a source, without an address
}

// NewDiscovery makes the way to the web of a search.
func NewDiscovery(c *fetch.Client) *Discovery { return &Discovery{client: c, pages: NewPages(c)} }

// For is the same way with the limits of a configured source.
func (d *Discovery) For(src sources.Source) *Discovery {
	out := *d
	out.limits = fetch.Request{Timeout: src.Timeout, Gap: src.Gap, MaxBody: src.MaxBody}
	return &out
}

const acceptFeed = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"

// Get asks for one page.
func (d *Discovery) Get(ctx context.Context, r discover.Request) (discover.Page, error) {
	req := d.limits
	req.URL, req.Charset = r.URL, r.Charset
	get := d.pages.Get
	if r.Feed {
		req.Accept = acceptFeed
		get = d.client.Get
	}
	page, err := get(ctx, req)
	if err == nil {
		return found(page, false), nil
	}
	if cut, ok := errors.AsType[*fetch.TruncatedError](err); ok && r.Feed && cut.Partial != nil && len(cut.Partial.Text) > 0 {
		return found(cut.Partial, true), nil
	}
	return discover.Page{}, trouble(err)
}

func found(p *fetch.Page, cut bool) discover.Page {
	return discover.Page{URL: p.URL, Text: p.Text, Body: p.Body, ContentType: p.ContentType, Cut: cut, FetchedAt: p.FetchedAt}
}

// trouble sorts the faults of package fetch into the kinds that a search knows.
func trouble(err error) *discover.Trouble {
	t := &discover.Trouble{Kind: discover.Unreachable, Err: err}
	if st, ok := errors.AsType[*fetch.StatusError](err); ok {
		t.Status = st.Code
		switch {
		case st.Code == 401, st.Code == 403, st.Code == 402, st.Code == 451:
			t.Kind = discover.Refused
		case st.Code == 404, st.Code == 410:
			t.Kind = discover.Absent
		default:
			t.Kind = discover.Failing
		}
	}
	if r, ok := errors.AsType[*fetch.RobotsError](err); ok && r.Err != nil { // not a word of the paper's, but a fault on the way to it
		t = trouble(r.Err)
		t.Err = err
		return t
	}
	for _, one := range []struct {
		is   func(error) bool
		kind discover.Kind
	}{
		{is[*fetch.BlockedError], discover.Blocked},
		{is[*fetch.RobotsError], discover.Forbidden},
		{is[*fetch.PrivateError], discover.Private},
		{is[*article.AddressError], discover.BadAddress},
	} {
		if one.is(err) {
			t.Kind = one.kind
		}
	}
	return t
}

func is[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}

// Extract reads a page for a search.
func (d *Discovery) Extract(r *sources.Reader, p discover.Page) (discover.Extracted, error) {
	got, err := extract.Article(r, extract.Page{URL: p.URL, Text: p.Text, Body: p.Body, ContentType: p.ContentType, FetchedAt: p.FetchedAt})
	if err != nil {
		return discover.Extracted{}, err
	}
	return discover.Extracted{Article: got.Article, Fallback: got.Fallback, Form: got.Form}, nil
}
