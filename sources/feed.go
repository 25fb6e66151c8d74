package sources

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/marsad/marsad/article"
	"github.com/mmcdole/gofeed"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds of what is read of one feed. gofeed cannot be stopped once it runs and grows with the square
// of nested xml:base, so they are checked before it.
const (
	maxFeedDepth = 200
	maxFeedItems = 20_000 // the newest; what stands behind them is not read
)

// Feed is what a feed said at one reading.
type Feed struct {
	Title    string
	Home     string        // the site's address as the feed gives it; empty when it gives none
	Language string        // as the feed gives it
	Refs     []article.Ref // in the feed's order; duplicates are kept
	Loose    []LooseRef    // items that name no address: nothing can be fetched, and URL is empty
	Salvaged bool          // the feed was broken: some of it was mended, or left out
	Cut      bool          // the feed ends too early: an item that is missing may have stood behind the cut
	Next     string        // address of the feed's older items: its next page, or the archive before it (RFC 5005, JSON Feed); empty: none
	Hub      string        // address that tells of the feed's changes (WebSub); empty: none
	Self     string        // the feed's own address as it gives it, under which the hub knows it; empty: none
}

// LooseRef is an item without an address.
type LooseRef struct {
	article.Ref
	Before int // how many of Feed.Refs stand before it in the feed
}

// ErrNotFeed says that the text is something else, mostly a page of HTML. The error is a *NotFeedError.
var ErrNotFeed = errors.New("this is not a feed")

// NotFeedError is ErrNotFeed with what was found instead.
type NotFeedError struct {
	What  string   // what it seems to be
	Links []string // addresses of feeds that the page names
}

func (e *NotFeedError) Error() string {
	if len(e.Links) == 0 {
		return fmt.Sprintf("this is not a feed but %s", e.What)
	}
	return fmt.Sprintf("this is not a feed but %s; it names these feeds: %s", e.What, strings.Join(e.Links, " "))
}

// Is makes errors.Is(err, ErrNotFeed) true.
func (e *NotFeedError) Is(target error) bool { return target == ErrNotFeed }

// FeedError says that a feed cannot be read at all.
type FeedError struct {
	Problem string
	Err     error // what the parser said; nil when it was not asked
}

func (e *FeedError) Error() string {
	if e.Err == nil {
		return "the feed cannot be read: " + e.Problem
	}
	return fmt.Sprintf("the feed cannot be read: %s: %v", e.Problem, e.Err)
}

func (e *FeedError) Unwrap() error { return e.Err }

// Feed reads RSS, RDF, Atom, JSON Feed or a news sitemap. base is the address from which the text came
// after redirects, text is UTF-8. A broken feed gives the items that are whole; errors are a
// *NotFeedError (ErrNotFeed) or a *FeedError.
func (r *Reader) Feed(base string, text []byte) (Feed, error) {
	f, err := r.feed(base, strings.ToValidUTF8(string(text), "\uFFFD"))
	if err != nil {
		return Feed{}, fmt.Errorf("source %s: feed %s: %w", r.src.ID, base, err)
	}
	return f, nil
}

func (r *Reader) feed(base, text string) (Feed, error) {
	text = strings.TrimLeft(text, "\uFEFF \t\r\n\x00")
	switch {
	case text == "":
		return Feed{}, &FeedError{Problem: "the answer is empty"}
	case text[0] == '{' || text[0] == '[':
		return r.jsonFeed(base, text)
	}
	root, junk := feedRoot(text)
	if root < 0 {
		return Feed{}, notFeed(base, text)
	}
	m := mend(text[root:])
	switch {
	case m.deep:
		return Feed{}, &FeedError{Problem: fmt.Sprintf("its elements are nested deeper than %d", maxFeedDepth)}
	case m.root == "urlset":
		f, err := r.sitemap(m.xml)
		f.Salvaged, f.Cut = junk || m.mended, m.cut
		return f, err
	case m.root == "sitemapindex":
		return Feed{}, &NotFeedError{What: "an index of sitemaps"}
	}
	parsed, err := parse(m.xml)
	if err != nil {
		return Feed{}, &FeedError{Problem: "its XML is broken beyond repair", Err: err}
	}
	f := r.read(base, parsed)
	f.Salvaged, f.Cut = junk || m.mended, m.cut
	return f, nil
}

// parse runs gofeed, whose faults must not be the daemon's.
func parse(text string) (f *gofeed.Feed, err error) {
	defer func() {
		if p := recover(); p != nil {
			f, err = nil, fmt.Errorf("gofeed: %v", p)
		}
	}()
	parser := gofeed.NewParser()
	parser.KeepOriginalFeed = true // it alone knows which guids are links, and the next page
	return parser.Parse(strings.NewReader(text))
}

// jsonFeed reads JSON Feed 1 and 1.1.
func (r *Reader) jsonFeed(base, text string) (Feed, error) {
	if text[0] == '[' || !strings.Contains(text, `"items"`) {
		return Feed{}, &NotFeedError{What: "JSON of another kind"}
	}
	parsed, err := parse(text)
	if err != nil {
		return Feed{}, &FeedError{Problem: "its JSON is broken", Err: err}
	}
	return r.read(base, parsed), nil
}

// notFeed names what an answer is instead of a feed.
func notFeed(base, text string) error {
	lower := strings.ToLower(text[:min(len(text), 4096)])
	switch {
	case strings.Contains(lower, "<opml"):
		return &NotFeedError{What: "a list of feeds (OPML)"}
	case !strings.Contains(lower, "<"):
		return &NotFeedError{What: "plain text"}
	}
	return &NotFeedError{What: "a page of HTML", Links: FeedLinks(base, []byte(text))}
}

// FeedLinks are the addresses of the feeds that a page names in its head, in the page's order.
func FeedLinks(base string, page []byte) []string {
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil
	}
	base = baseOf(doc, base)
	var out []string
	seen := map[string]bool{}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.DataAtom != atom.Link || !strings.Contains(strings.ToLower(attr(n, "rel")), "alternate") || !isFeedType(attr(n, "type")) {
			continue
		}
		abs, err := resolve(base, attr(n, "href"))
		if err == nil && !seen[abs] {
			seen[abs] = true
			out = append(out, abs)
		}
	}
	return out
}

func isFeedType(t string) bool {
	t, _, _ = strings.Cut(strings.ToLower(t), ";")
	switch strings.TrimSpace(t) {
	case "application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml", "application/json+feed":
		return true
	}
	return false
}
