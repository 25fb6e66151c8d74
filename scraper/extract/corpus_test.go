package extract

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/sources"
	"golang.org/x/net/html/charset"
)

// corpusEntry is one page of the shared test corpus with what is expected of it.
type corpusEntry struct {
	Path     string
	URL      string
	Kind     string
	Language string
	Serve    struct{ Headers map[string]string }
	Expect   struct {
		State     string
		ID        string
		Canonical string `json:"canonical_url"`
		Title     string
		Section   *string
		Published *struct {
			Raw, Value, Precision, Zone string
		}
		Byline      *string
		Image       *string
		PDF         string
		Location    string
		Charset     string
		Paragraphs  *int
		SHA         string   `json:"text_sha256"`
		Not         []string `json:"body_must_not_contain"`
		Page        int
		ProfileFits *bool `json:"profile_matched"`
		Authors     []string
	}
	Gold string // file with the page's text
}

func corpus(t testing.TB) (dir string, entries []corpusEntry) {
	t.Helper()
	shared := os.Getenv("MARSAD_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	dir = filepath.Join(shared, "data", "corpus")
	raw, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Skip("the shared corpus is not here (MARSAD_SHARED names its folder):", err)
	}
	var m struct{ Entries []json.RawMessage }
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	for _, one := range m.Entries {
		var e corpusEntry
		var head struct{ Path string }
		if json.Unmarshal(one, &head) != nil || !strings.HasPrefix(head.Path, "html/") {
			continue
		}
		_ = json.Unmarshal(one, &e) // real pages' expectations have other shapes; what fits is taken
		entries = append(entries, e)
	}
	return dir, entries
}

// text reads a page as the fetcher would hand it on: unpacked, in UTF-8.
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
	if c := e.Expect.Charset; c != "" && c != "utf-8" {
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

func alsabaah(t testing.TB) *sources.Reader {
	t.Helper()
	s, err := sources.Fill(sources.Source{ID: "alsabaah", Preset: "alsabaah"})
	if err != nil {
		t.Fatal(err)
	}
	return compiled(t, s)
}

func compiled(t testing.TB, s sources.Source) *sources.Reader {
	t.Helper()
	r, err := sources.Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestCorpusArticles(t *testing.T) {
	dir, entries := corpus(t)
	paper, other := alsabaah(t), compiled(t, sources.Source{ID: "madina", Home: "https://madina.example/", Language: "ar"})
	for _, e := range entries {
		if !strings.HasPrefix(e.Path, "html/synthetic/") || e.Kind != "article" || e.Expect.Page > 1 || e.Expect.State == "incomplete" {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(e.Path), ".html"), func(t *testing.T) {
			r := paper
			if strings.Contains(e.URL, "madina") {
				r = other
			}
			got, err := Article(r, Page{URL: e.URL, Text: e.text(t, dir), FetchedAt: time.Date(2025, 3, 17, 9, 0, 0, 0, time.UTC)})
			if err != nil {
				t.Fatal(err)
			}
			compareArticle(t, got, e)
		})
	}
}

func compareArticle(t *testing.T, got Extracted, e corpusEntry) {
	t.Helper()
	want := e.Expect
	if kind := map[string]article.Kind{"stub": article.Stub, "issue-pdf": article.Issue}[want.State]; kind != "" && got.Kind != kind {
		t.Errorf("kind %s; want %s", got.Kind, kind)
	}
	if want.State == "article" && got.Kind != article.Text {
		t.Errorf("kind %s; want an article", got.Kind)
	}
	if want.ID != "" && got.Key != article.AliasNumber(want.ID) {
		t.Errorf("key %s; want %s", got.Key, want.ID)
	}
	if got.URL != want.Canonical {
		t.Errorf("url %s; want %s", got.URL, want.Canonical)
	}
	for _, f := range []struct {
		name, got string
		want      *string
	}{{"title", got.Title, &want.Title}, {"section", got.Section, want.Section}, {"byline", got.Byline, want.Byline}, {"image", got.ImageURL, want.Image}} {
		if f.want != nil && f.got != *f.want {
			t.Errorf("%s %q; want %q", f.name, f.got, *f.want)
		}
	}
	comparePublished(t, got.Published, e)
	if want.PDF != got.PDF {
		t.Errorf("pdf %q; want %q", got.PDF, want.PDF)
	}
	if n := len(got.Paragraphs()); want.Paragraphs != nil && n != *want.Paragraphs {
		t.Errorf("%d paragraphs; want %d", n, *want.Paragraphs)
	}
	sum := sha256.Sum256([]byte(got.Body))
	if want.SHA != "" && hex.EncodeToString(sum[:]) != want.SHA {
		t.Errorf("another text:\n%s", got.Body)
	}
	for _, not := range want.Not {
		if strings.Contains(got.Body, not) {
			t.Errorf("%q stands in the text", not)
		}
	}
	if fits := want.ProfileFits; fits != nil && got.Fallback == *fits {
		t.Errorf("fallback %v; want %v", got.Fallback, !*fits)
	}
	if got.Language != e.Language {
		t.Errorf("language %q; want %q", got.Language, e.Language)
	}
}

func comparePublished(t *testing.T, got article.Date, e corpusEntry) {
	t.Helper()
	want := e.Expect.Published
	if want == nil {
		if !got.IsZero() {
			t.Errorf("published %v; want none", got)
		}
		return
	}
	at := got.At.In(time.FixedZone("", 3*3600)).Format("2006-01-02")
	if want.Precision != "day" {
		at = got.At.In(time.FixedZone("", 3*3600)).Format(time.RFC3339)
	}
	if at != want.Value || string(got.Precision) != want.Precision || got.Raw != want.Raw {
		t.Errorf("published %s %s %q; want %s %s %q", at, got.Precision, got.Raw, want.Value, want.Precision, want.Raw)
	}
}

func TestCorpusPagesThatAreNoArticle(t *testing.T) {
	dir, entries := corpus(t)
	r := alsabaah(t)
	reasons := map[string][]string{
		"soft-404": {SoftMissing}, "not-found": {SoftMissing}, "not-an-article": {Maintenance, LoginWall}, "empty": {Empty},
		"redirect": {Redirect}, "listing": {Listing}, "incomplete": {Incomplete}, "unavailable": {Maintenance, Listing}, "article": {Continuation},
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Path, "html/synthetic/") || e.Kind == "article" && e.Expect.Page < 2 && e.Expect.State != "incomplete" {
			continue
		}
		want := reasons[e.Expect.State]
		if want == nil {
			continue // challenge pages are the fetcher's
		}
		got, err := Article(r, Page{URL: e.URL, Text: e.text(t, dir)})
		var no *NotArticleError
		if !errors.As(err, &no) || !slices.Contains(want, no.Reason) {
			t.Errorf("%s: %v, title %q; want one of %v", e.Path, err, got.Title, want)
			continue
		}
		if e.Expect.Location != "" && no.Location != e.Expect.Location {
			t.Errorf("%s: leads to %q; want %q", e.Path, no.Location, e.Expect.Location)
		}
	}
}
