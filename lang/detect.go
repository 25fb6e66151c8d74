package lang

import "unicode"

// Detect names the language of s as far as letters tell it, cheaply: "ar", "fa", "ur", "ckb"
// (Sorani), "he", "ru", "el", "zh", "ja", "ko", "en" for Latin letters without marks of
// another language, "tr", "de", "fr", "es"; empty when there are no letters. It reads at most
// the first few thousand letters. It is a hint and no verdict: a Persian text of three words
// without پ چ ژ گ ک ی is taken for Arabic.
func Detect(s string) string {
	var c counts
	for _, r := range s {
		c.add(r)
		if c.letters >= detectLetters {
			break
		}
	}
	return c.verdict()
}

const detectLetters = 4000

// counts are letters by script, and those that give a language away.
type counts struct {
	letters, arabic, latin, cyrillic, hebrew, greek, han, kana, hangul int
	persian, urdu, kurdish, notPersian                                 int
	turkish, german, french, spanish                                   int
}

func (c *counts) add(r rune) {
	if r < 0x80 {
		if 'a' <= r|0x20 && r|0x20 <= 'z' {
			c.letters++
			c.latin++
		}
		return
	}
	if !unicode.IsLetter(r) {
		return
	}
	c.letters++
	switch {
	case unicode.Is(unicode.Arabic, r):
		c.arabic++
		c.addArabic(r)
	case unicode.Is(unicode.Latin, r):
		c.latin++
		c.addLatin(r)
	case unicode.Is(unicode.Cyrillic, r):
		c.cyrillic++
	case unicode.Is(unicode.Hebrew, r):
		c.hebrew++
	case unicode.Is(unicode.Greek, r):
		c.greek++
	case unicode.Is(unicode.Han, r):
		c.han++
	case unicode.In(r, unicode.Hiragana, unicode.Katakana):
		c.kana++
	case unicode.Is(unicode.Hangul, r):
		c.hangul++
	}
}

func (c *counts) addArabic(r rune) {
	switch r {
	case 'ێ', 'ۆ', 'ڵ', 'ڕ', 'ە', 'ڤ':
		c.kurdish++
	case 'ٹ', 'ڈ', 'ڑ', 'ں', 'ے', 'ہ', 'ھ':
		c.urdu++
	case 'پ', 'چ', 'ژ', 'گ', 'ک', 'ی':
		c.persian++
	case 'ة', 'ى', 'ي', 'ك', 'إ':
		c.notPersian++
	}
}

func (c *counts) addLatin(r rune) {
	switch r {
	case 'ğ', 'ş', 'ı', 'İ', 'Ğ', 'Ş':
		c.turkish++
	case 'ß', 'ä', 'Ä':
		c.german++
	case 'è', 'ê', 'à', 'œ', 'É', 'ù', 'û':
		c.french++
	case 'ñ', 'ó', 'í', 'ú':
		c.spanish++
	}
}

func (c *counts) verdict() string {
	switch most := max(c.arabic, c.latin, c.cyrillic, c.hebrew, c.greek, c.han+c.kana, c.hangul); {
	case most == 0:
		return ""
	case most == c.arabic:
		return c.arabicVerdict()
	case most == c.latin:
		return c.latinVerdict()
	case most == c.cyrillic:
		return "ru"
	case most == c.hebrew:
		return "he"
	case most == c.greek:
		return "el"
	case most == c.hangul:
		return "ko"
	case c.kana > 0:
		return "ja"
	}
	return "zh"
}

// arabicVerdict tells the languages of the Arabic script apart by the letters that the others
// do not have; Persian letters in a text that also has ة, ى, ي and ك are a keyboard, not a language.
func (c *counts) arabicVerdict() string {
	switch {
	case c.kurdish*20 > c.arabic:
		return "ckb"
	case c.urdu*20 > c.arabic:
		return "ur"
	case c.persian > c.notPersian:
		return "fa"
	}
	return "ar"
}

// latinVerdict asks for one telling letter in two hundred.
func (c *counts) latinVerdict() string {
	best, lang := max(c.turkish, c.german, c.french, c.spanish), "en"
	switch {
	case best*200 < c.latin:
	case best == c.turkish:
		lang = "tr"
	case best == c.german:
		lang = "de"
	case best == c.french:
		lang = "fr"
	case best == c.spanish:
		lang = "es"
	}
	return lang
}
