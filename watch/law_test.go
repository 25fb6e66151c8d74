package watch

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
)

// printedWords draws words as a newspaper prints them: particles, endings, marks, tatweel.
var printedWords = rapid.Custom(func(t *rapid.T) string {
	word := rapid.SampledFrom(strings.Fields(`وزير لجنة كتاب بيان مسؤول هيأة مستشفى على خطأ ترمب جوجل سورية نهر عُمان مدرّسة ﺑﻐﺪﺍﺩ کربلاء Café G20 1,000`)).Draw(t, "word")
	if !lang.IsWord(lang.Fold(word)) && word[0] < 0x80 {
		return word
	}
	before := rapid.SampledFrom([]string{"", "", "و", "ب", "ل", "ال", "وال", "فبال", "لل"}).Draw(t, "before")
	after := rapid.SampledFrom([]string{"", "", "ه", "ها", "هم", "اً", "ٌ", "ُ", "ـ"}).Draw(t, "after")
	return before + word + after
})

// TestHighlightsAreWhatMatched holds for every watch and text: a highlight begins and ends with
// a word, cuts no mark from its letter, and read alone makes the same watch true as a whole.
func TestHighlightsAreWhatMatched(t *testing.T) {
	keywords := rapid.SampledFrom([]string{"وزير", "لجنة", "كتاب", "وزير لجنة", "مسؤول", "هيئة", "مستشفى", "خطأ", "ترامب", "غوغل", "سوريا", "عُمان", "بغداد", "كربلاء", "cafe", "G20", "1000", "على"})
	gaps := rapid.SampledFrom([]string{" ", " ", "، ", ". ", "\n", " «", "» ", "-", "\u00A0", "\u200F "})
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for _, w := range rapid.SliceOfN(printedWords, 1, 12).Draw(t, "words") {
			b.WriteString(w + gaps.Draw(t, "gap"))
		}
		text := b.String()
		ix, err := Compile([]Watch{{Keyword: keywords.Draw(t, "keyword")}})
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range ix.Match(article.Article{Body: text}) {
			for _, h := range m.Highlights {
				checkWhole(t, text, h)
				alone := ix.Match(article.Article{Body: text[h.Start:h.End]})
				if len(alone) != 1 || alone[0].Highlights[0].End != h.End-h.Start || alone[0].Highlights[0].Start != 0 {
					t.Fatalf("%q in %q matched %s, alone it gives %+v", text[h.Start:h.End], text, m.Query, alone)
				}
			}
		}
	})
}

// checkWhole: a highlight begins and ends with a word.
func checkWhole(t *rapid.T, text string, h article.Highlight) {
	starts, ends := false, false
	for _, tok := range lang.Tokens(text) {
		starts, ends = starts || tok.Start == h.Start, ends || tok.End == h.End
	}
	if !starts || !ends {
		t.Fatalf("highlight %+v cuts a word of %q", h, text)
	}
}

// TestMemoChangesNothing: words that the memo knows are the tokens that the text alone makes.
func TestMemoChangesNothing(t *testing.T) {
	memo := lang.NewMemo(8, func(*lang.Token) any { return 1 })
	text := rapid.StringOfN(rapid.RuneFrom([]rune("ابكلويىةهأع \n.،؟\u064B\u064E\u0651\u0654\u0653\u0640\u200C٣5aیک-_")), 0, 40, -1)
	rapid.Check(t, func(t *rapid.T) {
		s := text.Draw(t, "text")
		want := lang.Tokens(s)
		for range 2 { // new words, then known ones
			got := memo.AppendTokens(nil, s)
			if len(got) != len(want) {
				t.Fatalf("%q: %d tokens, want %d", s, len(got), len(want))
			}
			for i := range want {
				g, w := got[i], want[i]
				if g.Start != w.Start || g.End != w.End || g.Text != w.Text || g.Gap != w.Gap || g.Flags != w.Flags || g.Script != w.Script || g.Sentence != w.Sentence {
					t.Fatalf("%q: token %+v, want %+v", s, g, w)
				}
			}
		}
	})
}
