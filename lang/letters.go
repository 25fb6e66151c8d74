package lang

// exceptions are the runes that Unicode's decomposition does not decide as a reader does.
// docs/arabic.md gives the source of each group.
var exceptions = buildExceptions()

// ligatures stand for several letters, and letters that have no decomposition.
var ligatures = map[rune]string{
	'ß': "ss", 'ẞ': "ss", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'þ': "th", 'Þ': "th",
	'\uFDF2': "الله", '\uFDF3': "اكبر", '\uFDF4': "محمد", '\uFDFC': "ريال",
}

func buildExceptions() map[rune]entry {
	m := map[rune]entry{}
	set := func(c class, runes string) {
		for _, r := range runes {
			m[r] = entry{class: c}
		}
	}
	become := func(out rune, runes string) {
		for _, r := range runes {
			m[r] = entry{arabic, out}
		}
	}
	span := func(c class, from, to rune) {
		for r := from; r <= to; r++ {
			m[r] = entry{class: c}
		}
	}
	set(blank, " \t\v\f\u00A0\u200B\u3000")
	set(newline, "\n\u2028\u2029\u0085")
	set(comma, ",،:;：，、")
	set(period, ".۔。．")
	set(stop, "!?؟؛…！？‽")
	m[';'] = entry{class: stop}

	set(ignored, "\r\u0640\u00AD\u061C\uFEFF\u2060")
	span(ignored, 0x200C, 0x200F)
	span(ignored, 0x202A, 0x202E)
	span(ignored, 0x2066, 0x2069)
	span(ignored, 0xFE00, 0xFE0F) // variation selectors
	span(mark, 0x0610, 0x061A)
	span(mark, 0x064B, 0x065F)
	span(mark, 0x06D6, 0x06ED)
	set(separator, "\u06DD\u06DE\u06E9\uFDFA\uFDFB\uFDFD") // signs; ﷺ is a sentence of its own and no mention of a name
	set(mark, "\u0670")
	set(hamza, "\u0653\u0654\u0655")

	become('ا', "ٱٲٳٵ")
	become('أ', "أ")
	become('ي', "یېۍێےيٸ")
	become('ئ', "ۓئ")
	become('ك', "کڪگڰڭګكػؼ")
	become('ه', "ھہەۀۂ\u06BE")
	become('ة', "ةۃ")
	become('ب', "پٻ")
	become('ف', "ڤڢڡ")
	become('ج', "چ")
	become('ز', "ژ")
	become('و', "ۆۇۈۋۏ\u06CA\u06C5")
	become('ل', "ڵ")
	become('ر', "ڕڑړ")
	become('ت', "ٹټ")
	become('د', "ډڈ")
	become('ن', "ںڼ")
	become('ق', "ڨڧ")

	become('ا', "ا")
	for i := range rune(10) {
		m['٠'+i] = entry{digit, '0' + i}
		m['۰'+i] = entry{digit, '0' + i}
	}
	letters := map[rune]string{'l': "łŁ", 'o': "øØ", 'd': "đĐðÐ", 'i': "ıİ", 'σ': "ςΣ"}
	for out, runes := range letters {
		for _, r := range runes {
			m[r] = entry{alphabet, out}
		}
	}
	return m
}

// comparable is the letter under which a surface letter stands in a key and in Fold: the
// variants that are one letter to a reader who does not look for a reading any more.
func comparable(r rune) rune {
	switch r {
	case 'أ', 'إ', 'آ':
		return 'ا'
	case 'ؤ', 'ئ':
		return 'ء'
	case 'ة':
		return 'ه'
	case 'ى':
		return 'ي'
	}
	return r
}
