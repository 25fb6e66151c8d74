package web

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/monitor"
	"github.com/marsad/marsad/store"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// pagesOf lists one address of every page that a filled site has.
func pagesOf(damID int64) []string {
	art := fmt.Sprintf("/articles/%d", damID)
	return []string{"/", "/articles", "/articles?q=" + "%D8%AD%D8%AF%D9%8A%D8%AB%D8%A9", "/articles?source=gazette", art, art + "?version=1", "/deliveries", "/deliveries?state=failed",
		"/deliveries/msg_delivered", "/deliveries/msg_pending", "/nowhere", "/articles/999", "/deliveries/none"}
}

func TestEveryPageIsHardenedAndSpeaksItsLanguage(t *testing.T) {
	s := newSite(t, nil)
	id := s.fill()

	for _, path := range pagesOf(id) {
		for lang, dir := range map[string]string{"ar": "rtl", "en": "ltr"} {
			r := s.get(path, "Accept-Language", lang)

			if got := r.Header.Get("Content-Security-Policy"); got != policy {
				t.Errorf("%s: Content-Security-Policy = %q", path, got)
			}
			for header, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Opener-Policy": "same-origin", "Cache-Control": "no-store"} {
				if got := r.Header.Get(header); got != want {
					t.Errorf("%s: %s = %q; want %q", path, header, got, want)
				}
			}
			if want := fmt.Sprintf(`<html lang="%s" dir="%s">`, lang, dir); !strings.Contains(r.text, want) {
				t.Errorf("%s in %s: no %s", path, lang, want)
			}
			if inline := regexp.MustCompile(`(?i)<style|\sstyle=|<script>|\son[a-z]+=`).FindString(r.text); inline != "" {
				t.Errorf("%s: inline script or style: %q", path, inline)
			}
			if strings.Contains(r.text, "ZgotmplZ") {
				t.Errorf("%s: a value stands where html/template cannot tell whether it is safe", path)
			}
		}
	}
}

func TestOverviewShowsSourcesAndAlerts(t *testing.T) {
	s := newSite(t, nil)
	s.fill()

	text := s.get("/").text

	for _, want := range []string{"صحيفة الفرات", "Cloudflare asked for a browser check", "blocked", "failing", "in 20 minutes", "2 minutes ago", "being read now", damTitle, "سد حديثة"} {
		if !strings.Contains(text, want) {
			t.Errorf("overview lacks %q", want)
		}
	}
	if strings.Index(text, "صحيفة الفرات") > strings.Index(text, "الصباح</bdi>") {
		t.Error("a source that works stands before one that is blocked")
	}
}

func TestBannersTellWhatIsWrong(t *testing.T) {
	for name, c := range map[string]struct {
		health monitor.Health
		want   string
	}{
		"a faulty configuration":    {monitor.Health{Leading: true, Database: "ok", ConfigFault: "marsad.yaml:3:20: watch \"isis\""}, "marsad.yaml:3:20"},
		"a full disk":               {monitor.Health{Leading: true, Database: "ok", DiskFull: true}, catalogue["banner.full"].en},
		"a daemon that stands by":   {monitor.Health{Database: "ok"}, catalogue["banner.standby"].en},
		"a database that is silent": {monitor.Health{Leading: true, Database: "connection refused"}, catalogue["banner.database"].en},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, nil)
			s.fill()
			s.daemon.health = c.health

			r := s.get("/")

			if r.StatusCode != http.StatusOK || !strings.Contains(r.text, c.want) {
				t.Errorf("overview = %d without %q", r.StatusCode, c.want)
			}
			if !strings.Contains(r.text, "صحيفة الفرات") {
				t.Error("the sources are gone")
			}
		})
	}
}

func TestArticlesArePagedNewestFirst(t *testing.T) {
	s := newSite(t, nil)
	for i := range articlesPage + 5 {
		s.save(numbered(i))
	}

	first := s.get("/articles").text
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(first)
	if next == nil {
		t.Fatal("the first page leads to no further one")
	}
	second := s.get("/articles" + strings.ReplaceAll(next[1], "&amp;", "&")).text

	if !strings.Contains(first, "خبر رقم 44") || strings.Contains(first, "خبر رقم 4<") {
		t.Error("the first page does not hold the newest")
	}
	if !strings.Contains(second, "خبر رقم 4<") || strings.Contains(second, "خبر رقم 5<") || strings.Contains(second, `rel="next"`) {
		t.Error("the second page does not hold exactly what is left")
	}
}

func TestSearchFindsVocalisedWordsByBareOnes(t *testing.T) {
	s := newSite(t, nil)
	s.fill()
	for name, c := range map[string]struct {
		query string
		found bool
	}{
		"bare letters":         {"?q=حديثة", true},
		"with vowel marks":     {"?q=حَدِيثَةُ", true},
		"two words":            {"?q=حديثة+مناسيب", true},
		"a word that is not":   {"?q=البصرة", false},
		"only signs":           {"?q=%22%2A%28%29", false},
		"signs of FTS5":        {`?q=حديثة"+AND+(NOT`, false},
		"in another source":    {"?q=حديثة&source=gazette", false},
		"in its own source":    {"?q=حديثة&source=alsabaah", true},
		"NUL and broken UTF-8": {"?q=%00%FFحديثة", true},
	} {
		t.Run(name, func(t *testing.T) {
			r := s.get("/articles" + strings.ReplaceAll(c.query, `"`, "%22"))

			if r.StatusCode != http.StatusOK {
				t.Fatalf("status = %d", r.StatusCode)
			}
			if got := strings.Contains(unmarked.Replace(r.text), damTitle); got != c.found {
				t.Errorf("found = %v; want %v", got, c.found)
			}
		})
	}
}

// unmarked takes the highlights out of a page.
var unmarked = strings.NewReplacer("<mark>", "", "</mark>", "")

func TestSearchShowsHitsAndFaults(t *testing.T) {
	s := newSite(t, nil)
	s.fill()
	for name, c := range map[string]struct{ query, want string }{
		"a hit as it is printed":     {"حديثة", "<mark>حَديثة</mark>"},
		"operators":                  {"title:حديثة OR البصرة", "<mark>حَديثة</mark>"},
		"the text around a hit":      {"سدود", "ثاني أكبر <mark>السدود</mark> في البلاد"},
		"a fault has its column":     {"حديثة OR", "لا يمكن قراءة البحث عند الحرف "},
		"the query stays in its box": {"(حديثة", `value="(حديثة"`},
	} {
		t.Run(name, func(t *testing.T) {
			r := s.get("/articles?lang=ar&q=" + url.QueryEscape(c.query))

			if r.StatusCode != http.StatusOK || !strings.Contains(r.text, c.want) {
				t.Errorf("status %d, without %s", r.StatusCode, c.want)
			}
		})
	}
}

func TestSearchGoesOnBehindItsFirstPage(t *testing.T) {
	s := newSite(t, nil)
	for i := range articlesPage + 5 {
		s.save(article.Article{Source: "gazette", Key: fmt.Sprint("k", i), URL: fmt.Sprint("https://gazette.example/", i), Title: fmt.Sprintf("نهر رقم %d.", i)})
	}
	next := regexp.MustCompile(`rel="next" href="([^"]+)"`).FindStringSubmatch(s.get("/articles?q=" + url.QueryEscape("نهر -جسر")).text)
	if next == nil {
		t.Fatal("the first page leads to no other")
	}

	second := s.get("/articles" + strings.ReplaceAll(next[1], "&amp;", "&")).text

	if n := strings.Count(second, "<mark>نهر</mark>"); n != 5 {
		t.Errorf("the second page shows %d hits; want the 5 that are left", n)
	}
}

func TestArticleShowsHitsVersionsAndHistory(t *testing.T) {
	s := newSite(t, nil)
	id := s.fill()

	text := s.get(fmt.Sprintf("/articles/%d", id)).text

	for what, want := range map[string]string{
		"vocalised hit in the title": "سدِّ <mark>حَديثة</mark>",
		"hit in the body":            "في سدِّ <mark>حَديثة</mark> إلى سبعة",
		"words that came":            "<ins>سبعة </ins>مليارات <ins>ونصف المليار </ins>",
		"words that went":            "<del>ستَّة </del>",
		"a day stays a day":          "24 November 2026 <span",
		"the date as printed":        "<bdi>24-11-2026</bdi>",
		"link to the paper":          `href="https://alsabaah.iq/96712-.html"`,
		"number":                     "<bdi dir=\"ltr\">96712</bdi>",
		"guid":                       "https://alsabaah.iq/?p=96712",
		"watch's query":              "&#34;سد حديثة&#34; OR حديثة",
		"its delivery":               `href="/deliveries/msg_failed"`,
		"first seen with zone":       "24 November 2026, 13:00 Asia/Baghdad",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s: no %q", what, want)
		}
	}
	old := s.get(fmt.Sprintf("/articles/%d?version=1", id)).text
	if !strings.Contains(old, "<mark>حَديثة</mark> إلى ستَّة") {
		t.Error("the first version is not shown with its own hits")
	}
}

func TestDeliveryIsShownWithItsAttempts(t *testing.T) {
	s := newSite(t, nil)
	s.fill()

	text := s.get("/deliveries/msg_delivered").text

	for _, want := range []string{"did not answer within 5s", "0.13 s", "&#34;type&#34;: &#34;article.matched&#34;", damTitle, "2026-11-24 14:10:00"} {
		if !strings.Contains(text, want) {
			t.Errorf("delivery lacks %q", want)
		}
	}
	if failed := s.get("/deliveries?state=failed").text; strings.Contains(failed, "msg_delivered") || !strings.Contains(failed, "msg_failed") {
		t.Error("the filter by state does not filter")
	}
}

func TestReplayQueuesADeliveryAgain(t *testing.T) {
	s := newSite(t, nil)
	s.fill()

	r := s.send(http.MethodPost, "/deliveries/msg_failed/replay", "", "Sec-Fetch-Site", "same-origin")

	if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/deliveries/msg_failed?replayed=1" {
		t.Fatalf("replay = %d to %q", r.StatusCode, r.Header.Get("Location"))
	}
	d, err := s.store.Delivery(t.Context(), "msg_failed")
	if err != nil || d.State != store.Pending {
		t.Errorf("state = %q, %v; want pending", d.State, err)
	}
	if r := s.send(http.MethodPost, "/deliveries/msg_failed/replay", ""); r.StatusCode != http.StatusConflict {
		t.Errorf("replay of one that waits = %d; want 409", r.StatusCode)
	}
	if r := s.send(http.MethodPost, "/deliveries/none/replay", ""); r.StatusCode != http.StatusNotFound {
		t.Errorf("replay of none = %d; want 404", r.StatusCode)
	}
}

func TestHealthAndReadiness(t *testing.T) {
	for name, c := range map[string]struct {
		health          monitor.Health
		healthz, readyz int
	}{
		"leads":             {monitor.Health{Leading: true, Database: "ok"}, 200, 200},
		"stands by":         {monitor.Health{Database: "ok"}, 200, 200},
		"database is away":  {monitor.Health{Leading: true, Database: "connection refused"}, 200, 503},
		"disk is full":      {monitor.Health{Leading: true, Database: "ok", DiskFull: true}, 200, 200},
		"bad configuration": {monitor.Health{Leading: true, Database: "ok", ConfigFault: "line 3"}, 200, 200},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, func(o *Options) { o.Token = "secret" })
			s.daemon.health = c.health

			alive, ready := s.get("/healthz"), s.get("/readyz")

			if alive.StatusCode != c.healthz || ready.StatusCode != c.readyz {
				t.Errorf("healthz, readyz = %d, %d; want %d, %d", alive.StatusCode, ready.StatusCode, c.healthz, c.readyz)
			}
			if !strings.HasPrefix(alive.text, `{"leading":`) {
				t.Errorf("healthz says %q", alive.text)
			}
		})
	}
}

func TestMetricsAreServed(t *testing.T) {
	r := newSite(t, nil).get("/metrics")

	if r.StatusCode != http.StatusOK || !strings.Contains(r.text, "marsad_leading 0") {
		t.Errorf("metrics = %d %q", r.StatusCode, r.text)
	}
}

func TestStaticFilesAreAskedForAgainByTheirETag(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Token = "secret" })
	for name, kind := range map[string]string{"style.css": "text/css", "live.js": "text/javascript", "icon.svg": "image/svg+xml"} {
		r := s.get("/static/" + name)
		if r.StatusCode != http.StatusOK || !strings.HasPrefix(r.Header.Get("Content-Type"), kind) {
			t.Errorf("%s = %d, %s", name, r.StatusCode, r.Header.Get("Content-Type"))
		}
		if again := s.get("/static/"+name, "If-None-Match", r.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s again = %d; want 304", name, again.StatusCode)
		}
	}
	if r := s.get("/static/layout.html"); r.StatusCode != http.StatusNotFound {
		t.Errorf("a file that is none = %d", r.StatusCode)
	}
}

func TestADatabaseThatIsAwayHasItsOwnPage(t *testing.T) {
	s := newSite(t, nil)
	s.close()

	r := s.get("/articles")

	if r.StatusCode < 500 || strings.Contains(r.text, "sql:") || strings.Contains(r.text, ".go:") {
		t.Errorf("articles without a database = %d\n%s", r.StatusCode, r.text)
	}
}

func TestDatesAreShownInTheZoneOfTheReader(t *testing.T) {
	c := clock{tongue: arabic, zone: baghdad, now: noon}

	if got, want := c.full(noon.In(baghdad)), "24 تشرين الثاني 2026، 15:00 Asia/Baghdad"; got != want {
		t.Errorf("full = %q; want %q", got, want)
	}
	for d, want := range map[time.Duration]string{time.Minute: "قبل دقيقة", 2 * time.Hour: "قبل ساعتين", 5 * time.Minute: "قبل 5 دقائق", 40 * time.Second: "قبل 40 ثانية", -3 * time.Minute: "بعد 3 دقائق"} {
		if got := c.relative(noon.Add(-d)).Text; got != want {
			t.Errorf("%v ago = %q; want %q", d, got, want)
		}
	}
}

func TestADayStaysThatDayInEveryZone(t *testing.T) {
	for name, paper := range map[string]int{"Baghdad": 3, "London": 0, "New York": -5} {
		day := time.Date(2026, 3, 17, 0, 0, 0, 0, time.FixedZone("", paper*3600))
		for _, reader := range []int{3, 0, -3} {
			c := clock{tongue: english, zone: time.FixedZone("", reader*3600)}
			if got := c.dayOf(day); got != "17 March 2026" {
				t.Errorf("a day of %s read at %+d is %s", name, reader, got)
			}
		}
	}
}
