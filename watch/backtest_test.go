package watch_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/watch"
)

func TestBacktestCountsHitsByDayAndSource(t *testing.T) {
	others := []watch.Watch{{Name: "عدن", Keyword: "عدن"}, {Name: "ميناء", Keyword: "ميناء"}}
	t.Run("beside few watches", func(t *testing.T) { countHits(t, others) })
	for i := range 200 {
		others = append(others, watch.Watch{Name: fmt.Sprint(i), Keyword: fmt.Sprint("word", i)})
	}
	t.Run("beside many", func(t *testing.T) { countHits(t, others) })
}

func countHits(t *testing.T, others []watch.Watch) {
	baghdad := time.FixedZone("+03", 3*3600)
	b, err := watch.NewBacktest(watch.Watch{Name: "عدن", Keyword: "عدن"}, others, nil, baghdad)
	if err != nil {
		t.Fatal(err)
	}
	add := func(id int64, source, title string, at time.Time, old bool) {
		b.Add(article.Article{ID: id, Source: source, Title: title, Kind: article.Text, FirstSeenAt: at}, old)
	}
	add(4, "sabah", "ميناء عدن يستقبل سفينة", time.Date(2026, 3, 2, 22, 0, 0, 0, time.UTC), false) // the third in Baghdad
	add(3, "nahar", "زيارة معدن الحديد", time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC), false)
	add(2, "nahar", "وفدٌ في عدنَ", time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), false)
	add(1, "sabah", "خبر قديم عن عدن", time.Date(2026, 3, 2, 7, 0, 0, 0, time.UTC), true)

	got := b.Trial()

	samples := got.Samples
	got.Samples = nil
	want := watch.Trial{Read: 4, Hits: 3, Alerts: 2,
		Days:    []watch.Count{{Name: "2026-03-02", N: 2}, {Name: "2026-03-03", N: 1}},
		Sources: []watch.Count{{Name: "sabah", N: 2}, {Name: "nahar", N: 1}},
		Overlap: []watch.Count{{Name: "ميناء", N: 1}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if len(samples) != 3 || samples[1].Title[1] != (article.Segment{Text: "عدنَ", Hit: true}) {
		t.Errorf("samples %+v", samples)
	}
}
