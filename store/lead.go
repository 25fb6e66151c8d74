package store

import (
	"context"
	"fmt"
	"time"
)

// Lead is held by the one daemon that works on a database; the others stand by.
type Lead struct {
	Lost    chan struct{} // closed when the lead was lost
	release func() error
}

// Release gives the lead up.
func (l *Lead) Release() error { return l.release() }

// Lead waits until this process alone works on the database, and frees what a former daemon left
// half done in the queue: its deliveries go on at once instead of after a lease of minutes.
func (s *Store) Lead(ctx context.Context) (*Lead, error) {
	l, err := s.engine.lead(ctx, s)
	if err != nil {
		return nil, err
	}
	for {
		err = s.takeOver(ctx)
		if err == nil {
			return l, nil
		}
		s.log.Warn("cannot take over yet; trying again", "error", err)
		if perr := pause(ctx, time.Second); perr != nil {
			l.Release()
			return nil, fmt.Errorf("take over: %w", err)
		}
		select {
		case <-l.Lost:
			l.Release()
			return nil, fmt.Errorf("take over: %w", err)
		default:
		}
	}
}

func (s *Store) takeOver(ctx context.Context) error {
	s.epoch.Store(0)
	var epoch int64
	err := s.Write(ctx, func(ctx context.Context, tx *Tx) error {
		if err := tx.QueryRowContext(ctx, "UPDATE lease SET epoch = epoch + 1, owner = $1 WHERE id = 1 RETURNING epoch", owner()).Scan(&epoch); err != nil {
			return err
		}
		// A job that a dead daemon was working on; attempted_by and the rest stay as its trace.
		if _, err := tx.ExecContext(ctx, "UPDATE river_job SET state = 'available' WHERE state = 'running'"); err != nil {
			return err
		}
		// The queue's own leader, or its timer would wait until that one's term has run out.
		_, err := tx.ExecContext(ctx, "DELETE FROM river_leader")
		return err
	})
	if err != nil {
		return err
	}
	s.epoch.Store(epoch)
	return nil
}

// pause waits for d, or for the end of ctx.
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
