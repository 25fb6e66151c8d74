package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
)

// Kinds of what happens to an article beside its versions.
const (
	Removed  = "removed"  // the paper took it down
	Restored = "restored" // it stands again
	Refused  = "refused"  // its page claims an address that is another article's
	Reused   = "reused"   // the paper gave its number to another article, or it was given another's
	Joined   = "joined"   // a person joined another article to it
	Split    = "split"    // a person parted an address from it
)

// Happening is one thing that happened to an article.
type Happening struct {
	At     time.Time `json:"at"`
	Kind   string    `json:"kind"`
	Detail string    `json:"detail,omitempty"`
}

// Happened records what happened to an article.
func (tx *Tx) Happened(ctx context.Context, id int64, kind, detail string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO happenings (article_id, at, kind, detail) VALUES ($1,$2,$3,$4)`, id, micros(tx.s.now()), kind, clean(detail))
	return err
}

// Happenings lists what happened to an article, first first.
func (s *Store) Happenings(ctx context.Context, id int64) ([]Happening, error) {
	rows, err := s.ro.QueryContext(ctx, "SELECT at, kind, detail FROM happenings WHERE article_id = $1 ORDER BY id", id)
	return list(s, rows, err, func(row row) (Happening, error) {
		var h Happening
		var at int64
		err := row.Scan(&at, &h.Kind, &h.Detail)
		h.At = instant(at)
		return h, err
	})
}

// noteRefusal records a claim that was not believed, once.
func (tx *Tx) noteRefusal(ctx context.Context, id int64, name string) error {
	if address, ok := strings.CutPrefix(name, article.AliasURL("")); ok {
		name = address
	} else if number, ok := strings.CutPrefix(name, article.AliasNumber("")); ok {
		name = "number " + number
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO happenings (article_id, at, kind, detail) SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS TEXT)
		WHERE NOT EXISTS (SELECT 1 FROM happenings WHERE article_id = $1 AND kind = $3 AND detail = $4)`, id, micros(tx.s.now()), Refused, name)
	return err
}

// noteReuse records that a number was given a second time. The first article's page is gone with it.
func (tx *Tx) noteReuse(ctx context.Context, id, before int64, key string) error {
	if err := tx.Happened(ctx, before, Reused, fmt.Sprintf("%s is article %d now", key, id)); err != nil {
		return err
	}
	if err := tx.Happened(ctx, id, Reused, fmt.Sprintf("%s was article %d", key, before)); err != nil {
		return err
	}
	return tx.setOwed(ctx, before, Intake{})
}

// found takes back that an article's page was missing; it tells whether it counted as removed.
func (tx *Tx) found(ctx context.Context, k *known, in Intake) (restored bool, err error) {
	if k.missing == 0 && k.removed == 0 {
		return false, nil
	}
	if err := tx.Stands(ctx, k.id); err != nil || k.removed == 0 {
		return false, err
	}
	return true, tx.Happened(ctx, k.id, Restored, in.Article.Link)
}

// Stands notes that an article's page is where it was.
func (tx *Tx) Stands(ctx context.Context, id int64) error {
	_, err := tx.ExecContext(ctx, "UPDATE articles SET missing_at=0, missing_looks=0, removed_at=0 WHERE id=$1 AND (missing_at<>0 OR removed_at<>0)", id)
	return err
}

// Missed notes one look at an article's page that did not find it, and when to look next.
func (tx *Tx) Missed(ctx context.Context, id int64, next time.Time) error {
	now := micros(tx.s.now())
	_, err := tx.ExecContext(ctx, `UPDATE articles SET missing_at=CASE WHEN missing_at = 0 THEN $2 ELSE missing_at END, missing_looks=missing_looks+1, owed_at=$3 WHERE id=$1`, id, now, micros(next))
	return err
}

// Remove notes that the paper took an article down. Its text stays.
func (tx *Tx) Remove(ctx context.Context, id int64, detail string) error {
	if _, err := tx.ExecContext(ctx, "UPDATE articles SET removed_at=$2 WHERE id=$1", id, micros(tx.s.now())); err != nil {
		return err
	}
	return tx.Happened(ctx, id, Removed, detail)
}

// Article returns one article as it stands in the transaction.
func (tx *Tx) Article(ctx context.Context, id int64) (Stored, error) {
	return scanArticle(tx.QueryRowContext(ctx, "SELECT "+articleColumns+" WHERE a.id = $1", id))
}

// ToldRemoved returns the name of the last alert of a kind that a watch had about an article; empty: none.
func (tx *Tx) ToldRemoved(ctx context.Context, id int64, watch, kind string) (string, error) {
	var dedup string
	err := tx.QueryRowContext(ctx, "SELECT dedup FROM alerts WHERE article_id=$1 AND watch=$2 AND type=$3 ORDER BY id DESC LIMIT 1", id, watch, kind).Scan(&dedup)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return dedup, err
}

// version reads one version in the transaction.
func (tx *Tx) version(ctx context.Context, id int64, n int) (article.Version, error) {
	return scanVersion(tx.QueryRowContext(ctx, "SELECT n, title, body, hash, seen_at FROM versions WHERE article_id = $1 AND n = $2", id, n))
}

func scanVersion(row row) (article.Version, error) {
	var v article.Version
	var at int64
	err := row.Scan(&v.N, &v.Title, &v.Body, &v.Hash, &at)
	v.SeenAt = instant(at)
	return v, err
}

// MoveHighlights puts the places of the matches of one version anew, after another form of its text
// took the old one's place. A watch that the new form does not hold keeps its match without places.
func (tx *Tx) MoveHighlights(ctx context.Context, id int64, version int, ms []article.Match) error {
	if _, err := tx.ExecContext(ctx, "UPDATE matches SET highlights='[]' WHERE article_id=$1 AND article_version=$2", id, version); err != nil {
		return err
	}
	for _, m := range ms {
		hs, err := highlightsJSON(m)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE matches SET highlights=$4 WHERE article_id=$1 AND article_version=$2 AND watch=$3", id, version, m.Watch, hs); err != nil {
			return err
		}
	}
	return nil
}

// Witnesses lists other articles of the source whose pages stood when they were last looked at, the
// newest first, to tell a page that is gone from a paper that is away.
func (s *Store) Witnesses(ctx context.Context, source string, not int64, limit int) ([]Stored, error) {
	rows, err := s.ro.QueryContext(ctx, "SELECT "+articleColumns+` WHERE a.source = $1 AND a.id <> $2 AND a.partial = 0 AND a.missing_at = 0 AND a.removed_at = 0 AND a.joined_to = 0 AND a.link <> ''
		ORDER BY a.id DESC LIMIT $3`, source, not, limit)
	return list(s, rows, err, scanArticle)
}

// MostEdited lists the articles whose text was changed most often, of those first seen since a day;
// among equals the newest first.
func (s *Store) MostEdited(ctx context.Context, source string, since time.Time, limit int) ([]Stored, error) {
	rows, err := s.ro.QueryContext(ctx, "SELECT "+articleColumns+` WHERE a.edits > 0 AND a.joined_to = 0 AND (CAST($1 AS TEXT) = '' OR a.source = $1) AND a.first_seen_at >= $2
		ORDER BY a.edits DESC, a.id DESC LIMIT $3`, source, micros(since), limit)
	return list(s, rows, err, scanArticle)
}

// RemovedArticles lists the articles that papers took down, the latest first.
func (s *Store) RemovedArticles(ctx context.Context, limit int) ([]Stored, error) {
	rows, err := s.ro.QueryContext(ctx, "SELECT "+articleColumns+" WHERE a.removed_at > 0 ORDER BY a.removed_at DESC LIMIT $1", limit)
	return list(s, rows, err, scanArticle)
}

// WaitingLooks counts, by source, the pages that are due to be asked for again and were not yet.
func (s *Store) WaitingLooks(ctx context.Context, now time.Time) (map[string]int, error) {
	rows, err := s.ro.QueryContext(ctx, "SELECT source, count(*) FROM articles WHERE owed_at > 0 AND owed_at <= $1 GROUP BY source", micros(now))
	if err != nil {
		return nil, s.engine.classify(err)
	}
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var src string
		var n int
		if err := rows.Scan(&src, &n); err != nil {
			return nil, err
		}
		out[src] = n
	}
	return out, rows.Err()
}
