package store

import "context"

// SaveProfile keeps what was learned of a source's pages, as its room wrote it; an empty text forgets it.
func (tx *Tx) SaveProfile(ctx context.Context, source, profile string) error {
	if profile == "" {
		_, err := tx.ExecContext(ctx, "DELETE FROM profiles WHERE source = $1", source)
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO profiles (source, profile) VALUES ($1,$2)
		ON CONFLICT (source) DO UPDATE SET profile = excluded.profile`, source, profile)
	return err
}

// Profiles returns what was learned of each source's pages.
func (s *Store) Profiles(ctx context.Context) (map[string]string, error) {
	rows, err := s.ro.QueryContext(ctx, "SELECT source, profile FROM profiles")
	if err != nil {
		return nil, s.engine.classify(err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var source, profile string
		if err := rows.Scan(&source, &profile); err != nil {
			return nil, err
		}
		out[source] = profile
	}
	return out, rows.Err()
}
