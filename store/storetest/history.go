package storetest

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/store"
)

// historyExams are those of what becomes of articles after they were first read.
var historyExams = []exam{
	{"another form of the same text takes its place", anotherForm},
	{"a claim is believed when the texts agree", claims},
	{"a number that is given again is another article", reuse},
	{"an article that is missed, removed and restored", removal},
	{"articles are joined and parted by hand", byHand},
	{"the most-edited articles come first", mostEdited},
	{"names come with their reasons and feeds", reasons},
}

type exam struct {
	name string
	run  func(*testing.T, *store.Store)
}

func do(t *testing.T, s *store.Store, f func(context.Context, *store.Tx) error) {
	t.Helper()
	if err := s.Write(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// says is a comparison that always comes to the same.
func says(r store.Relation) func(store.Stored, article.Article) store.Relation {
	return func(store.Stored, article.Article) store.Relation { return r }
}

func anotherForm(t *testing.T, s *store.Store) {
	a := piece("1")
	first := save(t, s, store.Intake{Article: a, FoldedTitle: "خبر", FoldedBody: "قديم"})
	do(t, s, func(ctx context.Context, tx *store.Tx) error {
		return tx.AddMatch(ctx, first.ID, 1, article.Match{Watch: "w", Version: 1, Highlights: []article.Highlight{{Field: "body", Start: 0, End: 4}}}, "")
	})
	a.Body, a.Hash = "صيغة أخرى", "another"

	got := save(t, s, store.Intake{Article: a, FoldedTitle: "خبر", FoldedBody: "صيغه", Compare: says(store.Relation{Alike: true})})

	if !got.Refreshed || got.Changed || got.Version != 1 {
		t.Errorf("became %+v; want version 1 refreshed", got)
	}
	if vs, err := s.Versions(t.Context(), first.ID); err != nil || len(vs) != 1 || vs[0].Body != "صيغة أخرى" {
		t.Errorf("versions %+v, %v", vs, err)
	}
	if found, _ := s.Articles(t.Context(), store.ArticleFilter{Words: [][]string{{"صيغه"}}}); len(found) != 1 {
		t.Error("the search does not find the new form")
	}
	do(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.MoveHighlights(ctx, first.ID, 1, nil) })
	if ms, err := s.Matches(t.Context(), first.ID); err != nil || len(ms) != 1 || len(ms[0].Highlights) != 0 {
		t.Errorf("matches %+v, %v; want the match without places", ms, err)
	}
}

func claims(t *testing.T, s *store.Store) {
	known := piece("1")
	id := save(t, s, store.Intake{Article: known}).ID
	liar := article.Article{Source: "sabah", Key: "u:https://sabah.example/a", URL: "https://sabah.example/a", Title: "آخر", Body: "نص آخر", Hash: "a", Kind: article.Text}
	honest := liar
	honest.Key, honest.URL, honest.Hash = "u:https://sabah.example/b", "https://sabah.example/b", "b"
	claim := []string{known.Aliases[0]}

	refused := save(t, s, store.Intake{Article: liar, Claims: claim, Compare: says(store.Relation{Edit: true})})
	joined := save(t, s, store.Intake{Article: honest, Claims: claim, Compare: says(store.Relation{Edit: true, Alike: true})})

	if !refused.New || !slices.Equal(refused.Refused, claim) {
		t.Errorf("the liar became %+v; want an article of its own", refused)
	}
	if joined.ID != id {
		t.Errorf("the honest one became %+v; want article %d", joined, id)
	}
	if hs, err := s.Happenings(t.Context(), refused.ID); err != nil || len(hs) != 1 || hs[0].Kind != store.Refused {
		t.Errorf("happenings %+v, %v", hs, err)
	}
}

func reuse(t *testing.T, s *store.Store) {
	a := piece("7")
	first := save(t, s, store.Intake{Article: a})
	a.Title, a.Body, a.Hash = "خبر آخر", strings.Repeat("نص ", 90), "second"
	other := says(store.Relation{Edit: true, Unlike: true, Later: true})

	second := save(t, s, store.Intake{Article: a, Compare: other})
	again := save(t, s, store.Intake{Article: a, Compare: other})

	if !second.New || second.Reused != first.ID || again.ID != second.ID || again.New {
		t.Errorf("became %+v, then %+v; want a second article, once", second, again)
	}
}

func removal(t *testing.T, s *store.Store) {
	a := piece("5")
	now := time.Now().UTC().Truncate(time.Microsecond)
	id := save(t, s, store.Intake{Article: a, OwedAt: now, ETag: `"e"`, LastModified: "m"}).ID
	do(t, s, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.Missed(ctx, id, now), tx.Missed(ctx, id, now.Add(time.Minute)), tx.Remove(ctx, id, "404"))
	})

	owed, err := s.OwedPages(t.Context(), "sabah", 5)
	if err != nil || len(owed) != 1 || owed[0].MissingLooks != 2 || !owed[0].Removed || owed[0].ETag != `"e"` || owed[0].LastModified != "m" {
		t.Errorf("owed %+v, %v", owed, err)
	}
	if gone, err := s.RemovedArticles(t.Context(), 5); err != nil || len(gone) != 1 || gone[0].Body != body {
		t.Errorf("removed %d, %v; want the article with its text", len(gone), err)
	}
	if stand, err := s.Witnesses(t.Context(), "sabah", 0, 5); err != nil || len(stand) != 0 {
		t.Errorf("a removed article was offered as one that stands: %d, %v", len(stand), err)
	}

	if back := save(t, s, store.Intake{Article: a}); !back.Restored {
		t.Errorf("became %+v; want it restored", back)
	}
	if x, _ := s.Article(t.Context(), id); x.MissingLooks != 0 || !x.RemovedAt.IsZero() {
		t.Errorf("still missing: %+v", x)
	}
}

func byHand(t *testing.T, s *store.Store) {
	a, b := piece("1"), piece("2")
	one, two := save(t, s, store.Intake{Article: a}).ID, save(t, s, store.Intake{Article: b}).ID
	do(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.Join(ctx, one, two) })

	if got := save(t, s, store.Intake{Article: b}); got.ID != one || got.Changed {
		t.Errorf("number 2 became %+v; want article %d as it was", got, one)
	}
	if list, _ := s.Articles(t.Context(), store.ArticleFilter{}); len(list) != 1 {
		t.Errorf("%d articles are listed", len(list))
	}
	if err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.Join(ctx, one, two) }); err == nil {
		t.Error("a joined article was joined again")
	}

	do(t, s, func(ctx context.Context, tx *store.Tx) error {
		id, err := tx.Split(ctx, "sabah", "n:2")
		if id != two {
			t.Errorf("the split leads to %d; want %d", id, two)
		}
		return err
	})
	if got := save(t, s, store.Intake{Article: b}); got.ID != two {
		t.Errorf("number 2 became %+v; want article %d again", got, two)
	}

	var parted int64
	do(t, s, func(ctx context.Context, tx *store.Tx) (err error) {
		parted, err = tx.Split(ctx, "sabah", a.Aliases[0])
		return err
	})
	apart := article.Article{Source: "sabah", Key: "n:1", Aliases: a.Aliases, URL: a.URL, Title: a.Title, Body: a.Body, Hash: a.Hash, Kind: article.Text}
	if got := save(t, s, store.Intake{Article: apart}); got.ID != parted || !got.Filled {
		t.Errorf("the parted address became %+v; want article %d, filled", got, parted)
	}
	if err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { _, err := tx.Split(ctx, "sabah", "n:99"); return err }); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown name gave %v; want ErrNotFound", err)
	}
}

func mostEdited(t *testing.T, s *store.Store) {
	for i, n := range []string{"1", "2", "3"} {
		a := piece(n)
		for k := range i + 1 {
			a.Body, a.Hash = strings.Repeat("جديد ", k+1), n+strings.Repeat("x", k)
			save(t, s, store.Intake{Article: a})
		}
	}
	list, err := s.MostEdited(t.Context(), "", time.Time{}, 10)
	if err != nil || len(list) != 2 || list[0].Key != "n:3" || list[0].Edits != 2 {
		t.Errorf("%d articles, %v; want number 3 with two edits, then number 2", len(list), err)
	}
}

func reasons(t *testing.T, s *store.Store) {
	a := piece("4")
	id := save(t, s, store.Intake{Article: a, ItemMark: "i:feed:n:4", ItemHash: "h", Via: "https://sabah.example/rss.xml", Why: map[string]string{a.Aliases[0]: article.WhyRedirect}}).ID
	seen, err := s.Sightings(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, g := range seen {
		got[g.Alias] = g.Why + g.Via
	}
	for alias, want := range map[string]string{"n:4": article.WhyNumber, a.Aliases[0]: article.WhyRedirect, "g:guid-4": article.WhyGUID, "i:feed:n:4": "https://sabah.example/rss.xml"} {
		if got[alias] != want {
			t.Errorf("%s: %q; want %q", alias, got[alias], want)
		}
	}
}
