package scraper

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/text/encoding/charmap"

	"github.com/marsad/marsad/scraper/fetch"
)

const arabic = "<html><head><meta charset=\"windows-1256\"><title>خبر</title></head><body>قال المتحدث</body></html>"

// newspaper answers in all the ways that colly treats in its own manner.
func newspaper(t *testing.T) string {
	t.Helper()
	cp1256, err := charmap.Windows1256.NewEncoder().Bytes([]byte(arabic))
	if err != nil {
		t.Fatal(err)
	}
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	z.Write([]byte("<urlset/>"))
	z.Close()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/utf-8":
			w.Header().Set("Content-Type", "text/html")
			w.Write([]byte("<p>صحيفة"))
		case "/header-1256":
			w.Header().Set("Content-Type", "text/html; charset=windows-1256")
			w.Write(cp1256)
		case "/meta-1256":
			w.Header().Set("Content-Type", "text/html")
			w.Write(cp1256)
		case "/wrong-charset":
			w.Header().Set("Content-Type", "text/html; charset=klingon")
			w.Write(cp1256)
		case "/sitemap.xml.gz":
			w.Header().Set("Content-Type", "application/gzip")
			w.Write(zipped.Bytes())
		case "/not-modified.xml.gz":
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(http.StatusNotModified)
		case "/empty":
		case "/old":
			http.Redirect(w, r, "/utf-8", http.StatusMovedPermanently)
		case "/circle":
			http.Redirect(w, r, "/circle", http.StatusFound)
		case "/forbidden/a":
			t.Error("what robots.txt forbids was asked for")
		case "/to-forbidden":
			http.Redirect(w, r, "/forbidden/a", http.StatusFound)
		case "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /forbidden/")
		case "/challenge":
			w.Header().Set("Cf-Mitigated", "challenge")
			w.WriteHeader(http.StatusForbidden)
		case "/large":
			w.Write(make([]byte, 3000))
		case "/cut":
			w.Header().Set("Content-Length", "100")
			w.Write([]byte("<p>half"))
		case "/203":
			w.WriteHeader(http.StatusNonAuthoritativeInfo)
		case "/hangs":
			select {
			case <-r.Context().Done():
			case <-time.After(5 * time.Second):
			}
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(srv.Close)
	return srv.URL
}

func newFetcher(t *testing.T) *fetch.Client {
	t.Helper()
	c, err := fetch.New(fetch.Settings{Gap: -1, AllowPrivate: []string{"127.0.0.1"}, MaxBody: 2000, Timeout: 100 * time.Millisecond}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdle)
	return c
}

// TestPagesGiveWhatThePlainFetcherGives: colly must be neither seen nor felt, in pages as in errors.
func TestPagesGiveWhatThePlainFetcherGives(t *testing.T) {
	t.Setenv("COLLY_MAX_BODY_SIZE", "5")
	t.Setenv("COLLY_USER_AGENT", "somebody else")
	t.Setenv("COLLY_CACHE_DIR", t.TempDir())
	address := newspaper(t)
	c := newFetcher(t)
	pages := NewPages(c)
	for _, path := range []string{
		"/utf-8", "/utf-8#part", "/header-1256", "/meta-1256", "/wrong-charset", "/sitemap.xml.gz", "/not-modified.xml.gz", "/empty", "/old", "/circle",
		"/forbidden/a", "/to-forbidden", "/challenge", "/large", "/cut", "/203", "/hangs", "/missing", "/أخبار", "/100%", "",
	} {
		t.Run(path, func(t *testing.T) {
			req := fetch.Request{URL: address + path, LastModified: "Mon, 17 Mar 2025 10:00:00 GMT"}
			want, wantErr := c.Get(t.Context(), req)
			for range 2 { // a page may be visited again
				got, err := pages.Get(t.Context(), req)
				if d := cmp.Diff(want, got, cmpopts.IgnoreFields(fetch.Page{}, "FetchedAt")); d != "" {
					t.Errorf("page differs (-Get +Pages):\n%s", d)
				}
				if fmt.Sprintf("%T", err) != fmt.Sprintf("%T", wantErr) {
					t.Errorf("error = %T %v; want %T %v", err, err, wantErr, wantErr)
				}
			}
		})
	}
}

func TestPagesDecodeOnce(t *testing.T) {
	address := newspaper(t)
	pages := NewPages(newFetcher(t))
	for _, path := range []string{"/header-1256", "/meta-1256", "/wrong-charset"} {
		page, err := pages.Get(t.Context(), fetch.Request{URL: address + path})
		if err != nil {
			t.Fatal(err)
		}
		if string(page.Text) != arabic || page.Charset != "windows-1256" || bytes.Equal(page.Body, page.Text) {
			t.Errorf("%s: charset %s, text %q", path, page.Charset, page.Text)
		}
	}
}

func TestVisitsKeepTheirOwnContexts(t *testing.T) {
	address := newspaper(t)
	pages := NewPages(newFetcher(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()

	_, ended := pages.Get(ctx, fetch.Request{URL: address + "/utf-8"})
	_, other := pages.Get(t.Context(), fetch.Request{URL: address + "/utf-8"})

	if !errors.Is(ended, context.Canceled) || other != nil {
		t.Errorf("the cancelled visit = %v, the other = %v", ended, other)
	}
}

func TestVisitsAtOnceDoNotMixTheirPages(t *testing.T) {
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, r.URL.Path)
	}))
	defer srv.Close()
	pages := NewPages(newFetcher(t))
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			path := fmt.Sprintf("/%d", i)
			page, err := pages.Get(t.Context(), fetch.Request{URL: srv.URL + path})
			if err != nil || string(page.Text) != path {
				t.Errorf("Get(%s) = %v, %v", path, page, err)
			}
		})
	}
	wg.Wait()
}
