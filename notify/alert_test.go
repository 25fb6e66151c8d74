package notify_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/notify"
)

var update = flag.Bool("update", false, "write docs/alert.schema.json anew")

var baghdad = time.FixedZone("+03", 3*3600)

// piece is an article with one vocalised hit in its body.
func piece(body string) (article.Article, article.Match) {
	at := strings.Index(body, "لداعشَ")
	return article.Article{
		ID: 7, Version: 1, Source: "sabah", Link: "https://sabah.example/7-.html", URL: "https://sabah.example/7-.html", Title: "عنوان", Section: "الأولى", Body: body, Kind: article.Text,
		Published:   article.Date{Raw: "2025/03/17", At: time.Date(2025, 3, 16, 21, 0, 0, 0, time.UTC), Precision: article.Day, ZoneSource: "source"},
		FirstSeenAt: time.Date(2025, 3, 17, 6, 0, 0, 0, time.UTC),
	}, article.Match{Watch: "داعش", Version: 2, Query: "داعش", Highlights: []article.Highlight{{Field: "body", Start: at, End: at + len("لداعشَ")}}}
}

func alert(body string) notify.Alert {
	a, m := piece(body)
	return notify.Matched(notify.ArticleMatched, a, "الصباح", baghdad, m, "http://127.0.0.1:8080/articles/7", time.Date(2025, 3, 17, 6, 0, 1, 0, time.UTC))
}

func TestAnAlertTellsWhatWasFoundAndWhere(t *testing.T) {
	body := "أعلنت القوّات هزيمةً لداعشَ في البلاد."

	b, err := alert(body).Encode()
	if err != nil {
		t.Fatal(err)
	}

	if !bytes.HasPrefix(b, []byte(`{"type":"article.matched"`)) {
		t.Errorf("type is not first: %.60s", b)
	}
	var got notify.Alert
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	h := got.Data.Highlights[0]
	if s := got.Data.Article.Text[h.Spans[0].Start:h.Spans[0].End]; s != "لداعشَ" {
		t.Errorf("the span holds %q", s)
	}
	want := []article.Segment{{Text: "أعلنت القوّات هزيمةً "}, {Text: "لداعشَ", Hit: true}, {Text: " في البلاد."}}
	if d := cmp.Diff(want, h.Segments); d != "" {
		t.Error(d)
	}
}

func TestADayStaysADay(t *testing.T) {
	got := alert("لداعشَ").Data.Article.Published
	if d := cmp.Diff(notify.Published{Raw: "2025/03/17", Date: "2025-03-17", Precision: "day", ZoneSource: "source"}, got); d != "" {
		t.Error(d)
	}
}

func TestALongTextIsCutAndSaysSo(t *testing.T) {
	long := "بدايةٌ لداعشَ " + strings.Repeat("كلمةٌ \"مقتبسةٌ\" في نصٍّ طويل\n\n", 2000)

	b, err := alert(long).Encode()
	if err != nil {
		t.Fatal(err)
	}

	var got notify.Alert
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if len(b) > 20_000 || !got.Data.Article.Truncated || got.Data.Article.Link == "" || !strings.HasPrefix(long, got.Data.Article.Text) {
		t.Errorf("%d bytes, truncated %v, link %q", len(b), got.Data.Article.Truncated, got.Data.Article.Link)
	}
	if len(got.Data.Highlights) != 1 {
		t.Error("the highlights are gone")
	}
	if len(got.Data.Article.Text) < 8_000 {
		t.Errorf("only %d bytes of text are left", len(got.Data.Article.Text))
	}
}

func TestAHeadlineOfKilobytesIsCutToo(t *testing.T) {
	a := alert("لداعشَ")
	a.Data.Article.Title = strings.Repeat("عنوان ", 10_000)
	if b, err := a.Encode(); err != nil || len(b) > 20_000 {
		t.Errorf("%d bytes, %v", len(b), err)
	}
}

func TestSchemaIsThatOfTheCode(t *testing.T) {
	r := &jsonschema.Reflector{Anonymous: true, ExpandedStruct: true}
	s := r.Reflect(&notify.Alert{})
	s.Title = "An alert of marsad, the body of a webhook"
	want, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	want = append(want, '\n')
	const path = "../docs/alert.schema.json"
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("docs/alert.schema.json is old; go test ./notify -update writes it anew:\n%s", d)
	}
}
