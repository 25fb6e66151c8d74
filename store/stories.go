package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// Sketch is what finds an article's near-duplicates; see package story.
type Sketch struct {
	Article int64
	SeenAt  time.Time
	Words   int
	Samples []uint32
}

// SaveSketch keeps an article's sketch; a later one takes its place.
func (tx *Tx) SaveSketch(ctx context.Context, s Sketch) error {
	samples := make([]byte, 0, 4*len(s.Samples))
	for _, h := range s.Samples {
		samples = binary.LittleEndian.AppendUint32(samples, h)
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO story_sketches (article_id, seen_at, words, samples) VALUES ($1,$2,$3,$4)
		ON CONFLICT (article_id) DO UPDATE SET seen_at = excluded.seen_at, words = excluded.words, samples = excluded.samples`,
		s.Article, micros(s.SeenAt), s.Words, samples)
	return err
}

// Sketches hands over the newest sketches since a time, at most limit, the oldest first.
func (s *Store) Sketches(ctx context.Context, since time.Time, limit int, f func(Sketch)) error {
	rows, err := s.ro.QueryContext(ctx, `SELECT article_id, seen_at, words, samples FROM
		(SELECT * FROM story_sketches WHERE seen_at >= $1 ORDER BY seen_at DESC, article_id DESC LIMIT $2) newest ORDER BY seen_at, article_id`, micros(since), limit)
	if err != nil {
		return s.engine.classify(err)
	}
	defer rows.Close()
	for rows.Next() {
		var k Sketch
		var at int64
		var samples []byte
		if err := rows.Scan(&k.Article, &at, &k.Words, &samples); err != nil {
			return s.engine.classify(err)
		}
		k.SeenAt = instant(at)
		for ; len(samples) >= 4; samples = samples[4:] {
			k.Samples = append(k.Samples, binary.LittleEndian.Uint32(samples))
		}
		f(k)
	}
	return s.engine.classify(rows.Err())
}

// DropSketches forgets the sketches from before a time.
func (tx *Tx) DropSketches(ctx context.Context, before time.Time) error {
	_, err := tx.ExecContext(ctx, "DELETE FROM story_sketches WHERE seen_at < $1", micros(before))
	return err
}

// Copy is a stored article as one that a new article may be a copy of.
type Copy struct {
	ID      int64
	Story   int64 // the id of its story's first article; its own when it is alone
	Body    string
	SeenAt  time.Time
	StoryAt time.Time // when the story's first article was seen
}

// Copies returns the given articles that exist, by id.
func (s *Store) Copies(ctx context.Context, ids []int64) (map[int64]Copy, error) {
	out, err := copies(ctx, s.ro, ids)
	return out, s.engine.classify(err)
}

// Copies is Store.Copies within the transaction.
func (tx *Tx) Copies(ctx context.Context, ids []int64) (map[int64]Copy, error) {
	return copies(ctx, tx, ids)
}

func copies(ctx context.Context, q querier, ids []int64) (map[int64]Copy, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	in, args := numbered(ids)
	rows, err := q.QueryContext(ctx, `SELECT a.id, coalesce(m.story_id, a.id), a.body, a.first_seen_at, coalesce(f.first_seen_at, a.first_seen_at) FROM articles a
		LEFT JOIN story_members m ON m.article_id = a.id LEFT JOIN articles f ON f.id = m.story_id WHERE a.id IN (`+in+")", args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[int64]Copy{}
	for rows.Next() {
		var c Copy
		var at, first int64
		if err := rows.Scan(&c.ID, &c.Story, &c.Body, &at, &first); err != nil {
			return nil, err
		}
		c.SeenAt, c.StoryAt = instant(at), instant(first)
		out[c.ID] = c
	}
	return out, rows.Err()
}

func numbered(ids []int64) (string, []any) {
	in := ""
	args := make([]any, len(ids))
	for i, id := range ids {
		if i > 0 {
			in += ","
		}
		in += fmt.Sprintf("$%d", i+1)
		args[i] = id
	}
	return in, args
}

// StoryOf returns the story of an article: its first article's id, or the article's own. joined
// tells whether others belong to it or a person set it apart.
func (tx *Tx) StoryOf(ctx context.Context, article int64) (story int64, joined bool, err error) {
	err = tx.QueryRowContext(ctx, "SELECT story_id FROM story_members WHERE article_id = $1", article).Scan(&story)
	if errors.Is(err, sql.ErrNoRows) {
		return article, false, nil
	}
	return story, err == nil, err
}

// JoinStory makes an article part of a story.
func (tx *Tx) JoinStory(ctx context.Context, article, story int64, byHand bool) error {
	// The story's first article has a row too from now on, so that all of a story share its id.
	const q = `INSERT INTO story_members (article_id, story_id, by_hand) VALUES ($1,$2,$3) ON CONFLICT (article_id) DO `
	if _, err := tx.ExecContext(ctx, q+"NOTHING", story, story, 0); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, q+"UPDATE SET story_id = excluded.story_id, by_hand = excluded.by_hand", article, story, num(byHand))
	return err
}

// SplitStory makes an article a story of its own, by hand. When it was the first of its story, the
// next one leads that.
func (tx *Tx) SplitStory(ctx context.Context, article int64) error {
	if _, err := tx.ExecContext(ctx, `UPDATE story_members SET story_id = (SELECT min(article_id) FROM story_members WHERE story_id = $1 AND article_id <> $1)
		WHERE story_id = $1 AND article_id <> $1`, article); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO story_members (article_id, story_id, by_hand) VALUES ($1,$1,1)
		ON CONFLICT (article_id) DO UPDATE SET story_id = excluded.story_id, by_hand = 1`, article)
	return err
}

// LinkStories notes that a story is new beside an older one that it shares much with.
func (tx *Tx) LinkStories(ctx context.Context, story, other int64, why string) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO story_links (story_id, other_id, why) VALUES ($1,$2,$3) ON CONFLICT DO NOTHING", story, other, why)
	return err
}

// Paper is an article in its story.
type Paper struct {
	ID     int64
	Source string
	Title  string
	Link   string
	SeenAt time.Time
	ByHand bool
}

// Story lists the articles of the story that an article belongs to, the first first: at least
// that article.
func (s *Store) Story(ctx context.Context, article int64) ([]Paper, error) {
	return s.story(ctx, s.ro, article)
}

// Story is Store.Story within the transaction.
func (tx *Tx) Story(ctx context.Context, article int64) ([]Paper, error) {
	return tx.s.story(ctx, tx, article)
}

func (s *Store) story(ctx context.Context, q querier, article int64) ([]Paper, error) {
	rows, err := q.QueryContext(ctx, `SELECT a.id, a.source, a.title, a.link, a.first_seen_at, coalesce(m.by_hand, 0) FROM articles a LEFT JOIN story_members m ON m.article_id = a.id
		WHERE a.id = $1 OR a.joined_to = 0 AND m.story_id = (SELECT story_id FROM story_members WHERE article_id = $1) ORDER BY a.first_seen_at, a.id`, article)
	return list(s, rows, err, func(row row) (Paper, error) {
		var p Paper
		var at int64
		err := row.Scan(&p.ID, &p.Source, &p.Title, &p.Link, &at, flag{&p.ByHand})
		p.SeenAt = instant(at)
		return p, err
	})
}

// Link is another story that one is linked to.
type Link struct {
	Article int64 // the first of that story
	Title   string
	Older   bool // it was there before
	Why     string
}

// StoryLinks lists the stories linked to the one that an article belongs to.
func (s *Store) StoryLinks(ctx context.Context, article int64) ([]Link, error) {
	rows, err := s.ro.QueryContext(ctx, `WITH mine AS (SELECT coalesce((SELECT story_id FROM story_members WHERE article_id = $1), $1) AS id)
		SELECT l.other_id, a.title, 1, l.why FROM story_links l JOIN mine ON l.story_id = mine.id JOIN articles a ON a.id = l.other_id
		UNION ALL SELECT l.story_id, a.title, 0, l.why FROM story_links l JOIN mine ON l.other_id = mine.id JOIN articles a ON a.id = l.story_id
		ORDER BY 3 DESC, 1`, article)
	return list(s, rows, err, func(row row) (Link, error) {
		var l Link
		return l, row.Scan(&l.Article, &l.Title, flag{&l.Older}, &l.Why)
	})
}

// LastAlert is when a watch was last alerted for an article of a story; zero: never.
func (tx *Tx) LastAlert(ctx context.Context, story int64, watch string) (time.Time, error) {
	var at sql.NullInt64
	err := tx.QueryRowContext(ctx, `SELECT max(al.created_at) FROM alerts al WHERE al.watch = $2 AND
		al.article_id IN (SELECT $1 UNION SELECT article_id FROM story_members WHERE story_id = $1)`, story, watch).Scan(&at)
	return instant(at.Int64), err
}
