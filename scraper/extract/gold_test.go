package extract

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/sources"
)

// words are a text's words with how often they occur.
func words(s string) map[string]int {
	m := map[string]int{}
	for w := range strings.FieldsSeq(s) {
		m[w]++
	}
	return m
}

// overlap is the F1 of two texts' words.
func overlap(got, want string) (precision, recall, f1 float64) {
	g, w := words(got), words(want)
	var both, ng, nw int
	for k, n := range g {
		both += min(n, w[k])
		ng += n
	}
	for _, n := range w {
		nw += n
	}
	if both == 0 {
		return 0, 0, 0
	}
	precision, recall = float64(both)/float64(ng), float64(both)/float64(nw)
	return precision, recall, 2 * precision * recall / (precision + recall)
}

// tally counts what was asked and what was right.
type tally struct{ right, asked int }

func (c *tally) count(right bool) {
	c.asked++
	if right {
		c.right++
	}
}

// TestCorpusRealPages reads every real page without selectors. None may crash or hang; the texts of
// those with a known text must on the whole be found. MARSAD_SHOW=1 prints what is not right.
func TestCorpusRealPages(t *testing.T) {
	dir, entries := corpus(t)
	show := os.Getenv("MARSAD_SHOW") != ""
	var title, date, authors tally
	byLanguage := map[string][]float64{}
	sum, n := 0.0, 0
	for _, e := range entries {
		if !strings.HasPrefix(e.Path, "html/real/") {
			continue
		}
		text := e.text(t, dir)
		start := time.Now()
		got, err := Article(compiled(t, sources.Source{ID: "any", Zone: e.zone()}), Page{URL: e.URL, Text: text, FetchedAt: time.Now()})
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: took %s", e.Path, took)
		}
		if e.Gold == "" {
			continue
		}
		p, r, f1 := overlap(got.Body, e.goldText(t, dir))
		sum, n = sum+f1, n+1
		byLanguage[e.Language] = append(byLanguage[e.Language], f1)
		if show && f1 < 0.97 {
			fmt.Printf("%s: F1 %.3f precision %.2f recall %.2f %v\n", e.Path, f1, p, r, err)
		}
		if e.Expect.Title != "" {
			title.count(got.Title == e.Expect.Title)
			authors.count(slices.Equal(got.Authors, e.Expect.Authors))
			date.count(sameDay(got.Published, e))
			if show && (got.Title != e.Expect.Title || !slices.Equal(got.Authors, e.Expect.Authors) || !sameDay(got.Published, e)) {
				fmt.Printf("%s:\n\t%q; want %q\n\t%q; want %q\n\t%v; want %v\n", e.Path, got.Title, e.Expect.Title, got.Authors, e.Expect.Authors, got.Published, e.Expect.Published)
			}
		}
	}
	t.Logf("%d pages with a known text: mean F1 of words %.3f; titles %v, dates %v, authors %v", n, sum/float64(max(n, 1)), title, date, authors)
	for _, language := range slices.Sorted(maps.Keys(byLanguage)) {
		t.Logf("%s: %d pages, mean F1 of words %.3f", language, len(byLanguage[language]), mean(byLanguage[language]))
	}
	if n > 0 && sum/float64(n) < 0.85 {
		t.Error("the general extractor finds too little")
	}
}

// zone is the source's time zone where the expectation names it, else UTC.
func (e corpusEntry) zone() *time.Location {
	if e.Expect.Published != nil {
		if name, ok := strings.CutPrefix(e.Expect.Published.Zone, "source-default "); ok {
			if loc, err := time.LoadLocation(name); err == nil {
				return loc
			}
		}
	}
	return time.UTC
}

func (e corpusEntry) goldText(t *testing.T, dir string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, e.Gold))
	if err != nil {
		t.Fatal(err)
	}
	var gold struct{ Paragraphs []string }
	if err := json.Unmarshal(raw, &gold); err != nil {
		t.Fatal(err)
	}
	return strings.Join(gold.Paragraphs, "\n\n")
}

func sameDay(got article.Date, e corpusEntry) bool {
	want := e.Expect.Published
	if want == nil {
		return got.IsZero()
	}
	if at, err := time.Parse(time.RFC3339Nano, want.Value); err == nil {
		return got.At.Sub(at).Abs() < time.Second
	}
	return got.At.In(e.zone()).Format("2006-01-02") == want.Value
}
