package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Names in the data directory. Whoever holds a lock on lockFile leads; it stays there when nobody does.
const (
	sqliteFile = "marsad.db"
	lockFile   = "lock"
)

type sqliteEngine struct{ dir string }

func (s *Store) openSQLite(ctx context.Context, o Options) error {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return fmt.Errorf("data directory: %w", err)
	}
	path := filepath.Join(o.Dir, sqliteFile)
	e := &sqliteEngine{dir: o.Dir}
	s.engine = e
	if err := checkHeader(path, filepath.Join(o.Dir, lockFile)); err != nil {
		return err
	}
	var err error
	// FULL, because NORMAL may lose the last commits when the power fails.
	if s.rw, err = openKeeping(dsn(path, "_txlock=immediate", "_pragma=busy_timeout(10000)", "_pragma=journal_mode(WAL)", "_pragma=synchronous(FULL)", "_pragma=cache_size(-8000)", "_pragma=journal_size_limit(16777216)")); err != nil {
		return err
	}
	s.rw.SetMaxOpenConns(1)
	if s.ro, err = sql.Open("sqlite", dsn(path, "_pragma=busy_timeout(10000)", "_pragma=query_only(1)", "_pragma=cache_size(-4000)")); err != nil {
		s.rw.Close()
		return err
	}
	s.ro.SetMaxOpenConns(4)
	s.queue = riversqlite.New(s.rw)
	if err := s.quickCheck(ctx); err != nil {
		s.closePools()
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

func dsn(path string, params ...string) string {
	u := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath()}
	return u.String() + "?" + strings.Join(params, "&")
}

// checkHeader refuses a file that is not SQLite's, and one that is empty or gone although a daemon
// has worked here before: to begin anew in silence would alert for nothing and forget everything.
func checkHeader(path, lock string) error {
	_, err := os.Stat(lock)
	before := err == nil
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) && before {
		return fmt.Errorf("%s is gone, but a daemon has worked in this directory: restore a backup, or remove %s to begin anew", path, lock)
	}
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("database: %w", err)
	}
	defer f.Close()
	head := make([]byte, 16)
	n, _ := f.Read(head)
	if n == 0 && !before { // SQLite itself begins with an empty file
		return nil
	}
	if string(head[:n]) != "SQLite format 3\x00" {
		return fmt.Errorf("%s: %w", path, ErrDamaged)
	}
	return nil
}

// quickCheck reads the schema and looks for damage that would show itself only later. It is
// skipped for large files, where it would take longer than a start may.
func (s *Store) quickCheck(ctx context.Context) error {
	var pages, size int64
	if err := s.rw.QueryRowContext(ctx, "SELECT page_count, page_size FROM pragma_page_count, pragma_page_size").Scan(&pages, &size); err != nil {
		return s.engine.classify(err)
	}
	if pages*size > 32<<20 {
		_, err := s.rw.ExecContext(ctx, "SELECT count(*) FROM sqlite_schema")
		return s.engine.classify(err)
	}
	var verdict string
	if err := s.rw.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return s.engine.classify(err)
	}
	if verdict != "ok" {
		return fmt.Errorf("%w (%s)", ErrDamaged, verdict)
	}
	return nil
}

func (e *sqliteEngine) name() string           { return "sqlite" }
func (e *sqliteEngine) dialect() goose.Dialect { return goose.DialectSQLite3 }

func (e *sqliteEngine) migrating() ([]goose.ProviderOption, error) { return nil, nil }

// lead waits for the lock on the data directory. The kernel frees it when its process dies.
func (e *sqliteEngine) lead(ctx context.Context, s *Store) (*Lead, error) {
	f, err := os.OpenFile(filepath.Join(e.dir, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	for waiting := false; ; waiting = true {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			break
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			f.Close()
			return nil, fmt.Errorf("lock the data directory: %w", err)
		}
		if !waiting {
			s.log.Info("another daemon leads; standing by", "data_dir", e.dir)
		}
		if err := pause(ctx, time.Second); err != nil {
			f.Close()
			return nil, err
		}
	}
	return &Lead{Lost: make(chan struct{}), release: func() error { return f.Close() }}, nil
}

func (e *sqliteEngine) close() error { return nil }

// index keeps the folded text for the search.
func (e *sqliteEngine) index(ctx context.Context, q querier, id int64, title, body string, again bool) error {
	if again {
		if _, err := q.ExecContext(ctx, "DELETE FROM search WHERE rowid = $1", id); err != nil {
			return err
		}
	}
	_, err := q.ExecContext(ctx, "INSERT INTO search (rowid, title, body) VALUES ($1, $2, $3)", id, title, body)
	return err
}

// narrowed goes by the index's own rowid, which it hands over in order: nothing is sorted, and a word
// of many articles is read no further than the limit.
func (e *sqliteEngine) narrowed(clauses [][]string) narrowing {
	words := joinClauses(clauses, " OR ", " AND ", func(word string, more bool) string {
		word = `"` + strings.ReplaceAll(word, `"`, `""`) + `"`
		if more {
			word += "*"
		}
		return word
	})
	return narrowing{join: " JOIN search s ON s.rowid = a.id", where: "s.search MATCH $1", id: "s.rowid", words: words}
}

func (e *sqliteEngine) classify(err error) error {
	var se *sqlite.Error
	if err == nil || !errors.As(err, &se) {
		return err
	}
	switch se.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%w (%v)", ErrFull, err)
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w (%v)", ErrDamaged, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR:
		return fmt.Errorf("%w: %v", ErrUnavailable, err)
	}
	return err
}
