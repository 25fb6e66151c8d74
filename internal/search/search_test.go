package search_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/internal/search"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/store/storetest"
	"github.com/marsad/marsad/watch"
)

var postgres *storetest.Server

func TestMain(m *testing.M) { storetest.Main(m, &postgres) }

func TestSearchOverSQLite(t *testing.T) { examine(t, store.Options{Dir: t.TempDir()}) }

func TestSearchOverPostgreSQL(t *testing.T) { examine(t, store.Options{URL: postgres.URL(t)}) }

// examine: a search finds what the matcher finds in all articles.
func examine(t *testing.T, o store.Options) {
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	save(t, s, articles(400))
	for _, q := range []string{
		"داعش", "وزير لجنة", `"وزير داعش"`, `="وزير داعش"`, "داعش OR بغداد", "داعش -لجنة", "NOT داعش", "title:بغداد", "=داعش", "~وزير", "~كتاب", "وز*", "*داد", "ا*داد", "وزير OR *داد",
		"لجنة NEAR/3 بغداد", "لجنة ONEAR/2 (وزير OR داعش)", "section:الأولى", "section:الأولى داعش", "section:الأولى OR داعش", "سوريا", "ترامب", "كتاب و بغداد", "G20", "20", "1.5", "1000",
		"الوزير", "هيئة", "على", "خطأ", "مسؤول", "café", "straße", "اسم_آخر", "北京", `"北京 市"`, "covid", "AC/DC", "user@example.org", "2026", "source:الصباح", "كلمة*", "site:sabah.example داعش",
	} {
		t.Run(q, func(t *testing.T) { same(t, s, q) })
	}
}

func same(t *testing.T, s *store.Store, q string) {
	ix, err := watch.Compile([]watch.Watch{{Query: q}})
	if err != nil {
		t.Fatal(err)
	}
	want, got := map[int64][]article.Highlight{}, map[int64][]article.Highlight{}
	var order []int64
	err = s.Each(t.Context(), store.ArticleFilter{}, func(a store.Stored) error {
		if ms := ix.Match(a.Article); len(ms) > 0 {
			want[a.ID] = ms[0].Highlights
			order = append(order, a.ID)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var found []int64
	for query := (search.Query{Text: q, Limit: 7}); ; {
		page, err := search.Find(t.Context(), s, query)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range page.Hits {
			got[h.ID] = h.Highlights
			found = append(found, h.ID)
		}
		if query.Before = page.Next; page.Next == 0 {
			break
		}
	}
	if d := cmp.Diff(order, found, cmpopts.EquateEmpty()) + cmp.Diff(want, got); d != "" {
		t.Errorf("the search differs (-matcher +search):\n%s", d)
	}
}

// articles are short texts whose words carry particles, endings and marks, glued to signs, digits
// and other scripts in the ways that engines cut differently; the same each time.
func articles(n int) []article.Article {
	rnd := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("داعش وزير لجنة كتاب بغداد هيأة سورية ترمب على وُزراء مدرسة نهر خطأ مسئول کتاب ﺑﻐﺪﺍﺩ")
	before := []string{"", "", "", "و", "ب", "ل", "ال", "وال", "فبال", "لل", "«", "2", "covid"}
	after := []string{"", "", "", "", "ه", "ها", "اً", "ُ", "»", "19", "x", "_آخر", "/"}
	between := []string{" ", " ", "، ", ". ", " G20 ", " 1.5 ", "-", "_", " 1,000 ", " 北京市", " Café ", " STRASSE ", " AC/DC ", " user@example.org ", " -2026 ", "<b>", "\n"}
	pick := func(list []string) string { return list[rnd.IntN(len(list))] }
	out := make([]article.Article, n)
	for i := range out {
		var b strings.Builder
		for range 2 + rnd.IntN(5) {
			b.WriteString(pick(before) + pick(words) + pick(after) + pick(between))
		}
		title, body, _ := strings.Cut(b.String(), " ")
		url := fmt.Sprintf("https://sabah.example/%d", i)
		out[i] = article.Article{Source: "sabah", Key: url, URL: url, Link: url, Title: title, Body: body, Section: pick([]string{"الأولى", "رياضة"}),
			Kind: article.Text, Hash: url, FirstSeenAt: time.Unix(int64(1e9+i), 0).UTC()}
	}
	return out
}

func save(t testing.TB, s *store.Store, list []article.Article) {
	t.Helper()
	err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, a := range list {
			if _, err := tx.SaveArticle(ctx, store.Intake{Article: a, FoldedTitle: watch.Indexed(a.Title), FoldedBody: watch.Indexed(a.Body)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
