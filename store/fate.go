package store

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

// WatchSince returns the newest version of a watch and since when it is in force; 0 when no daemon
// has ever worked with a watch of that name.
func (s *Store) WatchSince(ctx context.Context, name string) (version int, since time.Time, err error) {
	var at int64
	err = s.ro.QueryRowContext(ctx, "SELECT version, since FROM watches WHERE name=$1 ORDER BY version DESC LIMIT 1", name).Scan(&version, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, time.Time{}, nil
	}
	return version, instant(at), s.engine.classify(err)
}

// AlertOf is an alert that a watch made of a version of an article.
type AlertOf struct {
	ID        int64
	Type      string
	Version   int
	CreatedAt time.Time
}

// AlertsOf lists the alerts that a watch made of an article, the oldest first.
func (s *Store) AlertsOf(ctx context.Context, article int64, watch string) ([]AlertOf, error) {
	rows, err := s.ro.QueryContext(ctx, "SELECT id, type, version, created_at FROM alerts WHERE article_id=$1 AND watch=$2 ORDER BY id", article, watch)
	return list(s, rows, err, func(row row) (AlertOf, error) {
		var a AlertOf
		var at int64
		err := row.Scan(&a.ID, &a.Type, &a.Version, &at)
		a.CreatedAt = instant(at)
		return a, err
	})
}
