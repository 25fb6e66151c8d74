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

// Kinds of the parts of an address. A word is part of the site's build, as the name of a section.
const (
	word   = 'w'
	slug   = 's' // words of a title, joined
	number = 'n'
	digits = 'd' // part of a day
	mixed  = 'x' // letters and digits: an id
	numberSlug,
	slugNumber = 'N', 'S' // 96712-title, title-96712
)

// part is a segment of a path with its kind and what stands around what varies.
type part struct {
	kind rune
	text string
	ext  string // .html and the like
}

var (
	extension   = regexp.MustCompile(`\.(?:s?html?|aspx?|php\d?|jsp)$`)
	onlyNumber  = regexp.MustCompile(`^\d{2,}$`)
	leadNumber  = regexp.MustCompile(`^\d{2,}[-_,.]`)
	tailNumber  = regexp.MustCompile(`[-_]\d{4,}$`)
	mixedID     = regexp.MustCompile(`^(?:[A-Za-z]{1,3}\d{5,}|[0-9a-f]{8,}(?:-[0-9a-f]{4,}){0,5}|[A-Za-z0-9]{9,})$`)
	hasDigit    = regexp.MustCompile(`\d`)
	year        = regexp.MustCompile(`^(?:19|20)\d\d$`)
	dayOrMonth  = regexp.MustCompile(`^\d{1,2}$`)
	wholeDay    = regexp.MustCompile(`^(?:19|20)\d\d[-_]?\d{2}[-_]?\d{2}$`)
	numberParam = regexp.MustCompile(`^(?:id|p|nid|newsid|news_id|artid|article|articleid|aid|sid|story|storyid|item|post|catid|pid|n|no|news)=\d+$`)
)

// partsOf cuts the path of a canonical address.
func partsOf(path string) []part {
	path, _, _ = strings.Cut(path, "?")
	var out []part
	dated := 0 // parts of a day that were seen last
	for seg := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		if seg == "" {
			continue
		}
		p := partOf(seg)
		switch {
		case year.MatchString(seg):
			p.kind, dated = digits, 1
		case dated > 0 && dated < 3 && dayOrMonth.MatchString(seg):
			p.kind = digits
			dated++
		case wholeDay.MatchString(seg):
			p.kind, dated = digits, 0
		default:
			dated = 0
		}
		out = append(out, p)
	}
	return out
}

func partOf(seg string) part {
	ext := extension.FindString(seg)
	stem := strings.TrimSuffix(seg, ext)
	p := part{text: stem, ext: ext}
	switch {
	case onlyNumber.MatchString(stem):
		p.kind = number
	case leadNumber.MatchString(stem):
		p.kind = numberSlug
	case tailNumber.MatchString(stem):
		p.kind = slugNumber
	case mixedID.MatchString(stem) && hasDigit.MatchString(stem):
		p.kind = mixed
	case strings.ContainsAny(stem, "-_%+") || ext != "":
		p.kind = slug
	default:
		p.kind = word
	}
	return p
}

// shape is what addresses of one build have in common: everything from the first part that varies on.
// lead are the words before it.
func shape(canonical string) (key string, lead []string, tail []part, param string) {
	path := pathOf(canonical)
	ps := partsOf(path)
	i := 0
	for i < len(ps) && ps[i].kind == word {
		lead = append(lead, ps[i].text)
		i++
	}
	tail = ps[i:]
	if n := len(tail) - 1; n > 0 && tail[n].kind == word { // behind what varies, a word is a title of one word
		tail[n].kind = slug
	}
	_, query, _ := strings.Cut(path, "?")
	for pair := range strings.SplitSeq(query, "&") {
		if numberParam.MatchString(strings.ToLower(pair)) {
			param, _, _ = strings.Cut(pair, "=")
			break
		}
	}
	if len(tail) == 0 && param == "" {
		return "", lead, nil, ""
	}
	var b strings.Builder
	for _, p := range tail {
		b.WriteRune(p.kind)
		if p.kind == word {
			b.WriteString("(" + p.text + ")")
		}
		b.WriteString(p.ext + "/")
	}
	return b.String() + "?" + param, lead, tail, param
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

func groupsOf(links []link) []group {
	byKey := map[string]*group{}
	var order []string
	for _, l := range links {
		key, lead, tail, param := shape(l.Canonical)
		if key == "" {
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

func (p part) expression(marked bool, hyphens int) string {
	n := `\d+`
	if marked {
		n = `(\d+)`
	}
	switch p.kind {
	case word:
		return regexp.QuoteMeta(p.text)
	case number:
		return n
	case digits:
		switch {
		case year.MatchString(p.text):
			return `\d{4}`
		case dayOrMonth.MatchString(p.text):
			return `\d{1,2}`
		}
		return `\d{4}[-_]?\d{2}[-_]?\d{2}`
	case numberSlug:
		return n + `[-_,.][^/?#]*`
	case slugNumber:
		return `[^/?#]*[-_]` + n
	case mixed:
		if marked {
			return `([A-Za-z0-9-]{6,})`
		}
		return `[A-Za-z0-9-]{6,}`
	}
	if hyphens == 0 {
		return `[^/?#]+`
	}
	return fmt.Sprintf(`(?:[^/?#_-]+[_-]+){%d,}[^/?#]*`, hyphens)
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
