package discover

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/marsad/marsad/sources"
)

// Form is one build of the addresses of a paper's articles.
type Form struct {
	Example string `json:"example"`
	Links   int    `json:"links"`            // different articles that were linked under it
	Article string `json:"article"`          // expression over canonical addresses
	Number  string `json:"number,omitempty"` // the same with a group around what names the article; empty: nothing does
	Why     string `json:"why"`              // what speaks for the number, or against it
}

// group are the links of one shape.
type group struct {
	links []link
	leads [][]string
	tail  []part
	param string
}

// weight orders groups: how many titles are linked, and more where something names the article.
func (g group) weight() int {
	w := 0
	for _, l := range g.links {
		if l.headline() {
			w += 2
		}
	}
	if g.tail != nil && strings.ContainsRune("nNSx", g.tail[len(g.tail)-1].kind) || g.param != "" || slices.ContainsFunc(g.tail, func(p part) bool { return p.kind == digits || p.kind == number }) {
		w += w / 2
	}
	return w
}

// notArticle are addresses beside an article's: its feed, its form for printing, a button.
var notArticle = regexp.MustCompile(`(?i)/(?:feed|rss|comments?|comment-page-\d+|print|share|embed|email|login|search)(?:\?|$)|[?&](?:share|replytocom|print|redirect(?:_to)?)=|/(?:tag|tags|author|category|authors)/`)

func groupsOf(links []link) []group {
	byKey := map[string]*group{}
	var order []string
	for _, l := range links {
		key, lead, tail, param := shape(l.Canonical)
		if key == "" || notArticle.MatchString(l.Canonical) {
			continue
		}
		g := byKey[key]
		if g == nil {
			g = &group{tail: tail, param: param}
			byKey[key] = g
			order = append(order, key)
		}
		g.links, g.leads = append(g.links, l), append(g.leads, lead)
	}
	var out []group
	for _, key := range order {
		out = append(out, *byKey[key])
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].weight() > out[j].weight() })
	return out
}

const (
	leastLinks = 3 // of one shape, with titles: fewer make no list of articles
	mostForms  = 3
)

// formsOf finds the forms of the articles' addresses among links. known are further addresses that are
// articles' for sure, as those of a feed.
func formsOf(links, known []link) []Form {
	all := append(slices.Clone(known), links...)
	groups := groupsOf(uniqueLinks(all))
	var out []Form
	best := 0
	for _, g := range groups {
		g = g.withoutSections()
		titled := 0
		for _, l := range g.links {
			if l.headline() {
				titled++
			}
		}
		if titled < leastLinks && !(len(known) > 0 && titled > 0 && len(out) == 0) {
			continue
		}
		if titled*2 < len(g.links) && len(known) == 0 { // mostly names of sections or tags
			continue
		}
		best = max(best, g.weight())
		if g.weight()*8 < best || len(out) == mostForms {
			break
		}
		out = append(out, g.form(links))
	}
	return out
}

// withoutSections leaves out the links whose lead is that of lists: where under /section/ all words are
// few and under /details/ all are titles, only the latter lead to articles.
func (g group) withoutSections() group {
	all, titled := map[string]int{}, map[string]int{}
	most := 0
	for i, l := range g.links {
		lead := strings.Join(g.leads[i], "/")
		all[lead]++
		if l.headline() {
			titled[lead]++
			most = max(most, titled[lead])
		}
	}
	out := group{tail: g.tail, param: g.param}
	for i, l := range g.links {
		if lead := strings.Join(g.leads[i], "/"); titled[lead]*3 >= all[lead] || most < leastLinks {
			out.links, out.leads = append(out.links, l), append(out.leads, g.leads[i])
		}
	}
	return out
}

func uniqueLinks(links []link) []link {
	at := map[string]int{}
	var out []link
	for _, l := range links {
		if i, ok := at[l.Canonical]; ok {
			if len(l.Text) > len(out[i].Text) {
				out[i].Text = l.Text
			}
			continue
		}
		at[l.Canonical] = len(out)
		out = append(out, l)
	}
	return out
}

// form writes the expressions of a group. all are the links of the page: what is no title among them
// must not fit.
func (g group) form(all []link) Form {
	f := Form{Example: g.links[0].URL, Links: len(g.links)}
	for _, hyphens := range []int{0, 1, 2, 3} {
		f.Article = g.expression(-1, hyphens)
		if !g.slugOnly() || !fitsNames(f.Article, all) {
			break
		}
	}
	g.number(&f)
	return f
}

// slugOnly: nothing but words, so that a section's name may have the same build.
func (g group) slugOnly() bool {
	return g.param == "" && !slices.ContainsFunc(g.tail, func(p part) bool { return p.kind != slug && p.kind != word })
}

// fitsNames tells whether an expression fits links whose words are too few for a title.
func fitsNames(expr string, all []link) bool {
	re, err := regexp.Compile(expr)
	if err != nil {
		return false
	}
	for _, l := range all {
		if l.Text != "" && !l.headline() && re.MatchString(l.Canonical) {
			return true
		}
	}
	return false
}

// expression is the group's form, with a group around the part of the given index; -1: around none.
func (g group) expression(marked, hyphens int) string {
	var b strings.Builder
	b.WriteString(`^https?://[^/?#]+/` + g.leadExpression())
	for i, p := range g.tail {
		if i > 0 {
			b.WriteByte('/')
		}
		b.WriteString(p.expression(i == marked, hyphens) + regexp.QuoteMeta(p.ext))
	}
	switch {
	case g.param != "" && marked == len(g.tail):
		b.WriteString(`(?:\?|\?[^#]*&)` + regexp.QuoteMeta(g.param) + `=(\d+)(?:[&#]|$)`)
	case g.param != "":
		b.WriteString(`(?:\?|\?[^#]*&)` + regexp.QuoteMeta(g.param) + `=\d+(?:[&#]|$)`)
	default:
		b.WriteString(`(?:[?#]|$)`)
	}
	return b.String()
}

// leadExpression is what stands before the part that varies: the words that all have in common, then
// whatever else some have.
func (g group) leadExpression() string {
	common := g.leads[0]
	deep := false
	for _, lead := range g.leads {
		n := 0
		for n < min(len(lead), len(common)) && lead[n] == common[n] {
			n++
		}
		common = common[:n]
	}
	for _, lead := range g.leads {
		deep = deep || len(lead) > len(common)
	}
	if !deep && g.oneSection(common) {
		common, deep = nil, true
	}
	var b strings.Builder
	for _, w := range common {
		b.WriteString(regexp.QuoteMeta(w) + "/")
	}
	if deep {
		b.WriteString(`(?:[^/?#]+/)*`)
	}
	if len(g.tail) == 0 { // the address ends in its words: /news?id=7
		return strings.TrimSuffix(strings.TrimSuffix(b.String(), `(?:[^/?#]+/)*`), "/") + map[bool]string{true: `[^?#]*`}[deep]
	}
	return b.String()
}

// structural are the words by which systems call articles in addresses, whatever their section.
var structural = regexp.MustCompile(`(?i)^(?:arabic|ar|en|fa|ku|news|new|articles?|story|stories|node|contents?|posts?|archives?|details?|newsdetails?|items?|view|show|read|single|p|a|n|s|id|مقال|خبر|أخبار|اخبار)$`)

// oneSection tells whether a few links, all under one name, may have no more in common than the section
// of that day: other sections' articles must fit too.
func (g group) oneSection(lead []string) bool {
	const many = 10
	return len(lead) > 0 && len(g.links) < many && !g.slugOnly() && !slices.ContainsFunc(lead, structural.MatchString)
}

// number looks for the part that names the article: its values must be as many as the articles.
func (g group) number(f *Form) {
	f.Why = "no part of the address is a number: the whole address names the article"
	for i := len(g.tail); i >= 0; i-- {
		if i == len(g.tail) && g.param == "" || i < len(g.tail) && !strings.ContainsRune("nNS", g.tail[i].kind) {
			continue
		}
		expr := g.expression(i, 0)
		ids, clashes := g.values(expr)
		if clashes > 0 {
			f.Why = fmt.Sprintf("the number in the address names no article: %d numbers stand in the addresses of %d articles", ids, len(g.links))
			continue
		}
		f.Number = expr
		f.Why = fmt.Sprintf("%d articles, %d different numbers, in no two addresses the same", len(g.links), ids)
		return
	}
}

// values counts the different numbers and those that stand in addresses of articles with other titles.
func (g group) values(expr string) (ids, clashes int) {
	re, err := regexp.Compile(expr)
	if err != nil {
		return 0, 1
	}
	titles := map[string]string{}
	for _, l := range g.links {
		m := re.FindStringSubmatch(l.Canonical)
		if m == nil {
			clashes++
			continue
		}
		if old, ok := titles[m[1]]; ok && old != l.Text {
			clashes++
		}
		titles[m[1]] = l.Text
	}
	return len(titles), clashes
}

// settleForms finds the form of the articles' addresses from listings and feeds together.
func (s *search) settleForms(f *Finding) {
	var known []link
	for _, feed := range f.Feeds {
		if !feed.Alive || feed.Kind == plainSitemap {
			continue
		}
		for _, ref := range feed.refs {
			if l, ok := asLink(ref.URL, ref.Title, s.front.url); ok {
				known = append(known, l)
			}
		}
	}
	f.Forms = formsOf(s.listed, known)
	if f.Forms == nil {
		f.Forms = []Form{}
	}
	s.articles = s.compileForms(f.Forms)
	for i := range f.Listings {
		f.Listings[i].Articles = len(s.articleLinks(f.Listings[i].links))
	}
}

// compileForms makes a reader that knows the forms; nil without any.
func (s *search) compileForms(forms []Form) *sources.Reader {
	if len(forms) == 0 {
		return nil
	}
	src := sources.Source{ID: "search", Home: s.front.url, Article: joinForms(forms), Numbers: numbersOf(forms)}
	r, err := sources.Compile(src)
	if err != nil {
		return nil
	}
	return r
}

// joinForms is one expression for all forms.
func joinForms(forms []Form) string {
	var out []string
	for _, f := range forms {
		out = append(out, f.Article)
	}
	return strings.Join(out, "|")
}

func numbersOf(forms []Form) []string {
	var out []string
	for _, f := range forms {
		if f.Number != "" {
			out = append(out, f.Number)
		}
	}
	return out
}
