package web

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/marsad/marsad/article"
)

func TestDiffShowsWordsThatWentAndCame(t *testing.T) {
	for name, c := range map[string]struct {
		old, new string
		want     []change
	}{
		"nothing":       {"", "", nil},
		"the same":      {"a b", "a b", []change{{"", "a b"}}},
		"one word":      {"قال الوزير أمس", "قال الناطق أمس", []change{{"", "قال "}, {"del", "الوزير "}, {"ins", "الناطق "}, {"", "أمس"}}},
		"a vowel mark":  {"سد حديثة", "سدّ حديثة", []change{{"del", "سد "}, {"ins", "سدّ "}, {"", "حديثة"}}},
		"at the end":    {"أ ب", "أ ب ت", []change{{"", "أ ب "}, {"ins", "ت"}}},
		"from nothing":  {"", "أ ب", []change{{"ins", "أ ب"}}},
		"to nothing":    {"أ ب", "", []change{{"del", "أ ب"}}},
		"white space":   {"أ  ب", "أ\n\nب", []change{{"", "أ\n\nب"}}},
		"all of it":     {"أ ب", "ت ث", []change{{"del", "أ ب"}, {"ins", "ت ث"}}},
		"two far apart": {"1 2 3 4 5", "1 x 3 4 y", []change{{"", "1 "}, {"del", "2 "}, {"ins", "x "}, {"", "3 4 "}, {"del", "5"}, {"ins", "y"}}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := diffText(c.old, c.new); !reflect.DeepEqual(got, c.want) && len(got)+len(c.want) > 0 {
				t.Errorf("diffText = %q; want %q", got, c.want)
			}
		})
	}
}

// Whatever the texts: without what came the comparison has the old words, without what went the new text.
func TestDiffLosesNoWord(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"أ", "ب", "تُ", "x", "\n\n", "سدّ"}), 0, 30).Draw(t, "words"), " ")
		})
		old, new := text.Draw(t, "old"), text.Draw(t, "new")

		var was, is strings.Builder
		for _, c := range diffText(old, new) {
			if c.Op != "ins" {
				was.WriteString(c.Text + " ")
			}
			if c.Op != "del" {
				is.WriteString(c.Text)
			}
		}

		if got, want := strings.Fields(was.String()), strings.Fields(old); strings.Join(got, " ") != strings.Join(want, " ") {
			t.Fatalf("old words = %q; want %q", got, want)
		}
		if strings.Join(strings.Fields(is.String()), " ") != strings.Join(strings.Fields(new), " ") {
			t.Fatalf("new text = %q; want %q", is.String(), new)
		}
	})
}

func TestDiffIsBounded(t *testing.T) {
	var a, b strings.Builder
	for i := range 8000 {
		fmt.Fprintf(&a, "a%d ", i)
		fmt.Fprintf(&b, "b%d ", i)
	}

	got := diffText(a.String(), b.String())

	if len(got) != 2 || got[0].Op != "del" || got[1].Op != "ins" {
		t.Errorf("two strange texts give %d changes; want one of each", len(got))
	}
}

func TestParagraphsKeepTheirHits(t *testing.T) {
	text := "أولى كلمة\n\nثانية كلمة"
	hs := []article.Highlight{{Field: "body", Start: 9, End: len("أولى كلمة\n\nثانية")}}

	got := paragraphs(marked(text, "body", hs))

	want := [][]article.Segment{{{Text: "أولى "}, {Text: "كلمة", Hit: true}}, {{Text: "ثانية", Hit: true}, {Text: " كلمة"}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("paragraphs = %+v; want %+v", got, want)
	}
}

func TestAHitInsideACharacterIsNone(t *testing.T) {
	if got := marked("سد", "title", []article.Highlight{{Field: "title", Start: 1, End: 3}}); len(got) != 1 || got[0].Hit {
		t.Errorf("marked = %+v; want the text unmarked", got)
	}
}
