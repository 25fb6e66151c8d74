package peers

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	coregx "github.com/coregx/ahocorasick"
	petar "github.com/petar-dambovaliev/aho-corasick"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/internal/invented"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/watch"
)

// matcher returns how many watches an article makes true.
type matcher func(article.Article) int

// peers are built from watches; what a build keeps is measured by bench.
var peers = []struct {
	name  string
	build func([]invented.Watch) (matcher, error)
}{
	{"marsad", marsad},
	{"substrings", substrings},
	{"aho-corasick coregx", automaton},
	{"aho-corasick petar-dambovaliev", trie},
}

var sizes = []int{1_000, 10_000, 100_000}

func BenchmarkPeers(b *testing.B) {
	arts := articles()
	for _, n := range sizes {
		ws := invented.Watches(n)
		for _, p := range peers {
			b.Run(fmt.Sprintf("%d watches/%s", n, p.name), func(b *testing.B) {
				before, start := heap(), time.Now()
				match, err := p.build(ws)
				if err != nil {
					b.Fatal(err)
				}
				built := time.Since(start)
				kept := float64(heap()) - float64(before)
				hits := 0
				for i := 0; b.Loop(); i++ {
					hits += match(arts[i%len(arts)])
				}
				b.ReportMetric(float64(hits)/float64(b.N), "hits/op")
				b.ReportMetric(built.Seconds(), "build-s")
				b.ReportMetric(kept/1e6, "MB")
			})
		}
	}
}

func articles() []article.Article {
	arts := make([]article.Article, 50)
	for i := range arts {
		arts[i] = invented.Article(uint64(i), 4800)
	}
	return arts
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func marsad(ws []invented.Watch) (matcher, error) {
	own := make([]watch.Watch, len(ws))
	for i, w := range ws {
		own[i] = watch.Watch{Name: w.Name, Keyword: w.Keyword, Query: w.Query}
	}
	ix, err := watch.Compile(own)
	return func(art article.Article) int { return len(ix.Match(art)) }, err
}

// folded are a watch's words as they are looked for in folded text.
type folded struct{ all, any, none []string }

func fold(ws []invented.Watch) []folded {
	out := make([]folded, len(ws))
	each := func(words []string) []string {
		var out []string
		for _, w := range words {
			out = append(out, lang.Fold(w))
		}
		return out
	}
	for i, w := range ws {
		out[i] = folded{each(w.All), each(w.Any), each(w.None)}
	}
	return out
}

func text(art article.Article) string { return lang.Fold(art.Title + "\n" + art.Body) }

func substrings(ws []invented.Watch) (matcher, error) {
	fs := fold(ws)
	return func(art article.Article) int {
		s := text(art)
		return count(fs, func(word string) bool { return strings.Contains(s, word) })
	}, nil
}

// count is the number of watches that are true by which words occur.
func count(fs []folded, occurs func(string) bool) int {
	hits := 0
	for _, f := range fs {
		if f.holds(occurs) {
			hits++
		}
	}
	return hits
}

func (f *folded) holds(occurs func(string) bool) bool {
	for _, w := range f.all {
		if !occurs(w) {
			return false
		}
	}
	for _, w := range f.none {
		if occurs(w) {
			return false
		}
	}
	for _, w := range f.any {
		if occurs(w) {
			return true
		}
	}
	return len(f.any) == 0
}

// filing knows the words of all watches by number, and the watches by a word they need.
type filing struct {
	words []string
	under [][]int32
	fs    []folded
}

func newFiling(ws []invented.Watch) *filing {
	f := &filing{fs: fold(ws)}
	number := map[string]int{}
	file := func(word string, watch int, needs bool) {
		n, ok := number[word]
		if !ok {
			n = len(f.words)
			number[word] = n
			f.words, f.under = append(f.words, word), append(f.under, nil)
		}
		if needs {
			f.under[n] = append(f.under[n], int32(watch))
		}
	}
	for i, w := range f.fs {
		for j, word := range w.all {
			file(word, i, j == 0)
		}
		for _, word := range w.any {
			file(word, i, true)
		}
		for _, word := range w.none {
			file(word, i, false)
		}
	}
	return f
}

// count is the number of watches that are true by the numbers of the words that occur.
func (f *filing) count(found map[int]bool) int {
	seen := map[int32]bool{}
	hits := 0
	words := make(map[string]bool, len(found))
	for n := range found {
		words[f.words[n]] = true
	}
	for n := range found {
		for _, w := range f.under[n] {
			if !seen[w] && f.fs[w].holds(func(word string) bool { return words[word] }) {
				hits++
			}
			seen[w] = true
		}
	}
	return hits
}

func automaton(ws []invented.Watch) (matcher, error) {
	f := newFiling(ws)
	a, err := coregx.NewBuilder().AddStrings(f.words).Build()
	if err != nil {
		return nil, err
	}
	return func(art article.Article) int {
		found := map[int]bool{}
		for _, m := range a.FindAllOverlapping([]byte(text(art))) {
			found[m.PatternID] = true
		}
		return f.count(found)
	}, nil
}

func trie(ws []invented.Watch) (matcher, error) {
	f := newFiling(ws)
	builder := petar.NewAhoCorasickBuilder(petar.Opts{MatchKind: petar.StandardMatch})
	a := builder.Build(f.words)
	return func(art article.Article) int {
		found := map[int]bool{}
		it := a.IterOverlapping(text(art))
		for m := it.Next(); m != nil; m = it.Next() {
			found[m.Pattern()] = true
		}
		return f.count(found)
	}, nil
}
