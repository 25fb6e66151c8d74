package discover

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/sources/prose"
)

// leastPages is how many articles must be read before selectors are proposed: of fewer, what is common
// may be chance.
const leastPages = 3

// findSelectors looks for the shortest CSS paths that hold title, text and date on every page that was
// read, reads the pages again with them, and proposes them only if the articles come out as they should.
func (s *search) findSelectors(f *Finding) {
	reader, err := s.compile(f.Source)
	if err != nil || !f.Source.Pages {
		return
	}
	src := reader.Source()
	ctx := lang.DateContext{Zone: src.Zone, Now: s.Now(), Layout: src.DateForm, Language: src.Language}
	var texts []int // of f.Articles, those with a text
	for i, r := range f.Articles {
		if r.ok() && r.art.Body != "" {
			texts = append(texts, i)
		}
	}
	p := pages{}
	wants := want(pick(f.Articles, texts))
	for j, i := range texts {
		if a, found := dissect(f.Articles[i], wants[j], ctx); found {
			p.at, p.anatomies, p.reads = append(p.at, i), append(p.anatomies, a), append(p.reads, f.Articles[i])
		}
	}
	v := Verdict{Part: "selectors", Level: Missing}
	switch n := readable(f.Articles); {
	case !src.Selectors.IsZero():
		v = Verdict{Part: "selectors", Level: OK, Why: "those of the preset " + f.Source.Preset}
	case len(p.reads) < leastPages || len(p.reads)*5 < n*4:
		v.Why = fmt.Sprintf("the text stands in one box on %d of %d pages only: the general extractor reads them", len(p.reads), n)
	default:
		v = s.selectorsFor(f, p)
	}
	for j, i := range p.at {
		f.Articles[i].Dropped = droppedIn(p.anatomies[j].body, f.Articles[i].Title+f.Articles[i].Byline+f.Articles[i].art.Body)
	}
	f.Verdicts = append(f.Verdicts, v)
}

func pick(reads []Read, at []int) []Read {
	var out []Read
	for _, i := range at {
		out = append(out, reads[i])
	}
	return out
}

// pages are those from which selectors are learned: where they stand among the articles, how they are
// built, and how they were read.
type pages struct {
	at        []int
	anatomies []anatomy
	reads     []Read
}

// selectorsFor proposes selectors and tries them, the fullest set first.
func (s *search) selectorsFor(f *Finding, p pages) Verdict {
	v := Verdict{Part: "selectors", Level: Missing}
	sel := sources.Selectors{
		Body:  p.bodySelector(),
		Title: common(p.anatomies, func(a anatomy) []*html.Node { return a.titles }, p.among(func(a anatomy) []*html.Node { return a.titles })),
		Date:  common(p.anatomies, func(a anatomy) []*html.Node { return a.dates }, p.among(func(a anatomy) []*html.Node { return a.dates })),
	}
	if sel.Body == "" {
		v.Why = "no CSS path holds the text on all pages: the general extractor reads them"
		return v
	}
	if everyByline(p.anatomies) {
		sel.Byline = common(p.anatomies, func(a anatomy) []*html.Node { return a.byline }, p.among(func(a anatomy) []*html.Node { return a.byline }))
	}
	sel.BylineInBody = sel.Byline == "" && p.bylinesInBody()
	sel.Drop = p.drops(sel.Body)
	for _, try := range []sources.Selectors{sel, without(sel, "byline"), without(sel, "date"), without(sel, "byline", "date")} {
		src := f.Source
		src.Selectors = try
		reads, why := s.again(src, p)
		if why != "" {
			v.Why = firstOf(v.Why, "selectors were found, but with them the pages do not read as they should ("+why+"): the general extractor reads them")
			continue
		}
		f.Source = src
		for j, i := range p.at {
			f.Articles[i] = reads[j]
		}
		return Verdict{Part: "selectors", Level: OK, Why: fmt.Sprintf("tried on all %d pages: title %s, text %s, date %s", len(reads), shownSelector(try.Title), shownSelector(try.Body), shownSelector(try.Date))}
	}
	return v
}

// bodySelector points at the smallest box that holds the text; else at one that holds a little more.
func (p pages) bodySelector() string {
	tight := common(p.anatomies, func(a anatomy) []*html.Node { return []*html.Node{a.body} }, p.holdsText(5))
	if tight != "" {
		return tight
	}
	return common(p.anatomies, func(a anatomy) []*html.Node { return bodyBoxes(a.body) }, p.holdsText(30))
}

func shownSelector(s string) string { return firstOf(s, "(general extractor)") }

func without(sel sources.Selectors, parts ...string) sources.Selectors {
	for _, p := range parts {
		switch p {
		case "byline":
			sel.Byline, sel.BylineInBody = "", false
		case "date":
			sel.Date = ""
		}
	}
	return sel
}

// bodyBoxes are the box of the text and those around it that hold little more.
func bodyBoxes(box *html.Node) []*html.Node {
	out := []*html.Node{box}
	own := len(squeeze(prose.Line(box)))
	for p := box.Parent; p != nil && len(out) < 4 && p.DataAtom != atom.Body; p = p.Parent {
		if len(squeeze(prose.Line(p)))*10 > own*13 {
			break
		}
		out = append(out, p)
	}
	return out
}

func everyByline(pages []anatomy) bool {
	return !slices.ContainsFunc(pages, func(a anatomy) bool { return len(a.byline) == 0 })
}

// bylinesInBody tells whether the box of the text begins with a byline on most pages.
func (p pages) bylinesInBody() bool {
	n := 0
	for _, a := range p.anatomies {
		if bylineLead(a.body, a.wanted) {
			n++
		}
	}
	return n*2 > len(p.anatomies)
}

// check tells whether the first element that a selector finds on page i is the right one.
type check func(i int, n *html.Node) bool

// holdsText: the element has nearly all of the text, and little more than the smallest box that has: so
// many percent.
func (p pages) holdsText(percent int) check {
	return func(i int, n *html.Node) bool {
		has := squeeze(prose.Line(n))
		want, found := 0, 0
		for _, para := range p.anatomies[i].paragraphs {
			para = squeeze(para)
			want += len(para)
			if strings.Contains(has, para) {
				found += len(para)
			}
		}
		return found*100 >= want*95 && len(has)*100 <= len(squeeze(prose.Line(p.anatomies[i].body)))*(100+percent)+4000
	}
}

// among: it is one of the elements that say this part.
func (p pages) among(nodes func(anatomy) []*html.Node) check {
	return func(i int, n *html.Node) bool { return slices.Contains(nodes(p.anatomies[i]), n) }
}

// common is the simplest selector whose first hit is right on every page; empty: there is none.
func common(pages []anatomy, nodes func(anatomy) []*html.Node, right check) string {
	count := map[string]int{}
	for _, a := range pages {
		seen := map[string]bool{}
		for _, n := range nodes(a) {
			for _, c := range pathsTo(n) {
				if !seen[c] {
					seen[c] = true
					count[c]++
				}
			}
		}
	}
	var all []string
	for c, n := range count {
		if n == len(pages) {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(cmp.Compare(cost(a), cost(b)), cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	})
	const mostTried = 60
	for _, c := range all[:min(len(all), mostTried)] {
		m, err := cascadia.ParseGroup(c)
		if err != nil {
			continue
		}
		if rightOnAll(pages, m, right) {
			return c
		}
	}
	return ""
}

func rightOnAll(pages []anatomy, m cascadia.Matcher, right check) bool {
	for i, a := range pages {
		if n := cascadia.Query(a.doc, m); n == nil || !right(i, n) {
			return false
		}
	}
	return true
}

// cost orders selectors: what is said for machines before an id, that before a class, that before a
// bare element; one step before two.
func cost(selector string) int {
	c := 10 * strings.Count(selector, " ")
	last := selector[strings.LastIndexByte(selector, ' ')+1:]
	switch {
	case strings.Contains(last, "[itemprop"):
	case strings.Contains(last, "#"):
		c++
	case strings.Contains(last, "."):
		c += 1 + strings.Count(last, ".")
	case last == "h1" || last == "time" || last == "article":
		c += 2
	default:
		c += 6
	}
	return c
}

// pathsTo are selectors that point at an element: by itself, and below a named element around it.
func pathsTo(n *html.Node) []string {
	own := namesOf(n)
	out := slices.Clone(own)
	if before := elementBefore(n); before != nil {
		for _, b := range namesOf(before) {
			out = append(out, b+" + "+n.Data)
		}
	}
	depth := 0
	for p := n.Parent; p != nil && depth < 6; p = p.Parent {
		if p.Type != html.ElementNode || p.DataAtom == atom.Body || p.DataAtom == atom.Html {
			continue
		}
		depth++
		for _, above := range namesOf(p) {
			if above == p.Data && p.DataAtom != atom.Article && p.DataAtom != atom.Main && p.DataAtom != atom.H1 {
				continue // div p says nothing
			}
			for _, o := range own {
				out = append(out, above+" "+o)
			}
		}
	}
	return out
}

func elementBefore(n *html.Node) *html.Node {
	for p := n.PrevSibling; p != nil; p = p.PrevSibling {
		if p.Type == html.ElementNode {
			return p
		}
	}
	return nil
}

var (
	plainName = regexp.MustCompile(`^-?[A-Za-z_][A-Za-z0-9_-]*$`)
	counted   = regexp.MustCompile(`\d{3,}|[-_]\d+$`) // names of this one page
)

// namesOf are the simple selectors of an element: its itemprop, id, classes, and bare name.
func namesOf(n *html.Node) []string {
	var out []string
	if v := attr(n, "itemprop"); plainName.MatchString(v) {
		out = append(out, n.Data+"[itemprop="+v+"]")
	}
	if id := attr(n, "id"); plainName.MatchString(id) && !counted.MatchString(id) {
		out = append(out, "#"+id)
	}
	var classes []string
	for _, c := range strings.Fields(attr(n, "class")) {
		if plainName.MatchString(c) && !counted.MatchString(c) && len(classes) < 6 {
			classes = append(classes, c)
			out = append(out, n.Data+"."+c)
		}
	}
	for i := range classes {
		for j := i + 1; j < len(classes); j++ {
			out = append(out, n.Data+"."+classes[i]+"."+classes[j])
		}
	}
	return append(out, n.Data)
}

// again reads the pages with a proposal, and says where the result is not as it should be; empty:
// nowhere.
func (s *search) again(src sources.Source, p pages) ([]Read, string) {
	reader, err := s.compile(src)
	if err != nil {
		return nil, err.Error()
	}
	src = reader.Source()
	var out []Read
	for i, r := range p.reads {
		a := p.anatomies[i]
		got, err := s.Extract(reader, r.page)
		switch {
		case err != nil:
			return nil, err.Error()
		case got.Fallback:
			return nil, "they do not fit " + r.URL
		case got.Title != r.art.Title && lang.Fold(got.Title) != lang.Fold(a.title):
			return nil, fmt.Sprintf("the title «%s» instead of «%s» on %s", got.Title, a.title, r.URL)
		case max(alike(got.Body, a.text()), alike(got.Body, r.art.Body)) < 0.95:
			return nil, fmt.Sprintf("%.0f %% of the text on %s", 100*alike(got.Body, a.text()), r.URL)
		case !r.art.Published.IsZero() && (got.Published.IsZero() || len(dateText(got.Published, src.Zone)) < len(r.Published) || dateText(got.Published, src.Zone)[:10] != r.Published[:10]):
			return nil, fmt.Sprintf("the date %s instead of %s on %s", firstOf(dateText(got.Published, src.Zone), "none"), r.Published, r.URL)
		}
		r.fill(src, got)
		out = append(out, r)
	}
	return out, ""
}

// alike is how much two texts have in common, by their words in order of frequency: 1 is all.
func alike(a, b string) float64 {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x)+len(y) == 0 {
		return 1
	}
	n := map[string]int{}
	for _, w := range x {
		n[w]++
	}
	same := 0
	for _, w := range y {
		if n[w] > 0 {
			n[w]--
			same++
		}
	}
	return 2 * float64(same) / float64(len(x)+len(y))
}
