package press

// Fault is a way in which the whole paper can be out of order.
type Fault int

const (
	Well      Fault = iota
	Down            // 503 and no Retry-After
	Challenge       // 403 and Cloudflare's browser check
	CutGzip         // 200, and a gzip body that ends in the middle, under a Content-Length that fits it
)

// Break puts the paper out of order until Heal. /robots.txt stays readable, so that a test sees
// the fault that it asked for, and not a crawler that refuses to crawl. CutGzip spares requests
// that do not accept gzip.
func (p *Paper) Break(f Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = f
}

// Heal ends what Break began.
func (p *Paper) Heal() { p.Break(Well) }

// ChangeGUIDs gives all items of the feed new guids; addresses and texts stay. At first, guids are
// the articles' addresses.
func (p *Paper) ChangeGUIDs() { p.change(func(next *issue) { next.guids++ }) }

// SetFeed switches /rss.xml on or off (404). It is on at first.
func (p *Paper) SetFeed(on bool) { p.change(func(next *issue) { next.noFeed = !on }) }

// Count says how often a path was asked for.
type Count struct {
	Requests    int // answered in any way, faults included
	NotModified int // of these, with 304
}

// Counts returns the counts of one path, as "/lastnews/" or "/rss.xml"; a query is no part of it.
func (p *Paper) Counts(path string) Count {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counts[path]
}
