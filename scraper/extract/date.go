package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/sources/prose"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// known tells whether a day could be read, with or without an instant.
func known(d lang.Date) bool { return d.Day != "" }

// published is the noun that leaves this room: without an instant it has only the printed text.
func published(d lang.Date) article.Date {
	p := article.Precision(d.Precision)
	if p == "" {
		p = article.None
	}
	return article.Date{Raw: d.Raw, At: d.At, Precision: p, ZoneSource: d.ZoneSource}
}

// dateNames are the names under which heads give the date of publication to machines, best first.
var dateNames = []string{
	"article:published_time", "og:article:published_time", "datepublished", "og:published_time", "og:pubdate",
	"article:published", "article.published", "rnews:datepublished", "publish-date", "publishdate", "publish_date", "published_time",
	"publication_date", "pubdate", "pub_date", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dcterms.date", "dc.date",
	"parsely-pub-date", "cxenseparse:recs:publishtime", "sailthru.date", "article_date_original", "originalpublicationdate",
	"citation_publication_date", "citation_date", "datecreated", "article:created", "displaydate", "release_date", "date",
}

// headDate is the date that the page gives to machines: the first one, or if that is a day, the
// first one of the same day that has a time.
func (d *document) headDate() lang.Date {
	first := lang.Date{Precision: lang.DateNone}
	raws := []string{d.linked.published, d.linked.pagePublished}
	for _, name := range dateNames {
		raws = append(raws, d.meta[name])
	}
	for _, raw := range raws {
		got := d.date(raw)
		switch {
		case !known(got):
		case !known(first):
			first = got
		case first.Precision == lang.DateDay && got.Precision != lang.DateDay && got.Day == first.Day && !got.At.IsZero():
			return got
		}
	}
	return first
}

// visibleDate is the date that the page shows: the first element marked as one that is in no link
// and no side box, else a line that is a date between the headline and the text, else an element with
// a date's class near the headline, else the day in the page's address.
func (d *document) visibleDate() lang.Date {
	for _, marked := range []func(*html.Node) bool{isMarkedDate, isDateClass} {
		for n := range d.root.Descendants() {
			if n.Type != html.ElementNode || !marked(n) || inLink(n) && !inOwnLink(d, n) || besideText(n) || unseenParent(n) {
				continue
			}
			for _, raw := range []string{attr(n, "datetime"), attr(n, "content"), prose.Line(n)} {
				if got := d.date(raw); known(got) {
					return got
				}
			}
		}
		if got := d.dateBelowHeadline(); known(got) {
			return got
		}
	}
	return d.addressDate()
}

func isMarkedDate(n *html.Node) bool {
	return n.DataAtom == atom.Time || strings.EqualFold(attr(n, "itemprop"), "datePublished") ||
		strings.EqualFold(attr(n, "property"), "dc:date") || strings.HasSuffix(attr(n, "property"), ":datePublished")
}

var (
	dateClass   = regexp.MustCompile(`(?i)date|datum|fecha|posted|publish|timestamp|time-?stamp|byline|post-?meta|entry-?meta|article-?(?:info|meta)|تاريخ`)
	dateBeside  = regexp.MustCompile(`(?i)comment|related|sidebar|widget|teaser|event|calendar|update|modified|footer|copyright|latest|recent`)
	addressDate = regexp.MustCompile(`[/_=-](20\d\d|19[89]\d)[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?:[/_.-]|$|\D)`)
)

// dateElement is how long, in characters, an element with a date's class may be.
const dateElement = 160

// isDateClass tells whether an element's class or id says that it holds a date.
func isDateClass(n *html.Node) bool {
	mark := attr(n, "class") + " " + attr(n, "id")
	if !dateClass.MatchString(mark) || dateBeside.MatchString(mark) {
		return false
	}
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom != atom.Body && p.DataAtom != atom.Html && dateBeside.MatchString(attr(p, "class")+" "+attr(p, "id")) {
			return false
		}
	}
	return len(prose.Line(n)) <= dateElement
}

// inOwnLink tells whether a date's link leads to the article itself, or to its day's archive.
func inOwnLink(d *document, n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.DataAtom != atom.A {
			continue
		}
		to := absolute(d.base, attr(n, "href"))
		return to != "" && d.address != "" && (to == d.address || strings.HasPrefix(strings.TrimSuffix(d.address, "/"), strings.TrimSuffix(to, "/")))
	}
	return false
}

// addressDate is the day in the page's address: /2025/03/17/ or -20250317-.
func (d *document) addressDate() lang.Date {
	m := addressDate.FindStringSubmatch(d.address)
	if m == nil {
		return lang.Date{Precision: lang.DateNone}
	}
	return d.date(m[1] + "-" + m[2] + "-" + m[3])
}

// dateBelowHeadline looks at the lines from the headline on.
func (d *document) dateBelowHeadline() lang.Date {
	for _, line := range d.linesBelowHeadline() {
		if got := d.date(line); known(got) {
			return got
		}
	}
	return lang.Date{Precision: lang.DateNone}
}

// linesBelowHeadline are the short lines from the headline on, no further than the first running text,
// without links and side boxes.
func (d *document) linesBelowHeadline() []string {
	title := d.headline()
	begun := false
	var out []string
	for n := range d.root.Descendants() {
		if n.DataAtom == atom.H1 && n.Type == html.ElementNode && folded(prose.Line(n)) == folded(title) {
			begun = true
		}
		if !begun || n.Type != html.TextNode || unseenParent(n) {
			continue
		}
		line := prose.Collapse(n.Data)
		switch length := utf8.RuneCountInString(line); {
		case line == "", folded(line) == folded(title):
		case length >= 4*aRun:
			return out
		case length > 2*aRun || inLink(n) || besideText(n):
		default:
			out = append(out, line)
		}
	}
	return out
}
