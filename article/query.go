package article

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
)

type parameter struct{ name, value string }

// parameters are what of the query belongs to the article, sorted by name. Of equal names the order counts.
func (p parts) parameters(segments []string) string {
	var keep []parameter
	for pair := range strings.SplitSeq(p.query, "&") {
		name, value, _ := strings.Cut(strings.ReplaceAll(pair, "+", "%20"), "=")
		name = strings.TrimPrefix(name, "amp;") // from feeds that escape twice
		q := parameter{normal(name, queryKeeps), normal(value, queryKeeps)}
		if q.name == "" && q.value == "" || isNoise(strings.ToLower(q.name), q.value) {
			continue
		}
		if strings.EqualFold(q.name, "page") && isPageNumber(q.value) && p.showsArticle(segments) {
			continue // a part of a split post
		}
		keep = append(keep, q)
	}
	slices.SortStableFunc(keep, func(a, b parameter) int { return cmp.Compare(a.name, b.name) })
	var b strings.Builder
	for i, q := range keep {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(q.name)
		if q.value != "" {
			b.WriteByte('=')
			b.WriteString(q.value)
		}
	}
	return b.String()
}

// articleScript is the name of a program that shows one article, by a number in the query.
var (
	articleScript = regexp.MustCompile(`^(?i:(view|show|read|full|single|print)?[-_]?(article|story|post|item|view|show|read|single|(news[-_]?)?details?))\.(php\d?|aspx?|jsp|cfm)$`)
	articleNumber = regexp.MustCompile(`(?i)(^|&)(id|nid|aid|pid|newsid|postid|storyid|articleid|article|story)=\d+(&|$)`)
)

// showsArticle tells whether an address is that of one article: then a page in its query is a part of it.
func (p parts) showsArticle(segments []string) bool {
	if len(segments) == 0 {
		return false
	}
	last := segments[len(segments)-1]
	return namesArticle(last) || articleScript.MatchString(last) && articleNumber.MatchString(p.query)
}
