package discover

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/sources"
)

// Feed is a candidate with what was seen in it.
type Feed struct {
	URL    string    `json:"url"`
	From   string    `json:"from"` // how it was found
	Kind   string    `json:"kind"` // feed, news sitemap, sitemap
	Title  string    `json:"title,omitempty"`
	Alive  bool      `json:"alive"`
	Items  int       `json:"items"`
	Own    int       `json:"own"`   // of them on the paper's own host
	Dated  int       `json:"dated"` // of them with an instant or a day
	Full   int       `json:"full"`  // of them with a text that can be the whole article
	Newest time.Time `json:"newest,omitzero"`
	Covers int       `json:"covers"` // articles of the listing that are in it
	Of     int       `json:"of"`     // articles of the listing
	Mended bool      `json:"mended"` // it is broken, and was read all the same
	Chosen bool      `json:"chosen"`
	Why    string    `json:"why"`

	refs []article.Ref
}

// Kinds of feeds.
const (
	plainFeed    = "feed"
	newsSitemap  = "news sitemap"
	plainSitemap = "sitemap"
)

const (
	fullText  = 240                 // letters of an item's own text from which on it may be the article; of its summary, four times as many
	aliveSpan = 14 * 24 * time.Hour // a feed whose newest item is older is dead or sleeps
)

// candidate is an address that may be a feed's.
type candidate struct {
	url, from string
	guessed   bool // nobody named it
}

// findFeeds collects candidates, asks for each, and judges what came. Guesses stop as soon as a good
// feed is known.
func (s *search) findFeeds(ctx context.Context, f *Finding) {
	var given []candidate
	for _, feed := range f.Feeds {
		given = append(given, candidate{url: feed.URL, from: feed.From})
	}
	f.Feeds = f.Feeds[:0]
	named := slices.Concat(given, s.namedFeeds())
	probes := s.guessedFeeds(f.System.Name)
	asked := map[string]bool{}
	for _, c := range slices.Concat(named, probes) {
		key := keyOf(c.url)
		if asked[key] || len(f.Feeds) >= mostFeeds || ctx.Err() != nil || s.shut != nil || c.guessed && (s.guarded || s.hasGood(f)) {
			continue
		}
		asked[key] = true
		feed, there := s.feed(ctx, c)
		if there || !c.guessed {
			f.Feeds = append(f.Feeds, feed)
		}
	}
	s.findSitemaps(ctx, f)
}

func (s *search) hasGood(f *Finding) bool {
	return slices.ContainsFunc(f.Feeds, func(x Feed) bool { return x.Alive && x.Own > 0 })
}

func keyOf(address string) string {
	c, err := article.Canonical(address)
	if err != nil {
		return address
	}
	return c
}

// namedFeeds are those that the page names: in its head, and by links that end as feeds do.
func (s *search) namedFeeds() []candidate {
	var out []candidate
	for _, u := range sources.FeedLinks(s.front.url, s.front.text) {
		if !isComments(u) {
			out = append(out, candidate{url: u, from: "named in the head of the page"})
		}
	}
	for _, u := range feedAnchors(s.front) {
		out = append(out, candidate{url: u, from: "linked on the page"})
	}
	return out
}

var (
	commentFeed = regexp.MustCompile(`(?i)/comments/(?:feed|default)|[?&]feed=comments|/oembed|wp-json`)
	feedAnchor  = regexp.MustCompile(`(?i)(?:/(?:rss|feed|atom|feeds)(?:\.xml|\.php|\.aspx)?/?$|\.rss$|rss\d?\.xml|[?&](?:feed|format|do)=(?:rss2?|feed|atom)\b)`)
)

func isComments(address string) bool { return commentFeed.MatchString(address) }

// feedAnchors are the addresses of links that look like a feed's, on any host.
func feedAnchors(f *front) []string {
	doc, err := html.Parse(bytes.NewReader(f.text))
	if err != nil {
		return nil
	}
	var out []string
	for n := range doc.Descendants() {
		if n.DataAtom != atom.A || len(out) == 4 {
			continue
		}
		if abs, err := article.Resolve(f.base, attr(n, "href")); err == nil && feedAnchor.MatchString(abs) && !isComments(abs) {
			out = append(out, abs)
		}
	}
	return out
}

// knownPaths are where systems keep their feeds; relative to the front page or the host.
func knownPaths(system string) []string {
	of := map[string][]string{
		"dle":       {"/rss.xml", "/engine/rss.php", "/index.php?mod=rss"},
		"wordpress": {"/feed/", "/?feed=rss2", "/index.php/feed/"},
		"drupal":    {"/rss.xml", "/rss", "/rss/all"},
		"joomla":    {"/?format=feed&type=rss", "/index.php?format=feed&type=rss"},
		"blogger":   {"/feeds/posts/default?alt=rss", "/feeds/posts/default"},
		"ghost":     {"/rss/"},
		"arc":       {"/arc/outboundfeeds/rss/?outputType=xml", "/arc/outboundfeeds/rss/"},
	}
	common := []string{"/rss.xml", "/feed/", "/rss", "/feed.xml", "/rss.php", "/index.xml", "/atom.xml", "/rss/all.xml", "/feeds/posts/default", "/?feed=rss2", "/rssfeed"}
	return append(of[system], common...)
}

func (s *search) guessedFeeds(system string) []candidate {
	bases := []string{origin(s.front.url)}
	if dir := strings.TrimRight(dirOf(s.front.url), "/"); dir != bases[0] {
		bases = append([]string{dir}, bases...)
	}
	var out []candidate
	for _, base := range bases {
		for _, p := range knownPaths(system) {
			out = append(out, candidate{url: base + p, from: "the usual place " + p, guessed: true})
		}
	}
	return out[:min(len(out), mostProbes)]
}

// dirOf is an address without its query and what stands behind a last file.
func dirOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	path := u.EscapedPath()
	if i := strings.LastIndexByte(path, '/'); i >= 0 && strings.Contains(path[i:], ".") {
		path = path[:i+1]
	}
	return u.Scheme + "://" + u.Host + path
}

// feed asks for a candidate and reads it. there is false when it is no feed at all.
func (s *search) feed(ctx context.Context, c candidate) (Feed, bool) {
	out := Feed{URL: c.url, From: c.from, Kind: plainFeed}
	s.Progress("tries the feed " + c.url)
	page, err := s.get(ctx, Request{URL: c.url, Feed: true, Charset: s.charset(s.front.language)})
	if err != nil {
		out.Why = err.Error()
		return out, false
	}
	err = s.readFeed(&out, page)
	var other *sources.NotFeedError
	if errors.As(err, &other) {
		out.Why = other.Error()
		return out, false
	}
	if err != nil {
		out.Why = err.Error()
		return out, true
	}
	return out, true
}

// readFeed reads a page as a feed and counts what is in it.
func (s *search) readFeed(out *Feed, page Page) error {
	src := s.Known
	src.ID, src.Home, src.Article, src.Feeds, src.Listings = "search", s.front.url, "", nil, nil
	if src.Zone == nil {
		src.Zone = s.Zone
	}
	r, err := sources.Compile(src)
	if err != nil {
		return err
	}
	feed, err := r.Feed(page.URL, page.Text)
	if err != nil {
		return err
	}
	out.Title, out.refs = feed.Title, feed.Refs
	out.Items, out.Mended = len(feed.Refs)+len(feed.Loose), feed.Salvaged || feed.Cut || page.Cut
	for _, ref := range feed.Refs {
		if r.Own(ref.URL) {
			out.Own++
		}
		if !ref.Published.IsZero() {
			out.Dated++
			if ref.Published.At.After(out.Newest) && ref.Published.At.Before(s.Now().Add(36*time.Hour)) {
				out.Newest = ref.Published.At
			}
		}
		if c, short := letters(ref.Content), letters(ref.Summary); c >= fullText && c*5 > short*6 || short >= 4*fullText {
			out.Full++
		}
	}
	s.judgeFeed(out)
	return nil
}

// judgeFeed says whether the paper lives in this feed.
func (s *search) judgeFeed(f *Feed) {
	age := s.Now().Sub(f.Newest)
	switch {
	case f.Items == 0:
		f.Why = "it is empty"
	case f.Own*2 < f.Items && len(f.refs) > 0:
		f.Why = fmt.Sprintf("only %d of its %d items are on the paper's own host", f.Own, f.Items)
	case f.Newest.IsZero():
		f.Alive, f.Why = true, "no item has a date, so whether it is kept up is told by the listing alone"
	case age > aliveSpan:
		f.Why = fmt.Sprintf("its newest item is %d days old", int(age.Hours()/24))
	default:
		f.Alive, f.Why = true, "kept up: the newest item is "+spanText(age)+" old"
	}
}

// spanText is a time span for people.
func spanText(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "less than a minute"
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours", int(d.Hours()))
	}
	return fmt.Sprintf("%d days", int(d.Hours()/24))
}
