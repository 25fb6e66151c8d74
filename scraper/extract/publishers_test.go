package extract

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/marsad/marsad/sources"
	"golang.org/x/net/html"
)

// goldPage is a page of the set of newspaper pages with known texts.
type goldPage struct {
	ID, URL, Title, Text, File string
}

// goldPages are the pages of a set by publisher. The test is skipped where the set is not found.
func goldPages(t *testing.T, set string) map[string][]goldPage {
	t.Helper()
	shared := cmp.Or(os.Getenv("MARSAD_SHARED"), filepath.Join("..", "..", "..", "shared"))
	dir := filepath.Join(shared, "data", "extract")
	raw, err := os.ReadFile(filepath.Join(dir, set+".jsonl"))
	if err != nil {
		t.Skip("no set of pages with known texts beside the repository")
	}
	out := map[string][]goldPage{}
	lines := bufio.NewScanner(bytes.NewReader(raw))
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var p goldPage
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			t.Fatal(err)
		}
		p.File = filepath.Join(dir, p.File)
		site, _, _ := strings.Cut(p.ID, "_")
		out[site] = append(out[site], p)
	}
	return out
}

func (p goldPage) page(t *testing.T) Page {
	t.Helper()
	f, err := os.Open(p.File)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return Page{URL: p.URL, Text: text}
}

var oneWord = regexp.MustCompile(`[\p{L}\p{N}_]+`)

// fours are a text's sequences of four words.
func fours(s string) string {
	words := oneWord.FindAllString(strings.ToLower(s), -1)
	out := make([]string, 0, len(words))
	for i := range max(1, len(words)-3) {
		out = append(out, strings.Join(words[i:min(i+4, len(words))], "_"))
	}
	return strings.Join(out, " ")
}

// parsed reads a page generally and keeps its document.
func parsed(t *testing.T, r *sources.Reader, page Page) (*document, findings, error) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page.Text))
	if err != nil {
		t.Fatal(err)
	}
	d := newDocument(r, page, root)
	f, err := d.findGenerally()
	return d, f, err
}

// TestProfilesOfPublishers learns from all pages of a publisher but one and reads that one, for each
// publisher with several pages. MARSAD_SHOW=1 prints each page.
func TestProfilesOfPublishers(t *testing.T) {
	r := compiled(t, sources.Source{ID: "any"})
	var general, learned []float64
	used, pages := 0, 0
	sites := goldPages(t, "fundus")
	for _, site := range slices.Sorted(maps.Keys(sites)) {
		set := sites[site]
		if len(set) < 2 {
			continue
		}
		for i, held := range set {
			pages++
			var samples []sample
			var last []string
			for k, other := range set {
				if k == i {
					continue
				}
				if d, f, err := parsed(t, r, other.page(t)); err == nil {
					if s, ok := d.observe(f); ok {
						samples, last = append(samples, s), f.paragraphs
					}
				}
			}
			d, f, err := parsed(t, r, held.page(t))
			if err != nil {
				t.Logf("%s: %v", held.ID, err)
				continue
			}
			_, _, g := overlap(fours(strings.Join(f.paragraphs, "\n")), fours(held.Text))
			l, how := g, "no profile"
			if len(samples) > 0 {
				if p, ok := learn(samples, last); ok {
					c, err := compile(p)
					if err != nil {
						t.Fatal(err)
					}
					mine, broken := d.byLearned(c)
					how = p.Body
					if broken != nil {
						how += ": " + broken.Error()
					} else {
						used++
						_, _, l = overlap(fours(strings.Join(mine.paragraphs, "\n")), fours(held.Text))
						if os.Getenv("MARSAD_SHOW") != "" {
							how += " agreement " + trim3(agreement(asParagraphs(mine.paragraphs), asParagraphs(f.paragraphs)))
						}
					}
				}
			}
			general, learned = append(general, g), append(learned, l)
			if os.Getenv("MARSAD_SHOW") != "" {
				t.Logf("%-34s general %.3f learned %.3f  %s", held.ID, g, l, how)
			}
		}
	}
	t.Logf("%d pages of publishers with several; the profile held on %d: mean text F1 %.4f with it, %.4f without", pages, used, mean(learned), mean(general))
	if mean(learned) < mean(general)-0.01 {
		t.Error("profiles read worse than the general extractor")
	}
}

func mean(xs []float64) float64 {
	sum := 0.0
	for _, x := range xs {
		sum += x
	}
	return sum / float64(max(1, len(xs)))
}

func trim3(x float64) string { return strconv.FormatFloat(x, 'f', 3, 64) }
