package sources

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html/charset"
)

// corpusEntry is one file of the shared test corpus with what is expected of it.
type corpusEntry struct {
	Path   string
	URL    string
	Format string
	Serve  struct {
		Headers map[string]string
	}
	Expect struct {
		State    string
		Items    *int
		IDs      []string
		Next     *string
		Feeds    any
		Charset  string
		List     []corpusItem
		Encoding string
	}
}

type corpusItem struct {
	ID, Link, Title, GUID, Precision, Summary, Author string
	Published                                         *string
	SHA                                               string `json:"text_sha256"`
}

// corpus opens the shared corpus, which lies beside the repository; tests that need it are skipped without.
func corpus(t testing.TB) (dir string, entries []corpusEntry) {
	t.Helper()
	shared := os.Getenv("MARSAD_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "shared")
	}
	dir = filepath.Join(shared, "data", "corpus")
	raw, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Skip("the shared corpus is not here (MARSAD_SHARED names its folder):", err)
	}
	var m struct{ Entries []corpusEntry }
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	return dir, m.Entries
}

// text reads an entry's file as the fetcher would hand it on: unpacked, in UTF-8.
func (e corpusEntry) text(t testing.TB, dir string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, e.Path))
	if err != nil {
		t.Fatal(err)
	}
	if bytes.HasPrefix(raw, []byte{0x1f, 0x8b}) {
		z, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if raw, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	c := e.Expect.Charset
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}), bytes.HasPrefix(raw, []byte{'<', 0}):
		c = "utf-16le"
	case bytes.HasPrefix(raw, []byte{0xfe, 0xff}), bytes.HasPrefix(raw, []byte{0, '<'}):
		c = "utf-16be"
	}
	if c != "" && c != "utf-8" {
		r, err := charset.NewReaderLabel(c, bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if raw, err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	return raw
}

func alsabaah(t testing.TB) *Reader {
	t.Helper()
	s, err := Fill(Source{ID: "alsabaah", Preset: "alsabaah"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCorpusFeeds(t *testing.T) {
	dir, entries := corpus(t)
	r := alsabaah(t)
	for _, e := range entries {
		if !strings.HasPrefix(e.Path, "feeds/synthetic/") || len(e.Expect.List) == 0 {
			continue
		}
		t.Run(filepath.Base(e.Path), func(t *testing.T) {
			f, err := r.Feed(e.URL, e.text(t, dir))
			if err != nil {
				t.Fatal(err)
			}
			if len(f.Refs) != len(e.Expect.List) {
				t.Fatalf("%d items; want %d", len(f.Refs), len(e.Expect.List))
			}
			if want := e.Expect.State == "salvaged"; f.Salvaged != want {
				t.Errorf("salvaged %v; want %v", f.Salvaged, want)
			}
			for i, want := range e.Expect.List {
				compareItem(t, r, f, i, want)
			}
		})
	}
}

func compareItem(t *testing.T, r *Reader, f Feed, i int, want corpusItem) {
	t.Helper()
	got := f.Refs[i]
	if n := r.Number(got.URL); n != want.ID {
		t.Errorf("item %d: number %q; want %q (%s)", i, n, want.ID, got.URL)
	}
	if collapse(got.Title) != collapse(want.Title) {
		t.Errorf("item %d: title %q; want %q", i, got.Title, want.Title)
	}
	if want.GUID != "" && got.GUID != want.GUID && (got.GUID != "" || want.GUID != want.Link) { // RDF and sitemaps have none
		t.Errorf("item %d: guid %q; want %q", i, got.GUID, want.GUID)
	}
	if want.Summary != "" && got.Summary != want.Summary {
		t.Errorf("item %d: summary %q; want %q", i, got.Summary, want.Summary)
	}
	if want.Author != "" && got.Author != want.Author {
		t.Errorf("item %d: author %q; want %q", i, got.Author, want.Author)
	}
	if want.SHA != "" && sha(got.Content) != want.SHA {
		t.Errorf("item %d: the content has another hash:\n%s", i, got.Content)
	}
	if want.Precision == "relative" {
		return // a feed is read without a clock
	}
	if strings.HasPrefix(want.Precision, "hijri") { // the corpus leaves these days alone; package lang converts them
		if day, known := hijriDays[got.Published.Raw]; !known || !sameDate(got.Published.At, &day) || got.Published.Precision != "day" {
			t.Errorf("item %d: published %+v; want the day %q", i, got.Published, day)
		}
		return
	}
	if d := got.Published; !sameDate(d.At, want.Published) {
		t.Errorf("item %d: published %s of %q; want %v", i, d.At, d.Raw, deref(want.Published))
	}
	if want.Precision == "day" && got.Published.Precision != "day" {
		t.Errorf("item %d: precision %s; want day", i, got.Published.Precision)
	}
}

// hijriDays are the days of the Islamic calendar in the corpus, by umm al-qura.
var hijriDays = map[string]string{"17 رمضان 1446": "2025-03-17"}

func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

func deref(s *string) string {
	if s == nil {
		return "none"
	}
	return *s
}

func sameDate(at time.Time, want *string) bool {
	if want == nil {
		return at.IsZero()
	}
	if w, err := time.Parse(time.RFC3339Nano, *want); err == nil {
		return at.Equal(w)
	}
	baghdad := time.FixedZone("", 3*3600)
	return at.In(baghdad).Format("2006-01-02") == *want
}

func TestCorpusFeedsThatAreNone(t *testing.T) {
	dir, entries := corpus(t)
	r := alsabaah(t)
	for _, e := range entries {
		if !strings.HasPrefix(e.Path, "feeds/synthetic/") {
			continue
		}
		switch e.Expect.State {
		case "not-a-feed", "error", "challenged", "rate-limited":
			if f, err := r.Feed(e.URL, e.text(t, dir)); err == nil {
				t.Errorf("%s: read as a feed with %d items", e.Path, len(f.Refs))
			}
		case "empty":
			if f, err := r.Feed(e.URL, e.text(t, dir)); err != nil || len(f.Refs) != 0 {
				t.Errorf("%s: %d items, %v; want none and no error", e.Path, len(f.Refs), err)
			}
		}
	}
}

func TestCorpusRealFeedsAreRead(t *testing.T) {
	dir, entries := corpus(t)
	r, err := Compile(Source{ID: "any"})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Path, "feeds/real/") {
			continue
		}
		start := time.Now()
		f, err := r.Feed("https://paper.example/feed", e.text(t, dir))
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: took %s", e.Path, took)
		}
		want := 0
		if e.Expect.Items != nil {
			want = *e.Expect.Items
		}
		if n := len(f.Refs) + len(f.Loose); e.Expect.State == "ok" && n < want {
			t.Errorf("%s (%s): %d items, %v; want %d", e.Path, e.Format, n, err, want)
		}
	}
}

func TestCorpusListings(t *testing.T) {
	dir, entries := corpus(t)
	r := alsabaah(t)
	l := r.Source().Listings[0]
	for _, e := range entries {
		if !strings.HasPrefix(e.Path, "html/synthetic/") || e.Expect.State != "listing" {
			continue
		}
		t.Run(filepath.Base(e.Path), func(t *testing.T) {
			text := e.text(t, dir)

			refs, next, err := r.Listing(e.URL, l, text)

			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, ref := range refs {
				ids = append(ids, r.Number(ref.URL))
				if ref.Title == "" || ref.ItemHash == "" {
					t.Errorf("%s: no title or hash", ref.URL)
				}
			}
			if strings.Join(ids, " ") != strings.Join(e.Expect.IDs, " ") {
				t.Errorf("articles %v; want %v", ids, e.Expect.IDs)
			}
			if want := strings.TrimPrefix(deref(e.Expect.Next), "none"); next != want {
				t.Errorf("next %q; want %q", next, want)
			}
			if links, want := FeedLinks(e.URL, text), e.Expect.Feeds; want != nil && fmt.Sprint(links) != fmt.Sprint(want) {
				t.Errorf("feeds %v; want %v", links, want)
			}
		})
	}
}

func sha(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
