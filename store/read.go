package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"math"
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
	Source string
	Before int64 // id: the page behind it
	Limit  int   // 0: 50
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
	if f.Before <= 0 {
		f.Before = math.MaxInt64
	}
	if len(f.Words) > 0 {
		return s.narrowed(ctx, f)
	}
	rows, err := s.ro.QueryContext(ctx, "SELECT "+articleColumns+" WHERE a.joined_to = 0 AND (CAST($1 AS TEXT) = '' OR a.source = $1) AND a.id < $2 ORDER BY a.id DESC LIMIT $3", f.Source, f.Before, f.Limit)
	return list(s, rows, err, scanArticle)
}

// narrowed lists what the index holds words of.
func (s *Store) narrowed(ctx context.Context, f ArticleFilter) ([]Stored, error) {
	query, words := s.engine.narrowed(f.Words)
	rows, err := s.ro.QueryContext(ctx, query, words, f.Before, f.Source, f.Limit)
	return list(s, rows, err, scanArticle)
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

// Each hands over the articles that were first seen at or after since, the newest first, until f
// returns an error. source is empty for all.
func (s *Store) Each(ctx context.Context, source string, since time.Time, f func(Stored) error) error {
	const size = 500
	before := int64(0)
	for {
		rows, err := s.ro.QueryContext(ctx, "SELECT "+articleColumns+` WHERE a.joined_to = 0 AND (CAST($1 AS TEXT) = '' OR a.source = $1) AND (CAST($2 AS BIGINT) = 0 OR a.id < $2) AND a.first_seen_at >= $3
			ORDER BY a.id DESC LIMIT $4`, source, before, micros(since), size)
		page, err := list(s, rows, err, scanArticle)
		if err != nil {
			return err
		}
		for _, a := range page {
			if err := f(a); err != nil {
				return err
			}
		}
		if len(page) < size {
			return nil
		}
		before = page[len(page)-1].ID
	}
}

// CountSince is how many articles Each would hand over.
func (s *Store) CountSince(ctx context.Context, source string, since time.Time) (int, error) {
	var n int
	err := s.ro.QueryRowContext(ctx, "SELECT count(*) FROM articles WHERE joined_to = 0 AND (CAST($1 AS TEXT) = '' OR source = $1) AND first_seen_at >= $2", source, micros(since)).Scan(&n)
	return n, s.engine.classify(err)
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
