package extract

import (
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
// and no side box, else a line that is a date between the headline and the text.
func (d *document) visibleDate() lang.Date {
	for n := range d.root.Descendants() {
		if n.Type != html.ElementNode || !isMarkedDate(n) || inLink(n) || besideText(n) {
			continue
		}
		for _, raw := range []string{attr(n, "datetime"), attr(n, "content"), prose.Line(n)} {
			if got := d.date(raw); known(got) {
				return got
			}
		}
	}
	return d.dateBelowHeadline()
}

func isMarkedDate(n *html.Node) bool {
	return n.DataAtom == atom.Time || strings.EqualFold(attr(n, "itemprop"), "datePublished") ||
		strings.EqualFold(attr(n, "property"), "dc:date") || strings.HasSuffix(attr(n, "property"), ":datePublished")
}

// dateBelowHeadline looks from the headline on, no further than the first running text.
func (d *document) dateBelowHeadline() lang.Date {
	title := d.headline()
	begun := false
	for n := range d.root.Descendants() {
		if n.DataAtom == atom.H1 && n.Type == html.ElementNode && prose.Line(n) == title {
			begun = true
		}
		if !begun || n.Type != html.TextNode || unseenParent(n) {
			continue
		}
		line := prose.Collapse(n.Data)
		switch length := utf8.RuneCountInString(line); {
		case line == title:
		case length >= 2*aRun:
			return lang.Date{Precision: lang.DateNone}
		case length > aRun || inLink(n) || besideText(n):
		default:
			if got := d.date(line); known(got) {
				return got
			}
		}
	}
	return lang.Date{Precision: lang.DateNone}
}
