package monitor_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/internal/press"
	"github.com/marsad/marsad/monitor"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// fatesOf says what came of a watch and the stored article whose title holds a word.
func (n *newsroom) fatesOf(w watch.Watch, title string) []string {
	n.t.Helper()
	list, err := n.store.Articles(n.t.Context(), store.ArticleFilter{Limit: 100})
	if err != nil {
		n.t.Fatal(err)
	}
	i := slices.IndexFunc(list, func(a store.Stored) bool { return strings.Contains(a.Title, title) })
	if i < 0 {
		n.t.Fatalf("no article with %q in its title", title)
	}
	why, err := watch.Explain(w, list[i].Article, nil)
	if err != nil {
		n.t.Fatal(err)
	}
	fates, err := monitor.Fates(n.t.Context(), n.store, list[i], w, why.Match)
	if err != nil {
		n.t.Fatal(err)
	}
	var out []string
	for _, f := range fates {
		s := f.Kind
		for _, d := range f.Deliveries {
			s += " " + d.Channel + " " + d.State
		}
		if text := f.String(time.UTC); strings.HasSuffix(text, ": ") {
			n.t.Errorf("%s has no words: %q", f.Kind, text)
		}
		out = append(out, s)
	}
	return out
}

func TestFatesSayWhyNothingWasSent(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, n *newsroom) {
		to := []string{"newsroom"}
		isis, books, nobody := watch.Watch{Name: "داعش", Keyword: "داعش", To: to}, watch.Watch{Name: "المتنبي", Keyword: "المتنبي", To: to}, watch.Watch{Name: "الوزراء", Keyword: "الوزراء"}
		n.plan.Watches = []watch.Watch{isis, books, nobody}
		if err := n.monitor.Apply(t.Context(), n.plan); err != nil {
			t.Fatal(err)
		}
		n.run()
		n.readArchive()
		number := n.paper.Publish(press.SeedPiece())
		n.expect("article.matched داعش")
		n.paper.Edit(number, func(p *press.Piece) {
			e := press.EditedSeedPiece()
			p.Title, p.Paragraphs = e.Title, e.Paragraphs
		})
		n.until("the new version", func() bool { return n.count("version") > 0 })
		later := watch.Watch{Name: "هيغسيث", Keyword: "هيغسيث", To: to}
		n.plan.Watches = append(n.plan.Watches, later)
		if err := n.monitor.Apply(t.Context(), n.plan); err != nil {
			t.Fatal(err)
		}
		if got := n.monitor.Watches(); len(got) != 4 || got[3].Version != 1 {
			t.Errorf("Watches = %v; want four, with versions", got)
		}
		n.until("the delivery's outcome", func() bool { return n.fatesOf(isis, "هيغسيث")[0] == "alerted newsroom delivered" })

		for _, c := range []struct {
			name  string
			watch watch.Watch
			title string
			want  string
		}{
			{"alerted, and an edit that was not asked for", isis, "هيغسيث", "alerted newsroom delivered, before"},
			{"it stood there at the first reading", books, "للكتب", "first"},
			{"a watch that nobody is told of", nobody, "هيغسيث", "alerted, before"},
			{"the watch came later", later, "هيغسيث", "later"},
			{"a watch that no daemon knows", watch.Watch{Name: "x", Keyword: "داعش"}, "هيغسيث", "unsaved"},
			{"changed by hand since", watch.Watch{Name: "داعش", Keyword: "قطار"}, "هيغسيث", "alerted newsroom delivered, before, gone"},
			{"not found at all", watch.Watch{Name: "y", Keyword: "قطار"}, "هيغسيث", ""},
		} {
			if got := strings.Join(n.fatesOf(c.watch, c.title), ", "); got != c.want {
				t.Errorf("%s: %s; want %s", c.name, got, c.want)
			}
		}
	})
}

func TestAnOldArticleThatComesBackSaysSo(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	at := time.Now().UTC().Add(-time.Hour)
	a := article.Article{Source: "paper", Key: "n:1", Title: "قديم", Body: "نص", Kind: article.Text, Hash: "h", FirstSeenAt: time.Now()}
	m := article.Match{Watch: "قديم", Version: 1}
	err := n.store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if err := tx.SaveFeed(ctx, store.FeedState{Source: "paper", URL: "u", BaselineAt: at}); err != nil {
			return err
		}
		saved, err := tx.SaveArticle(ctx, store.Intake{Article: a, Old: true})
		if err != nil {
			return err
		}
		return tx.AddMatch(ctx, saved.ID, 1, m, "it stood there at the first reading of the source")
	})
	if err != nil {
		t.Fatal(err)
	}

	if got := n.fatesOf(watch.Watch{Name: "قديم", Keyword: "قديم"}, "قديم"); !slices.Equal(got, []string{monitor.FateStale}) {
		t.Errorf("fates = %v; want stale", got)
	}
}
