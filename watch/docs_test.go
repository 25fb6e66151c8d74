package watch

import (
	"os"
	"strings"
	"testing"
)

// TestTheQueriesOfTheManualCanBeRead reads the examples of docs/query-language.md.
func TestTheQueriesOfTheManualCanBeRead(t *testing.T) {
	manual, err := os.ReadFile("../docs/query-language.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(manual), "## Queries to begin with\n\n```\n")
	examples, _, _ := strings.Cut(rest, "```")
	n := 0
	for line := range strings.Lines(examples) {
		query, _, _ := strings.Cut(line, "   ")
		w := Watch{Query: strings.TrimSpace(query)}
		if err := w.Check(); err != nil {
			t.Errorf("%s: %v", query, err)
		}
		for _, notice := range Notices(w, nil, nil) {
			t.Errorf("%s is warned of: %s", query, notice.Text)
		}
		n++
	}
	if n < 5 {
		t.Errorf("%d examples were found", n)
	}
}
