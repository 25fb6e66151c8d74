package monitor

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/store"
)

const (
	probeAgain   = 24 * time.Hour // a feed that a preset only guesses and that is not there
	owedPerRun   = 5              // pages asked for again in one run: news come first, and the paper is not pressed
	giveUpInARow = 4              // pages that fail one after another: the rest waits for the next run
)

// poll reads a source once: its feeds, its listings, then the pages that are still owed. It fails
// when nothing of the source could be read, or when what was read could not be stored.
func (m *Monitor) poll(ctx context.Context, d *desk) error {
	began := m.now()
	var errs []error
	read := 0
	one := func(err error) {
		if err != nil {
			errs = append(errs, err)
			return
		}
		read++
	}
	for _, url := range d.src.Feeds {
		one(m.pollFeed(ctx, d, url))
	}
	for _, url := range d.src.Probe {
		if m.now().Before(d.probed[url]) {
			continue
		}
		if err := m.pollFeed(ctx, d, url); absent(err) {
			d.probed[url] = m.now().Add(probeAgain)
		} else {
			one(err)
		}
	}
	for _, l := range d.src.Listings {
		one(m.pollListing(ctx, d, l))
	}
	if !d.owedAt.IsZero() && !d.owedAt.After(m.now()) && ctx.Err() == nil {
		errs = append(errs, m.payOwed(ctx, d, began))
	}
	err := errors.Join(errs...)
	if err != nil && read > 0 && !storeTrouble(err) {
		m.log.Warn("a part of the source could not be read", "source", d.src.ID, "error", err)
		return nil
	}
	return err
}

func storeTrouble(err error) bool {
	return errors.Is(err, store.ErrFull) || errors.Is(err, store.ErrUnavailable) || errors.Is(err, store.ErrNotLeading)
}

// absent tells whether a guessed feed is simply not there.
func absent(err error) bool {
	var st *fetch.StatusError
	return errors.As(err, &st) && (st.Code == 404 || st.Code == 410) || errors.Is(err, sources.ErrNotFeed)
}

// feedState is what is known of a feed or listing; a new one for one never read.
func (d *desk) feedState(url string) *store.FeedState {
	f := d.feeds[url]
	if f == nil {
		f = &store.FeedState{Source: d.src.ID, URL: url}
		d.feeds[url] = f
	}
	return f
}

// readFeed reads what stands at one feed address.
func (m *Monitor) readFeed(ctx context.Context, d *desk, url string) error {
	f := d.feedState(url)
	page, salvaged, err := m.getFeed(ctx, d, f)
	if err != nil {
		return fmt.Errorf("feed %s: %w", url, err)
	}
	if page.NotModified {
		m.Metrics.poll("not_modified")
		m.observe(Event{Kind: "unchanged", Source: d.src.ID, URL: url})
		return nil
	}
	whole, raw := sources.RawText(page.Body), d.raw[url]
	items, split := sources.RawItems(page.Text)
	if !salvaged && raw != nil && (raw.text == whole || split && raw.holds(items)) {
		return m.unchanged(d, f, page, f.BodyHash)
	}
	slices.Sort(items)
	sum := hashBytes(page.Body)
	if sum == f.BodyHash {
		d.raw[url] = &rawFeed{whole, items}
		return m.unchanged(d, f, page, sum)
	}
	feed, err := d.reader.Feed(page.URL, page.Text)
	if err != nil {
		m.Metrics.poll("unreadable")
		return fmt.Errorf("feed %s: %w", url, err)
	}
	m.Metrics.poll("read")
	m.observe(Event{Kind: "read", Source: d.src.ID, URL: url, Detail: fmt.Sprint(len(feed.Refs))})
	feed.HeaderLinks(page.URL, page.Links)
	older, err := m.older(ctx, d, f, feed)
	if err != nil {
		return fmt.Errorf("feed %s: %w", url, err)
	}
	refs := append(feed.Refs, older...)
	for _, l := range feed.Loose {
		refs = append(refs, l.Ref)
	}
	complete := !salvaged && !feed.Cut
	if err := m.intake(ctx, d, f, refs, complete); err != nil {
		return fmt.Errorf("feed %s: %w", url, err)
	}
	if complete {
		d.keep(f, page, sum)
		d.raw[url] = &rawFeed{whole, items}
		m.offer(ctx, d, url, feed)
	}
	return nil
}

// unchanged notes that a feed says nothing new.
func (m *Monitor) unchanged(d *desk, f *store.FeedState, page *fetch.Page, sum string) error {
	m.Metrics.poll("same")
	m.observe(Event{Kind: "unchanged", Source: d.src.ID, URL: f.URL})
	d.keep(f, page, sum)
	return nil
}

// rawFeed is what a feed's text was when it was last read whole: see sources.RawItems.
type rawFeed struct {
	text  uint64
	items []uint64 // sorted; empty: they cannot be told apart without reading
}

// holds tells whether all of a feed's items stood in it.
func (r *rawFeed) holds(items []uint64) bool {
	for _, h := range items {
		if _, known := slices.BinarySearch(r.items, h); !known {
			return false
		}
	}
	return true
}

// getFeed fetches a feed. What came of a body that was cut is returned as salvaged: its complete
// items are read, and it is asked for again in full.
func (m *Monitor) getFeed(ctx context.Context, d *desk, f *store.FeedState) (page *fetch.Page, salvaged bool, err error) {
	req := d.request(f.URL)
	req.Accept = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5"
	if !f.BaselineAt.IsZero() {
		req.ETag, req.LastModified = f.ETag, f.LastModified
	}
	began := time.Now()
	page, err = m.fetch.Get(ctx, req)
	m.Metrics.fetched("feed", time.Since(began), err)
	var cut *fetch.TruncatedError
	if errors.As(err, &cut) && cut.Partial != nil && len(cut.Partial.Text) > 0 {
		m.log.Warn("feed was cut; reading what came", "source", d.src.ID, "url", f.URL, "bytes", len(cut.Partial.Body))
		return cut.Partial, true, nil
	}
	return page, false, err
}

func (d *desk) request(url string) fetch.Request {
	charset := d.src.Charset
	if charset == "" && d.src.Language == "ar" {
		charset = "windows-1256"
	}
	return fetch.Request{URL: url, Charset: charset, Timeout: d.src.Timeout, Gap: d.src.Gap, MaxBody: d.src.MaxBody}
}

// keep remembers a feed's validators for the next request, written behind.
func (d *desk) keep(f *store.FeedState, page *fetch.Page, sum string) {
	if f.ETag == page.ETag && f.LastModified == page.LastModified && f.BodyHash == sum {
		return
	}
	f.ETag, f.LastModified, f.BodyHash = page.ETag, page.LastModified, sum
	d.feedsD[f.URL] = true
}

// pollListing reads the pages of a listing, newest first, and stops at the first that holds an
// article which is known: lists shift while they are paged, so a page number proves nothing.
func (m *Monitor) pollListing(ctx context.Context, d *desk, l sources.Listing) error {
	f := d.feedState(l.URL)
	first := f.BaselineAt.IsZero()
	url, most := l.URL, max(l.Max, 1)
	var refs []article.Ref
	var sum string
	for n := 1; n <= most && url != ""; n++ {
		found, next, err := m.listingPage(ctx, d, l, url)
		if err != nil && n == 1 {
			return fmt.Errorf("listing %s: %w", url, err)
		}
		if err != nil {
			m.log.Warn("a further page of the listing could not be read", "source", d.src.ID, "url", url, "error", err)
			break
		}
		if n == 1 {
			if sum = hashRefs(found); sum == f.BodyHash {
				m.Metrics.poll("same")
				m.observe(Event{Kind: "unchanged", Source: d.src.ID, URL: url})
				return nil
			}
		}
		refs = append(refs, found...)
		known, err := m.anyKnown(ctx, d, found)
		if err != nil {
			return err
		}
		if known || first {
			break
		}
		url = next
	}
	m.Metrics.poll("read")
	m.observe(Event{Kind: "read", Source: d.src.ID, URL: l.URL, Detail: fmt.Sprint(len(refs))})
	if err := m.intake(ctx, d, f, refs, true); err != nil {
		return fmt.Errorf("listing %s: %w", l.URL, err)
	}
	d.keep(f, &fetch.Page{}, sum) // listings are asked for whole: their validators speak of the boxes around
	return nil
}

// listingPage fetches and reads one page of a listing.
func (m *Monitor) listingPage(ctx context.Context, d *desk, l sources.Listing, url string) ([]article.Ref, string, error) {
	began := time.Now()
	page, err := m.pages.Get(ctx, d.request(url))
	m.Metrics.fetched("listing", time.Since(began), err)
	if err != nil {
		return nil, "", err
	}
	refs, next, err := d.reader.Listing(page.URL, l, page.Text)
	if err != nil {
		return nil, "", err
	}
	if len(refs) == 0 {
		return nil, "", fmt.Errorf("the page lists no article: the paper may have changed its design; look at it and set the selector  listing.item  anew")
	}
	return refs, next, nil
}

// anyKnown tells whether one of the refs was seen before.
func (m *Monitor) anyKnown(ctx context.Context, d *desk, refs []article.Ref) (bool, error) {
	var names []string
	for _, r := range refs {
		if key, _, _, err := d.reader.Identify(r.URL); err == nil {
			names = append(names, key)
		}
	}
	seen, err := m.store.Seen(ctx, d.src.ID, names)
	return len(seen) > 0, err
}

// hashBytes is the body hash of a feed.
func hashBytes(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}

// hashRefs is the body hash of a listing: over what it lists, not over the page, whose boxes and
// counters change with every request.
func hashRefs(refs []article.Ref) string {
	h := sha256.New()
	for _, r := range refs {
		fmt.Fprintf(h, "%s\x00%s\x00", r.URL, r.Title)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}
