package extract

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/sources/prose"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// known tells whether a day could be read, with or without an instant.
func known(d lang.Date) bool { return d.Day != "" }

// published is the noun that leaves this room: without an instant it has only the printed text.
func published(d lang.Date) article.Date {
	p := article.Precision(d.Precision)
	if p == "" {
		p = article.None
	}
	return article.Date{Raw: d.Raw, At: d.At, Precision: p, ZoneSource: d.ZoneSource}
}

// dateNames are the names under which heads give the date of publication to machines, best first.
var dateNames = []string{
	"article:published_time", "og:article:published_time", "datepublished", "og:published_time", "og:pubdate",
	"article:published", "article.published", "rnews:datepublished", "publish-date", "publishdate", "publish_date", "published_time",
	"publication_date", "pubdate", "pub_date", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dcterms.date", "dc.date",
	"parsely-pub-date", "cxenseparse:recs:publishtime", "sailthru.date", "article_date_original", "originalpublicationdate",
	"citation_publication_date", "citation_date", "datecreated", "article:created", "displaydate", "release_date", "date",
}

// headDate is the date that the page gives to machines: the first one, or if that is a day, the
// first one of the same day that has a time.
func (d *document) headDate() lang.Date {
	first := lang.Date{Precision: lang.DateNone}
	raws := []string{d.linked.published, d.linked.pagePublished}
	for _, name := range dateNames {
		raws = append(raws, d.meta[name])
	}
	raws = append(raws, d.ownDates()...)
	for _, raw := range raws {
		got := d.date(raw)
		switch {
		case !known(got):
		case !known(first):
			first = got
		case first.Precision == lang.DateDay && got.Precision != lang.DateDay && got.Day == first.Day && !got.At.IsZero():
			return got
		}
	}
	return d.unswapped(first)
}

// ownDates are the dates of publication that a page gives under names of its own OpenGraph namespace, such as
// «photos:uploaded», in the order of their names.
func (d *document) ownDates() []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(d.meta)) {
		if _, last, ok := cutLast(name, ":"); ok && slices.Contains(ownDateNames, last) {
			out = append(out, d.meta[name])
		}
	}
	return out
}

var ownDateNames = []string{"uploaded", "published", "published_time", "publish_date", "publication_date", "published_at"}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// dayOrMonth is a date in numbers whose day and month cannot be told apart.
var dayOrMonth = regexp.MustCompile(`^(0?[1-9]|1[0-2])[/.-](0?[1-9]|1[0-2])[/.-](\d{4})(?:\D|$)`)

// unswapped is what the page shows, where the head gives a date whose day and month may be either and the
// page shows the other of the two, as its readers write it.
func (d *document) unswapped(head lang.Date) lang.Date {
	m := dayOrMonth.FindStringSubmatch(head.Raw)
	if m == nil || d.r.Source().DateForm != "" {
		return head
	}
	for _, look := range []func() lang.Date{d.shownDay, d.labelledDate} {
		if seen := look(); known(seen) && seen.Day != head.Day && isSwapped(seen.Day, head.Day) {
			return seen
		}
	}
	return head
}

// isSwapped tells whether two days, as 2006-01-02, have each other's month and day.
func isSwapped(a, b string) bool {
	return len(a) == 10 && len(b) == 10 && a[:4] == b[:4] && a[5:7] == b[8:] && a[8:] == b[5:7]
}

// visibleDate is the date that the page shows: the first element marked as one that is in no link
// and no side box, else a line right above the headline that begins with one, else a line that is a date between the headline and the text, else an element with
// a date's class, else one that a label calls the day of publication, else the day in the page's address.
func (d *document) visibleDate() lang.Date {
	for _, look := range []func() lang.Date{
		d.dateAround,
		d.dateAboveHeadline,
		d.dateBelowHeadline,
		func() lang.Date { return d.dateIn(d.root, isDateClass, false) },
		d.labelledDate,
		d.addressDate,
	} {
		if got := look(); known(got) {
			return got
		}
	}
	return lang.Date{Precision: lang.DateNone}
}

// dateAround is the first marked date, else the first with a date's class, in the smallest box around the
// headline that holds one: pages put the dates of other articles before it as well as after.
func (d *document) dateAround() lang.Date {
	box := d.headlineNode()
	if box == nil {
		return d.dateIn(d.root, isMarkedDate, false)
	}
	for ; box != nil; box = box.Parent {
		for _, marked := range []func(*html.Node) bool{isMarkedDate, isDateClass} {
			if got := d.dateIn(box, marked, false); known(got) {
				return got
			}
		}
	}
	return lang.Date{Precision: lang.DateNone}
}

// dateAboveHeadline is the date with which the element right before the headline begins: «02.02.2022 10:16 Uhr -
// Bundesliga». Only its sibling is looked at: mastheads show the day of the visit.
func (d *document) dateAboveHeadline() lang.Date {
	h := d.headlineNode()
	if h == nil {
		return lang.Date{Precision: lang.DateNone}
	}
	for n := h.PrevSibling; n != nil; n = n.PrevSibling {
		if line := siblingLine(n); hasText(line) {
			if len(line) > dateElement || inOtherLink(n) {
				break
			}
			return d.leadDate(line)
		}
	}
	return lang.Date{Precision: lang.DateNone}
}

func siblingLine(n *html.Node) string {
	switch {
	case n.Type == html.TextNode:
		return prose.Collapse(n.Data)
	case n.Type == html.ElementNode && !prose.Unseen(n):
		return prose.Line(n)
	}
	return ""
}

// dateIn reads the first date below box in an element of a kind; shown: as the reader sees it.
func (d *document) dateIn(box *html.Node, marked func(*html.Node) bool, shown bool) lang.Date {
	for n := range box.Descendants() {
		if n.Type != html.ElementNode || !marked(n) || inOtherLink(n) || besideText(n) || unseenParent(n) {
			continue
		}
		raws := []string{attr(n, "datetime"), attr(n, "content"), prose.Line(n), attr(n, "title")}
		if shown {
			raws = raws[2:3]
		}
		for _, raw := range raws {
			if got := d.date(raw); known(got) {
				return got
			}
		}
	}
	return lang.Date{Precision: lang.DateNone}
}

// headlineNode is the heading that says the headline; nil where none does.
func (d *document) headlineNode() *html.Node {
	title := folded(d.headline())
	for n := range d.root.Descendants() {
		if saysHeadline(n, title) {
			return n
		}
	}
	return nil
}

// localDay is the day that the reader of the page sees, where the page's data tells the instant in
// Greenwich's time, the paper's zone is not known, and the address or the page shows the day before or after.
func (d *document) localDay(machine lang.Date) lang.Date {
	if d.r.Source().Zone != nil || machine.At.IsZero() || machine.Precision == lang.DateDay {
		return machine
	}
	if _, offset := machine.At.In(machine.Zone).Zone(); offset != 0 {
		return machine
	}
	hour := machine.At.Hour()
	for _, seen := range []lang.Date{d.addressDate(), d.shownDay()} { // papers file articles by their own day
		switch {
		case known(seen) && seen.Day == machine.Day:
			return machine
		case hour >= 14 && seen.Day == machine.At.AddDate(0, 0, 1).Format(time.DateOnly): // few papers are more than 10 hours ahead
			return seen
		case hour < 12 && seen.Day == machine.At.AddDate(0, 0, -1).Format(time.DateOnly): // nor more than 12 behind
			return seen
		}
	}
	return machine
}

// shownDay is the date nearest to the headline that the page shows as text, without an offset of its own.
func (d *document) shownDay() lang.Date {
	either := func(n *html.Node) bool { return isMarkedDate(n) || isDateClass(n) }
	for box := d.headlineNode(); box != nil; box = box.Parent {
		if got := d.dateIn(box, either, true); known(got) && got.At.IsZero() {
			return got
		}
	}
	if got := d.dateBelowHeadline(); got.At.IsZero() {
		return got
	}
	return lang.Date{Precision: lang.DateNone}
}

func isMarkedDate(n *html.Node) bool {
	return n.DataAtom == atom.Time || strings.EqualFold(attr(n, "itemprop"), "datePublished") ||
		strings.EqualFold(attr(n, "property"), "dc:date") || strings.HasSuffix(attr(n, "property"), ":datePublished")
}

var (
	dateClass   = regexp.MustCompile(`(?i)date|datum|fecha|posted|publish|submitted|timestamp|time-?stamp|byline|post-?meta|entry-?meta|article-?(?:info|meta)|تاريخ`)
	dateBeside  = regexp.MustCompile(`(?i)comment|related|sidebar|teaser|footer|copyright|latest|recent`)
	dateOther   = regexp.MustCompile(`(?i)event|calendar|update|modified`)
	addressDate = regexp.MustCompile(`[/_=-](20\d\d|19[89]\d)[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?:[/_.-]|$|\D)`)
)

// dateElement is how long, in characters, an element with a date's class may be.
const dateElement = 160

// isDateClass tells whether an element's class or id says that it holds a date.
func isDateClass(n *html.Node) bool {
	mark := attr(n, "class") + " " + attr(n, "id")
	if !dateClass.MatchString(mark) || dateBeside.MatchString(mark) || dateOther.MatchString(mark) {
		return false
	}
	for p := n.Parent; p != nil; p = p.Parent {
		if p.DataAtom != atom.Body && p.DataAtom != atom.Html && dateBeside.MatchString(attr(p, "class")+" "+attr(p, "id")) {
			return false
		}
	}
	return len(prose.Line(n)) <= dateElement
}

// inOtherLink tells whether a date stands within a link that has more text than the date: a link to
// another article. One that is all of its link leads to the article itself or to its day's archive.
func inOtherLink(n *html.Node) bool {
	for p := n; p != nil; p = p.Parent {
		if p.DataAtom == atom.A && attr(p, "href") != "" {
			return prose.Line(p) != prose.Line(n)
		}
	}
	return false
}

// dateLabel are the words with which papers label the day of publication.
var dateLabel = regexp.MustCompile(`(?i)^(?:erstellt|erschienen|veröffentlicht|veröffentlichung|publiziert|stand|published|posted|posted on|publication date|date|publié|mis en ligne|mise en ligne|pubblicato|publicado|publicerad|gepubliceerd|تاريخ النشر|نشرت?|تم النشر|انتشار|تاریخ انتشار|פורסם)(?:\s|:)`)

// postedSentence is the sentence with which blogs tell below a text when it appeared: «This entry was posted on
// Saturday, December 3rd, 2011 at 9:15 and is filed under …». Its translations keep its order.
var postedSentence = regexp.MustCompile(`(?i)^(?:this (?:entry|post|article) was (?:posted|published)|dies(?:er|e|es) (?:beitrag|eintrag|artikel|meldung) wurde)\b.{0,30}?\b(?:on|am)\s+(.{6,40}?)\s+(?:um|at|and|und|in|by|von|veröffentlicht|geschrieben)(?:\s|$)`)

// labelledDate is the first short block that begins with such a label and holds a date, or is followed by one.
func (d *document) labelledDate() lang.Date {
	label := false
	for n := range d.root.Descendants() {
		if n.Type != html.TextNode || unseenParent(n) || !hasText(n.Data) {
			continue
		}
		line := prose.Collapse(n.Data)
		if m := postedSentence.FindStringSubmatch(line); m != nil {
			if got := d.date(m[1]); known(got) {
				return got
			}
		}
		if label = label && len(line) <= dateElement || dateLabel.MatchString(line+" ") && len(line) <= dateElement; label {
			if got := d.date(line); known(got) && !inOtherLink(n.Parent) {
				return got
			}
		}
		label = dateLabel.MatchString(line + " ")
	}
	return lang.Date{Precision: lang.DateNone}
}

// addressDate is the day in the page's address: /2025/03/17/ or -20250317-.
func (d *document) addressDate() lang.Date {
	m := addressDate.FindStringSubmatch(d.address)
	if m == nil {
		return lang.Date{Precision: lang.DateNone}
	}
	return d.date(m[1] + "-" + m[2] + "-" + m[3])
}

// dateBelowHeadline looks at the lines from the headline on.
func (d *document) dateBelowHeadline() lang.Date {
	before := ""
	for _, line := range d.linesBelowHeadline() {
		if got := d.date(line); known(got) && !memberLabel.MatchString(before) {
			return got
		}
		before = line
	}
	return lang.Date{Precision: lang.DateNone}
}

// memberLabel are the words with which forums tell since when the writer beside a post is a member.
var memberLabel = regexp.MustCompile(`(?i)^(?:registriert|registriert seit|mitglied seit|dabei seit|joined|join date|registered|member since|inscrit|inscription|miembro desde|تاريخ التسجيل|انضم)\s*:?$`)

// linesBelowHeadline are the short lines from the headline on, no further than the first running text,
// without links and side boxes.
func (d *document) linesBelowHeadline() []string {
	if d.below == nil {
		d.below = append([]string{}, d.findBelow()...) // dates and authors both look there
	}
	return d.below
}

func (d *document) findBelow() []string {
	const most = 400 // texts; what stands further down is not about this article
	title := folded(d.headline())
	begun, texts := false, 0
	var out []string
	for n := range d.root.Descendants() {
		if saysHeadline(n, title) {
			begun = true
		}
		if !begun || n.Type != html.TextNode || unseenParent(n) {
			continue
		}
		line := prose.Collapse(n.Data)
		if line != "" {
			texts++
		}
		if texts > most {
			return out
		}
		switch length := utf8.RuneCountInString(line); {
		case line == "":
		case folded(line) == title:
		case length >= 4*aRun:
			return out
		case length > 2*aRun || inLink(n) && prose.Line(n.Parent) != line || besideText(n):
		default:
			out = append(out, line)
			if leadOnly.MatchString(line) { // the names that follow are links or set in bold
				out = append(out, blockLine(n))
			}
		}
	}
	return out
}

func isHeading(n *html.Node) bool {
	return n.DataAtom == atom.H1 || n.DataAtom == atom.H2 || n.DataAtom == atom.H3
}

// leadDate is the date with which a text begins: «02.02.2022 10:16 Uhr – …».
func (d *document) leadDate(text string) lang.Date {
	if text == "" || !unicode.IsDigit([]rune(text)[0]) {
		return lang.Date{Precision: lang.DateNone}
	}
	words := strings.Fields(text)
	for n := min(4, len(words)); n > 0; n-- {
		if got := d.date(strings.TrimRight(strings.Join(words[:n], " "), "-–—:|,.")); known(got) {
			return got
		}
	}
	return lang.Date{Precision: lang.DateNone}
}
