package store

import (
	"context"
	"database/sql"
	"time"
)

// SourceState is what is known of a source's health and timing.
type SourceState struct {
	ID            string
	State         string // new, ok, failing, blocked
	Detail        string // for people: what is wrong
	Failures      int    // in a row
	LastRunAt     time.Time
	LastSuccessAt time.Time
	LastNewAt     time.Time
	NextDueAt     time.Time
}

// FeedState is what the next request for a feed or listing needs.
type FeedState struct {
	Source, URL        string
	ETag, LastModified string
	BodyHash           string
	BaselineAt         time.Time // first whole reading; zero: not yet
	NewestAt           time.Time // the newest date that it has shown; zero: none
}

// SaveFeed stores the state of one feed, in the transaction that stored what it brought.
func (tx *Tx) SaveFeed(ctx context.Context, f FeedState) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO feeds (source, url, etag, last_modified, body_hash, baseline_at, newest_at) VALUES ($1,$2,$3,$4,$5,$6,$7)
		ON CONFLICT (source, url) DO UPDATE SET etag = excluded.etag, last_modified = excluded.last_modified,
		body_hash = excluded.body_hash, baseline_at = excluded.baseline_at, newest_at = excluded.newest_at`,
		f.Source, f.URL, f.ETag, f.LastModified, f.BodyHash, micros(f.BaselineAt), micros(f.NewestAt))
	return err
}

// SaveSource stores a source's health and timing.
func (tx *Tx) SaveSource(ctx context.Context, st SourceState) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO sources (id, state, detail, failures, last_run_at, last_success_at, last_new_at, next_due_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)
		ON CONFLICT (id) DO UPDATE SET state = excluded.state, detail = excluded.detail, failures = excluded.failures, last_run_at = excluded.last_run_at,
		last_success_at = excluded.last_success_at, last_new_at = excluded.last_new_at, next_due_at = excluded.next_due_at`,
		st.ID, st.State, st.Detail, st.Failures, micros(st.LastRunAt), micros(st.LastSuccessAt), micros(st.LastNewAt), micros(st.NextDueAt))
	return err
}

// Sources returns the state of every source that ever ran.
func (s *Store) Sources(ctx context.Context) (map[string]SourceState, error) {
	rows, err := s.ro.QueryContext(ctx, "SELECT id, state, detail, failures, last_run_at, last_success_at, last_new_at, next_due_at FROM sources")
	if err != nil {
		return nil, s.engine.classify(err)
	}
	defer rows.Close()
	out := map[string]SourceState{}
	for rows.Next() {
		var st SourceState
		var run, ok, fresh, due int64
		if err := rows.Scan(&st.ID, &st.State, &st.Detail, &st.Failures, &run, &ok, &fresh, &due); err != nil {
			return nil, err
		}
		st.LastRunAt, st.LastSuccessAt, st.LastNewAt, st.NextDueAt = instant(run), instant(ok), instant(fresh), instant(due)
		out[st.ID] = st
	}
	return out, rows.Err()
}

// Feeds returns the state of every feed, by source and address.
func (s *Store) Feeds(ctx context.Context) (map[string]map[string]FeedState, error) {
	rows, err := s.ro.QueryContext(ctx, "SELECT source, url, etag, last_modified, body_hash, baseline_at, newest_at FROM feeds")
	if err != nil {
		return nil, s.engine.classify(err)
	}
	defer rows.Close()
	out := map[string]map[string]FeedState{}
	for rows.Next() {
		var f FeedState
		var at, newest int64
		if err := rows.Scan(&f.Source, &f.URL, &f.ETag, &f.LastModified, &f.BodyHash, &at, &newest); err != nil {
			return nil, err
		}
		f.BaselineAt, f.NewestAt = instant(at), instant(newest)
		if out[f.Source] == nil {
			out[f.Source] = map[string]FeedState{}
		}
		out[f.Source][f.URL] = f
	}
	return out, rows.Err()
}

// Owed is an article whose page is still to be read.
type Owed struct {
	ID    int64
	Link  string
	Tries int
	Old   bool // it stood there at the first reading
	Whole bool // its page was read; it is looked at again
	At    time.Time

	ETag, LastModified string // of its page
	FirstSeenAt        time.Time
	MissingAt          time.Time // first look in a row that did not find it
	MissingLooks       int
	Removed            bool
	hash               string
}

// Edited tells whether a text with this hash is another than the one that is stored.
func (o Owed) Edited(hash string) bool { return o.hash != hash }

// NextOwed returns, by source, when the next owed page is due.
func (s *Store) NextOwed(ctx context.Context) (map[string]time.Time, error) {
	rows, err := s.ro.QueryContext(ctx, "SELECT source, min(owed_at) FROM articles WHERE owed_at > 0 GROUP BY source")
	if err != nil {
		return nil, s.engine.classify(err)
	}
	defer rows.Close()
	out := map[string]time.Time{}
	for rows.Next() {
		var src string
		var at int64
		if err := rows.Scan(&src, &at); err != nil {
			return nil, err
		}
		out[src] = instant(at)
	}
	return out, rows.Err()
}

// OwedPages returns the pages of one source that are owed the longest.
func (s *Store) OwedPages(ctx context.Context, source string, limit int) ([]Owed, error) {
	rows, err := s.ro.QueryContext(ctx, "SELECT id, link, tries, old, partial, owed_at, etag, modified, first_seen_at, missing_at, missing_looks, removed_at, hash FROM articles WHERE source = $1 AND owed_at > 0 ORDER BY owed_at LIMIT $2", source, limit)
	return list(s, rows, err, func(row row) (Owed, error) {
		var o Owed
		var at, first, missing, removed int64
		var partial bool
		if err := row.Scan(&o.ID, &o.Link, &o.Tries, flag{&o.Old}, flag{&partial}, &at, &o.ETag, &o.LastModified, &first, &missing, &o.MissingLooks, &removed, &o.hash); err != nil {
			return o, err
		}
		o.At, o.Whole, o.FirstSeenAt, o.MissingAt, o.Removed = instant(at), !partial, instant(first), instant(missing), removed > 0
		return o, nil
	})
}

// NextOwedOf returns when the source's next owed page is due; zero: none is owed. With unread, only
// pages that were never read count.
func (s *Store) NextOwedOf(ctx context.Context, source string, unread bool) (time.Time, error) {
	var at sql.NullInt64
	err := s.ro.QueryRowContext(ctx, "SELECT min(owed_at) FROM articles WHERE source = $1 AND owed_at > 0 AND (CAST($2 AS BIGINT) = 0 OR partial = 1)", source, num(unread)).Scan(&at)
	return instant(at.Int64), s.engine.classify(err)
}
