package search

import (
	"context"
	"time"

	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// Backtest tells what the sweep's watch would have found in it, and how many of its hits the other
// watches find too; days are counted in zone. Nothing is stored and nobody is alerted. When ctx ends
// before the sweep does, the outcome so far comes with its error.
func Backtest(ctx context.Context, s *store.Store, w Sweep, others []watch.Watch, zone *time.Location) (watch.Trial, error) {
	b, err := watch.NewBacktest(w.Watch, others, w.Learned, zone)
	if err != nil {
		return watch.Trial{}, err
	}
	span, err := w.Each(ctx, s, func(a store.Stored) error {
		b.Add(a.Article, a.Old)
		return nil
	})
	t := b.Trial()
	t.Stored = span.N
	return t, err
}
