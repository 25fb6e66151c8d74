package store

import (
	"context"
	"time"
)

// Learned is something that a source has taught about itself: that its Z is local time, where a feed really
// stands, a subscription at a hub. Who writes it names it and gives its value a form.
type Learned struct {
	Value string
	At    time.Time
}

// Learn writes down what a source has taught, in the place of what stood under the name.
func (tx *Tx) Learn(ctx context.Context, source, name, value string, at time.Time) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO learned (source, name, value, at) VALUES ($1,$2,$3,$4)
		ON CONFLICT (source, name) DO UPDATE SET value = excluded.value, at = excluded.at`, source, name, value, micros(at))
	return err
}

// Forget takes back what was learned.
func (tx *Tx) Forget(ctx context.Context, source, name string) error {
	_, err := tx.ExecContext(ctx, "DELETE FROM learned WHERE source = $1 AND name = $2", source, name)
	return err
}

// Learned returns what all sources have taught, by source and name.
func (s *Store) Learned(ctx context.Context) (map[string]map[string]Learned, error) {
	rows, err := s.ro.QueryContext(ctx, "SELECT source, name, value, at FROM learned")
	if err != nil {
		return nil, s.engine.classify(err)
	}
	defer rows.Close()
	out := map[string]map[string]Learned{}
	for rows.Next() {
		var source, name string
		var l Learned
		var at int64
		if err := rows.Scan(&source, &name, &l.Value, &at); err != nil {
			return nil, err
		}
		l.At = instant(at)
		if out[source] == nil {
			out[source] = map[string]Learned{}
		}
		out[source][name] = l
	}
	return out, s.engine.classify(rows.Err())
}
