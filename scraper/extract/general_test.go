package extract

import (
	"slices"
	"strings"
	"testing"

	"github.com/marsad/marsad/sources"
)

const lorem = "أعلنت الأمانة أن أعمال الصيانة في الجسر القديم تبدأ صباح الأحد وتستمر أسبوعين، ودعت السائقين إلى سلوك الطريق الدائري خلال هذه المدة."

// general reads a page of a source of which nothing is known.
func general(t *testing.T, page string) Extracted {
	t.Helper()
	r, err := sources.Compile(sources.Source{ID: "paper", Pages: true})
	if err != nil {
		t.Fatal(err)
	}
	got, err := Article(r, Page{URL: "https://paper.example/news/bridge", Text: []byte(page)})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func pageOf(head, body string) string {
	return "<!doctype html><html lang=ar><head>" + head + "</head><body><article>" + body + strings.Repeat("<p>"+lorem+"</p>", 4) + "</article></body></html>"
}

func TestHeadline(t *testing.T) {
	cases := []struct{ name, head, body, want string }{
		{"the h1 that the head knows", `<meta property="og:title" content="صيانة الجسر القديم | المدينة"><meta property="og:site_name" content="المدينة">`, `<h1>المدينة</h1><h1>صيانة الجسر القديم</h1>`, "صيانة الجسر القديم"},
		{"a kicker in the h1", `<meta property="og:title" content="صيانة الجسر القديم">`, `<h1><span>خدمات</span><span>صيانة الجسر القديم</span></h1>`, "صيانة الجسر القديم"},
		{"no h1", `<title>صيانة الجسر القديم - المدينة</title>`, ``, "صيانة الجسر القديم"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := general(t, pageOf(c.head, c.body)).Title; got != c.want {
				t.Errorf("%q; want %q", got, c.want)
			}
		})
	}
}

func TestAuthors(t *testing.T) {
	cases := []struct {
		name, head, body string
		want             []string
	}{
		{"people of the linked data by reference", `<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","author":{"@id":"#p"}},{"@type":["Person"],"@id":"#p","name":"Layla Hassan"}]}</script>`, "", []string{"Layla Hassan"}},
		{"a marked byline", "", `<h1>t</h1><p class="article-byline">By Layla Hassan and Omar Said (os), layla@paper.example</p>`, []string{"Layla Hassan", "Omar Said"}},
		{"a town behind a name", `<meta name="author" content="Layla Hassan, London">`, "", []string{"Layla Hassan"}},
		{"two names with an Arabic «and»", `<meta name="author" content="ليلى حسن وعمر سعيد">`, "", []string{"ليلى حسن", "عمر سعيد"}},
		{"a name that begins like «and»", `<meta name="author" content="ليلى حسن وليد سعيد">`, "", []string{"ليلى حسن وليد سعيد"}},
		{"an agency", `<meta name="author" content="Reuters">`, "", []string{"Reuters"}},
		{"an office where no person is named", `<script type="application/ld+json">{"@type":"NewsArticle","author":{"@type":"Organization","name":"Paper News"}}</script>`, "", []string{"Paper News"}},
		{"names in links behind a lone word", "", `<h1>t</h1><ul><li>Von: <a href="/l">Layla Hassan</a> und <b>Omar Said</b></li></ul>`, []string{"Layla Hassan", "Omar Said"}},
		{"a day before the name", "", `<h1>t</h1><p class="author">Posted on May 3, 2020 by Layla Hassan</p>`, []string{"Layla Hassan"}},
		{"a reporter in a Korean paper", `<meta name="author" content="김민수 기자 외 1명">`, "", []string{"김민수"}},
		{"several authors, one a tag", `<meta property="article:author" content="Layla Hassan"><meta property="article:author" content="Omar Said">`, "", []string{"Layla Hassan", "Omar Said"}},
		{"linked data name the first author only", `<meta name="author" content="Layla Hassan, Omar Said"><script type="application/ld+json">{"@type":"NewsArticle","author":"Layla Hassan"}</script>`, "", []string{"Layla Hassan", "Omar Said"}},
		{"a signature set to the right", "", `<h1>t</h1><p>` + lorem + `</p><p style="text-align:right"><b>Layla Hassan</b></p>`, []string{"Layla Hassan"}},
		{"a sentence set to the right is none", "", `<h1>t</h1><p style="text-align:right">Layla went home</p>`, nil},
		{"not the authors of a work that is cited", "", `<ol><li itemprop="citation" itemscope><meta itemprop="author" content="Omar Said"></li></ol>`, nil},
		{"no comment's author", "", `<div class="comment-author">By Nobody Here</div>`, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := general(t, pageOf(c.head, c.body)).Authors; !slices.Equal(got, c.want) {
				t.Errorf("%q; want %q", got, c.want)
			}
		})
	}
}

func TestPrintedDay(t *testing.T) {
	cases := []struct{ name, head, body, want string }{
		{"a day without a zone", "", `<h1>صيانة</h1><span class="post-date">17 آذار 2025</span>`, "2025-03-17"},
		{"the reader's day of an instant in Greenwich", `<meta property="article:published_time" content="2025-03-16T21:30:00Z"><meta property="og:title" content="صيانة الجسر">`, `<h1>صيانة الجسر</h1><span class="date">17 آذار 2025</span>`, "2025-03-17"},
		{"a day of change, where none of publication is named", `<meta property="article:modified_time" content="2025-03-17T08:00:00Z">`, "", "2025-03-17"},
		{"the day of publication before that of a change", `<meta property="article:modified_time" content="2025-03-19T08:00:00Z">`, `<h1>صيانة</h1><span class="post-date">17 آذار 2025</span>`, "2025-03-17"},
		{"a change in words", "", `<h1>صيانة</h1><p>آخر تحديث: 17 آذار 2025</p>`, "2025-03-17"},
		{"a change in a field of its own", "", `<h1>صيانة</h1><label>Letzte Änderung:</label><div>17.03.2025 um 09:25</div>`, "2025-03-17"},
		{"a keyword of a revision system", "", `<h1>صيانة</h1><p>Updated: $Date: 2025/03/17 06:31:41 $</p>`, "2025-03-17"},
		{"a year in the footer is no day", "", `<h1>صيانة</h1><footer>Last updated 2025. © 2024</footer>`, ""},
		{"Dublin Core with a colon", `<meta property="dcterms:created" content="2025-03-17">`, "", "2025-03-17"},
		{"a name of the page's own namespace", `<meta property="photos:uploaded" content="2025-03-17">`, "", "2025-03-17"},
		{"a blog's sentence", "", `<h1>صيانة</h1><small>This entry was posted on Monday, March 17, 2025 at 9:15 and is filed under Bridges</small>`, "2025-03-17"},
		{"not the day of another article", "", `<aside><time datetime="2025-03-01">1 آذار 2025</time></aside>`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := general(t, pageOf(c.head, c.body)).Printed.Day; got != c.want {
				t.Errorf("%q; want %q", got, c.want)
			}
		})
	}
}

func TestInsetsAreNoText(t *testing.T) {
	got := general(t, pageOf("", `<h1>صيانة الجسر</h1><figure><figcaption>صورة الجسر</figcaption></figure><div class="newsletter">اشترك في النشرة</div>`))

	if text := got.Body; strings.Contains(text, "صورة") || strings.Contains(text, "اشترك") || !strings.Contains(text, "الطريق الدائري") {
		t.Errorf("the text is %q", text)
	}
}
