package article_test

import (
	"strings"
	"testing"

	"github.com/marsad/marsad/article"
)

func TestExcerptIsCutAtBlanksAroundTheFirstHit(t *testing.T) {
	long := strings.Repeat("كلمةٌ ", 60)
	for name, c := range map[string]struct{ body, hit, want string }{
		"a short text whole":    {"قال الوزيرُ شيئاً", "الوزيرُ", "قال [الوزيرُ] شيئاً"},
		"a hit at the end":      {long + "الوزير", "الوزير", "… " + strings.Repeat("كلمةٌ ", 14) + "[الوزير]"},
		"a hit at the start":    {"الوزير " + long, "الوزير", "[الوزير] " + strings.TrimSpace(strings.Repeat("كلمةٌ ", 27)) + " …"},
		"a text without blanks": {strings.Repeat("字", 200), "字", "[字]" + strings.Repeat("字", 106) + " …"},
	} {
		t.Run(name, func(t *testing.T) {
			at := strings.Index(c.body, c.hit)
			var b strings.Builder
			for _, s := range article.Excerpt(article.Article{Body: c.body}, []article.Highlight{{Field: "title", Start: 0, End: 2}, {Field: "body", Start: at, End: at + len(c.hit)}}) {
				if s.Hit {
					s.Text = "[" + s.Text + "]"
				}
				b.WriteString(s.Text)
			}
			if b.String() != c.want {
				t.Errorf("got %s\nwant %s", b.String(), c.want)
			}
		})
	}
	if got := article.Excerpt(article.Article{Body: "نص"}, []article.Highlight{{Field: "title", Start: 0, End: 2}}); got != nil {
		t.Errorf("without a hit in the text: %v", got)
	}
}
