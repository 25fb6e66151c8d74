package watch

import (
	"strings"
	"testing"

	"github.com/marsad/marsad/article"
)

func TestExplainSaysWhy(t *testing.T) {
	art := article.Article{Title: "جسر على النهر", Body: "افتتح وزير النقل جسراً. قال الوزير إن القطار قادم"}
	for _, c := range []struct{ name, query, want string }{
		{"a yes", "جسر", "yes  جسر\n"},
		{"a word alike", "قطارات", "no  قطارات — قطارات does not occur; the nearest word is «القطار»"},
		{"another field", "title:قطار", "occurs only in other fields: body «القطار»"},
		{"words apart", `"وزير القطار"`, "not side by side"},
		{"too far apart", "نقل NEAR/1 قطار", "at most 1 words between"},
		{"each part", "جسر NOT قطار", "    no   NOT قطار\n        yes  قطار"},
		{"nothing alike", "xyz", "nor a word like it"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, err := Explain(Watch{Query: c.query}, art)
			if err != nil {
				t.Fatal(err)
			}
			if got := e.String(); !strings.Contains(strings.ReplaceAll(got, "no   ", "no  "), strings.ReplaceAll(c.want, "no   ", "no  ")) {
				t.Errorf("Explain(%s) =\n%s\nwant in it %q", c.query, got, c.want)
			}
		})
	}
}
