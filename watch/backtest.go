package watch

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
)

// Backtest tells what a watch would have found in articles that are stored. It runs the live
// matcher, so that its answer is the daemon's. It is safe for concurrent use.
type Backtest struct {
	name  string
	index *Index // the watch, and the others when they are few
	rest  *Index // the others when they are many: only hits are read for them; nil: none
	zone  *time.Location

	mu   sync.Mutex
	out  Trial
	days map[string]int
	srcs map[string]int
	over map[string]int
}

// Trial is the outcome of a backtest.
type Trial struct {
	Stored  int      `json:"stored"`  // articles of the time and the sources; whoever reads them sets it
	Read    int      `json:"read"`    // of them looked at: the others hold none of the watch's words
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
	ID        int64             `json:"id"`
	Source    string            `json:"source"`
	FirstSeen time.Time         `json:"first_seen"`
	Title     []article.Segment `json:"title"`
	Excerpt   []article.Segment `json:"excerpt,omitempty"` // of the text, around its first hit
}

// samples is how many hits are shown.
const samples = 5

// fewWatches are few enough for CompileArchive, which lists every form of their words, and to be looked
// for in one pass with the watch under test.
const fewWatches = 100

// NewBacktest prepares a backtest of w. The others are the configured watches; one of w's own name
// is left out. learned is as for Index.Learn; days are counted in zone.
func NewBacktest(w Watch, others []Watch, learned *lang.Learned, zone *time.Location) (*Backtest, error) {
	others = slices.DeleteFunc(slices.Clone(others), func(o Watch) bool { return o.Name == w.Name })
	b := &Backtest{name: w.Name, zone: zone, days: map[string]int{}, srcs: map[string]int{}, over: map[string]int{}}
	var err error
	if len(others) < fewWatches {
		b.index, err = CompileArchive(append([]Watch{w}, others...), learned)
	} else if b.index, err = CompileArchive([]Watch{w}, learned); err == nil {
		b.rest, err = Compile(others)
	}
	if err != nil {
		return nil, err
	}
	if b.rest != nil {
		b.rest = b.rest.Learn(learned)
	}
	if zone == nil {
		b.zone = time.UTC
	}
	return b, nil
}

// Add looks at one article. old says that it was no news when it came.
func (b *Backtest) Add(art article.Article, old bool) {
	var found, also []article.Match
	if art.Kind == article.Text {
		found = b.index.Match(art)
	}
	if len(found) > 0 && found[0].Watch != b.name {
		found = nil // only others
	}
	if len(found) > 0 {
		found, also = found[:1], found[1:]
		if b.rest != nil {
			also = b.rest.Match(art)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.out.Read++
	if len(found) == 0 {
		return
	}
	b.out.Hits++
	if !old {
		b.out.Alerts++
	}
	b.days[art.FirstSeenAt.In(b.zone).Format(time.DateOnly)]++
	b.srcs[art.Source]++
	for _, m := range also {
		b.over[m.Watch]++
	}
	b.sample(art, found[0].Highlights)
}

// sample keeps the newest hits, the newest first.
func (b *Backtest) sample(art article.Article, hs []article.Highlight) {
	list := b.out.Samples
	at, _ := slices.BinarySearchFunc(list, art.ID, func(s Sample, id int64) int { return cmp.Compare(id, s.ID) })
	if at == samples {
		return
	}
	s := Sample{ID: art.ID, Source: art.Source, FirstSeen: art.FirstSeenAt, Title: article.Segments(art.Title, "title", hs), Excerpt: article.Excerpt(art, hs)}
	list = slices.Insert(list, at, s)
	b.out.Samples = list[:min(len(list), samples)]
}

// Trial is the outcome so far.
func (b *Backtest) Trial() Trial {
	b.mu.Lock()
	defer b.mu.Unlock()
	t := b.out
	t.Samples = slices.Clone(t.Samples)
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
