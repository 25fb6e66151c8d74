// Package scraper gets the pages of newspapers: article and listing pages, through colly.
//
// Policy is not made here. Whom to ask, how often, how much and what counts as a page is the work of the
// chain in package scraper/fetch, which stands below colly as its transport; colly drives the visit. What
// comes back is the same fetch.Page, and the errors are the same, as fetch.Client.Get gives.
//
// Not here: feeds, which need no collector (fetch.Client.Get); reading a page (scraper/extract).
package scraper

import (
	"context"
	"fmt"

	"github.com/gocolly/colly/v2"

	"github.com/marsad/marsad/scraper/fetch"
)

// Pages visits pages. It is safe for concurrent use.
type Pages struct {
	client *fetch.Client
	base   *colly.Collector // never visits itself: each visit has a clone
}

// NewPages makes the collector from which every visit's own is cloned.
func NewPages(c *fetch.Client) *Pages {
	base := new(colly.Collector)
	base.Init() // not colly.NewCollector, which lets COLLY_* variables of the environment change its settings
	base.AllowURLRevisit = true
	base.IgnoreRobotsTxt = true // the chain asks, by RFC 9309 and with a cache that ages
	base.MaxBodySize = 0        // colly would cut silently; the chain's limit is an error
	base.ParseHTTPErrorResponse = true
	base.DetectCharset = false
	base.SetClient(c.HTTPClient()) // no cookie jar, no 10 s limit, and redirects judged by the chain
	return &Pages{client: c, base: base}
}

// Get visits one page, now and in this goroutine. See fetch.Client.Get for what is a page and what an error.
func (p *Pages) Get(ctx context.Context, r fetch.Request) (*fetch.Page, error) {
	address, err := p.client.Check(r.URL)
	if err != nil {
		return nil, err
	}
	ctx, x := p.client.Begin(ctx, r)
	visit := p.base.Clone()
	visit.Context = ctx
	answered := 0
	visit.OnResponse(func(resp *colly.Response) { answered = resp.StatusCode })
	if err := visit.Request("GET", address, nil, nil, x.Header()); err != nil {
		return nil, fetch.Unwrap(err)
	}
	if answered == 0 {
		return nil, fmt.Errorf("%s: colly ended the visit without an answer", address)
	}
	return x.Page()
}
