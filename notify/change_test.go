package notify

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/article/diff"
)

func change(before, after article.Article) *ChangeInfo {
	d := diff.New(strings.ToLower, func(a, b string) bool { return a == b })
	return ChangeOf([]string{"sentence"}, before, after, d.Compare(diff.Text{Title: before.Title, Body: before.Body}, diff.Text{Title: after.Title, Body: after.Body}))
}

func TestChangesAreShownInTheirPlace(t *testing.T) {
	c := change(article.Article{Title: "جسر الكحلاء", Body: "بلغت الكلفة 14 مليار دينار.", Version: 3}, article.Article{Title: "جسر الكحلاء", Body: "بلغت الكلفة 16 مليار دينار."})

	var got strings.Builder
	for _, p := range c.Body {
		fmt.Fprintf(&got, "%s(%s)", p.Op, p.Text)
	}
	if want := "(بلغت الكلفة )del(14)( )ins(16)( مليار دينار.)"; got.String() != want || c.Title != nil || c.Before != 3 {
		t.Errorf("%s, title %v, before %d; want %s, no title, before 3", got.String(), c.Title, c.Before, want)
	}
}

func TestAnUpdateOfAnyLengthKeepsWithinTheLimit(t *testing.T) {
	long := func(word string) string {
		var b strings.Builder
		for i := range 900 {
			fmt.Fprintf(&b, "%s%d \"مُحتوى\" باقٍ ", word, i)
			if i%30 == 29 {
				b.WriteString("\n\n")
			}
		}
		return b.String()
	}
	before, after := article.Article{Title: "أول", Body: long("قديم")}, article.Article{Title: "ثانٍ", Body: long("جديد"), Source: "s"}
	a := Matched(ArticleUpdated, after, "صحيفة", time.UTC, article.Match{Watch: "w", Query: "باق"}, "https://marsad.example/articles/1", time.Unix(0, 0))
	a.Data.Change = change(before, after)

	body, err := a.Encode()

	var back Alert
	if err != nil || len(body) > bodyLimit || json.Unmarshal(body, &back) != nil {
		t.Fatalf("%d bytes, %v", len(body), err)
	}
	if c := back.Data.Change; c == nil || !c.Truncated || len(c.Body) == 0 || len(c.Appeared) > changeWords {
		t.Errorf("the change is %+v; want a part of it, marked as such", c)
	}
}
