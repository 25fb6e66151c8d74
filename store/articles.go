package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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
}

// known is what the store holds of an article before an intake.
type known struct {
	id           int64
	key, hash    string
	version      int
	partial, old bool
	first        int64
	link         string
}

// SaveArticle stores one intake: as a new article, as a new version of a known one, or as one more
// address of it. The key decides first, then the aliases, then the text.
func (tx *Tx) SaveArticle(ctx context.Context, in Intake) (Saved, error) {
	in.Article = storable(in.Article)
	a := in.Article
	k, err := tx.find(ctx, a, in.ID)
	if err != nil {
		return Saved{}, err
	}
	var out Saved
	switch {
	case k == nil:
		out, err = tx.insertArticle(ctx, in)
	case a.Partial && !k.partial, k.hash == a.Hash && k.partial == a.Partial:
		// A feed's few words never replace a text, and the same text is no new version.
		out = Saved{ID: k.id, Version: k.version, Old: k.old, First: instant(k.first), Link: k.link}
		err = tx.setOwed(ctx, k.id, in)
	default:
		out, err = tx.addVersion(ctx, k, in)
	}
	if err != nil {
		return Saved{}, fmt.Errorf("save %s: %w", a.URL, err)
	}
	return out, tx.saveSeen(ctx, out.ID, in)
}

// find looks the article up by its key, then by what it was seen under before.
func (tx *Tx) find(ctx context.Context, a article.Article, id int64) (*known, error) {
	if id != 0 {
		return tx.byID(ctx, id)
	}
	names := append([]string{a.Key}, a.Aliases...)
	if a.Kind == article.Text && !a.Partial && len(a.Body) > 200 {
		// The same text under another address of one source is the same article. Short texts
		// («التفاصيل لاحقاً») recur and prove nothing.
		names = append(names, article.AliasHash(a.Hash))
	}
	if a.URL != "" { // papers use one guid for many: it proves nothing against an address
		names = slices.DeleteFunc(names, func(n string) bool { return strings.HasPrefix(n, article.AliasGUID("")) })
	}
	found, err := tx.namedSo(ctx, a.Source, names)
	if err != nil {
		return nil, err
	}
	for _, n := range names {
		// A text that two numbers of the paper's system share is two articles.
		if k := found[n]; k != nil && !twoNumbers(k.key, a.Key) {
			return k, nil
		}
	}
	return nil, nil
}

// namedSo finds the articles that were seen under the given names.
func (tx *Tx) namedSo(ctx context.Context, source string, names []string) (map[string]*known, error) {
	in, args := placeholders(2, names)
	rows, err := tx.QueryContext(ctx, "SELECT s.alias, "+knownColumns+" FROM seen s JOIN articles a ON a.id = s.article_id WHERE s.source = $1 AND s.alias IN ("+in+")", append([]any{source}, args...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]*known{}
	for rows.Next() {
		var name string
		var k known
		if err := rows.Scan(append([]any{&name}, k.columns()...)...); err != nil {
			return nil, err
		}
		out[name] = &k
	}
	return out, rows.Err()
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

const knownColumns = "a.id, a.key, a.hash, a.version, a.partial, a.old, a.first_seen_at, a.link"

func (k *known) columns() []any {
	return []any{&k.id, &k.key, &k.hash, &k.version, flag{&k.partial}, flag{&k.old}, &k.first, &k.link}
}

// byID returns nil when there is no such article.
func (tx *Tx) byID(ctx context.Context, id int64) (*known, error) {
	var k known
	err := tx.QueryRowContext(ctx, "SELECT "+knownColumns+" FROM articles a WHERE a.id = $1", id).Scan(k.columns()...)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &k, err
}

// twoNumbers tells whether both keys are numbers of the paper's system, and different ones.
func twoNumbers(a, b string) bool {
	return a != b && len(a) > 2 && len(b) > 2 && a[:2] == "n:" && b[:2] == "n:"
}

func (tx *Tx) insertArticle(ctx context.Context, in Intake) (Saved, error) {
	a := in.Article
	authors, _ := json.Marshal(a.Authors)
	page := in.Packed.sum()
	out := Saved{Version: 1, New: true, Changed: true, Old: in.Old, First: a.FirstSeenAt, Link: a.Link}
	err := tx.QueryRowContext(ctx, `INSERT INTO articles (source, key, url, link, title, section, byline, authors, body, language, image_url,
		published_raw, published_at, precision, zone_source, first_seen_at, updated_at, kind, partial, old, hash, version, page_sha256, owed_at, tries)
		VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$16,$17,$18,$19,$20,1,$21,$22,$23) RETURNING id`,
		a.Source, a.Key, a.URL, a.Link, a.Title, a.Section, a.Byline, string(authors), a.Body, a.Language, a.ImageURL,
		a.Published.Raw, micros(a.Published.At), string(a.Published.Precision), a.Published.ZoneSource,
		micros(a.FirstSeenAt), string(a.Kind), num(a.Partial), num(in.Old), a.Hash, page, micros(in.OwedAt), in.Tries).Scan(&out.ID)
	if err != nil {
		return Saved{}, err
	}
	return out, tx.saveText(ctx, out, in, false)
}

func (tx *Tx) addVersion(ctx context.Context, k *known, in Intake) (Saved, error) {
	a := in.Article
	authors, _ := json.Marshal(a.Authors)
	out := Saved{ID: k.id, Version: k.version + 1, Changed: k.hash != a.Hash, Filled: k.partial && !a.Partial, Old: k.old, First: instant(k.first), Link: k.link}
	_, err := tx.ExecContext(ctx, `UPDATE articles SET title=$2, section=$3, byline=$4, authors=$5, body=$6, language=$7, image_url=$8,
		published_raw=$9, published_at=$10, precision=$11, zone_source=$12, updated_at=$13, kind=$14, partial=$15, hash=$16, version=$17,
		page_sha256=$18, owed_at=$19, tries=$20, link=$21 WHERE id=$1`,
		k.id, a.Title, a.Section, a.Byline, string(authors), a.Body, a.Language, a.ImageURL,
		a.Published.Raw, micros(a.Published.At), string(a.Published.Precision), a.Published.ZoneSource,
		micros(tx.s.now()), string(a.Kind), num(a.Partial), a.Hash, out.Version, in.Packed.sum(), micros(in.OwedAt), in.Tries, a.Link)
	if err != nil {
		return Saved{}, err
	}
	return out, tx.saveText(ctx, out, in, true)
}

// saveText stores the version, the page's bytes and what the search needs.
func (tx *Tx) saveText(ctx context.Context, out Saved, in Intake, again bool) error {
	a := in.Article
	if _, err := tx.ExecContext(ctx, `INSERT INTO versions (article_id, n, title, body, hash, partial, seen_at, page_sha256) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)`,
		out.ID, out.Version, a.Title, a.Body, a.Hash, num(a.Partial), micros(tx.s.now()), in.Packed.sum()); err != nil {
		return err
	}
	if p := in.Packed; p != nil {
		if _, err := tx.ExecContext(ctx, `INSERT INTO pages (sha256, url, fetched_at, gzip) VALUES ($1,$2,$3,$4) ON CONFLICT DO NOTHING`,
			p.SHA256, p.URL, micros(p.FetchedAt), p.Gzip); err != nil {
			return err
		}
	}
	return tx.s.engine.index(ctx, tx, out.ID, in.FoldedTitle, in.FoldedBody, again)
}

// setOwed keeps when the page of a known article is asked for again.
func (tx *Tx) setOwed(ctx context.Context, id int64, in Intake) error {
	_, err := tx.ExecContext(ctx, `UPDATE articles SET owed_at=$2, tries=$3 WHERE id=$1 AND (owed_at<>$2 OR tries<>$3)`, id, micros(in.OwedAt), in.Tries)
	return err
}

// Owe notes that the page of a known article is asked for again at the given time (zero: no more).
func (tx *Tx) Owe(ctx context.Context, id int64, at time.Time, tries int) error {
	return tx.setOwed(ctx, id, Intake{OwedAt: at, Tries: tries})
}

// saveSeen files the article under all its names.
func (tx *Tx) saveSeen(ctx context.Context, id int64, in Intake) error {
	a := in.Article
	names := append([]string{a.Key, article.AliasURL(a.URL)}, a.Aliases...)
	if !a.Partial {
		names = append(names, article.AliasHash(a.Hash))
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == "" || n == article.AliasURL("") })
	slices.Sort(names)
	names = slices.Compact(names)
	var values strings.Builder
	args := []any{a.Source, id, micros(tx.s.now())}
	for i, n := range names {
		if i > 0 {
			values.WriteByte(',')
		}
		fmt.Fprintf(&values, "($1,$%d,$2,$3)", i+4)
		args = append(args, n)
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO seen (source, alias, article_id, first_at) VALUES "+values.String()+" ON CONFLICT DO NOTHING", args...); err != nil {
		return err
	}
	if in.ItemMark == "" {
		return nil
	}
	return tx.Remember(ctx, a.Source, in.ItemMark, id, in.ItemHash)
}

// Remember files what a feed says of an article; a change of the hash asks for another look.
func (tx *Tx) Remember(ctx context.Context, source, mark string, id int64, hash string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO seen (source, alias, article_id, item_hash, first_at) VALUES ($1,$2,$3,$4,$5)
		ON CONFLICT (source, alias) DO UPDATE SET item_hash = excluded.item_hash, article_id = excluded.article_id`, source, mark, id, hash, micros(tx.s.now()))
	return err
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

// SeenItem is what is known of an item's name.
type SeenItem struct {
	ArticleID int64
	ItemHash  string
}

// Seen looks names (keys and aliases) of one source up; what is not known is not in the map.
func (s *Store) Seen(ctx context.Context, source string, names []string) (map[string]SeenItem, error) {
	out := make(map[string]SeenItem, len(names))
	const most = 400 // bind variables a query
	for len(names) > 0 {
		n := min(most, len(names))
		if err := s.seenSome(ctx, source, names[:n], out); err != nil {
			return nil, s.engine.classify(err)
		}
		names = names[n:]
	}
	return out, nil
}

func (s *Store) seenSome(ctx context.Context, source string, names []string, out map[string]SeenItem) error {
	in, args := placeholders(2, names)
	rows, err := s.ro.QueryContext(ctx, "SELECT alias, article_id, item_hash FROM seen WHERE source = $1 AND alias IN ("+in+")", append([]any{source}, args...)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n string
		var it SeenItem
		if err := rows.Scan(&n, &it.ArticleID, &it.ItemHash); err != nil {
			return err
		}
		out[n] = it
	}
	return rows.Err()
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
