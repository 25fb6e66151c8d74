package watch

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// shared returns the path of a file in the folder of judged data that may stand beside the
// repository, and skips the test where there is none.
func shared(t *testing.T, name string) string {
	t.Helper()
	dirs := []string{os.Getenv("MARSAD_SHARED"), filepath.Join("..", "..", "shared")}
	for _, dir := range dirs {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if _, err := os.Stat(path); dir != "" && err == nil {
			return path
		}
	}
	t.Skipf("no %s beside the repository and none in $MARSAD_SHARED", name)
	return ""
}

func TestEvalJudgedRows(t *testing.T) {
	f, err := os.Open(shared(t, "data/arabic/dev.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()

	rep, err := Eval(f)

	if err != nil {
		t.Fatal(err)
	}
	t.Logf("\n%s", rep)
	if p, r := rep.Total.Precision(), rep.Total.Recall(); p < .97 || r < .90 {
		t.Errorf("precision %.3f and recall %.3f; want at least .97 and .90", p, r)
	}
}

// TestEvalLemmaMode judges ~ by the same rows: the watch's words with their families.
func TestEvalLemmaMode(t *testing.T) {
	data, err := os.ReadFile(shared(t, "data/arabic/dev.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	score := Score{Class: "lemma mode"}
	for line := range bytes.Lines(data) {
		var row Row
		if err := json.Unmarshal(line, &row); err != nil {
			t.Fatal(err)
		}
		if row.Ambiguous || row.Kind != "keyword" {
			continue
		}
		row.Kind, row.Watch, row.ShouldMatch = "query", `~"`+row.Watch+`"`, row.ShouldMatchStemmed
		score.count(row, predict(row).Match)
	}
	t.Logf("precision %.3f recall %.3f, wrong: %v", score.Precision(), score.Recall(), score.Wrong)
	if score.Precision() < .97 || score.Recall() < .95 {
		t.Errorf("precision %.3f and recall %.3f; want at least .97 and .95", score.Precision(), score.Recall())
	}
}
