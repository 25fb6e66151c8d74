package watch

import (
	"strings"
	"testing"

	"github.com/marsad/marsad/article"
)

func explain(t *testing.T, query string, art article.Article) *Explanation {
	t.Helper()
	e, err := Explain(Watch{Query: query}, art, nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestExplainIsATreeOfYesAndNoWithTheWordsThatMadeItSo(t *testing.T) {
	art := article.Article{Title: "جسرٌ على النهر", Body: "افتتح وزيرُ النَّقلِ جسراً."}

	got := explain(t, `(جسر OR قطار) "وزير النقل" -استقالة`, art).String()

	want := `yes  (جسر OR قطار) "وزير النقل" NOT استقالة
    yes  جسر OR قطار
        yes  جسر
             title: ⟦جسرٌ⟧ على النهر
             body: افتتح وزيرُ النَّقلِ ⟦جسراً⟧.
        no   قطار — قطار does not occur, nor a word like it
    yes  "وزير النقل"
         body: افتتح ⟦وزيرُ النَّقلِ⟧ جسراً.
    yes  NOT استقالة
        no   استقالة — استقالة does not occur, nor a word like it
`
	if got != want {
		t.Errorf("Explain =\n%s\nwant\n%s", got, want)
	}
}

func TestExplainNamesTheNearestMiss(t *testing.T) {
	for _, c := range []struct{ name, query, title, body, kind, found string }{
		{"the watch has ال", "الصباح", "", "اجتماع صباح اليوم", MissArticle, "صباح"},
		{"the watch has ال, the text a particle", "السعودية", "", "شركة لسعودية معروفة", MissArticle, "لسعودية"},
		{"another field", "title:قطار", "نهر", "وصل القطار", MissElsewhere, "القطار"},
		{"marks contradict", "عمّان", "", "وصل إلى عُمان أمس", MissMarks, "عُمان"},
		{"exact, with a particle", "=العراق", "", "سافر بالعراق", MissAttached, "بالعراق"},
		{"a particle inside a phrase", `"وزير النقل"`, "", "وزير والنقل", MissInside, "والنقل"},
		{"a word of its own", "جنة", "", "اجتمعت لجنة اليوم", MissLexeme, "لجنة"},
		{"two readings, undecided", "اسم", "", "قال باسم الربيعي", MissUndecided, "باسم"},
		{"an adjective", "سوريا", "", "القوات سورية المنشأ", MissAdjective, "سورية"},
		{"a broken plural", "وزير", "", "اجتمع وزراء أمس", MissFamily, "وزراء"},
		{"a word alike", "قطارات", "", "وصل قطارنا", MissAlike, "قطارنا"},
		{"nothing alike", "xyz", "", "وصل القطار", MissAbsent, ""},
		{"words between", `"وزير النقل"`, "", "قال وزير الدفاع ثم النقل", MissApart, "وزير الدفاع ثم النقل"},
		{"a comma between", `"وزير النقل"`, "", "قال وزير، النقل", MissBoundary, "وزير، النقل"},
		{"another order", `"نهر جسر"`, "", "جسر نهر", MissOrder, "جسر نهر"},
		{"two fields", `"نهر جسر"`, "نهر", "جسر", MissScattered, ""},
		{"NEAR, too far", "نهر NEAR/1 جسر", "", "نهر في وسط البلاد جسر", MissFar, "نهر في وسط البلاد جسر"},
		{"NEAR, two sentences", "نهر NEAR/5 جسر", "", "عبر النهر. رأى الجسر", MissSentence, ""},
		{"ONEAR, the other way round", "نهر ONEAR/5 جسر", "", "الجسر فوق النهر", MissOrder, "الجسر فوق النهر"},
		{"a pattern", "انتخابي*", "", "يوم الانتخاب", MissAlike, "الانتخاب"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := explain(t, c.query, article.Article{Title: c.title, Body: c.body})
			if e.Match || e.Miss == nil || e.Miss.Kind != c.kind || e.Miss.Found != c.found {
				t.Errorf("Explain(%s) in «%s» = match %t, miss %+v; want %s of %q", c.query, c.body, e.Match, e.Miss, c.kind, c.found)
			}
			if e.Miss != nil && (strings.Contains(e.Nearest, "%!") || e.Nearest == e.Miss.Kind) {
				t.Errorf("Nearest = %q: a miss without words", e.Nearest)
			}
		})
	}
}

// TestExplainAgreesWithMatch holds the tree against the matcher, on text of every kind of row.
func TestExplainAgreesWithMatch(t *testing.T) {
	art := article.Article{Source: "sabah", Title: "جسر على النهر", Body: "افتتح وزير النقل جسراً، وقال الناطق باسم الوزارة إن لجنةً تدرس الطاقة."}
	for _, q := range []string{"جسر", "=جسرا", "اسم", "لجنة", "جنة", `"وزير النقل" NOT قطار`, "title:جسر NEAR/3 title:نهر", "وزير NEAR/0 نقل", "(قطار OR اسم) -مطار", "NOT جسر", "source:sabah", "طاق*"} {
		e := explain(t, q, art)
		ms := mustCompile(t, Watch{Query: q}).Match(art)
		if e.Match != (len(ms) > 0) {
			t.Errorf("%s: explained %t, matched %t", q, e.Match, len(ms) > 0)
		}
		if len(ms) > 0 && len(e.Highlights()) != len(ms[0].Highlights) {
			t.Errorf("%s: explained by %v, highlighted %v", q, e.Highlights(), ms[0].Highlights)
		}
	}
}

func FuzzExplain(f *testing.F) {
	f.Add("نهر NEAR/1 \"جسر على\" -title:قطار*", "نهر، جسر", "قطار عَلى الجسر. نهر")
	f.Fuzz(func(t *testing.T, query, title, body string) {
		e, err := Explain(Watch{Query: query}, article.Article{Title: title, Body: body}, nil)
		if err == nil {
			_ = e.String()
		}
	})
}
