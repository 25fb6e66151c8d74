package discover

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/sources/prose"
)

// front is a page as this search looks at it: its links, and what it says of itself.
type front struct {
	url, base string
	text      []byte
	site      string // its name for itself
	named     bool   // site is what it says for machines, not a part of its title
	title     string
	language  string
	generator string
	letters   int // of the text that it shows
	scripts   int
	mount     bool // has an element into which scripts write the page
	needsJS   bool // says to readers that it needs JavaScript
	links     []link
	assets    []string // addresses of scripts, styles and pictures
}

// link is an address of the paper's own host that a page links to, with the longest words that stand
// in any link to it.
type link struct {
	URL       string
	Canonical string
	Text      string
	first     int // where on the page it stands first
}

// headline tells whether the words of a link are long enough to be a title and no name of a section.
func (l link) headline() bool {
	return len(strings.Fields(l.Text)) >= 4 || letters(l.Text) >= 22
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			n++
		}
	}
	return n
}

// openFront asks for the page. The address of a feed leads to the feed's own front page.
func (s *search) openFront(ctx context.Context, f *Finding, address string) *Problem {
	if address = strings.TrimSpace(address); !strings.Contains(address, "://") {
		address = "https://" + address
	}
	s.Progress("asks for " + address)
	page, err := s.get(ctx, Request{URL: address, Charset: s.charset("")})
	if err != nil {
		return problem(troubleOf(err))
	}
	if home, isFeed := s.asFeed(page); isFeed {
		f.Feeds = append(f.Feeds, Feed{URL: page.URL, From: "the address that was typed"})
		front, err := s.get(ctx, Request{URL: home, Charset: s.charset("")})
		if err != nil {
			front = Page{URL: home, Text: []byte("<html></html>")}
		}
		page = front
	}
	if s.front, err = readFront(page); err != nil {
		return &Problem{Kind: Unreadable, Seen: fmt.Sprintf("%s: the page cannot be read: %v", page.URL, err), Do: "type another page of the paper, or the address of its feed"}
	}
	f.URL, f.Name, f.Language = page.URL, firstOf(s.Known.Name, s.front.site), firstOf(s.Known.Language, s.front.language)
	return nil
}

// charset is what pages without a word about it are read in.
func (s *search) charset(language string) string {
	if firstOf(s.Known.Language, language) == "ar" {
		return firstOf(s.Known.Charset, "windows-1256")
	}
	return s.Known.Charset
}

// asFeed tells whether a page is a feed, and the front page that the feed names.
func (s *search) asFeed(p Page) (home string, ok bool) {
	r, err := sources.Compile(sources.Source{ID: "search"})
	if err != nil {
		return "", false
	}
	feed, err := r.Feed(p.URL, p.Text)
	var other *sources.NotFeedError
	if errors.As(err, &other) || err != nil {
		return "", false
	}
	if home = feed.Home; home == "" && len(feed.Refs) > 0 {
		home = origin(feed.Refs[0].URL) + "/"
	}
	return firstOf(home, origin(p.URL)+"/"), true
}

// readFront takes a page apart.
func readFront(p Page) (*front, error) {
	doc, err := html.Parse(bytes.NewReader(p.Text))
	if err != nil {
		return nil, err
	}
	f := &front{url: p.URL, base: p.URL, text: p.Text}
	at := map[string]int{}
	title := ""
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.DataAtom {
		case atom.Html:
			f.language = baseLanguage(attr(n, "lang"))
		case atom.Base:
			if b, err := article.Resolve(p.URL, attr(n, "href")); err == nil {
				f.base = b
			}
		case atom.Title:
			if title == "" && n.FirstChild != nil {
				title = prose.Collapse(n.FirstChild.Data)
			}
		case atom.Meta:
			f.readMeta(n)
		case atom.Script, atom.Link, atom.Img:
			f.readAsset(n)
		case atom.Noscript:
			f.needsJS = f.needsJS || asksForScripts(n)
		case atom.A:
			f.addLink(at, n)
		}
		if id := attr(n, "id"); n.DataAtom == atom.Div && mounts[id] && prose.Line(n) == "" {
			f.mount = true
		}
	}
	f.letters = letters(prose.Line(doc))
	f.named, f.title = f.site != "", title
	if parts := partsOfTitle(title); len(parts) > 0 {
		f.site = firstOf(f.site, parts[0])
	}
	return f, nil
}

// mounts are the ids of the empty elements into which the usual frameworks write a page.
var mounts = map[string]bool{"root": true, "app": true, "__next": true, "__nuxt": true, "app-root": true, "main-app": true}

func (f *front) readMeta(n *html.Node) {
	content := prose.Collapse(attr(n, "content"))
	switch {
	case strings.EqualFold(attr(n, "name"), "generator"):
		f.generator = firstOf(f.generator, content)
	case attr(n, "property") == "og:site_name":
		f.site = firstOf(f.site, content)
	}
}

func (f *front) readAsset(n *html.Node) {
	if n.DataAtom == atom.Script {
		f.scripts++
	}
	if a := firstOf(attr(n, "src"), attr(n, "href")); a != "" && len(f.assets) < 400 {
		f.assets = append(f.assets, a)
	}
}

func asksForScripts(n *html.Node) bool {
	text := strings.ToLower(plainText(n))
	return strings.Contains(text, "javascript") || strings.Contains(text, "جافا سكريبت") || strings.Contains(text, "جافاسكريبت")
}

// plainText is all text below a node; what stands in <noscript> is text to the parser.
func plainText(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data + " ")
		}
	}
	return b.String()
}

func (f *front) addLink(at map[string]int, n *html.Node) {
	abs, err := article.Resolve(f.base, attr(n, "href"))
	if err != nil {
		return
	}
	canonical, err := article.Canonical(abs)
	if err != nil || host(canonical) != host(f.url) {
		return
	}
	if page, fragment, ok := strings.Cut(abs, "#"); ok && !strings.HasPrefix(fragment, "!") {
		abs = page
	}
	text := firstOf(prose.Line(n), attr(n, "title"))
	if i, ok := at[canonical]; ok {
		if len(text) > len(f.links[i].Text) {
			f.links[i].Text = text
		}
		return
	}
	at[canonical] = len(f.links)
	f.links = append(f.links, link{URL: abs, Canonical: canonical, Text: text, first: len(f.links)})
}

// jsOnly tells whether there is nothing to read until scripts have run.
func (f *front) jsOnly() bool {
	const little = 250 // letters: a notice, not a page
	return f.letters < little && len(f.links) < 8 && f.scripts > 0 && (f.mount || f.needsJS || f.letters < 40)
}

var titleParts = regexp.MustCompile(`\s+[|\-–—:»]+\s+|\s*\|\s*|:\s+`)

// partsOfTitle are the parts of a page's title between the usual signs.
func partsOfTitle(title string) []string {
	var out []string
	for _, part := range titleParts.Split(title, -1) {
		if part = strings.TrimSpace(part); letters(part) >= 3 {
			out = append(out, part)
		}
	}
	return out
}

// settleName finds the paper's name in the title of its front page: the part that stands in the titles of
// its articles too.
func (s *search) settleName(f *Finding) {
	if s.Known.Name != "" || s.front.named {
		return
	}
	best := 0
	for _, part := range partsOfTitle(s.front.title) {
		n := 0
		for _, r := range f.Articles {
			if slices.Contains(partsOfTitle(titleOf(r.page.Text)), part) {
				n++
			}
		}
		if n > best {
			best, f.Name = n, part
		}
	}
	f.Source.Name = f.Name
}

var titleTag = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

func titleOf(page []byte) string {
	m := titleTag.FindSubmatch(page)
	if m == nil {
		return ""
	}
	return prose.Collapse(html.UnescapeString(string(m[1])))
}

func baseLanguage(tag string) string {
	base, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	base, _, _ = strings.Cut(base, "_")
	if len(base) != 2 && len(base) != 3 {
		return ""
	}
	return base
}

// host is an address's host as article.Canonical unifies it.
func host(address string) string {
	c, err := article.Canonical(address)
	if err != nil {
		return ""
	}
	u, err := url.Parse(c)
	if err != nil {
		return ""
	}
	return u.Host
}

// origin is scheme and host of an address as it is asked for.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
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
