package extract

import (
	"hash/fnv"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/andybalholm/cascadia"
	"github.com/marsad/marsad/sources/prose"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Profile is what was learned from pages of one site: where their parts stand, as selectors like those of a
// source, and what repeats on them. It is plain data; a Site uses it.
type Profile struct {
	Body    string   `json:"body"`
	Title   string   `json:"title,omitempty"`
	Date    string   `json:"date,omitempty"`   // only where the page's head tells no date
	Byline  string   `json:"byline,omitempty"` // only where the page's head names nobody
	Drop    []string `json:"drop,omitempty"`   // parts of the body that are no text
	Repeats []string `json:"repeats,omitempty"`
	Share   float64  `json:"share,omitempty"` // the least share of a page's running text that stood in the body
	Pages   int      `json:"pages"`           // how many pages it was learned from

	Since time.Time `json:"since"` // when the page was fetched on which it was proven; in use since then
}

// Bounds of what is kept of one page, and of a profile.
const (
	sampleSelectors = 12
	sampleParts     = 200
	edgeHead        = 2 // paragraphs at the head of a text, and at its end, among which a site's own lines stand
	edgeTail        = 6
	profileDrops    = 60
	profileRepeats  = 60
)

// sample is what one page teaches: selectors that find its parts, best first, and what its text left out.
type sample struct {
	body, title, date, byline []string
	parts                     map[string]bool // classes within the body: whether something of them is text
	share                     float64         // of the page's running text that stands in the body
	lines                     []uint64        // hashes of the first and last lines of the text
}

// observe reads from a page, and from what the general extractor found in it, where its parts stand. ok is false
// where the text stands in no element that can be named.
func (d *document) observe(f findings) (s sample, ok bool) {
	text := " " + folded(strings.Join(f.paragraphs, " ")) + " "
	body := d.bodyOf(text)
	if body == nil {
		return s, false
	}
	for n, climbed := body, 0; n != nil && climbed < 3 && len(s.body) == 0; n, climbed = n.Parent, climbed+1 {
		s.body, body = d.selectorsOf(n), n
	}
	if len(s.body) == 0 {
		return s, false
	}
	s.parts = partsOf(body, text)
	s.share = float64(runningBelow(body)) / float64(max(1, runningBelow(d.root)))
	if h := d.headlineNode(); h != nil {
		s.title = d.selectorsOf(h)
	}
	if known(f.published) && !known(d.headDate()) {
		s.date = d.placeOf(func(n *html.Node) bool {
			return (isMarkedDate(n) || isDateClass(n)) && d.date(firstOf(attr(n, "datetime"), prose.Line(n))).Day == f.published.Day
		})
	}
	if len(f.authors) > 0 && len(d.headAuthors()) == 0 {
		s.byline = d.placeOf(func(n *html.Node) bool {
			return isBylineMark(n) && slices.Equal(d.people(bylineTexts(n), false), f.authors)
		})
	}
	for i, p := range f.paragraphs {
		if atEdge(i, len(f.paragraphs)) {
			s.lines = append(s.lines, lineHash(p))
		}
	}
	return s, true
}

// bodyOf is the smallest element that has nearly all of a text's running lines.
func (d *document) bodyOf(text string) *html.Node {
	marks, all := map[*html.Node]int{}, 0
	seen := map[string]bool{} // boxes beside a text repeat its lines: each counts once in all
	for n := range d.root.Descendants() {
		if n.Type != html.TextNode || len(n.Data) < aRun || unseenParent(n) {
			continue
		}
		line := folded(n.Data)
		if len(line) < aRun || !strings.Contains(text, " "+line+" ") {
			continue
		}
		if !seen[line] {
			seen[line] = true
			all += len(line)
		}
		for p := n.Parent; p != nil; p = p.Parent {
			marks[p] += len(line)
		}
	}
	if all == 0 || all*2 < len(text) {
		return nil // the text is not to be found in the page as it stands there
	}
	var body *html.Node
	for n := range d.root.Descendants() {
		if marks[n]*20 >= all*17 && prose.IsBlock(n) {
			body = n // the last one in document order is the innermost: only ancestors of it have as much
		}
	}
	if body == nil || body.DataAtom == atom.Body {
		return nil
	}
	if isLeaf(body) && body.DataAtom != atom.Div && body.DataAtom != atom.Article && body.DataAtom != atom.Section {
		body = body.Parent // a text of one paragraph
	}
	return body
}

// placeOf names the first element of a kind.
func (d *document) placeOf(is func(*html.Node) bool) []string {
	for n := range d.root.Descendants() {
		if n.Type == html.ElementNode && is(n) {
			return d.selectorsOf(n)
		}
	}
	return nil
}

var (
	// passing are classes and ids that name this page alone, or this build of the site: with a run of digits.
	passing = regexp.MustCompile(`\d{3}|\d.*\d.*\d`)
	// plainName is a class or id that needs no escaping in a selector.
	plainName = regexp.MustCompile(`^[A-Za-z_][\w-]*$`)
)

// namesOf are an element's own selectors, best first: what it says it is, its id, its classes together and alone.
func namesOf(n *html.Node) []string {
	var out []string
	for _, key := range []string{"itemprop", "role"} {
		if v := attr(n, key); plainName.MatchString(v) {
			out = append(out, n.Data+"["+key+`="`+v+`"]`)
		}
	}
	if id := attr(n, "id"); plainName.MatchString(id) && !passing.MatchString(id) {
		out = append(out, n.Data+"#"+id)
	}
	classes := classesOf(n)
	if len(classes) > 1 {
		out = append(out, n.Data+"."+strings.Join(classes, "."))
	}
	for _, c := range classes {
		out = append(out, n.Data+"."+c)
	}
	if n.DataAtom == atom.Article || n.DataAtom == atom.Main || n.DataAtom == atom.H1 {
		out = append(out, n.Data)
	}
	return out
}

func classesOf(n *html.Node) []string {
	var out []string
	for _, c := range strings.Fields(attr(n, "class")) {
		if plainName.MatchString(c) && !passing.MatchString(c) && !slices.Contains(out, c) && len(out) < 6 {
			out = append(out, c)
		}
	}
	return out
}

// selectorsOf are the selectors that find an element as the first of the page: by its own names, else below its parent's.
func (d *document) selectorsOf(n *html.Node) []string {
	names := namesOf(n)
	if n.Parent != nil {
		for _, outer := range namesOf(n.Parent) {
			for _, inner := range append(slices.Clone(names), n.Data) {
				names = append(names, outer+" > "+inner)
			}
		}
	}
	var out []string
	for _, sel := range names {
		if len(out) == sampleSelectors {
			break
		}
		if m, err := cascadia.Parse(sel); err == nil && cascadia.Query(d.root, m) == n {
			out = append(out, sel)
		}
	}
	return out
}

// partsOf tells for each class of elements within the body whether something of it is text.
func partsOf(body *html.Node, text string) map[string]bool {
	parts := map[string]bool{}
	for n := range body.Descendants() {
		if n.Type != html.TextNode || !hasText(n.Data) || unseenParent(n) {
			continue
		}
		line := folded(n.Data)
		kept := strings.Contains(text, " "+line+" ")
		for p := n.Parent; p != nil && p != body; p = p.Parent {
			classes := classesOf(p)
			if len(classes) == 0 {
				continue
			}
			name := p.Data + "." + strings.Join(classes, ".")
			if _, known := parts[name]; known || len(parts) < sampleParts {
				parts[name] = parts[name] || kept
			}
		}
	}
	return parts
}

// atEdge tells whether paragraph i of n is one of the first or last.
func atEdge(i, n int) bool { return i < edgeHead || i >= n-edgeTail }

func lineHash(line string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(folded(line))) // a hash never fails
	return h.Sum64()
}

// learn makes a profile of what several pages have in common; last are the paragraphs of one of them, for the words of
// what repeats. ok is false where the pages agree on no place for the body.
func learn(samples []sample, last []string) (p Profile, ok bool) {
	p.Pages = len(samples)
	if p.Body = common(samples, func(s sample) []string { return s.body }); p.Body == "" {
		return p, false
	}
	p.Title = common(samples, func(s sample) []string { return s.title })
	p.Date = common(samples, func(s sample) []string { return s.date })
	p.Byline = common(samples, func(s sample) []string { return s.byline })
	p.Drop = dropped(samples)
	p.Share = samples[0].share
	for _, s := range samples {
		p.Share = min(p.Share, s.share)
	}
	p.Repeats = repeats(samples, last)
	return p, true
}

// common is the selector that fits three quarters of the pages at least, most first, then the better ranked.
func common(samples []sample, of func(sample) []string) string {
	count, rank := map[string]int{}, map[string]int{}
	for _, s := range samples {
		for i, sel := range of(s) {
			count[sel]++
			rank[sel] += i
		}
	}
	best := ""
	for sel, n := range count {
		if n*4 < len(samples)*3 {
			continue
		}
		if best == "" || n > count[best] || n == count[best] && (rank[sel] < rank[best] || rank[sel] == rank[best] && sel < best) {
			best = sel
		}
	}
	return best
}

// dropped are the classes within the bodies of two pages at least whose words are text on none.
func dropped(samples []sample) []string {
	lost, kept := map[string]int{}, map[string]bool{}
	for _, s := range samples {
		for name, is := range s.parts {
			if is {
				kept[name] = true
			} else {
				lost[name]++
			}
		}
	}
	var out []string
	for name, n := range lost {
		if n >= min(2, len(samples)) && !kept[name] {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out[:min(len(out), profileDrops)]
}

// repeats are the lines of last that stand at the head or the end of every page's text, three pages at least: they
// are the site's and not the article's. A sentence that many articles share stands anywhere in them, and is text.
func repeats(samples []sample, last []string) []string {
	const least = 3
	seen := map[uint64]int{}
	for _, s := range samples {
		on := slices.Clone(s.lines)
		slices.Sort(on)
		for _, h := range slices.Compact(on) {
			seen[h]++
		}
	}
	var out []string
	for i, line := range last {
		if n := seen[lineHash(line)]; n >= least && n == len(samples) && atEdge(i, len(last)) && len(out) < profileRepeats {
			out = append(out, line)
		}
	}
	return out
}
