package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
)

// ErrOlder: the tables are those of an older marsad and were not brought up to date.
var ErrOlder = errors.New("the database was written by an older marsad: the daemon brings it up to date when it starts")

// Look opens a store for reading alone: nothing is made, brought up to date or changed, and Write
// returns ErrUnavailable. ErrNotFound: there is no database yet. ErrOlder and ErrNewer: it is not
// this program's.
func Look(ctx context.Context, o Options) (*Store, error) {
	s := &Store{log: o.Log, now: o.Now, jobs: make(chan job), done: make(chan struct{}), closed: make(chan struct{})}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	close(s.done) // nobody writes
	close(s.closed)
	open := s.lookSQLite
	if o.URL != "" {
		open = s.openPostgres
	}
	if err := open(ctx, o); err != nil {
		return nil, err
	}
	if err := s.sameAge(ctx); err != nil {
		s.closePools()
		return nil, err
	}
	return s, nil
}

func (s *Store) lookSQLite(_ context.Context, o Options) error {
	path := filepath.Join(o.Dir, sqliteFile)
	if st, err := os.Stat(path); errors.Is(err, os.ErrNotExist) || err == nil && st.Size() == 0 {
		return fmt.Errorf("%s: %w", path, ErrNotFound)
	}
	if err := checkHeader(path, filepath.Join(o.Dir, lockFile)); err != nil {
		return err
	}
	s.engine = &sqliteEngine{dir: o.Dir}
	var err error
	if s.ro, err = sql.Open("sqlite", dsn(path, "mode=ro", "_pragma=busy_timeout(2000)", "_pragma=query_only(1)", "_pragma=cache_size(-4000)")); err != nil {
		return err
	}
	s.ro.SetMaxOpenConns(2)
	return nil
}

// sameAge tells whether the tables are those that this program knows.
func (s *Store) sameAge(ctx context.Context) error {
	dir, err := fs.Sub(migrations, "migrations/"+s.engine.name())
	if err != nil {
		return err
	}
	known, err := fs.Glob(dir, "*.sql")
	if err != nil {
		return err
	}
	newest, err := goose.NumericComponent(known[len(known)-1])
	if err != nil {
		return err
	}
	var have int64
	if err := s.ro.QueryRowContext(ctx, "SELECT coalesce(max(version_id), 0) FROM goose_db_version").Scan(&have); err != nil {
		if missingTable(err) {
			return ErrNotFound
		}
		return s.engine.classify(err)
	}
	switch {
	case have < newest:
		return ErrOlder
	case have > newest:
		return ErrNewer
	}
	return nil
}

// missingTable tells whether a query failed because no marsad has laid its tables here yet; 42P01 is
// PostgreSQL's undefined_table.
func missingTable(err error) bool {
	return strings.Contains(err.Error(), "no such table") || strings.Contains(err.Error(), "42P01")
}
