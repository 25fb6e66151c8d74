package lang

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"marks and tatweel", "مُحَـمَّد", "محمد"},
		{"alefs", "أإآٱا", "ااااا"},
		{"seats of hamza", "مسؤول مسئول", "مسءول مسءول"},
		{"decomposed hamza", "مسو\u0654ول", "مسءول"},
		{"final letters", "مدرسة على", "مدرسه علي"},
		{"Persian letters", "گچپژ کی", "كجبز كي"},
		{"presentation forms", "ﺑﻐﺪﺍﺩ ﻻ", "بغداد لا"},
		{"digits", "٢٠٢٥ ۲۰", "2025 20"},
		{"white space", " a \n\n b\u00A0c ", "a b c"},
		{"case and accents", "ÉCOLE Łódź straße", "ecole lodz strasse"},
		{"punctuation stays", "«أ»، ب.", "«ا»، ب."},
		{"invisible signs", "ب\u200Fغ\u00ADداد", "بغداد"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Fold(c.in); got != c.want {
				t.Errorf("Fold(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestTokensKeepTheWayBack(t *testing.T) {
	text := "قال «السُّودانيّ»: 1,000 دينار. نعم"
	var words []string
	for _, tok := range Tokens(text) {
		words = append(words, text[tok.Start:tok.End])
	}
	if got, want := strings.Join(words, "|"), "قال|السُّودانيّ|1,000|دينار|نعم"; got != want {
		t.Errorf("words %s, want %s", got, want)
	}
}

func TestDetect(t *testing.T) {
	for _, c := range []struct{ want, in string }{
		{"ar", "أعلنت الوزارة عن مشروع جديد في المدينة"}, {"fa", "گزارش تازه\u200cای درباره آب و هوای کشور پخش شد"},
		{"ur", "یہ ایک نئی خبر ہے اور لوگوں نے اسے پڑھا"}, {"ckb", "هەواڵێکی نوێ لە شارەکە بڵاو کرایەوە"},
		{"he", "חדשות היום"}, {"ru", "новости дня"}, {"en", "the news of the day"}, {"", "123 …"},
	} {
		if got := Detect(c.in); got != c.want {
			t.Errorf("Detect(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

// text draws strings from the letters, marks and signs that have rules.
var text = rapid.StringOfN(rapid.RuneFrom([]rune("ابتكلويىةهأإآؤئءعمانسف \n.،؟\u064B\u064E\u0651\u0654\u0653\u0640\u200C\u200F٣5,.٬aÉßİﷲﻻگی_-\"(")), 0, 60, -1)

func TestFoldingTwiceChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := text.Draw(t, "text")
		if once := Fold(s); Fold(once) != once {
			t.Fatalf("Fold(%q) = %q, folded again %q", s, once, Fold(once))
		}
	})
}

func TestTokensAreWholeAndInOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkTokens(t, text.Draw(t, "text")) })
}

type fataler interface{ Fatalf(string, ...any) }

// checkTokens holds for every text: tokens do not overlap, cut no rune, leave no mark behind,
// and read alone are the same token.
func checkTokens(t fataler, s string) {
	end := 0
	for _, tok := range Tokens(s) {
		if tok.Start < end || tok.End <= tok.Start || tok.End > len(s) || tok.Text == "" {
			t.Fatalf("%q: token %+v after byte %d", s, tok, end)
		}
		end = tok.End
		word := s[tok.Start:tok.End]
		if !utf8.RuneStart(s[tok.Start]) || tok.End < len(s) && !utf8.RuneStart(s[tok.End]) && utf8.ValidString(s) {
			t.Fatalf("%q: token %q cuts a rune", s, word)
		}
		if r, _ := utf8.DecodeRuneInString(s[tok.End:]); loadTables().lookup(r).class == mark {
			t.Fatalf("%q: token %q leaves a mark behind", s, word)
		}
		if again := Tokens(word); len(again) == 0 || again[0].Text != tok.Text && tok.Script != Number {
			t.Fatalf("%q: token %q is %q in the text and %+v alone", s, word, tok.Text, again)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"مُحَـمَّد ١٬٠٠٠", "ﷲ ﻻ", "\xff\xd8", "\u0654ا\u0654", "Ǆ İ ŉ", "한국 東京 ไทย"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		checkTokens(t, s)
		if once := Fold(s); utf8.ValidString(s) && Fold(once) != once {
			t.Fatalf("Fold(%q) = %q, folded again %q", s, once, Fold(once))
		}
		for _, tok := range Tokens(s) {
			Readings(tok)
			Keys(tok)
		}
	})
}
