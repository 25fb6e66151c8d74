package discover

import (
	"bytes"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/sources/prose"
)

// anatomy is where the parts of one article stand on its page.
type anatomy struct {
	wanted
	doc    *html.Node
	body   *html.Node   // the smallest element that holds the text; nil: not found
	titles []*html.Node // elements that say the title and nothing else
	dates  []*html.Node // elements that say the date and nothing else, outside links and the text
	byline []*html.Node
}

// dissect looks on a page for what it should hold.
func dissect(r Read, w wanted, ctx lang.DateContext) (anatomy, bool) {
	doc, err := html.Parse(bytes.NewReader(r.page.Text))
	if err != nil {
		return anatomy{}, false
	}
	k := inkOf(doc)
	sayer := dateSayer{r.art.Published, ctx}
	a := anatomy{doc: doc, wanted: w.pruned(k, sayer.says)}
	a.body = k.box(a.paragraphs)
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode || prose.Unseen(n) || n.DataAtom == atom.Head || n.DataAtom == atom.Title || inHead(n) {
			continue
		}
		text, short := shortLine(n)
		if !short {
			continue
		}
		switch {
		case inLink(n):
		case text == w.title || lang.Fold(text) == lang.Fold(w.title):
			a.titles = append(a.titles, n)
		case r.Byline != "" && text == r.Byline && !within(n, a.body):
			a.byline = append(a.byline, n)
		case !within(n, a.body) && (sayer.says(text) || sayer.says(attr(n, "datetime"))):
			a.dates = append(a.dates, n)
		}
	}
	a.dates = innermost(a.dates)
	return a, a.body != nil
}

// innermost leaves out the elements that hold another of them: what stands beside a date in them changes.
func innermost(nodes []*html.Node) []*html.Node {
	return slices.DeleteFunc(slices.Clone(nodes), func(n *html.Node) bool {
		return slices.ContainsFunc(nodes, func(other *html.Node) bool { return other != n && within(other, n) })
	})
}

// shortLine is the text of an element, if it is short enough to be one part of an article's head.
func shortLine(n *html.Node) (string, bool) {
	const most = 600 // bytes
	size := 0
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			if size += len(c.Data); size > 2*most {
				return "", false
			}
		}
	}
	line := prose.Line(n)
	return line, line != "" && len(line) <= most
}

// dateSayer knows an article's date when it sees it printed.
type dateSayer struct {
	date article.Date
	ctx  lang.DateContext
}

// says tells whether a text is that date: the same minute, or the same day where one of both has no
// time.
func (s dateSayer) says(text string) bool {
	if text = strings.TrimSpace(text); text == "" || len(text) > 120 || s.date.IsZero() {
		return false
	}
	d := lang.ReadDate(text, s.ctx)
	if d.At.IsZero() {
		return false
	}
	if d.Precision == lang.DateDay || s.date.Precision == article.Day {
		known := lang.ReadDate(s.date.Raw, s.ctx)
		return d.Day == known.Day
	}
	return d.At.Truncate(time.Minute).Equal(s.date.At.Truncate(time.Minute))
}

func inHead(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.DataAtom == atom.Head {
			return true
		}
	}
	return false
}

func inLink(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.DataAtom == atom.A && attr(n, "href") != "" {
			return true
		}
	}
	return false
}

func within(n, box *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == box {
			return true
		}
	}
	return false
}

// ink is the text of a page without its blanks, and which text node each run of it came from.
type ink struct {
	text  string
	runs  []int // where in text each node begins
	nodes []*html.Node
}

func inkOf(doc *html.Node) ink {
	var k ink
	var b strings.Builder
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && (prose.Unseen(n) || n.DataAtom == atom.Head) {
			return
		}
		if n.Type == html.TextNode {
			if s := squeeze(n.Data); s != "" {
				k.runs, k.nodes = append(k.runs, b.Len()), append(k.nodes, n)
				b.WriteString(s)
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	k.text = b.String()
	return k
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// at is the index of the node in which an offset of the text falls.
func (k ink) at(offset int) int {
	i := len(k.runs) - 1
	for i > 0 && k.runs[i] > offset {
		i--
	}
	return i
}

// near finds a text nearest to an offset; -1: nowhere.
func (k ink) near(s string, offset int) int {
	if s == "" {
		return -1
	}
	best, from := -1, 0
	for range 50 { // a text that stands more often is no paragraph
		i := strings.Index(k.text[from:], s)
		if i < 0 {
			break
		}
		i += from
		if best < 0 || abs(i-offset) < abs(best-offset) {
			best = i
		}
		from = i + len(s)
	}
	return best
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// box is the smallest element that holds nine tenths of the paragraphs; nil: there is none below
// the whole page.
func (k ink) box(paragraphs []string) *html.Node {
	longest, total := "", 0
	squeezed := make([]string, len(paragraphs))
	for i, p := range paragraphs {
		squeezed[i] = squeeze(p)
		total += len(squeezed[i])
		if len(squeezed[i]) > len(longest) {
			longest = squeezed[i]
		}
	}
	anchor := k.near(longest, 0)
	if anchor < 0 || total == 0 {
		return nil
	}
	var box *html.Node
	found := 0
	for _, p := range squeezed {
		i := k.near(p, anchor)
		if i < 0 {
			continue
		}
		found += len(p)
		for _, n := range k.nodes[k.at(i) : k.at(i+len(p)-1)+1] {
			box = together(box, n)
		}
	}
	if found*10 < total*9 || box == nil || box.DataAtom == atom.Body || box.DataAtom == atom.Html || box.Type != html.ElementNode {
		return nil
	}
	return box
}

// together is the smallest element that holds both.
func together(box, n *html.Node) *html.Node {
	if box == nil {
		box = n.Parent
	}
	for b := box; b != nil; b = b.Parent {
		if within(n, b) {
			return b
		}
	}
	return box
}

// droppedIn is what stands in a text's box and was not taken for text.
func droppedIn(box *html.Node, body string) []string {
	const most = 5
	text := squeeze(body)
	var out []string
	for _, p := range prose.Strings(box, nil) {
		if s := squeeze(p); utf8.RuneCountInString(s) > 2 && !strings.Contains(text, s) && len(out) < most {
			out = append(out, begin(p, 70))
		}
	}
	return out
}

// firstLine is the first paragraph in a box.
func firstLine(box *html.Node) string {
	if ps := prose.Of(box, nil); len(ps) > 0 && len(ps[0]) > 0 {
		return ps[0][0]
	}
	return ""
}
