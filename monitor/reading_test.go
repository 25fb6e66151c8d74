package monitor_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/store"
)

// paperOf serves pages by their paths; {self} in them is the paper's address. An unknown path is not found.
func paperOf(t *testing.T, pages func(path string) string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text := pages(r.URL.RequestURI())
		if text == "" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, strings.ReplaceAll(text, "{self}", "http://"+r.Host))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func (n *newsroom) read(src sources.Source) {
	n.t.Helper()
	n.plan.Sources = []sources.Source{src}
	if err := n.monitor.Apply(n.t.Context(), n.plan); err != nil {
		n.t.Fatal(err)
	}
}

func (n *newsroom) articles() []store.Stored {
	n.t.Helper()
	list, err := n.store.Articles(n.t.Context(), store.ArticleFilter{Limit: 200})
	if err != nil {
		n.t.Fatal(err)
	}
	return list
}

func entry(n int) string {
	return fmt.Sprintf(`<item><title>خبر رقم %d من بغداد</title><link>{self}/%d.html</link></item>`, n, n)
}

func TestAZThatFiveArticlesContradictIsLocalTime(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	var shown atomic.Int32
	shown.Store(6)
	url := paperOf(t, func(path string) string {
		var id int
		if path == "/feed.xml" {
			var items []string
			for i := int(shown.Load()); i > 0; i-- {
				items = append(items, entry(i))
			}
			return rss(items...)
		}
		if _, err := fmt.Sscanf(path, "/%d.html", &id); err != nil {
			return ""
		}
		return fmt.Sprintf(`<html><head><title>خبر رقم %[1]d من بغداد</title><meta property="article:published_time" content="2025-03-17T1%[1]d:20:00Z"></head>
<body><article><h1>خبر رقم %[1]d من بغداد</h1><div class="date">17 آذار 2025 - 1%[1]d:20</div><p>%[2]s</p></article></body></html>`, id, strings.Repeat("أعلنت وزارة النقل اليوم افتتاح الجسر أمام حركة السير. ", 8))
	})
	zone := time.FixedZone("Asia/Baghdad", 3*3600)
	n.read(sources.Source{ID: "paper", Feeds: []string{url + "/feed.xml"}, Zone: zone, Every: time.Second, Pages: true})
	n.run()
	n.until("the notice", func() bool { return n.count("notice") == 1 })

	shown.Store(7)

	n.until("the seventh article", func() bool { return n.count("new") >= 1 })
	newest := n.articles()[0]
	if want := time.Date(2025, 3, 17, 14, 20, 0, 0, time.UTC); !newest.Published.At.Equal(want) || newest.Published.ZoneSource != "source" {
		t.Errorf("published %+v; want %s, by the source's zone", newest.Published, want)
	}
	if st := n.monitor.Status()[0]; !strings.Contains(st.Detail, "(Z)") {
		t.Errorf("the source says %q; want the notice", st.Detail)
	}
	if learned, err := n.store.Learned(t.Context()); err != nil || learned["paper"]["z-is-local"].Value != "pages" {
		t.Errorf("learned %v, %v", learned, err)
	}
}

func TestAPageServedAsFeedLeadsToItsOwnFeedOnce(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	var asked atomic.Int32
	url := paperOf(t, func(path string) string {
		switch path {
		case "/feed":
			asked.Add(1)
			return `<html><head><title>صحيفة</title><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head><body>خبر</body></html>`
		case "/rss.xml":
			return rss(`<item><title>قديم</title><guid isPermaLink="false">1</guid></item>`)
		}
		return ""
	})
	n.read(sources.Source{ID: "paper", Feeds: []string{url + "/feed"}, Every: time.Second})
	n.run()
	n.until("three readings", func() bool { return n.count("read")+n.count("unchanged") >= 3 })

	if len(n.articles()) != 1 || asked.Load() != 1 {
		t.Errorf("%d articles, the page was asked for %d times; want one of each", len(n.articles()), asked.Load())
	}
	if st := n.monitor.Status()[0]; st.State != "ok" || !strings.Contains(st.Detail, "/rss.xml") {
		t.Errorf("the source is %s, %q; want ok, and the feed's real address", st.State, st.Detail)
	}
}

func TestPagesThatNameEachOtherAsFeedsEnd(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	url := paperOf(t, func(path string) string {
		other := map[string]string{"/a": "/b", "/b": "/a"}[path]
		return `<html><head><link rel="alternate" type="application/rss+xml" href="` + other + `"></head><body>خبر</body></html>`
	})
	n.read(sources.Source{ID: "paper", Feeds: []string{url + "/a"}, Every: time.Second})
	n.run()

	n.until("the fault", func() bool { return n.count("fault") > 0 })
	if st := n.monitor.Status()[0]; !strings.Contains(st.Detail, "not a feed but a page of HTML") {
		t.Errorf("the source says %q", st.Detail)
	}
}

func TestBackfillReadsTheFeedsArchive(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	url := paperOf(t, func(path string) string {
		page := func(next string, items ...string) string {
			link := ""
			if next != "" {
				link = `<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="prev-archive" href="` + next + `"/>`
			}
			return strings.Replace(rss(items...), "<title>x</title>", "<title>x</title>"+link, 1)
		}
		switch path {
		case "/feed.xml":
			return page("/2.xml", entry(6), entry(5))
		case "/2.xml":
			return page("/1.xml", entry(4), entry(3))
		case "/1.xml":
			return page("/2.xml", entry(2), entry(1)) // and round again
		}
		return ""
	})
	n.read(sources.Source{ID: "paper", Feeds: []string{url + "/feed.xml"}, Every: time.Second, Backfill: true})
	n.run()

	n.until("the archive", func() bool { return n.count("new") >= 6 })
	n.until("another reading", func() bool { return n.count("unchanged") >= 1 })
	list := n.articles()
	if len(list) != 6 || !strings.HasSuffix(list[0].URL, "/6.html") || !strings.HasSuffix(list[5].URL, "/1.html") {
		t.Errorf("%d articles, the newest %s, the oldest %s; want six in the paper's order", len(list), list[0].URL, list[len(list)-1].URL)
	}
}
