package discover

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"

	"github.com/marsad/marsad/lang"
)

// wanted is what an article's parts should be, by all that is known of its paper: what the general
// extractor took, without what repeats on every page and what are links to others, and the title as the
// feed and the listing have it.
type wanted struct {
	title      string
	paragraphs []string
	furniture  []string // paragraphs that stand on other pages too
}

func (w wanted) text() string { return strings.Join(w.paragraphs, "\n\n") }

// want compares the pages with each other. A paragraph repeats with other figures too: dates, counters.
func want(reads []Read) []wanted {
	pages := map[string]int{}
	for _, r := range reads {
		seen := map[string]bool{}
		for _, p := range r.art.Paragraphs() {
			if p = withoutFigures(p); !seen[p] {
				seen[p] = true
				pages[p]++
			}
		}
	}
	out := make([]wanted, len(reads))
	for i, r := range reads {
		out[i].title = wantedTitle(r)
		for _, p := range r.art.Paragraphs() {
			if repeats := pages[withoutFigures(p)]; repeats > 1 && repeats*2 >= len(reads) {
				out[i].furniture = append(out[i].furniture, p)
				continue
			}
			if lang.Fold(p) == lang.Fold(out[i].title) {
				continue // the title, once more
			}
			out[i].paragraphs = append(out[i].paragraphs, p)
		}
		out[i].paragraphs = once(out[i].paragraphs)
	}
	return out
}

func withoutFigures(p string) string {
	last := ' '
	return strings.Map(func(r rune) rune {
		before := last
		if last = r; unicode.IsNumber(r) {
			if last = '0'; before == '0' {
				return -1
			}
			return '0'
		}
		return r
	}, p)
}

// once leaves out what stands there a second time, however it was cut into paragraphs.
func once(paragraphs []string) []string {
	var out []string
	all := ""
	for _, p := range paragraphs {
		s := squeeze(p)
		if s == "" || strings.Contains(all, s) {
			continue
		}
		all += s
		out = append(out, p)
	}
	return out
}

// wantedTitle is the title as the paper lists it, where the page's own holds it and more: «مدونة: عنوان».
func wantedTitle(r Read) string {
	listed := strings.Join(strings.Fields(r.ref.Title), " ")
	if letters(listed) >= 8 && strings.Contains(lang.Fold(r.Title), lang.Fold(listed)) {
		return listed
	}
	return r.Title
}

// pruned leaves out the paragraphs that are mostly links to other articles, and the lines of the head in
// which the date stands.
func (w wanted) pruned(k ink, isDate func(text string) bool) wanted {
	kept := w.paragraphs[:0:0]
	for _, p := range w.paragraphs {
		s := squeeze(p)
		at := k.near(s, 0)
		if k.mostlyLinks(s, at) || utf8.RuneCountInString(p) <= longestHeadLine && k.anyNode(s, at, isDate) {
			continue
		}
		kept = append(kept, p)
	}
	if len(kept) > 0 {
		w.paragraphs = kept
	}
	return w
}

// longestHeadLine is how many characters a line with the date and what stands beside it may have.
const longestHeadLine = 100

// anyNode tells whether one of the text nodes from which a text came is what f asks for.
func (k ink) anyNode(s string, offset int, f func(string) bool) bool {
	if offset < 0 || s == "" {
		return false
	}
	for i := k.at(offset); i <= k.at(offset+len(s)-1); i++ {
		if f(k.nodes[i].Data) {
			return true
		}
	}
	return false
}

// mostlyLinks tells whether most of the text at an offset stands in links.
func (k ink) mostlyLinks(s string, offset int) bool {
	if offset < 0 || s == "" {
		return false
	}
	linked := 0
	first, last := k.at(offset), k.at(offset+len(s)-1)
	for i := first; i <= last; i++ {
		if inLink(k.nodes[i]) {
			linked += len(squeeze(k.nodes[i].Data))
		}
	}
	return linked*5 > len(s)*3
}

// bylineLead tells whether a box begins with a line such as «بغداد : الصباح» or «بغداد / علي حسن».
func bylineLead(box *html.Node, w wanted) bool {
	line := firstLine(box)
	n := utf8.RuneCountInString(line)
	if n == 0 || n > 60 || !strings.ContainsAny(line, ":/-|–") || strings.ContainsAny(line, ".؟!«") {
		return false
	}
	return len(w.paragraphs) > 1
}
