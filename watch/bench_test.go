package watch

import (
	"fmt"
	"testing"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/internal/invented"
	"github.com/marsad/marsad/lang"
)

// sampleArticle writes an article of about n bytes.
func sampleArticle(seed uint64, n int) article.Article { return invented.Article(seed, n) }

// sampleWatches are n watches as users write them.
func sampleWatches(n int) []Watch {
	ws := make([]Watch, n)
	for i, w := range invented.Watches(n) {
		ws[i] = Watch{Name: w.Name, Keyword: w.Keyword, Query: w.Query}
	}
	return ws
}

func BenchmarkMatch(b *testing.B) {
	arts := make([]article.Article, 50)
	for i := range arts {
		arts[i] = sampleArticle(uint64(i), 4800)
	}
	for _, n := range []int{100, 1_000, 10_000, 100_000} {
		ix, err := Compile(sampleWatches(n))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n, " watches"), func(b *testing.B) {
			b.ReportAllocs()
			matches := 0
			for i := 0; b.Loop(); i++ {
				matches += len(ix.Match(arts[i%len(arts)]))
			}
			b.ReportMetric(float64(matches)/float64(b.N), "matches/op")
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	ws := sampleWatches(10_000)
	for b.Loop() {
		if _, err := Compile(ws); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTokens(b *testing.B) {
	text := sampleArticle(1, 4800).Body
	b.SetBytes(int64(len(text)))
	var toks []lang.Token
	for b.Loop() {
		toks = lang.AppendTokens(toks[:0], text)
	}
	b.ReportMetric(float64(len(toks)), "words")
}
