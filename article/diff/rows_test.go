package diff_test

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/marsad/marsad/article/diff"
	"github.com/marsad/marsad/lang"
)

// TestJudgedVersions reads pairs of versions that were judged by docs/identity.md before the rules
// were asked: whether they are an edit, and which words one of them lacks altogether.
func TestJudgedVersions(t *testing.T) {
	f, err := os.Open("testdata/edits.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	d := diff.New(lang.Fold, func(a, b string) bool { return lang.VowelsOf(a, 0).Agrees(b, 0) })
	both, want, got := 0, 0, 0
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		type version struct{ Title, Text string }
		var row struct {
			ID            string
			Before, After version
			Edit          bool     `json:"is_edit"`
			Appeared      []string `json:"words_appeared"`
			Vanished      []string `json:"words_vanished"`
			Why           string
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		r := d.Compare(diff.Text{Title: row.Before.Title, Body: row.Before.Text}, diff.Text{Title: row.After.Title, Body: row.After.Text})
		if r.Edit != row.Edit {
			t.Errorf("%s (%s): edit = %v; want %v", row.ID, row.Why, r.Edit, row.Edit)
		}
		if row.Edit && row.Appeared == nil && row.Vanished == nil { // judged for the verdict alone
			continue
		}
		for _, x := range [][2][]string{{row.Appeared, r.Appeared}, {row.Vanished, r.Vanished}} {
			a, b := folded(x[0]), folded(x[1])
			want, got = want+len(a), got+len(b)
			for _, w := range a {
				if slices.Contains(b, w) {
					both++
				}
			}
		}
	}
	if f1 := 2 * float64(both) / float64(want+got); f1 < .95 {
		t.Errorf("F1 of the words is %.3f; want .95", f1)
	}
}

func folded(words []string) []string {
	var out []string
	for _, w := range words {
		if w = lang.Fold(w); !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}
