package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestRobotsDecide(t *testing.T) {
	const paper = "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\nDisallow: /*?s=\nDisallow: /tag/*/page/\n"
	tests := []struct {
		name, robots, path string
		want               bool
	}{
		{"an empty file allows", "", "/a", true},
		{"a page web server instead of a file allows", "<!DOCTYPE html><title>Home</title>", "/a", true},
		{"a prefix", "User-agent: *\nDisallow: /x", "/xy", false},
		{"case of a path counts", "User-agent: *\nDisallow: /x", "/X", true},
		{"rules before any group are nobody's", "Disallow: /\nUser-agent: *\nDisallow: /x", "/y", true},
		{"our own group takes the place of the one for all", "User-agent: *\nDisallow: /\nUser-agent: marsad\nDisallow: /x", "/y", true},
		{"our own group, though empty", "User-agent: *\nDisallow: /\n\nUser-agent: marsad\nDisallow:\n", "/y", true},
		{"our name in capitals and with a version", "User-agent: MARSAD/2.0\nDisallow: /x", "/x", false},
		{"a name that begins like ours", "User-agent: marsadbot\nDisallow: /", "/x", true},
		{"a name that ours begins with", "User-agent: mar\nDisallow: /", "/x", true},
		{"groups of ours are joined", "User-agent: marsad\nDisallow: /a\nUser-agent: x\nDisallow: /\nUser-agent: marsad\nDisallow: /b", "/b", false},
		{"several agents share rules", "User-agent: a\nUser-agent: marsad\nSitemap: https://paper.example/s.xml\nUser-agent: b\nDisallow: /x", "/x", false},
		{"the longest rule wins", "User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /a/b/c", "/a/b/d", true},
		{"allow wins a tie", "User-agent: *\nDisallow: /x\nAllow: /x", "/x", true},
		{"a star is any run", "User-agent: *\nDisallow: /a*b*c", "/a1b2c3", false},
		{"a star is no name", "User-agent: *\nDisallow: /a*b*c", "/a1c", true},
		{"a dollar is the end", "User-agent: *\nDisallow: /*.php$", "/a.php", false},
		{"a dollar is the end, query included", "User-agent: *\nDisallow: /*.php$", "/a.php?b", true},
		{"the end is found behind an earlier hit", "User-agent: *\nDisallow: /*.php$", "/a.php/b.php", false},
		{"a dollar in the middle is a dollar", "User-agent: *\nDisallow: /a$b", "/a$b", false},
		{"the home page only", "User-agent: *\nAllow: /$\nDisallow: /", "/", true},
		{"an encoded star is a star", "User-agent: *\nDisallow: /a%2Ab", "/aXb", true},
		{"Arabic, plain in the file", "User-agent: *\nDisallow: /أخبار/", "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1", false},
		{"Arabic, encoded in lower case in the file", "User-agent: *\nDisallow: /%d8%a3%d8%ae/", "/%D8%A3%D8%AE/1", false},
		{"letters that need no encoding", "User-agent: *\nDisallow: /%62%61r", "/bar", false},
		{"an encoded slash is another path", "User-agent: *\nDisallow: /a/b", "/a%2Fb", true},
		{"an address in the query, encoded or not", "User-agent: *\nDisallow: /go?to=https://x.example", "/go?to=https%3A%2F%2Fx.example", false},
		{"comments, tabs, a mark at the start, lines of the Mac", "\uFEFF# hello\rUser-agent\t: * # all\rDisallow : /x # secret\r", "/x", false},
		{"a number sign ends the rule", "User-agent: *\nDisallow: /a#b", "/ab", false},
		{"a line with a NUL is skipped", "User-agent: *\nDisallow: /\x00\nDisallow: /z", "/a", true},
		{"robots.txt itself is always free", "User-agent: *\nDisallow: /", "/robots.txt", true},
		{"search of a usual newspaper", paper, "/?s=a", false},
		{"a page of tags of a usual newspaper", paper, "/tag/gold/page/2", false},
		{"an article of a usual newspaper", paper, "/2025/03/17/gold/", true},
		{"a rule cut by the limit of the file is dropped", "User-agent: *\nDisallow: /" + strings.Repeat("a", maxRobots), "/a", true},
		{"rules before the limit count", "User-agent: *\nDisallow: /x\n" + strings.Repeat("#\n", maxRobots), "/x", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := RobotsFor(200, []byte(tt.robots), Token).Allowed(urlOf(t, "https://paper.example"+tt.path)); got != tt.want {
				t.Errorf("Allowed(%s) = %v; want %v", tt.path, got, tt.want)
			}
		})
	}
}

func TestAnswersWithoutRules(t *testing.T) {
	tests := []struct {
		name   string
		status int
		want   bool
	}{
		{"no answer", 0, false}, {"redirects without end", 302, true}, {"missing", 404, true}, {"forbidden", 403, true}, {"broken", 500, false}, {"unheard of", 999, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := RobotsFor(tt.status, []byte("User-agent: *\nDisallow: /x"), Token).Allowed(urlOf(t, "https://paper.example/x")); got != tt.want {
				t.Errorf("status %d allows: %v; want %v", tt.status, got, tt.want)
			}
		})
	}
}

func TestCrawlDelayIsBounded(t *testing.T) {
	for value, want := range map[string]time.Duration{"2": 2 * time.Second, "0.5": 500 * time.Millisecond, "86400": maxCrawlDelay, "-1": 0, "NaN": 0, "soon": 0, "1e300": maxCrawlDelay} {
		if got := RobotsFor(200, []byte("User-agent: *\nCrawl-delay: "+value), Token).CrawlDelay; got != want {
			t.Errorf("Crawl-delay %s = %s; want %s", value, got, want)
		}
	}
}

func TestARobotsFileCannotMakeMatchingSlow(t *testing.T) {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for b.Len() < maxRobots-100 {
		b.WriteString("Disallow: /" + strings.Repeat("*a", 30) + "$\n")
	}
	rules := RobotsFor(200, []byte(b.String()), Token)
	u := urlOf(t, "https://paper.example/"+strings.Repeat("a", 7000)+"b")

	start := time.Now()
	rules.Allowed(u)

	if took := time.Since(start); took > 2*time.Second {
		t.Errorf("took %s", took)
	}
}

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: *\nDisallow: /*a$\nCrawl-delay: 1", "/a%2e?b")
	f.Add("\xEF\xBB\xBFuser-agent:marsad\rallow:*", "/")
	f.Fuzz(func(t *testing.T, robots, path string) {
		u := urlOf(t, "https://paper.example/")
		u.Path = path
		r := RobotsFor(200, []byte(robots), Token)
		r.Allowed(u)
		if r.CrawlDelay < 0 || r.CrawlDelay > maxCrawlDelay {
			t.Errorf("Crawl-delay = %s", r.CrawlDelay)
		}
	})
}

// withRobots serves a robots.txt of its own and counts who asks for what.
func withRobots(t *testing.T, robots http.HandlerFunc) (srv *httptest.Server, asked *sync.Map) {
	t.Helper()
	asked = new(sync.Map)
	srv = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := asked.LoadOrStore(r.URL.Path, new(atomic.Int32))
		n.(*atomic.Int32).Add(1)
		if r.URL.Path == "/robots.txt" {
			robots(w, r)
			return
		}
		if r.URL.Path == "/out" {
			http.Redirect(w, r, "/private/a", http.StatusFound)
		}
	}))
	t.Cleanup(srv.Close)
	return srv, asked
}

func count(asked *sync.Map, path string) int {
	n, ok := asked.Load(path)
	if !ok {
		return 0
	}
	return int(n.(*atomic.Int32).Load())
}

func TestGetAsksRobotsOnceForAllAndBehindRedirects(t *testing.T) {
	srv, asked := withRobots(t, func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(20 * time.Millisecond) // so that all callers meet the request under way
		fmt.Fprint(w, "User-agent: *\nDisallow: /private/")
	})
	c := newClient(t)
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() {
			if _, err := c.Get(t.Context(), Request{URL: fmt.Sprintf("%s/a%d", srv.URL, i)}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, path := range []string{"/private/a", "/out"} {
		_, err := c.Get(t.Context(), Request{URL: srv.URL + path})
		if refused := (*RobotsError)(nil); !errors.As(err, &refused) {
			t.Errorf("Get(%s) = %v; want a RobotsError", path, err)
		}
	}

	if n := count(asked, "/robots.txt"); n != 1 {
		t.Errorf("robots.txt was asked for %d times; want once", n)
	}
	if n := count(asked, "/private/a"); n != 0 {
		t.Errorf("what robots.txt forbids was asked for")
	}
}

func TestRobotsThatCannotBeHadForbidAll(t *testing.T) {
	srv, asked := withRobots(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	c := newClient(t)
	for range 3 {
		_, err := c.Get(t.Context(), Request{URL: srv.URL + "/a"})
		var refused *RobotsError
		var status *StatusError
		if !errors.As(err, &refused) || !errors.As(err, &status) || status.Code != 502 {
			t.Errorf("Get = %v; want a RobotsError because of a 502", err)
		}
	}
	if count(asked, "/robots.txt") != 1 || count(asked, "/a") != 0 {
		t.Errorf("robots.txt was asked for %d times, the page %d times; want 1 and 0", count(asked, "/robots.txt"), count(asked, "/a"))
	}
}

func TestIgnoreRobotsAsksNothing(t *testing.T) {
	srv, asked := withRobots(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "User-agent: *\nDisallow: /") })
	c := newClient(t, func(s *Settings) { s.IgnoreRobots = true })

	if _, err := c.Get(t.Context(), Request{URL: srv.URL + "/a"}); err != nil || count(asked, "/robots.txt") != 0 {
		t.Errorf("Get = %v, robots.txt asked for %d times", err, count(asked, "/robots.txt"))
	}
}
