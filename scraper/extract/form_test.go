package extract

import (
	"errors"
	"strings"
	"testing"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/sources"
)

const (
	arabicLead  = "<p>قال وزير النقل أمس إن الجسر الجديد سيفتح قبل نهاية الشهر، وإن العمل فيه بلغ مراحله الأخيرة بعد عامين من التأخير.</p>"
	englishLead = "<p>The new bridge will open before the end of the month, the minister of transport said on Monday, after two years of delay.</p>"
)

// formPage is an article's page with something in its head and beside its text.
func formPage(head, body string) string {
	return `<html><head><title>الجسر الجديد | النهر</title><meta property="og:type" content="article"><meta property="og:site_name" content="النهر">` + head + `</head><body><main><h1>الجسر الجديد</h1>` + body + `</main></body></html>`
}

func linked(json string) string { return `<script type="application/ld+json">` + json + `</script>` }

func TestForms(t *testing.T) {
	pictures := strings.Repeat(`<figure><img src="/p.jpg"><figcaption>الجسر عند الغروب</figcaption></figure>`, 6)
	for _, c := range []struct{ name, url, head, body, want string }{
		{"a text", "", "", strings.Repeat(arabicLead, 4), ""},
		{"not free, say its data", "", linked(`{"@type":"NewsArticle","headline":"x","isAccessibleForFree":"False"}`), arabicLead, Paywall},
		{"not free, and the whole text is there", "", linked(`{"@type":"NewsArticle","headline":"x","isAccessibleForFree":false}`), strings.Repeat(arabicLead, 30), ""},
		{"an offer below the lead, Arabic", "", "", arabicLead + `<div class="article-paywall">هذا المقال للمشتركين فقط. <a href="/s">اشترك الآن</a></div>`, Paywall},
		{"an offer below the lead, English", "", "", englishLead + `<div class="paywall">Subscribe to continue reading.</div>`, Paywall},
		{"a text that speaks of subscribers", "", "", strings.Repeat("<p>The network lost a million subscribers; it is for subscribers to decide what they want to watch, its head said.</p>", 3), ""},
		{"a live blog by its data", "", linked(`{"@type":["NewsArticle","LiveBlogPosting"],"headline":"x"}`), strings.Repeat(arabicLead, 8), Live},
		{"a live blog by its address", "https://nahr.example/live/2025/bridge", "", strings.Repeat(englishLead, 8), Live},
		{"a film", "", "", arabicLead + `<div class="video-player"><video src="/v.mp4"></video></div>`, Video},
		{"a film beside a long text", "", "", strings.Repeat(arabicLead, 12) + `<video src="/v.mp4"></video>`, ""},
		{"pictures", "", "", arabicLead + `<div class="photo-gallery">` + pictures + `</div>`, Gallery},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Article(compiled(t, sources.Source{ID: "nahr"}), Page{URL: c.url, Text: []byte(formPage(c.head, c.body))})
			if err != nil {
				t.Fatal(err)
			}
			if got.Form != c.want || got.Kind != article.Text {
				t.Errorf("form %q, kind %s; want %q and a text", got.Form, got.Kind, c.want)
			}
		})
	}
}

// A headline without a text is a stub: it can be matched, and it never becomes the words of a menu.
func TestHeadlinesWithoutATextAreStubs(t *testing.T) {
	for _, body := range []string{"", "<p>...</p>", `<div class="video-player"><video src="/v.mp4"></video></div>`} {
		got, err := Article(compiled(t, sources.Source{ID: "nahr"}), Page{Text: []byte(formPage("", body))})
		if err != nil || got.Kind != article.Stub || got.Title != "الجسر الجديد" || got.Body != "" {
			t.Errorf("%q: %s %q %q, %v; want a stub", body, got.Kind, got.Title, got.Body, err)
		}
	}
}

func TestWallsAreNoArticles(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"consent, English", `<title>Your privacy</title><h1>We value your privacy</h1><p>` + strings.Repeat("We and our partners store cookies on your device to show you advertising. ", 12) + `</p><button>Accept all</button>`, ConsentWall},
		{"consent, Arabic", `<title>النهر</title><h1>قبل المتابعة إلى الموقع</h1><p>` + strings.Repeat("نستخدم ملفات تعريف الارتباط لتحسين الخدمة وعرض الإعلانات. ", 12) + `</p><form><button>موافق</button></form>`, ConsentWall},
		{"soft 404, English", `<title>Page not found</title><h1>Page not found</h1><p>The page that you asked for does not exist.</p>`, SoftMissing},
		{"soft 404, Arabic", `<title>النهر</title><h1>الصفحة غير موجودة</h1><p>عذراً، لم يتم العثور على ما تبحث عنه.</p>`, SoftMissing},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Article(compiled(t, sources.Source{ID: "nahr"}), Page{URL: "https://nahr.example/news/1", Text: []byte(c.page)})
			var not *NotArticleError
			if !errors.As(err, &not) || not.Reason != c.want {
				t.Errorf("%q, %v; want %s", got.Title, err, c.want)
			}
		})
	}
	article := `<title>Your privacy and the law</title><meta property="og:type" content="article"><h1>Your privacy and the law</h1>` +
		strings.Repeat("<p>The court said that a site may not ask for cookies before it has told the reader what they are for.</p>", 6) + `<button>Share</button>`
	if _, err := Article(compiled(t, sources.Source{ID: "nahr"}), Page{Text: []byte(article)}); err != nil {
		t.Errorf("an article about consent: %v", err)
	}
}
