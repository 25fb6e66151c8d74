package extract

import (
	"strings"
	"unicode/utf8"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/sources/prose"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// visibleDate is the date that the page shows: the first element marked as one that is in no link
// and no side box, else a line that is a date between the headline and the text.
func (d *document) visibleDate() article.Date {
	for n := range d.root.Descendants() {
		if n.Type != html.ElementNode || !isMarkedDate(n) || inLink(n) || besideText(n) {
			continue
		}
		for _, raw := range []string{attr(n, "datetime"), attr(n, "content"), prose.Line(n)} {
			if got := d.date(raw); !got.IsZero() {
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
func (d *document) dateBelowHeadline() article.Date {
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
			return article.Date{Precision: article.None}
		case length > aRun || inLink(n) || besideText(n):
		default:
			if got := d.date(line); !got.IsZero() {
				return got
			}
		}
	}
	return article.Date{Precision: article.None}
}

func unseenParent(n *html.Node) bool {
	return n.Parent != nil && n.Parent.Type == html.ElementNode && prose.Unseen(n.Parent)
}

// besideText tells whether an element is in a part of the page that belongs to no article. An
// article may have a footer of its own, with its date in it.
func besideText(n *html.Node) bool {
	footer := false
	for ; n != nil; n = n.Parent {
		switch n.DataAtom {
		case atom.Aside, atom.Nav:
			return true
		case atom.Footer:
			footer = true
		case atom.Article:
			return false
		}
	}
	return footer
}

// visibleAuthors are the names that the page marks as its authors'.
func (d *document) visibleAuthors() []string {
	var out []string
	seen := map[string]bool{}
	for n := range d.root.Descendants() {
		if n.Type != html.ElementNode || besideText(n) || attr(n, "rel") != "author" && attr(n, "itemprop") != "author" {
			continue
		}
		if name := prose.Line(n); isPerson(name, d.r.Source().Name) && !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	return out
}

func firstList(lists ...[]string) []string {
	for _, l := range lists {
		if len(l) > 0 {
			return l
		}
	}
	return nil
}
