package store

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
)

// Intake is one article as read, with what the store needs beside it.
type Intake struct {
	Article  article.Article // identified: Key, Aliases, Hash set
	ID       int64           // of the article whose page this is, when it was asked for again; 0: found by its names
	ItemMark string          // the name under which the feed's item is remembered; empty: no feed led to it
	ItemHash string          // of that item
	Old      bool            // it stood there before the source was first read whole
	OwedAt   time.Time       // when its page is asked for (again); zero: nothing is owed
	Tries    int             // how often the page was asked for in vain
	Packed   *Packed         // the page's bytes; nil: none
	// The text as the search's index holds it: folded words with blanks between (watch.Indexed).
	FoldedTitle, FoldedBody string

	Why                map[string]string // how a name came to the article, by name (article.Why…); absent: told from the name
	Claims             []string          // names that the page gives itself beside those it was found under: believed when the texts agree
	Lie                string            // an address that the page names as its own and that cannot be; empty: none
	Via                string            // address of the feed or listing that led to it
	ETag, LastModified string            // of its page
	// Compare sets a text that differs against the one that is stored; nil: it is an edit.
	Compare func(before Stored, after article.Article) Relation
}

// Relation is what two texts under one name have to do with each other.
type Relation struct {
	Edit   bool // what differs makes a version
	Alike  bool // one is plainly made from the other
	Unlike bool // they have so little in common, being long enough to tell, that they are two articles
	Later  bool // the new one was published on a later day
}

// Saved says what became of an intake.
type Saved struct {
	ID      int64
	Version int
	New     bool // the article was not known
	Changed bool // its text differs from the last version's (true when New)
	Filled  bool // the first whole text of an article of which only the feed's words were known
	Old     bool // of the article: no news since the first reading
	First   time.Time
	Link    string
	Story   int64 // the id of its story's first article; set by who places it, else 0

	Before    article.Version // the text before, when Changed and not New
	Refreshed bool            // another form of the same text took its place: spans of matches moved
	Restored  bool            // the paper had taken it down
	Reused    int64           // the article that had its number before; 0: none
	Refused   []string        // names that the page claimed, and that are another article's
}

// SaveArticle stores one intake: as a new article, as a new version of a known one, or as one more
// address of it. What a person decided comes first, then the key, the aliases, the text.
func (tx *Tx) SaveArticle(ctx context.Context, in Intake) (Saved, error) {
	in.Article = storable(in.Article)
	a := in.Article
	f, err := tx.find(ctx, in)
	if err != nil {
		return Saved{}, err
	}
	var out Saved
	k := f.known
	switch {
	case k == nil:
		out, err = tx.insertArticle(ctx, in, f)
	case a.Partial && !k.partial:
		// A feed's few words never replace a text.
		out = k.saved()
		err = tx.setOwed(ctx, k.id, in)
	case k.hash == a.Hash && k.partial == a.Partial, k.origin != 0:
		// The same text is no new version, and of two addresses that a person joined one is followed.
		out = k.saved()
		err = tx.setOwed(ctx, k.id, in)
	case !k.partial && !f.relation.Edit:
		out, err = tx.refresh(ctx, k, in)
	default:
		out, err = tx.addVersion(ctx, k, in)
	}
	if err == nil && k != nil && !a.Partial {
		out.Restored, err = tx.found(ctx, k, in)
	}
	if err != nil {
		return Saved{}, fmt.Errorf("save %s: %w", a.URL, err)
	}
	return out, tx.saveSeen(ctx, out.ID, in, f)
}

// placeholders writes $first, $first+1, … for a list, and the list as arguments.
func placeholders(first int, list []string) (string, []any) {
	var b strings.Builder
	args := make([]any, len(list))
	for i, s := range list {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "$%d", first+i)
		args[i] = s
	}
	return b.String(), args
}

func (tx *Tx) insertArticle(ctx context.Context, in Intake, f finding) (Saved, error) {
	a := in.Article
	if f.reused != nil {
		a.Key += reusedMark + a.FirstSeenAt.UTC().Format(time.RFC3339)
	}
	authors, _ := json.Marshal(a.Authors)
	page := in.Packed.sum()
	out := Saved{Version: 1, New: true, Changed: true, Old: in.Old, First: a.FirstSeenAt, Link: a.Link}
	err := tx.QueryRowContext(ctx, `INSERT INTO articles (source, key, url, link, title, section, byline, authors, body, language, image_url,
		published_raw, published_at, precision, zone_source, first_seen_at, updated_at, kind, partial, old, hash, version, page_sha256, owed_at, tries, etag, modified)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$16,$17,$18,$19,$20,1,$21,$22,$23,$24,$25) RETURNING id`,
		a.Source, a.Key, a.URL, a.Link, a.Title, a.Section, a.Byline, string(authors), a.Body, a.Language, a.ImageURL,
		a.Published.Raw, micros(a.Published.At), string(a.Published.Precision), a.Published.ZoneSource,
		micros(a.FirstSeenAt), string(a.Kind), num(a.Partial), num(in.Old), a.Hash, page, micros(in.OwedAt), in.Tries, in.ETag, in.LastModified).Scan(&out.ID)
	if err != nil {
		return Saved{}, err
	}
	if f.reused != nil {
		out.Reused = f.reused.id
		if err := tx.noteReuse(ctx, out.ID, f.reused.id, in.Article.Key); err != nil {
			return Saved{}, err
		}
	}
	out.Refused = f.refused
	return out, tx.saveText(ctx, out, in, false)
}

func (tx *Tx) addVersion(ctx context.Context, k *known, in Intake) (Saved, error) {
	before, err := tx.version(ctx, k.id, k.version)
	if err != nil {
		return Saved{}, err
	}
	out := k.saved()
	out.Version, out.Before, out.Changed, out.Filled = k.version+1, before, k.hash != in.Article.Hash, k.partial && !in.Article.Partial
	edit := 0
	if out.Changed && !k.partial {
		edit = 1
	}
	if err := tx.putText(ctx, out, in, edit); err != nil {
		return Saved{}, err
	}
	return out, tx.saveText(ctx, out, in, true)
}

// refresh puts another form of the same text in the place of the last version: with vowel marks, say,
// or with other links beside it.
func (tx *Tx) refresh(ctx context.Context, k *known, in Intake) (Saved, error) {
	a := in.Article
	out := k.saved()
	out.Refreshed = true
	if err := tx.putText(ctx, out, in, 0); err != nil {
		return Saved{}, err
	}
	if _, err := tx.ExecContext(ctx, `UPDATE versions SET title=$3, body=$4, hash=$5, page_sha256=$6 WHERE article_id=$1 AND n=$2`,
		k.id, k.version, a.Title, a.Body, a.Hash, in.Packed.sum()); err != nil {
		return Saved{}, err
	}
	if err := tx.savePage(ctx, in.Packed); err != nil {
		return Saved{}, err
	}
	return out, tx.s.engine.index(ctx, tx, k.id, in.FoldedTitle, in.FoldedBody, true)
}

// putText writes what is known of an article now.
func (tx *Tx) putText(ctx context.Context, out Saved, in Intake, edit int) error {
	a := in.Article
	authors, _ := json.Marshal(a.Authors)
	_, err := tx.ExecContext(ctx, `UPDATE articles SET title=$2, section=$3, byline=$4, authors=$5, body=$6, language=$7, image_url=$8,
		published_raw=$9, published_at=$10, precision=$11, zone_source=$12, updated_at=CASE WHEN $24 = 1 THEN updated_at ELSE $13 END, kind=$14, partial=$15, hash=$16, version=$17,
		page_sha256=$18, owed_at=$19, tries=$20, link=$21, etag=$22, modified=$23, edits=edits+$25 WHERE id=$1`,
		out.ID, a.Title, a.Section, a.Byline, string(authors), a.Body, a.Language, a.ImageURL,
		a.Published.Raw, micros(a.Published.At), string(a.Published.Precision), a.Published.ZoneSource,
		micros(tx.s.now()), string(a.Kind), num(a.Partial), a.Hash, out.Version, in.Packed.sum(), micros(in.OwedAt), in.Tries, a.Link,
		in.ETag, in.LastModified, num(out.Refreshed), edit)
	return err
}

// saveText stores the version, the page's bytes and what the search needs.
func (tx *Tx) saveText(ctx context.Context, out Saved, in Intake, again bool) error {
	a := in.Article
	if _, err := tx.ExecContext(ctx, `INSERT INTO versions (article_id, n, title, body, hash, partial, seen_at, page_sha256) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
		out.ID, out.Version, a.Title, a.Body, a.Hash, num(a.Partial), micros(tx.s.now()), in.Packed.sum()); err != nil {
		return err
	}
	if err := tx.savePage(ctx, in.Packed); err != nil {
		return err
	}
	return tx.s.engine.index(ctx, tx, out.ID, in.FoldedTitle, in.FoldedBody, again)
}

func (tx *Tx) savePage(ctx context.Context, p *Packed) error {
	if p == nil {
		return nil
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO pages (sha256, url, fetched_at, gzip) VALUES ($1,$2,$3,$4) ON CONFLICT DO NOTHING`,
		p.SHA256, p.URL, micros(p.FetchedAt), p.Gzip)
	return err
}

// setOwed keeps when the page of a known article is asked for again, and by which validators.
func (tx *Tx) setOwed(ctx context.Context, id int64, in Intake) error {
	if in.ETag != "" || in.LastModified != "" {
		_, err := tx.ExecContext(ctx, `UPDATE articles SET owed_at=$2, tries=$3, etag=$4, modified=$5 WHERE id=$1`, id, micros(in.OwedAt), in.Tries, in.ETag, in.LastModified)
		return err
	}
	_, err := tx.ExecContext(ctx, `UPDATE articles SET owed_at=$2, tries=$3 WHERE id=$1 AND (owed_at<>$2 OR tries<>$3)`, id, micros(in.OwedAt), in.Tries)
	return err
}

// Owe notes that the page of a known article is asked for again at the given time (zero: no more).
func (tx *Tx) Owe(ctx context.Context, id int64, at time.Time, tries int) error {
	return tx.setOwed(ctx, id, Intake{OwedAt: at, Tries: tries})
}

// storable is the article without what a text column refuses: NUL and invalid UTF-8.
func storable(a article.Article) article.Article {
	for _, p := range []*string{&a.Key, &a.URL, &a.Link, &a.Title, &a.Section, &a.Byline, &a.Body, &a.Language, &a.ImageURL, &a.Published.Raw} {
		*p = clean(*p)
	}
	a.Aliases, a.Authors = cleanAll(a.Aliases), cleanAll(a.Authors)
	return a
}

func cleanAll(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = clean(s)
	}
	return out
}

func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

// num writes a flag as both engines store it.
func num(b bool) int {
	if b {
		return 1
	}
	return 0
}

// flag reads it.
type flag struct{ b *bool }

// Scan implements sql.Scanner.
func (f flag) Scan(v any) error {
	n, ok := v.(int64)
	if !ok {
		return fmt.Errorf("flag: %T", v)
	}
	*f.b = n != 0
	return nil
}
