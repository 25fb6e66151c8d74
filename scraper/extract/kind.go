package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/marsad/marsad/article"
)

// issueTitle is how papers title their printed issue: «الثلاثاء 18 آذار 2025 العدد . 6167».
var issueTitle = regexp.MustCompile(`(?:^|[^\pL])(?:العدد|عدد|الاصدار|الإصدار|شماره|شمارہ|issue|no\.?)\s*[.:()\-–]*\s*[\d٠-٩۰-۹]{1,6}`)

// issueWords is how long the text beside a printed issue's link may be, in characters.
const issueWords = 200

// kindOf tells an article from a headline without a text, and from the printed issue as an item.
func kindOf(f findings) article.Kind {
	text := strings.Join(f.paragraphs, " ")
	switch {
	case f.pdf != "" && !hasText(text):
		return article.Issue
	case f.pdf != "" && utf8.RuneCountInString(text) < issueWords && issueTitle.MatchString(strings.ToLower(f.title)):
		return article.Issue
	case !hasText(text):
		return article.Stub
	}
	return article.Text
}
