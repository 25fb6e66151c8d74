package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/marsad/marsad/sources/prose"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// reading is one way to read a page's text, and the element it was read from.
type reading struct {
	ps      []prose.Paragraph
	content *html.Node
}

// isBesides tells whether a part of the general extractor's tree is no text: a box or a line that leads
// to other articles.
func isBesides(n *html.Node) bool {
	if isReadAlso(n) {
		return true
	}
	switch n.DataAtom {
	case atom.P, atom.Li, atom.Ul, atom.H2, atom.H3, atom.H4, atom.Div:
		return isAllLinks(n)
	}
	return false
}

// isAllLinks tells whether a block is made of links: nine tenths of its characters, and more than a name's
// words; or a list of three and more that are mostly links, with their dates or sections beside them.
func isAllLinks(n *html.Node) bool {
	const fewWords = 4
	text := prose.Line(n)
	if len(strings.Fields(text)) < fewWords || len(text) > 4000 {
		return false
	}
	linked, links := linkedLength(n)
	return linked*10 >= len(text)*9 || links >= 3 && linked*10 >= len(text)*6 && n.DataAtom == atom.Ul
}

// linkedLength is how many bytes of a block's text stand in links, and in how many.
func linkedLength(n *html.Node) (linked, links int) {
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.DataAtom == atom.A {
			linked += len(prose.Line(c))
			links++
		}
	}
	return linked, links
}

// forEars are the names of texts that only screen readers tell: «opens in a new window».
var forEars = regexp.MustCompile(`(?i)(?:^|\s)(?:visually-?hidden|sr-only|screen-?reader(?:-text|-only)?|u-?hidden-visually|is-visually-hidden|vh|a11y-hidden|hidden-visually|assistive-text)(?:\s|$)`)

// isNoText tells whether an element of a page is left out before any reading: captions, texts for screen
// readers, and insets. running is how much running text the page has.
func isNoText(n *html.Node, running int) bool {
	switch n.DataAtom {
	case atom.Figcaption:
		return true
	case atom.Html, atom.Body, atom.Main, atom.Article:
		return false
	}
	class := attr(n, "class")
	if class == "" {
		return false
	}
	return forEars.MatchString(class) || insetName.MatchString(class) && runningBelow(n)*insetShare <= running
}

// runningBelow counts the characters of running text below an element.
func runningBelow(n *html.Node) int {
	total := 0
	for c := range n.Descendants() {
		if c.Type == html.TextNode && len(c.Data) >= aRun && !unseenParent(c) {
			if l := width(strings.TrimSpace(c.Data)); l >= aRun {
				total += l
			}
		}
	}
	return total
}

// insetName are names of insets within a text that are no part of it. One that has more than a fifth of the page's
// running text is none: whole texts stand in a «gallery», too.
var insetName = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:captions?|galler(?:y|ies)|slideshow|carousel|newsletter|promo|subscribe|subscription|credits?|related|read-?more|recommended|recommendations?|tooltip|share-?(?:bar|buttons|tools)?|social(?:-media)?|breadcrumbs?|most-?read|trending|outbrain|taboola|advert(?:isement)?|sponsored|paywall-(?:offer|message|banner)|cookie|player)(?:$|[\s_-])`)

const insetShare = 5

// twinText reads all elements of the same name and class as dense that have running text of their own:
// pages cut a text at their advertisements into containers that look alike.
func twinText(root, dense *html.Node) []prose.Paragraph {
	class := attr(dense, "class")
	if class == "" {
		return nil
	}
	var out []prose.Paragraph
	var last *html.Node
	for n := range root.Descendants() {
		if n.Data != dense.Data || attr(n, "class") != class || last != nil && within(n, last) || isWithinApart(n) {
			continue
		}
		last = n
		out = append(out, prose.Of(n, isApart)...)
	}
	return out
}

func isWithinApart(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Type == html.ElementNode && isApart(p) {
			return true
		}
	}
	return false
}

// isWhole tells whether more has all that part has and clearly more running text beside it.
func isWhole(more, part []prose.Paragraph) bool {
	has, had := runningLength(more), runningLength(part)
	return has*4 > had*5 && covered(part, more) >= 0.85
}

// covered is the share of a's words that b has too, each as often.
func covered(a, b []prose.Paragraph) float64 {
	words := wordCounts(b)
	n, found := 0, 0
	for w, count := range wordCounts(a) {
		n += count
		found += min(count, words[w])
	}
	if n == 0 {
		return 0
	}
	return float64(found) / float64(n)
}

func wordCounts(ps []prose.Paragraph) map[string]int {
	out := map[string]int{}
	for _, p := range ps {
		for _, w := range foldedWords(p.String()) {
			out[w]++
		}
	}
	return out
}

// toldLeast is how many characters articleBody must have to be taken for the whole text: feeds of search
// engines carry a first paragraph there, too.
const toldLeast = 600

// told is the articleBody of the page's linked data, as paragraphs.
func (d *document) told() []prose.Paragraph {
	if utf8.RuneCountInString(d.linked.body) < toldLeast {
		return nil
	}
	var out []prose.Paragraph
	for _, p := range prose.Fragment(d.linked.body) {
		out = append(out, prose.Paragraph{p})
	}
	return out
}

// nearest is the reading that agrees best with what the page tells its machines; that itself where none of
// them agrees and it has more text. It is the text without its lists and subheads, so a reading of the page
// is taken before it.
func nearest(told []prose.Paragraph, readings ...reading) reading {
	const agree = 0.7
	best, score := readings[0], 0.0
	for i, r := range readings {
		s := agreement(r.ps, told)
		if i == 0 {
			s += 0.03 // the first is the best without articleBody: a small difference says nothing
		}
		if s > score {
			best, score = r, s
		}
	}
	if score < agree && textLength(told)*10 > textLength(best.ps)*13 {
		return reading{told, best.content}
	}
	return best
}

// agreement is the F1 of two texts' words.
func agreement(a, b []prose.Paragraph) float64 {
	p, r := covered(a, b), covered(b, a)
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

// leadMark are the names that pages give to the paragraph between headline and text.
var leadMark = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:lead|lede|perex|standfirst|intro(?:duction)?|sub-?title|sub-?head(?:line|ing)?|summary|excerpt|teaser-?text|abstract|dek|vorspann|chapeau|entradilla|sumario|ingress|deck|description|article-?lead)(?:$|[\s_-])`)

// withLead puts the lead before a text that begins below it: the paragraph behind the headline that is marked as
// one, or that says what the head's description says.
func (d *document) withLead(tree *html.Node, text []string) []string {
	if len(text) == 0 {
		return text
	}
	lead := d.lead(tree)
	if lead == "" || contains(text, lead) {
		return text
	}
	return append([]string{lead}, text...)
}

// contains tells whether a text has a line's words one behind the other.
func contains(text []string, line string) bool {
	var all strings.Builder
	for _, p := range text {
		all.WriteString(" " + folded(p))
	}
	return strings.Contains(all.String()+" ", " "+folded(line)+" ")
}

func (d *document) lead(tree *html.Node) string {
	const shortest, longest = 40, 700 // characters
	descriptions := []string{folded(d.meta["og:description"]), folded(d.meta["description"])}
	title, begun := folded(d.headline()), false
	for n := range tree.Descendants() {
		if saysHeadline(n, title) {
			begun = true
		}
		if !begun || n.Type != html.ElementNode || n.DataAtom == atom.H1 || !isLeaf(n) || isAside(n) {
			continue
		}
		text := prose.Line(n)
		length := utf8.RuneCountInString(text)
		if length < shortest || length > longest {
			if length > longest {
				return ""
			}
			continue
		}
		f := folded(text)
		if isLead(n) || f != "" && (f == descriptions[0] || f == descriptions[1]) {
			return text
		}
		if n.DataAtom == atom.P {
			return "" // the text has begun
		}
	}
	return ""
}

// isLeaf tells whether an element is a block without blocks in it.
func isLeaf(n *html.Node) bool {
	if !prose.IsBlock(n) {
		return false
	}
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && prose.IsBlock(c) {
			return false
		}
	}
	return true
}

func isAside(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n.DataAtom == atom.Aside || n.DataAtom == atom.Nav || n.DataAtom == atom.Figure || n.DataAtom == atom.A || n.DataAtom == atom.Li {
			return true
		}
	}
	return false
}

func isLead(n *html.Node) bool {
	for range 2 {
		if n == nil {
			return false
		}
		if leadMark.MatchString(attr(n, "class")) || strings.EqualFold(attr(n, "itemprop"), "description") {
			return true
		}
		n = n.Parent
	}
	return false
}
