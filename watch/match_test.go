package watch

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
)

func mustCompile(t testing.TB, ws ...Watch) *Index {
	t.Helper()
	ix, err := Compile(ws)
	if err != nil {
		t.Fatal(err)
	}
	return ix
}

func TestHighlightsAreWordsOfTheOriginal(t *testing.T) {
	art := article.Article{Title: "لجنةُ الأمنِ", Body: "قال «وَزيرُ الدِّفاعِ» إنّ الأمن بخير"}
	ix := mustCompile(t, Watch{Name: "a", Query: `الأمن "وزير الدفاع"`})

	ms := ix.Match(art)

	if len(ms) != 1 {
		t.Fatalf("%d matches, want 1", len(ms))
	}
	var got []string
	for _, h := range ms[0].Highlights {
		text := map[string]string{"title": art.Title, "body": art.Body}[h.Field]
		got = append(got, h.Field+" "+text[h.Start:h.End])
	}
	if want := "title الأمنِ, body وَزيرُ الدِّفاعِ, body الأمن"; strings.Join(got, ", ") != want {
		t.Errorf("highlights %s, want %s", strings.Join(got, ", "), want)
	}
}

func TestFieldsAndSources(t *testing.T) {
	art := article.Article{Source: "alsabaah", Title: "نهر", Body: "جسر", Section: "الأولى", Byline: "بغداد : الصباح",
		Authors: []string{"منى حسن"}, URL: "https://www.example.org/a/7.html", Language: "ar"}
	for query, want := range map[string]bool{
		"title:نهر": true, "title:جسر": false, "body:جسر": true, "section:الأولى": true, "byline:بغداد": true, `author:"منى حسن"`: true,
		"source:alsabaah": true, "source:zaman": false, "site:example.org": true, "lang:ar": true, "lang:fa": false, "url:7": true,
		"الأولى": false, "title:(بحر OR نهر) جسر": true, "title:نهر NEAR/5 جسر": false,
	} {
		if got := len(mustCompile(t, Watch{Query: query}).Match(art)) > 0; got != want {
			t.Errorf("%s: match %t, want %t", query, got, want)
		}
	}
	if ms := mustCompile(t, Watch{Keyword: "نهر", Sources: []string{"zaman"}}).Match(art); len(ms) != 0 {
		t.Error("a watch for another source matched")
	}
}

func TestCheckShowsWhereAndWhatToDo(t *testing.T) {
	for _, w := range []Watch{{Name: "empty"}, {Name: "signs", Keyword: "…"}, {Name: "quote", Query: `داعش OR "تنظيم`}} {
		se, ok := errors.AsType[*SyntaxError](w.Check())
		if !ok || se.Col < 1 || se.Remedy == "" {
			t.Errorf("%s: Check = %v; want a SyntaxError with column and remedy", w.Name, w.Check())
		}
	}
}

func TestDescribeShowsTheSpellings(t *testing.T) {
	if got := Describe(Watch{Keyword: "ترامب"}); !strings.Contains(got, "ترمب") {
		t.Errorf("Describe = %s; want the other spelling in it", got)
	}
	if got := Describe(Watch{Query: "NOT ترامب"}); !strings.Contains(got, "every article") {
		t.Errorf("Describe = %s; want a word about pure negatives", got)
	}
}

// TestOneIndexIsTheSumOfItsWatches holds the filing under rare words against watches alone.
func TestOneIndexIsTheSumOfItsWatches(t *testing.T) {
	words := rapid.SampledFrom(append(strings.Fields(`نهر جسر وزير الوزير لجنة بيان على و انتخاب* *سر =نهر ~وزير title:نهر ترامب`), `"نهر جسر"`))
	query := rapid.Custom(func(t *rapid.T) string {
		a, b, c := words.Draw(t, "a"), words.Draw(t, "b"), words.Draw(t, "c")
		return strings.NewReplacer("a", a, "b", b, "c", c).Replace(rapid.SampledFrom([]string{"a", "a b", "a OR b", "a -b", "-a", "(a OR b) c", "a NOT (b OR c)", "-a OR b"}).Draw(t, "form"))
	})
	text := rapid.SliceOfN(rapid.SampledFrom(strings.Fields(`نهر والنهر بجسر جسر. وزير للوزير لوزير اللجنة لجنة على ترمب الانتخابات بياناً، وبيان`)), 0, 12)
	rapid.Check(t, func(t *rapid.T) {
		var ws []Watch
		for i := range 5 {
			ws = append(ws, Watch{Name: string(rune('a' + i)), Query: query.Draw(t, "query")})
		}
		art := article.Article{Title: strings.Join(text.Draw(t, "title"), " "), Body: strings.Join(text.Draw(t, "body"), " ")}
		together, apart := "", ""
		all, err := Compile(ws)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range all.Match(art) {
			together += m.Watch
		}
		for _, w := range ws {
			ix, err := Compile([]Watch{w})
			if err != nil {
				t.Fatal(err)
			}
			s := newScratch(ix)
			s.read(&art)
			if s.eval(&ix.trees.parts[ix.watches[0].root]) { // without asking the filing
				apart += w.Name
			}
		}
		if together != apart {
			t.Fatalf("%+v on %+v: together %q, apart %q", ws, art, together, apart)
		}
	})
}

func FuzzMatch(f *testing.F) {
	f.Add("نهر OR \"جسر قديم\"", "نهرٌ وجسرٌ قديمٌ", "العراق")
	f.Add("a* NEAR/3 *b -c", "abc ab \xff b", "a")
	f.Add("و =x ~y", "وو\u064B\u0640ﷲ", "و")
	f.Add("\"و * x\"", "وب x و ب x", "و * ب")
	f.Fuzz(func(t *testing.T, query, text, keyword string) {
		for _, w := range []Watch{{Query: query}, {Keyword: keyword}} {
			if w.Check() != nil {
				continue
			}
			for _, m := range mustCompile(t, w).Match(article.Article{Title: keyword, Body: text}) {
				checkHighlights(t, m.Highlights, map[string]string{"title": keyword, "body": text})
			}
		}
	})
}

// checkHighlights: every highlight begins and ends with a word of its text.
func checkHighlights(t *testing.T, hs []article.Highlight, texts map[string]string) {
	for _, h := range hs {
		starts, ends := map[int]bool{}, map[int]bool{}
		text := texts[h.Field]
		for _, tok := range lang.Tokens(text) {
			starts[tok.Start], ends[tok.End] = true, true
		}
		if !starts[h.Start] || !ends[h.End] || h.Start >= h.End || utf8.ValidString(text) && !utf8.ValidString(text[h.Start:h.End]) {
			t.Fatalf("highlight %+v cuts a word of %q", h, text)
		}
	}
}
