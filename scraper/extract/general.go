package extract

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/markusmobius/go-trafilatura"
	"github.com/marsad/marsad/sources/prose"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The general extractor copies the tree several times and walks it often, so what it is given is bounded.
const (
	generalNodes = 150_000
	generalBytes = 4 << 20 // of text
)

// fewSeen is how many characters a page shows at most that its scripts have yet to draw.
const fewSeen = 120

// headFindings is what the page's head says of the article.
func (d *document) headFindings() findings {
	return findings{
		title:     d.headline(),
		section:   firstOf(d.linked.section, prose.Collapse(d.meta["article:section"])),
		published: d.headDate(),
		image:     firstOf(d.link(d.meta["og:image"]), d.link(d.linked.image)),
	}
}

// general reads a page for which no selectors are known.
func (d *document) general() (findings, error) {
	f := d.headFindings()
	tree, err := d.slimTree()
	if err != nil {
		return f, err
	}
	ps, content := d.generalText(tree)
	if textLength(ps) < fewSeen && d.visible(fewSeen) < fewSeen {
		if drawn := d.scripted(); runningLength(drawn) > 0 {
			ps, content = drawn, nil
		}
	}
	if content != nil {
		f.pdf = d.pdfIn(content)
	}
	f = d.fill(f, ps, tree)
	if hasText(strings.Join(f.paragraphs, "")) {
		return f, nil
	}
	if pdf := d.pdfIn(d.root); pdf != "" && issueTitle.MatchString(strings.ToLower(f.title)) {
		f.pdf, f.paragraphs = pdf, nil
		return f, nil
	}
	if f.title != "" && d.saysArticle() {
		return f, nil // a headline without a text: a stub
	}
	return f, &NotArticleError{Reason: NoText, Detail: "no article could be found in it"}
}

// fill completes what the head says with the text that was found in tree, and with what is seen around it.
func (d *document) fill(f findings, ps []prose.Paragraph, tree *html.Node) findings {
	f.paragraphs = d.withLead(tree, d.takeHead(&f, ps))
	if !known(f.published) {
		f.published = d.visibleDate()
	}
	for _, p := range f.paragraphs[:min(2, len(f.paragraphs))] {
		if !known(f.published) {
			f.published = d.leadDate(p)
		}
	}
	if !known(f.published) {
		f.published = d.changedDate()
	}
	f.shown = d.localDay(f.published)
	f.authors = firstList(d.withAgencies(d.namedAuthors()), authorsOf(f.byline, d.r.Source().Name), d.offices())
	f.paragraphs = d.withoutLabels(&f, f.paragraphs)
	return f
}

// saysArticle tells whether the page's head says that it is an article.
func (d *document) saysArticle() bool {
	return d.linked.known || strings.EqualFold(strings.TrimSpace(d.meta["og:type"]), "article")
}

// generalText is the text of a page by the best of several readings.
func (d *document) generalText(tree *html.Node) ([]prose.Paragraph, *html.Node) {
	chosen := reading{}
	if content, err := trafilate(tree); err == nil && content != nil {
		chosen = reading{prose.Of(content, isBesides), content}
	}
	if dense := densest(tree); dense != nil {
		own := reading{prose.Of(dense, isApart), dense}
		twins := reading{twinText(tree, dense), dense}
		if isBetter(own.ps, chosen.ps) {
			chosen = own
		}
		if isWhole(twins.ps, chosen.ps) {
			chosen = twins
		}
		if told := d.told(); len(told) > 0 {
			chosen = nearest(told, chosen, own, twins)
		}
	}
	return chosen.ps, chosen.content
}

// isBetter tells whether own is the better reading of a page than the library's. Its last resort is
// all the text of the page, with what stands beside the article, and with the paragraphs lost.
func isBetter(own, library []prose.Paragraph) bool {
	const (
		least = 100 // characters of running text; of less nothing can be said
		lump  = 600 // characters of a paragraph, on average, where paragraphs were lost
	)
	running, has := runningLength(own), runningLength(library)
	if running < least {
		return false
	}
	total, ownTotal := textLength(library), textLength(own)
	switch {
	case len(own) >= 2*len(library) && running*10 >= has && total > lump*len(library):
		return true
	case isLump(library, own) && running*10 >= has:
		return true
	case len(library) == 1 && len(own) > 1 && running*5 >= has*4:
		return true
	case running*10 >= has*9 && ownTotal*4 < total*3:
		return true
	}
	return running*2 > has*3
}

// isLump tells whether most of the library's text is one long paragraph, and own has none of half its length.
func isLump(library, own []prose.Paragraph) bool {
	const long = 1200 // characters; few papers print longer paragraphs
	longest := longestOf(library)
	return longest > long && longest*2 > textLength(library) && longestOf(own)*2 < longest
}

func longestOf(ps []prose.Paragraph) int {
	longest := 0
	for i := range ps {
		longest = max(longest, textLength(ps[i:i+1]))
	}
	return longest
}

// trafilate runs the library, whose faults must not be the daemon's.
func trafilate(tree *html.Node) (content *html.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			content, err = nil, fmt.Errorf("go-trafilatura: %v", p)
		}
	}()
	res, err := trafilatura.ExtractDocument(tree, trafilatura.Options{
		ExcludeComments: true,
		IncludeLinks:    true, // to tell boxes of links from text
		HtmlDateMode:    trafilatura.Disabled,
	})
	if err != nil {
		return nil, err
	}
	nameAtoms(res.ContentNode)
	return res.ContentNode, nil
}

// nameAtoms gives each element the number of its name, which the library does not set where it makes or
// renames elements: without it a list's items would be one paragraph, and their last and first words one word.
func nameAtoms(root *html.Node) {
	if root == nil {
		return
	}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.DataAtom == 0 {
			n.DataAtom = atom.Lookup([]byte(n.Data))
		}
	}
}

// slimTree copies the page without what it does not show; scripts and styles are most of many pages.
func (d *document) slimTree() (*html.Node, error) {
	nodes, bytes := 0, 0
	running := runningBelow(d.root)
	var clone func(n *html.Node) *html.Node
	clone = func(n *html.Node) *html.Node {
		if n.Type == html.CommentNode || n.Type == html.ElementNode && n.DataAtom != atom.Head && (prose.Unseen(n) || isNoText(n, running)) {
			return nil
		}
		nodes++
		c := &html.Node{Type: n.Type, DataAtom: n.DataAtom, Data: n.Data, Namespace: n.Namespace, Attr: slimAttr(n.Attr)}
		if n.Type == html.TextNode {
			bytes += len(n.Data)
		}
		if n.DataAtom == atom.Head {
			return c
		}
		for k := n.FirstChild; k != nil && nodes <= generalNodes && bytes <= generalBytes; k = k.NextSibling {
			if kid := clone(k); kid != nil {
				c.AppendChild(kid)
			}
		}
		return c
	}
	tree := clone(d.root)
	switch {
	case nodes > generalNodes:
		return nil, fmt.Errorf("the page has more than %d elements and texts", generalNodes)
	case bytes > generalBytes:
		return nil, fmt.Errorf("the page has more than %d bytes of text", generalBytes)
	case tree == nil:
		return nil, errors.New("the page has no elements")
	}
	return tree, nil
}

// slimAttr leaves out the long values (images as data: addresses) that tell nothing about the text.
func slimAttr(attrs []html.Attribute) []html.Attribute {
	const long = 2048
	out := make([]html.Attribute, 0, len(attrs))
	for _, a := range attrs {
		if len(a.Val) <= long {
			out = append(out, a)
		}
	}
	return out
}

// width is how long a text is in characters of an alphabet: one of Chinese, Japanese or Korean says as
// much as two to three of them.
func width(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			n++
		}
	}
	return n
}

func textLength(ps []prose.Paragraph) int {
	n := 0
	for _, p := range ps {
		for _, line := range p {
			n += width(line)
		}
	}
	return n
}

// aRun is how many characters a text must have at least to be running text; a shorter one is a label.
const aRun = 60

const sentenceSigns = ".,!?:;…،؛؟。、，！？·"

// runningLength counts the characters of the paragraphs that are running text: long enough, and with the
// signs of sentences, which a menu lacks.
func runningLength(ps []prose.Paragraph) int {
	n := 0
	for _, p := range ps {
		if l := textLength([]prose.Paragraph{p}); l >= aRun && strings.ContainsAny(p.String(), sentenceSigns) {
			n += l
		}
	}
	return n
}

// boxName are the names that pages give to boxes beside the text.
var boxName = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:footer|side-?bar|related|comments?|menu|breadcrumbs?|cookies?|share|sharing|social|newsletter|modal|popup|promo|adverts?|most-?read|trending|recommended|copyright)(?:[\s_-]|$)`)

// isApart tells whether an element stands beside a page's text: navigation, boxes, captions.
func isApart(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Nav, atom.Header, atom.Footer, atom.Aside, atom.Figcaption, atom.H1:
		return true
	case atom.Html, atom.Body, atom.Main, atom.Article, atom.Form:
		return false
	}
	return isReadAlso(n) || prose.IsBlock(n) && (isBoxName(attr(n, "class")) || isBoxName(attr(n, "id")))
}

// layoutName are names of whole layouts that speak of a box which stands beside what they hold.
var layoutName = regexp.MustCompile(`(?i)(?:with|has|no|without|without-right|left|right|main|content)[_-]?-side-?bar|side-?bar-(?:grid|layout|container|wrapper|left|right|none|enabled)`)

func isBoxName(name string) bool {
	return name != "" && boxName.MatchString(layoutName.ReplaceAllString(name, ""))
}

// densest is the element with the most running text directly in it or in its paragraphs: text that
// stands between <br>s, which go-trafilatura passes over, counts too.
func densest(root *html.Node) *html.Node {
	score := map[*html.Node]int{}
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.TextNode {
			creditBoxes(score, n)
			return
		}
		if n.Type == html.ElementNode && (n.DataAtom == atom.A || n.DataAtom != atom.H1 && isApart(n)) {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(root)
	return best(root, score)
}

// creditBoxes counts a text for the block it stands in, and for the one around that.
func creditBoxes(score map[*html.Node]int, text *html.Node) {
	l := width(strings.TrimSpace(text.Data))
	if l < aRun {
		return
	}
	box := text.Parent
	for box.Parent != nil && !prose.IsBlock(box) {
		box = box.Parent
	}
	score[box] += l
	if box.Parent != nil && (box.DataAtom == atom.P || box.DataAtom == atom.Div || box.DataAtom == atom.Li) {
		score[box.Parent] += l
	}
}

// best is the first element in document order with the highest score.
func best(root *html.Node, score map[*html.Node]int) *html.Node {
	var top *html.Node
	for n := range root.Descendants() {
		if s := score[n]; s > 0 && (top == nil || s > score[top]) {
			top = n
		}
	}
	return top
}

// takeHead takes off what a general extractor leaves above a text: title, section, date, byline, each
// on a line of its own. A section is one that the navigation names.
func (d *document) takeHead(f *findings, ps []prose.Paragraph) []string {
	const most = 8 // lines above a text
	i := 0
	for ; i < len(ps) && i < most && len(ps[i]) == 1; i++ {
		line := ps[i][0]
		switch {
		case folded(line) == folded(f.title), !hasText(line):
		case f.section == "" && d.nav[line], line == f.section:
			f.section = line
		case i+1 < len(ps) && bylineLead.MatchString(line) && canBeByline(line):
			f.byline = firstOf(f.byline, line)
		case !d.isDateLine(f, line):
			return d.afterByline(f, ps[i:])
		}
	}
	return d.afterByline(f, ps[i:])
}

// isDateLine takes a line that is a date and nothing else.
func (d *document) isDateLine(f *findings, line string) bool {
	if utf8.RuneCountInString(line) > 60 {
		return false
	}
	got := d.date(line)
	if !known(got) || len(strings.Fields(line)) > 8 {
		return false
	}
	if !known(f.published) {
		f.published = got
	}
	return true
}

func (d *document) afterByline(f *findings, ps []prose.Paragraph) []string {
	if f.byline == "" && d.r.Source().Selectors.BylineInBody {
		f.byline, ps = cutByline(ps)
	}
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = p.String()
	}
	return out
}
