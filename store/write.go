package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
)

// maxGroup bounds the writes of one commit, and with it how long a reader's view may lag.
const maxGroup = 64

// Tx is a transaction under way. It is valid until the function that received it returns.
type Tx struct {
	*sql.Tx
	s *Store
}

type job struct {
	ctx  context.Context
	do   func(context.Context, *Tx) error
	done chan error
}

// Write runs do in a transaction and returns when that is committed, durably. Writes that wait at
// the same time share one commit, each behind its own savepoint: one that fails leaves nothing
// behind and harms no other. do must not block on anything but the database.
func (s *Store) Write(ctx context.Context, do func(context.Context, *Tx) error) error {
	j := job{ctx: ctx, do: do, done: make(chan error, 1)}
	select {
	case s.jobs <- j:
	case <-ctx.Done():
		return ctx.Err()
	case <-s.done:
		return ErrUnavailable
	}
	select {
	case err := <-j.done:
		return err
	case <-s.closed:
		return ErrUnavailable
	}
}

// writer is the only goroutine that commits. It ends when the store is closed, after what waits.
func (s *Store) writer() {
	defer close(s.closed)
	for {
		select {
		case j := <-s.jobs:
			s.commit(s.group(j))
		case <-s.done:
			for {
				select {
				case j := <-s.jobs:
					s.commit(s.group(j))
				default:
					return
				}
			}
		}
	}
}

// group adds to the first write what waits behind it.
func (s *Store) group(first job) []job {
	g := []job{first}
	for len(g) < maxGroup {
		select {
		case j := <-s.jobs:
			g = append(g, j)
		default:
			return g
		}
	}
	return g
}

func (s *Store) commit(g []job) {
	errs := make([]error, len(g))
	err := s.inOne(g, errs)
	err = s.engine.classify(err)
	s.full.Store(errors.Is(err, ErrFull))
	for i, j := range g {
		j.done <- errors.Join(err, errs[i])
	}
}

// inOne runs the group in one transaction. errs gets the failures of single writes; the returned
// error is that of the whole.
func (s *Store) inOne(g []job, errs []error) error {
	// The group's own context: one caller that gives up must not undo the others' work.
	ctx := context.Background()
	tx, err := s.rw.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := s.mayWrite(ctx, tx); err != nil {
		return err
	}
	for i, j := range g {
		if err := j.ctx.Err(); err != nil {
			errs[i] = err
			continue
		}
		if len(g) == 1 { // no other to harm: the whole is its savepoint
			if errs[i] = guarded(ctx, j, &Tx{tx, s}); errs[i] != nil {
				return s.mine(errs, i)
			}
			break
		}
		errs[i] = s.one(ctx, j, &Tx{tx, s})
		if fatal := s.mine(errs, i); fatal != nil {
			return fatal // it is the whole group's
		}
	}
	return tx.Commit()
}

// mine tells a failure that is the database's from one that is the write's own.
func (s *Store) mine(errs []error, i int) error {
	if fatal := s.engine.classify(errs[i]); errors.Is(fatal, ErrFull) || errors.Is(fatal, ErrUnavailable) {
		errs[i] = nil
		return fatal
	}
	return nil
}

// one runs one write behind a savepoint.
func (s *Store) one(ctx context.Context, j job, tx *Tx) (err error) {
	if _, err := tx.ExecContext(ctx, "SAVEPOINT one"); err != nil {
		return err
	}
	err = guarded(ctx, j, tx)
	if err != nil {
		if _, rerr := tx.ExecContext(ctx, "ROLLBACK TO SAVEPOINT one"); rerr != nil {
			return errors.Join(err, rerr)
		}
	}
	_, rerr := tx.ExecContext(ctx, "RELEASE SAVEPOINT one")
	return errors.Join(err, rerr)
}

func guarded(ctx context.Context, j job, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("a write failed badly: %v\n%s", p, debug.Stack())
		}
	}()
	// The caller's values (River's client) without its end: see inOne.
	return j.do(context.WithoutCancel(j.ctx), tx)
}

// mayWrite refuses the writes of a daemon that leads no more.
func (s *Store) mayWrite(ctx context.Context, tx *sql.Tx) error {
	mine := s.epoch.Load()
	if mine == 0 {
		return nil
	}
	q := "SELECT epoch FROM lease WHERE id = 1"
	if s.engine.name() == "postgres" {
		q += " FOR SHARE"
	}
	var epoch int64
	if err := tx.QueryRowContext(ctx, q).Scan(&epoch); err != nil {
		return err
	}
	if epoch != mine {
		return ErrNotLeading
	}
	return nil
}
