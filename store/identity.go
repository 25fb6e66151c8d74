package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
)

// reusedMark parts a number from when it was given to a second article.
const reusedMark = "@"

// known is what the store holds of an article before an intake.
type known struct {
	id           int64
	key, hash    string
	version      int
	partial, old bool
	first        int64
	link         string
	removed      int64
	missing      int64
	// Of the name under which it was found:
	weak, byHand bool
	origin       int64 // the article that a person joined to this one, and that the name was of
}

const knownColumns = "a.id, a.key, a.hash, a.version, a.partial, a.old, a.first_seen_at, a.link, a.removed_at, a.missing_at"

func (k *known) columns() []any {
	return []any{&k.id, &k.key, &k.hash, &k.version, flag{&k.partial}, flag{&k.old}, &k.first, &k.link, &k.removed, &k.missing}
}

func (k *known) saved() Saved {
	return Saved{ID: k.id, Version: k.version, Old: k.old, First: instant(k.first), Link: k.link}
}

// finding is which article an intake is, and what was found on the way.
type finding struct {
	known    *known   // nil: a new one
	by       string   // the name that led to it
	relation Relation // of the intake's text to the stored one
	reused   *known   // the article whose number this one was given
	refused  []string // claims that are another article's
	weak     bool     // one of its names may have been claimed by another page
}

// find looks the article up: by what a person decided, by its key, by what it was seen under before,
// by its text. A name that a page merely claims counts when the texts agree.
func (tx *Tx) find(ctx context.Context, in Intake) (finding, error) {
	if in.ID != 0 {
		k, err := tx.byID(ctx, in.ID)
		if err != nil || k == nil {
			return finding{}, err
		}
		rel, err := tx.relation(ctx, k, in)
		if rel.Unlike && rel.Later {
			return finding{reused: k, weak: true}, err
		}
		return finding{known: k, relation: rel, weak: true}, err
	}
	names := in.names()
	found, err := tx.namedSo(ctx, in.Article.Source, names)
	if err != nil {
		return finding{}, err
	}
	var f finding
	for _, k := range found {
		f.weak = f.weak || k.weak
	}
	for _, n := range handFirst(names, found) {
		k := found[n]
		// A text that two numbers of the paper's system share is two articles.
		if k == nil || !k.byHand && twoNumbers(k.key, in.Article.Key) {
			continue
		}
		rel, err := tx.relation(ctx, k, in)
		if err != nil {
			return f, err
		}
		claimed := slices.Contains(in.Claims, n)
		switch {
		case k.byHand:
		case (claimed || k.weak) && !rel.Alike:
			if claimed {
				f.refused = append(f.refused, n)
			}
			continue
		case rel.Unlike && rel.Later && !claimed && n != article.AliasHash(in.Article.Hash):
			f.reused = k
			return f, nil
		}
		f.known, f.by, f.relation = k, n, rel
		return f, nil
	}
	return f, nil
}

// names are those under which an intake may be known, the surest first.
func (in Intake) names() []string {
	a := in.Article
	names := append([]string{a.Key}, a.Aliases...)
	if a.URL != "" { // papers use one guid for many: it proves nothing against an address
		names = slices.DeleteFunc(names, func(n string) bool { return strings.HasPrefix(n, article.AliasGUID("")) })
	}
	names = append(names, in.Claims...)
	if a.Kind == article.Text && !a.Partial && len(a.Body) > 200 {
		// The same text under another address of one source is the same article. Short texts
		// («التفاصيل لاحقاً») recur and prove nothing.
		names = append(names, article.AliasHash(a.Hash))
	}
	return names
}

// handFirst puts the names that a person decided on before the others, addresses before numbers: who
// parts one address from its article means that address.
func handFirst(names []string, found map[string]*known) []string {
	var first, then []string
	for _, n := range names {
		switch k := found[n]; {
		case k != nil && k.byHand && strings.HasPrefix(n, article.AliasURL("")):
			first = append([]string{n}, first...)
		case k != nil && k.byHand:
			first = append(first, n)
		default:
			then = append(then, n)
		}
	}
	return append(first, then...)
}

// relation compares the intake's text with the stored one.
func (tx *Tx) relation(ctx context.Context, k *known, in Intake) (Relation, error) {
	if in.Compare == nil || k.hash == in.Article.Hash {
		return Relation{Edit: k.hash != in.Article.Hash, Alike: true}, nil
	}
	before, err := scanArticle(tx.QueryRowContext(ctx, "SELECT "+articleColumns+" WHERE a.id = $1", k.id))
	if err != nil {
		return Relation{}, err
	}
	return in.Compare(before, in.Article), nil
}

// namedSo finds the articles that were seen under the given names.
func (tx *Tx) namedSo(ctx context.Context, source string, names []string) (map[string]*known, error) {
	in, args := placeholders(2, names)
	rows, err := tx.QueryContext(ctx, "SELECT s.alias, s.weak, s.by_hand, s.origin, "+knownColumns+" FROM seen s JOIN articles a ON a.id = s.article_id WHERE s.source = $1 AND s.alias IN ("+in+")", append([]any{source}, args...)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]*known{}
	for rows.Next() {
		var name string
		var k known
		if err := rows.Scan(append([]any{&name, flag{&k.weak}, flag{&k.byHand}, &k.origin}, k.columns()...)...); err != nil {
			return nil, err
		}
		out[name] = &k
	}
	return out, rows.Err()
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
	a, _, _ = strings.Cut(a, reusedMark)
	return a != b && len(a) > 2 && len(b) > 2 && a[:2] == "n:" && b[:2] == "n:"
}

// saveSeen files the article under all its names. A name keeps its article, but for one that was only
// claimed and now proves to be this one's, and for a number that the paper gave a second time.
func (tx *Tx) saveSeen(ctx context.Context, id int64, in Intake, f finding) error {
	a := in.Article
	own := append([]string{a.Key, article.AliasURL(a.URL)}, a.Aliases...)
	if !a.Partial {
		own = append(own, article.AliasHash(a.Hash))
	}
	own = named(own)
	claims := slices.DeleteFunc(named(slices.Clone(in.Claims)), func(n string) bool { return slices.Contains(own, n) || slices.Contains(f.refused, n) })
	if err := tx.fileUnder(ctx, id, own, false, in, f); err != nil {
		return err
	}
	if err := tx.fileUnder(ctx, id, claims, true, in, f); err != nil {
		return err
	}
	for _, n := range f.refused {
		if err := tx.noteRefusal(ctx, id, n); err != nil {
			return err
		}
	}
	if in.Lie != "" {
		if err := tx.noteRefusal(ctx, id, article.AliasURL(clean(in.Lie))); err != nil {
			return err
		}
	}
	if in.ItemMark == "" {
		return nil
	}
	return tx.Remember(ctx, a.Source, in.ItemMark, id, in.ItemHash, in.Via)
}

// named is a list without what names nothing, and without doubles.
func named(names []string) []string {
	names = slices.DeleteFunc(names, func(n string) bool { return n == "" || n == article.AliasURL("") })
	slices.Sort(names)
	return slices.Compact(names)
}

func (tx *Tx) fileUnder(ctx context.Context, id int64, names []string, weak bool, in Intake, f finding) error {
	if len(names) == 0 {
		return nil
	}
	var values strings.Builder
	args := []any{in.Article.Source, id, micros(tx.s.now()), num(weak)}
	for i, n := range names {
		if i > 0 {
			values.WriteByte(',')
		}
		fmt.Fprintf(&values, "($1,$%d,$2,$3,$4,$%d)", len(args)+1, len(args)+2)
		args = append(args, n, in.why(n, f))
	}
	// What a person decided stays. A claim gives way to the page that is found there.
	change := " ON CONFLICT DO NOTHING"
	switch {
	case f.reused != nil:
		change = " ON CONFLICT (source, alias) DO UPDATE SET article_id = excluded.article_id, why = excluded.why, first_at = excluded.first_at, weak = excluded.weak WHERE seen.by_hand = 0"
	case !weak && f.weak: // an upsert costs a third more than an insert that gives way
		change = " ON CONFLICT (source, alias) DO UPDATE SET article_id = excluded.article_id, weak = 0 WHERE seen.by_hand = 0 AND seen.weak = 1"
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO seen (source, alias, article_id, first_at, weak, why) VALUES "+values.String()+change, args...)
	return err
}

// why is how a name came to the article.
func (in Intake) why(name string, f finding) string {
	if w := in.Why[name]; w != "" {
		return w
	}
	address := strings.HasPrefix(name, article.AliasURL(""))
	switch {
	case f.reused != nil:
		return article.WhyReused
	case slices.Contains(in.Claims, name):
		return article.WhyClaim
	case address && strings.HasPrefix(f.by, article.AliasHash("")):
		return article.WhyText
	case address && slices.Contains(in.Claims, f.by):
		return article.WhyClaim
	case strings.HasPrefix(name, article.AliasNumber("")), address && strings.HasPrefix(in.Article.Key, article.AliasNumber("")):
		return article.WhyNumber
	case address:
		return article.WhyAddress
	case strings.HasPrefix(name, article.AliasGUID("")):
		return article.WhyGUID
	}
	return article.WhyText
}

// Remember files what a feed says of an article; a change of the hash asks for another look. via is
// the feed's address.
func (tx *Tx) Remember(ctx context.Context, source, mark string, id int64, hash, via string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO seen (source, alias, article_id, item_hash, first_at, via) VALUES ($1,$2,$3,$4,$5,$6)
		ON CONFLICT (source, alias) DO UPDATE SET item_hash = excluded.item_hash, article_id = excluded.article_id, via = excluded.via`, source, mark, id, hash, micros(tx.s.now()), via)
	return err
}

// SeenItem is what is known of an item's name.
type SeenItem struct {
	ArticleID int64
	ItemHash  string
	Weak      bool // a page claimed this address; nobody has looked there
	ByHand    bool // a person decided
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
	rows, err := s.ro.QueryContext(ctx, "SELECT alias, article_id, item_hash, weak, by_hand FROM seen WHERE source = $1 AND alias IN ("+in+")", append([]any{source}, args...)...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n string
		var it SeenItem
		if err := rows.Scan(&n, &it.ArticleID, &it.ItemHash, flag{&it.Weak}, flag{&it.ByHand}); err != nil {
			return err
		}
		out[n] = it
	}
	return rows.Err()
}

// Sighting is one name under which an article was seen.
type Sighting struct {
	Alias   string    `json:"alias"`
	Why     string    `json:"why,omitempty"` // article.Why…
	Via     string    `json:"via,omitempty"` // for the items of feeds and listings: where they stood
	Weak    bool      `json:"claimed,omitempty"`
	ByHand  bool      `json:"by_hand,omitempty"`
	FirstAt time.Time `json:"first_at"`
}

// Sightings lists the addresses, guids and numbers under which an article was seen, and the feeds and
// listings that led to it; hashes are for the machine alone.
func (s *Store) Sightings(ctx context.Context, id int64) ([]Sighting, error) {
	rows, err := s.ro.QueryContext(ctx, `SELECT alias, why, via, weak, by_hand, first_at FROM seen
		WHERE article_id = $1 AND (substr(alias, 1, 2) IN ('n:', 'u:', 'g:') OR via <> '') ORDER BY first_at, alias`, id)
	return list(s, rows, err, func(row row) (Sighting, error) {
		var g Sighting
		var at int64
		if err := row.Scan(&g.Alias, &g.Why, &g.Via, flag{&g.Weak}, flag{&g.ByHand}, &at); err != nil {
			return g, err
		}
		g.FirstAt = instant(at)
		return g, nil
	})
}
