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

// authorNames are the names under which heads name people, best first.
var authorNames = []string{
	"author", "article:author_name", "article:author", "articleauthor", "parsely-author", "dc.creator", "dcterms.creator", "citation_author",
	"sailthru.author", "byl", "cxenseparse:author", "mediator_author", "rbauthors",
}

// headAuthors are the people whom the page's data names.
func (d *document) headAuthors() []string {
	linked := d.people(d.linked.authors, false)
	if meta := d.metaAuthors(); len(linked) == 0 || len(meta) > len(linked) && containsAll(meta, linked) {
		return meta // linked data of some papers name the first of several authors only
	}
	return linked
}

func containsAll(all, some []string) bool {
	return !slices.ContainsFunc(some, func(s string) bool { return !hasFold(all, s) })
}

// metaAuthors are the people of the first name in the head that names any.
func (d *document) metaAuthors() []string {
	for _, key := range authorNames {
		v := prose.Collapse(d.meta[key])
		if v == "" || strings.HasPrefix(v, "http") {
			continue
		}
		if names := d.people([]string{v}, false); len(names) > 0 {
			return names
		}
	}
	return nil
}

// namedAuthors are the people whom the page names: its data if that gives full names, else what it marks
// as its byline, else the data's single words.
func (d *document) namedAuthors() []string {
	head := d.headAuthors()
	if slices.ContainsFunc(head, isFullName) {
		return head
	}
	return firstList(d.markedAuthors(true), d.authorsBelowHeadline(), head, d.markedAuthors(false), d.signature())
}

// authorsBelowHeadline are the names in the first short line below the headline that says it is a byline:
// «Von Anna Muster und Jan Beispiel». Running text ends the search.
func (d *document) authorsBelowHeadline() []string {
	for _, line := range d.linesBelowHeadline() {
		if !bylineLead.MatchString(line) || !canBeByline(line) {
			continue
		}
		if names := d.people([]string{line}, true); len(names) > 0 {
			return names
		}
	}
	return nil
}

// withAgencies adds the agencies that the page's data names beside people.
func (d *document) withAgencies(people []string) []string {
	for _, o := range d.linked.offices {
		if len(people) > 0 && slices.Contains(agencies, strings.ToLower(o)) && !slices.Contains(people, o) {
			people = append(people, o)
		}
	}
	return people
}

// offices are the newsrooms and agencies that the page's data names as its author, where it names no person.
func (d *document) offices() []string {
	var out []string
	for _, o := range slices.Concat(d.linked.offices, d.linked.authors, []string{d.meta["author"]}) {
		if o = prose.Collapse(o); o != "" && utf8.RuneCountInString(o) <= 60 && !strings.HasPrefix(o, "http") && !hasFold(out, o) {
			out = append(out, o)
		}
	}
	return out
}

func hasFold(list []string, s string) bool {
	return slices.ContainsFunc(list, func(e string) bool { return strings.EqualFold(e, s) })
}

var (
	bylineMark   = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:by-?line|authors?|autor(?:e|en|es|in)?|writer|reporter|redakteur|verfasser|auteur|yazar|contributors?)(?:$|[\s_-])|(?:^|[\s_-]|[a-z])(?:Byline|Author)s?(?:$|[\s_A-Z-])`)
	bylineBeside = regexp.MustCompile(`(?i)meta-prep|comment|bio|avatar|image|photo|teaser|card|related|listing|widget|about|follow|social|credit|caption`)
	bylineMeta   = regexp.MustCompile(`(?i)date|time|role|title|position|location|email|social|share|read`)
)

// bylineLongest is how long, in characters, an element marked as byline may be and still be one.
const bylineLongest = 160

// markedAuthors are the names in the first elements that the page marks as its byline: rel, itemprop or a
// class. Those that follow belong to the same byline only when they stand in the same box. strict asks
// for full names; else a single name counts too where rel or itemprop marks it.
func (d *document) markedAuthors(strict bool) []string {
	var out []string
	var box *html.Node
	var done *html.Node // the last one read: what is below it was read with it
	for n := range d.root.Descendants() {
		if n.Type != html.ElementNode || done != nil && within(n, done) || !isBylineMark(n) || besideText(n) && !hasH1(n) {
			continue
		}
		if box != nil && !within(n, box) || !strict && attr(n, "rel") == "" && attr(n, "itemprop") == "" {
			continue
		}
		names := d.people(bylineTexts(n), strict)
		if len(names) == 0 {
			continue
		}
		done = n
		if box == nil {
			box = above(n, 2)
		}
		for _, name := range names {
			if !slices.Contains(out, name) {
				out = append(out, name)
			}
		}
	}
	return out
}

// isBylineMark tells whether an element is marked as a byline, and stands in no list of other articles or comments.
func isBylineMark(n *html.Node) bool {
	class := attr(n, "class")
	if strings.Contains(attr(n, "rel"), "author") || attr(n, "itemprop") == "author" {
		return !bylineBeside.MatchString(class) && utf8.RuneCountInString(prose.Line(n)) <= bylineLongest
	}
	if class == "" || !bylineMark.MatchString(class) || bylineBeside.MatchString(class) {
		return false
	}
	l := utf8.RuneCountInString(prose.Line(n))
	return l > 0 && l <= bylineLongest
}

// bylineTexts are the texts of the links in a byline, which are its names, else its own without dates and roles.
func bylineTexts(n *html.Node) []string {
	var links []string
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.Data == "a" && !strings.HasPrefix(attr(c, "href"), "mailto:") {
			if s := prose.Line(c); hasText(s) {
				links = append(links, s)
			}
		}
	}
	if len(links) > 0 {
		return links
	}
	return []string{strings.Join(prose.Strings(n, func(c *html.Node) bool {
		return c != n && (c.Data == "time" || bylineMeta.MatchString(attr(c, "class")))
	}), ", ")}
}

func above(n *html.Node, levels int) *html.Node {
	for ; levels > 0 && n.Parent != nil && n.Parent.Data != "body"; levels-- {
		n = n.Parent
	}
	return n
}

// hasH1 tells whether an element's box, three levels up at most, holds a headline.
func hasH1(n *html.Node) bool {
	for c := range above(n, 3).Descendants() {
		if c.Data == "h1" {
			return true
		}
	}
	return false
}

var (
	nameLead   = regexp.MustCompile(`^(?i:written by|reported by|reporting by|story by|interview|authors?|autor(?:in|en|es)?|text|texte|redaktion|reportage|by|von|über|about|por|par|af|av|door|oleh|bởi|كتبت?|بقلم|حوار|تقرير|تحقيق|إعداد|ترجمة|نوشته|מאת)(?:\s*:\s*|\s+)`)
	nameBeside = regexp.MustCompile(`\([^)]*\)|\[[^\]]*\]|\S+@\S+|@\S+|https?://\S+`)
	nameEnd    = regexp.MustCompile(`\s+[|–—-]\s+|\s*[|•·]\s*`)
	nameAnd    = regexp.MustCompile(`(?i)\s+(?:and|und|et|og|och|y|i|&|ve|dan|im gespräch mit|in conversation with)\s+`)
)

// postedBy is the day that some bylines give before the name: «Posted on May 3, 2020 by Jane Doe».
var postedBy = regexp.MustCompile(`(?i)^(?:posted|published|submitted|written|verfasst|geschrieben|veröffentlicht) (?:on|am) .{4,40}?\s(?:by|von)\s+`)

// arabicAnd finds the «and» that is written with the second of two full names, which namesWithWaw begin with, too.
var (
	arabicAnd    = regexp.MustCompile(`^(\pL+ \pL+(?: \pL+)?) (و\pL{2,} \pL+(?: \pL+)?)$`)
	namesWithWaw = []string{"وليد", "وائل", "وسام", "وفاء", "وجدان", "وسيم", "وداد", "ورود", "وفيق", "وهيب", "وجيه", "وديع", "وصال", "وعد", "وحيد"}
)

// agencies are names of one word that stand for an author.
var agencies = []string{"reuters", "afp", "dpa", "ap", "apa", "sda", "ansa", "efe", "upi", "xinhua", "tass", "رويترز", "واع", "قنا", "وام", "سانا"}

// roles are words that show that a part of a byline names what its people are, or where.
var roles = []string{
	"editor", "reporter", "correspondent", "writer", "staff", "journalist", "columnist", "contributor", "producer", "director", "analyst",
	"redakteur", "korrespondent", "autor", "redacteur", "rédacteur", "journaliste", "periodista", "مراسل", "محرر", "developer", "developed", "powered", "webmaster", "admin",
}

// people cuts lists of names and cleans each: «By Jane Doe (jd) | Reuters, London». strict asks for
// names of two words, as texts need that may hold other things. A single word that follows a name in
// the same list is a town or a role.
func (d *document) people(lists []string, strict bool) []string {
	var out []string
	for _, list := range lists {
		first := len(out)
		list = nameBeside.ReplaceAllString(postedBy.ReplaceAllString(prose.Collapse(list), ""), " ")
		for part := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == '،' || r == ';' || r == '、' }) {
			for _, name := range cutAnd(cleanName(part)) {
				if d.isAuthor(name, strict, slices.ContainsFunc(out[first:], isFullName)) && !slices.Contains(out, name) {
					out = append(out, name)
				}
			}
		}
	}
	return out
}

func cleanName(s string) string {
	s = strings.TrimSpace(s)
	for range 2 {
		if m := nameLead.FindString(s); m != "" {
			s = strings.TrimSpace(s[len(m):])
		}
	}
	if i := nameEnd.FindStringIndex(s); i != nil && i[0] > 0 {
		s = s[:i[0]]
	}
	s = koreanRole.ReplaceAllString(s, "")
	return strings.Trim(s, " .:*/|-–—")
}

// koreanRole is what Korean papers put behind a reporter's name, and «and n others».
var koreanRole = regexp.MustCompile(`\s+(?:선임기자|기자|특파원|논설위원)(?:\s+외\s+\d+명)?$`)

// cutAnd cuts «A B and C D»; a word for "and" within one name (Ortega y Gasset) has not two words on both sides.
func cutAnd(name string) []string {
	if m := arabicAnd.FindStringSubmatch(name); m != nil && !says([]string{m[2]}, namesWithWaw) {
		return []string{m[1], m[2][len("و"):]}
	}
	parts := nameAnd.Split(name, -1)
	for _, p := range parts {
		if !isFullName(p) {
			return []string{name}
		}
	}
	return parts
}

// isAuthor tells whether a cleaned name can be a person's or an agency's. After a full name, a single
// word is a town or a role.
func (d *document) isAuthor(name string, strict, further bool) bool {
	lower := strings.ToLower(name)
	switch {
	case !hasText(name), strings.ContainsAny(name, "©"), utf8.RuneCountInString(name) > 60, len(strings.Fields(name)) > 6, d.isSite(name):
		return false
	case slices.Contains(agencies, lower):
		return true
	case strings.ContainsFunc(name, unicode.IsDigit):
		return !strict && !further && len(strings.Fields(name)) == 1
	case says(strings.Fields(lower), roles):
		return false
	case further && unicode.IsLower([]rune(name)[0]): // «…, reports from London»
		return false
	case strict || further:
		return isFullName(name)
	}
	return true
}

// isFullName tells whether a name has two words, or is written in a script that puts no blank between them.
func isFullName(name string) bool {
	if len(strings.Fields(name)) >= 2 {
		return true
	}
	n := utf8.RuneCountInString(name)
	for _, r := range name {
		if !unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) {
			return false
		}
	}
	return n >= 2 && n <= 6
}

// isSite tells whether a name is the site's, as its title, its publisher or its address has it.
func (d *document) isSite(name string) bool {
	n := joined(name)
	for _, site := range []string{d.meta["og:site_name"], d.meta["application-name"], d.r.Source().Name, d.linked.publisher} {
		if s := joined(site); s != "" && (n == s || len(n) > 4 && strings.HasPrefix(s, n) || len(s) > 4 && strings.HasPrefix(n, s)) {
			return true
		}
	}
	label := joined(hostLabel(d.address))
	return len(label) > 2 && strings.HasPrefix(n, label) && !strings.Contains(name, "/") // «srf/abc» are somebody's initials
}

// joined is a name in small letters without blanks and signs.
func joined(s string) string { return strings.Join(foldedWords(s), "") }
