package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
)

// leadLock is the advisory lock that the leading daemon holds: "marsad" in ASCII.
const leadLock = 0x6d6172736164

type postgresEngine struct {
	pool   *pgxpool.Pool // for the queue's LISTEN
	config *pgx.ConnConfig
}

func (s *Store) openPostgres(ctx context.Context, o Options) error {
	pc, err := pgxpool.ParseConfig(o.URL)
	if err != nil {
		// pgx's message may hold the address with its password
		return errors.New("database: the address cannot be read; write  postgres://user@host:5432/name")
	}
	pc.MaxConns = 4
	pc.ConnConfig.ConnectTimeout = 5 * time.Second
	pool, err := pgxpool.NewWithConfig(ctx, pc)
	if err != nil {
		return fmt.Errorf("database: %w", err)
	}
	s.engine = &postgresEngine{pool: pool, config: pc.ConnConfig}
	s.rw = stdlib.OpenDB(*pc.ConnConfig)
	s.rw.SetMaxOpenConns(8)
	s.rw.SetMaxIdleConns(4)
	s.ro = s.rw
	s.queue = riverdatabasesql.NewWithPgxListener(s.rw, pool)
	if err := s.rw.PingContext(ctx); err != nil {
		s.closePools()
		return fmt.Errorf("%w: %v", ErrUnavailable, redacted(err, pc.ConnConfig.Password))
	}
	return nil
}

func redacted(err error, secret string) string {
	if secret == "" {
		return err.Error()
	}
	return strings.ReplaceAll(err.Error(), secret, "***")
}

func (e *postgresEngine) name() string           { return "postgres" }
func (e *postgresEngine) dialect() goose.Dialect { return goose.DialectPostgres }

// migrating keeps two daemons that start together from laying the tables at once.
func (e *postgresEngine) migrating() ([]goose.ProviderOption, error) {
	l, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return nil, err
	}
	return []goose.ProviderOption{goose.WithSessionLocker(l)}, nil
}

// lead waits for the advisory lock. The server frees it when the connection ends; a lost
// connection ends the lead here too, and the epoch in the lease's table keeps a daemon that has
// not noticed yet from writing.
func (e *postgresEngine) lead(ctx context.Context, s *Store) (*Lead, error) {
	for waiting := false; ; waiting = true {
		conn, err := e.tryLock(ctx)
		if err != nil {
			s.log.Warn("the database does not answer; trying again", "error", redacted(err, e.config.Password))
		}
		if conn != nil {
			return e.hold(conn), nil
		}
		if err == nil && !waiting {
			s.log.Info("another daemon leads; standing by")
		}
		if err := pause(ctx, time.Second); err != nil {
			return nil, err
		}
	}
}

// tryLock returns a connection that holds the lock, or nil when another one does.
func (e *postgresEngine) tryLock(ctx context.Context) (*pgx.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, e.config)
	if err != nil {
		return nil, err
	}
	var got bool
	if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", leadLock).Scan(&got); err != nil || !got {
		conn.Close(context.WithoutCancel(ctx))
		return nil, err
	}
	return conn, nil
}

// hold watches the connection that holds the lock.
func (e *postgresEngine) hold(conn *pgx.Conn) *Lead {
	ctx, cancel := context.WithCancel(context.Background())
	lost, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for pause(ctx, 2*time.Second) == nil {
			beat, stop := context.WithTimeout(ctx, 5*time.Second)
			_, err := conn.Exec(beat, "SELECT 1")
			stop()
			if err != nil && ctx.Err() == nil {
				close(lost)
				return
			}
		}
	}()
	release := func() error {
		cancel()
		<-ended
		bye, stop := context.WithTimeout(context.Background(), 2*time.Second)
		defer stop()
		return conn.Close(bye)
	}
	return &Lead{Lost: lost, release: release}
}

func (e *postgresEngine) close() error {
	e.pool.Close()
	return nil
}

// longText marks the document of an article of which the index holds the beginning only: every
// search looks at it.
const longText = "zzlongtextzz"

func (e *postgresEngine) index(ctx context.Context, q querier, id int64, title, body string, _ bool) error {
	// A document for the search holds at most 1 MB; what stands behind that is found by the matcher.
	const limit = 200_000
	if len(title) > limit {
		title, body = strings.ToValidUTF8(title[:limit], ""), longText
	}
	if len(body) > limit {
		body = strings.ToValidUTF8(body[:limit], "") + " " + longText
	}
	_, err := q.ExecContext(ctx, `INSERT INTO search (article_id, doc) VALUES ($1, to_tsvector('simple', $2))
		ON CONFLICT (article_id) DO UPDATE SET doc = excluded.doc`, id, title+"\n"+body)
	return err
}

// narrowed asks the index by itself, whatever the planner thinks of the words: it would rather read
// the documents of an archive one by one.
func (e *postgresEngine) narrowed(clauses [][]string) narrowing {
	words := joinClauses(clauses, "|", "&", func(word string, more bool) string {
		word = "'" + strings.NewReplacer("'", "''", `\`, `\\`).Replace(word) + "'"
		if more {
			word += ":*"
		}
		return word
	})
	return narrowing{
		with: "WITH held AS MATERIALIZED (SELECT article_id FROM search WHERE doc @@ to_tsquery('simple', $1)) ",
		join: " JOIN held ON held.article_id = a.id", id: "a.id", words: "(" + words + ")|" + longText,
		setting: "SET LOCAL enable_seqscan = off",
	}
}

func (e *postgresEngine) classify(err error) error {
	if err == nil || errors.Is(err, ErrUnavailable) || errors.Is(err, ErrFull) {
		return err
	}
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		switch {
		case pe.Code == "53100": // disk_full
			return fmt.Errorf("%w (%v)", ErrFull, err)
		case strings.HasPrefix(pe.Code, "57P") || strings.HasPrefix(pe.Code, "08") || strings.HasPrefix(pe.Code, "53"):
			return fmt.Errorf("%w: %v", ErrUnavailable, err)
		}
		return err
	}
	var ne net.Error
	var ce *pgconn.ConnectError
	if errors.As(err, &ne) || errors.As(err, &ce) || errors.Is(err, sql.ErrConnDone) || pgconn.SafeToRetry(err) || strings.Contains(err.Error(), "conn closed") || strings.Contains(err.Error(), "unexpected EOF") {
		return fmt.Errorf("%w: %v", ErrUnavailable, redacted(err, e.config.Password))
	}
	return err
}
