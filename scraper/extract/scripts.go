package extract

import (
	"encoding/json"
	"regexp"
	"strings"

	"github.com/marsad/marsad/sources/prose"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds of what is looked for in the scripts of a page that shows nothing by itself.
const (
	scriptLeast   = 400     // bytes of a string that can be a text
	scriptLongest = 1 << 20 // bytes of one script
	scriptsInAll  = 4 << 20
)

// scriptString is a string as JSON and JavaScript write it, with double quotation marks.
var scriptString = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// paragraphMark shows that a string is markup of paragraphs, also where JSON stands within a string of JSON.
var paragraphMark = regexp.MustCompile(`(?i)(?:<|\\+u003c)(?:p|br)\b`)

// scripted is the article's text on a page that its own scripts draw: the longest markup of paragraphs in a
// string of theirs. The frameworks which draw pages so hand their data over as JSON in the page.
func (d *document) scripted() []prose.Paragraph {
	best, all := "", 0
	for n := range d.root.Descendants() {
		if n.DataAtom != atom.Script || n.FirstChild == nil || len(n.FirstChild.Data) > scriptLongest || isLinkedData(n) {
			continue
		}
		if all += len(n.FirstChild.Data); all > scriptsInAll {
			break
		}
		if s := longestMarkup(n.FirstChild.Data, 2); len(s) > len(best) {
			best = s
		}
	}
	var out []prose.Paragraph
	for _, p := range prose.Fragment(best) {
		out = append(out, prose.Paragraph{p})
	}
	return out
}

func isLinkedData(n *html.Node) bool {
	return strings.Contains(strings.ToLower(attr(n, "type")), "ld+json")
}

// longestMarkup is the longest string in a script that is markup; levels is how deep strings are looked for in strings.
func longestMarkup(script string, levels int) string {
	if len(script) < scriptLeast || !paragraphMark.MatchString(script) {
		return ""
	}
	best := ""
	for _, quoted := range scriptString.FindAllString(script, -1) {
		if len(quoted) < scriptLeast || len(quoted) <= len(best) || !paragraphMark.MatchString(quoted) {
			continue
		}
		var s string
		if json.Unmarshal([]byte(quoted), &s) != nil {
			continue
		}
		if levels > 1 && !strings.HasPrefix(strings.TrimSpace(s), "<") {
			if inner := longestMarkup(s, levels-1); inner != "" {
				s = inner
			}
		}
		if len(s) > len(best) && strings.Contains(s, "<") {
			best = s
		}
	}
	return best
}
