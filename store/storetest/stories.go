package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marsad/marsad/store"
)

func storyIDs(t *testing.T, s *store.Store, article int64) []int64 {
	t.Helper()
	papers, err := s.Story(t.Context(), article)
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, p := range papers {
		ids = append(ids, p.ID)
	}
	return ids
}

// three saves three articles and returns their ids.
func three(t *testing.T, s *store.Store) (a, b, c int64) {
	return save(t, s, store.Intake{Article: piece("1")}).ID, save(t, s, store.Intake{Article: piece("2")}).ID, save(t, s, store.Intake{Article: piece("3")}).ID
}

func storyOfThree(t *testing.T, s *store.Store) {
	a, b, c := three(t, s)
	do(t, s, func(ctx context.Context, tx *store.Tx) error {
		for _, id := range []int64{b, c} {
			if err := tx.JoinStory(ctx, id, a, false); err != nil {
				return err
			}
		}
		story, joined, err := tx.StoryOf(ctx, c)
		if story != a || !joined {
			t.Errorf("story of %d: %d, joined %v; want %d", c, story, joined, a)
		}
		return err
	})
	for _, id := range []int64{a, b, c} {
		if d := cmp.Diff([]int64{a, b, c}, storyIDs(t, s, id)); d != "" {
			t.Errorf("story of %d (-want +got):\n%s", id, d)
		}
	}
}

func splitTheFirst(t *testing.T, s *store.Store) {
	a, b, c := three(t, s)
	do(t, s, func(ctx context.Context, tx *store.Tx) error {
		for _, id := range []int64{b, c} {
			if err := tx.JoinStory(ctx, id, a, false); err != nil {
				return err
			}
		}
		return tx.SplitStory(ctx, a)
	})
	if d := cmp.Diff([]int64{a}, storyIDs(t, s, a)) + cmp.Diff([]int64{b, c}, storyIDs(t, s, c)); d != "" {
		t.Errorf("after the first was set apart (-want +got):\n%s", d)
	}
	do(t, s, func(ctx context.Context, tx *store.Tx) error {
		if _, joined, err := tx.StoryOf(ctx, a); err != nil || !joined {
			t.Errorf("%d was set apart by hand: joined %v, %v; want it settled", a, joined, err)
		}
		return nil
	})
}

func linkedStories(t *testing.T, s *store.Store) {
	a, b, c := three(t, s)
	do(t, s, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.JoinStory(ctx, b, a, false); err != nil {
			return err
		}
		return tx.LinkStories(ctx, c, a, "the figure differs: «14», «19»")
	})
	old, err := s.StoryLinks(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	later, err := s.StoryLinks(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]store.Link{{{Article: a, Title: "خبر رقم 1", Older: true, Why: "the figure differs: «14», «19»"}}, {{Article: c, Title: "خبر رقم 3", Why: "the figure differs: «14», «19»"}}}
	if d := cmp.Diff(want, [][]store.Link{old, later}); d != "" {
		t.Errorf("links (-want +got):\n%s", d)
	}
}

func sketchesComeBack(t *testing.T, s *store.Store) {
	a, b, _ := three(t, s)
	at := time.Date(2025, 3, 17, 6, 0, 0, 0, time.UTC)
	want := []store.Sketch{{Article: a, SeenAt: at, Words: 40, Samples: []uint32{1, 1 << 31, 7}}, {Article: b, SeenAt: at.Add(time.Hour), Words: 31}}
	do(t, s, func(ctx context.Context, tx *store.Tx) error {
		for _, k := range want {
			if err := tx.SaveSketch(ctx, k); err != nil {
				return err
			}
		}
		return nil
	})
	read := func(since time.Time, limit int) (out []store.Sketch) {
		if err := s.Sketches(t.Context(), since, limit, func(k store.Sketch) { out = append(out, k) }); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if d := cmp.Diff(want, read(at, 10)) + cmp.Diff(want[1:], read(at, 1)) + cmp.Diff(want[1:], read(at.Add(time.Minute), 10)); d != "" {
		t.Errorf("sketches (-want +got):\n%s", d)
	}
	do(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.DropSketches(ctx, at.Add(time.Minute)) })
	if d := cmp.Diff(want[1:], read(at, 10)); d != "" {
		t.Errorf("after dropping the old ones (-want +got):\n%s", d)
	}
}

func lastAlertOfStory(t *testing.T, s *store.Store) {
	a, b, c := three(t, s)
	do(t, s, func(ctx context.Context, tx *store.Tx) error {
		if at, err := tx.LastAlert(ctx, a, "داعش"); err != nil || !at.IsZero() {
			t.Errorf("before any alert: %v, %v", at, err)
		}
		if err := tx.JoinStory(ctx, b, a, false); err != nil {
			return err
		}
		if _, err := tx.AddAlert(ctx, "article.matched", "داعش", b, 1, "one"); err != nil {
			return err
		}
		if at, err := tx.LastAlert(ctx, a, "داعش"); err != nil || at.IsZero() {
			t.Errorf("after the second paper's: %v, %v", at, err)
		}
		at, err := tx.LastAlert(ctx, c, "داعش")
		if !at.IsZero() {
			t.Errorf("of another story: %v", at)
		}
		return err
	})
}
