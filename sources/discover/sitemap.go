package discover

import (
	"context"
	"encoding/xml"
	"errors"
	"slices"
	"strings"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/sources"
)

// findSitemaps asks for the sitemaps that robots.txt names, else for the usual ones. A news sitemap is
// as good as a feed; a plain one names all pages of all years and is read for nothing but its address.
func (s *search) findSitemaps(ctx context.Context, f *Finding) {
	s.Progress("looks for sitemaps")
	s.robots = s.robotsSitemaps(ctx)
	from, guessed := "named in robots.txt", false
	list := s.robots
	if len(list) == 0 {
		from, guessed = "the usual place", true
		root := origin(s.front.url)
		list = []string{root + "/news-sitemap.xml", root + "/sitemap-news.xml", root + "/sitemap.xml"}
	}
	asked := 0
	for len(list) > 0 && asked < mostSitemaps && ctx.Err() == nil && s.shut == nil {
		address := list[0]
		list = list[1:]
		asked++
		found, inner := s.sitemap(ctx, candidate{url: address, from: from, guessed: guessed})
		list = append(inner, list...)
		if found != nil {
			f.Feeds = append(f.Feeds, *found)
		}
	}
}

// robotsSitemaps are the Sitemap lines of robots.txt (sitemaps.org), those of news first.
func (s *search) robotsSitemaps(ctx context.Context) []string {
	page, err := s.get(ctx, Request{URL: origin(s.front.url) + "/robots.txt"})
	if err != nil {
		return nil
	}
	var out []string
	for line := range strings.Lines(string(page.Text)) {
		name, value, ok := strings.Cut(line, ":")
		if !ok || !strings.EqualFold(strings.TrimSpace(name), "sitemap") {
			continue
		}
		if abs, err := article.Resolve(page.URL, strings.TrimSpace(value)); err == nil && !slices.Contains(out, abs) {
			out = append(out, abs)
		}
	}
	return newsFirst(out)
}

func newsFirst(list []string) []string {
	isOther := func(u string) int {
		if strings.Contains(strings.ToLower(u), "news") {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(list, func(a, b string) int { return isOther(a) - isOther(b) })
	return list[:min(len(list), 10)]
}

// sitemap reads one sitemap; of an index, the addresses of the sitemaps in it that name news.
func (s *search) sitemap(ctx context.Context, c candidate) (*Feed, []string) {
	page, err := s.get(ctx, Request{URL: c.url, Feed: true})
	if err != nil {
		return nil, nil
	}
	out := &Feed{URL: c.url, From: c.from, Kind: plainSitemap}
	err = s.readFeed(out, page)
	var other *sources.NotFeedError
	if errors.As(err, &other) {
		return nil, inIndex(page)
	}
	if err != nil {
		out.Why = err.Error()
		return out, nil
	}
	if hasNews(page.Text) {
		out.Kind = newsSitemap
		return out, nil
	}
	out.Alive = false
	out.Why = "a list of all pages without dates of publication: too long to be read every few minutes"
	return out, nil
}

// hasNews tells a sitemap with Google's extension for news, by the name of its elements.
func hasNews(text []byte) bool {
	return strings.Contains(string(text), "publication_date>")
}

// inIndex are the sitemaps of news that an index names.
func inIndex(page Page) []string {
	var index struct {
		Maps []struct {
			Loc string `xml:"loc"`
		} `xml:"sitemap"`
	}
	d := xml.NewDecoder(strings.NewReader(string(page.Text)))
	d.Strict = false
	if d.Decode(&index) != nil {
		return nil
	}
	var out []string
	for _, m := range index.Maps {
		abs, err := article.Resolve(page.URL, m.Loc)
		if err == nil && strings.Contains(strings.ToLower(abs), "news") && len(out) < 2 {
			out = append(out, abs)
		}
	}
	return out
}
