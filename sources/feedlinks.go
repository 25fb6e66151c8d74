package sources

import (
	"strings"

	"github.com/mmcdole/gofeed"
	gofeedatom "github.com/mmcdole/gofeed/atom"
	gofeedjson "github.com/mmcdole/gofeed/json"
	gofeedrss "github.com/mmcdole/gofeed/rss"
)

// feedLink is a link of a feed to something about itself.
type feedLink struct{ rel, href string }

// follow fills in where the feed goes on and who tells of its changes. Addresses that are none are left out.
func (f *Feed) follow(base string, parsed *gofeed.Feed) {
	links := linksOf(parsed)
	first := func(rels ...string) string {
		for _, rel := range rels {
			for _, l := range links {
				if !strings.EqualFold(l.rel, rel) {
					continue
				}
				if abs, err := resolve(base, cleanLink(l.href)); err == nil {
					return abs
				}
			}
		}
		return ""
	}
	f.Next = first("next", "prev-archive")
	f.Hub, f.Self = first("hub"), first("self")
}

// linksOf are a feed's own links, in its order.
func linksOf(parsed *gofeed.Feed) []feedLink {
	var out []feedLink
	switch f := parsed.OriginalFeed().(type) {
	case *gofeedatom.Feed:
		for _, l := range f.Links {
			out = append(out, feedLink{l.Rel, l.Href})
		}
	case *gofeedrss.Feed:
		for _, l := range f.Extensions["atom"]["link"] { // by namespace, whatever the feed's own prefix is
			out = append(out, feedLink{l.Attrs["rel"], l.Attrs["href"]})
		}
	case *gofeedjson.Feed:
		out = append(out, feedLink{"next", f.NextURL}, feedLink{"self", f.FeedURL})
	}
	return out
}

// HeaderLinks adds what the Link headers of the answer say of the feed (RFC 8288): a header goes before the
// feed's own words, as WebSub has it.
func (f *Feed) HeaderLinks(base string, values []string) {
	for _, v := range values {
		for _, l := range headerLinks(v) {
			abs, err := resolve(base, l.href)
			if err != nil {
				continue
			}
			switch strings.ToLower(l.rel) {
			case "hub":
				f.Hub = abs
			case "self":
				f.Self = abs
			case "next", "prev-archive":
				f.Next = firstOf(f.Next, abs)
			}
		}
	}
}

// headerLinks reads one Link header: <https://hub.example/>; rel="hub", <…>; rel=self
func headerLinks(value string) []feedLink {
	var out []feedLink
	for {
		open := strings.IndexByte(value, '<')
		if open < 0 {
			return out
		}
		href, rest, ok := strings.Cut(value[open+1:], ">")
		if !ok {
			return out
		}
		params, next := rest, ""
		if i := strings.Index(rest, "<"); i >= 0 {
			params, next = rest[:i], rest[i:]
		}
		for p := range strings.SplitSeq(params, ";") {
			name, rels, _ := strings.Cut(strings.Trim(p, " ,\t"), "=")
			if !strings.EqualFold(strings.TrimSpace(name), "rel") {
				continue
			}
			for rel := range strings.FieldsSeq(strings.Trim(rels, `" `)) {
				out = append(out, feedLink{rel, href})
			}
		}
		value = next
	}
}
