package monitor

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/store"
)

const (
	otherFront = "الشرطة يتوج بطلاً للدوري بعد فوزه على الزوراء"
	otherLead  = "توج فريق الشرطة بطلاً لدوري نجوم العراق لكرة القدم بعد فوزه على ضيفه الزوراء بهدفين نظيفين على ملعب الشعب الدولي وسط حضور جماهيري كبير من أنصار الفريقين."
	otherMore  = "وسجل الهدفين المهاجم أيمن حسين في الشوط الثاني، وقال المدرب إن اللاعبين استحقوا اللقب عن جدارة بعد موسم طويل، وإن الفريق سيشارك في دوري أبطال آسيا."
)

func TestACanonicalThatLiesJoinsNothing(t *testing.T) {
	const another = "/news/police-champions-of-the-league"
	for name, canonical := range map[string]string{
		"the front page":        "{url}/",
		"another article":       "{url}" + another,
		"a bare address":        "http://10.0.0.8" + path,
		"an archive of the web": "https://web.archive.example/web/2026/{url}" + path,
	} {
		t.Run(name, func(t *testing.T) {
			s := newStand(t, sources.Source{}, water())
			head := `<link rel="canonical" href="` + canonical + `">`
			s.page(another, otherFront, otherLead, otherMore)
			s.feed(another)
			s.pass(time.Minute)
			s.pageWith(path, head, front, lead, more)
			s.feed(path, another)
			s.pass(time.Minute)

			list := s.articles()
			if len(list) != 3 || !strings.Contains(list[0].Body, "مجلس النواب") || !strings.Contains(list[1].Body, "الشرطة") || list[1].Version != 1 {
				t.Fatalf("%d articles, the newest %q", len(list), list[0].Title)
			}
			hs, err := s.store.Happenings(t.Context(), list[0].ID)
			if err != nil || len(hs) != 1 || hs[0].Kind != store.Refused {
				t.Errorf("happenings %+v, %v; want the lie on record", hs, err)
			}
			s.halfHours(4)
			if hs, _ := s.store.Happenings(t.Context(), list[0].ID); len(hs) != 1 {
				t.Errorf("the lie is on record %d times", len(hs))
			}
		})
	}
}

func TestAnAddressThatWasClaimedFirstIsStillReadItself(t *testing.T) {
	const another = "/news/police-champions-of-the-league"
	s := newStand(t, sources.Source{}, water())
	s.pageWith(path, `<link rel="canonical" href="{url}`+another+`">`, front, lead, more)
	s.feed(path)
	s.pass(time.Minute)

	s.page(another, otherFront, otherLead, otherMore)
	s.feed(another, path)
	s.pass(time.Minute)

	if list := s.articles(); len(list) != 3 || list[0].Title != otherFront || list[1].Title != front {
		t.Fatalf("stored %d articles, newest %q: the second was hidden by the first one's claim", len(list), list[0].Title)
	}
	s.wantTold("article.matched المياه")
}

func TestACanonicalThatIsTrueJoins(t *testing.T) {
	const plain = "/news/water-law-debate-in-parliament"
	s := newStand(t, sources.Source{}, water())
	head := `<link rel="canonical" href="{url}` + plain + `">`
	s.pageWith(path, head, front, lead, more)
	s.pageWith(plain, head, front, lead, more, "وتستأنف الجلسة غداً.")
	s.feed(path)
	s.pass(time.Minute)
	s.feed(plain, path)
	s.pass(time.Minute)

	list := s.articles()
	if len(list) != 2 {
		t.Fatalf("%d articles; want one beside the old", len(list))
	}
	names := s.names(list[0].ID)
	if g := names["u:https://HOST"+plain]; g.Why != article.WhyClaim || g.Weak {
		t.Errorf("%+v; want the claimed address, looked at since", names)
	}
	if g := names["u:https://HOST"+path]; g.Why != article.WhyAddress {
		t.Errorf("%+v; want the address itself", g)
	}
	s.wantTold("article.matched المياه")
}

func TestARedirectIsAnAlias(t *testing.T) {
	s := newStand(t, sources.Source{}, water())
	s.set("/go/881", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, path, http.StatusMovedPermanently) })
	s.page(path, front, lead, more)
	s.feed("/go/881")
	s.pass(time.Minute)
	s.feed(path, "/go/881")
	s.pass(time.Minute)

	list := s.articles()
	if len(list) != 2 {
		t.Fatalf("%d articles; want one beside the old", len(list))
	}
	names := s.names(list[0].ID)
	if names["u:https://HOST/go/881"].Why != article.WhyRedirect {
		t.Errorf("names %+v", names)
	}
	feeds := 0
	for _, g := range names {
		if g.Via == s.url+"/feed.xml" {
			feeds++
		}
	}
	if feeds != 2 {
		t.Errorf("names %+v; want the feed that led there by both addresses", names)
	}
}

func TestASlugThatChangesWithTheHeadlineIsTheSameArticle(t *testing.T) {
	s := newStand(t, sources.Source{System: "dle"}, water())
	s.page("/881-water-law-debate.html", front, lead, more)
	s.feed("/881-water-law-debate.html")
	s.pass(time.Minute)
	s.page("/881-water-law-vote.html", front+" وتؤجل التصويت", lead, more)
	s.set("/881-water-law-debate.html", nil)
	s.feed("/881-water-law-vote.html تغيّر الملخص")
	s.pass(time.Minute)

	list := s.articles()
	if len(list) != 2 || list[0].Version != 2 || !strings.HasSuffix(list[0].Link, "vote.html") {
		t.Fatalf("%d articles, version %d at %s; want one beside the old, with two versions", len(list), list[0].Version, list[0].Link)
	}
	s.wantTold("article.matched المياه", "article.updated المياه headline")
}

func TestANumberThatIsGivenAgainIsAnotherArticle(t *testing.T) {
	date := func(day string) string {
		return `<meta property="article:published_time" content="` + day + `T09:00:00+03:00">`
	}
	s := newStand(t, sources.Source{System: "dle"}, water())
	s.pageWith("/881-x.html", date("2026-03-17"), front, lead, more)
	s.feed("/881-x.html")
	s.pass(time.Minute)

	s.clock = s.clock.Add(9 * 24 * time.Hour)
	s.pageWith("/881-y.html", date("2026-03-26"), otherFront, otherLead, otherMore)
	s.feed("/881-y.html neu")
	s.pass(time.Minute)
	s.halfHours(6)

	list := s.articles()
	if len(list) != 3 || list[0].Title != otherFront || list[1].Title != front || list[1].Version != 1 {
		t.Fatalf("%d articles, newest %q; want two of one number beside the old", len(list), list[0].Title)
	}
	if hs, _ := s.store.Happenings(t.Context(), list[1].ID); len(hs) != 1 || hs[0].Kind != store.Reused {
		t.Errorf("happenings %+v", hs)
	}
	if g := s.names(list[0].ID)["n:881"]; g.Why != article.WhyReused {
		t.Errorf("number 881 leads there by %+v", g)
	}
}

func TestASplitArticleIsReadWhole(t *testing.T) {
	s := newStand(t, sources.Source{}, water())
	s.pageWith(path, `<link rel="next" href="{url}`+path+`?page=2">`, front, lead, more)
	s.pageWith(path+"?page=2", `<link rel="next" href="{url}`+path+`?page=3">`, front, "وطالب نواب من محافظات الجنوب بتعديل المادة السابعة التي تتعلق بحصة الأهوار من الإطلاقات المائية خلال أشهر الصيف.")
	s.page(path+"?page=3", front, "واختتمت الجلسة بالاتفاق على تشكيل لجنة مصغرة تضم ممثلين عن الوزارة لإعداد الصيغة النهائية للقانون.")
	s.feed(path)
	s.pass(time.Minute)

	a := s.articles()[0]
	if !strings.Contains(a.Body, "المادة السابعة") || !strings.HasSuffix(a.Body, "للقانون.") || len(a.Paragraphs()) != 4 {
		t.Fatalf("the text is %q; want three pages in one", a.Body)
	}
	s.halfHours(4)
	if a := s.articles()[0]; a.Version != 1 {
		t.Errorf("version %d after further looks", a.Version)
	}
}

func TestHandsDecideAndHold(t *testing.T) {
	const second = "/sport/water-law-debate-again"
	s := newStand(t, sources.Source{}, water())
	s.page(path, front, lead, more)
	s.page(second, otherFront, otherLead, otherMore)
	s.feed(path, second)
	s.pass(time.Minute)
	list := s.articles()
	if len(list) != 3 {
		t.Fatalf("%d articles", len(list))
	}
	a, b := list[0].ID, list[1].ID // the feed's first is the newest
	write := func(do func(context.Context, *store.Tx) error) {
		t.Helper()
		if err := s.store.Write(t.Context(), do); err != nil {
			t.Fatal(err)
		}
	}

	write(func(ctx context.Context, tx *store.Tx) error { return tx.Join(ctx, a, b) })
	s.feed(path+" neu", second+" neu")
	s.pass(time.Minute)
	s.halfHours(6)
	list = s.articles()
	if len(list) != 2 || list[0].ID != a || list[0].Version != 1 {
		t.Fatalf("after the join: %d articles, %+v; want one that keeps its text", len(list), list[0])
	}

	other := "u:https://" + strings.TrimPrefix(s.url, "http://") + second
	write(func(ctx context.Context, tx *store.Tx) error {
		id, err := tx.Split(ctx, "paper", other)
		if err == nil && id != b {
			err = fmt.Errorf("split to %d; want %d", id, b)
		}
		return err
	})
	s.feed(path+" noch einmal", second+" noch einmal")
	s.pass(time.Minute)
	if list = s.articles(); len(list) != 3 {
		t.Fatalf("after the split: %d articles; want them apart again", len(list))
	}
}

func TestAWrongJoinIsUndoneByHand(t *testing.T) {
	const twin = "/news/water-law-debate-2026-copy"
	s := newStand(t, sources.Source{}, water())
	s.page(path, front, lead, more)
	s.page(twin, front, lead, more)
	s.feed(path, twin)
	s.pass(time.Minute)
	list := s.articles()
	if len(list) != 2 {
		t.Fatalf("%d articles; want the same text to be one", len(list))
	}
	name, key := "u:https://"+strings.TrimPrefix(s.url, "http://")+twin, "u:https://"+strings.TrimPrefix(s.url, "http://")+path
	if list[0].Key == name {
		name = key
	}
	if g := s.names(list[0].ID); g[strings.Replace(name, strings.TrimPrefix(s.url, "http://"), "HOST", 1)].Why != article.WhyText {
		t.Errorf("names %+v; want the twin by its text", g)
	}

	if err := s.store.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Split(ctx, "paper", name)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	s.feed(path+" neu", twin+" neu")
	s.pass(time.Minute)
	s.halfHours(4)

	list = s.articles()
	if len(list) != 3 || list[0].Partial || list[0].Hash != list[1].Hash {
		t.Fatalf("%d articles; want two that stay apart with the same text", len(list))
	}
	s.wantTold("article.matched المياه")
}
