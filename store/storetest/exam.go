package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/store"
)

// Open opens an empty store of one engine for one test.
type Open func(t *testing.T) *store.Store

const body = "أكّد رئيس الوزراء أهميَّة التعاون الأمنيِّ في المنطقة، وشدَّد على أنَّ الحوار هو السبيل الأقصر إلى معالجة الأزمات.\n\nوقال المتحدث إنَّ الاجتماع المقبل سيعقد في بغداد نهاية الشهر، بحضور ممثلين عن المحافظات جميعها وعدد من السفراء."

// Examine runs every test over an engine.
func Examine(t *testing.T, open Open) {
	for _, x := range append([]exam{
		{"one article by all its addresses", oneArticle},
		{"the same text under another address is an alias", sameText},
		{"two numbers are two articles though guid and text agree", twoNumbers},
		{"an edit is a version, white space is none", editIsVersion},
		{"a feed's words never replace a text", partialNeverReplaces},
		{"an article is read back as it was stored", readBack},
		{"the search finds a word of each clause", search},
		{"a text too long for an index is searched all the same", longText},
		{"every article of a time and of papers is handed over, the newest first", each},
		{"an alert is made once", alertOnce},
		{"a write that fails leaves nothing behind and harms no other", failedWrite},
		{"a panic in a write is that write's error", panicInWrite},
		{"writes that wait share commits", manyWrites},
		{"attempts and replays of a delivery", deliveryLog},
		{"states of sources and feeds come back", states},
		{"what sources have taught comes back", learned},
		{"what was learned of sources' pages comes back", profiles},
		{"owed pages come by their time", owed},
		{"a watch gets a new version when its query changes", watchVersions},
		{"a page's bytes come back", pageBytes},
		{"what no text column takes is cleaned", hostileText},
		{"the articles of a story share its first", storyOfThree},
		{"the first of a story can be set apart", splitTheFirst},
		{"a story shows what it is linked to, both ways", linkedStories},
		{"sketches come back and are dropped", sketchesComeBack},
		{"the last alert of a story is any paper's", lastAlertOfStory},
	}, historyExams...) {
		t.Run(x.name, func(t *testing.T) { x.run(t, open(t)) })
	}
}

// piece is an article as the pipeline hands it in.
func piece(number string) article.Article {
	url := "https://sabah.example/" + number + "-.html"
	return article.Article{
		Source: "sabah", Key: article.AliasNumber(number), URL: url, Link: url,
		Aliases: []string{article.AliasURL("https://sabah.example/index.php?newsid=" + number), article.AliasGUID("guid-" + number)},
		Title:   "خبر رقم " + number, Section: "الأولى", Byline: "بغداد : الصباح", Authors: []string{"نجلاء الخالدي"}, Body: body, Language: "ar",
		Published:   article.Date{Raw: "2025/03/17", At: time.Date(2025, 3, 16, 21, 0, 0, 0, time.UTC), Precision: article.Day, ZoneSource: "source"},
		FirstSeenAt: time.Date(2025, 3, 17, 6, 0, 0, 0, time.UTC), Kind: article.Text, Hash: "hash-" + number,
	}
}

func save(t *testing.T, s *store.Store, in store.Intake) store.Saved {
	t.Helper()
	var out store.Saved
	err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) (err error) {
		out, err = tx.SaveArticle(ctx, in)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func oneArticle(t *testing.T, s *store.Store) {
	first := save(t, s, store.Intake{Article: piece("7")})
	again := piece("7")
	again.Key = article.AliasURL("https://sabah.example/index.php?newsid=7")
	again.Aliases = nil

	got := save(t, s, store.Intake{Article: again})

	if got.ID != first.ID || got.New || got.Changed {
		t.Errorf("the second address gave %+v; want article %d, unchanged", got, first.ID)
	}
}

func sameText(t *testing.T, s *store.Store) {
	a := piece("1")
	a.Key, a.Aliases = article.AliasURL(a.URL), nil
	first := save(t, s, store.Intake{Article: a})
	b := a
	b.URL = "https://sabah.example/politics/1"
	b.Key = article.AliasURL(b.URL)

	if got := save(t, s, store.Intake{Article: b}); got.ID != first.ID || got.New {
		t.Errorf("the same text elsewhere gave %+v; want article %d", got, first.ID)
	}
}

func twoNumbers(t *testing.T, s *store.Store) {
	a, b := piece("1"), piece("2")
	b.Hash = a.Hash
	b.Aliases = a.Aliases[1:]

	first, second := save(t, s, store.Intake{Article: a}), save(t, s, store.Intake{Article: b})

	if !second.New || first.ID == second.ID {
		t.Errorf("number 2 became %+v; want an article of its own", second)
	}
}

func editIsVersion(t *testing.T, s *store.Store) {
	a := piece("3")
	save(t, s, store.Intake{Article: a})
	same := save(t, s, store.Intake{Article: a})
	a.Body, a.Hash = a.Body+"\n\nوأضاف أنَّ القرار نهائي.", "other"
	edit := save(t, s, store.Intake{Article: a})

	if same.Changed || same.Version != 1 {
		t.Errorf("the same text gave %+v; want version 1", same)
	}
	if !edit.Changed || edit.Version != 2 {
		t.Errorf("the edit gave %+v; want version 2", edit)
	}
	vs, err := s.Versions(t.Context(), edit.ID)
	if err != nil || len(vs) != 2 || vs[0].Body != body || vs[1].Body != a.Body {
		t.Errorf("Versions = %d of them, %v; want both texts", len(vs), err)
	}
}

func partialNeverReplaces(t *testing.T, s *store.Store) {
	a := piece("4")
	p := a
	p.Partial, p.Body, p.Hash = true, "ملخص", "summary"
	first := save(t, s, store.Intake{Article: p})
	full := save(t, s, store.Intake{Article: a})
	back := save(t, s, store.Intake{Article: p})

	if !first.New || !full.Filled || full.Version != 2 {
		t.Errorf("summary %+v, then text %+v; want a new article, then its filled version 2", first, full)
	}
	if back.Changed || back.Version != 2 {
		t.Errorf("the summary after the text gave %+v; want no change", back)
	}
	if got, _ := s.Article(t.Context(), full.ID); got.Body != body || got.Partial {
		t.Errorf("the text was replaced by %q", got.Body)
	}
}

func readBack(t *testing.T, s *store.Store) {
	want := piece("5")
	id := save(t, s, store.Intake{Article: want}).ID

	got, err := s.Article(t.Context(), id)

	if err != nil {
		t.Fatal(err)
	}
	want.ID, want.Version, want.Aliases = id, 1, nil
	if d := cmp.Diff(want, got.Article); d != "" {
		t.Errorf("article differs (-stored +read):\n%s", d)
	}
	if _, err := s.Article(t.Context(), id+99); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an unknown id gave %v; want ErrNotFound", err)
	}
}

func search(t *testing.T, s *store.Store) {
	a, b := piece("1"), piece("2")
	save(t, s, store.Intake{Article: a, FoldedTitle: "خبر اول", FoldedBody: "التعاون الامني في بغداد"})
	save(t, s, store.Intake{Article: b, FoldedTitle: "خبر ثان", FoldedBody: "مباراه في البصره"})
	b.Body, b.Hash = "آخر", "other"
	save(t, s, store.Intake{Article: b, FoldedTitle: "خبر ثان", FoldedBody: "تاجيل المباراه"})

	for terms, want := range map[string]int{"الامني بغداد": 1, "خبر": 2, "البصره": 0, "تاجيل": 1, "الامني البصره": 0, `" OR'\ x`: 0,
		"البصره|بغداد": 1, "خبر ثان|بغداد": 2, "ال*": 2, "مبا*": 0, "مبا*|تاج*": 1} {
		var words [][]string
		for c := range strings.FieldsSeq(terms) {
			words = append(words, strings.Split(c, "|"))
		}
		got, err := s.Articles(t.Context(), store.ArticleFilter{Words: words})
		if err != nil || len(got) != want {
			t.Errorf("%s found %d, %v; want %d", terms, len(got), err, want)
		}
	}
	both := [][]string{{"خبر"}}
	if got, err := s.Articles(t.Context(), store.ArticleFilter{Words: both, Limit: 1}); err != nil || len(got) != 1 || got[0].Title != b.Title {
		t.Errorf("the newest: %v, %v", got, err)
	} else if got, err = s.Articles(t.Context(), store.ArticleFilter{Words: both, Before: got[0].ID}); err != nil || len(got) != 1 || got[0].Title != a.Title {
		t.Errorf("the one before: %v, %v", got, err)
	}
	if got, err := s.Articles(t.Context(), store.ArticleFilter{Words: both, Source: "nahar"}); err != nil || len(got) != 0 {
		t.Errorf("of another source: %v, %v", got, err)
	}
}

func longText(t *testing.T, s *store.Store) {
	save(t, s, store.Intake{Article: piece("1"), FoldedTitle: "خبر", FoldedBody: strings.Repeat("كلمه ", 60_000) + "اخيره"})

	got, err := s.Articles(t.Context(), store.ArticleFilter{Words: [][]string{{"اخيره"}}})

	if err != nil || len(got) != 1 {
		t.Errorf("found %d, %v; want the article", len(got), err)
	}
}

func each(t *testing.T, s *store.Store) {
	for i, n := range []string{"1", "2", "3"} {
		a := piece(n)
		a.FirstSeenAt = a.FirstSeenAt.Add(time.Duration(i) * 24 * time.Hour)
		if n == "2" {
			a.Source = "nahar"
		}
		save(t, s, store.Intake{Article: a, FoldedTitle: "خبر"})
	}
	since := piece("1").FirstSeenAt.Add(time.Hour)
	for name, c := range map[string]struct {
		filter store.ArticleFilter
		want   []string
	}{
		"all":            {store.ArticleFilter{}, []string{"n:3", "n:2", "n:1"}},
		"since a day":    {store.ArticleFilter{Since: since}, []string{"n:3", "n:2"}},
		"until a day":    {store.ArticleFilter{Until: since}, []string{"n:1"}},
		"of some papers": {store.ArticleFilter{Sources: []string{"sabah", "zaman"}, Since: since}, []string{"n:3"}},
		"with a word":    {store.ArticleFilter{Words: [][]string{{"خبر"}}, Since: since, Sources: []string{"nahar"}}, []string{"n:2"}},
	} {
		var got []string
		err := s.Each(t.Context(), c.filter, func(a store.Stored) error {
			got = append(got, a.Key)
			return nil
		})
		if d := cmp.Diff(c.want, got); d != "" || err != nil {
			t.Errorf("%s: %v %s", name, err, d)
		}
		if sp, err := s.Span(t.Context(), c.filter); len(c.filter.Words) == 0 && (sp.N != len(c.want) || err != nil) {
			t.Errorf("%s: Span = %+v, %v; want %d articles", name, sp, err, len(c.want))
		}
	}
	stop := errors.New("enough")
	if err := s.Each(t.Context(), store.ArticleFilter{}, func(store.Stored) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("Each = %v; want the function's error", err)
	}
}

func alertOnce(t *testing.T, s *store.Store) {
	var ids []int64
	for range 2 {
		err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			id, err := tx.AddAlert(ctx, "article.matched", "داعش", 1, 1, "article.matched:1:داعش")
			ids = append(ids, id)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if ids[0] == 0 || ids[1] != 0 {
		t.Errorf("AddAlert twice gave %v; want an id, then 0", ids)
	}
}

func failedWrite(t *testing.T, s *store.Store) {
	broken := errors.New("broken")
	var wg sync.WaitGroup
	errs := make([]error, 20)
	for i := range errs {
		wg.Go(func() {
			errs[i] = s.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
				if _, err := tx.SaveArticle(ctx, store.Intake{Article: piece(fmt.Sprint(100 + i))}); err != nil {
					return err
				}
				if i%2 == 1 {
					return broken
				}
				return nil
			})
		})
	}
	wg.Wait()
	for i, err := range errs {
		if (i%2 == 1) != errors.Is(err, broken) {
			t.Errorf("write %d gave %v", i, err)
		}
	}
	if list, err := s.Articles(t.Context(), store.ArticleFilter{}); err != nil || len(list) != 10 {
		t.Errorf("%d articles are stored, %v; want the 10 of the sound writes", len(list), err)
	}
}

func panicInWrite(t *testing.T, s *store.Store) {
	err := s.Write(t.Context(), func(context.Context, *store.Tx) error { panic("ouch") })
	if err == nil || !strings.Contains(err.Error(), "ouch") {
		t.Errorf("Write = %v; want the panic as an error", err)
	}
	save(t, s, store.Intake{Article: piece("1")})
}

func manyWrites(t *testing.T, s *store.Store) {
	const n = 300
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			if err := s.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.SaveArticle(ctx, store.Intake{Article: piece(fmt.Sprint(i + 1))})
				return err
			}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if c, err := s.Counts(t.Context()); err != nil || c.Articles != n {
		t.Errorf("%d articles, %v; want %d", c.Articles, err, n)
	}
}

func deliveryLog(t *testing.T, s *store.Store) {
	ctx := t.Context()
	next := time.Now().Add(5 * time.Second).UTC().Truncate(time.Microsecond)
	do := func(f func(context.Context, *store.Tx) error) {
		t.Helper()
		if err := s.Write(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	do(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddDelivery(ctx, store.Delivery{ID: "msg_1", AlertID: 1, Channel: "غرفة الأخبار", Type: "article.matched", Body: []byte(`{"a":1}`), State: store.Pending})
	})
	do(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddAttempt(ctx, "msg_1", store.Attempt{N: 1, At: time.Now(), Took: 20 * time.Millisecond, Status: 500, Error: "HTTP 500"}, store.Pending, next)
	})

	d, err := s.Delivery(ctx, "msg_1")

	if err != nil || d.State != store.Pending || d.Attempts != 1 || !d.NextAt.Equal(next) || string(d.Body) != `{"a":1}` {
		t.Errorf("Delivery = %+v, %v; want it pending after one attempt", d, err)
	}
	if n, oldest, err := s.Backlog(ctx); n != 1 || oldest.IsZero() || err != nil {
		t.Errorf("Backlog = %d, %v, %v; want 1", n, oldest, err)
	}
	do(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddAttempt(ctx, "msg_1", store.Attempt{N: 2, At: time.Now(), Status: 204}, store.Delivered, time.Time{})
	})
	do(func(ctx context.Context, tx *store.Tx) error { return tx.Reopen(ctx, "msg_1") })
	d, _ = s.Delivery(ctx, "msg_1")
	as, err := s.Attempts(ctx, "msg_1")
	if err != nil || d.State != store.Pending || d.Base != 2 || len(as) != 2 || as[0].Status != 500 || as[0].Took != 20*time.Millisecond {
		t.Errorf("after the replay: %+v with attempts %+v, %v", d, as, err)
	}
	err = s.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.Reopen(ctx, "msg_none") })
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("replay of an unknown delivery gave %v; want ErrNotFound", err)
	}
}

func states(t *testing.T, s *store.Store) {
	now := time.Now().UTC().Truncate(time.Microsecond)
	st := store.SourceState{ID: "sabah", State: "blocked", Detail: "Cloudflare", Failures: 3, LastRunAt: now, NextDueAt: now.Add(time.Hour)}
	f := store.FeedState{Source: "sabah", URL: "https://sabah.example/rss.xml", ETag: `W/"1"`, LastModified: "x", BodyHash: "h", BaselineAt: now}
	for range 2 {
		if err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.SaveSource(ctx, st), tx.SaveFeed(ctx, f))
		}); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Sources(t.Context())
	if d := cmp.Diff(map[string]store.SourceState{"sabah": st}, got); d != "" || err != nil {
		t.Errorf("Sources: %v %s", err, d)
	}
	feeds, err := s.Feeds(t.Context())
	if d := cmp.Diff(f, feeds["sabah"][f.URL]); d != "" || err != nil {
		t.Errorf("Feeds: %v %s", err, d)
	}
}

func owed(t *testing.T, s *store.Store) {
	now := time.Now().UTC().Truncate(time.Microsecond)
	late, soon := piece("1"), piece("2")
	soon.Partial = true
	save(t, s, store.Intake{Article: late, OwedAt: now.Add(time.Hour), Tries: 2})
	save(t, s, store.Intake{Article: soon, OwedAt: now})
	save(t, s, store.Intake{Article: piece("3")})

	list, err := s.OwedPages(t.Context(), "sabah", 10)
	if err != nil || len(list) != 2 || list[0].Link != soon.Link || list[0].Whole || !list[1].Whole || list[1].Tries != 2 {
		t.Errorf("OwedPages = %+v, %v; want article 2, then article 1", list, err)
	}
	if next, err := s.NextOwed(t.Context()); err != nil || !next["sabah"].Equal(now) {
		t.Errorf("NextOwed = %v, %v; want %v", next, err, now)
	}
}

func watchVersions(t *testing.T, s *store.Store) {
	var got []int
	for _, w := range [][2]string{{"داعش"}, {"داعش"}, {"داعش OR عدن"}, {"داعش"}, {"داعش", "داعش = ISIS"}, {"داعش", "داعش = ISIS"}} {
		if err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			n, err := tx.WatchVersion(ctx, "أمن", w[0], w[1])
			got = append(got, n)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff([]int{1, 1, 2, 3, 4, 4}, got); d != "" {
		t.Error(d)
	}
}

func pageBytes(t *testing.T, s *store.Store) {
	page := &article.Page{URL: "https://sabah.example/9-.html", FetchedAt: time.Now().UTC().Truncate(time.Microsecond), Body: []byte("<html>\x00\xff")}
	packed := store.Pack(page)
	save(t, s, store.Intake{Article: piece("9"), Packed: packed})

	got, err := s.Page(t.Context(), packed.SHA256)
	if d := cmp.Diff(page, got); d != "" || err != nil {
		t.Errorf("%v %s", err, d)
	}
}

func hostileText(t *testing.T, s *store.Store) {
	a := piece("10")
	a.Title, a.Body = "عنوان\x00 \xff", "نص\x00"
	id := save(t, s, store.Intake{Article: a}).ID
	got, err := s.Article(t.Context(), id)
	if err != nil || got.Title != "عنوان \uFFFD" || got.Body != "نص" {
		t.Errorf("stored %q, %q, %v", got.Title, got.Body, err)
	}
}
