package discover

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/marsad/marsad/sources"
)

// chooseReading decides what is read at each run: the best feed; a second one where it brings much
// more; and the listing where the feeds leave out a part of it. Nothing that the paper shows may be
// missed, and nothing is asked for twice without need.
func (s *search) chooseReading(f *Finding) {
	if s.Known.Preset != "" && len(s.presetListings()) > 0 {
		return // the preset knows what to read
	}
	l := s.chooseListing(f)
	for i := range f.Feeds {
		s.cover(&f.Feeds[i], l)
	}
	covered := s.chooseFeeds(f, l)
	if l == nil {
		return
	}
	switch {
	case covered == nil:
		l.Chosen, l.Why = true, l.Why+"; no feed is alive, so the articles are found here"
	case len(covered)*10 < l.Articles*9:
		l.Chosen, l.Why = true, fmt.Sprintf("%s; the feed has only %d of its %d articles, so both are read", l.Why, len(covered), l.Articles)
	default:
		l.Why += "; the feed has its articles, so it is not read"
	}
}

func (s *search) presetListings() []sources.Listing {
	p, err := sources.PresetNamed(s.Known.Preset)
	if err != nil {
		return nil
	}
	return append(p.Listings, make([]sources.Listing, len(p.Feeds))...)
}

// leastListed is how many articles a page must link to, to be taken for a listing.
const leastListed = 3

// chooseListing prefers a page of the newest to the front page, on which editors choose.
func (s *search) chooseListing(f *Finding) *Listing {
	const enough = 8
	var best *Listing
	for i := range f.Listings {
		l := &f.Listings[i]
		switch {
		case l.Articles < leastListed:
		case best == nil:
			best = l
		case l.Articles >= enough && best == &f.Listings[0]:
			best = l
		}
	}
	return best
}

// cover counts the articles of a listing that stand in a feed.
func (s *search) cover(feed *Feed, l *Listing) {
	if l == nil || s.articles == nil {
		return
	}
	listed := s.keysOf(l)
	feed.Of, feed.Covers = len(listed), 0
	for key := range s.keysIn(*feed) {
		if listed[key] {
			feed.Covers++
		}
	}
}

func (s *search) keysOf(l *Listing) map[string]bool {
	out := map[string]bool{}
	for _, a := range s.articleLinks(l.links) {
		if key, _, _, err := s.articles.Identify(a.URL); err == nil {
			out[key] = true
		}
	}
	return out
}

func (s *search) keysIn(f Feed) map[string]bool {
	out := map[string]bool{}
	for _, ref := range f.refs {
		if s.articles == nil {
			out[keyOf(ref.URL)] = true
		} else if key, _, _, err := s.articles.Identify(ref.URL); err == nil {
			out[key] = true
		}
	}
	return out
}

// chooseFeeds marks the feeds to read and returns the listing's articles that they hold; nil when
// no feed is alive.
func (s *search) chooseFeeds(f *Finding, l *Listing) map[string]bool {
	var order []*Feed
	for i := range f.Feeds {
		if f.Feeds[i].Alive && f.Feeds[i].Kind != plainSitemap {
			order = append(order, &f.Feeds[i])
		}
	}
	slices.SortStableFunc(order, func(a, b *Feed) int {
		return cmp.Or(cmp.Compare(b.Covers, a.Covers), cmp.Compare(a.Kind, b.Kind), cmp.Compare(b.Own, a.Own))
	})
	if len(order) == 0 {
		return nil
	}
	listed := map[string]bool{}
	if l != nil {
		listed = s.keysOf(l)
	}
	covered := map[string]bool{}
	for i, feed := range order {
		more := 0
		for key := range s.keysIn(*feed) {
			if listed[key] && !covered[key] {
				more++
			}
		}
		if i > 0 && more*5 < max(len(listed), 1) {
			feed.Why += "; it adds nothing to the one that is read"
			continue
		}
		feed.Chosen = true
		for key := range s.keysIn(*feed) {
			if listed[key] {
				covered[key] = true
			}
		}
	}
	return covered
}

// nothingFound says that the address leads to no articles, and why that can be.
func (s *search) nothingFound(f *Finding) *Problem {
	if s.Known.Preset != "" && len(s.presetListings()) > 0 {
		return nil
	}
	for _, x := range f.Feeds {
		if x.Chosen {
			return nil
		}
	}
	for _, l := range f.Listings {
		if l.Chosen {
			return nil
		}
	}
	seen := fmt.Sprintf("%s has %d links of its own host and %d letters of text", s.front.url, len(s.front.links), s.front.letters)
	switch {
	case s.shut != nil:
		return problem(s.shut)
	case s.front.jsOnly():
		return &Problem{Kind: Script, Seen: seen + fmt.Sprintf(", and %d scripts: the page is empty until a browser runs them. No feed and no news sitemap was found at the usual places", s.front.scripts),
			Do: "look in the paper's footer for RSS, or ask the paper for the address of a feed, and give that address:  marsad source add FEED"}
	case len(f.Feeds) > 0:
		return &Problem{Kind: NoArticles, Seen: seen + ", of which no three have the form of articles; a feed was found and is not alive: " + f.Feeds[0].URL + " (" + f.Feeds[0].Why + ")",
			Do: "type the page that lists the newest articles, not an article or a section's cover"}
	}
	return &Problem{Kind: NoArticles, Seen: seen + ", and no three of them have the form of articles; no feed was found either",
		Do: "type the front page or the page that lists the newest articles; if articles are listed there for your eyes, write  listing: {url, item}  by hand with the CSS selector of an item"}
}

// propose writes down what is known before any article is read.
func (s *search) propose(f *Finding) {
	src := s.Known
	src.ID = firstOf(src.ID, IDOf(s.front.url))
	src.Name = firstOf(src.Name, f.Name)
	src.Home = s.front.url
	src.Language = firstOf(src.Language, f.Language)
	src.Pages = true
	if src.Zone == nil {
		src.Zone, _ = zoneOf(s.front.url)
	}
	for _, x := range f.Feeds {
		if x.Chosen {
			src.Feeds = append(src.Feeds, x.URL)
		}
	}
	for _, l := range f.Listings {
		if l.Chosen {
			src.Listings = append(src.Listings, sources.Listing{URL: l.URL, Next: l.Next, Max: pagesOf(l)})
		}
	}
	if src.Preset == "" && s.presetFits(f) {
		src.Preset = f.System.Name
	}
	if src.Preset == "" {
		src.Article, src.Numbers = joinForms(f.Forms), numbersOf(f.Forms)
	}
	f.Source = src
}

// pagesOf: where the paper has further pages, they are followed down to what is known.
func pagesOf(l Listing) int {
	if l.Next == "" {
		return 0
	}
	return 5
}

// presetFits tells whether the system's built-in preset knows the articles that were seen by their numbers.
func (s *search) presetFits(f *Finding) bool {
	p, err := sources.PresetNamed(f.System.Name)
	if err != nil {
		return false
	}
	system, err := sources.AddressesOf(p.System)
	if err != nil {
		return false
	}
	for _, form := range f.Forms {
		key, err := system.Key(keyOf(form.Example))
		if err != nil || !strings.Contains(key, "#") {
			return false
		}
	}
	return len(f.Forms) > 0
}

var notInID = regexp.MustCompile(`[^a-z0-9]+`)

// IDOf makes a source's id of an address: the names of its host without www. and what stands for a
// country or a kind.
func IDOf(address string) string {
	u, err := url.Parse(keyOf(address))
	if err != nil || u.Hostname() == "" {
		return "paper"
	}
	labels := strings.Split(u.Hostname(), ".")
	if len(labels) > 1 && !dayOrMonth.MatchString(labels[len(labels)-1]) && notDigits.MatchString(labels[len(labels)-1]) {
		labels = labels[:len(labels)-1]
		if n := len(labels); n > 1 && slices.Contains([]string{"co", "com", "net", "org", "gov", "edu", "ac"}, labels[n-1]) {
			labels = labels[:n-1]
		}
	}
	id := strings.Trim(notInID.ReplaceAllString(strings.Join(labels, "-"), "-"), "-")
	if id == "" {
		return "paper"
	}
	return id[:min(len(id), 64)]
}

var notDigits = regexp.MustCompile(`\D`)
