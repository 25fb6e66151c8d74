package diff_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/marsad/marsad/article/diff"
	"github.com/marsad/marsad/lang"
)

var differ = diff.New(lang.Fold, func(a, b string) bool { return lang.VowelsOf(a, 0).Agrees(b, 0) })

const (
	title = "افتتاح مكتبة عامة في الكرادة"
	body  = "افتتحت أمانة العاصمة، اليوم الأحد، مكتبة عامة في منطقة الكرادة تضم 1200 كتاب.\n\nوقال مدير المكتبة إن الدخول مجاني للطلبة.\n\nوتستمر الفعاليات ثلاثة أيام."
)

func TestWhatIsNoEdit(t *testing.T) {
	base := diff.Text{Title: title, Body: body}
	with := func(b string) diff.Text { return diff.Text{Title: title, Body: b} }
	tests := []struct {
		name          string
		before, after diff.Text
	}{
		{"line breaks for paragraphs", base, with(strings.ReplaceAll(body, "\n\n", "\n"))},
		{"a lost space", base, with(strings.Replace(body, "منطقة الكرادة", "منطقةالكرادة", 1))},
		{"no-break spaces", base, with(strings.ReplaceAll(body, " ", "\u00a0"))},
		{"quotes", with(body + "\n\nوقال: \"أهلاً\" بكم في المكتبة."), with(body + "\n\nوقال: «أهلاً» بكم في المكتبة.")},
		{"vowel marks added", base, with(strings.Replace(body, "أمانة العاصمة", "أمانَة العاصِمةِ", 1))},
		{"kashida", base, with(strings.Replace(body, "مكتبة", "مكتـــبة", 1))},
		{"Arabic digits", base, with(strings.Replace(body, "1200", "١٬٢٠٠", 1))},
		{"counter", with(body + "\n\nعدد القراءات: 542"), with(body + "\n\nعدد القراءات: 601")},
		{"counter that came", base, with(body + "\n\n1,204 مشاهدة")},
		{"comments", with(body + "\n3 تعليقات"), with(body + "\n14 تعليقاً")},
		{"English counter", with(body + "\n1.2 views"), with(body + "\n1.4 views")},
		{"badge", with("2025/03/17 - 10:15\n" + body), with("2025/03/17 - 11:40\n" + body)},
		{"badge in words", with("الاثنين 17 آذار 2025\n" + body), with("الثلاثاء 18 آذار 2025\n" + body)},
		{"badge that counts", with("نُشر قبل ساعتين\n" + body), with("نُشر قبل 3 ساعات\n" + body)},
		{"English badge", with("Last updated: 17 March 2025, 10:15 GMT\n" + body), with("Last updated: 18 March 2025, 11:15 GMT\n" + body)},
		{"byline in front", base, with("بغداد: الصباح\n\n" + body)},
		{"byline at the end", with("بغداد / سارة العلي\n\n" + body), with(body + "\n\nبغداد / سارة العلي")},
		{"dateline within the line", base, with("متابعة/ الرافدين - " + body)},
		{"a name alone in front", base, with("سارة العلي\n\n" + body)},
		{"badge and byline", base, with("آخر تحديث: 10:15\nبغداد: الصباح\n\n" + body)},
		{"byline run into the text", with("بغداد: الصباح\n\n" + body), with("بغداد: الصباح " + body)},
		{"section and site", base, diff.Text{Title: title + " - ثقافة | الصباح", Body: body}},
		{"English byline", with("By Sara Ali\n\n" + body), base},
		{"related links", with(body + "\n\nاقرأ أيضاً:\nالدولار يغلق مرتفعاً"), with(body + "\n\nاقرأ أيضاً:\nالذهب يتراجع عالمياً\nأمطار في الشمال")},
		{"related links in the middle", with(strings.Replace(body, "\n\n", "\n\nاقرأ أيضاً: الدولار يغلق مرتفعاً\n\n", 1)), with(strings.Replace(body, "\n\n", "\n\nاقرأ أيضاً: الذهب يتراجع\n\n", 1))},
		{"English related links", with(body + "\n\nRelated articles\nDinar slips"), with(body + "\n\nRelated articles\nDinar firms")},
		{"call to follow", base, with(body + "\n\nتابعونا على تلغرام للمزيد من الأخبار")},
		{"rights", with(body + "\n\nجميع الحقوق محفوظة 2024"), with(body + "\n\nجميع الحقوق محفوظة 2025")},
		{"buttons", base, with(body + "\nطباعة\nمشاركة\nفيسبوك تويتر واتساب")},
		{"site's name", base, diff.Text{Title: title + " | جريدة الصباح", Body: body}},
		{"site's name behind a hyphen", base, diff.Text{Title: title + " - صحيفة النهرين", Body: body}},
		{"site's name changed", diff.Text{Title: title + " – الرافدين نيوز", Body: body}, diff.Text{Title: title + " | الرافدين", Body: body}},
		{"nothing", base, base},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, way := range [][2]diff.Text{{tt.before, tt.after}, {tt.after, tt.before}} {
				if r := differ.Compare(way[0], way[1]); r.Edit || r.Appeared != nil || r.Vanished != nil {
					t.Errorf("Compare = %+v; want no edit", r)
				}
			}
		})
	}
}

func TestWhatIsAnEdit(t *testing.T) {
	base := diff.Text{Title: title, Body: body}
	paragraphs := strings.Split(body, "\n\n")
	tests := []struct {
		name             string
		before, after    diff.Text
		appeared, vanish []string
	}{
		{"number", base, diff.Text{Title: title, Body: strings.Replace(body, "1200", "1300", 1)}, []string{"1300"}, []string{"1200"}},
		{"particle that came before a word", base, diff.Text{Title: title, Body: strings.Replace(body, "مدير", "ومدير", 1)}, []string{"ومدير"}, []string{"مدير"}},
		{"moved paragraph", base, diff.Text{Title: title, Body: paragraphs[0] + "\n\n" + paragraphs[2] + "\n\n" + paragraphs[1]}, nil, nil},
		{"dropped urgent", diff.Text{Title: "عاجل: " + title, Body: body}, base, nil, []string{"عاجل"}},
		{"urgent behind a bar", diff.Text{Title: "عاجل | " + title, Body: body}, base, nil, []string{"عاجل"}},
		{"another word by its vowels", diff.Text{Title: title, Body: body + "\n\nووصل وفد من عُمان إلى المكتبة."}, diff.Text{Title: title, Body: body + "\n\nووصل وفد من عَمّان إلى المكتبة."}, []string{"عَمّان"}, []string{"عُمان"}},
		{"negation", diff.Text{Title: title, Body: "Flights will resume on Sunday."}, diff.Text{Title: title, Body: "Flights will not resume on Sunday."}, []string{"not"}, nil},
		{"note below", base, diff.Text{Title: title, Body: body + "\n\nتصحيح: ورد في نسخة سابقة رقم خاطئ."}, []string{"تصحيح", "ورد", "نسخة", "سابقة", "رقم", "خاطئ"}, nil},
		{"note below without a full stop", base, diff.Text{Title: title, Body: body + "\n\nتنويه: حدثت المادة"}, []string{"تنويه", "حدثت", "المادة"}, nil},
		{"urgent in front of the text", diff.Text{Title: title, Body: "عاجل\n\n" + body}, base, nil, []string{"عاجل"}},
		{"taken back", diff.Text{Title: title, Body: paragraphs[1]}, diff.Text{Title: title, Body: "حذفت المادة."}, []string{"حذفت", "المادة"}, []string{"وقال", "مدير", "المكتبة", "إن", "الدخول", "مجاني", "للطلبة"}},
		{"day within a sentence", base, diff.Text{Title: title, Body: strings.Replace(body, "الأحد", "الاثنين", 1)}, []string{"الاثنين"}, []string{"الأحد"}},
		{"headline", base, diff.Text{Title: "مكتبة عامة جديدة في الكرادة", Body: body}, []string{"جديدة"}, []string{"افتتاح"}},
		{"more behind a hyphen in the headline", base, diff.Text{Title: title + " - إصابة عاملين", Body: body}, []string{"إصابة", "عاملين"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := differ.Compare(tt.before, tt.after)
			if !r.Edit || !slices.Equal(r.Appeared, tt.appeared) || !slices.Equal(r.Vanished, tt.vanish) {
				t.Errorf("Compare = edit %v, appeared %q, vanished %q; want an edit, %q, %q", r.Edit, r.Appeared, r.Vanished, tt.appeared, tt.vanish)
			}
		})
	}
}

func TestChangesStandInBothOriginals(t *testing.T) {
	const before, after = "تضم 1200 كتابٍ في الكرادةِ", "تضم 1300 كتاب ومجلة في الكرادة"

	got := differ.Compare(diff.Text{Body: before}, diff.Text{Body: after}).Body

	var shown []string
	for _, c := range got {
		shown = append(shown, before[c.Before.Start:c.Before.End]+" → "+after[c.After.Start:c.After.End])
	}
	if want := []string{"1200 → 1300", " → ومجلة"}; !slices.Equal(shown, want) {
		t.Errorf("changes %q; want %q", shown, want)
	}
}

// What stands outside the changes is the same in both texts, whatever the texts are.
func TestOutsideTheChangesTextsAgree(t *testing.T) {
	words := rapid.SliceOfN(rapid.SampledFrom([]string{"بغداد", "في", "12", "نهر", "the", "جسر"}), 0, 40)
	rapid.Check(t, func(t *rapid.T) {
		a, b := strings.Join(words.Draw(t, "before"), " "), strings.Join(words.Draw(t, "after"), " ")
		cs := differ.Compare(diff.Text{Body: a}, diff.Text{Body: b}).Body
		if x, y := outside(a, cs, true), outside(b, cs, false); x != y {
			t.Fatalf("outside the changes: %q and %q", x, y)
		}
		if (len(cs) == 0) != (a == b) {
			t.Fatalf("%d changes between %q and %q", len(cs), a, b)
		}
	})
}

func outside(s string, cs []diff.Change, before bool) string {
	var out []string
	pos := 0
	for _, c := range cs {
		at := c.After
		if before {
			at = c.Before
		}
		out = append(out, strings.Fields(s[pos:at.Start])...)
		pos = at.End
	}
	return strings.Join(append(out, strings.Fields(s[pos:])...), " ")
}

func FuzzCompare(f *testing.F) {
	f.Add("عُمان", "عَمّان")
	f.Add("a \xff 1.2", "a \u200d 1,2")
	f.Fuzz(func(t *testing.T, a, b string) {
		r := differ.Compare(diff.Text{Title: a, Body: b}, diff.Text{Title: b, Body: a})
		for _, c := range r.Body {
			_, _ = b[c.Before.Start:c.Before.End], a[c.After.Start:c.After.End]
		}
		if differ.Compare(diff.Text{Body: a}, diff.Text{Body: a}).Edit {
			t.Fatalf("%q is an edit of itself", a)
		}
	})
}

func BenchmarkCompare(b *testing.B) {
	long := strings.Repeat(body+"\n\n", 12)
	before, after := diff.Text{Title: title, Body: long}, diff.Text{Title: title, Body: strings.Replace(long, "1200", "1300", 3)}
	b.ReportAllocs()
	for b.Loop() {
		differ.Compare(before, after)
	}
}
