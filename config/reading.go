package config

import (
	"fmt"
	"strings"

	"github.com/marsad/marsad/sources"
)

// home is the front page; url is another word for it.
func (s *section) home(in sourceReader) string {
	key := "home"
	if s.has("url") {
		if s.has("home") {
			s.at("url", "stands beside home, and both are the front page", "keep one of them; a feed goes into feeds:, a list of articles into listing:")
		}
		key = "url"
	}
	text := s.text(key)
	if text == "" {
		return ""
	}
	as, _ := s.address(s.got[key], s.got[key].value, text, in.allow)
	return as
}

func (s *section) feeds(in sourceReader) []string {
	key := "feeds"
	if s.has("feed") {
		if s.has("feeds") {
			s.at("feed", "stands beside feeds", "write all of them into feeds: [one, two]")
		}
		key = "feed"
	}
	var out []string
	seen := map[string]bool{}
	for _, n := range s.entries(key) {
		as, canonical := s.address(s.got[key], n, s.expand(s.got[key], n, n.text), in.allow)
		switch {
		case as == "":
		case seen[canonical]:
			s.fault(s.got[key], n, fmt.Sprintf("%s stands here twice", maskSecrets(n.text)), "keep one of them")
		default:
			seen[canonical] = true
			out = append(out, as)
		}
	}
	return out
}

// strayedItem is what the unknown key list: of a source is read as.
const strayedItem = "listing item"

// listings reads one map or a list of them. Without an address the list stands on the front page.
func (s *section) listings(in sourceReader, home string) []sources.Listing {
	if s.has(strayedItem) && !s.has("listing") {
		return []sources.Listing{{URL: home, Item: s.selector(strayedItem)}}
	}
	n := s.value("listing")
	if n == nil {
		return nil
	}
	nodes := []*node{n}
	if n.kind == list {
		nodes = n.items
	}
	var out []sources.Listing
	for _, n := range nodes {
		one := s.section(n, s.path+": listing", keys{
			known: []string{"url", "next", "item", "pages"},
			hints: map[string]hint{"selector": {"item", "write item"}, "items": {"item", "write item"}, "max": {"pages", "write pages"}},
		})
		if one != nil {
			out = append(out, one.listing(in, home))
		}
	}
	return out
}

func (s *section) listing(in sourceReader, home string) sources.Listing {
	l := sources.Listing{URL: home, Next: s.text("next"), Item: s.selector("item"), Max: s.count("pages", mostPages)}
	switch {
	case s.has("url"):
		if text := s.text("url"); text != "" {
			l.URL, _ = s.address(s.got["url"], s.got["url"].value, text, in.allow)
		}
	case home == "":
		s.at("url", "is missing", "write the address of the page that lists the newest articles")
	}
	switch {
	case l.Next == "":
	case !strings.Contains(l.Next, "{page}"):
		s.at("next", "has no {page} in it", "write the form of the further pages, for example  next: https://paper.example/news/page/{page}/")
	default:
		s.address(s.got["next"], s.got["next"].value, strings.ReplaceAll(l.Next, "{page}", "2"), in.allow)
	}
	if l.Max > 1 && l.Next == "" {
		s.at("pages", "is more than 1, and nothing says where the further pages are", "write  next: with {page} in the address, or leave pages out")
	}
	return l
}

// once reports a source that has nothing to read, or reads what another one reads.
func (s *section) once(src sources.Source, in sourceReader) {
	if len(src.Feeds)+len(src.Probe)+len(src.Listings) == 0 && !s.has("feed") && !s.has("feeds") && !s.has("listing") && !s.has("preset") {
		s.add(s.node.line, s.node.col, s.path, "there is nothing to read", "write feeds: [address], or listing: {url, item}, or preset: name;  marsad source add ADDRESS  finds them")
	}
	for _, address := range readAddresses(src) {
		canonical, at := spelling(address), s.place(address)
		if other, taken := in.read[canonical]; taken && other != src.ID {
			s.add(at.line, at.col, s.path, fmt.Sprintf("%s is read by source %q already", maskSecrets(address), other), "keep it in one of the two sources: every article would come twice")
			continue
		}
		in.read[canonical] = src.ID
	}
}

// readAddresses is what a source asks for at each reading; the front page when nothing else is said.
func readAddresses(src sources.Source) []string {
	out := append([]string(nil), src.Feeds...)
	for _, l := range src.Listings {
		out = append(out, l.URL)
	}
	if len(out) == 0 && len(src.Probe) == 0 && src.Home != "" {
		out = append(out, src.Home)
	}
	return out
}

// place is where the file says an address, or the source itself when a preset says it.
func (s *section) place(address string) *node {
	for _, key := range []string{"feed", "feeds", "listing", "url", "home"} {
		f, ok := s.got[key]
		if !ok {
			continue
		}
		for _, n := range append([]*node{f.value, f.value.field("url")}, f.value.items...) {
			if n != nil && n.kind == scalar && strings.TrimSpace(n.text) == address {
				return n
			}
		}
	}
	return s.node
}
