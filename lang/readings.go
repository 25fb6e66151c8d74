package lang

import (
	"slices"
	"strings"
)

// Parts are what a reading takes off a surface form.
type Parts uint8

const (
	Conjunction Parts = 1 << iota // و ف, and the interrogative أ before them
	Preposition                   // ب ك ل, and the future س before a verb
	Article                       // ال, also as the second ل of لل
	Pronoun                       // ه ها هم هن هما نا كم
	Accusative                    // the ا of رئيسا; see AccusativeHolds
	Apart                         // the second reading of a surface with two: see ReadsApart
	InPlace                       // a spelling that is a name only where a name may stand: see NameStands
)

// Particles are the parts that stand before a word.
const Particles = Conjunction | Preposition

// Reading is one way to take a surface form: a word, and what is attached to it.
type Reading struct {
	Key   string // the comparable form of the word; definite forms begin with the article sign
	Parts Parts
	Skip  int  // letters of the surface before the word, for comparing vowel marks
	First rune // the word's first letter as printed, which its key does not tell (أعلام, إعلام)
}

// article stands for ال at the head of a key, so that السنة and ألسنة stay two words.
const article = 'ٱ'

// Readings returns every way to take t, the whole word first. A token of another script has one.
func Readings(t Token) []Reading {
	return (*Learned)(nil).Readings(t)
}

// surface are the letters that t is read by.
func surface(t *Token) []rune {
	letters := []rune(t.Text)
	if t.Flags&FarsiYeh != 0 {
		letters = farsiClosed(letters)
	}
	return letters
}

// reader collects the readings of one surface form.
type reader struct {
	letters []rune
	flags   Flags
	words   *wordLists
	learned *Learned
	out     []Reading
}

// atomic tells whether a word is known to have no particle in front.
func (b *reader) atomic(word []rune) bool { return b.words.atomic(word) || b.learned.atomic(word) }

func (b *reader) read() {
	b.from(0, 0)
	l := b.letters
	if _, two := b.words.both[string(l)]; two {
		b.apart()
	}
	if len(l) < 3 || b.atomic(l) {
		return
	}
	if l[0] == 'أ' && b.interrogative() {
		b.particles(1, Conjunction)
		return
	}
	b.particles(0, 0)
}

// apart adds the second reading of a surface with two.
func (b *reader) apart() {
	l := b.letters
	if string(l) == "على" {
		b.add([]rune("علي"), Apart, 0, 'ع')
		return
	}
	parts := Preposition
	if isConjunction(l[0]) {
		parts = Conjunction
	}
	b.from(1, parts|Apart)
}

// interrogative tells whether the first أ asks a question: before و or ف and a further
// particle, or before an article behind a particle (أبالعراق).
func (b *reader) interrogative() bool {
	l := b.letters[1:]
	if len(l) > 3 && isConjunction(l[0]) {
		l = l[1:]
		return isPreposition(l[0]) && len(l) > 3 || hasArticle(l)
	}
	return len(l) > 4 && isPreposition(l[0]) && hasArticle(l[1:])
}

// particles takes particles off the word that begins at letter i, one after the other, for as
// long as what is left is no word of its own.
func (b *reader) particles(i int, parts Parts) {
	l := b.letters[i:]
	if parts&Conjunction == 0 || i == 1 && b.letters[0] == 'أ' {
		if len(l) > 2 && isConjunction(l[0]) && !b.atomic(l) && !b.words.radicalFirst(l) {
			b.from(i+1, parts|Conjunction)
			b.preposition(i+1, parts|Conjunction)
		}
	}
	b.preposition(i, parts)
}

func (b *reader) preposition(i int, parts Parts) {
	l := b.letters[i:]
	if len(l) < 3 || b.atomic(l) || b.words.radicalFirst(l) {
		return
	}
	switch {
	case l[0] == 'ل' && l[1] == 'ل':
		b.doubleLam(i, parts|Preposition)
	case isPreposition(l[0]):
		b.from(i+1, parts|Preposition)
	case l[0] == 'س' && len(l) > 3 && isVerbPrefix(l[1]):
		b.from(i+1, parts|Preposition)
	}
}

// doubleLam reads لل: ل and the article (للوزير), and for a word that begins with ل also the
// article that is no longer written (للجنة).
func (b *reader) doubleLam(i int, parts Parts) {
	rest := b.letters[i+2:]
	if len(rest) == 1 && rest[0] == 'ه' {
		b.add([]rune{article, 'ل', 'ه'}, parts, i+1, 'ل')
		return
	}
	withLam := b.letters[i+1:]
	b.definite(withLam, parts, i+1)
	b.emit(withLam, parts, i+1)
	b.endings(withLam, parts, i+1)
	if !b.atomic(withLam) {
		b.definite(rest, parts, i+2)
	}
}

// definite adds the readings of a word whose article has been read already.
func (b *reader) definite(word []rune, parts Parts, skip int) {
	if len(word) < 2 {
		return
	}
	for _, k := range keysOf(word) {
		b.add(append([]rune{article}, k...), parts, skip, word[0])
		b.add(k, parts|Article, skip, word[0])
	}
}

// from adds the readings of the letters from i on, particles being read.
func (b *reader) from(i int, parts Parts) {
	word := b.letters[i:]
	if len(word) < 2 && i > 0 {
		return
	}
	if i > 0 && len(word) == 2 && !b.words.short[string(word)] {
		return
	}
	if hasArticle(word) && !b.words.ownArticle(word) {
		b.definite(word[2:], parts, i+2)
		if !b.words.noun(word[2:]) {
			b.emit(word, parts, i)
		}
		return
	}
	if !b.countryInTanwin(word) {
		b.emit(word, parts, i)
	}
	b.endings(word, parts, i)
}

// countryInTanwin tells whether an accusative (سوريّاً) looks like a country without its tanwin.
func (b *reader) countryInTanwin(word []rune) bool {
	return b.flags&Tanwin != 0 && b.words.radicalAlef[fold(word)]
}

// endings adds the readings with a pronoun or the accusative taken off.
func (b *reader) endings(word []rune, parts Parts, skip int) {
	whole := b.words.lexeme[string(word)] || b.flags&FarsiPlural != 0
	for _, p := range pronouns {
		base, ok := cutSuffix(word, p)
		if !ok || whole || len(base) < 2 || len(base) == 2 && !b.words.short[string(base)] {
			continue
		}
		b.withPronoun(base, parts|Pronoun, skip)
	}
	n := len(word) - 1
	if n < 2 || word[n] != 'ا' {
		return
	}
	tanwin := b.flags&Tanwin != 0
	if tanwin || n > 2 && !whole && !b.words.radicalAlef[fold(word)] {
		b.beforeEnding(word[:n], parts|Accusative, skip)
	}
}

// withPronoun undoes what a pronoun does to the end of a word: ة is written ت, ى is written ا.
func (b *reader) withPronoun(base []rune, parts Parts, skip int) {
	switch n := len(base) - 1; base[n] {
	case 'ت':
		b.emit(append(slices.Clone(base[:n]), 'ة'), parts, skip)
	case 'ا':
		b.emit(append(slices.Clone(base[:n]), 'ي'), parts, skip)
	case 'ة', 'ى':
		return // no pronoun stands behind them
	}
	b.beforeEnding(base, parts, skip)
}

// beforeEnding adds a word whose last hamza may have changed its seat before an ending (خطأ, خطئه).
func (b *reader) beforeEnding(base []rune, parts Parts, skip int) {
	n := len(base) - 1
	switch base[n] {
	case 'ة', 'ى', 'ا':
		if parts&Accusative != 0 {
			return
		}
	case 'ؤ', 'ئ', 'ء', 'أ':
		for _, seat := range []rune{'أ', 'ئ', 'ء'} {
			b.emit(append(slices.Clone(base[:n]), seat), parts, skip)
		}
		return
	}
	b.emit(base, parts, skip)
}

// emit adds a word under each of its keys.
func (b *reader) emit(word []rune, parts Parts, skip int) {
	for _, k := range keysOf(word) {
		b.add(k, parts, skip, word[0])
	}
}

func (b *reader) add(key []rune, parts Parts, skip int, first rune) {
	r := Reading{Key: string(key), Parts: parts, Skip: skip, First: first}
	if !slices.Contains(b.out, r) {
		b.out = append(b.out, r)
	}
}

var pronouns = [][]rune{[]rune("هما"), []rune("ها"), []rune("هم"), []rune("هن"), []rune("كم"), []rune("نا"), []rune("ه")}

func cutSuffix(word, suffix []rune) ([]rune, bool) {
	n := len(word) - len(suffix)
	if n < 1 || !slices.Equal(word[n:], suffix) {
		return nil, false
	}
	return word[:n], true
}

func isConjunction(r rune) bool { return r == 'و' || r == 'ف' }
func isPreposition(r rune) bool { return r == 'ب' || r == 'ك' || r == 'ل' }
func isVerbPrefix(r rune) bool  { return strings.ContainsRune("يتنأ", r) }

// hasArticle tells whether a word begins with the article: a bare alef, ل and two letters more.
func hasArticle(word []rune) bool {
	return len(word) >= 4 && word[0] == 'ا' && word[1] == 'ل'
}
