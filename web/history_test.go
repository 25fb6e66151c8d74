package web

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

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
		sidesAreTheTexts(t, c[0], c[1])
	}
}

func FuzzSides(f *testing.F) {
	f.Add(firstText, nextText)
	f.Add("أ\n\nب ج", "ب\n\nأ ج")
	f.Fuzz(func(t *testing.T, before, after string) {
		if len(before)+len(after) > 2000 || !utf8.ValidString(before+after) {
			t.Skip()
		}
		sidesAreTheTexts(t, before, after)
	})
}

// sidesAreTheTexts holds both forms against the texts: each paragraph stands once on its side, in order, and
// without what went, the one text is the new one.
func sidesAreTheTexts(t *testing.T, before, after string) {
	t.Helper()
	d := monitor.Changes(article.Version{Body: before}, article.Version{Body: after})
	var old, now []string
	for _, r := range sideBySide(before, after, d.Body) {
		if x := textOf(r.Before); x != "" {
			old = append(old, x)
		}
		if x := textOf(r.After); x != "" {
			now = append(now, x)
		}
	}
	if got, want := strings.Join(old, "\n\n"), strings.Join(paragraphsOf(before), "\n\n"); got != want {
		t.Errorf("the old side of %q and %q reads %q; want %q", before, after, got, want)
	}
	if got, want := strings.Join(now, "\n\n"), strings.Join(paragraphsOf(after), "\n\n"); got != want {
		t.Errorf("the new side of %q and %q reads %q; want %q", before, after, got, want)
	}
	var one strings.Builder
	for _, x := range inline(before, after, d.Body) {
		if x.Op != "del" {
			one.WriteString(x.Text)
		}
	}
	if strings.Join(strings.Fields(one.String()), "") != strings.Join(strings.Fields(after), "") {
		t.Errorf("%q and %q read %q in one", before, after, one.String())
	}
}

func paragraphsOf(s string) (out []string) {
	for _, p := range paragraphSpans(s) {
		out = append(out, s[p.Start:p.End])
	}
	return out
}

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
