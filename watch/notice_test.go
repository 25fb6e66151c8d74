package watch

import (
	"os"
	"strings"
	"testing"

	"github.com/marsad/marsad/article"
)

func TestNoticesWarnOfWhatWasHardlyMeant(t *testing.T) {
	papers := []Known{{ID: "sabah", Name: "الصباح", Language: "ar"}, {ID: "zaman", Paused: true}}
	for _, c := range []struct {
		name, query string
		kind, text  string // "": no notice
	}{
		{"an ordinary watch", `داعش OR "تنظيم الدولة"`, "", ""},
		{"asked for and barred", "داعش -داعش", Never, "asked for"},
		{"barred through a particle and another spelling", "ترامب -ترمب", Never, "barred"},
		{"a phrase and its word", `"وزير النقل" -النقل`, Never, "barred"},
		{"a choice that is barred whole", "(نهر OR جسر) -(جسر OR نهر OR بحر)", Never, "barred"},
		{"barred in another field only", "body:نهر -title:نهر", "", ""},
		{"barred everywhere", "title:نهر -نهر", Never, "barred"},
		{"only the bare form is barred", "داعش -=داعش", "", ""},
		{"one alternative is dead", "نهر OR (جسر -جسر)", Part, "جسر"},
		{"nothing left after folding", "ـــ", Never, "nothing is left"},
		{"a source that is not configured", "source:sabaah داعش", Never, "no source is called sabaah"},
		{"a source by its name", "source:الصباح داعش", "", ""},
		{"no language", "lang:arabic داعش", Never, "no language"},
		{"a language by three letters", "lang:ara داعش", Never, "ara"},
		{"Sorani", "lang:ckb کورد", "", ""},
		{"two fields beside NEAR", "title:نهر NEAR/3 body:جسر", Never, "different fields"},
		{"a comma inside a phrase", `"قال، أمس"`, Boundary, "«،» between قال and أمس"},
		{"a full stop inside a phrase", `"نهر. جسر"`, Boundary, "ends a phrase"},
		{"a point inside a name", `"بي.بي.سي"`, "", ""},
		{"an Arabic or", "داعش أو عدن", AsWord, "write OR"},
		{"a small or", "داعش or عدن", AsWord, "write OR"},
		{"a field in Arabic", "العنوان:داعش", AsWord, "write  title:داعش"},
		{"ليس", "داعش ليس عدن", AsWord, "write NOT"},
		{"what articles do not say", "NOT داعش", Negative, "does not say it"},
		{"an everyday word", "في", Broad, "all day"},
		{"two letters and a star", "ال*", Broad, "all day"},
		{"an everyday alternative", "داعش OR قال", Broad, "«قال»"},
		{"an everyday word beside another", "في داعش", "", ""},
		{"everyday words alone", "في على -داعش", Broad, "all day"},
		{"a NOT that bars nothing", "داعش -(نهر -نهر)", Part, "bars nothing"},
		{"the name سورية", "سورية", "", ""},
		{"an accusative", "سوريّاً", "", ""},
		{"an exact word with ال", "=السنة", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := Watch{Query: c.query}
			if err := w.Check(); err != nil {
				t.Fatal(err)
			}
			var got []string
			found := c.kind == ""
			for _, n := range Notices(w, papers, nil) {
				got = append(got, n.Kind+": "+n.Text+"; "+n.Remedy)
				found = found && c.kind != "" || n.Kind == c.kind && strings.Contains(n.Text+n.Remedy, c.text)
			}
			if !found || c.kind == "" && len(got) > 0 {
				t.Errorf("Notices of %s:\n%s\nwant %q with %q", c.query, strings.Join(got, "\n"), c.kind, c.text)
			}
		})
	}
}

func TestAKeywordThatLooksLikeAQueryIsWarnedOf(t *testing.T) {
	for keyword, warned := range map[string]bool{"داعش OR عدن": true, "انتخاب*": true, `"نهر جسر"`: true, "نهر NEAR/3 جسر": true, "داعش": false, "ORF": false, "بي.بي.سي": false} {
		got := Notices(Watch{Keyword: keyword}, nil, nil)
		if is := len(got) == 1 && got[0].Kind == AsWord; is != warned {
			t.Errorf("Notices of the keyword %s = %v; want a warning: %t", keyword, got, warned)
		}
	}
}

func TestAWatchOfPausedSourcesFindsNothing(t *testing.T) {
	papers := []Known{{ID: "sabah"}, {ID: "zaman", Paused: true}}

	got := Notices(Watch{Keyword: "داعش", Sources: []string{"zaman"}}, papers, nil)

	if len(got) != 1 || got[0].Kind != Never || !strings.Contains(got[0].Text, "zaman") {
		t.Errorf("Notices = %v; want never, for zaman is paused", got)
	}
}

func TestTheArchiveSaysWhatIsBroad(t *testing.T) {
	g, err := NewGauge([]Watch{{Name: "w", Query: "نهر OR جسر"}, {Name: "rare", Query: "داعش"}}, 7)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 200 {
		art := article.Article{Kind: article.Text, Body: "قرب الجسر"}
		if i%4 == 0 {
			art.Body = "على ضفة النهر"
		}
		g.Add(art)
	}

	got := Notices(Watch{Query: "نهر OR جسر"}, nil, g.Rate("w"))

	if len(got) != 1 || got[0].Kind != Broad || !strings.Contains(got[0].Text, "200 of the 200") || !strings.Contains(got[0].Text, "جسر most often") {
		t.Errorf("Notices = %v; want broad, 200 of 200, mostly جسر", got)
	}
	if got := Notices(Watch{Query: "داعش"}, nil, g.Rate("rare")); len(got) > 0 {
		t.Errorf("Notices of a rare watch = %v", got)
	}
}

// TestNoFindableWatchIsCalledDead holds Notices against the rows of testdata.
func TestNoFindableWatchIsCalledDead(t *testing.T) {
	for _, name := range []string{"testdata/rows.txt", "testdata/more_rows.txt"} {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(file)) {
			cols := strings.Split(line, " | ")
			if len(cols) != 4 || strings.HasPrefix(line, "#") {
				continue
			}
			w := Watch{Keyword: cols[2]}
			if q, ok := strings.CutPrefix(cols[2], "?"); ok {
				w = Watch{Query: q}
			}
			for _, n := range Notices(w, nil, nil) {
				if n.Kind == Never && cols[1] == "+" {
					t.Errorf("%s is found in %q and called dead: %s", cols[2], cols[3], n.Text)
				}
			}
		}
	}
}

func TestDescribeSaysWhichReadingIsTaken(t *testing.T) {
	for keyword, want := range map[string]string{
		"باسم":  "باسم is a word of its own and ب + اسم: found as either",
		"اسم":   "باسم counts as ب + اسم only where a word beside it decides it («",
		"بطاقة": "ب + طاقة",
		"حق":    "لحق counts as ل + حق",
		"حرية":  "بحرية counts as ب + حرية",
		"جنة":   "not in لجنة: another word",
		"علي":   "على counts as the name علي only",
		"على":   "على is the preposition",
	} {
		if got := Describe(Watch{Keyword: keyword}); !strings.Contains(got, want) {
			t.Errorf("Describe(%s) = %s\nwant in it %s", keyword, got, want)
		}
	}
	if got := Describe(Watch{Query: "=جنة"}); strings.Contains(got, "لجنة") || !strings.Contains(got, "no particles") {
		t.Errorf("Describe(=جنة) = %s; an exact word takes no particle", got)
	}
}
