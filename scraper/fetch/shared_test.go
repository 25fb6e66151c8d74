package fetch

import (
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/net/html/charset"
)

// shared finds the folder of judged data beside the repository; without it the test is skipped.
func shared(t *testing.T, path string) string {
	t.Helper()
	root := os.Getenv("MARSAD_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	full := filepath.Join(root, filepath.FromSlash(path))
	if _, err := os.Stat(full); err != nil {
		t.Skipf("no judged data: %v", err)
	}
	return full
}

// TestCorpusPagesAreReadOrRefused serves the pages of the corpus as its manifest says.
func TestCorpusPagesAreReadOrRefused(t *testing.T) {
	manifest := shared(t, "data/corpus/manifest.json")
	raw, err := os.ReadFile(manifest)
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Entries []struct {
			Path  string
			Serve struct {
				Status     int
				Headers    map[string]string
				FileIsGzip bool `json:"file_is_gzip"`
			}
			Expect struct {
				State, Charset string
				Wait           int `json:"retry_after_seconds"`
			}
		}
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	for _, e := range m.Entries {
		t.Run(e.Path, func(t *testing.T) {
			body, err := os.ReadFile(filepath.Join(filepath.Dir(manifest), filepath.FromSlash(e.Path)))
			if err != nil {
				t.Skip(err)
			}
			srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				for k, v := range e.Serve.Headers {
					if k != "Content-Length" {
						w.Header().Set(k, v)
					}
				}
				w.WriteHeader(max(e.Serve.Status, 200))
				w.Write(body)
			})
			page, err := newClient(t).Get(t.Context(), Request{URL: srv.URL})
			var blocked *BlockedError
			switch is := errors.As(err, &blocked); {
			case is && (e.Expect.State != "challenged" && e.Expect.State != "blocked" || blocked.Challenge != (e.Expect.State == "challenged")):
				t.Errorf("Get = %v; want state %q", err, e.Expect.State)
			case !is && (e.Expect.State == "challenged" || e.Expect.State == "blocked"):
				t.Errorf("Get = %v, %v; want state %q", page, err, e.Expect.State)
			case is && blocked.RetryAfter != time.Duration(e.Expect.Wait)*time.Second:
				t.Errorf("RetryAfter = %s; want %ds", blocked.RetryAfter, e.Expect.Wait)
			case page != nil && e.Expect.Charset != "" && page.Charset != webName(e.Expect.Charset):
				t.Errorf("charset = %s; want %s", page.Charset, e.Expect.Charset)
			}
		})
	}
}

// webName is the name under which browsers know a charset: iso-8859-1 is windows-1252.
func webName(label string) string {
	_, name := charset.Lookup(label)
	return name
}
