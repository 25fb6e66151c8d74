package search

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// Sweep is a part of the archive to be read whole.
type Sweep struct {
	Watch        watch.Watch // only articles that may hold its words are read
	Sources      []string    // ids; empty: all
	Since, Until time.Time   // of first sight; zero: no bound
	Names        map[string]string
	Learned      *lang.Learned  // as for watch.Index.Learn
	Progress     func(Progress) // told now and then, by one goroutine at a time; nil: nobody
}

// Progress is how far a sweep has come.
type Progress struct {
	Done  float64 // 0 to 1
	Read  int     // articles looked at
	Total int     // articles of the time and the sources
}

// pieces are into how many runs of ids the archive is cut for each processor: enough that the
// processors end together, few enough that the index is not asked too often.
const pieces = 4

// tellEvery is how many articles stand between two tellings.
const tellEvery = 512

// Each hands the articles of a sweep to do, from as many goroutines as there are processors, in no
// order, until one call returns an error. It returns what the sweep held.
func (w Sweep) Each(ctx context.Context, s *store.Store, do func(store.Stored) error) (store.Span, error) {
	filter := store.ArticleFilter{Sources: w.sources(), Since: w.Since, Until: w.Until}
	span, err := s.Span(ctx, filter)
	if err != nil || span.N == 0 {
		return span, err
	}
	filter.Words, _ = watch.Narrow(w.Watch)
	run := sweeping{Sweep: w, store: s, do: do, span: span}
	workers := runtime.GOMAXPROCS(0)
	step := max((span.Last-span.First)/int64(workers*pieces)+1, tellEvery)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(workers)
	for last := span.Last; last >= span.First; last -= step {
		piece := filter
		piece.From, piece.Before = max(last-step+1, span.First), last+1
		g.Go(func() error { return run.piece(ctx, piece) })
	}
	return span, g.Wait()
}

// sources are those of the sweep that the watch is about.
func (w Sweep) sources() []string {
	switch {
	case len(w.Sources) == 0:
		return w.Watch.Sources
	case len(w.Watch.Sources) == 0:
		return w.Sources
	}
	both := slices.DeleteFunc(slices.Clone(w.Sources), func(id string) bool { return !slices.Contains(w.Watch.Sources, id) })
	if len(both) == 0 {
		return []string{""} // no source has this id
	}
	return both
}

// sweeping is a sweep under way.
type sweeping struct {
	Sweep
	store *store.Store
	do    func(store.Stored) error
	span  store.Span

	read   atomic.Int64
	passed atomic.Int64 // ids
	mu     sync.Mutex   // of Progress
}

// piece reads one run of ids, downwards.
func (r *sweeping) piece(ctx context.Context, f store.ArticleFilter) error {
	from := f.Before
	n := 0
	err := r.store.Each(ctx, f, func(a store.Stored) error {
		a.SourceName = r.Names[a.Source]
		if err := r.do(a); err != nil {
			return err
		}
		if n++; n%tellEvery == 0 {
			r.tell(tellEvery, from-a.ID)
			from = a.ID
		}
		return ctx.Err()
	})
	r.tell(n%tellEvery, from-f.From)
	return err
}

func (r *sweeping) tell(articles int, ids int64) {
	read, passed := r.read.Add(int64(articles)), r.passed.Add(ids)
	if r.Progress == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.Progress(Progress{Done: float64(passed) / float64(r.span.Last-r.span.First+1), Read: int(read), Total: r.span.N})
}
