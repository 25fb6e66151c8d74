package watch

import (
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/article"
)

func BenchmarkCompileHundredThousand(b *testing.B) {
	ws := sampleWatches(100_000)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for b.Loop() {
		ix, err := Compile(ws)
		if err != nil {
			b.Fatal(err)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		runtime.KeepAlive(ix)
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
}

// TestNoInputIsSlow: time grows with the length of a text, whatever stands in it. The bound is
// a hundred times what is needed, so that only another order of growth fails.
func TestNoInputIsSlow(t *testing.T) {
	ix := mustCompile(t,
		Watch{Name: "near", Query: "ا NEAR/1000 ب NEAR/1000 ت NEAR/1000 ث"},
		Watch{Name: "stars", Query: "*ا*ا*ا*ا*ا*ب OR س* OR *س"},
		Watch{Name: "phrase", Query: `"ا * ا * ا * ا" OR ~وزير`},
		Watch{Name: "word", Keyword: "ا ا ا ا ا ا ا ا ا ب"},
	)
	const size = 1 << 20
	for name, piece := range map[string]string{
		"one endless word": "ا", "only marks": "\u064B", "letters and marks": "و\u064E", "only particles": "وبال", "single letters": "ا ",
		"two words of NEAR": "ا ب ت ", "digits and signs": "1,000.", "invalid bytes": "\xd8", "hamzas": "\u0654ا", "latin": "a.b",
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Repeat(piece, size/len(piece))
			start := time.Now()
			ix.Match(article.Article{Title: "ا ب", Body: text})
			if d := time.Since(start); d > 20*time.Second {
				t.Errorf("%d bytes took %v", len(text), d)
			} else {
				t.Log(d)
			}
		})
	}
}
