package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/marsad/marsad/article"
)

// Delivery states.
const (
	Pending   = "pending"
	Delivered = "delivered"
	Failed    = "failed" // the schedule of attempts is used up; can be replayed
	Gone      = "gone"   // the receiver answered 410
	Off       = "off"    // the channel was off when the alert was made; can be replayed
)

// Delivery is one alert for one channel as stored.
type Delivery struct {
	ID, Channel, Type string
	AlertID           int64
	Body              []byte
	State             string
	Attempts, Base    int
	CreatedAt         time.Time
	NextAt            time.Time // not before
	DeliveredAt       time.Time
	// Of the alert, for people:
	Watch     string
	ArticleID int64
	Title     string
}

// Attempt is one try of a delivery.
type Attempt struct {
	N      int
	At     time.Time
	Took   time.Duration
	Status int
	Error  string
	Answer string
}

// AddMatch records that a watch was found in a version of an article.
func (tx *Tx) AddMatch(ctx context.Context, articleID int64, version int, m article.Match, silent string) error {
	hs, err := highlightsJSON(m)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO matches (article_id, article_version, watch, watch_version, highlights, silent, at) VALUES ($1,$2,$3,$4,$5,$6,$7) ON CONFLICT DO NOTHING`,
		articleID, version, m.Watch, m.Version, hs, silent, micros(tx.s.now()))
	return err
}

func highlightsJSON(m article.Match) (string, error) {
	if m.Highlights == nil {
		return "[]", nil
	}
	hs, err := json.Marshal(m.Highlights)
	return string(hs), err
}

// PutMatch is AddMatch for an article in which the watch may have been found before: what was found
// is replaced, and a match of which an alert was made stays one. It tells whether it was not known.
func (tx *Tx) PutMatch(ctx context.Context, articleID int64, version int, m article.Match, silent string) (fresh bool, err error) {
	var n int
	if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM matches WHERE article_id=$1 AND watch=$2 AND article_version=$3", articleID, m.Watch, version).Scan(&n); err != nil {
		return false, err
	}
	if n == 0 {
		return true, tx.AddMatch(ctx, articleID, version, m, silent)
	}
	hs, err := highlightsJSON(m)
	if err != nil {
		return false, err
	}
	_, err = tx.ExecContext(ctx, `UPDATE matches SET watch_version=$4, highlights=$5, silent = CASE WHEN CAST($6 AS TEXT) = '' THEN '' ELSE silent END WHERE article_id=$1 AND watch=$2 AND article_version=$3`,
		articleID, m.Watch, version, m.Version, hs, silent)
	return false, err
}

// AddAlert records an alert under a name that tells it from all others. It returns 0 when there
// was one of that name before: an alert is made once.
func (tx *Tx) AddAlert(ctx context.Context, kind, watch string, articleID int64, version int, dedup string) (int64, error) {
	var id int64
	err := tx.QueryRowContext(ctx, `INSERT INTO alerts (type, watch, article_id, version, dedup, created_at) VALUES ($1,$2,$3,$4,$5,$6) ON CONFLICT (dedup) DO NOTHING RETURNING id`,
		kind, watch, articleID, version, dedup, micros(tx.s.now())).Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return id, err
}

// HasAlert tells whether an alert of one of these names was made.
func (tx *Tx) HasAlert(ctx context.Context, dedups ...string) (bool, error) {
	in, args := placeholders(1, dedups)
	var n int
	err := tx.QueryRowContext(ctx, "SELECT count(*) FROM alerts WHERE dedup IN ("+in+")", args...).Scan(&n)
	return n > 0, err
}

// AddDelivery queues an alert's body for one channel. State is Pending or Off.
func (tx *Tx) AddDelivery(ctx context.Context, d Delivery) error {
	now := micros(tx.s.now())
	_, err := tx.ExecContext(ctx, `INSERT INTO deliveries (id, alert_id, channel, type, body, state, created_at, next_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$7)`,
		d.ID, d.AlertID, d.Channel, d.Type, d.Body, d.State, now)
	return err
}

// AddAttempt records an attempt and what it made of the delivery.
func (tx *Tx) AddAttempt(ctx context.Context, id string, a Attempt, state string, next time.Time) error {
	if _, err := tx.ExecContext(ctx, `INSERT INTO attempts (delivery_id, n, at, millis, status, error, answer) VALUES ($1,$2,$3,$4,$5,$6,$7) ON CONFLICT DO NOTHING`,
		id, a.N, micros(a.At), a.Took.Milliseconds(), a.Status, a.Error, a.Answer); err != nil {
		return err
	}
	var done int64
	if state == Delivered {
		done = micros(tx.s.now())
	}
	_, err := tx.ExecContext(ctx, `UPDATE deliveries SET state=$2, attempts=$3, next_at=$4, delivered_at=$5 WHERE id=$1`, id, state, a.N, micros(next), done)
	return err
}

// Reopen makes a delivery pending again, with the schedule from its beginning.
func (tx *Tx) Reopen(ctx context.Context, id string) error {
	r, err := tx.ExecContext(ctx, `UPDATE deliveries SET state=$2, base=attempts, next_at=$3 WHERE id=$1`, id, Pending, micros(tx.s.now()))
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err == nil && n == 0 {
		return ErrNotFound
	}
	return nil
}

const deliveryColumns = `d.id, d.alert_id, d.channel, d.type, d.body, d.state, d.attempts, d.base, d.created_at, d.next_at, d.delivered_at, coalesce(al.watch,''), coalesce(al.article_id,0), coalesce(a.title,'')
	FROM deliveries d LEFT JOIN alerts al ON al.id = d.alert_id LEFT JOIN articles a ON a.id = al.article_id`

func scanDelivery(row row) (Delivery, error) {
	var d Delivery
	var created, next, done int64
	err := row.Scan(&d.ID, &d.AlertID, &d.Channel, &d.Type, &d.Body, &d.State, &d.Attempts, &d.Base, &created, &next, &done, &d.Watch, &d.ArticleID, &d.Title)
	if errors.Is(err, sql.ErrNoRows) {
		return d, ErrNotFound
	}
	d.CreatedAt, d.NextAt, d.DeliveredAt = instant(created), instant(next), instant(done)
	return d, err
}

// Delivery returns one delivery.
func (s *Store) Delivery(ctx context.Context, id string) (Delivery, error) {
	d, err := scanDelivery(s.ro.QueryRowContext(ctx, "SELECT "+deliveryColumns+" WHERE d.id = $1", id))
	return d, s.engine.classify(err)
}

// DeliveryFilter narrows a list of deliveries; the zero value is all.
type DeliveryFilter struct {
	State, Channel string
	ArticleID      int64
	Limit          int // 0: 50
}

// Deliveries lists deliveries, newest first.
func (s *Store) Deliveries(ctx context.Context, f DeliveryFilter) ([]Delivery, error) {
	if f.Limit <= 0 {
		f.Limit = 50
	}
	rows, err := s.ro.QueryContext(ctx, "SELECT "+deliveryColumns+` WHERE (CAST($1 AS TEXT) = '' OR d.state = $1) AND (CAST($2 AS TEXT) = '' OR d.channel = $2) AND (CAST($3 AS BIGINT) = 0 OR al.article_id = $3)
		ORDER BY d.created_at DESC, d.id DESC LIMIT $4`, f.State, f.Channel, f.ArticleID, f.Limit)
	return list(s, rows, err, scanDelivery)
}

// Attempts lists the attempts of one delivery, first first.
func (s *Store) Attempts(ctx context.Context, id string) ([]Attempt, error) {
	rows, err := s.ro.QueryContext(ctx, "SELECT n, at, millis, status, error, answer FROM attempts WHERE delivery_id = $1 ORDER BY n", id)
	return list(s, rows, err, func(row row) (Attempt, error) {
		var a Attempt
		var at, ms int64
		if err := row.Scan(&a.N, &at, &ms, &a.Status, &a.Error, &a.Answer); err != nil {
			return a, err
		}
		a.At, a.Took = instant(at), time.Duration(ms)*time.Millisecond
		return a, nil
	})
}

// Backlog tells how many deliveries wait and since when the oldest does.
func (s *Store) Backlog(ctx context.Context) (n int, oldest time.Time, err error) {
	var at sql.NullInt64
	err = s.ro.QueryRowContext(ctx, "SELECT count(*), min(created_at) FROM deliveries WHERE state = 'pending'").Scan(&n, &at)
	return n, instant(at.Int64), s.engine.classify(err)
}

// ChannelOff notes that a receiver wants no more. target tells one address from another: a
// channel that gets a new address is on again.
func (tx *Tx) ChannelOff(ctx context.Context, name, target, reason string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO channels (name, target, off_at, reason) VALUES ($1,$2,$3,$4) ON CONFLICT (name) DO UPDATE SET target=excluded.target, off_at=excluded.off_at, reason=excluded.reason`,
		name, target, micros(tx.s.now()), reason)
	return err
}

// ChannelOn takes that back.
func (tx *Tx) ChannelOn(ctx context.Context, name string) error {
	_, err := tx.ExecContext(ctx, `DELETE FROM channels WHERE name=$1`, name)
	return err
}

// ChannelState is a receiver that was switched off.
type ChannelState struct {
	Name, Target, Reason string
	OffAt                time.Time
}

// ChannelsOff lists the receivers that were switched off.
func (s *Store) ChannelsOff(ctx context.Context) (map[string]ChannelState, error) {
	rows, err := s.ro.QueryContext(ctx, "SELECT name, target, off_at, reason FROM channels")
	if err != nil {
		return nil, s.engine.classify(err)
	}
	defer rows.Close()
	out := map[string]ChannelState{}
	for rows.Next() {
		var c ChannelState
		var at int64
		if err := rows.Scan(&c.Name, &c.Target, &at, &c.Reason); err != nil {
			return nil, err
		}
		c.OffAt = instant(at)
		out[c.Name] = c
	}
	return out, rows.Err()
}

// WatchVersion returns the version number of a watch: a new one when its query changed, or what
// its owner's spellings of names add to it.
func (tx *Tx) WatchVersion(ctx context.Context, name, query, spelled string) (int, error) {
	var n int
	var last, lastSpelled string
	err := tx.QueryRowContext(ctx, "SELECT version, query, spellings FROM watches WHERE name=$1 ORDER BY version DESC LIMIT 1", name).Scan(&n, &last, &lastSpelled)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	if err == nil && last == query && lastSpelled == spelled {
		return n, nil
	}
	n++
	_, err = tx.ExecContext(ctx, "INSERT INTO watches (name, version, query, spellings, since) VALUES ($1,$2,$3,$4,$5)", name, n, query, spelled, micros(tx.s.now()))
	return n, err
}

// MatchedBefore tells whether a watch was found in an earlier whole version of an article.
func (tx *Tx) MatchedBefore(ctx context.Context, articleID int64, version int, watch string) (bool, error) {
	var n int
	err := tx.QueryRowContext(ctx, `SELECT count(*) FROM matches m JOIN versions v ON v.article_id = m.article_id AND v.n = m.article_version
		WHERE m.article_id=$1 AND m.article_version<$2 AND m.watch=$3`, articleID, version, watch).Scan(&n)
	return n > 0, err
}
