package lang

// AccusativeHolds tells whether the last ا of token i, taken for an accusative, can be one:
// a tanwin says so; without it, a definite word behind makes it a dual (وزيرا الخارجية).
func AccusativeHolds(toks []Token, i int) bool {
	if toks[i].Flags&Tanwin != 0 || i+1 == len(toks) {
		return true
	}
	next := toks[i+1]
	return next.Gap != Open || !hasArticle([]rune(next.Text))
}

// NameStands tells whether token i, which may be a name or an adjective (سورية), is a name: it
// has a preposition, stands behind one, or begins a phrase, so that no noun before it agrees with it.
func NameStands(toks []Token, i int, parts Parts) bool {
	if parts&Preposition != 0 || i == 0 || toks[i].Gap != Open {
		return true
	}
	return beforeNames[toks[i-1].Text]
}

// beforeNames are words that stand before a name and are no noun with an adjective behind it.
var beforeNames = map[string]bool{
	"في": true, "فى": true, "من": true, "إلى": true, "الى": true, "على": true, "عن": true, "مع": true, "نحو": true, "عبر": true,
	"داخل": true, "خارج": true, "حول": true, "بين": true, "ضد": true, "تجاه": true, "و": true, "أن": true, "إن": true, "بأن": true,
	"شمال": true, "جنوب": true, "شرق": true, "غرب": true, "شمالي": true, "جنوبي": true, "شرقي": true, "غربي": true, "قال": true, "قالت": true,
}

// ReadsApart tells whether a word beside token i decides that it is a particle with a word
// (الناطق باسم الوزارة), though its letters are also a word of their own (باسم الربيعي).
func ReadsApart(toks []Token, i int) bool {
	d := loadWords().both[string(surface(&toks[i]))]
	beside := func(j int, words map[string]bool) bool {
		return len(words) > 0 && words[bareKey(toks[j].Text)]
	}
	return i > 0 && toks[i].Gap == Open && beside(i-1, d.before) ||
		i+1 < len(toks) && toks[i+1].Gap == Open && beside(i+1, d.behind)
}
