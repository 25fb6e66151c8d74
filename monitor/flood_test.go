package monitor

import (
	"testing"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/store"
)

// dated are n items of an age, counted back from now.
func dated(n int, now time.Time, age time.Duration) []item {
	out := make([]item, n)
	for i := range out {
		out[i] = item{key: age.String() + string(rune('a'+i)), ref: article.Ref{Published: article.Date{At: now.Add(-age), Precision: article.Second}}}
	}
	return out
}

func TestWhatIsNewsByItsDate(t *testing.T) {
	now := time.Date(2025, 3, 17, 12, 0, 0, 0, time.UTC)
	const day = 24 * time.Hour
	undated := func(n int) []item {
		list := dated(n, now, 0)
		for i := range list {
			list[i].ref.Published = article.Date{}
			list[i].key = "undated" + string(rune('a'+i))
		}
		return list
	}
	for _, x := range []struct {
		name        string
		items       []item
		newest      time.Time     // that the feed has shown
		lastSuccess time.Duration // ago
		age         time.Duration // of the article that is asked about
		old         bool
	}{
		{"an archive issued again is no news", dated(20, now, 300*day), now.Add(-time.Hour), time.Minute, 300 * day, true},
		{"an article of today among it is", dated(20, now, 300*day), now.Add(-time.Hour), time.Minute, time.Hour, false},
		{"one late article is news", dated(1, now, 5*day), now.Add(-time.Hour), time.Minute, 5 * day, false},
		{"a storm of news is news", dated(60, now, time.Hour), now.Add(-2 * time.Hour), time.Minute, time.Hour, false},
		{"a few late ones within a storm are news", append(dated(60, now, time.Hour), dated(6, now, 5*day)...), now.Add(-2 * time.Hour), time.Minute, 5 * day, false},
		{"after weeks, what was published meanwhile is no news", dated(30, now, 9*day), now.Add(-20 * day), 20 * day, 9 * day, true},
		{"after weeks, what was published since yesterday is", append(dated(30, now, 9*day), dated(8, now, 20*time.Hour)...), now.Add(-20 * day), 20 * day, 20 * time.Hour, false},
		{"after a weekend without readings all of it is news", dated(30, now, 30*time.Hour), now.Add(-40 * time.Hour), 40 * time.Hour, 30 * time.Hour, false},
		{"this machine's clock jumped a year ahead", dated(12, now, 365*day), now.Add(-365*day - time.Hour), time.Minute, 365 * day, false},
		{"a paper whose clock stands still in 2019", dated(12, now, 2000*day), now.Add(-2000 * day), time.Minute, 2000 * day, false},
		{"a list without dates, all of it new: the pages tell", undated(12), now.Add(-time.Hour), time.Minute, 300 * day, true},
		{"a list without dates, three new", undated(3), now.Add(-time.Hour), time.Minute, 300 * day, false},
	} {
		t.Run(x.name, func(t *testing.T) {
			m := &Monitor{now: func() time.Time { return now }}
			d := &desk{state: store.SourceState{LastSuccessAt: now.Add(-x.lastSuccess)}, feedsD: map[string]bool{}}
			f := &store.FeedState{URL: "https://paper.example/feed", BaselineAt: now.Add(-3000 * day), NewestAt: x.newest}

			h := m.horizon(d, f, x.items, nil)

			if got := h.old(article.Article{Published: article.Date{At: now.Add(-x.age), Precision: article.Second}}); got != x.old {
				t.Errorf("old: %v; want %v", got, x.old)
			}
		})
	}
}
