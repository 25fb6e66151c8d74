package monitor

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/store"
)

func removals(t *testing.T, s *stand) (kinds []string) {
	t.Helper()
	hs, err := s.store.Happenings(t.Context(), s.articles()[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range hs {
		kinds = append(kinds, h.Kind)
	}
	return kinds
}

func published(t *testing.T) *stand {
	t.Helper()
	s := newStand(t, sources.Source{}, water())
	s.page(path, front, lead, more)
	s.feed(path)
	s.pass(time.Minute)
	s.wantTold("article.matched المياه")
	return s
}

func TestAnArticleThatIsTakenDownIsToldOnceAndItsTextStays(t *testing.T) {
	s := published(t)
	s.status(path, http.StatusNotFound)

	s.halfHours(4)
	s.wantTold("article.matched المياه") // two hours prove nothing
	s.halfHours(12)

	s.wantTold("article.matched المياه", "article.removed المياه")
	a := s.articles()[0]
	if a.RemovedAt.IsZero() || !strings.Contains(a.Body, "رئيس لجنة الزراعة") {
		t.Errorf("removed at %v, text %q; want the last text kept", a.RemovedAt, a.Body)
	}
	info := s.bodies()[1].Data
	if info.Removal == nil || info.Removal.Looks < 3 || !strings.Contains(info.Article.Text, "رئيس لجنة الزراعة") {
		t.Errorf("the alert says %+v", info.Removal)
	}
	s.halfHours(3 * 48)
	s.wantTold("article.matched المياه", "article.removed المياه")

	s.page(path, front, lead, more)
	s.halfHours(4 * 48)
	s.wantTold("article.matched المياه", "article.removed المياه", "article.updated المياه restored")
	if got := removals(t, s); len(got) != 2 || got[0] != store.Removed || got[1] != store.Restored {
		t.Errorf("happenings %q", got)
	}
}

func TestAFourTenIsBelievedSooner(t *testing.T) {
	s := published(t)
	s.status(path, http.StatusGone)

	s.halfHours(6)

	s.wantTold("article.matched المياه", "article.removed المياه")
}

func TestWhatIsNoRemoval(t *testing.T) {
	challenge := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("cf-mitigated", "challenge")
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, "<title>Just a moment...</title>")
	}
	text := func(s string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, s) }
	}
	for name, answer := range map[string]func(http.ResponseWriter, *http.Request){
		"a guard":       challenge,
		"an outage":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
		"a paywall":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusPaymentRequired) },
		"a log-in wall": text(`<!doctype html><title>تسجيل الدخول</title><h1>تسجيل الدخول</h1><form><input type="password"></form>`),
		"a closed site": text(`<!doctype html><title>الموقع تحت الصيانة</title><h1>الموقع تحت الصيانة</h1><p>نعود قريباً</p>`),
		"an empty page": text(``),
	} {
		t.Run(name, func(t *testing.T) {
			s := published(t)
			s.set(path, answer)

			s.halfHours(60)

			s.wantTold("article.matched المياه")
			if a := s.articles()[0]; a.Version != 1 || !a.RemovedAt.IsZero() {
				t.Errorf("version %d, removed at %v", a.Version, a.RemovedAt)
			}
		})
	}
}

func TestAPaperWithoutAnyPagesIsAwayAndNothingIsRemoved(t *testing.T) {
	s := published(t)
	s.status(path, http.StatusNotFound)
	s.status("/news/old-news-of-last-week", http.StatusNotFound)

	s.halfHours(60)

	s.wantTold("article.matched المياه")
	if a := s.articles()[0]; a.MissingLooks != 0 {
		t.Errorf("%d looks were counted while the paper was away", a.MissingLooks)
	}
}

func TestASoftNotFoundIsBelievedLater(t *testing.T) {
	s := published(t)
	s.set(path, func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `<!doctype html><html lang="ar"><title>الصفحة غير موجودة</title><h1>الصفحة غير موجودة</h1><p>عذراً</p></html>`)
	})

	s.halfHours(18)
	s.wantTold("article.matched المياه")
	s.halfHours(24)

	s.wantTold("article.matched المياه", "article.removed المياه")
}

func TestAnAddressThatLeadsToAnotherArticleIsMissing(t *testing.T) {
	s := published(t)
	s.set(path, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/news/old-news-of-last-week", http.StatusFound)
	})

	s.halfHours(48)

	s.wantTold("article.matched المياه", "article.removed المياه")
	if a := s.articles()[0]; a.Version != 1 {
		t.Errorf("the other article's text became version %d", a.Version)
	}
}

func TestAHiccupIsForgotten(t *testing.T) {
	s := published(t)
	s.status(path, http.StatusNotFound)
	s.halfHours(3)
	s.page(path, front, lead, more)
	s.halfHours(12)

	s.wantTold("article.matched المياه")
	if a := s.articles()[0]; a.MissingLooks != 0 || !a.MissingAt.IsZero() {
		t.Errorf("missing since %v after %d looks", a.MissingAt, a.MissingLooks)
	}
}

func TestAPaperThatIsRebuiltIsNoFloodOfRemovals(t *testing.T) {
	s := newStand(t, sources.Source{Looks: 10_000}, water())
	var items []string
	for i := range 30 {
		p := fmt.Sprintf("/news/water-law-debate-%d", 100+i)
		s.page(p, fmt.Sprintf("%s %d", front, i), strings.Replace(lead, "الأحد", fmt.Sprint(i+20), 1), more)
		items = append(items, p)
	}
	s.feed(append(items, path)...)
	s.page(path, front, lead, more)
	s.pass(time.Minute)
	for _, p := range items {
		s.status(p, http.StatusGone)
	}

	for range 60 * 8 {
		s.pass(time.Minute)
	}

	told := 0
	for _, line := range s.told() {
		if line == "article.removed المياه" {
			told++
		}
	}
	gone, err := s.store.RemovedArticles(t.Context(), 100)
	if err != nil || len(gone) != 30 || told != removalsADay {
		t.Errorf("%d removals on record, %d told, %v; want 30 and %d", len(gone), told, err, removalsADay)
	}
}
