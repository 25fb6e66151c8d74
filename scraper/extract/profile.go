package extract

import (
	"strings"

	"github.com/andybalholm/cascadia"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/sources/prose"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// byProfile reads the page where the source's selectors point. ok is false when the body, or the
// title where the source names one, is not there: the page has another template.
func (d *document) byProfile() (f findings, ok bool) {
	sel := d.r.Selectors()
	if sel.Body == nil {
		return f, false
	}
	body := cascadia.Query(d.root, sel.Body)
	if body == nil {
		return f, false
	}
	var title *html.Node
	if sel.Title != nil {
		if title = cascadia.Query(d.root, sel.Title); title == nil {
			return f, false
		}
		f.title = prose.Line(title)
	}
	f.title = firstOf(f.title, d.headline())
	f.section = d.selected(sel.Section)
	f.published = d.profileDate(title, body)
	f.image = firstOf(d.profileImage(sel.Image), d.link(d.meta["og:image"]))
	f.pdf = d.pdfIn(body)
	f.paragraphs, f.byline = d.profileText(body)
	f.authors = authorsOf(f.byline, d.r.Source().Name)
	if len(f.authors) == 0 {
		f.authors = d.headAuthors()
	}
	return f, true
}

func (d *document) selected(m cascadia.Matcher) string {
	if m == nil {
		return ""
	}
	if n := cascadia.Query(d.root, m); n != nil {
		return prose.Line(n)
	}
	return ""
}

// profileText reads the body without its boxes, and the byline that stands over it.
func (d *document) profileText(body *html.Node) (paragraphs []string, byline string) {
	sel := d.r.Selectors()
	var bylineNode *html.Node
	if sel.Byline != nil {
		if bylineNode = cascadia.Query(d.root, sel.Byline); bylineNode != nil {
			byline = prose.Line(bylineNode)
		}
	}
	ps := prose.Of(body, func(n *html.Node) bool { return n == bylineNode || d.dropped(n) })
	if byline == "" && d.r.Source().Selectors.BylineInBody {
		byline, ps = cutByline(ps)
	}
	for _, p := range ps {
		paragraphs = append(paragraphs, p.String())
	}
	return paragraphs, byline
}

// dropped tells whether a part of the body is no part of the text: what the source says, captions,
// and boxes that lead to other articles.
func (d *document) dropped(n *html.Node) bool {
	for _, m := range d.r.Selectors().Drop {
		if m.Match(n) {
			return true
		}
	}
	return n.DataAtom == atom.Figcaption || isReadAlso(n)
}

// readAlso are the words with which a box of links to other articles begins.
var readAlso = []string{
	"اقرأ أيض", "إقرأ أيض", "اقرا ايض", "اقرأ المزيد", "إقرأ المزيد", "مواضيع ذات صلة", "موضوعات ذات صلة", "أخبار ذات صلة",
	"مقالات ذات صلة", "ذات صلة", "شاهد أيض", "قد يهمك", "للمزيد",
	"بیشتر بخوانید", "مطالب مرتبط", "مزید پڑھیں", "קראו גם", "קראו עוד", "לקריאה נוספת", "read also", "read more", "related", "see also", "more on this", "more:", "more :",
	"lire aussi", "à lire aussi", "lesen sie auch", "lesen sie hier", "lesen sie mehr", "mehr zum thema", "mehr dazu", "zum artikel", "leggi anche", "lea también", "leer más", "leia também",
	"lees ook", "les også", "læs også", "läs också", "läs även", "läs mer", "lue myös", "czytaj także", "čtěte také", "čtěte i", "ilgili haber", "читайте также",
}

// isReadAlso tells whether an element is such a box: it begins with the words and most of the rest is links.
func isReadAlso(n *html.Node) bool {
	// The first words are looked at before the whole is read: blocks may be nested in blocks.
	if n.Type != html.ElementNode || !prose.IsBlock(n) || !beginsWithReadAlso(firstText(n)) {
		return false
	}
	text := prose.Line(n)
	if len(text) == 0 || len(text) > 2000 {
		return false
	}
	linked := 0
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.DataAtom == atom.A {
			linked += len(prose.Line(c))
		}
	}
	return linked*5 >= len(text)*2
}

// firstText is the first text below n that has a letter.
func firstText(n *html.Node) string {
	for c := range n.Descendants() {
		if c.Type == html.TextNode && hasText(c.Data) {
			return strings.TrimSpace(c.Data)
		}
	}
	return ""
}

func beginsWithReadAlso(text string) bool {
	text = strings.ToLower(strings.TrimLeft(text, " :-•»«*"))
	for _, w := range readAlso {
		if strings.HasPrefix(text, w) {
			return true
		}
	}
	return false
}

// profileDate reads the article's own date. The same selector often fits the dates of side boxes
// too, so only what stands in the smallest element that holds title and body counts, and nothing
// inside a link to another article. Without one, the date that the head gives to machines.
func (d *document) profileDate(title, body *html.Node) lang.Date {
	none := lang.Date{Precision: lang.DateNone}
	m := d.r.Selectors().Date
	if m == nil {
		return d.headDate()
	}
	box := d.root
	if title != nil {
		box = commonAncestor(title, body)
	}
	for _, n := range cascadia.QueryAll(box, m) {
		if inLink(n) || within(n, body) {
			continue
		}
		got := d.date(firstOf(prose.Line(n), attr(n, "datetime"), attr(n, "content")))
		if !known(got) && attr(n, "datetime") != "" {
			got = d.date(attr(n, "datetime"))
		}
		if known(got) {
			return got
		}
		if none.Raw == "" {
			none.Raw = got.Raw
		}
	}
	if head := d.headDate(); known(head) {
		return head
	}
	return none
}

func commonAncestor(a, b *html.Node) *html.Node {
	above := map[*html.Node]bool{}
	for n := a; n != nil; n = n.Parent {
		above[n] = true
	}
	for n := b; n != nil; n = n.Parent {
		if above[n] {
			return n
		}
	}
	return b
}

func within(n, box *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == box {
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

func (d *document) profileImage(m cascadia.Matcher) string {
	if m == nil {
		return ""
	}
	n := cascadia.Query(d.root, m)
	if n == nil {
		return ""
	}
	for _, name := range []string{"data-src", "data-lazy-src", "src", "content", "href"} {
		if abs := d.link(attr(n, name)); abs != "" {
			return abs
		}
	}
	return ""
}

// pdfIn is the first PDF that is linked or embedded within n.
func (d *document) pdfIn(n *html.Node) string {
	for c := range n.Descendants() {
		if c.Type != html.ElementNode {
			continue
		}
		ref := ""
		switch c.DataAtom {
		case atom.A:
			ref = attr(c, "href")
		case atom.Iframe, atom.Embed:
			ref = attr(c, "src")
		case atom.Object:
			ref = attr(c, "data")
		}
		path, _, _ := strings.Cut(strings.ToLower(ref), "?")
		if path, _, _ = strings.Cut(path, "#"); strings.HasSuffix(path, ".pdf") {
			return d.link(ref)
		}
	}
	return ""
}
