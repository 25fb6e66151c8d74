package discover

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// sharedCorpus finds the pages of real papers that are kept beside the repository.
func sharedCorpus(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("MARSAD_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	dir = filepath.Join(dir, "data", "corpus")
	if _, err := os.Stat(filepath.Join(dir, "manifest.json")); err != nil {
		t.Skip("the shared corpus is not here; MARSAD_SHARED names its folder")
	}
	return dir
}

// TestPagesOfRealPapersShowTheFormOfTheirAddresses takes an article's page for a front page: the form of
// the links on it must be that of its own address, which is not among them.
func TestPagesOfRealPapersShowTheFormOfTheirAddresses(t *testing.T) {
	dir := sharedCorpus(t)
	text, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var manifest struct {
		Entries []struct{ Path, Kind, Format, Origin, URL string }
	}
	if err := json.Unmarshal(text, &manifest); err != nil {
		t.Fatal(err)
	}
	pages, found, fits := 0, 0, 0
	for _, e := range manifest.Entries {
		if e.Origin != "real" || e.Format != "html" || e.Kind != "article" || !strings.HasPrefix(e.URL, "http") {
			continue
		}
		p, err := readFront(Page{URL: e.URL, Text: unpacked(t, filepath.Join(dir, e.Path))})
		if err != nil || len(p.links) < 25 {
			continue
		}
		pages++
		own := keyOf(e.URL)
		var others []link
		for _, l := range p.links {
			if l.Canonical != own {
				others = append(others, l)
			}
		}
		forms := formsOf(others, nil)
		if len(forms) == 0 {
			continue
		}
		found++
		if regexp.MustCompile(joinForms(forms)).MatchString(own) {
			fits++
		} else {
			t.Logf("%s: %s does not fit", e.URL, joinForms(forms))
		}
	}
	t.Logf("%d pages, a form was found on %d, it fits the page's own address on %d", pages, found, fits)
	if pages > 0 && (found*10 < pages*6 || fits*10 < found*8) {
		t.Errorf("%d pages, %d forms, %d fit; want forms on six in ten, and eight in ten of them to fit", pages, found, fits)
	}
}

func unpacked(t *testing.T, path string) []byte {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.HasSuffix(path, ".gz") {
		z, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		if raw, err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	return raw
}
