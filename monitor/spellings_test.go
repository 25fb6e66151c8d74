package monitor_test

import (
	"testing"

	"github.com/marsad/marsad/watch"
)

func TestAChangeOfSpellingsIsANewVersionOfTheWatchesItTouches(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, n *newsroom) {
		spelled := func(groups ...[]string) *watch.Spellings {
			return watch.NewSpellings(groups, func(_, _ int, problem, _ string) { t.Error(problem) })
		}
		for i, step := range []struct {
			name       string
			own        *watch.Spellings
			isis, town int
		}{
			{"none", nil, 1, 1},
			{"a group that touches one watch", spelled([]string{"داعش", "ISIS"}), 2, 1},
			{"another group beside it", spelled([]string{"داعش", "ISIS"}, []string{"هيغسيث", "Hegseth"}), 2, 1},
			{"one more spelling", spelled([]string{"داعش", "ISIS", "الدولة الإسلامية"}), 3, 1},
			{"none again", nil, 4, 1},
		} {
			n.plan.Watches = []watch.Watch{{Name: "داعش", Keyword: "داعش", Spellings: step.own}, {Name: "عدن", Keyword: "عدن", Spellings: step.own}}
			if err := n.monitor.Apply(t.Context(), n.plan); err != nil {
				t.Fatal(err)
			}

			got := n.monitor.Watches()

			if got[0].Version != step.isis || got[1].Version != step.town {
				t.Errorf("step %d, %s: versions %d and %d; want %d and %d", i, step.name, got[0].Version, got[1].Version, step.isis, step.town)
			}
		}
	})
}
