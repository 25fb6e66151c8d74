package extract

import (
	"strings"
	"unicode"

	"golang.org/x/text/language"
)

// language is the language of the article's text.
func (d *document) language(text string) string {
	return languageOf(d.lang, d.r.Source().Language, text)
}

// languageOf takes what the page says, else what the source says, unless the script speaks against
// it: a template's lang="en" often stands over an Arabic text.
func languageOf(page, source, text string) string {
	arabic := mostlyArabic(text)
	for _, tag := range []string{page, source} {
		base := baseLanguage(tag)
		if base != "" && isArabicScript(base) == arabic {
			return base
		}
	}
	if !arabic {
		return ""
	}
	switch {
	case strings.ContainsAny(text, "ٹڈڑےں"):
		return "ur"
	case strings.ContainsAny(text, "ڕڵێۆ"):
		return "ckb"
	case strings.ContainsAny(text, "پچژگ"):
		return "fa"
	}
	return "ar"
}

func baseLanguage(tag string) string {
	t, err := language.Parse(strings.ReplaceAll(tag, "_", "-"))
	if err != nil || t == language.Und {
		return ""
	}
	b, _ := t.Base()
	return b.String()
}

func isArabicScript(base string) bool {
	switch base {
	case "ar", "fa", "ur", "ckb", "ps", "ug", "sd", "arz", "prs", "azb":
		return true
	}
	return false
}

// mostlyArabic looks at the first letters of a text.
func mostlyArabic(text string) bool {
	const enough = 500
	arabic, letters := 0, 0
	for _, r := range text {
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		if unicode.Is(unicode.Arabic, r) {
			arabic++
		}
		if letters == enough {
			break
		}
	}
	return arabic*2 > letters
}
