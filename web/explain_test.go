package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/watch"
)

func explainPath(id int64, name string) string {
	return fmt.Sprintf("/articles/%d/explain?watch=%s", id, url.QueryEscape(name))
}

func TestExplainShowsTheTreeAndTheHitsInBothLanguages(t *testing.T) {
	s := newSite(t, nil)
	s.daemon.watches = []watch.Watch{{Name: "نقل", Query: `"وزير النقل" -استقالة`, Version: 1}, {Name: "الصباح", Keyword: "الصباح", Version: 1}}
	id := s.save(article.Article{Source: "sabah", Key: "n:1", Language: "ar", Title: "جسر", Body: "افتتح وَزيرُ النَّقلِ جسراً صباح اليوم"},
		article.Match{Watch: "نقل", Version: 1, Query: `"وزير النقل" -استقالة`})

	for tongue, want := range map[string][]string{
		"en": {"Found.", "<mark>وَزيرُ النَّقلِ</mark>", "does not occur", "An alert was made for version 1 and sent to nobody"},
		"ar": {`dir="rtl"`, "وُجدت.", "<mark>وَزيرُ النَّقلِ</mark>", "لا ترد", "ولم يُرسل إلى أحد"},
	} {
		r := s.get(explainPath(id, "نقل") + "&lang=" + tongue)
		for _, w := range want {
			if !strings.Contains(r.text, w) {
				t.Errorf("%s: %q is not on the page", tongue, w)
			}
		}
		if strings.Contains(r.text, "%!") {
			t.Errorf("%s: a sentence has lost its values: %s", tongue, r.text)
		}
	}
	r := s.get(explainPath(id, "الصباح") + "&lang=ar")
	if !strings.Contains(r.text, "لم توجد.") || !strings.Contains(r.text, "لكنّ في المراقبة ال التعريف") {
		t.Errorf("the nearest miss is not on the page")
	}
}

func TestEveryMissAndFateHasWordsInBothLanguages(t *testing.T) {
	for _, kind := range []string{watch.MissSource, watch.MissElsewhere, watch.MissArticle, watch.MissMarks, watch.MissAttached, watch.MissInside, watch.MissUndecided, watch.MissAdjective,
		watch.MissLexeme, watch.MissFamily, watch.MissAlike, watch.MissAbsent, watch.MissApart, watch.MissBoundary, watch.MissOrder, watch.MissScattered, watch.MissFar, watch.MissSentence} {
		m := watch.Miss{Kind: kind, Word: "w", Found: "f", Field: "body", N: 1, Most: 2}
		for _, tongue := range []tongue{english, arabic} {
			if got := tongue.miss(m); strings.Contains(got, "%!") || got == m.String() && tongue == arabic {
				t.Errorf("%s in %s: %q", kind, tongue, got)
			}
		}
	}
}

func TestExplainAsksForAWatchAndAnArticle(t *testing.T) {
	s := newSite(t, nil)
	s.daemon.watches = []watch.Watch{{Name: "نقل"}}
	id := s.save(article.Article{Source: "sabah", Key: "n:1", Title: "جسر", Body: "نص"}, article.Match{Watch: "قديمة", Version: 1, Query: "جسر"})

	if r := s.get(fmt.Sprintf("/articles/%d/explain", id)); r.StatusCode != http.StatusOK || !strings.Contains(r.text, "<select") || strings.Contains(r.text, `class="tree"`) {
		t.Errorf("without a watch: status %d; want the form alone", r.StatusCode)
	}
	if r := s.get(explainPath(id, "قديمة")); r.StatusCode != http.StatusOK || !strings.Contains(r.text, "<mark>جسر</mark>") {
		t.Errorf("a watch that is configured no more: status %d; want what it was then", r.StatusCode)
	}
	for _, path := range []string{explainPath(id, "لا أحد"), explainPath(id+1, "نقل"), "/articles/x/explain"} {
		if r := s.get(path); r.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d; want 404", path, r.StatusCode)
		}
	}
}

func TestNothingThatAPaperOrAWatchSaysIsMarkup(t *testing.T) {
	const evil = `<script>alert(1)</script>"'><img src=x onerror=alert(1)>`
	s := newSite(t, nil)
	s.daemon.watches = []watch.Watch{{Name: evil, Query: `alert -"` + `<b>x</b>` + `"`, Version: 1}}
	id := s.save(article.Article{Source: "sabah", Key: "n:1", Title: evil, Body: evil, Section: evil, Byline: evil}, article.Match{Watch: evil, Version: 1, Query: "alert"})

	r := s.get(explainPath(id, evil))

	if r.StatusCode != http.StatusOK || strings.Contains(r.text, "<script>alert") || strings.Contains(r.text, "<img src=x") || strings.Contains(r.text, "<b>x") {
		t.Errorf("status %d, or markup of a stranger on the page", r.StatusCode)
	}
}
