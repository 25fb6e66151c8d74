package monitor

import (
	"bytes"
	"compress/gzip"
	"context"
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
	"github.com/marsad/marsad/scraper/extract"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// corpus finds the folder of test pages beside the repository.
func corpus(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("MARSAD_SHARED")
	if dir == "" {
		dir = "../../shared"
	}
	dir = filepath.Join(dir, "data", "corpus")
	if _, err := os.Stat(filepath.Join(dir, "manifest.json")); err != nil {
		t.Skip("the corpus of test pages is not beside the repository")
	}
	return dir
}

type corpusEntry struct {
	Path   string
	Kind   string
	URL    string
	Serve  struct{ Headers map[string]string }
	Expect struct {
		State          string
		ID             string
		Title          string
		Section        string
		Byline         string
		Paragraphs     int
		SameAs         string `json:"same_as"`
		VersionOf      string `json:"version_of"`
		Edited         *bool
		MustNotVersion bool `json:"must_not_be_version"`
	}
}

func corpusEntries(t *testing.T, dir string) []corpusEntry {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var m struct{ Entries []json.RawMessage }
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	var out []corpusEntry
	for _, raw := range m.Entries {
		var e corpusEntry
		if json.Unmarshal(raw, &e) == nil && strings.HasPrefix(e.Path, "html/synthetic/") {
			out = append(out, e)
		}
	}
	return out
}

// pressTest is the pipeline behind the fetcher over one store.
type pressTest struct {
	t     *testing.T
	dir   string
	m     *Monitor
	d     *desk
	store *store.Store
}

func newPressTest(t *testing.T) *pressTest {
	dir := corpus(t)
	src, err := sources.Fill(sources.Source{ID: "alsabaah", Preset: "alsabaah", Every: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	r, err := sources.Compile(src)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &pressTest{t: t, dir: dir, m: &Monitor{store: s, now: time.Now}, d: &desk{src: r.Source(), reader: r}, store: s}
}

func (p *pressTest) read(e corpusEntry) (reading, error) {
	p.t.Helper()
	body, err := os.ReadFile(filepath.Join(p.dir, e.Path))
	if err != nil {
		p.t.Fatal(err)
	}
	if strings.HasSuffix(e.Path, ".gz") {
		z, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			p.t.Fatal(err)
		}
		if body, err = io.ReadAll(z); err != nil {
			p.t.Fatal(err)
		}
	}
	text, _ := fetch.Decode(body, e.Serve.Headers["Content-Type"], "windows-1256")
	read, err := extract.Article(p.d.reader, extract.Page{URL: e.URL, Text: text, Body: body, ContentType: e.Serve.Headers["Content-Type"], FetchedAt: time.Now()})
	return reading{Article: read.Article, claims: read.Claims, lie: read.Lie}, err
}

func (p *pressTest) save(art reading) store.Saved {
	p.t.Helper()
	in := p.m.intakeFor(p.d, art, item{})
	var out store.Saved
	err := p.store.Write(p.t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		out, err = tx.SaveArticle(ctx, in)
		return err
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

// TestCorpusIdentity: pages that are one article become one, edits versions, all else neither.
func TestCorpusIdentity(t *testing.T) {
	entries := corpusEntries(t, corpus(t))
	i := slices.IndexFunc(entries, func(e corpusEntry) bool { return e.Path == "html/synthetic/article.html" })
	for _, e := range entries {
		if e.Expect.ID != entries[i].Expect.ID || e.Kind != "article" && !e.Expect.MustNotVersion {
			continue
		}
		t.Run(filepath.Base(e.Path), func(t *testing.T) {
			p := newPressTest(t)
			art, err := p.read(entries[i])
			if err != nil {
				t.Fatal(err)
			}
			first := p.save(art)

			art, err = p.read(e)
			var none *extract.NotArticleError
			if errors.As(err, &none) {
				if e.Expect.State == "article" && !strings.Contains(e.Path, "page-2") {
					t.Fatalf("the page was refused: %v", err)
				}
				return // no version, no article
			}
			if err != nil {
				t.Fatal(err)
			}
			got := p.save(art)

			wantChange := e.Expect.VersionOf != "" && (e.Expect.Edited == nil || *e.Expect.Edited)
			if got.ID != first.ID || got.New || got.Changed != wantChange {
				t.Errorf("became %+v; want article %d, changed %v", got, first.ID, wantChange)
			}
		})
	}
}

// TestCorpusDistinct: articles of other numbers are articles of their own, though one may quote another.
func TestCorpusDistinct(t *testing.T) {
	p := newPressTest(t)
	ids := map[int64]string{}
	for _, e := range corpusEntries(t, p.dir) {
		if e.Kind != "article" || e.Expect.State != "article" || e.Expect.SameAs != "" || e.Expect.VersionOf != "" || e.Expect.ID == "113312" || !strings.Contains(e.URL, "alsabaah.iq/") {
			continue
		}
		art, err := p.read(e)
		if err != nil {
			t.Errorf("%s: %v", e.Path, err)
			continue
		}
		saved := p.save(art)
		if other, ok := ids[saved.ID]; ok && other != e.Expect.ID {
			t.Errorf("%s (number %s) was taken for number %s", e.Path, e.Expect.ID, other)
		}
		ids[saved.ID] = e.Expect.ID
	}
	if len(ids) < 5 {
		t.Errorf("only %d articles were read", len(ids))
	}
}

// TestCorpusSeed: the project's own first article, in its paper's design, is found by its watches,
// and what is marked are the vocalised words as printed.
func TestCorpusSeed(t *testing.T) {
	p := newPressTest(t)
	entries := corpusEntries(t, p.dir)
	i := slices.IndexFunc(entries, func(e corpusEntry) bool { return e.Path == "html/synthetic/article.html" })
	want := entries[i].Expect
	art, err := p.read(entries[i])
	if err != nil {
		t.Fatal(err)
	}
	if art.Title != want.Title || art.Section != want.Section || art.Byline != want.Byline || len(art.Paragraphs()) != want.Paragraphs ||
		art.Published.Precision != article.Day || !art.Published.At.Equal(time.Date(2025, 3, 16, 21, 0, 0, 0, time.UTC)) {
		t.Errorf("read as %q, %q, %q, %d paragraphs, %+v; want %+v", art.Title, art.Section, art.Byline, len(art.Paragraphs()), art.Published, want)
	}
	for name, printed := range map[string]string{"داعش": "داعش", "السوداني": "السودانيّ", "محمد شياع السوداني": "محمّد شياع السودانيّ", "التحالف الدولي": "التحالف الدوليِّ", "الامن الاقليمي": "الأمن الإقليميِّ"} {
		ix, err := watch.Compile([]watch.Watch{{Name: name, Keyword: name}})
		if err != nil {
			t.Fatal(err)
		}
		found := ix.Match(art.Article)
		if len(found) != 1 {
			t.Errorf("watch %s: %d matches; want 1", name, len(found))
			continue
		}
		var words []string
		for _, h := range found[0].Highlights {
			if h.Field == "body" {
				words = append(words, art.Body[h.Start:h.End])
			}
		}
		if !slices.ContainsFunc(words, func(w string) bool { return strings.Contains(w, printed) || strings.Contains(printed, w) && w != "" }) {
			t.Errorf("watch %s marks %q; want %q among them", name, words, printed)
		}
	}
}
