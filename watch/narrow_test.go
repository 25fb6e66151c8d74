package watch

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
)

// anyWords draws words as they may be printed, and rows of letters that nobody prints.
var anyWords = rapid.OneOf(printedWords,
	rapid.Custom(func(t *rapid.T) string {
		word := rapid.SampledFrom(strings.Fields(`شيء بدء خطأ مبادئ مبادىء هيئة قرآن رؤية مسألة آراء سوريا علا على إلى لدى ليل لغة الله له يأكل تكتب ألمانيا السنة ألسنة
			مدرسة لجنة قضية مستوى باسم وجدة بحرية والد فاسد يد حق صلى يبيع وزراء كتب`)).Draw(t, "word")
		before := rapid.SampledFrom([]string{"", "أ", "أو", "أفب", "أوال", "أبال", "أفلل", "س", "وس", "ك", "كال", "ول", "ولل", "فل", "لال"}).Draw(t, "before")
		after := rapid.SampledFrom([]string{"", "ه", "ها", "هما", "نا", "كم", "هن", "ا", "اً"}).Draw(t, "after")
		if end, ok := map[string]string{"ة": "ت", "ى": "ا", "أ": "ئ", "ء": "ؤ"}[lastLetter(word)]; ok && after != "" && rapid.Bool().Draw(t, "joined") {
			word = strings.TrimSuffix(word, lastLetter(word)) + end
		}
		return before + word + after
	}),
	rapid.StringOfN(rapid.RuneFrom([]rune("اأإآءؤئىيةهتلوفبكسنمع\u064B\u0654یک")), 1, 9, -1))

func lastLetter(word string) string {
	letters := []rune(word)
	return string(letters[len(letters)-1])
}

// TestSurfacesHoldEveryPrintedWord: whatever a word may be read as, a search for that finds the
// word in an index by the form that it has there.
func TestSurfacesHoldEveryPrintedWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := anyWords.Draw(t, "word")
		brief := rapid.Bool().Draw(t, "brief")
		for _, tok := range lang.Tokens(word) {
			form := Indexed(word[tok.Start:tok.End])
			for _, r := range lang.Readings(tok) {
				s := newSurfaces(r.Parts, brief)
				if s.key(r.Key) && !holds(s.list(), form) {
					t.Fatalf("%q, read as %q with %b attached, stands as %q in an index, and is not among %v", word, r.Key, r.Parts, form, s.list())
				}
				checkBeginnings(t, r, form)
				checkFamilies(t, r, form)
			}
		}
	})
}

// checkBeginnings: the same of a word with a star.
func checkBeginnings(t *rapid.T, r lang.Reading, form string) {
	key := []rune(readable([]string{r.Key})[0])
	for n := range key {
		s := newSurfaces(r.Parts, true)
		if start := lang.Fold(string(key[:n])); start == string(key[:n]) && s.from(start) && !holds(s.list(), form) {
			t.Fatalf("%q of %s*, read as %q with %b attached, is not among %v", form, start, r.Key, r.Parts, s.list())
		}
	}
}

// checkFamilies: and of a family.
func checkFamilies(t *rapid.T, r lang.Reading, form string) {
	for _, base := range familyOf(r) {
		s := newSurfaces(r.Parts, true)
		if s.family(base) && !holds(s.list(), form) {
			t.Fatalf("%q of ~%s, read as %q with %b attached, is not among %v", form, base, r.Key, r.Parts, s.list())
		}
	}
}

// holds tells whether a row of words of an index has a word.
func holds(list []string, word string) bool {
	return slices.ContainsFunc(list, func(w string) bool {
		start, many := strings.CutSuffix(w, beginning)
		return w == word || many && strings.HasPrefix(word, start)
	})
}

// TestNarrowNeverRulesOutAMatch holds for every watch and text: what the matcher finds, the
// clauses allow, and an index for archives finds it too.
func TestNarrowNeverRulesOutAMatch(t *testing.T) {
	queries := rapid.SampledFrom([]string{"وزير", "لجنة", `"وزير لجنة"`, "وزير OR لجنة", "وزير -لجنة", "~وزير", "~كتاب", "~بيان", "كت*", "ال*", "الو*", "مسؤول", "هيئة", "خطأ", "ترامب", "سوريا",
		"عُمان", "بغداد", "على", "إلى", "=وزير", `="كتاب لجنة"`, "cafe", "caf*", "G20", "1000", "1.5", "كتاب و لجنة", "وزير NEAR/3 كتاب", "الله", "شيء", "له", "*زير", "*تاب", "*جن*", "*خطأ", "*ة", "*اليوم", "*سأل*", "*الك*"})
	indexes, archives := map[string]*Index{}, map[string]*Index{}
	rapid.Check(t, func(t *rapid.T) {
		q := queries.Draw(t, "query")
		text := strings.Join(rapid.SliceOfN(anyWords, 1, 8).Draw(t, "words"), rapid.SampledFrom([]string{" ", " ", "-", "\n", "2", "x"}).Draw(t, "gap"))
		w := Watch{Query: q}
		if indexes[q] == nil {
			ix, err := Compile([]Watch{w})
			if err != nil {
				t.Fatal(err)
			}
			indexes[q] = ix
			if archives[q], err = CompileArchive([]Watch{w}, nil); err != nil {
				t.Fatal(err)
			}
		}
		found := indexes[q].Match(article.Article{Body: text})
		if d := cmp.Diff(found, archives[q].Match(article.Article{Body: text})); d != "" {
			t.Fatalf("%s over %q: an index for archives differs: %s", q, text, d)
		}
		clauses, ok := Narrow(w)
		if !ok || len(found) == 0 {
			return
		}
		words := strings.Fields(Indexed(text))
		for _, c := range clauses {
			if !slices.ContainsFunc(words, func(word string) bool { return holds(c, word) }) {
				t.Fatalf("%s is true of %q, and no word of %v stands there (%v)", q, text, c, words)
			}
		}
	})
}

func TestNarrowSaysNothingWhereNoWordMustBe(t *testing.T) {
	for query, want := range map[string]bool{
		"وزير": true, "وزير*": true, "~وزير": true, "وزير OR لجنة": true, "وزير -لجنة": true, "title:وزير": true, "كتاب 1.5": true, "北京": true, "G20": true, "وزير و لجنة": true,
		"NOT وزير": false, "*زير": false, "و*": false, "ال*": false, "section:وزير": false, "1.5": false, "وزير OR *زير": false, "وزير OR NOT لجنة": false,
	} {
		if clauses, got := Narrow(Watch{Query: query}); got != want {
			t.Errorf("Narrow(%s) = %v, %t; want %t", query, clauses, got, want)
		}
	}
}
