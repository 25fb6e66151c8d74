package watch

import (
	"strings"
	"testing"

	"github.com/marsad/marsad/article"
)

func ownSpellings(t *testing.T, groups ...[]string) *Spellings {
	t.Helper()
	s := NewSpellings(groups, func(g, i int, problem, _ string) { t.Errorf("group %d, spelling %d: %s", g, i, problem) })
	if s == nil {
		t.Fatal("NewSpellings = nil")
	}
	return s
}

func TestOnesOwnSpellingsAreOneName(t *testing.T) {
	own := ownSpellings(t, []string{"هيغسيث", "Hegseth"}, []string{"داعش", "تنظيم الدولة الإسلامية", "ISIS"}, []string{"الفصائلي", "الفسايلي"})
	for _, c := range []struct {
		name, query, text string
		want              bool
	}{
		{"another script", "هيغسيث", "said Hegseth today", true},
		{"and back, with a particle", "Hegseth", "وقال لهيغسيث إن", true},
		{"what the shipped table adds to one is added to all", "Hegseth", "وصل هيجسيث أمس", true},
		{"a shipped spelling leads to the owner's", "هيجسيث", "by Hegseth", true},
		{"one word and several", "داعش", "قال تنظيم الدولة الإسلامية إن", true},
		{"several words and one", `"تنظيم الدولة الإسلامية"`, "هجوم لداعش", true},
		{"inside a longer phrase", `"مقاتلي داعش"`, "مقاتلي تنظيم الدولة الإسلامية", true},
		{"exact words are not widened", "=هيغسيث", "said Hegseth", false},
		{"a negative is widened too", "وزير -Hegseth", "الوزير هيغسيث", false},
		{"the article stays", "الفصائلي", "قال الفسايلي", true},
		{"a word of no group", "وزير", "Hegseth", false},
		{"part of a name is not the name", "الإسلامية", "داعش", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			ix := mustCompile(t, Watch{Query: c.query, Spellings: own})
			if got := len(ix.Match(article.Article{Body: c.text})) > 0; got != c.want {
				t.Errorf("%s in «%s»: match %t, want %t", c.query, c.text, got, c.want)
			}
		})
	}
}

func TestWatchesWithoutSpellingsAreAsBefore(t *testing.T) {
	art := article.Article{Body: "said Hegseth"}
	ix := mustCompile(t, Watch{Name: "with", Query: "هيغسيث", Spellings: ownSpellings(t, []string{"هيغسيث", "Hegseth"})}, Watch{Name: "without", Query: "هيغسيث"})

	ms := ix.Match(art)

	if len(ms) != 1 || ms[0].Watch != "with" {
		t.Errorf("matches %v; want only the one with spellings", ms)
	}
}

func TestSpelledNamesTheGroupsThatTouchAWatch(t *testing.T) {
	own := ownSpellings(t, []string{"هيغسيث", "Hegseth"}, []string{"داعش", "ISIS"})
	for query, want := range map[string]string{
		"hegseth OR وزير":   "هيغسيث = Hegseth",
		"هيجسيث -ISIS":      "هيغسيث = Hegseth; داعش = ISIS",
		"=هيغسيث":           "",
		"وزير":              "",
		`title:"قال داعش"`:  "داعش = ISIS",
		"هيغسيث OR Hegseth": "هيغسيث = Hegseth",
	} {
		if got := (Watch{Query: query, Spellings: own}).Spelled(); got != want {
			t.Errorf("Spelled of %s = %q; want %q", query, got, want)
		}
	}
}

func TestDescribeShowsOnesOwnSpellings(t *testing.T) {
	got := Describe(Watch{Query: "Hegseth", Spellings: ownSpellings(t, []string{"هيغسيث", "Hegseth"})})
	if !strings.Contains(got, "hegseth|هيغسيث") {
		t.Errorf("Describe = %s; want the owner's spelling in it", got)
	}
}
