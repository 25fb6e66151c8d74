package store

import (
	"context"
)

// Words lists the words that newspapers taught, the first learned first.
func (s *Store) Words(ctx context.Context) ([]string, error) {
	rows, err := s.ro.QueryContext(ctx, "SELECT word FROM words ORDER BY at, word")
	return list(s, rows, err, func(row row) (string, error) {
		var w string
		err := row.Scan(&w)
		return w, err
	})
}

// AddWords keeps words that newspapers taught; one that is known stays as it is.
func (tx *Tx) AddWords(ctx context.Context, words []string) error {
	now := micros(tx.s.now())
	for _, w := range words {
		if _, err := tx.ExecContext(ctx, "INSERT INTO words (word, at) VALUES ($1, $2) ON CONFLICT DO NOTHING", clean(w), now); err != nil {
			return err
		}
	}
	return nil
}
