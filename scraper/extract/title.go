package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/marsad/marsad/sources/prose"
	"golang.org/x/net/html"
)

// headline is the article's title on a page without a selector for it: the h1 that says what the
// head says, else the head's title.
//
// A page names its article in three places that are written apart: the h1 for its readers, the linked data
// for search engines, og:title for those who share it. What two of them say is the headline. Before that, where
// og:title is the h1 without its kicker («SVP-Sonderparteitag: Chiesa ruft …») or without its tail, it is taken:
// a kicker is no part of a headline. Where all three differ and the h1 is unlike the head, og:title is
// taken: a live page's h1 changes with each entry.
func (d *document) headline() string {
	if d.named == nil {
		title := d.findHeadline()
		d.named = &title // dates, authors and texts all ask for it
	}
	return *d.named
}

func (d *document) findHeadline() string {
	site := d.siteName()
	og := withoutSite(prose.Collapse(d.meta["og:title"]), site)
	linked := withoutSite(d.linked.headline, site)
	twitter := withoutSite(prose.Collapse(d.meta["twitter:title"]), site)
	own := withoutSite(d.title, site)
	head := firstOf(og, linked, twitter, own)
	h1, score, kicked := d.nearestH1(head, site)
	switch {
	case h1 == "" && isCoreOf(linked, head):
		return linked
	case h1 == "" && isCoreOf(d.meta["headline"], head):
		return prose.Collapse(d.meta["headline"])
	case h1 == "" || head == "":
		return firstOf(head, h1)
	case isSame(og, linked), isSame(og, h1):
		return withQuotes(og, h1)
	case isCoreOf(og, h1):
		return og
	case kicked && (isCoreOf(h1, og) || score >= 0.5 && isCoreOf(h1, linked)):
		return h1
	case score < 0.5 && !isSame(h1, linked) && isSame(linked, own):
		return linked
	case score < 0.5:
		return firstOf(og, head)
	case isCoreOf(linked, h1):
		return linked
	case isSame(linked, h1):
		return withQuotes(linked, h1)
	}
	return h1
}

// withQuotes takes the head's form of a headline, whose signs no layout has torn, unless the h1 is the same
// with quotation marks which the head leaves out.
func withQuotes(head, h1 string) string {
	if isSame(head, h1) && quotes(head) < quotes(h1) {
		return h1
	}
	return head
}

// isSame tells whether two titles have the same words.
func isSame(a, b string) bool { return a != "" && folded(a) == folded(b) }

// quotes counts the quotation marks of a title; some heads are written without.
func quotes(s string) int {
	n := 0
	for _, r := range s {
		if strings.ContainsRune(`"'«»“”„‘’‹›`, r) {
			n++
		}
	}
	return n
}

// siteName is the site's own name, in the page's data.
func (d *document) siteName() string {
	return prose.Collapse(firstOf(d.meta["og:site_name"], d.meta["application-name"], d.linked.publisher, d.r.Source().Name))
}

// nearestH1 is the h1 that is most like the head's title, how like it is, and whether a kicker or a
// subtitle was marked in it and left out which the head's title leaves out or has otherwise.
func (d *document) nearestH1(like, site string) (best string, bestScore float64, kicked bool) {
	const longest = 400 // characters; a longer one is no headline
	bestScore = -1
	for _, h := range d.h1 {
		bare := bareHeading(h)
		for _, text := range []string{headingText(h), spacedText(h), bare} {
			if !hasText(text) || text == site || utf8.RuneCountInString(text) > longest {
				continue
			}
			if score := likeness(text, like); score > bestScore {
				best, bestScore, kicked = text, score, text == bare
			}
		}
	}
	return best, bestScore, kicked
}

// saysHeadline tells whether an element is a heading with the headline, in one of the ways to read it.
func saysHeadline(n *html.Node, title string) bool {
	if !isHeading(n) {
		return false
	}
	t := joined(title)
	return joined(headingText(n)) == t || joined(bareHeading(n)) == t
}

// besideTitle are the names of parts of a heading that are no part of the headline: kickers above it, subtitles
// below it.
var besideTitle = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:kicker|over-?line|over-?title|top-?(?:line|title)|roof-?line|dach-?zeile|spitzmarke|eyebrow|super-?title|pre-?title|sub-?title|antetitulo|surtitre|occhiello|vignette|label|badge|section|category)(?:$|[\s_-])`)

// bareHeading reads a heading without such parts and the sign between them and the headline.
func bareHeading(h *html.Node) string {
	return strings.Trim(readHeading(h, func(n *html.Node) bool {
		class := attr(n, "class")
		return n != h && class != "" && (besideTitle.MatchString(class) || forEars.MatchString(class))
	}), " -–—|:")
}

// headingText reads a heading as one line. Its parts (kicker and title) are often shown as blocks
// though they are spans: where one ends and the next begins, a blank is read.
func headingText(h *html.Node) string {
	if countSpans(h) < 2 && h.FirstChild != nil {
		return prose.Line(h)
	}
	return spacedText(h)
}

// spacedText reads a heading as one line with a blank between all of its parts.
func spacedText(h *html.Node) string { return readHeading(h, func(*html.Node) bool { return false }) }

func readHeading(h *html.Node, skip func(*html.Node) bool) string {
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.Type == html.ElementNode && (prose.Unseen(n) || skip(n)):
		case n.Data == "span" || n.Data == "br" || prose.IsBlock(n):
			b.WriteByte(' ')
			eachChild(n, walk)
			b.WriteByte(' ')
		default:
			eachChild(n, walk)
		}
	}
	eachChild(h, walk)
	return prose.Collapse(b.String())
}

func eachChild(n *html.Node, f func(*html.Node)) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		f(c)
	}
}

func countSpans(n *html.Node) int {
	count := 0
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.Data == "span" {
			count++
		}
	}
	return count
}

// isCoreOf tells whether title is h1 without words at its head or at its end, and still a title: three words at least.
func isCoreOf(title, h1 string) bool {
	t, h := foldedWords(title), foldedWords(h1)
	if len(t) < 3 || len(t) >= len(h) {
		return false
	}
	return slices.Equal(t, h[:len(t)]) || slices.Equal(t, h[len(h)-len(t):])
}

// foldedWords are a title's words in small letters, without signs.
func foldedWords(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && !unicode.IsMark(r) })
}

func folded(s string) string { return strings.Join(foldedWords(s), " ") }

// likeness is the share of a's words that are b's too, 0 to 1.
func likeness(a, b string) float64 {
	words := foldedWords(a)
	if len(words) == 0 || b == "" {
		return 0
	}
	other := map[string]bool{}
	for _, w := range foldedWords(b) {
		other[w] = true
	}
	n := 0
	for _, w := range words {
		if other[w] {
			n++
		}
	}
	return float64(n) / float64(len(words))
}

// titleEnds are the signs with which a site's name is put behind a title, or before it.
var titleEnds = []string{" » ", " | ", " – ", " — ", " :: ", " - ", " • ", " « ", " · ", "｜", "：", "ㅣ", " : ", "|"}

// withoutSite cuts the site's name off the end or the head of a title: «… » جريدة الصباح». Of a
// known name the sign nearest to it decides, so a section before the name goes with it. Without a
// known name, the last part goes when it is shorter than what stands before it.
func withoutSite(title, site string) string {
	for _, sep := range titleEnds {
		i := strings.LastIndex(title, sep)
		if i <= 0 {
			continue
		}
		before, after := strings.TrimSpace(title[:i]), strings.TrimSpace(title[i+len(sep):])
		switch {
		case site != "" && isNameOf(after, site):
			return before
		case site != "" && folded(before) == folded(site):
			return after
		case site == "" && utf8.RuneCountInString(after) < utf8.RuneCountInString(before) && len(strings.Fields(after)) <= 5 && strings.HasPrefix(sep, " "):
			return before
		}
	}
	return title
}

// isNameOf tells whether the end of a title is the site's name, or a form of it.
func isNameOf(end, site string) bool {
	e, s := folded(end), folded(site)
	return e != "" && s != "" && (e == s || strings.Contains(e, s) || strings.Contains(s, e))
}
