package monitor

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/internal/search"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// Rematched is what a watch was found in when the archive was matched again.
type Rematched struct {
	Hits    int `json:"hits"`    // articles that the watch matches
	New     int `json:"new"`     // of them those in which it had not been found before
	Alerted int `json:"alerted"` // alerts that were queued
}

// rematchTogether is how many hits share a transaction.
const rematchTogether = 200

// silentRematch is why no alert was made of a match of the archive.
const silentRematch = "found when the archive was matched again"

// Rematch matches a part of the archive with a watch as it stands, and records what is found as
// if it had stood there at the first reading of its source: silent, unless alert is set. Then each
// hit is alerted through the outbox, but for those of which this watch was alerted before: nothing is
// sent twice. It may run beside the daemon, and may be broken off and begun anew.
func (m *Monitor) Rematch(ctx context.Context, name string, part search.Sweep, alert bool) (Rematched, error) {
	mt := m.matching.Load()
	i := slices.IndexFunc(mt.watches, func(w watch.Watch) bool { return w.Name == name })
	if i < 0 {
		return Rematched{}, fmt.Errorf("watch %q is not configured", name)
	}
	part.Watch = mt.watches[i]
	index, err := watch.CompileArchive(mt.watches[i:i+1], mt.learned)
	if err != nil {
		return Rematched{}, err
	}
	r := rematch{m: m, alert: alert}
	_, err = part.Each(ctx, m.store, func(a store.Stored) error {
		if a.Kind != article.Text {
			return nil
		}
		for _, match := range index.Match(a.Article) {
			return r.add(ctx, found{a, match})
		}
		return nil
	})
	if err == nil {
		err = r.write(ctx, r.batch)
	}
	return r.out, err
}

// found is a hit of a rematch.
type found struct {
	store.Stored
	match article.Match
}

// rematch collects hits; the sweep's goroutines share it.
type rematch struct {
	m     *Monitor
	alert bool

	mu    sync.Mutex
	batch []found
	out   Rematched
}

func (r *rematch) add(ctx context.Context, f found) error {
	r.mu.Lock()
	r.batch = append(r.batch, f)
	if len(r.batch) < rematchTogether {
		r.mu.Unlock()
		return nil
	}
	batch := r.batch
	r.batch = nil
	r.mu.Unlock()
	return r.write(ctx, batch)
}

// write records hits in one transaction.
func (r *rematch) write(ctx context.Context, batch []found) error {
	if len(batch) == 0 {
		return nil
	}
	var n Rematched
	err := r.m.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		n = Rematched{Hits: len(batch)}
		for _, f := range batch {
			if err := r.record(ctx, tx, f, &n); err != nil {
				return fmt.Errorf("article %d: %w", f.ID, err)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.out.Hits, r.out.New, r.out.Alerted = r.out.Hits+n.Hits, r.out.New+n.New, r.out.Alerted+n.Alerted
	return nil
}

func (r *rematch) record(ctx context.Context, tx *store.Tx, f found, n *Rematched) error {
	silent := silentRematch
	if r.alert {
		told, err := r.alertOf(ctx, tx, f)
		if err != nil {
			return err
		}
		silent = silentAlready
		if told {
			silent = ""
			n.Alerted++
		}
	}
	fresh, err := tx.PutMatch(ctx, f.ID, f.Version, f.match, silent)
	if fresh {
		n.New++
	}
	return err
}

// alertOf queues the alert of a hit, one for a story as at any other time.
func (r *rematch) alertOf(ctx context.Context, tx *store.Tx, f found) (bool, error) {
	story, _, err := tx.StoryOf(ctx, f.ID)
	if err != nil {
		return false, err
	}
	t := matchedOf(store.Saved{ID: f.ID, Version: f.Version, Story: story}, f.match.Watch)
	t.art, t.match, t.story = f.Article, f.match, story
	return r.m.tell(ctx, tx, t)
}
