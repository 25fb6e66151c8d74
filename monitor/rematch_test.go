package monitor_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/internal/press"
	"github.com/marsad/marsad/internal/search"
	"github.com/marsad/marsad/monitor"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// shelve stores articles that nobody matched, one a day.
func (n *newsroom) shelve(titles ...string) {
	n.t.Helper()
	err := n.store.Write(n.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for i, title := range titles {
			url := fmt.Sprintf("https://sabah.example/shelf/%d", i)
			a := article.Article{Source: "sabah", Key: article.AliasURL(url), URL: url, Link: url, Title: title, Kind: article.Text, Hash: url,
				FirstSeenAt: time.Now().AddDate(0, 0, i-len(titles))}
			if _, err := tx.SaveArticle(ctx, store.Intake{Article: a, FoldedTitle: watch.Indexed(title)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		n.t.Fatal(err)
	}
}

func (n *newsroom) rematch(since time.Time, alert bool) monitor.Rematched {
	n.t.Helper()
	got, err := n.monitor.Rematch(n.t.Context(), "داعش", search.Sweep{Since: since}, alert)
	if err != nil {
		n.t.Fatal(err)
	}
	return got
}

func TestAnArchiveMatchedAgainAlertsOnlyWhenAsked(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, n *newsroom) {
		n.shelve("هجوم لداعش", "مباراة في البصرة", "فلول داعش", "داعشٌ في الصحراء")

		silent, again := n.rematch(time.Time{}, false), n.rematch(time.Time{}, false)
		loud, later := n.rematch(time.Now().AddDate(0, 0, -3), true), n.rematch(time.Time{}, true)

		for what, pair := range map[string][2]monitor.Rematched{
			"in silence":                     {{Hits: 3, New: 3}, silent},
			"in silence again":               {{Hits: 3}, again},
			"aloud, of the last three days":  {{Hits: 2, Alerted: 2}, loud},
			"aloud again, and of everything": {{Hits: 3, Alerted: 1}, later},
		} {
			if d := cmp.Diff(pair[0], pair[1]); d != "" {
				t.Errorf("%s (-want +got)\n%s", what, d)
			}
		}
		n.run()
		n.expect("article.matched داعش", "article.matched داعش", "article.matched داعش")
		n.twoMoreReadings()
		n.expect("article.matched داعش", "article.matched داعش", "article.matched داعش")
	})
}

func TestAnArchiveMatchedAgainRepeatsNoAlert(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	n.run()
	n.readArchive()
	n.paper.Publish(press.SeedPiece())
	n.expect("article.matched داعش")

	got := n.rematch(time.Time{}, true)

	if got.Hits == 0 || got.Alerted != got.Hits-1 {
		t.Errorf("%+v; want an alert for each hit but the one that was alerted when it came", got)
	}
}

func TestAChangedWatchIsKeptWithItsVersion(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	n.shelve("هجوم لداعش", "مباراة في البصرة")
	n.rematch(time.Time{}, false)
	n.plan.Watches[0].Keyword, n.plan.Watches[0].Query = "", "داعش OR مباراة"
	if err := n.monitor.Apply(t.Context(), n.plan); err != nil {
		t.Fatal(err)
	}

	got := n.rematch(time.Time{}, false)

	if got.Hits != 2 || got.New != 1 {
		t.Errorf("%+v; want two hits, one of them new", got)
	}
	for id := int64(1); id <= 2; id++ {
		ms, err := n.store.Matches(t.Context(), id)
		if err != nil || len(ms) != 1 || ms[0].Version != 2 || ms[0].Silent == "" {
			t.Errorf("article %d: %+v, %v; want one silent match of version 2", id, ms, err)
		}
	}
	if _, err := n.monitor.Rematch(t.Context(), "nobody", search.Sweep{}, false); err == nil {
		t.Error("a watch that is not configured was matched")
	}
}
