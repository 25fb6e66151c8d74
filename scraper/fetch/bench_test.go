package fetch

import (
	"net/http"
	"testing"
)

// BenchmarkGet304 compares a poll of an unchanged feed with the same request by a bare http.Client
// that reads the status and nothing else.
func BenchmarkGet304(b *testing.B) {
	srv := serve(b, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		w.WriteHeader(http.StatusNotModified)
	})
	b.Run("bare", func(b *testing.B) {
		client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
		defer client.CloseIdleConnections()
		for b.Loop() {
			req, err := http.NewRequest(http.MethodGet, srv.URL+"/feed.xml", nil)
			if err != nil {
				b.Fatal(err)
			}
			req.Header.Set("If-None-Match", `"v1"`)
			resp, err := client.Do(req)
			if err != nil || resp.StatusCode != http.StatusNotModified {
				b.Fatal(resp, err)
			}
			resp.Body.Close()
		}
	})
	b.Run("polite", func(b *testing.B) {
		c := newClient(b)
		for b.Loop() {
			p, err := c.Get(b.Context(), Request{URL: srv.URL + "/feed.xml", ETag: `"v1"`, LastModified: "Mon, 17 Mar 2025 10:00:00 GMT"})
			if err != nil || !p.NotModified {
				b.Fatal(p, err)
			}
		}
	})
}

func BenchmarkRobotsAllowed(b *testing.B) {
	rules := RobotsFor(200, []byte("User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\nDisallow: /*?s=\nDisallow: /tag/*/page/\n"), Token)
	u := urlOf(b, "https://paper.example/2025/03/17/a-long-slug-of-an-article/")
	for b.Loop() {
		if !rules.Allowed(u) {
			b.Fatal("not allowed")
		}
	}
}
