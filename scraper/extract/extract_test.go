package extract

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/sources"
)

// paperPage is a page in the manner of DataLife Engine, as Al-Sabah's template has it. The parts
// that a test changes stand in braces.
const paperPage = `<!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charset="utf-8">
<title>افتتاح مكتبة عامة في الحي القديم &raquo; جريدة الصباح</title>
<meta property="og:site_name" content="جريدة الصباح">
<meta property="og:title" content="افتتاح مكتبة عامة في الحي القديم">
<link rel="canonical" href="https://alsabaah.iq/70123-.html">
</head><body>
<header><nav><a href="/s1/">محليات</a><a href="/s2/">ثقافة</a></nav></header>
<main><div class="full">
<span id="news-category">محليات</span>
<h1><span id="news-title">افتتاح مكتبة عامة في الحي القديم</span></h1>
{date}
<div class="tools">...</div>
<img id="news-img" src="/uploads/70123.jpg">
<div id="news-details">{body}</div>
</div>
<div class="side"><a href="/70001-.html"><b>خبر من أمس</b><span style="color: var(--main-orange)">2024/01/05</span></a></div>
</main><footer>كل الحقوق محفوظة</footer></body></html>`

const (
	paperDate = `<span style="color: var(--main-orange)"><i></i> 2024/01/07</span>`
	paperBody = ` بغداد : الصباح<br><br>افتُتحت أمس مكتبةٌ عامةٌ في الحي القديم، وحضر الافتتاحَ جمعٌ من القرّاء.<br><br>وتضم المكتبة عشرة آلاف كتاب، بحسب مديرها.`
)

func paper(date, body string) []byte {
	return []byte(strings.NewReplacer("{date}", date, "{body}", body).Replace(paperPage))
}

func TestArticleBySelectors(t *testing.T) {
	got, err := Article(alsabaah(t), Page{URL: "http://www.alsabaah.iq/index.php?newsid=70123", Text: paper(paperDate, paperBody)})
	if err != nil {
		t.Fatal(err)
	}

	if got.Fallback || got.Kind != article.Text || got.Partial {
		t.Errorf("fallback %v, kind %s, partial %v; want a whole article by the selectors", got.Fallback, got.Kind, got.Partial)
	}
	if got.Key != "n:70123" || got.URL != "https://alsabaah.iq/70123-.html" {
		t.Errorf("key %s, url %s", got.Key, got.URL)
	}
	if !slices.Contains(got.Aliases, "n:70123") || !slices.Contains(got.Aliases, "u:https://alsabaah.iq/70123-.html") {
		t.Errorf("aliases %q", got.Aliases)
	}
	if got.Title != "افتتاح مكتبة عامة في الحي القديم" || got.Section != "محليات" || got.Byline != "بغداد : الصباح" || len(got.Authors) != 0 {
		t.Errorf("title %q, section %q, byline %q, authors %q", got.Title, got.Section, got.Byline, got.Authors)
	}
	if ps := got.Paragraphs(); len(ps) != 2 || ps[1] != "وتضم المكتبة عشرة آلاف كتاب، بحسب مديرها." {
		t.Errorf("paragraphs %q", ps)
	}
	if got.ImageURL != "https://alsabaah.iq/uploads/70123.jpg" || got.Language != "ar" {
		t.Errorf("image %s, language %s", got.ImageURL, got.Language)
	}
	wantAt := time.Date(2024, 1, 6, 21, 0, 0, 0, time.UTC)
	if d := got.Published; d.Raw != "2024/01/07" || !d.At.Equal(wantAt) || d.Precision != article.Day || d.ZoneSource != "source" {
		t.Errorf("published %+v; want the day in Baghdad", d)
	}
}

func TestBodies(t *testing.T) {
	cases := []struct {
		name, body, byline string
		kind               article.Kind
		paragraphs         []string
	}{
		{"a person's byline, glued to the text", " سعاد كريم<br><br>أعلنت الوزارة خطتها.", "سعاد كريم", article.Text, []string{"أعلنت الوزارة خطتها."}},
		{"byline and text parted by one break", "بغداد: الصباح<br>أعلنت الوزارة خطتها الجديدة.<br>وقالت إنها تبدأ غداً.", "بغداد: الصباح", article.Text,
			[]string{"أعلنت الوزارة خطتها الجديدة. وقالت إنها تبدأ غداً."}},
		{"divisions and no-break spaces", "<div>بغداد : الصباح</div><div>&nbsp;</div><div>فقرة&nbsp; أولى.</div><div><br></div><div>فقرة ثانية.</div>", "بغداد : الصباح", article.Text, []string{"فقرة أولى.", "فقرة ثانية."}},
		{"no byline", "<p>أعلنت الوزارة، اليوم، خطتها لتطوير المدارس في المحافظات.</p><p>وتبدأ الخطة غداً.</p>", "", article.Text,
			[]string{"أعلنت الوزارة، اليوم، خطتها لتطوير المدارس في المحافظات.", "وتبدأ الخطة غداً."}},
		{"a box of links inside", "بغداد : الصباح<br><br>فقرة أولى.<div><b>اقرأ أيضاً</b> <a href='/1-.html'>خبر آخر من أخبار اليوم</a></div>فقرة ثانية.", "بغداد : الصباح", article.Text, []string{"فقرة أولى.", "فقرة ثانية."}},
		{"lists and a heading", "بغداد : الصباح<h3>النقاط</h3><ul><li>أولى</li><li>ثانية</li></ul>", "بغداد : الصباح", article.Text, []string{"النقاط", "أولى", "ثانية"}},
		{"direction marks and kashida stay", "بغداد : الصباح<br><br>\u200fالقــوات\u200f هنا.", "بغداد : الصباح", article.Text, []string{"\u200fالقــوات\u200f هنا."}},
		{"not yet written", "...", "", article.Stub, nil},
		{"the printed issue", `<a href="/uploads/files/12.pdf"><img src="/uploads/12.jpg"></a>`, "", article.Issue, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Article(alsabaah(t), Page{URL: "https://alsabaah.iq/70123-.html", Text: paper(paperDate, c.body)})
			if err != nil {
				t.Fatal(err)
			}
			if got.Byline != c.byline || got.Kind != c.kind || !slices.Equal(got.Paragraphs(), c.paragraphs) {
				t.Errorf("byline %q, kind %s, paragraphs %q; want %q, %s, %q", got.Byline, got.Kind, got.Paragraphs(), c.byline, c.kind, c.paragraphs)
			}
		})
	}
}

func TestSideBoxesLendNoDate(t *testing.T) {
	got, err := Article(alsabaah(t), Page{URL: "https://alsabaah.iq/70123-.html", Text: paper("", paperBody)})
	if err != nil {
		t.Fatal(err)
	}
	if !got.Published.IsZero() {
		t.Errorf("published %+v; want none, the only date is in a side box", got.Published)
	}
}

func TestCanonicalOfAnotherArticleIsNotFollowed(t *testing.T) {
	for name, canonical := range map[string]string{
		"another number": "https://alsabaah.iq/70999-.html",
		"the front page": "https://alsabaah.iq/",
		"another site":   "https://copies.example/70123-.html",
	} {
		text := strings.Replace(string(paper(paperDate, paperBody)), "https://alsabaah.iq/70123-.html", canonical, 1)

		got, err := Article(alsabaah(t), Page{URL: "https://alsabaah.iq/70123-x.html", Text: []byte(text)})

		if err != nil || got.Key != "n:70123" || got.URL != "https://alsabaah.iq/70123-.html" {
			t.Errorf("%s: key %s, url %s, %v", name, got.Key, got.URL, err)
		}
	}
}

func TestANewTemplateFallsBack(t *testing.T) {
	text := strings.NewReplacer(`id="news-details"`, `class="text"`, `id="news-title"`, "", `id="news-category"`, "").Replace(string(paper(paperDate, paperBody+paperBody)))

	got, err := Article(alsabaah(t), Page{URL: "https://alsabaah.iq/70123-.html", Text: []byte(text)})

	if err != nil {
		t.Fatal(err)
	}
	if !got.Fallback || got.Title != "افتتاح مكتبة عامة في الحي القديم" || !strings.Contains(got.Body, "عشرة آلاف كتاب") {
		t.Errorf("fallback %v, title %q, body %q", got.Fallback, got.Title, got.Body)
	}
}

func TestPagesThatAreNoArticle(t *testing.T) {
	shell := func(heading, body string) string {
		return "<html><head><title>" + heading + " » جريدة الصباح</title></head><body><nav><a href=/>الرئيسية</a></nav><h1>" + heading + "</h1>" + body + "</body></html>"
	}
	cases := []struct{ name, url, text, reason string }{
		{"nothing", "https://alsabaah.iq/1-.html", "", Empty},
		{"NUL bytes", "https://alsabaah.iq/1-.html", strings.Repeat("\x00", 1000), Empty},
		{"markup without text", "https://alsabaah.iq/1-.html", "<html><body><div></div></body></html>", Empty},
		{"a meta refresh", "http://alsabaah.iq/1-.html", `<meta http-equiv=refresh content="0; URL='https://alsabaah.iq/1-.html'">`, Redirect},
		{"an error page", "https://alsabaah.iq/1-.html", shell("خطأ", "<div>المقال المطلوب غير موجود.</div>"), SoftMissing},
		{"an English error page", "https://alsabaah.iq/1-.html", shell("Page not found", "<p>Sorry.</p>"), SoftMissing},
		{"maintenance", "https://alsabaah.iq/1-.html", shell("الموقع مغلق مؤقتاً", "<p>نعود قريباً.</p>"), Maintenance},
		{"a log-in wall", "https://alsabaah.iq/1-.html", shell("أهلاً", "<form><input name=u><input type=password name=p></form>"), LoginWall},
		{"page 2", "https://alsabaah.iq/page,1,2,70123-x.html", string(paper(paperDate, paperBody)), Continuation},
		{"the front page", "https://www.alsabaah.iq/", string(paper(paperDate, paperBody)), Listing},
		{"a listing", "https://alsabaah.iq/lastnews/page/3/", string(paper(paperDate, paperBody)), Listing},
		{"a section", "https://alsabaah.iq/iraq/", string(paper(paperDate, paperBody)), Listing},
		{"cut off", "https://alsabaah.iq/70123-.html", strings.Split(string(paper(paperDate, paperBody)), "القرّاء")[0], Incomplete},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Article(alsabaah(t), Page{URL: c.url, Text: []byte(c.text)})

			var no *NotArticleError
			if !errors.As(err, &no) || no.Reason != c.reason {
				t.Fatalf("error %v, title %q; want %s", err, got.Title, c.reason)
			}
			if c.reason == Redirect && no.Location != "https://alsabaah.iq/1-.html" {
				t.Errorf("leads to %q", no.Location)
			}
		})
	}
}

func TestTooDeepIsAFaultOfThePage(t *testing.T) {
	_, err := Article(alsabaah(t), Page{URL: "https://alsabaah.iq/1-.html", Text: []byte("<body>" + strings.Repeat("<div>", 2000) + "نص")})

	var no *NotArticleError
	if err == nil || errors.As(err, &no) {
		t.Errorf("error %v; want one that is no NotArticleError", err)
	}
}

func TestGeneralPage(t *testing.T) {
	text := `<html lang="en"><head><title>زيارة إلى المعرض | صحيفة المدينة</title>
<meta property="og:site_name" content="صحيفة المدينة">
<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"زيارة إلى المعرض","datePublished":"2024-01-07T09:30:00+03:00",
"author":[{"@type":"Person","name":"سعاد كريم"}],"publisher":{"@type":"Organization","name":"صحيفة المدينة"}}]}</script>
<script type="application/ld+json">{"broken":</script></head><body><h1>صحيفة المدينة</h1><article><h1>زيارة إلى المعرض</h1>
<p>زار آلاف القرّاء، أمس السبت، معرض الكتاب الذي افتتح في وسط المدينة، بحسب ما قالت إدارته في بيان.</p>
<p>وقالت الإدارة إن المعرض يستمر عشرة أيام، وإن الدخول إليه مجاني للطلبة ولذويهم طوال مدة إقامته.</p></article></body></html>`
	r := compiled(t, sources.Source{ID: "madina", Home: "https://madina.example/"})

	got, err := Article(r, Page{URL: "https://madina.example/news/77?utm_source=x", Text: []byte(text)})

	if err != nil {
		t.Fatal(err)
	}
	if got.Title != "زيارة إلى المعرض" || len(got.Paragraphs()) != 2 || got.Language != "ar" || !slices.Equal(got.Authors, []string{"سعاد كريم"}) {
		t.Errorf("title %q, %d paragraphs, language %s, authors %q", got.Title, len(got.Paragraphs()), got.Language, got.Authors)
	}
	if got.Published.Precision != article.Second || got.Published.ZoneSource != "text" {
		t.Errorf("published %+v", got.Published)
	}
	if got.Fallback || !strings.HasPrefix(got.Key, "u:https://madina.example/news/77") {
		t.Errorf("fallback %v, key %s", got.Fallback, got.Key)
	}
}

func TestFromRef(t *testing.T) {
	ref := article.Ref{URL: "https://alsabaah.iq/70123-x.html", GUID: "a1", Title: "عنوان", Summary: "ملخص", Content: "فقرة أولى.\n\nفقرة ثانية."}

	partial, err := FromRef(alsabaah(t), ref)
	if err != nil || !partial.Partial || partial.Key != "n:70123" || !slices.Contains(partial.Aliases, "g:a1") {
		t.Errorf("with pages: %+v, %v; want a partial article", partial, err)
	}
	whole, err := FromRef(compiled(t, sources.Source{ID: "x"}), ref)
	if err != nil || whole.Partial || len(whole.Paragraphs()) != 2 {
		t.Errorf("without pages: %+v, %v; want the feed's own text", whole, err)
	}
	ref.Summary, ref.Content = "...", ""
	if stub, err := FromRef(alsabaah(t), ref); err != nil || stub.Body != "" || !stub.Partial {
		t.Errorf("a summary of three dots: %+v, %v", stub, err)
	}
}

func FuzzArticle(f *testing.F) {
	f.Add(string(paper(paperDate, paperBody)))
	f.Add("<title>x</title><h1>خطأ</h1><p>y")
	f.Add(`<meta http-equiv=refresh content="0;url=//[">`)
	s, err := sources.Fill(sources.Source{ID: "alsabaah", Preset: "alsabaah"})
	if err != nil {
		f.Fatal(err)
	}
	r, err := sources.Compile(s)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := Article(r, Page{URL: "https://alsabaah.iq/1-.html", Text: []byte(text)})
		if err == nil && got.Title == "" && got.Body == "" {
			t.Error("an article without title and text")
		}
	})
}

func BenchmarkArticle(b *testing.B) {
	// 130 KB: most of a page is scripts, styles and navigation.
	ballast := "<script>" + strings.Repeat("var a='xxxxxxxxxx';", 4000) + "</script><ul>" + strings.Repeat(`<li class="m"><a href="/70001-.html">خبر من الأخبار</a></li>`, 700) + "</ul>"
	body := " بغداد : الصباح" + strings.Repeat("<br><br>افتُتحت أمس مكتبةٌ عامةٌ في الحي القديم، وحضر الافتتاحَ جمعٌ من القرّاء، بحسب بيان تلقته الصحيفة.", 20)
	text := []byte(strings.Replace(string(paper(paperDate, body)), "<footer>", ballast+"<footer>", 1))
	other := []byte(strings.NewReplacer(`id="news-details"`, `class="text"`).Replace(string(text)))
	for _, c := range []struct {
		name string
		text []byte
	}{{"selectors", text}, {"general", other}} {
		b.Run(c.name, func(b *testing.B) {
			r := alsabaah(b)
			b.SetBytes(int64(len(c.text)))
			for b.Loop() {
				if _, err := Article(r, Page{URL: "https://alsabaah.iq/70123-.html", Text: c.text}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
