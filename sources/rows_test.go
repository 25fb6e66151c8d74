package sources

import (
	"bufio"
	"encoding/json"
	"os"
	"testing"
)

// TestJudgedPairs reads pairs of addresses that were judged by docs/identity.md before the rules were
// asked. A wrong join is worse than a missed one: it hides an article.
func TestJudgedPairs(t *testing.T) {
	f, err := os.Open("testdata/addresses.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var row struct {
			ID     string
			System string `json:"source_kind"`
			A, B   string
			Same   bool
			Why    string
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		system, err := AddressesOf(row.System)
		if err != nil {
			t.Fatal(err)
		}
		if got := system.Same(row.A, row.B); got != row.Same {
			t.Errorf("%s (%s): %s and %s: same = %v; want %v", row.ID, row.Why, row.A, row.B, got, row.Same)
		}
	}
}
