package monitor_test

import (
	"context"
	"log/slog"
	"slices"
	"testing"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/internal/press"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// piece is an article of two paragraphs that names a word with the article.
func piece(title, word string) press.Piece {
	p := press.SeedPiece()
	p.Title = title
	p.Paragraphs = []string{"افتتح الوزير " + word + " أمام الزوار في بغداد.", "وقال إن " + word + " يبقى هنا."}
	return p
}

func TestNewspapersTeachWhichWordsHaveNoParticle(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, n *newsroom) {
		stop := n.run()
		n.readArchive()
		n.paper.Publish(piece("أول", "البندق"))
		n.paper.Publish(piece("ثان", "البندق"))
		n.paper.Publish(piece("زلة", "الفستق"))
		n.until("three articles", func() bool { return n.count("new") >= 3 })
		stop()

		n.wire(slog.New(slog.DiscardHandler)) // a restart: what was seen is read from the archive, and written down
		n.run()
		n.until("the lessons", func() bool { return n.monitor.Learned().Len() > 0 })

		words, err := n.store.Words(t.Context())
		if err != nil || !slices.Contains(words, "بندق") || slices.Contains(words, "فستق") {
			t.Errorf("Words = %v, %v; want بندق, which two articles have, and not فستق, which one has", words, err)
		}
		if !n.monitor.Learned().Has("بندق") {
			t.Error("بندق is written and not in force")
		}
	})
}

func TestWhatWasLearnedIsInForceFromTheFirstArticle(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	if err := n.store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.AddWords(ctx, []string{"بندق"}) }); err != nil {
		t.Fatal(err)
	}

	n.wire(slog.New(slog.DiscardHandler))

	if !n.monitor.Learned().Has("بندق") {
		t.Error("a plan came into force without what the store holds")
	}
	ix, err := watch.Compile([]watch.Watch{{Keyword: "ندق"}})
	if err != nil {
		t.Fatal(err)
	}
	art := article.Article{Body: "اشترى بندق"}
	if len(ix.Match(art)) != 1 || len(ix.Learn(lang.NewLearned([]string{"بندق"})).Match(art)) != 0 {
		t.Error("the index reads بندق as ب and ندق; once it is learned it must not")
	}
}
