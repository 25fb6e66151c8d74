package watch

import (
	"cmp"
	"slices"
	"time"

	"github.com/marsad/marsad/article"
)

// Backtest tells what a watch would have found in articles that are stored. It runs the live
// matcher, so that its answer is the daemon's. It is used by one goroutine.
type Backtest struct {
	name  string
	index *Index // the watch
	rest  *Index // the other watches, for the overlap
	zone  *time.Location
	out   Trial
	days  map[string]int
	srcs  map[string]int
	over  map[string]int
}

// Trial is the outcome of a backtest.
type Trial struct {
	Read    int      `json:"read"`    // articles looked at
	Hits    int      `json:"hits"`    // articles that the watch matches
	Alerts  int      `json:"alerts"`  // of them news: what stood there at a source's first reading is none
	Days    []Count  `json:"days"`    // hits by day of first sight, the oldest first; days without one are left out
	Sources []Count  `json:"sources"` // the most hits first
	Overlap []Count  `json:"overlap"` // other watches that match hits too, the most first
	Samples []Sample `json:"samples"` // the newest hits
}

// Count is a number of articles under a name.
type Count struct {
	Name string `json:"name"`
	N    int    `json:"n"`
}

// Sample is one hit, to be looked at.
type Sample struct {
	ID     int64             `json:"id"`
	Source string            `json:"source"`
	Title  []article.Segment `json:"title"`
	Body   []article.Segment `json:"body,omitempty"`
}

// samples is how many hits are shown.
const samples = 5

// NewBacktest prepares a backtest of w. The others are the configured watches; one of w's own name
// is left out. Days are counted in zone.
func NewBacktest(w Watch, others []Watch, zone *time.Location) (*Backtest, error) {
	index, err := Compile([]Watch{w})
	if err != nil {
		return nil, err
	}
	others = slices.DeleteFunc(slices.Clone(others), func(o Watch) bool { return o.Name == w.Name })
	rest, err := Compile(others)
	if err != nil {
		return nil, err
	}
	if zone == nil {
		zone = time.UTC
	}
	return &Backtest{name: w.Name, index: index, rest: rest, zone: zone, days: map[string]int{}, srcs: map[string]int{}, over: map[string]int{}}, nil
}

// Add looks at one article; the newest come first. old says that it was no news when it came.
func (b *Backtest) Add(art article.Article, old bool) {
	b.out.Read++
	found := b.index.Match(art)
	if len(found) == 0 || art.Kind != article.Text {
		return
	}
	b.out.Hits++
	if !old {
		b.out.Alerts++
	}
	b.days[art.FirstSeenAt.In(b.zone).Format(time.DateOnly)]++
	b.srcs[art.Source]++
	for _, m := range b.rest.Match(art) {
		b.over[m.Watch]++
	}
	if len(b.out.Samples) < samples {
		hs := found[0].Highlights
		b.out.Samples = append(b.out.Samples, Sample{ID: art.ID, Source: art.Source, Title: article.Segments(art.Title, "title", hs), Body: article.Segments(art.Body, "body", hs)})
	}
}

// Trial is the outcome so far.
func (b *Backtest) Trial() Trial {
	t := b.out
	t.Days = counts(b.days)
	slices.SortFunc(t.Days, func(x, y Count) int { return cmp.Compare(x.Name, y.Name) })
	t.Sources, t.Overlap = counts(b.srcs), counts(b.over)
	return t
}

// counts lists a map, the greatest first.
func counts(m map[string]int) []Count {
	out := make([]Count, 0, len(m))
	for name, n := range m {
		out = append(out, Count{name, n})
	}
	slices.SortFunc(out, func(x, y Count) int { return cmp.Or(y.N-x.N, cmp.Compare(x.Name, y.Name)) })
	return out
}
