package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
)

// Stored is an article with what the store knows beside it.
type Stored struct {
	article.Article
	UpdatedAt  time.Time
	Old        bool
	PageSHA256 string
	OwedAt     time.Time
	Tries      int

	JoinedTo     int64     // the article that this one was joined to by hand; 0: none
	Edits        int       // how often its text was changed
	MissingAt    time.Time // the first look in a row that did not find its page; zero: the last one did
	MissingLooks int
	RemovedAt    time.Time // the paper took it down; zero: it stands
}

const articleColumns = `a.id, a.source, a.key, a.url, a.link, a.title, a.section, a.byline, a.authors, a.body, a.language, a.image_url,
	a.published_raw, a.published_at, a.precision, a.zone_source, a.first_seen_at, a.updated_at, a.kind, a.partial, a.old, a.hash, a.version, a.page_sha256, a.owed_at, a.tries,
	a.joined_to, a.edits, a.missing_at, a.missing_looks, a.removed_at FROM articles a`

func scanArticle(row row) (Stored, error) {
	var a Stored
	var authors, precision, kind string
	var pub, first, upd, owed, missing, removed int64
	err := row.Scan(&a.ID, &a.Source, &a.Key, &a.URL, &a.Link, &a.Title, &a.Section, &a.Byline, &authors, &a.Body, &a.Language, &a.ImageURL,
		&a.Published.Raw, &pub, &precision, &a.Published.ZoneSource, &first, &upd, &kind, flag{&a.Partial}, flag{&a.Old}, &a.Hash, &a.Version, &a.PageSHA256, &owed, &a.Tries,
		&a.JoinedTo, &a.Edits, &missing, &a.MissingLooks, &removed)
	if errors.Is(err, sql.ErrNoRows) {
		return a, ErrNotFound
	}
	if err != nil {
		return a, err
	}
	a.Published.At, a.Published.Precision, a.Kind = instant(pub), article.Precision(precision), article.Kind(kind)
	a.FirstSeenAt, a.UpdatedAt, a.OwedAt = instant(first), instant(upd), instant(owed)
	a.MissingAt, a.RemovedAt = instant(missing), instant(removed)
	return a, json.Unmarshal([]byte(authors), &a.Authors)
}

// Article returns one article.
func (s *Store) Article(ctx context.Context, id int64) (Stored, error) {
	a, err := scanArticle(s.ro.QueryRowContext(ctx, "SELECT "+articleColumns+" WHERE a.id = $1", id))
	return a, s.engine.classify(err)
}

// ArticleFilter narrows a list of articles; the zero value is all.
type ArticleFilter struct {
	Source       string
	Sources      []string  // instead of Source: any of them; empty: all
	From, Before int64     // ids: the first, and the one behind the last (the page behind it); 0: no bound
	Since, Until time.Time // of first sight; Until itself is left out; zero: no bound
	Limit        int       // of Articles; 0: 50
	// Words are clauses: the full-text index must hold one word of each for an article. They are
	// letters and digits only, folded; a star behind one stands for all words that begin so. Empty: no
	// index is asked.
	Words [][]string
}

// Articles lists articles, newest first.
func (s *Store) Articles(ctx context.Context, f ArticleFilter) ([]Stored, error) {
	if f.Limit <= 0 {
		f.Limit = 50
	}
	rows, done, err := s.ask(ctx, f, fmt.Sprint(" LIMIT ", f.Limit))
	defer done()
	return list(s, rows, err, scanArticle)
}

// Each hands over the articles of a filter, the newest first, until do returns an error. It reads
// from one view of the database, which a long walk keeps from being tidied: hand on, don't wait.
func (s *Store) Each(ctx context.Context, f ArticleFilter, do func(Stored) error) error {
	rows, done, err := s.ask(ctx, f, "")
	defer done()
	if err != nil {
		return s.engine.classify(err)
	}
	defer rows.Close()
	for rows.Next() {
		a, err := scanArticle(rows)
		if err != nil {
			return s.engine.classify(err)
		}
		if err := do(a); err != nil {
			return err
		}
	}
	return s.engine.classify(rows.Err())
}

// narrowing is how an engine asks its full-text index: parts of a query, the words being $1, the
// column that has the article's id in the order in which the index hands it over, and a setting
// under which it is asked; empty: none.
type narrowing struct{ with, join, where, id, words, setting string }

// ask sends the query of a filter. done is called when its rows are closed.
func (s *Store) ask(ctx context.Context, f ArticleFilter, tail string) (rows *sql.Rows, done func(), err error) {
	query, args, setting := s.selecting(f)
	if setting == "" {
		rows, err = s.ro.QueryContext(ctx, query+tail, args...)
		return rows, func() {}, err
	}
	tx, err := s.ro.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, func() {}, err
	}
	done = func() { tx.Rollback() } // it read only
	if _, err := tx.ExecContext(ctx, setting); err != nil {
		return nil, done, err
	}
	rows, err = tx.QueryContext(ctx, query+tail, args...)
	return rows, done, err
}

// selecting writes the query of a filter, the newest first, without its limit, and the setting under
// which it is asked.
func (s *Store) selecting(f ArticleFilter) (query string, args []any, setting string) {
	n := narrowing{id: "a.id"}
	where := []string{"a.joined_to = 0"} // what was joined to another by hand rests
	also := func(condition string, v any) {
		args = append(args, v)
		where = append(where, condition+" $"+strconv.Itoa(len(args)))
	}
	if len(f.Words) > 0 {
		n = s.engine.narrowed(f.Words)
		args = append(args, n.words)
		if n.where != "" {
			where = append(where, n.where)
		}
	}
	if f.From > 0 {
		also(n.id+" >=", f.From)
	}
	if f.Before > 0 {
		also(n.id+" <", f.Before)
	}
	if !f.Since.IsZero() {
		also("a.first_seen_at >=", micros(f.Since))
	}
	if !f.Until.IsZero() {
		also("a.first_seen_at <", micros(f.Until))
	}
	if f.Source != "" {
		f.Sources = []string{f.Source}
	}
	if len(f.Sources) > 0 {
		in, names := placeholders(len(args)+1, f.Sources)
		where, args = append(where, "a.source IN ("+in+")"), append(args, names...)
	}
	query = n.with + "SELECT " + articleColumns + n.join + " WHERE " + strings.Join(where, " AND ")
	return query + " ORDER BY " + n.id + " DESC", args, n.setting
}

// Span is a run of articles.
type Span struct {
	First, Last int64 // ids; 0: there are none
	N           int
}

// Span tells how many articles a filter's time and sources hold, and their first and last.
func (s *Store) Span(ctx context.Context, f ArticleFilter) (Span, error) {
	var sp Span
	until := f.Until
	if until.IsZero() {
		until = time.UnixMicro(math.MaxInt64)
	}
	err := s.ro.QueryRowContext(ctx, "SELECT coalesce(min(id), 0), coalesce(max(id), 0), count(*) FROM articles WHERE first_seen_at >= $1 AND first_seen_at < $2", micros(f.Since), micros(until)).
		Scan(&sp.First, &sp.Last, &sp.N)
	if err != nil || len(f.Sources) == 0 {
		return sp, s.engine.classify(err)
	}
	in, names := placeholders(3, f.Sources)
	err = s.ro.QueryRowContext(ctx, "SELECT count(*) FROM articles WHERE id >= $1 AND id <= $2 AND source IN ("+in+")", append([]any{sp.First, sp.Last}, names...)...).Scan(&sp.N)
	return sp, s.engine.classify(err)
}

// joinClauses writes clauses with an engine's signs; term writes a word, of which more says that
// words may begin so.
func joinClauses(clauses [][]string, or, and string, term func(word string, more bool) string) string {
	all := make([]string, len(clauses))
	for i, c := range clauses {
		words := make([]string, len(c))
		for j, w := range c {
			word, more := strings.CutSuffix(w, "*")
			words[j] = term(word, more)
		}
		all[i] = "(" + strings.Join(words, or) + ")"
	}
	return strings.Join(all, and)
}

// list reads all rows of a query.
func list[T any](s *Store, rows *sql.Rows, err error, scan func(row) (T, error)) ([]T, error) {
	if err != nil {
		return nil, s.engine.classify(err)
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		x, err := scan(rows)
		if err != nil {
			return nil, s.engine.classify(err)
		}
		out = append(out, x)
	}
	return out, s.engine.classify(rows.Err())
}

// row is a *sql.Row or *sql.Rows.
type row interface{ Scan(...any) error }

// Versions returns an article's versions, first first.
func (s *Store) Versions(ctx context.Context, id int64) ([]article.Version, error) {
	rows, err := s.ro.QueryContext(ctx, "SELECT n, title, body, hash, seen_at FROM versions WHERE article_id = $1 ORDER BY n", id)
	return list(s, rows, err, func(row row) (article.Version, error) { return scanVersion(row) })
}

// StoredMatch is a match as it was recorded.
type StoredMatch struct {
	article.Match
	ArticleVersion int
	Silent         string // why no alert was made of it; empty: one was
	At             time.Time
}

// Matches lists what was found in an article, by version and watch.
func (s *Store) Matches(ctx context.Context, id int64) ([]StoredMatch, error) {
	rows, err := s.ro.QueryContext(ctx, `SELECT m.article_version, m.watch, m.watch_version, coalesce(w.query,''), m.highlights, m.silent, m.at
		FROM matches m LEFT JOIN watches w ON w.name = m.watch AND w.version = m.watch_version WHERE m.article_id = $1 ORDER BY m.article_version, m.watch`, id)
	return list(s, rows, err, func(row row) (StoredMatch, error) {
		var m StoredMatch
		var hs string
		var at int64
		if err := row.Scan(&m.ArticleVersion, &m.Watch, &m.Version, &m.Query, &hs, &m.Silent, &at); err != nil {
			return m, err
		}
		m.At = instant(at)
		if err := json.Unmarshal([]byte(hs), &m.Highlights); err != nil {
			return m, err
		}
		return m, nil
	})
}

// StoredAlert is an alert for lists.
type StoredAlert struct {
	ID          int64
	Type, Watch string
	ArticleID   int64
	Title       string
	Source      string
	CreatedAt   time.Time
}

// Alerts lists alerts, newest first.
func (s *Store) Alerts(ctx context.Context, limit int) ([]StoredAlert, error) {
	rows, err := s.ro.QueryContext(ctx, `SELECT al.id, al.type, al.watch, al.article_id, coalesce(a.title,''), coalesce(a.source,''), al.created_at
		FROM alerts al LEFT JOIN articles a ON a.id = al.article_id ORDER BY al.id DESC LIMIT $1`, limit)
	return list(s, rows, err, func(row row) (StoredAlert, error) {
		var a StoredAlert
		var at int64
		if err := row.Scan(&a.ID, &a.Type, &a.Watch, &a.ArticleID, &a.Title, &a.Source, &at); err != nil {
			return a, err
		}
		a.CreatedAt = instant(at)
		return a, nil
	})
}

// Counts are totals for the overview and the metrics.
type Counts struct{ Articles, Versions, Matches, Alerts int64 }

// Counts returns totals.
func (s *Store) Counts(ctx context.Context) (Counts, error) {
	var c Counts
	err := s.ro.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM versions), (SELECT count(*) FROM matches), (SELECT count(*) FROM alerts)`).
		Scan(&c.Articles, &c.Versions, &c.Matches, &c.Alerts)
	return c, s.engine.classify(err)
}
