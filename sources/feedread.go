package sources

import (
	"html"
	"regexp"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/sources/prose"
	"github.com/mmcdole/gofeed"
	gofeedrss "github.com/mmcdole/gofeed/rss"
)

// read turns what gofeed parsed into refs: plain text, absolute links, dates in the source's zone.
func (r *Reader) read(base string, parsed *gofeed.Feed) Feed {
	f := Feed{Title: plainLine(parsed.Title), Language: strings.TrimSpace(parsed.Language)}
	if home, err := resolve(base, parsed.Link); err == nil {
		f.Home, base = home, home
	}
	f.follow(base, parsed)
	notPermanent := guidsThatAreNoLinks(parsed)
	for i, item := range parsed.Items {
		ref := r.itemRef(base, item, !notPermanent[i])
		if ref.URL == "" {
			f.Loose = append(f.Loose, LooseRef{Ref: ref, Before: len(f.Refs)})
			continue
		}
		f.Refs = append(f.Refs, ref)
	}
	markEditions(f.Refs, r.src.Zone)
	for i := range f.Refs {
		f.Refs[i].ItemHash = itemHash(f.Refs[i])
	}
	return f
}

func (r *Reader) itemRef(base string, item *gofeed.Item, guidIsLink bool) article.Ref {
	ref := article.Ref{
		GUID:      strings.TrimSpace(item.GUID),
		Title:     plainLine(item.Title),
		Summary:   plainText(item.Description),
		Content:   plainText(item.Content),
		Author:    authorsOf(item),
		Published: r.itemDate(item),
	}
	if len(item.Categories) > 0 {
		ref.Section = plainLine(item.Categories[0])
	}
	ref.URL = r.itemURL(base, item, guidIsLink)
	ref.ImageURL = itemImage(base, item)
	return ref
}

// itemURL is the item's link; its guid where that is one and the link is missing or the front page,
// which some papers give to all their items; the PDF that it encloses.
func (r *Reader) itemURL(base string, item *gofeed.Item, guidIsLink bool) string {
	link, err := resolve(base, cleanLink(item.Link))
	if err == nil && !(guidIsLink && r.isOriginOnly(link)) {
		return link
	}
	guid := cleanLink(item.GUID)
	if guidIsLink && (strings.HasPrefix(guid, "http://") || strings.HasPrefix(guid, "https://")) {
		if abs, err := resolve("", guid); err == nil {
			return abs
		}
	}
	if err == nil {
		return link
	}
	for _, e := range item.Enclosures {
		if strings.EqualFold(e.Type, "application/pdf") {
			if abs, err := resolve(base, cleanLink(e.URL)); err == nil {
				return abs
			}
		}
	}
	return ""
}

func (r *Reader) isOriginOnly(link string) bool {
	c, err := article.Canonical(link)
	return err == nil && c == originOf(c)+"/"
}

// cleanLink undoes an ampersand that was escaped twice.
func cleanLink(s string) string {
	return strings.ReplaceAll(strings.TrimSpace(s), "&amp;", "&")
}

func authorsOf(item *gofeed.Item) string {
	var names []string
	for _, a := range item.Authors {
		if a == nil {
			continue
		}
		if name := plainLine(firstOf(a.Name, a.Email)); name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, "، ")
}

// itemDate reads when an item was published, else when it was changed.
func (r *Reader) itemDate(item *gofeed.Item) article.Date {
	first := article.Date{Precision: article.None}
	for _, raw := range []string{item.Published, item.Updated} {
		if raw = prose.Collapse(raw); raw == "" {
			continue
		}
		d := toDate(lang.ReadDate(raw, r.feedDates()))
		if !d.IsZero() {
			return d
		}
		if first.Raw == "" {
			first = d
		}
	}
	return first
}

// markEditions turns midnights into days when every dated item of a feed stands at one: the paper
// gives the date of an edition, in a format that has a time.
func markEditions(refs []article.Ref, zone *time.Location) {
	const few = 3 // two articles may be published at midnight
	if zone == nil {
		zone = time.UTC
	}
	dated := 0
	for _, ref := range refs {
		if ref.Published.IsZero() {
			continue
		}
		at := ref.Published.At
		if ref.Published.Precision == article.Day || !isMidnight(at.In(zone)) && !isMidnight(at) {
			return
		}
		dated++
	}
	for i := range refs {
		if d := &refs[i].Published; dated >= few && !d.IsZero() {
			d.Precision = article.Day
			if isMidnight(d.At) && !isMidnight(d.At.In(zone)) { // midnight in UTC: the same day in the paper's zone
				y, m, day := d.At.Date()
				d.At = time.Date(y, m, day, 0, 0, 0, 0, zone).UTC()
			}
		}
	}
}

func isMidnight(t time.Time) bool {
	h, m, s := t.Clock()
	return h == 0 && m == 0 && s == 0
}

func itemImage(base string, item *gofeed.Item) string {
	var candidates []string
	if item.Image != nil {
		candidates = append(candidates, item.Image.URL)
	}
	for _, kind := range []string{"content", "thumbnail"} {
		for _, e := range item.Extensions["media"][kind] {
			if !strings.HasPrefix(e.Attrs["type"], "video") {
				candidates = append(candidates, e.Attrs["url"])
			}
		}
	}
	for _, e := range item.Enclosures {
		if e != nil && strings.HasPrefix(e.Type, "image/") {
			candidates = append(candidates, e.URL)
		}
	}
	for _, c := range candidates {
		if abs, err := resolve(base, cleanLink(c)); err == nil {
			return abs
		}
	}
	return ""
}

// guidsThatAreNoLinks are the items whose guid says isPermaLink="false", by their place in the feed.
func guidsThatAreNoLinks(parsed *gofeed.Feed) map[int]bool {
	rss, ok := parsed.OriginalFeed().(*gofeedrss.Feed)
	if !ok {
		return nil
	}
	out := make(map[int]bool)
	for i, item := range rss.Items {
		if item.GUID != nil && strings.EqualFold(strings.TrimSpace(item.GUID.IsPermalink), "false") {
			out[i] = true
		}
	}
	return out
}

var (
	escapedTwice = regexp.MustCompile(`&(?:amp|quot|apos|lt|gt|nbsp|laquo|raquo|[lr][ds]quo|[mn]dash|hellip|#\d{2,5}|#x[0-9a-fA-F]{2,4});`)
	// cutEntity is what is left of an entity at which a feed's software cut a summary.
	cutEntity = regexp.MustCompile(`\s*&(?:#x?[0-9a-fA-F]*|am?p?|nb?s?p?|qu?o?t?|lt?|gt?|he?l?l?i?p?|[lr][ds]quo?|)$`)
)

// plainLine reads a title or a name: one line without markup.
func plainLine(s string) string {
	line := strings.Join(prose.Fragment(s), " ")
	if escapedTwice.MatchString(line) {
		line = prose.Collapse(html.UnescapeString(line))
	}
	return line
}

// plainText reads a summary or a full text: paragraphs without markup. Markup that was escaped
// twice is read once more.
func plainText(s string) string {
	ps := prose.Fragment(s)
	text := strings.Join(ps, "\n\n")
	if escapedTwice.MatchString(text) {
		text = strings.Join(prose.Fragment(text), "\n\n")
	}
	return cutEntity.ReplaceAllString(text, "")
}
