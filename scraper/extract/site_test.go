package extract

import (
	"fmt"
	"strings"
	"testing"

	"github.com/marsad/marsad/sources"
)

// A paper's page in two designs. The newsletter's line stands among the paragraphs, as templates put it there.
const (
	oldDesign = `<html lang="ar"><head><title>{title} | صحيفة النهر</title><meta property="og:site_name" content="صحيفة النهر"></head><body>
<div id="top-{n}"><a href="/">صحيفة النهر</a></div>
<div class="post post-{n}00{n}"><h1 class="headline">{title}</h1><div class="when">2025/03/{n}</div>
<div class="story">{body}<p>{newsletter}</p><div class="tags-row">كلمات البحث: {n}، النهر، المدينة، الأخبار المحلية من كل مكان في البلاد</div></div></div>
<div class="foot"><h4>{title}</h4><h4>{again}</h4><h4>{again}</h4><h4>{again}</h4><h4>{again}</h4>جميع الحقوق محفوظة لصحيفة النهر، ولا يجوز النقل دون ذكر المصدر</div></body></html>`
	newDesign = `<html lang="ar"><head><title>{title} | صحيفة النهر</title><meta property="og:site_name" content="صحيفة النهر"></head><body>
<main><section class="lead-{n}"><h1>{title}</h1><span class="date">2025/04/{n}</span></section>
<section class="text-2">{body}</section><aside>{newsletter}</aside></main></body></html>`
	newsletter = "اشترك في نشرتنا البريدية ليصلك كل صباح أهم ما جرى في المدينة، وتابعنا على منصاتنا."
)

func riverPage(design string, n int) Page {
	subjects := []string{"الجسر الجديد", "سوق المدينة القديم", "مكتبة الأطفال", "محطة القطار", "معرض الكتاب", "مستشفى الولادة", "مدرسة الحي", "حديقة النهر", "ملعب الشباب", "بلدية الجنوب", "ميناء الصيد", "مصنع الورق", "متحف التراث"}
	subject := subjects[n%len(subjects)]
	var body strings.Builder
	for i := range 6 {
		fmt.Fprintf(&body, "<p>الفقرة %d عن %s رقم %d: قال المدير إن العمل في %s يسير كما خُطط له، وإن الافتتاح سيكون في الشهر %d من السنة.</p>", i, subject, n, subject, i+n)
	}
	again := fmt.Sprintf("الفقرة 0 عن %s رقم %d: قال المدير إن العمل في %s يسير كما خُطط له، وإن الافتتاح سيكون في الشهر %d من السنة.", subject, n, subject, n)
	title := fmt.Sprintf("افتتاح %s للمرة %d", subject, n)
	return Page{URL: fmt.Sprintf("https://river.example/news/%d", 1000+n),
		Text: []byte(strings.NewReplacer("{title}", title, "{body}", body.String(), "{again}", again, "{newsletter}", newsletter, "{n}", fmt.Sprint(10+n%18)).Replace(design))}
}

func river(t testing.TB) (*sources.Reader, *Site) {
	t.Helper()
	s, err := NewSite(nil)
	if err != nil {
		t.Fatal(err)
	}
	return compiled(t, sources.Source{ID: "river", Name: "صحيفة النهر", Language: "ar"}), s
}

// readRiver reads pages n to m and wants each article whole.
func readRiver(t *testing.T, r *sources.Reader, s *Site, design string, n, m int) Extracted {
	t.Helper()
	var got Extracted
	for i := n; i <= m; i++ {
		page := riverPage(design, i)
		var err error
		if got, err = s.Article(r, page); err != nil {
			t.Fatalf("page %d: %v", i, err)
		}
		for k := range 6 {
			if !strings.Contains(got.Body, fmt.Sprintf("الفقرة %d عن", k)) {
				t.Fatalf("page %d lost paragraph %d: %q", i, k, got.Body)
			}
		}
		if !strings.Contains(got.Title, fmt.Sprintf("للمرة %d", i)) {
			t.Fatalf("page %d: title %q", i, got.Title)
		}
	}
	return got
}

func TestSiteLearnsItsPages(t *testing.T) {
	r, s := river(t)

	readRiver(t, r, s, oldDesign, 1, learnFrom)
	if p, _ := s.Profile(); p != nil {
		t.Errorf("a profile is in use that was not proven: %+v", p)
	}
	got := readRiver(t, r, s, oldDesign, learnFrom+1, learnFrom+proveOn+3)

	p, changed := s.Profile()
	if p == nil || !changed || p.Body != "div.story" || !strings.HasSuffix(p.Title, "h1") && !strings.HasPrefix(p.Title, "h1") || p.Pages != learnFrom {
		t.Fatalf("learned %+v, changed %v; want the body in div.story and the title in an h1", p, changed)
	}
	if strings.Contains(got.Body, newsletter) {
		t.Error("the line that stands on every page was taken for text")
	}
	if _, again := s.Profile(); again {
		t.Error("the profile is said to have changed twice")
	}
}

func TestSiteSurvivesARedesign(t *testing.T) {
	r, s := river(t)
	readRiver(t, r, s, oldDesign, 1, learnFrom+proveOn)
	s.Profile()

	readRiver(t, r, s, newDesign, 20, 22)
	if p, changed := s.Profile(); p != nil || !changed {
		t.Fatalf("after a redesign the profile is still %+v, changed %v", p, changed)
	}
	readRiver(t, r, s, newDesign, 23, 23+learnFrom+proveOn)

	if p, _ := s.Profile(); p == nil || p.Body == "div.story" {
		t.Errorf("learned anew %+v", p)
	}
}

// A profile that is wrong, as one kept from long ago may be, costs time and never an article.
func TestWrongProfileLosesNothing(t *testing.T) {
	r, _ := river(t)
	for _, p := range []Profile{
		{Body: "div.foot"},
		{Body: "div.tags-row", Title: "h1.headline"},
		{Body: "div.gone"},
		{Body: "div.story", Title: "div.foot"},
	} {
		s, err := NewSite(&p)
		if err != nil {
			t.Fatal(err)
		}
		readRiver(t, r, s, oldDesign, 1, 4)
	}
	if _, err := NewSite(&Profile{Body: "div["}); err == nil {
		t.Error("a selector that cannot be read was accepted")
	}
}

// Pages which are no articles teach nothing and are refused as without a profile.
func TestSiteRefusesWhatIsNoArticle(t *testing.T) {
	r, s := river(t)
	readRiver(t, r, s, oldDesign, 1, learnFrom+proveOn)

	for _, text := range []string{"", "<html><head><title>404</title></head><body><h1>الصفحة غير موجودة</h1></body></html>"} {
		if got, err := s.Article(r, Page{URL: "https://river.example/news/1", Text: []byte(text)}); err == nil {
			t.Errorf("%q was read as %q", text, got.Title)
		}
	}
	if p, _ := s.Profile(); p == nil {
		t.Error("an error page counted against the profile")
	}
}

func TestLearnedSelectorsPassOverNumbers(t *testing.T) {
	d, _, _ := parsed(t, compiled(t, sources.Source{ID: "any"}), Page{Text: []byte(`<div id="post-55123" class="entry entry-55123 col-md-8"><p>x</p></div>`)})
	for n := range d.root.Descendants() {
		if n.Data != "div" {
			continue
		}
		for _, name := range namesOf(n) {
			if strings.Contains(name, "55123") {
				t.Errorf("%s names this page alone", name)
			}
		}
		if got := d.selectorsOf(n); len(got) == 0 || got[0] != "div.entry.col-md-8" {
			t.Errorf("selectors %q; want div.entry.col-md-8 first", got)
		}
	}
}

// FuzzSite reads any page after a profile was learned: what Article finds is found with the profile, too.
func FuzzSite(f *testing.F) {
	r := compiled(f, sources.Source{ID: "river", Name: "صحيفة النهر", Language: "ar"})
	for _, design := range []string{oldDesign, newDesign, policyPage, `<div class="story">`, `<h1 class="headline"></h1><div class="story"><p>x`} {
		f.Add(string(riverPage(design, 3).Text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := NewSite(&Profile{Body: "div.story", Title: "h1.headline", Drop: []string{"div.tags-row"}, Repeats: []string{newsletter}})
		if err != nil {
			t.Fatal(err)
		}
		page := Page{URL: "https://river.example/news/1", Text: []byte(text)}
		want, wantErr := Article(r, page)
		got, gotErr := s.Article(r, page)
		if wantErr == nil && (gotErr != nil || want.Body != "" && got.Body == "") {
			t.Errorf("with a profile: %q, %v; without: %q", got.Body, gotErr, want.Body)
		}
	})
}

func BenchmarkSite(b *testing.B) {
	// 130 KB: most of a page is scripts, styles and navigation.
	ballast := "<script>" + strings.Repeat("var a='xxxxxxxxxx';", 3300) + "</script><ul>" + strings.Repeat(`<li class="m"><a href="/70001-.html">خبر من الأخبار</a></li>`, 800) + "</ul>"
	page := func(n int) Page {
		p := riverPage(oldDesign, n)
		p.Text = []byte(strings.Replace(string(p.Text), `<div class="foot">`, ballast+`<div class="foot">`, 1))
		return p
	}
	for _, learned := range []bool{false, true} {
		b.Run(map[bool]string{false: "general", true: "learned"}[learned], func(b *testing.B) {
			r, s := river(b)
			for n := range learnFrom + proveOn {
				if _, err := s.Article(r, page(n)); err != nil {
					b.Fatal(err)
				}
			}
			if p, _ := s.Profile(); p == nil {
				b.Fatal("nothing was learned")
			}
			one := page(3)
			b.SetBytes(int64(len(one.Text)))
			for b.Loop() {
				var err error
				if learned {
					_, err = s.Article(r, one)
				} else {
					_, err = Article(r, one)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
