package fetch

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
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

func urlOf(t testing.TB, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}
