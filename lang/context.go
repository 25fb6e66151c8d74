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
