package extract

import (
	"strings"
	"unicode/utf8"

	"github.com/marsad/marsad/sources/prose"
)

// headline is the article's title on a page without a selector for it: the h1 that says what the
// head says, else the head's title. Of several h1, a site's name is often the first.
func (d *document) headline() string {
	head := firstOf(prose.Collapse(d.meta["og:title"]), d.linked.headline, prose.Collapse(d.meta["twitter:title"]))
	site := prose.Collapse(d.meta["og:site_name"])
	like := firstOf(head, withoutSite(d.title, site))
	best, bestScore := "", 0.0
	for _, h := range d.h1 {
		text := prose.Line(h)
		if !hasText(text) || text == site || utf8.RuneCountInString(text) > 400 {
			continue
		}
		score := likeness(text, like)
		if best == "" || score > bestScore {
			best, bestScore = text, score
		}
	}
	switch {
	case best != "" && (bestScore >= 0.5 || head == "" && d.title == ""):
		return best
	case head != "":
		return withoutSite(head, site)
	case d.title != "":
		return withoutSite(d.title, site)
	}
	return best
}

// likeness is the share of a's words that are b's too, 0 to 1.
func likeness(a, b string) float64 {
	words := strings.Fields(strings.ToLower(a))
	if len(words) == 0 || b == "" {
		return 0
	}
	other := map[string]bool{}
	for w := range strings.FieldsSeq(strings.ToLower(b)) {
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

// withoutSite cuts the site's name off the end or the head of a title: «… » جريدة الصباح». Without a
// known name, the last part goes when it is shorter than what stands before it.
func withoutSite(title, site string) string {
	site = prose.Collapse(site)
	for _, sep := range []string{" » ", " | ", " – ", " — ", " :: ", " - ", " • ", " « "} {
		i := strings.LastIndex(title, sep)
		if i <= 0 {
			continue
		}
		before, after := strings.TrimSpace(title[:i]), strings.TrimSpace(title[i+len(sep):])
		switch {
		case site != "" && (after == site || strings.Contains(after, site)):
			return before
		case site != "" && before == site:
			return after
		case utf8.RuneCountInString(after) < utf8.RuneCountInString(before) && len(strings.Fields(after)) <= 5 && (site == "" || strings.Contains(site, after)):
			return before
		}
	}
	return title
}
