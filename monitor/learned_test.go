package monitor

import (
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/scraper/extract"
	"github.com/marsad/marsad/sources"
)

func TestKeptProfileIsUsedAndABrokenOneIsNot(t *testing.T) {
	for _, c := range []struct {
		name, kept string
		used, ok   bool
	}{
		{"nothing kept", "", false, true},
		{"a profile", `{"body":"div.story","pages":5}`, true, true},
		{"no JSON", `{`, false, false},
		{"a selector that cannot be read", `{"body":"div["}`, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := &desk{src: sources.Source{ID: "nahr"}}

			err := d.meet(c.kept)

			if p, _ := d.site.Profile(); (err == nil) != c.ok || (p != nil) != c.used {
				t.Errorf("meet = %v, profile %+v", err, p)
			}
			if p, ok := d.learned(); ok {
				t.Errorf("%+v is to be written, and it came from there", p)
			}
		})
	}
}

// What was read before a profile was in use is read again without it, else what the profile leaves out would look
// like an edit.
func TestProfileMakesNoEdits(t *testing.T) {
	const since = "2025-03-17T06:00:00Z"
	r, err := sources.Compile(sources.Source{ID: "nahr", Name: "النهر"})
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{src: sources.Source{ID: "nahr"}, reader: r}
	if err := d.meet(`{"body":"div.story","repeats":["اشترك في نشرتنا البريدية ليصلك كل جديد من أخبار المدينة."],"since":"` + since + `"}`); err != nil {
		t.Fatal(err)
	}
	page := extract.Page{URL: "https://nahr.example/1", Text: []byte(`<title>افتتاح الجسر الجديد</title><div class="story"><h1>افتتاح الجسر الجديد</h1>` +
		`<p>` + strings.Repeat("افتتح الوزير أمس الجسر الجديد الذي يربط بين ضفتي النهر، بعد عمل دام ثلاث سنوات. ", 3) + `</p>` +
		`<p>` + strings.Repeat("وقال الوزير إن جسرا آخر سيقام في الجنوب قبل نهاية السنة المقبلة، وإن العمل فيه بدأ. ", 3) + `</p>` +
		`<p>اشترك في نشرتنا البريدية ليصلك كل جديد من أخبار المدينة.</p></div>`)}
	began, _ := time.Parse(time.RFC3339, since)

	for range 3 { // after a restart the profile has to agree first
		if _, err := d.readArticle(page, false, began.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	first, _ := d.readArticle(page, false, began.Add(time.Hour))
	again, _ := d.readArticle(page, true, began.Add(time.Hour))
	later, _ := d.readArticle(page, true, began.Add(looksLast()+time.Hour))

	if len(first.Paragraphs()) != 2 || len(again.Paragraphs()) != 3 || len(later.Paragraphs()) != 2 {
		t.Errorf("paragraphs: new %d, again soon %d, again later %d; want 2, 3, 2", len(first.Paragraphs()), len(again.Paragraphs()), len(later.Paragraphs()))
	}
}
