package fetch

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/article"
)

// newClient may dial loopback and does not wait between requests.
func newClient(t testing.TB, change ...func(*Settings)) *Client {
	t.Helper()
	s := Settings{Gap: -1, AllowPrivate: []string{"127.0.0.0/8"}}
	for _, f := range change {
		f(&s)
	}
	c, err := New(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdle)
	return c
}

// serve starts a newspaper without a robots.txt.
func serve(t testing.TB, h http.HandlerFunc) *httptest.Server {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		h(w, r)
	}))
	t.Cleanup(srv.Close)
	return srv
}

func urlOf(t testing.TB, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestNewRefusesSettingsThatCannotWork(t *testing.T) {
	tests := []struct {
		name string
		s    Settings
		says string
	}{
		{"range with a wrong mask", Settings{AllowPrivate: []string{"10.0.0.0/99"}}, "10.0.0.0/99"},
		{"address with a port", Settings{AllowPrivate: []string{"127.0.0.1:80"}}, "127.0.0.1:80"},
		{"pattern", Settings{AllowPrivate: []string{"*.local"}}, "*.local"},
		{"empty", Settings{AllowPrivate: []string{""}}, `""`},
		{"user agent of two lines", Settings{UserAgent: "a\nb"}, "user agent"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := New(tt.s, nil); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("New = %v; want an error that names %s", err, tt.says)
			}
		})
	}
}

func TestGetReadsAPageAndAsksAgainOnlyForChanges(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `W/"v1"`)
		if r.Header.Get("If-None-Match") == `W/"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte("<p>صحيفة"))
	})
	c := newClient(t)

	page, err := c.Get(t.Context(), Request{URL: srv.URL + "/a"})
	if err != nil {
		t.Fatal(err)
	}
	again, err := c.Get(t.Context(), Request{URL: srv.URL + "/a", ETag: page.ETag})
	if err != nil {
		t.Fatal(err)
	}

	if string(page.Text) != "<p>صحيفة" || page.Status != 200 || page.NotModified || page.Charset != "utf-8" {
		t.Errorf("first Get = %+v", page)
	}
	if again.Status != 304 || !again.NotModified || again.ETag != `W/"v1"` || again.Body != nil {
		t.Errorf("second Get = %+v; want an empty 304 with the same ETag", again)
	}
}

func TestGetSaysWhoAsks(t *testing.T) {
	seen := make(chan http.Header, 1)
	srv := serve(t, func(_ http.ResponseWriter, r *http.Request) { seen <- r.Header.Clone() })
	c := newClient(t, func(s *Settings) { s.Contact = "press@office.example" })

	if _, err := c.Get(t.Context(), Request{URL: srv.URL, Accept: "application/rss+xml"}); err != nil {
		t.Fatal(err)
	}

	h := <-seen
	if ua := h.Get("User-Agent"); !strings.HasPrefix(ua, "marsad/") || !strings.Contains(ua, "press@office.example") {
		t.Errorf("User-Agent = %q", ua)
	}
	if h.Get("Accept") != "application/rss+xml" || h.Get("Accept-Encoding") != "gzip, deflate, br" {
		t.Errorf("headers = %v", h)
	}
}

func TestGetFollowsRedirectsAndRemembersTheWay(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/old":
			http.Redirect(w, r, "/new", http.StatusMovedPermanently)
		case "/new":
			w.Header().Set("Location", `\أخبار\1`) // as browsers read it
			w.WriteHeader(http.StatusPermanentRedirect)
		case "/أخبار/1":
			w.Write([]byte("text"))
		}
	})

	page, err := newClient(t).Get(t.Context(), Request{URL: srv.URL + "/old#top"})

	if err != nil {
		t.Fatal(err)
	}
	if want := srv.URL + "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1"; page.URL != want || !page.Permanent {
		t.Errorf("URL = %s, permanent %v; want %s, true", page.URL, page.Permanent, want)
	}
	if want := []string{srv.URL + "/old", srv.URL + "/new"}; strings.Join(page.Redirects, " ") != strings.Join(want, " ") {
		t.Errorf("Redirects = %v; want %v", page.Redirects, want)
	}
}

func TestGetStopsWhereRedirectsLeadNowhere(t *testing.T) {
	tests := []struct{ name, path, location string }{
		{"to itself", "/self", "/self"},
		{"longer every time", "/longer", ""},
		{"to a file", "/file", "file:///etc/passwd"},
		{"to another scheme", "/gopher", "gopher://127.0.0.1:6379/_INFO"},
	}
	locations := map[string]string{}
	for _, tt := range tests {
		locations[tt.path] = tt.location
	}
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		to := locations[r.URL.Path]
		if to == "" {
			to = r.URL.String() + "?x" + r.URL.RawQuery
		}
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
	})
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := newClient(t).Get(t.Context(), Request{URL: srv.URL + tt.path})
			if nowhere := (*RedirectError)(nil); !errors.As(err, &nowhere) {
				t.Errorf("Get = %v; want a RedirectError", err)
			}
		})
	}
}

func TestGetTellsOtherAnswersByTheirStatus(t *testing.T) {
	tests := []struct {
		name string
		code int
	}{
		{"no content", 204}, {"a part", 206}, {"redirect without an address", 302}, {"304 that nobody asked for", 304},
		{"missing", 404}, {"gone", 410}, {"broken", 500}, {"unheard of", 999},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			srv := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(tt.code) })
			_, err := newClient(t).Get(t.Context(), Request{URL: srv.URL})
			if status := (*StatusError)(nil); !errors.As(err, &status) || status.Code != tt.code || status.Held {
				t.Errorf("Get = %v; want a StatusError of %d", err, tt.code)
			}
		})
	}
}

func TestGetLeavesAHostAloneThatAsksForIt(t *testing.T) {
	asked := 0
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		asked++
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	c := newClient(t)

	_, first := c.Get(t.Context(), Request{URL: srv.URL + "/a"})
	_, second := c.Get(t.Context(), Request{URL: srv.URL + "/b"})

	var status, held *StatusError
	if !errors.As(first, &status) || status.RetryAfter != 2*time.Minute || status.Held {
		t.Errorf("first Get = %v; want a 503 that asks for 2m", first)
	}
	if !errors.As(second, &held) || !held.Held || held.Code != 503 || held.RetryAfter > 2*time.Minute || held.RetryAfter < time.Minute {
		t.Errorf("second Get = %v; want one that was not made", second)
	}
	if asked != 1 {
		t.Errorf("the host was asked %d times; want once", asked)
	}
}

func TestRetryAfterIsBounded(t *testing.T) {
	tests := []struct {
		name, header string
		code         int
		want         time.Duration
	}{
		{"seconds", "90", 503, 90 * time.Second},
		{"centuries", "99999999999", 429, maxHold},
		{"more digits than a number has", "99999999999999999999999", 429, maxHold},
		{"a date in 2099", "Tue, 17 Mar 2099 10:00:00 GMT", 503, maxHold},
		{"a date long past", "Tue, 17 Mar 2015 10:00:00 GMT", 503, 0},
		{"negative", "-5", 503, 0},
		{"words", "soon", 503, 0},
		{"too many requests without a time", "", 429, time.Minute},
		{"unavailable without a time", "", 503, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			resp := &http.Response{StatusCode: tt.code, Header: http.Header{}}
			resp.Header.Set("Retry-After", tt.header)
			if got := retryAfter(resp); got != tt.want {
				t.Errorf("retryAfter(%q) = %s; want %s", tt.header, got, tt.want)
			}
		})
	}
}

func TestGetGivesUpInTime(t *testing.T) {
	released := make(chan struct{})
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/slow" {
			w.Write([]byte("<rss>"))
			w.(http.Flusher).Flush()
		}
		<-released
	})
	defer close(released)
	for _, path := range []string{"/silent", "/slow"} {
		_, err := newClient(t).Get(t.Context(), Request{URL: srv.URL + path, Timeout: 50 * time.Millisecond})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Get(%s) = %v; want a deadline exceeded", path, err)
		}
	}
}

func TestGetEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	srv := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})

	_, err := newClient(t).Get(ctx, Request{URL: srv.URL})

	if !errors.Is(err, context.Canceled) {
		t.Errorf("Get = %v; want context.Canceled", err)
	}
}

func TestGetRefusesWhatIsNoAddress(t *testing.T) {
	for _, raw := range []string{"", "paper.example", "ftp://paper.example/", "javascript:alert(1)", "http://", "http://[::1"} {
		_, err := newClient(t).Get(t.Context(), Request{URL: raw})
		if bad := (*article.AddressError)(nil); !errors.As(err, &bad) {
			t.Errorf("Get(%q) = %v; want an AddressError", raw, err)
		}
	}
}

func TestSettledAddressesNeedNoSecondReading(t *testing.T) {
	for _, raw := range []string{
		"https://paper.example/feed.xml", "http://127.0.0.1:8080/a?b=C", "https://paper.example/a/../b", "https://paper.example/.", "https://paper.example:443/",
		"https://PAPER.example/", "https://paper.example/%2e%2e/a", "http://2130706433/", "http://0x7f.1/", "http://paper.example:080/", "http://paper.example:0443/", "http://paper.example:65536/", "http://paper.example:/",
	} {
		href, wrong := article.Resolve("", raw)
		got, err := newClient(t).Check(raw)
		if wrong == nil && err == nil && got != href || wrong != nil && err == nil {
			t.Errorf("Check(%q) = %q, %v; Resolve = %q, %v", raw, got, err, href, wrong)
		}
	}
}

func TestValidatorsAreKeptVerbatimOrNotAtAll(t *testing.T) {
	for v, want := range map[string]string{
		`W/"a b"`:                        `W/"a b"`,
		`"a" b'; DROP TABLE sources; --`: `"a" b'; DROP TABLE sources; --`,
		"yesterday":                      "yesterday",
		`"` + strings.Repeat("e", 5000):  "",
		"\"a\x00\"":                      "",
	} {
		if got := validator(v); got != want {
			t.Errorf("validator(%.20q) = %.20q; want %.20q", v, got, want)
		}
	}
}
