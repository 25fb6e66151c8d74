package watch

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/marsad/marsad/article"
)

// TestSetIsWhatCompileMakes: after any changes a set matches as a fresh index of its watches does.
func TestSetIsWhatCompileMakes(t *testing.T) {
	text := rapid.SampledFrom([]string{"وزير", "النفط", "بغداد OR البصرة", "وزير NEAR/3 النفط", "NOT نينوى", "~مدينة", "مد*", `title:مجلس`, `"البنك المركزي"`, "غائب"})
	art := sampleArticle(3, 600)
	art.Source = "sabah"
	rapid.Check(t, func(t *rapid.T) {
		var ws []Watch
		fresh := func() Watch {
			w := Watch{Name: fmt.Sprint("watch ", rapid.IntRange(0, 1000).Draw(t, "name")), Version: rapid.IntRange(0, 2).Draw(t, "version")}
			if q := text.Draw(t, "text"); rapid.Bool().Draw(t, "query") {
				w.Query = q
			} else {
				w.Keyword = q
			}
			if rapid.IntRange(0, 3).Draw(t, "some sources") == 0 {
				w.Sources = []string{rapid.SampledFrom([]string{"sabah", "zaman"}).Draw(t, "source")}
			}
			return w
		}
		set, err := NewSet(nil)
		if err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(1, 12).Draw(t, "reloads") {
			for range rapid.IntRange(0, 6).Draw(t, "changes") {
				at := rapid.IntRange(0, len(ws)).Draw(t, "at")
				switch do := rapid.IntRange(0, 3).Draw(t, "do"); {
				case do < 2 || at == len(ws):
					ws = slices.Insert(slices.Clone(ws), at, fresh())
				case do == 2:
					ws = slices.Clone(ws)
					name := ws[at].Name
					ws[at] = fresh()
					ws[at].Name = name
				default:
					ws = slices.Delete(slices.Clone(ws), at, at+1)
				}
			}
			if set, err = set.with(ws, rapid.IntRange(0, 8).Draw(t, "most")); err != nil {
				t.Fatal(err)
			}
			whole, err := Compile(ws)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(whole.Match(art), set.Match(art)); diff != "" {
				t.Fatalf("%d watches: -whole +set\n%s", len(ws), diff)
			}
			if set.Len() != len(ws) {
				t.Fatalf("%d watches, want %d", set.Len(), len(ws))
			}
		}
	})
}

// TestAFaultLeavesTheSet: a watch that cannot be read is named, and the set goes on as it is.
func TestAFaultLeavesTheSet(t *testing.T) {
	ws := []Watch{{Name: "oil", Keyword: "النفط"}, {Name: "minister", Keyword: "وزير"}}
	set, err := NewSet(ws)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := set.With([]Watch{ws[0], {Name: "minister", Query: "(وزير"}}); err == nil {
		t.Error("no error for an open bracket")
	}
	if got := set.Match(article.Article{Body: "وزير النفط"}); len(got) != 2 {
		t.Errorf("matches %v", got)
	}
}

// TestMatchingWhileWatchesChange is for the race detector: every article is matched by one whole
// set, the one before a change or the one behind it.
func TestMatchingWhileWatchesChange(t *testing.T) {
	ws := sampleWatches(1000)
	ws[0] = Watch{Name: "oil", Keyword: "النفط"}
	first, err := NewSet(ws)
	if err != nil {
		t.Fatal(err)
	}
	var now atomic.Pointer[Set]
	now.Store(first)
	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if got := now.Load().Match(article.Article{Body: "سعر النفط اليوم"}); len(got) != 1 {
					t.Errorf("%d matches", len(got))
					return
				}
			}
		})
	}
	for version := range 60 {
		ws = slices.Clone(ws)
		ws[0].Version = version + 1
		ws = append(ws, Watch{Name: fmt.Sprint("more ", version), Keyword: "غائب"})
		next, err := now.Load().With(ws)
		if err != nil {
			t.Fatal(err)
		}
		now.Store(next)
	}
	close(done)
	readers.Wait()
}

// BenchmarkChange changes one watch of a hundred thousand, after some that changed before.
func BenchmarkChange(b *testing.B) {
	ws := sampleWatches(100_000)
	set, err := NewSet(ws)
	if err != nil {
		b.Fatal(err)
	}
	for _, before := range []int{0, 50, 200} {
		b.Run(fmt.Sprint("after ", before), func(b *testing.B) {
			changed := slices.Clone(ws)
			for i := range before {
				changed[i*150].Version++
			}
			for i := 0; b.Loop(); i++ {
				changed[99_000].Version = i + 1
				if _, err := set.With(changed); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
