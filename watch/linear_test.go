package watch

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/marsad/marsad/article"
)

// hardWatches look for what is slow to look for.
func hardWatches() []Watch {
	return []Watch{
		{Name: "near", Query: "ا NEAR/1000 ب NEAR/1000 ت NEAR/1000 ث"},
		{Name: "near itself", Query: "ا NEAR/1000 ا"},
		{Name: "stars", Query: "*ا*ا*ا*ا*ا*ب OR س* OR *س"},
		{Name: "phrase", Query: `"ا * ا * ا * ا" OR ~وزير`},
		{Name: "word", Keyword: "ا ا ا ا ا ا ا ا ا ب"},
		{Name: "without", Query: "NOT ا"},
	}
}

// hardTexts are what is slow to read, a piece to be repeated.
var hardTexts = []struct{ name, piece string }{
	{"an article", ""},
	{"one endless word", "ا"},
	{"only marks", "\u064B"},
	{"letters and marks", "و\u064E"},
	{"only particles", "وبال"},
	{"one word", "ا "},
	{"words of NEAR", "ا ب ت "},
	{"all words of NEAR", "ا ب ت ث "},
	{"digits and signs", "1,000."},
	{"invalid bytes", "\xd8"},
	{"hamzas", "\u0654ا"},
	{"latin", "a.b"},
}

func hardText(piece string, size int) string {
	if piece == "" {
		return sampleArticle(1, size).Body
	}
	return strings.Repeat(piece, size/len(piece))
}

// BenchmarkLinear prints what a byte costs in texts of growing length: a cost that grows with
// the length is a fault.
func BenchmarkLinear(b *testing.B) {
	ix, err := Compile(hardWatches())
	if err != nil {
		b.Fatal(err)
	}
	for _, text := range hardTexts {
		for _, size := range []int{100_000, 1_000_000, 10_000_000} {
			b.Run(fmt.Sprintf("%s/%d KB", text.name, size/1000), func(b *testing.B) {
				art := article.Article{Title: "ا ب", Body: hardText(text.piece, size)}
				for b.Loop() {
					ix.Match(art)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(size), "ns/byte")
			})
		}
	}
}

// hardQueries grow with n.
var hardQueries = []struct {
	name  string
	write func(n int) string
}{
	{"OR of many", func(n int) string { return "ا" + strings.Repeat(" OR بغداد", n) }},
	{"AND of many", func(n int) string { return strings.Repeat("بغداد ", n) }},
	{"NEAR chain", func(n int) string { return "ا" + strings.Repeat(" NEAR/5 ب", n) }},
	{"brackets", func(n int) string { return strings.Repeat("(", n) + "ا" + strings.Repeat(")", n) }},
	{"open brackets", func(n int) string { return strings.Repeat("(", n) }},
	{"NOTs", func(n int) string { return strings.Repeat("NOT ", n) + "ا" }},
	{"stars", func(n int) string { return strings.Repeat("*ا", n) + "*" }},
	{"long phrase", func(n int) string { return `"` + strings.Repeat("عبد الله ", n) + `"` }},
	{"waws", func(n int) string { return `"` + strings.Repeat("و ", n) + `ا"` }},
	{"one endless word", func(n int) string { return strings.Repeat("ابجد", n) }},
}

// TestHardQueries: a query is read and compiled, or refused with the place of what is too much.
func TestHardQueries(t *testing.T) {
	for _, q := range hardQueries {
		t.Run(q.name, func(t *testing.T) {
			for _, n := range []int{10, 1_000, 10_000} {
				w := Watch{Name: "hard", Query: q.write(n)}
				ix, err := Compile([]Watch{w})
				if err != nil {
					var fault *SyntaxError
					if !errors.As(err, &fault) || fault.Col < 1 || fault.Remedy == "" {
						t.Errorf("no place or no remedy: %.300v", err)
					}
					continue
				}
				ix.Match(article.Article{Body: strings.Repeat("ا ب بغداد عبد الله و ", 100)})
			}
		})
	}
}

// BenchmarkHardQueries prints what a byte of a query costs, compiled and matched once.
func BenchmarkHardQueries(b *testing.B) {
	art := sampleArticle(1, 4800)
	for _, q := range hardQueries {
		for _, n := range []int{100, 1_000, 10_000} {
			b.Run(fmt.Sprintf("%s/%d", q.name, n), func(b *testing.B) {
				w := Watch{Name: "hard", Query: q.write(n)}
				refused := 0.0
				for b.Loop() {
					if ix, err := Compile([]Watch{w}); err != nil {
						refused = 1
					} else {
						ix.Match(art)
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(w.Query)), "ns/byte")
				b.ReportMetric(refused, "refused")
			})
		}
	}
}
