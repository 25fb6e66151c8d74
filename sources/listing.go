package sources

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/andybalholm/cascadia"
	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/sources/prose"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// listing is a Listing with its selectors compiled.
type listing struct {
	Listing
	item, title, section, date cascadia.Matcher
	form                       *regexp.Regexp // of the addresses of its further pages, group 1 the page; nil: none
}

func compileListing(l Listing) (c listing, err error) {
	c.Listing = l
	for _, one := range []struct {
		field, text string
		to          *cascadia.Matcher
	}{{"item", l.Item, &c.item}, {"title", l.Title, &c.title}, {"section", l.Section, &c.section}, {"date", l.Date, &c.date}} {
		if *one.to, err = compileSelector(one.field, one.text); err != nil {
			return c, err
		}
	}
	if l.Next == "" {
		return c, nil
	}
	form := l.Next
	if canonical, err := article.Canonical(strings.ReplaceAll(l.Next, "{page}", markedPage)); err == nil {
		// Addresses are compared in their canonical form, which may lack the form's last slash.
		form = strings.ReplaceAll(canonical, markedPage, "{page}")
	}
	c.form, err = regexp.Compile("^" + strings.ReplaceAll(regexp.QuoteMeta(form), `\{page\}`, `(\d{1,7})`) + "$")
	if err != nil {
		return c, fmt.Errorf("next: %w", err)
	}
	return c, nil
}

// markedPage stands for the page number while a form is made canonical.
const markedPage = "7654321"

// is tells whether a canonical address is the listing or one of its further pages.
func (l listing) is(canonical string) bool {
	first, err := article.Canonical(l.URL)
	return err == nil && first == canonical || l.form != nil && l.form.MatchString(canonical)
}

// Listing reads a page that lists articles: its refs in the order of the page, each article once,
// and the address of the next page. next is empty when l names no form for it, when the page links
// to none, and when the page has no item at all.
//
// A page without an item is no error: the caller decides what an empty list means for the source.
func (r *Reader) Listing(base string, l Listing, text []byte) (refs []article.Ref, next string, err error) {
	c, err := r.compiled(l)
	if err != nil {
		return nil, "", fmt.Errorf("source %s: listing %s: %w", r.src.ID, base, err)
	}
	doc, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		return nil, "", fmt.Errorf("source %s: listing %s: the page cannot be read: %w", r.src.ID, base, err)
	}
	base = baseOf(doc, base)
	refs = r.listed(doc, base, c)
	if len(refs) > 0 {
		next = c.next(doc, base)
	}
	return refs, next, nil
}

// compiled finds the compiled form of l, or makes it for a listing that is not the source's own.
func (r *Reader) compiled(l Listing) (listing, error) {
	for _, c := range r.listings {
		if c.Listing == l {
			return c, nil
		}
	}
	return compileListing(l)
}

// baseOf is what relative links of a page are resolved against: its <base>, else its address.
func baseOf(doc *html.Node, pageURL string) string {
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == atom.Base {
			if b, err := resolve(pageURL, attr(n, "href")); err == nil {
				return b
			}
		}
	}
	return pageURL
}

func (r *Reader) listed(doc *html.Node, base string, c listing) []article.Ref {
	var refs []article.Ref
	seen := make(map[string]int)
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || !c.isItem(n) {
			continue
		}
		link := linkOf(n)
		if link == nil {
			continue
		}
		abs, err := resolve(base, attr(link, "href"))
		if err != nil || !r.IsArticle(abs) || r.IsFront(abs) {
			continue
		}
		key, _, _, err := r.Identify(abs)
		if err != nil {
			continue
		}
		ref := r.listedRef(n, link, abs, base, c)
		if at, again := seen[key]; again {
			if refs[at].Title == "" { // a picture's link came before the headline's
				refs[at].Title = ref.Title
				refs[at].ItemHash = itemHash(refs[at])
			}
			continue
		}
		seen[key] = len(refs)
		refs = append(refs, ref)
	}
	return refs
}

func (c listing) isItem(n *html.Node) bool {
	if c.item != nil {
		return c.item.Match(n)
	}
	return n.DataAtom == atom.A && attr(n, "href") != ""
}

// linkOf is the item itself, or the link of its heading, or its first link.
func linkOf(item *html.Node) *html.Node {
	if item.DataAtom == atom.A {
		return item
	}
	var first *html.Node
	for n := range item.Descendants() {
		if n.Type != html.ElementNode || n.DataAtom != atom.A || attr(n, "href") == "" {
			continue
		}
		if isHeading(n.Parent) {
			return n
		}
		if first == nil {
			first = n
		}
	}
	return first
}

func isHeading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

// listedRef reads what a listing says beside an address.
func (r *Reader) listedRef(item, link *html.Node, abs, base string, c listing) article.Ref {
	ref := article.Ref{URL: abs}
	ref.Title = textOf(item, c.title)
	if c.title == nil {
		ref.Title = headingOf(item, link)
	}
	ref.Section = textOf(item, c.section)
	ref.Published = r.listedDate(item, c)
	for n := range item.Descendants() {
		if n.DataAtom == atom.Img && n.Type == html.ElementNode {
			if src, err := resolve(base, firstOf(attr(n, "data-src"), attr(n, "src"))); err == nil {
				ref.ImageURL = src
				break
			}
		}
	}
	ref.ItemHash = itemHash(ref)
	return ref
}

// textOf is the text of the first element below n that m points at.
func textOf(n *html.Node, m cascadia.Matcher) string {
	if m == nil {
		return ""
	}
	if found := cascadia.Query(n, m); found != nil {
		return prose.Line(found)
	}
	return ""
}

// headingOf is the text of an item's heading, else of its link, else the link's title.
func headingOf(item, link *html.Node) string {
	for n := range item.Descendants() {
		if n.Type == html.ElementNode && isHeading(n) {
			if s := prose.Line(n); s != "" {
				return s
			}
		}
	}
	return firstOf(prose.Line(link), attr(link, "title"))
}

// listedDate reads the date of an item: where the listing's selector points, else the first element
// whose whole text is a date.
func (r *Reader) listedDate(item *html.Node, c listing) article.Date {
	if c.date != nil {
		return r.Date(textOf(item, c.date))
	}
	for n := range item.Descendants() {
		if n.Type != html.TextNode || !strings.ContainsAny(n.Data, "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹") || len(n.Data) > 80 {
			continue
		}
		if d := r.Date(prose.Collapse(n.Data)); !d.IsZero() && n.Parent != nil && !isHeading(n.Parent) {
			return d
		}
	}
	return article.Date{Precision: article.None}
}

// Date reads a date as this source prints it.
func (r *Reader) Date(text string) article.Date {
	ctx := r.PageDates()
	ctx.Layout = r.src.DateForm
	return toDate(lang.ReadDate(text, ctx))
}

func toDate(d lang.Date) article.Date {
	return article.Date{Raw: d.Raw, At: d.At, Precision: article.Precision(d.Precision), ZoneSource: d.ZoneSource}
}

func firstOf(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}

// next is the address of the page behind this one, if the page links to it.
func (c listing) next(doc *html.Node, base string) string {
	if c.form == nil {
		return ""
	}
	page := 1
	if canonical, err := article.Canonical(base); err == nil {
		if m := c.form.FindStringSubmatch(canonical); m != nil {
			page, _ = strconv.Atoi(m[1]) // the expression lets only short digits through
		}
	}
	next := strings.ReplaceAll(c.Next, "{page}", strconv.Itoa(page+1))
	want, err := article.Canonical(next)
	if err != nil {
		return ""
	}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || n.DataAtom != atom.A && n.DataAtom != atom.Link {
			continue
		}
		abs, err := resolve(base, attr(n, "href"))
		if err != nil {
			continue
		}
		if got, err := article.Canonical(abs); err == nil && got == want {
			return abs
		}
	}
	return ""
}
