package scraper_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/internal/press"
	"github.com/marsad/marsad/internal/press/kiosk"
	"github.com/marsad/marsad/scraper"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/sources/discover"
)

// options are those of a search on this machine, without waiting between requests.
func options(t *testing.T, allow ...string) discover.Options {
	t.Helper()
	c, err := fetch.New(fetch.Settings{AllowPrivate: allow, Gap: -1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdle)
	d := scraper.NewDiscovery(c)
	return discover.Options{Web: d, Extract: d.Extract}
}

// find looks at a paper as somebody would who knows its address alone.
func find(t *testing.T, paper http.Handler, known sources.Source) (*discover.Finding, string) {
	t.Helper()
	srv := httptest.NewServer(paper)
	t.Cleanup(srv.Close)
	o := options(t, "127.0.0.1")
	o.Known = known
	f, err := discover.Find(context.Background(), o, srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	return f, srv.URL
}

func fromKiosk(t *testing.T, name string) http.Handler {
	t.Helper()
	h, err := kiosk.Open(name, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func baghdad(t *testing.T) sources.Source {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Baghdad")
	if err != nil {
		t.Fatal(err)
	}
	return sources.Source{Zone: zone}
}

func TestAPaperOfEachSystemIsFound(t *testing.T) {
	withoutFeed := press.New(time.Now)
	withoutFeed.SetFeed(false)
	for _, tt := range []struct {
		name, system  string
		paper         http.Handler
		feed, listing string // path of what is read; empty: none
		preset        string
		numbered      bool
	}{
		{"WordPress", "wordpress", fromKiosk(t, "wordpress"), "/feed/", "", "", false},
		{"Blogger", "blogger", fromKiosk(t, "blogger"), "/feeds/posts/default", "", "", false},
		{"Drupal", "drupal", fromKiosk(t, "drupal"), "/rss.xml", "", "drupal", true},
		{"DataLife Engine", "dle", press.New(time.Now), "/rss.xml", "", "dle", true},
		{"DataLife Engine without a feed", "dle", withoutFeed, "", "/lastnews/", "dle", true},
		{"no feed", "custom", fromKiosk(t, "listing"), "", "/latest", "", true},
		{"windows-1256 and a query", "custom", fromKiosk(t, "query"), "/rss.php", "", "", true},
		{"news sitemap", "custom", fromKiosk(t, "sitemap"), "/maps/news.xml", "", "", true},
		{"a feed that was left", "wordpress", fromKiosk(t, "stale"), "", "/", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, base := find(t, tt.paper, baghdad(t))

			if f.Problem != nil || !f.Sound() {
				t.Fatalf("problem %+v, verdicts %+v", f.Problem, f.Verdicts)
			}
			if f.System.Name != tt.system {
				t.Errorf("system = %s; want %s", f.System.Name, tt.system)
			}
			if got := strings.Join(f.Source.Feeds, " "); got != under(base, tt.feed) {
				t.Errorf("feeds = %s; want %s", got, tt.feed)
			}
			var lists []string
			for _, l := range f.Source.Listings {
				lists = append(lists, l.URL)
			}
			if got := strings.Join(lists, " "); got != under(base, tt.listing) {
				t.Errorf("listings = %s; want %s", got, tt.listing)
			}
			if f.Source.Preset != tt.preset {
				t.Errorf("preset = %q; want %q", f.Source.Preset, tt.preset)
			}
			if numbered := strings.HasPrefix(f.Articles[0].Key, "n:"); numbered != tt.numbered {
				t.Errorf("key = %s; by number: want %v", f.Articles[0].Key, tt.numbered)
			}
			if len(f.Articles) != 10 {
				t.Errorf("%d articles were read; want 10", len(f.Articles))
			}
			if f.Requests > 40 {
				t.Errorf("%d requests; want at most 40", f.Requests)
			}
			wholeTexts(t, f)
			selectorsStand(t, f)
		})
	}
}

func under(base, path string) string {
	if path == "" {
		return ""
	}
	return base + path
}

// wholeTexts holds the articles against what the papers of the kiosk printed.
func wholeTexts(t *testing.T, f *discover.Finding) {
	t.Helper()
	archive := press.Archive()
	for _, r := range f.Articles {
		i := slices.IndexFunc(archive, func(p press.Piece) bool { return p.Title == r.Title })
		switch {
		case r.Fault != "":
			t.Errorf("%s: %s", r.URL, r.Fault)
		case i < 0:
			t.Errorf("%s: the title %q was never printed", r.URL, r.Title)
		case r.Paragraphs != len(archive[i].Paragraphs):
			t.Errorf("%s: %d paragraphs; want %d", r.URL, r.Paragraphs, len(archive[i].Paragraphs))
		case r.Published == "":
			t.Errorf("%s: no date", r.URL)
		}
	}
}

// selectorsStand: the papers of the kiosk have one template each, so that selectors must be found.
func selectorsStand(t *testing.T, f *discover.Finding) {
	t.Helper()
	if f.Source.Selectors.Body == "" || f.Source.Selectors.Title == "" {
		t.Errorf("selectors = %+v; verdicts %+v", f.Source.Selectors, f.Verdicts)
	}
	full, err := sources.Fill(f.Source)
	if err == nil {
		_, err = sources.Compile(full)
	}
	if err != nil {
		t.Errorf("the proposal cannot be read: %v", err)
	}
}

func TestWhatCannotBeReadIsSaid(t *testing.T) {
	for _, tt := range []struct {
		name  string
		kind  discover.Kind
		paper http.Handler
		says  string
	}{
		{"a browser check", discover.Blocked, fromKiosk(t, "challenge"), "Cloudflare"},
		{"refused", discover.Refused, fromKiosk(t, "refused"), "403"},
		{"scripts alone", discover.Script, fromKiosk(t, "script"), "until a browser runs"},
		{"a page without articles", discover.NoArticles, fromKiosk(t, "empty"), "no feed was found"},
		{"forbidden by robots.txt", discover.Forbidden, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				w.Write([]byte("User-agent: *\nDisallow: /\n"))
			}
		}), "robots.txt"},
		{"not there", discover.Absent, http.NotFoundHandler(), "404"},
		{"a fault of the server", discover.Failing, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/robots.txt" {
				http.NotFound(w, r)
				return
			}
			http.Error(w, "down", http.StatusServiceUnavailable)
		}), "503"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, _ := find(t, tt.paper, sources.Source{})

			if f.Problem == nil || f.Problem.Kind != tt.kind || f.Sound() {
				t.Fatalf("problem = %+v; want %s", f.Problem, tt.kind)
			}
			if !strings.Contains(f.Problem.Seen, tt.says) || f.Problem.Do == "" {
				t.Errorf("seen %q, do %q; want %q in it and something to do", f.Problem.Seen, f.Problem.Do, tt.says)
			}
		})
	}
}

func TestAnAddressThatIsNotPublicIsNotAsked(t *testing.T) {
	asked := false
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer srv.Close()

	for _, address := range []string{srv.URL, "http://2130706433/", "http://[::1]/", "http://localhost/", "http://169.254.169.254/latest/meta-data/"} {
		f, err := discover.Find(t.Context(), options(t), address)

		if err != nil || f.Problem == nil || f.Problem.Kind != discover.Private {
			t.Errorf("%s: problem = %+v, %v; want it private", address, f.Problem, err)
		}
	}
	if asked {
		t.Error("the server was asked")
	}
}

func TestAServerThatIsGoneIsUnreachableAndNotForbidden(t *testing.T) {
	srv := httptest.NewServer(http.NotFoundHandler())
	srv.Close()

	f, err := discover.Find(t.Context(), options(t, "127.0.0.1"), srv.URL)

	if err != nil || f.Problem == nil || f.Problem.Kind != discover.Unreachable {
		t.Errorf("problem = %+v, %v; want it unreachable", f.Problem, err)
	}
}

func TestAPublicPageLeadsToNoPrivateAddress(t *testing.T) {
	lure := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte(`<html><head><link rel="alternate" type="application/rss+xml" href="http://10.0.0.7/feed"></head><body>خبر</body></html>`))
			return
		}
		http.NotFound(w, r)
	})

	f, _ := find(t, lure, sources.Source{})

	if len(f.Feeds) != 1 || !strings.Contains(f.Feeds[0].Why, "not a public address") {
		t.Errorf("feeds = %+v; want the reason", f.Feeds)
	}
}

func TestAGuardedFeedLeavesTheListing(t *testing.T) {
	paper, guard := fromKiosk(t, "wordpress"), fromKiosk(t, "challenge")
	feeds := 0

	f, base := find(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "feed") || strings.Contains(r.URL.Path, "rss") {
			feeds++
			guard.ServeHTTP(w, r)
			return
		}
		paper.ServeHTTP(w, r)
	}), baghdad(t))

	if f.Problem != nil || len(f.Source.Listings) != 1 || f.Source.Listings[0].URL != base+"/" || len(f.Source.Feeds) != 0 {
		t.Errorf("problem %+v, source %+v; want the front page read", f.Problem, f.Source)
	}
	if feeds > 1 {
		t.Errorf("%d feeds were tried behind the guard; want no more than the one that the page names", feeds)
	}
}

func TestAFeedMayBeTyped(t *testing.T) {
	srv := httptest.NewServer(fromKiosk(t, "drupal"))
	defer srv.Close()
	o := options(t, "127.0.0.1")

	f, err := discover.Find(t.Context(), o, srv.URL+"/rss.xml")

	if err != nil || f.Problem != nil || len(f.Source.Feeds) != 1 || f.Source.Feeds[0] != srv.URL+"/rss.xml" || f.Source.Home != srv.URL+"/" {
		t.Errorf("source = %+v, problem %+v, %v", f.Source, f.Problem, err)
	}
}

func TestAnExaminationExplainsItself(t *testing.T) {
	srv := httptest.NewServer(fromKiosk(t, "listing"))
	defer srv.Close()
	src := baghdad(t)
	src.ID, src.Home, src.Pages, src.Language = "port", srv.URL+"/", true, "ar"
	src.Feeds = []string{srv.URL + "/rss.xml"}
	src.Listings = []sources.Listing{{URL: srv.URL + "/latest"}}
	src.Article, src.Numbers = `/news/economy/\d+$`, []string{`/news/[a-z]+/(\d+)$`}

	x, err := discover.Examine(t.Context(), options(t, "127.0.0.1"), src)

	if err != nil || x.Problem != nil {
		t.Fatalf("problem %+v, %v", x.Problem, err)
	}
	if feed := x.Lists[0]; !strings.Contains(feed.Fault, "404") {
		t.Errorf("the feed's fault = %q; want its status", feed.Fault)
	}
	taken, skipped := 0, 0
	for _, it := range x.Lists[1].Items {
		switch {
		case it.Skipped == "" && strings.Contains(it.KeyWhy, "rule 1 of 1") && strings.HasPrefix(it.Key, "n:"):
			taken++
		case strings.Contains(it.Skipped, "form of an article"):
			skipped++
		}
	}
	if taken == 0 || skipped == 0 || taken+skipped != 12 {
		t.Errorf("%d items taken with their reason, %d skipped; want all 12", taken, skipped)
	}
	if r := x.Articles[0]; r.How != "general extractor" || r.ZoneSource != "source" || r.Precision != "minute" {
		t.Errorf("read %+v; want how, zone and precision told", r)
	}
}

func TestASearchAsksNotMoreThanItMay(t *testing.T) {
	asked := 0
	h := fromKiosk(t, "wordpress")
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked++; r.URL.Path == "/robots.txt" {
			asked--
		}
		h.ServeHTTP(w, r)
	}))
	defer srv.Close()
	o := options(t, "127.0.0.1")
	o.Requests = 6

	f, err := discover.Find(t.Context(), o, srv.URL)

	if err != nil || asked > 6 || f.Requests > 6 {
		t.Errorf("asked %d times, %d by its own count, %v; want at most 6", asked, f.Requests, err)
	}
}
