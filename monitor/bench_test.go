package monitor

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/store"
)

// BenchmarkUnchanged is one run of a source whose feed was not modified, beside a bare conditional
// GET of the same feed over the same server. The server's own work is in both.
func BenchmarkUnchanged(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/feed.xml" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("ETag", `"1"`)
		if r.Header.Get("If-None-Match") == `"1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>x</title></channel></rss>`)
	}))
	defer server.Close()
	url := server.URL + "/feed.xml"

	b.Run("bare", func(b *testing.B) {
		c := &http.Client{}
		for b.Loop() {
			req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, nil)
			if err != nil {
				b.Fatal(err)
			}
			req.Header.Set("If-None-Match", `"1"`)
			resp, err := c.Do(req)
			if err != nil {
				b.Fatal(err)
			}
			io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}
		c.CloseIdleConnections()
	})
	b.Run("source", func(b *testing.B) {
		m, d := benchDesk(b, url)
		if err := m.poll(b.Context(), d); err != nil { // the first reading
			b.Fatal(err)
		}
		for b.Loop() {
			m.run(b.Context(), d)
			m.nextDue() // nothing is due: what a dispatcher asks between runs
			m.mu.Lock()
			m.due.Pop()
			d.index = -1
			m.mu.Unlock()
		}
		if d.state.State != StateOK {
			b.Fatalf("the source is %s: %s", d.state.State, d.state.Detail)
		}
	})
}

func benchDesk(b *testing.B, url string) (*Monitor, *desk) {
	b.Helper()
	s, err := store.Open(b.Context(), store.Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	log := slog.New(slog.DiscardHandler)
	f, err := fetch.New(fetch.Settings{AllowPrivate: []string{"127.0.0.1"}, Gap: -1}, log)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(f.CloseIdle)
	o, err := notify.NewOutbox(b.Context(), s, log)
	if err != nil {
		b.Fatal(err)
	}
	m := New(Options{Store: s, Fetch: f, Outbox: o, Log: log})
	src := sources.Source{ID: "feed", Feeds: []string{url}, Every: time.Hour, Pages: true}
	if err := m.Apply(b.Context(), Plan{Sources: []sources.Source{src}}); err != nil {
		b.Fatal(err)
	}
	return m, m.desks["feed"]
}
