package discover

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/marsad/marsad/article"
)

// Listing is a page that links to articles.
type Listing struct {
	URL      string `json:"url"`
	Next     string `json:"next,omitempty"` // form of its further pages
	Articles int    `json:"articles"`
	Chosen   bool   `json:"chosen"`
	Why      string `json:"why"`
	Fault    string `json:"fault,omitempty"`

	links []link
}

// latest are the words by which papers name the page of what is newest, and its usual addresses.
var latest = regexp.MustCompile(`(?i)آخر ال(?:أخبار|اخبار)|أحدث|احدث|اخر الاخبار|كل الأخبار|جميع الأخبار|الأخبار العاجلة|آخرین|latest|all news|breaking|newest|/lastnews|/latest|/all-news|/akhbar$|/news$`)

// findListings looks at the page itself and at the pages that its links call the newest. A page of
// one section lists too little to be chosen.
func (s *search) findListings(ctx context.Context, f *Finding) {
	f.Listings = append(f.Listings, Listing{URL: s.front.url, links: s.front.links, Next: nextForm(s.front), Why: "the page that was typed"})
	s.listed = append(s.listed, s.front.links...)
	asked := map[string]bool{keyOf(s.front.url): true}
	for _, l := range append(s.systemListings(f.System.Name), s.front.links...) {
		if len(asked) > mostSections || ctx.Err() != nil || s.shut != nil {
			break
		}
		named := latest.MatchString(l.Text) || latest.MatchString(strings.TrimRight(l.Canonical, "/"))
		if asked[l.Canonical] || l.headline() || !named {
			continue
		}
		asked[l.Canonical] = true
		s.Progress("looks at " + l.URL)
		if found := s.listing(ctx, l); found.Fault == "" || l.Text != "" {
			f.Listings = append(f.Listings, found)
		}
	}
	s.listed = uniqueLinks(s.listed)
}

// systemListings are where a system lists what is newest, linked or not.
func (s *search) systemListings(system string) []link {
	if system != "dle" {
		return nil
	}
	address := origin(s.front.url) + "/lastnews/"
	return []link{{URL: address, Canonical: keyOf(address)}}
}

func (s *search) listing(ctx context.Context, l link) Listing {
	out := Listing{URL: l.URL, Why: "the usual place of its system"}
	if l.Text != "" {
		out.Why = "linked as «" + l.Text + "»"
	}
	page, err := s.get(ctx, Request{URL: l.URL, Charset: s.charset(s.front.language)})
	if err != nil {
		out.Fault = err.Error()
		return out
	}
	p, err := readFront(page)
	if err != nil {
		out.Fault = err.Error()
		return out
	}
	out.links, out.Next = p.links, nextForm(p)
	s.listed = append(s.listed, p.links...)
	return out
}

var pageTwo = regexp.MustCompile(`^(.*?(?:/page[/-]|[?&](?:page|paged|pg|pageno)=))2(/|$|&.*)$`)

// nextForm is the form of a listing's further pages, where the page links to its second one.
func nextForm(p *front) string {
	own, err := article.Canonical(p.url)
	if err != nil {
		return ""
	}
	for _, l := range p.links {
		m := pageTwo.FindStringSubmatch(l.URL)
		if m == nil {
			continue
		}
		stem, _, _ := strings.Cut(l.Canonical, "?")
		stem = regexp.MustCompile(`/page[/-]\d+$`).ReplaceAllString(stem, "")
		if strings.TrimRight(stem, "/") == strings.TrimRight(own, "/") {
			return m[1] + "{page}" + m[2]
		}
	}
	return ""
}

// articleLinks are the links that have the form of articles, in the page's order.
func (s *search) articleLinks(links []link) []link {
	if s.articles == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(links), func(l link) bool {
		return !s.articles.IsArticle(l.URL) || s.articles.IsFront(l.URL)
	})
}

// asLink makes a link of an address of the paper's own.
func asLink(address, text, home string) (link, bool) {
	c, err := article.Canonical(address)
	if err != nil || host(c) != host(home) {
		return link{}, false
	}
	return link{URL: address, Canonical: c, Text: text}, true
}
