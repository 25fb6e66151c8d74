package story

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"
)

// made is a text of n words drawn as a newspaper draws them: few words often, many seldom.
func made(rng *rand.Rand, zipf *rand.Zipf, n int) string {
	var b strings.Builder
	for i := range n {
		if i%18 == 17 {
			b.WriteString(". ")
		}
		fmt.Fprintf(&b, "كلمة%s ", string([]rune("ابتثجحخدذرزسشصضطظعغفقكلمنهوي")[zipf.Uint64()%28])+letterNumber(zipf.Uint64()))
	}
	_ = rng
	return b.String()
}

func letterNumber(n uint64) string {
	const alphabet = "ابتثجحخدذرزسشص"
	r := []rune(alphabet)
	var out []rune
	for ; n > 0; n /= uint64(len(r)) {
		out = append(out, r[n%uint64(len(r))])
	}
	return string(out)
}

func draws() (*rand.Rand, *rand.Zipf) {
	rng := rand.New(rand.NewPCG(1, 2))
	return rng, rand.NewZipf(rng, 1.1, 4, 40_000)
}

// BenchmarkStream is the whole work on one new article before a window of 100,000: reading, finding
// candidates, judging them, adding it.
func BenchmarkStream(b *testing.B) {
	const window = 100_000
	rng, zipf := draws()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	x := NewIndex(window)
	texts := make([]string, 2000)
	for i := range texts {
		texts[i] = made(rng, zipf, 220)
	}
	for i := range window { // every text's beginning differs, as in agencies' series
		x.Add(int64(i), Read(Text{made(rng, zipf, 20) + ". " + texts[i%len(texts)][:400] + made(rng, zipf, 60), morning}).Sketch())
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	var judged int
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		text := texts[i%len(texts)]
		r := Read(Text{text, morning.Add(time.Hour)})
		for range x.Candidates(r.Sketch()) {
			judged++
			Judge(r, r)
		}
		x.Add(int64(window+i), r.Sketch())
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MiB-index")
	b.ReportMetric(float64(judged)/float64(b.N), "judged/op")
}

func BenchmarkRead(b *testing.B) {
	rng, zipf := draws()
	text := made(rng, zipf, 220)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Read(Text{text, morning})
	}
}

func BenchmarkJudge(b *testing.B) {
	p := readPairs(b)[0]
	x, y := Read(Text{p.a, morning}), Read(Text{p.b, morning})
	b.ReportAllocs()
	for b.Loop() {
		Judge(x, y)
	}
}

func FuzzJudge(f *testing.F) {
	for _, p := range readPairs(f)[:12] {
		f.Add(p.a, p.b)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		x, y := Read(Text{a, morning}), Read(Text{b, morning})
		v, w := Judge(x, y), Judge(y, x)
		if x.sketch.Words != y.sketch.Words && v.Same != w.Same {
			t.Fatalf("%v one way, %v the other: %s / %s", v.Same, w.Same, v.Why(), w.Why())
		}
		if same := Judge(x, x); x.sketch.Words >= MinWords && !same.Same && same.Overlap > minOverlap {
			t.Fatalf("a text is no story with itself: %s", same.Why())
		}
		i := NewIndex(4)
		i.Add(1, x.Sketch())
		i.Add(2, y.Sketch())
		i.Candidates(x.Sketch())
	})
}
