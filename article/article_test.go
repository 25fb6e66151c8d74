package article_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/marsad/marsad/article"
)

func TestSegments(t *testing.T) {
	const text = "هزيمة لداعشَ هناك"
	at := strings.Index(text, "لداعشَ")
	end := at + len("لداعشَ")
	for name, c := range map[string]struct {
		hits []article.Highlight
		want []article.Segment
	}{
		"none":              {nil, []article.Segment{{Text: text}}},
		"one":               {[]article.Highlight{{Field: "body", Start: at, End: end}}, []article.Segment{{Text: "هزيمة "}, {Text: "لداعشَ", Hit: true}, {Text: " هناك"}}},
		"another field":     {[]article.Highlight{{Field: "title", Start: at, End: end}}, []article.Segment{{Text: text}}},
		"overlapping":       {[]article.Highlight{{Field: "body", Start: at, End: end}, {Field: "body", Start: at + 2, End: end}}, []article.Segment{{Text: "هزيمة "}, {Text: "لداعشَ", Hit: true}, {Text: " هناك"}}},
		"outside the text":  {[]article.Highlight{{Field: "body", Start: 5, End: 999}, {Field: "body", Start: -1, End: 3}}, []article.Segment{{Text: text}}},
		"the whole of it":   {[]article.Highlight{{Field: "body", Start: 0, End: len(text)}}, []article.Segment{{Text: text, Hit: true}}},
		"empty is no place": {[]article.Highlight{{Field: "body", Start: 4, End: 4}}, []article.Segment{{Text: text}}},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(c.want, article.Segments(text, "body", c.hits)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestSegmentsJoinedAreTheText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		var hits []article.Highlight
		for range rapid.IntRange(0, 6).Draw(t, "hits") {
			hits = append(hits, article.Highlight{Field: "body", Start: rapid.IntRange(-2, len(text)+2).Draw(t, "start"), End: rapid.IntRange(-2, len(text)+2).Draw(t, "end")})
		}
		var b strings.Builder
		for _, s := range article.Segments(text, "body", hits) {
			b.WriteString(s.Text)
		}
		if b.String() != text {
			t.Fatalf("joined %q; want %q", b.String(), text)
		}
	})
}

func TestKeyIsTheNumberWhereThereIsOne(t *testing.T) {
	if got := article.Key("113312", "https://alsabaah.iq/113312-.html"); got != article.AliasNumber("113312") {
		t.Errorf("Key = %s", got)
	}
	if got := article.Key("", "https://paper.example/a"); got != article.AliasURL("https://paper.example/a") {
		t.Errorf("Key = %s", got)
	}
}

func TestHashTellsTitleFromBody(t *testing.T) {
	if article.HashText("ab", "c") == article.HashText("a", "bc") {
		t.Error("a letter that moves from the title to the body changes no hash")
	}
}
