package monitor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
)

const (
	flushEvery    = 5 * time.Second
	deliverGrace  = 8 * time.Second // for the attempts under way when the daemon is told to stop
	lastWriteTime = 3 * time.Second
)

// Run works until ctx ends: it waits until this daemon leads, works while it does, and stands by
// again when the lead is lost. Apply must have been called. It returns when everything that it
// started has ended, within about deliverGrace + lastWriteTime.
func (m *Monitor) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		if err := m.lead(ctx); err != nil && ctx.Err() == nil {
			return err
		}
	}
	return nil
}

// lead is one term.
func (m *Monitor) lead(ctx context.Context) error {
	lead, err := m.store.Lead(ctx)
	if err != nil {
		if ctx.Err() == nil {
			m.log.Warn("cannot lead yet", "error", err)
		}
		return nil
	}
	defer lead.Release()
	term, end := context.WithCancel(ctx)
	defer end()
	stopWatching := make(chan struct{})
	go func() {
		select {
		case <-lead.Lost:
			m.log.Warn("the lead is lost; standing by")
			end()
		case <-stopWatching:
		}
	}()
	defer close(stopWatching)
	if err := m.loadOnce(term); err != nil {
		return nil // the term ended while the database was away
	}
	m.setLeading(true)
	m.log.Info("leading", "database", m.store.Engine(), "sources", len(m.Status()))
	defer m.unload()
	defer m.setLeading(false)
	return m.work(term)
}

// loadOnce reads the states, waiting for a database that is away.
func (m *Monitor) loadOnce(ctx context.Context) error {
	for {
		err := m.load(ctx)
		if err == nil {
			return nil
		}
		m.log.Warn("cannot begin yet; trying again", "error", err)
		if err := pause(ctx, time.Second); err != nil {
			return err
		}
	}
}

// work runs the parts until the term ends, in the order of flow: no new readings, then the
// deliveries under way, then what was to be written behind.
func (m *Monitor) work(term context.Context) error {
	g, ctx := errgroup.WithContext(term)
	g.Go(func() error {
		m.dispatch(ctx)
		return nil
	})
	g.Go(func() error {
		if err := m.outbox.Run(ctx, deliverGrace); err != nil && ctx.Err() == nil {
			return err
		} else if err != nil {
			m.log.Warn("deliveries were cut short; they go on at the next start", "error", err)
		}
		return nil
	})
	g.Go(func() error {
		m.flushLoop(ctx)
		return nil
	})
	g.Go(func() error {
		m.learnLoop(ctx)
		return nil
	})
	if m.hubs != nil {
		g.Go(func() error { return m.hubs.Run(ctx) })
	}
	err := g.Wait()
	last, cancel := context.WithTimeout(context.WithoutCancel(term), lastWriteTime)
	defer cancel()
	if ferr := m.flush(last); ferr != nil {
		m.log.Warn("due times and validators could not be written; some feeds will be read once more", "error", ferr)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("daemon: %w", err)
	}
	return nil
}

func (m *Monitor) flushLoop(ctx context.Context) {
	for pause(ctx, flushEvery) == nil {
		if err := m.flush(ctx); err != nil && ctx.Err() == nil {
			m.log.Warn("cannot write due times and validators; trying again", "error", err)
		}
	}
}

func (m *Monitor) setLeading(on bool) {
	m.mu.Lock()
	m.leading = on
	m.mu.Unlock()
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
