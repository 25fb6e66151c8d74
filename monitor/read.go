package monitor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/scraper/extract"
	"github.com/marsad/marsad/scraper/fetch"
)

// reading is what came of reading an article's page.
type reading struct {
	article.Article
	claims         []string // names that the page gives itself beside those of its address
	lie            string   // an address that it names as its own and that cannot be
	etag, modified string   // validators for the next look
	redirected     bool
	unchanged      bool // the server says that it is as it was; nothing else is set
}

// read fetches and reads an article's page, or takes the feed's own text where the source is set
// to that.
func (m *Monitor) read(ctx context.Context, d *desk, it item, last fetch.Request, ask bool) (reading, error) {
	if it.ref.URL == "" || !d.src.Pages && it.key != "" {
		art, err := m.fromRef(d, it)
		return reading{Article: art}, err
	}
	if !ask {
		return reading{}, errors.New("not asked for now: the paper's pages fail one after another")
	}
	r, err := m.readPage(ctx, d, it, it.ref.URL, last)
	var moved *extract.NotArticleError
	if errors.As(err, &moved) && moved.Location != "" { // a page that only sends the reader on
		return m.readPage(ctx, d, it, moved.Location, fetch.Request{})
	}
	return r, err
}

func (m *Monitor) readPage(ctx context.Context, d *desk, it item, url string, last fetch.Request) (reading, error) {
	page, err := m.getPage(ctx, d, url, last)
	if err != nil {
		return reading{}, err
	}
	if page.NotModified {
		return reading{unchanged: true}, nil
	}
	r, next, err := m.extract(ctx, d, it, page)
	if err != nil || next == "" {
		return r, err
	}
	return m.withParts(ctx, d, r, next)
}

// getPage asks for a page, with the validators of the last answer.
func (m *Monitor) getPage(ctx context.Context, d *desk, url string, last fetch.Request) (*fetch.Page, error) {
	req := d.request(url)
	req.ETag, req.LastModified = last.ETag, last.LastModified
	began := time.Now()
	page, err := m.pages.Get(ctx, req)
	m.Metrics.fetched("page", time.Since(began), err)
	return page, err
}

// mostParts bounds the pages of one split article.
const mostParts = 20

// withParts reads the further pages of an article that its paper splits, and joins them to one text.
// A part that is not there ends it; one that cannot be had now is the whole page's error, for half a
// text would look like an edit later.
func (m *Monitor) withParts(ctx context.Context, d *desk, r reading, next string) (reading, error) {
	r.etag, r.modified = "", "" // they speak of the first page alone
	have := r.Paragraphs()
	for n := 1; n < mostParts && next != ""; n++ {
		page, err := m.getPage(ctx, d, next, fetch.Request{})
		if missing, _ := isMissing(err); missing {
			break
		}
		if err != nil {
			return reading{}, fmt.Errorf("page %d of the article: %w", n+1, err)
		}
		part, err := extract.Further(d.reader, extract.Page{URL: page.URL, Text: page.Text, Body: page.Body, ContentType: page.ContentType, FetchedAt: page.FetchedAt})
		if err != nil {
			break
		}
		before := len(have)
		for _, p := range part.Paragraphs {
			if !slices.Contains(have, p) {
				have = append(have, p)
			}
		}
		if len(have) == before { // the paper shows the same page whatever is asked
			break
		}
		next = part.Next
	}
	r.Body = strings.Join(have, "\n\n")
	return r, nil
}

// extract reads a page, at most as many at a time as there are processors. next is the address of
// the article's second page.
func (m *Monitor) extract(ctx context.Context, d *desk, it item, page *fetch.Page) (r reading, next string, err error) {
	select {
	case m.cpu <- struct{}{}:
		defer func() { <-m.cpu }()
	case <-ctx.Done():
		return reading{}, "", ctx.Err()
	}
	began := time.Now()
	read, err := d.readArticle(extract.Page{URL: page.URL, Text: page.Text, Body: page.Body, ContentType: page.ContentType, FetchedAt: page.FetchedAt}, it.again, m.now())
	m.Metrics.extracted(time.Since(began))
	if err != nil {
		return reading{}, "", fmt.Errorf("%s: %w", page.URL, err)
	}
	m.watchZ(ctx, d, read, it.ref)
	if read.Fallback {
		d.fallbacks++
	} else {
		d.fallbacks = 0
	}
	d.pageAt, d.pageLink = m.now(), page.URL
	art := read.Article
	art.Link = page.URL
	art.Page = &article.Page{URL: page.URL, FetchedAt: page.FetchedAt, Body: page.Body, Gzip: page.Gzip}
	if art.Published.IsZero() && !it.ref.Published.IsZero() {
		art.Published = it.ref.Published
	}
	return reading{Article: art, claims: read.Claims, lie: read.Lie, etag: page.ETag, modified: page.LastModified, redirected: len(page.Redirects) > 0}, read.Next, nil
}

func (m *Monitor) fromRef(d *desk, it item) (article.Article, error) {
	art, err := extract.FromRef(d.reader, it.ref)
	if err != nil {
		return art, err
	}
	if art.Link == "" {
		art.Link = it.ref.URL
	}
	return art, nil
}
