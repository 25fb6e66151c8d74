package web

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/monitor"
	"github.com/marsad/marsad/store"
)

var (
	firstText = "أعلنتِ الوزارةُ فتحَ جسرِ الكحلاء أمام المركبات.\n\nوقال الوزير إن الكلفة بلغت 14 مليار دينار.\n\nوحضر الافتتاح عدد من النواب."
	nextText  = "أعلنتِ الوزارةُ إغلاقَ جسرِ الكحلاء أمام المركبات.\n\nوجاء القرار بعد يوم من الافتتاح.\n\nوقال الوزير إن الكلفة بلغت 16 مليار دينار."
)

// edited stores an article with two versions.
func (s *site) edited() int64 {
	a := article.Article{Source: "sabah", Key: "n:9", URL: "https://sabah.example/9-.html", Link: "https://sabah.example/9-x.html", Title: "فتح جسر الكحلاء", Body: firstText, Language: "ar"}
	id := s.save(a)
	a.Title, a.Body = "إغلاق جسر الكحلاء", nextText
	s.save(a)
	return id
}

func TestHistoryShowsWhatWentAndWhatCame(t *testing.T) {
	s := newSite(t, nil)
	id := s.edited()

	in := s.get(fmt.Sprintf("/articles/%d/history?lang=ar", id))
	for _, want := range []string{"<del>14</del>", "<ins>16</ins>", "<del>فتحَ</del>", "<ins>إغلاقَ</ins>", "أعلنتِ الوزارةُ", "التعديلات: 1"} {
		if !strings.Contains(in.text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	side := s.get(fmt.Sprintf("/articles/%d/history?view=side", id))
	if !strings.Contains(side.text, `<table class="side">`) || strings.Count(side.text, "<tr><td") != 4 {
		t.Errorf("side by side there are %d rows; want 4: changed, came, changed, went", strings.Count(side.text, "<tr><td"))
	}
}

func TestParagraphsStandBesideTheirOwn(t *testing.T) {
	d := monitor.Changes(article.Version{Body: firstText}, article.Version{Body: nextText})
	var got []string
	for _, r := range sideBySide(firstText, nextText, d.Body) {
		got = append(got, fmt.Sprintf("%s|%s", head(r.Before), head(r.After)))
	}
	want := "أعلنتِ|أعلنتِ |وجاء وقال|وقال وحضر|"
	if strings.Join(got, " ") != want {
		t.Errorf("rows %q; want %q", strings.Join(got, " "), want)
	}
}

func head(cs []change) string {
	var b strings.Builder
	for _, c := range cs {
		b.WriteString(c.Text)
	}
	word, _, _ := strings.Cut(b.String(), " ")
	return word
}

func TestSidesAreTheTexts(t *testing.T) {
	for _, c := range [][2]string{{firstText, nextText}, {nextText, firstText}, {firstText, ""}, {"", nextText}, {"أ ب ج", "ب ج د"}, {"أ\n\nب", "ب\n\nأ"}} {
		d := monitor.Changes(article.Version{Body: c[0]}, article.Version{Body: c[1]})
		var before, after []string
		for _, r := range sideBySide(c[0], c[1], d.Body) {
			if t := textOf(r.Before); t != "" {
				before = append(before, t)
			}
			if t := textOf(r.After); t != "" {
				after = append(after, t)
			}
		}
		if strings.Join(before, "\n\n") != c[0] || strings.Join(after, "\n\n") != c[1] {
			t.Errorf("%q and %q became %q and %q", c[0], c[1], before, after)
		}
		var now strings.Builder
		for _, x := range inline(c[0], c[1], d.Body) {
			if x.Op == "ins" || x.Op == "" {
				now.WriteString(x.Text)
			}
		}
		if squeezed(now.String()) != squeezed(c[1]) {
			t.Errorf("the new text reads %q in one; want %q", now.String(), c[1])
		}
	}
}

func squeezed(s string) string { return strings.Join(strings.Fields(s), " ") }

func textOf(cs []change) string {
	var b strings.Builder
	for _, c := range cs {
		b.WriteString(c.Text)
	}
	return b.String()
}

func TestMostEditedAndTakenDown(t *testing.T) {
	s := newSite(t, nil)
	id := s.edited()
	s.save(article.Article{Source: "sabah", Key: "n:10", URL: "https://sabah.example/10-.html", Title: "خبر لم يتغير", Body: "نص"})
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.Remove(ctx, id, "3 looks: HTTP 404") })

	page := s.get("/edited?days=7")
	if strings.Count(page.text, fmt.Sprintf("/articles/%d/history", id)) != 2 || strings.Contains(page.text, "خبر لم يتغير") {
		t.Errorf("want the edited article among the edited and the removed, and no other:\n%s", page.text)
	}
	if got := s.get("/edited?days=3").StatusCode; got != 400 {
		t.Errorf("another span gave %d; want 400", got)
	}
	if h := s.get(fmt.Sprintf("/articles/%d/history", id)); !strings.Contains(h.text, "3 looks: HTTP 404") {
		t.Error("the history lacks the removal")
	}
	if a := s.get(fmt.Sprintf("/articles/%d?lang=en", id)); !strings.Contains(a.text, "The paper took it down") {
		t.Error("the article's page lacks the removal")
	}
}
