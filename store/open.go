package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*/*.sql
var migrations embed.FS

// Options say where the store is.
type Options struct {
	Dir string // data directory; the SQLite file lies in it
	URL string // postgres://…; empty: SQLite
	Log *slog.Logger
	Now func() time.Time // nil: time.Now
}

// Store is an open database of either engine. It is safe for concurrent use.
type Store struct {
	engine engine
	rw     *sql.DB // SQLite: one connection, the only writer
	ro     *sql.DB // SQLite: query-only readers; PostgreSQL: the same as rw
	queue  riverdriver.Driver[*sql.Tx]
	log    *slog.Logger
	now    func() time.Time

	jobs   chan job
	done   chan struct{}
	closed chan struct{}
	epoch  atomic.Int64 // of this process's lead; 0: it does not lead
	full   atomic.Bool  // the last write found no space
}

// engine is what differs between SQLite and PostgreSQL.
type engine interface {
	name() string
	dialect() goose.Dialect
	// lead waits until this process alone leads; see Store.Lead.
	lead(ctx context.Context, s *Store) (*Lead, error)
	index(ctx context.Context, q querier, id int64, title, body string, again bool) error
	// narrowed asks the index for articles that hold one word of each clause.
	narrowed(words [][]string) narrowing
	classify(error) error
	migrating() ([]goose.ProviderOption, error)
	close() error
}

// querier is a pool or a transaction.
type querier interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

// Errors that callers tell apart.
var (
	ErrNotFound = errors.New("not found")
	// ErrFull: no space is left. Nothing of the write was kept; the same write may be tried again.
	ErrFull = errors.New("the database's disk is full: free some space; marsad goes on by itself")
	// ErrUnavailable: the database does not answer. The same write may be tried again.
	ErrUnavailable = errors.New("the database does not answer")
	// ErrNotLeading: another daemon has taken over.
	ErrNotLeading = errors.New("another daemon has taken over this database")
	// ErrNewer: the database was written by a newer marsad.
	ErrNewer = errors.New("the database was written by a newer marsad than this one: run that one, or restore a backup; nothing was changed")
	// ErrDamaged: the file is no sound SQLite database.
	ErrDamaged = errors.New("the database file is damaged: restore a backup, or repair a copy with «sqlite3 FILE .recover»; nothing was changed")
)

// Open opens the store and brings its tables up to date. A newer or damaged database is refused
// and left as it is.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Store{log: o.Log, now: o.Now, jobs: make(chan job, 256), done: make(chan struct{}), closed: make(chan struct{})}
	open := s.openSQLite
	if o.URL != "" {
		open = s.openPostgres
	}
	if err := open(ctx, o); err != nil {
		return nil, err
	}
	if err := s.migrate(ctx); err != nil {
		s.closePools()
		return nil, err
	}
	go s.writer()
	return s, nil
}

// Engine is "sqlite" or "postgres".
func (s *Store) Engine() string { return s.engine.name() }

// IndexInOrder tells whether the full-text index hands articles over the newest first, so that the
// newest that hold a common word cost no more than those that hold a rare one.
func (s *Store) IndexInOrder() bool { return s.engine.name() == "sqlite" }

// QueueDriver is what River needs to work on this database.
func (s *Store) QueueDriver() riverdriver.Driver[*sql.Tx] { return s.queue }

// Now is the store's clock.
func (s *Store) Now() time.Time { return s.now() }

// Full tells whether the last write found no space.
func (s *Store) Full() bool { return s.full.Load() }

// Close waits for the write under way and closes the database.
func (s *Store) Close() error {
	select {
	case <-s.done: // opened by Look
	default:
		close(s.done)
	}
	<-s.closed
	return s.closePools()
}

func (s *Store) closePools() error {
	err := s.engine.close()
	if s.ro != nil && s.ro != s.rw {
		err = errors.Join(err, s.ro.Close())
	}
	if s.rw != nil {
		err = errors.Join(err, s.rw.Close())
	}
	return err
}

// Ping tells whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return s.engine.classify(s.ro.PingContext(ctx))
}

func (s *Store) migrate(ctx context.Context) error {
	dir, err := fs.Sub(migrations, "migrations/"+s.engine.name())
	if err != nil {
		return err
	}
	opts, err := s.engine.migrating()
	if err != nil {
		return err
	}
	p, err := goose.NewProvider(s.engine.dialect(), s.rw, dir, append(opts, goose.WithLogger(goose.NopLogger()))...)
	if err != nil {
		return fmt.Errorf("prepare the tables: %w", err)
	}
	known := p.ListSources()
	have, err := p.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the age of the tables: %w", s.engine.classify(err))
	}
	if newest := known[len(known)-1].Version; have > newest {
		return fmt.Errorf("%w (tables %d, this program knows %d)", ErrNewer, have, newest)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring the tables up to date: %w", s.engine.classify(err))
	}
	return s.migrateQueue(ctx)
}

func (s *Store) migrateQueue(ctx context.Context) error {
	m, err := rivermigrate.New(s.queue, &rivermigrate.Config{Logger: quiet(s.log)})
	if err != nil {
		return fmt.Errorf("prepare the queue's tables: %w", err)
	}
	if _, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("bring the queue's tables up to date: %w", s.engine.classify(err))
	}
	return nil
}

// quiet is l for libraries that tell much: warnings and worse.
func quiet(l *slog.Logger) *slog.Logger {
	return slog.New(&leveled{l.Handler(), slog.LevelWarn})
}

type leveled struct {
	slog.Handler
	least slog.Level
}

func (h *leveled) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= h.least && h.Handler.Enabled(ctx, l)
}
func (h *leveled) WithAttrs(a []slog.Attr) slog.Handler {
	return &leveled{h.Handler.WithAttrs(a), h.least}
}
func (h *leveled) WithGroup(g string) slog.Handler { return &leveled{h.Handler.WithGroup(g), h.least} }

// owner names this process for the lease's table, for people who look into it.
func owner() string {
	host, _ := os.Hostname()
	return fmt.Sprintf("%s/%d/%s", host, os.Getpid(), rand.Text()[:6])
}

// micros is how instants are stored.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func instant(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}
