package monitor

import (
	"context"
	"testing"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/story"
)

// TestOldSketchesGoWhileTheDaemonRuns: a daemon that is never restarted keeps those of the window alone.
func TestOldSketchesGoWhileTheDaemonRuns(t *testing.T) {
	now := time.Date(2025, 3, 17, 12, 0, 0, 0, time.UTC)
	s, err := store.Open(t.Context(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	m := &Monitor{store: s, now: func() time.Time { return now }}
	m.stories.added = dropEvery - 1
	err = s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if err := tx.SaveSketch(ctx, store.Sketch{Article: 7, SeenAt: now.Add(-story.Window - time.Hour), Words: 40}); err != nil {
			return err
		}
		c := &compared{Reading: story.Read(story.Text{Body: "a text", SeenAt: now})}
		in := intakeOf{Intake: store.Intake{Article: article.Article{Kind: article.Text}}, compared: c}
		_, err := m.place(ctx, tx, in, store.Saved{ID: 8, New: true})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var left []int64
	if err := s.Sketches(t.Context(), time.Unix(0, 0), 10, func(k store.Sketch) { left = append(left, k.Article) }); err != nil {
		t.Fatal(err)
	}
	if len(left) != 1 || left[0] != 8 {
		t.Errorf("sketches of articles %v are kept; want that of 8 alone", left)
	}
}
