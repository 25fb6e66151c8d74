package web

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/internal/press/kiosk"
	"github.com/marsad/marsad/scraper"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/sources/discover"
)

// searching is a page over real searches.
func searching(t *testing.T, allow ...string) *site {
	t.Helper()
	c, err := fetch.New(fetch.Settings{AllowPrivate: allow, Gap: -1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdle)
	d := scraper.NewDiscovery(c)
	return newSite(t, func(o *Options) {
		o.Find = func(ctx context.Context, address string) (*discover.Finding, string, error) {
			f, err := discover.Find(ctx, discover.Options{Web: d, Extract: d.Extract, Zone: baghdad}, address)
			if err != nil || f.Problem != nil {
				return f, "", err
			}
			return f, "sources:\n  - body: '" + f.Source.Selectors.Body + "'\n", nil
		}
	})
}

func paperOf(t *testing.T, name string) string {
	t.Helper()
	h, err := kiosk.Open(name, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}

func TestAnAddressIsLookedAtOnThePage(t *testing.T) {
	s := searching(t, "127.0.0.1")
	address := paperOf(t, "listing")

	r := s.send(http.MethodPost, "/sources/add?lang=ar", "address="+address)

	for _, want := range []string{"أضف مصدراً", "جريدة الميناء", "موانئ البصرة", "body: &#39;div.story-text&#39;", "نظام النشر", "level-ok"} {
		if !strings.Contains(r.text, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if r.StatusCode != http.StatusOK || strings.Contains(r.text, "<no value>") {
		t.Errorf("status %d", r.StatusCode)
	}
}

func TestThePageSaysWhyAPaperCannotBeRead(t *testing.T) {
	s := searching(t, "127.0.0.1")

	r := s.send(http.MethodPost, "/sources/add", "address="+paperOf(t, "challenge"))

	if !strings.Contains(r.text, "a guard asks for a browser") || !strings.Contains(r.text, "Cloudflare") || strings.Contains(r.text, "sources:") {
		t.Errorf("page = %s", r.text)
	}
}

func TestAStrangerLeadsThePageToNoPrivateAddress(t *testing.T) {
	asked := false
	secret := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	defer secret.Close()
	s := searching(t)

	for _, address := range []string{secret.URL, "http://localhost:1/", "http://[::ffff:127.0.0.1]/", "http://0x7f.1/", "127.0.0.1"} {
		if r := s.send(http.MethodPost, "/sources/add", "address="+address); !strings.Contains(r.text, "not a public address") {
			t.Errorf("%s: the page does not refuse it", address)
		}
	}
	if asked {
		t.Error("the private server was asked")
	}
}

func TestASearchIsAskedForByThePageItself(t *testing.T) {
	s := searching(t, "127.0.0.1")

	if r := s.send(http.MethodPost, "/sources/add", "address=x", "Sec-Fetch-Site", "cross-site"); r.StatusCode != http.StatusForbidden {
		t.Errorf("another site's form: status %d; want 403", r.StatusCode)
	}
	if r := s.get("/sources/add?address=http://127.0.0.1/"); r.StatusCode != http.StatusOK || strings.Contains(r.text, "not a public address") {
		t.Errorf("a link searches: status %d", r.StatusCode)
	}
	for _, form := range []string{"address=", "address=" + strings.Repeat("a", 3000)} {
		if r := s.send(http.MethodPost, "/sources/add", form); r.StatusCode != http.StatusBadRequest {
			t.Errorf("%.20s: status %d; want 400", form, r.StatusCode)
		}
	}
	if r := newSite(t, nil).get("/sources/add"); r.StatusCode != http.StatusNotFound {
		t.Errorf("without a search: status %d; want 404", r.StatusCode)
	}
	locked := newSite(t, func(o *Options) { o.Token = "secret"; o.Find = s.finder() })
	if r := locked.send(http.MethodPost, "/sources/add", "address=http://paper.example/"); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("without the token: status %d; want 401", r.StatusCode)
	}
}

func (s *site) finder() Finder {
	return func(context.Context, string) (*discover.Finding, string, error) {
		s.t.Error("a search began")
		return &discover.Finding{}, "", nil
	}
}

func TestSearchesAreBounded(t *testing.T) {
	searches := 0
	s := newSite(t, func(o *Options) {
		o.Find = func(context.Context, string) (*discover.Finding, string, error) {
			searches++
			return &discover.Finding{}, "", nil
		}
	})

	var last reply
	for range findsPer + 3 {
		last = s.send(http.MethodPost, "/sources/add", "address=http://paper.example/")
	}

	if searches != findsPer || last.StatusCode != http.StatusTooManyRequests || last.Header.Get("Retry-After") == "" {
		t.Errorf("%d searches, status %d; want %d and 429", searches, last.StatusCode, findsPer)
	}
}
