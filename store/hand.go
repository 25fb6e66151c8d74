package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/marsad/marsad/article"
)

// Join makes two articles of one source one, because a person said so: b rests, and all its names lead
// to a from now on, whatever later readings say. Split takes it back.
func (tx *Tx) Join(ctx context.Context, a, b int64) error {
	one, err := scanArticle(tx.QueryRowContext(ctx, "SELECT "+articleColumns+" WHERE a.id = $1", a))
	if err != nil {
		return fmt.Errorf("article %d: %w", a, err)
	}
	other, err := scanArticle(tx.QueryRowContext(ctx, "SELECT "+articleColumns+" WHERE a.id = $1", b))
	if err != nil {
		return fmt.Errorf("article %d: %w", b, err)
	}
	switch {
	case a == b:
		return fmt.Errorf("article %d is one already", a)
	case one.Source != other.Source:
		return fmt.Errorf("article %d is of %s and article %d of %s: only articles of one source can be one", a, one.Source, b, other.Source)
	case one.JoinedTo != 0:
		return fmt.Errorf("article %d was joined to %d: name that one", a, one.JoinedTo)
	case other.JoinedTo != 0:
		return fmt.Errorf("article %d was joined to %d already", b, other.JoinedTo)
	}
	if _, err := tx.ExecContext(ctx, `UPDATE seen SET article_id=$2, origin=$1, by_hand=CASE WHEN alias LIKE 'h:%' THEN 0 ELSE 1 END WHERE article_id=$1`, b, a); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE articles SET joined_to=$2, owed_at=0 WHERE id=$1 OR joined_to=$1", b, a); err != nil {
		return err
	}
	return errors.Join(
		tx.Happened(ctx, a, Joined, fmt.Sprintf("article %d, %s", b, other.Link)),
		tx.Happened(ctx, b, Joined, fmt.Sprintf("to article %d", a)))
}

// Split parts a name (an address or number, as AliasURL and AliasNumber write it) from its article,
// because a person said so, and returns the article that it leads to from now on: the one that was
// joined by hand, or a new one whose page is asked for at once.
func (tx *Tx) Split(ctx context.Context, source, alias string) (int64, error) {
	var from, origin int64
	err := tx.QueryRowContext(ctx, "SELECT article_id, origin FROM seen WHERE source=$1 AND alias=$2", source, alias).Scan(&from, &origin)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, ErrNotFound
	}
	if err != nil {
		return 0, err
	}
	if origin != 0 {
		return origin, tx.unjoin(ctx, from, origin)
	}
	a, err := scanArticle(tx.QueryRowContext(ctx, "SELECT "+articleColumns+" WHERE a.id = $1", from))
	if err != nil {
		return 0, err
	}
	if alias == a.Key {
		return 0, fmt.Errorf("%s is what article %d is known by first: split another of its names, or join what belongs to it to another article", alias, from)
	}
	id, err := tx.partFrom(ctx, a, alias)
	if err != nil {
		return 0, err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE seen SET article_id=$3, by_hand=1, weak=0, why=$4 WHERE source=$1 AND alias=$2", source, alias, id, article.WhyHand); err != nil {
		return 0, err
	}
	return id, errors.Join(tx.Happened(ctx, from, Split, alias), tx.Happened(ctx, id, Split, fmt.Sprintf("from article %d", from)))
}

// unjoin gives an article that was joined by hand its names back. They stay decided by hand: no
// reading joins them again.
func (tx *Tx) unjoin(ctx context.Context, from, origin int64) error {
	if _, err := tx.ExecContext(ctx, "UPDATE seen SET article_id=origin, origin=0 WHERE article_id=$1 AND origin=$2", from, origin); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE articles SET joined_to=0 WHERE id=$1", origin); err != nil {
		return err
	}
	return errors.Join(tx.Happened(ctx, from, Split, fmt.Sprintf("article %d", origin)), tx.Happened(ctx, origin, Split, fmt.Sprintf("from article %d", from)))
}

// partFrom makes an article for a name that was parted from a's: its page is still to be read.
func (tx *Tx) partFrom(ctx context.Context, a Stored, alias string) (int64, error) {
	link := a.Link
	if len(alias) > 2 && alias[:2] == article.AliasURL("") {
		link = alias[2:]
	}
	in := Intake{Old: true, OwedAt: tx.s.now(), Article: article.Article{
		Source: a.Source, Key: alias, URL: link, Link: link, Title: a.Title, Language: a.Language, Kind: article.Text, Partial: true,
		Published: article.Date{Precision: article.None}, FirstSeenAt: tx.s.now(), Hash: fmt.Sprintf("split-%d-%d", a.ID, tx.s.now().UnixNano()),
	}}
	out, err := tx.insertArticle(ctx, in, finding{})
	return out.ID, err
}

// FindName finds the source and the exact name for what a person wrote: an alias, or an address.
func (s *Store) FindName(ctx context.Context, names []string) ([]NamedArticle, error) {
	in, args := placeholders(1, names)
	rows, err := s.ro.QueryContext(ctx, "SELECT source, alias, article_id, first_at FROM seen WHERE alias IN ("+in+") ORDER BY source, alias", args...)
	return list(s, rows, err, func(row row) (NamedArticle, error) {
		var n NamedArticle
		var at int64
		err := row.Scan(&n.Source, &n.Alias, &n.ArticleID, &at)
		n.FirstAt = instant(at)
		return n, err
	})
}

// NamedArticle is a name with its article.
type NamedArticle struct {
	Source, Alias string
	ArticleID     int64
	FirstAt       time.Time
}
