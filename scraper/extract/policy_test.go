package extract

import (
	"slices"
	"strings"
	"testing"

	"github.com/marsad/marsad/sources"
)

// policyPage has every part that docs/reading.md speaks of.
const policyPage = `<html lang="ar"><head><title>الجسر الجديد يفتح أبوابه | النهر</title><meta property="og:site_name" content="النهر"></head><body>
<nav><a href="/">الرئيسية</a></nav><main><article class="story"><h1>الجسر الجديد يفتح أبوابه</h1>
<p>قال وزير النقل أمس إن الجسر الجديد سيفتح قبل نهاية الشهر، وإن العمل فيه بلغ مراحله الأخيرة بعد عامين من التأخير.</p>
<figure><img src="/b.jpg"><figcaption>الجسر عند الغروب، تصوير: وكالة النهر للصور الفوتوغرافية</figcaption></figure>
<h2>ثلاثة مداخل</h2>
<p>وللجسر ثلاثة مداخل من جهة المدينة، وستنظم شرطة المرور السير فيها خلال الأسابيع الأولى، بحسب بيان صدر عن الوزارة:</p>
<ul><li>مدخل السوق القديم</li><li>مدخل محطة القطار</li></ul>
<blockquote><p>«هذا الجسر يعيد إلى المدينة قلبها»، قال مهندس المشروع في كلمته أمام الحضور من أهل الحي.</p></blockquote>
<table><tr><th>السنة</th><th>الكلفة</th></tr><tr><td>2023</td><td>اثنا عشر مليوناً</td></tr></table>
<p>وأضاف الوزير أن جسراً آخر سيقام في جنوب المدينة في السنة المقبلة، وأن الدراسات الأولى له اكتملت وأُحيلت إلى المجلس.</p>
<div class="related"><h3>اقرأ أيضاً</h3><ul><li><a href="/1">محطة القطار تستقبل أول ركابها بعد عام من الإغلاق</a></li><li><a href="/2">سوق المدينة القديم يعود إلى الحياة من جديد</a></li></ul></div>
</article></main><footer>كل الحقوق محفوظة</footer></body></html>`

// policyText is what of it is text, in order.
var policyText = []string{
	"قال وزير النقل أمس", "ثلاثة مداخل", "وللجسر ثلاثة مداخل", "مدخل السوق القديم", "مدخل محطة القطار",
	"«هذا الجسر يعيد", "السنة الكلفة", "2023 اثنا عشر مليوناً", "وأضاف الوزير",
}

// TestWhatIsText holds the general extractor and a learned profile to one policy: docs/reading.md.
func TestWhatIsText(t *testing.T) {
	r := compiled(t, sources.Source{ID: "nahr"})
	site, err := NewSite(&Profile{Body: "article.story"})
	if err != nil {
		t.Fatal(err)
	}
	page := Page{URL: "https://nahr.example/1", Text: []byte(policyPage)}
	for name, read := range map[string]func(*sources.Reader, Page) (Extracted, error){"general": Article, "learned": site.Article} {
		t.Run(name, func(t *testing.T) {
			got, err := read(r, page)
			if err != nil {
				t.Fatal(err)
			}
			ps := got.Paragraphs()
			if len(ps) != len(policyText) {
				t.Fatalf("%d paragraphs: %q; want %d", len(ps), ps, len(policyText))
			}
			for i, p := range ps {
				if !strings.HasPrefix(p, policyText[i]) {
					t.Errorf("paragraph %d: %q; want it to begin with %q", i, p, policyText[i])
				}
			}
			if slices.ContainsFunc(ps, func(p string) bool { return strings.Contains(p, "تصوير") }) {
				t.Error("a caption is text")
			}
		})
	}
}
