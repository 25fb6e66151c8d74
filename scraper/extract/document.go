package extract

import (
	"slices"
	"strings"

	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/sources/prose"
	"github.com/nlnwa/whatwg-url/url"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// document is a parsed page with what its head says. It is read once and not changed.
type document struct {
	below   []string // linesBelowHeadline's; nil: not looked for yet
	named   *string  // headline's; nil: not looked for yet
	r       *sources.Reader
	page    Page
	root    *html.Node
	address string // of the article: rel=canonical where it is plausible, else the page's own
	lie     string // an address that the page names as its own and cannot be; empty: none

	base     string
	lang     string // of <html>
	title    string // of <title>
	meta     map[string]string
	linked   linkedData
	h1       []*html.Node
	refresh  string // target of a meta refresh, as written; "" without one
	password bool   // a visible field asks for a password
	nav      map[string]bool
}

func newDocument(r *sources.Reader, page Page, root *html.Node) *document {
	d := &document{r: r, page: page, root: root, base: page.URL, meta: map[string]string{}, nav: map[string]bool{}}
	canonical := ""
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Html:
			d.lang = firstOf(d.lang, attr(n, "lang"), attr(n, "xml:lang"))
		case atom.Base:
			d.base = firstOf(absolute(page.URL, attr(n, "href")), d.base)
		case atom.Title:
			if d.title == "" && n.FirstChild != nil && n.Namespace == "" {
				d.title = prose.Collapse(n.FirstChild.Data)
			}
		case atom.Meta:
			d.readMeta(n)
		case atom.Link:
			if canonical == "" && strings.EqualFold(attr(n, "rel"), "canonical") {
				canonical = attr(n, "href")
			}
		case atom.Script:
			if n.FirstChild != nil && strings.Contains(strings.ToLower(attr(n, "type")), "ld+json") {
				d.linked.read(n.FirstChild.Data)
			}
		case atom.H1:
			d.h1 = append(d.h1, n)
		case atom.Input:
			d.password = d.password || strings.EqualFold(attr(n, "type"), "password")
		case atom.A:
			d.readNav(n)
		}
	}
	d.address = d.addressOf(canonical)
	return d
}

// readMeta keeps the first value of each name.
func (d *document) readMeta(n *html.Node) {
	content := attr(n, "content")
	if strings.EqualFold(attr(n, "http-equiv"), "refresh") {
		if _, target, ok := cutFold(content, "url="); ok {
			d.refresh = strings.Trim(strings.TrimSpace(target), `'"`)
		}
		return
	}
	for _, key := range []string{"property", "name", "itemprop"} {
		name := dublinName(strings.ToLower(attr(n, key)))
		switch {
		case name == "" || content == "" || key == "itemprop" && isOfOther(n):
		case d.meta[name] == "":
			d.meta[name] = content
		case slices.Contains(authorNames, name):
			d.meta[name] += "; " + content // a page names each of several authors so
		}
	}
}

// dublinName writes Dublin Core's names with a point, as most pages do: RDFa writes dcterms:created.
func dublinName(name string) string {
	for _, space := range []string{"dc", "dcterms"} {
		if rest, ok := strings.CutPrefix(name, space+":"); ok {
			return space + "." + rest
		}
	}
	return name
}

// isOfOther tells whether microdata speaks of a work that the article cites, or of a comment on it.
func isOfOther(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		switch strings.ToLower(attr(p, "itemprop")) {
		case "citation", "comment":
			return true
		}
	}
	return false
}

// readNav keeps the names of sections in the site's navigation.
func (d *document) readNav(n *html.Node) {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom == atom.Nav || p.DataAtom == atom.Header {
			if s := prose.Line(n); s != "" && len(s) < 80 {
				d.nav[s] = true
			}
			return
		}
	}
}

// addressOf follows rel=canonical, or og:url where it is missing, when it can be right: on the same
// site, an article's address, and with the same number where the page's address has one. Templates
// name the front page, another article, a bare IP address or an archive of the web as well.
func (d *document) addressOf(canonical string) string {
	own := d.page.URL
	for _, candidate := range []string{canonical, d.meta["og:url"]} {
		abs := absolute(d.base, candidate)
		if abs == "" {
			continue
		}
		if own == "" {
			return abs
		}
		if sameSite(abs, own) && d.r.IsArticle(abs) && !d.r.IsFront(abs) && !twoNumbers(d.r.Number(abs), d.r.Number(own)) {
			return abs
		}
		d.lie = firstOf(d.lie, abs)
	}
	return own
}

func twoNumbers(a, b string) bool { return a != b && a != "" && b != "" }

// sameSite compares two addresses' hosts without www.
func sameSite(a, b string) bool {
	x, errX := url.Parse(a)
	y, errY := url.Parse(b)
	return errX == nil && errY == nil && strings.TrimPrefix(x.Hostname(), "www.") == strings.TrimPrefix(y.Hostname(), "www.")
}

// hostLabel is the name that an address's site was registered under, as far as it can be told
// without a list of suffixes: the label before the last, or before a last pair like co.uk.
func hostLabel(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	labels := strings.Split(u.Hostname(), ".")
	i := len(labels) - 2
	if i > 0 && labels[i-1] != "www" && len(labels[i]) <= 3 && len(labels[i+1]) == 2 {
		i--
	}
	if i < 0 {
		return ""
	}
	return labels[i]
}

// absolute resolves a reference; empty when the result is no web address.
func absolute(base, ref string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" {
		return ""
	}
	var u *url.Url
	var err error
	if base == "" {
		u, err = url.Parse(ref)
	} else {
		u, err = url.ParseRef(base, ref)
	}
	if err != nil || u.Protocol() != "http:" && u.Protocol() != "https:" {
		return ""
	}
	return u.Href(false)
}

// link resolves a reference in the page. On the paper's own site it is written with the scheme and
// host of the article's address, so that http and www make no other picture of the same one.
func (d *document) link(ref string) string {
	abs := absolute(d.base, ref)
	if abs == "" || d.address == "" || !sameSite(abs, d.address) {
		return abs
	}
	u, errU := url.Parse(abs)
	own, errOwn := url.Parse(d.address)
	if errU != nil || errOwn != nil || u.Port() != own.Port() {
		return abs
	}
	return own.Protocol() + "//" + own.Host() + u.Pathname() + u.Search()
}

// date reads a date as this source prints it.
func (d *document) date(raw string) lang.Date {
	ctx := d.r.PageDates()
	ctx.Now, ctx.Layout = d.page.FetchedAt, d.r.Source().DateForm
	return lang.ReadDate(raw, ctx)
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name && a.Namespace == "" {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}

func firstOf(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}

// cutFold is strings.Cut for a separator in any case of ASCII letters.
func cutFold(s, sep string) (before, after string, found bool) {
	i := strings.Index(strings.ToLower(s), sep)
	if i < 0 || i+len(sep) > len(s) {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

func hasText(s string) bool { return prose.HasText(s) }

func joinParagraphs(ps []string) string { return strings.Join(ps, "\n\n") }
