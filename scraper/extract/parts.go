package extract

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/sources/prose"
	"github.com/nlnwa/whatwg-url/url"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Part is a further page of an article that its paper splits over several.
type Part struct {
	Paragraphs []string
	Next       string // address of the page behind it; empty: it is the last
}

// Further reads a further page of an article. Its address belongs to the article that led to it, so it
// is not held against the source's address forms.
func Further(r *sources.Reader, page Page) (Part, error) {
	doc, err := html.Parse(bytes.NewReader(page.Text))
	if err != nil {
		return Part{}, fmt.Errorf("source %s: page %s: the HTML cannot be read: %w", r.Source().ID, page.URL, err)
	}
	d := newDocument(r, page, doc)
	f, err := d.find(nil)
	if err != nil {
		return Part{}, fmt.Errorf("source %s: page %s: %w", r.Source().ID, page.URL, err)
	}
	return Part{f.paragraphs, d.nextPart()}, nil
}

// nextPart is the address of the article's next page: of the same article by its address, one page on,
// and offered as such. A list's next page is another address; what follows a comment is none.
func (d *document) nextPart() string {
	if d.page.URL == "" || d.r.Source().System == "drupal" { // where ?page= turns the comments over
		return ""
	}
	own, _, _, err := d.r.Identify(d.page.URL)
	if err != nil {
		return ""
	}
	want := partOf(d.page.URL) + 1
	for n := range d.root.Descendants() {
		if n.Type != html.ElementNode || n.DataAtom != atom.A && n.DataAtom != atom.Link || !offersNext(n, want) {
			continue
		}
		abs := absolute(d.base, attr(n, "href"))
		if abs == "" || !sameSite(abs, d.page.URL) || partOf(abs) != want {
			continue
		}
		if key, _, _, err := d.r.Identify(abs); err == nil && key == own {
			return abs
		}
	}
	return ""
}

var nextWords = []string{"next", "next page", "التالي", "التالية", "الصفحة التالية", "»", "›", ">", "→", "←"}

// offersNext tells a link that leads to the page of the given number.
func offersNext(n *html.Node, want int) bool {
	if slices.Contains(strings.Fields(strings.ToLower(attr(n, "rel"))), "next") {
		return true
	}
	if n.DataAtom != atom.A {
		return false
	}
	text := strings.ToLower(prose.Line(n))
	return text == strconv.Itoa(want) || text == arabicFigures(want) || slices.Contains(nextWords, text)
}

// arabicFigures writes a number in the figures of the Arab east.
func arabicFigures(n int) string {
	return strings.Map(func(r rune) rune { return r - '0' + '٠' }, strconv.Itoa(n))
}

var (
	partPath    = regexp.MustCompile(`/(?:page/)?([1-4]?\d)/?$`)
	partSystem  = regexp.MustCompile(`/(?:print:)?page,\d+,(\d+),\d+-`) // DataLife Engine
	commentPath = regexp.MustCompile(`/comment-page-\d+/?$`)
)

// partOf is which page of an article an address names, counted from 1.
func partOf(address string) int {
	u, err := url.Parse(address)
	if err != nil || commentPath.MatchString(u.Pathname()) {
		return 1
	}
	for pair := range strings.SplitSeq(u.Query(), "&") {
		switch name, value, _ := strings.Cut(pair, "="); strings.ToLower(name) {
		case "page", "paged", "news_page":
			if n, err := strconv.Atoi(value); err == nil && n > 0 {
				return n
			}
		}
	}
	for _, re := range []*regexp.Regexp{partSystem, partPath} {
		if m := re.FindStringSubmatch(u.Pathname()); m != nil {
			if n, err := strconv.Atoi(m[1]); err == nil && n > 0 {
				return n
			}
		}
	}
	return 1
}
