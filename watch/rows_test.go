package watch

import (
	"os"
	"strings"
	"testing"

	"github.com/marsad/marsad/article"
)

// TestRows goes through the judged pairs of testdata, which say what a watch matches.
func TestRows(t *testing.T) {
	for _, name := range []string{"testdata/rows.txt", "testdata/more_rows.txt", "testdata/hard_rows.txt"} {
		t.Run(name, func(t *testing.T) { testRows(t, name) })
	}
}

func testRows(t *testing.T, name string) {
	file, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(string(file), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		cols := strings.Split(line, " | ")
		if len(cols) != 4 {
			t.Fatalf("line %d has %d columns; want class, verdict, watch, text", i+1, len(cols))
		}
		w := Watch{Keyword: cols[2]}
		if q, ok := strings.CutPrefix(cols[2], "?"); ok {
			w = Watch{Query: q}
		}
		ix, err := Compile([]Watch{w})
		if err != nil {
			t.Errorf("line %d: %v", i+1, err)
			continue
		}

		got := len(ix.Match(article.Article{Body: strings.ReplaceAll(cols[3], `\n`, "\n")})) > 0

		if want := cols[1] == "+"; got != want {
			t.Errorf("line %d (%s): watch %s on %q: match %t, want %t", i+1, cols[0], cols[2], cols[3], got, want)
		}
	}
}
