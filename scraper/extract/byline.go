package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/marsad/marsad/sources/prose"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A byline is short: «بغداد : الصباح», «نجلاء الخالدي», «بغداد: شيماء رشيد وحيدر الجابر».
const (
	bylineRunes = 70
	bylineWords = 9
)

// cutByline takes the byline off the head of a text: its first line, if it can be one and text follows.
func cutByline(ps []prose.Paragraph) (string, []prose.Paragraph) {
	if len(ps) == 0 || len(ps) == 1 && len(ps[0]) == 1 || !canBeByline(ps[0][0]) {
		return "", ps
	}
	line := ps[0][0]
	if len(ps[0]) == 1 {
		return line, ps[1:]
	}
	rest := slices.Clone(ps)
	rest[0] = ps[0][1:]
	return line, rest
}

// canBeByline tells whether a line is short, has letters, no digits, and does not end as a sentence does.
func canBeByline(line string) bool {
	if utf8.RuneCountInString(line) > bylineRunes || len(strings.Fields(line)) > bylineWords || !hasText(line) {
		return false
	}
	if strings.ContainsFunc(line, unicode.IsDigit) || strings.ContainsAny(line, "«»\"“”؟!?؛") {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(line)
	return !strings.ContainsRune(".…:،,", last)
}

// bylineLead are the words with which a line says that it is a byline.
var bylineLead = regexp.MustCompile(`^(?i:كتبت?|بقلم|حوار|تقرير|تحقيق|متابعة|إعداد|ترجمة|حاورها|حاوره|أجرى الحوار|أجرت الحوار|نوشته|by|von|par|por)(?:\s*[:/\-–]\s*|\s+)\pL`)

// newsrooms are words that show that a byline names an office and no person.
var newsrooms = []string{
	"وكالة", "وكالات", "متابعة", "متابعات", "صحيفة", "جريدة", "مكتب", "المحرر", "الأناضول", "رويترز", "فرانس", "أ ف ب", "سكاي", "نيوز",
	"agency", "agencies", "staff", "desk", "reuters", "news",
}

// authorsOf are the names of people in a byline. «بغداد : الصباح» names a town and a paper: none.
func authorsOf(byline, paper string) []string {
	if i := strings.LastIndexAny(byline, ":/"); i >= 0 {
		byline = byline[i+1:]
	}
	var out []string
	for part := range strings.FieldsFuncSeq(byline, func(r rune) bool { return r == '،' || r == ',' || r == '-' || r == '–' || r == '|' }) {
		name := strings.TrimSpace(part)
		if bylineLead.MatchString(name) {
			_, name, _ = strings.Cut(name, " ")
		}
		if isPerson(name, paper) {
			out = append(out, name)
		}
	}
	return out
}

// isPerson tells whether a name has two words at least, and is neither the paper nor an office.
func isPerson(name, paper string) bool {
	words := strings.Fields(name)
	if len(words) < 2 || len(words) > 6 || paper != "" && (strings.Contains(paper, name) || strings.Contains(name, paper)) {
		return false
	}
	lower := strings.ToLower(name)
	for _, w := range newsrooms {
		if strings.Contains(lower, w) {
			return false
		}
	}
	return !strings.ContainsFunc(name, unicode.IsDigit)
}

// leadOnly is a text that holds nothing of a byline but its first word: the names stand in elements of their own.
var leadOnly = regexp.MustCompile(`^(?i:written by|by|von|par|por|كتبت?|بقلم|إعداد|تقرير|نوشته)\s*:?$`)

// blockLine is all that the block around a text says.
func blockLine(n *html.Node) string {
	p := n.Parent
	for p.Parent != nil && !prose.IsBlock(p) {
		p = p.Parent
	}
	return prose.Line(p)
}

// signature is the name at the end of a text, as papers sign it that print no byline: the last paragraph that is
// set to the right, and a full name with a capital in each word.
func (d *document) signature() []string {
	var last *html.Node
	for n := range d.root.Descendants() {
		if n.DataAtom == atom.P && isSetRight(n) && hasText(prose.Line(n)) && !unseenParent(n) && !besideText(n) {
			last = n
		}
	}
	if last == nil || !isSigned(prose.Line(last)) {
		return nil
	}
	return d.people([]string{prose.Line(last)}, true)
}

func isSetRight(n *html.Node) bool {
	return strings.EqualFold(attr(n, "align"), "right") || setRight.MatchString(attr(n, "style"))
}

var setRight = regexp.MustCompile(`(?i)text-align:\s*right`)

func isSigned(line string) bool {
	words := strings.Fields(line)
	if len(words) < 2 || len(words) > 5 || !canBeByline(line) {
		return false
	}
	return !slices.ContainsFunc(words, func(w string) bool { r, _ := utf8.DecodeRuneInString(w); return !unicode.IsUpper(r) })
}
