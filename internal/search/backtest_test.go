package search_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/marsad/marsad/internal/search"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

func TestBacktestOverSQLite(t *testing.T) { examineBacktest(t, store.Options{Dir: t.TempDir()}) }

func TestBacktestOverPostgreSQL(t *testing.T) {
	examineBacktest(t, store.Options{URL: postgres.URL(t)})
}

// examineBacktest: a sweep by pieces, narrowed by the index, finds what reading everything in one go does.
func examineBacktest(t *testing.T, o store.Options) {
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	save(t, s, articles(1200))
	others := []watch.Watch{{Name: "لجنة", Keyword: "لجنة"}, {Name: "كلّ", Query: "NOT زقزوق"}}
	for _, q := range []string{"داعش", "وزير OR كتاب", "NOT داعش", "~وزير", "*داد", "زقزوق"} {
		t.Run(q, func(t *testing.T) {
			w := watch.Watch{Name: "w", Query: q}
			whole, err := watch.NewBacktest(w, others, nil, time.UTC)
			if err != nil {
				t.Fatal(err)
			}
			since, until := time.Unix(1e9+100, 0), time.Unix(1e9+1000, 0)
			err = s.Each(t.Context(), store.ArticleFilter{Since: since, Until: until}, func(a store.Stored) error {
				whole.Add(a.Article, a.Old)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}

			var last search.Progress
			got, err := search.Backtest(t.Context(), s, search.Sweep{Watch: w, Since: since, Until: until, Progress: func(p search.Progress) { last = p }}, others, time.UTC)

			want := whole.Trial()
			want.Stored = 900
			if d := cmp.Diff(want, got, cmpopts.IgnoreFields(watch.Trial{}, "Read")); d != "" || err != nil {
				t.Errorf("%v (-whole +swept)\n%s", err, d)
			}
			if last.Done < .999 || last.Done > 1.001 || last.Read != got.Read || last.Total != 900 {
				t.Errorf("at the end %+v; want all of it, and %d read", last, got.Read)
			}
		})
	}
}

func TestBacktestEndsWithItsContext(t *testing.T) {
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	save(t, s, articles(50))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()

	_, err = search.Backtest(ctx, s, search.Sweep{Watch: watch.Watch{Query: "NOT زقزوق"}}, nil, nil)

	if !errors.Is(err, context.Canceled) {
		t.Errorf("Backtest = %v; want the context's end", err)
	}
}

func TestBacktestKeepsToItsSources(t *testing.T) {
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	save(t, s, articles(50))
	for name, c := range map[string]struct {
		of, asked []string
		stored    int
	}{
		"no word of sources":         {nil, nil, 50},
		"asked for":                  {nil, []string{"sabah"}, 50},
		"asked for another":          {nil, []string{"nahar"}, 0},
		"the watch is about another": {[]string{"nahar"}, nil, 0},
		"the two are apart":          {[]string{"nahar"}, []string{"sabah"}, 0},
		"the two agree":              {[]string{"nahar", "sabah"}, []string{"sabah"}, 50},
	} {
		got, err := search.Backtest(t.Context(), s, search.Sweep{Watch: watch.Watch{Query: "NOT زقزوق", Sources: c.of}, Sources: c.asked}, nil, nil)
		if err != nil || got.Stored != c.stored || got.Hits != c.stored {
			t.Errorf("%s: %d stored, %d hits, %v; want %d", name, got.Stored, got.Hits, err, c.stored)
		}
	}
}
