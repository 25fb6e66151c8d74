package watch

import (
	"slices"
	"strings"
	"unicode"

	"github.com/marsad/marsad/lang"
)

// What stands in front of a word in print, folded: conjunctions, and the interrogative أ before
// one; prepositions. surfaces undoes here what lang.Readings takes off; TestSurfacesHoldEveryPrintedWord
// keeps the two together.
var (
	conjunctions = []string{"", "و", "ف"}
	questions    = []string{"او", "اف"}
	prepositions = []string{"", "ب", "ك", "ل"}
	pronounsSaid = []string{"ه", "ها", "هم", "هن", "هما", "نا", "كم"}
)

// beginning is the sign behind a word of an index that stands for every word beginning so.
const beginning = "*"

// surfaces collects the folded words under which a full-text index holds the printed forms of a
// word: a superset, for a form that nobody prints costs one look-up and finds nothing.
type surfaces struct {
	may   lang.Parts // what may be attached
	brief bool       // beginnings of words instead of each ending
	words map[string]bool
}

func newSurfaces(may lang.Parts, brief bool) *surfaces {
	return &surfaces{may, brief, map[string]bool{}}
}

// maxPlain bounds the letters of a word that is looked up in an index; see maxIndexed.
const maxPlain = 40

// isPlain tells whether every engine takes a key for one word: letters that all of them know, and
// digits, without the point of 1.5.
func isPlain(key string) bool {
	n := 0
	for _, r := range key {
		n++
		known := r < 0x700 && unicode.IsLetter(r) || 0x3041 <= r && r <= 0x3096 || 0x30A1 <= r && r <= 0x30FA || 0x4E00 <= r && r <= 0x9FA5 || 0xAC00 <= r && r <= 0xD7A3
		if !known && (r < '0' || r > '9') {
			return false
		}
	}
	return 0 < n && n <= maxPlain
}

// key adds the forms of the words that have a key among their readings; false when an index
// cannot be asked for it.
func (s *surfaces) key(key string) bool {
	if !isPlain(key) {
		return false
	}
	if !inArabic(key) {
		s.words[key] = true
		return true
	}
	whole, stems := spelled(lang.Indefinite(key))
	if lang.IsDefinite(key) {
		s.definite(whole, "")
		return len(whole) > 0
	}
	for _, w := range whole {
		s.behindParticles(w, "")
	}
	for _, stem := range stems {
		s.inflected(stem)
	}
	if s.may&lang.Article != 0 {
		s.definite(whole, "")
	}
	return len(whole) > 0
}

// inflected adds a word with its endings.
func (s *surfaces) inflected(stem string) {
	if s.brief {
		s.behindParticles(stem, beginning)
		return
	}
	if s.may&lang.Accusative != 0 {
		s.behindParticles(stem, "ا")
	}
	if s.may&lang.Pronoun != 0 {
		for _, p := range pronounsSaid {
			s.behindParticles(stem, p)
		}
	}
}

// behindParticles adds a word behind everything that may stand before it, but the article.
func (s *surfaces) behindParticles(word, end string) {
	if s.may&lang.Particles == 0 {
		s.words[word+end] = true
		return
	}
	for _, p := range prepositions {
		for _, c := range conjunctions {
			s.words[c+p+word+end] = true
		}
		for _, q := range questions {
			s.words[q+p+word+end] = true
		}
		if strings.HasPrefix(word, "ال") { // a name that begins so (ألمانيا)
			s.words["ا"+p+word+end] = true
		}
	}
	if strings.ContainsRune("يتنا", []rune(word)[0]) { // the future
		for _, c := range conjunctions {
			s.words[c+"س"+word+end] = true
		}
	}
}

// definite adds words with the article, which takes no ending; لل has it within, and so has ل before
// a word that begins with ل.
func (s *surfaces) definite(words []string, end string) {
	for _, w := range words {
		s.words["ال"+w+end] = true
		if s.may&lang.Particles == 0 {
			continue
		}
		for _, p := range prepositions {
			for _, c := range slices.Concat(conjunctions, questions, []string{"ا"}) {
				s.words[c+p+"ال"+w+end] = true
			}
		}
		for _, c := range slices.Concat(conjunctions, questions) {
			s.words[c+"لل"+w+end] = true
			if strings.HasPrefix(w, "ل") {
				s.words[c+"ل"+w+end] = true
			}
		}
	}
}

// minBeginning is the least number of letters of a beginning that is worth looking up.
const minBeginning = 2

// from adds the forms of the words that have a key beginning with start, a definite key being
// written with its ال; false when there would be too many.
func (s *surfaces) from(start string) bool {
	if !isPlain(start) || len([]rune(start)) < minBeginning {
		return false
	}
	if !inArabic(start) {
		s.words[start+beginning] = true
		return true
	}
	rest, article := strings.CutPrefix(start, "ال")
	if article && len([]rune(rest)) < minBeginning {
		return false
	}
	whole, stems := spelled(start)
	for _, w := range slices.Concat(whole, stems) {
		s.behindParticles(w, beginning)
	}
	s.definite(slices.Concat(whole, stems), beginning)
	if article {
		whole, stems = spelled(rest)
		s.definite(slices.Concat(whole, stems), beginning)
	}
	return len(whole) > 0
}

// spelled returns the folded words that a key without article stands for: whole, and as they are
// before an ending (ة is ت there, ى is ا, and a last hamza takes any seat). None of a word of
// many hamzas, which has too many.
func spelled(key string) (whole, stems []string) {
	stem, last := key, ""
	switch {
	case strings.HasSuffix(key, "ئ"):
		stem, last = strings.TrimSuffix(key, "ئ"), "ئ"
	case strings.HasSuffix(key, "ى"):
		stem, last = strings.TrimSuffix(key, "ى"), "ى"
	}
	for _, w := range seats(stem) {
		switch last {
		case "ئ":
			whole = append(whole, w+"ء", w+"يء")
			stems = append(stems, w+"ء", w+"يء", w+"ا", w+"يا")
		case "ى":
			whole = append(whole, w+"ي")
		default:
			whole = append(whole, w)
			stems = append(stems, beforeEndings(w)...)
		}
	}
	return whole, stems
}

// beforeEndings are the ways in which a word may be written before an ending.
func beforeEndings(word string) []string {
	out := []string{word}
	for end, as := range map[string]string{"ه": "ت", "ي": "ا", "ا": "ء"} {
		if stem, ok := strings.CutSuffix(word, end); ok {
			out = append(out, stem+as)
		}
	}
	return out
}

// maxSeats bounds the hamzas of a word that are written in each of their ways.
const maxSeats = 3

// seats writes each ء of a key as an alef too, which may be a hamza's seat, and ءا as the آ that it may be.
func seats(key string) []string {
	if strings.Count(key, "ء") > maxSeats {
		return nil
	}
	before, rest, ok := strings.Cut(key, "ء")
	if !ok {
		return []string{key}
	}
	var out []string
	for _, tail := range seats(rest) {
		out = append(out, before+"ء"+tail, before+"ا"+tail)
	}
	if madda, ok := strings.CutPrefix(rest, "ا"); ok {
		for _, tail := range seats(madda) {
			out = append(out, before+"ا"+tail)
		}
	}
	return out
}

// family adds the forms of the words whose family (~) a word belongs to: it undoes familyOf.
func (s *surfaces) family(base string) bool {
	t := loadLemmas()
	for _, m := range t.members(base) { // every regular ending stands behind the word, or behind it without its last letter
		if !s.from(strings.TrimRight(m, "هي")) {
			return false
		}
		if root := strings.TrimRight(m, "اي"); lang.EndsInAlef(m) && !s.from(root) {
			return false
		}
	}
	for _, start := range slices.Concat(t.persons(base), unlistedPersons(base), brokenPlurals(base)) {
		if !s.from(start) {
			return false
		}
	}
	return true
}

// members are a word, the words of its family, and the adjectives that belong to it.
func (t *lemmaTable) members(base string) []string {
	out := []string{base}
	for k, ms := range t.singular {
		if slices.ContainsFunc(ms, func(m member) bool { return m.head == base }) {
			out = append(out, k)
		}
	}
	for k, of := range t.nisba {
		if slices.Contains(of, base) {
			out = append(out, k)
		}
	}
	return out
}

// persons are the beginnings of the persons of a listed verb.
func (t *lemmaTable) persons(past string) []string {
	var out []string
	for stem, verbs := range t.stems {
		for _, v := range verbs {
			switch {
			case v.past != past:
			case v.kind < presentStem:
				out = append(out, stem)
			default:
				out = append(out, behindPersons(stem)...)
			}
		}
	}
	return out
}

func behindPersons(stem string) []string {
	var out []string
	for _, p := range presentPrefixes {
		out = append(out, string(p)+stem)
	}
	return out
}

// unlistedPersons undoes unlistedVerbs: the beginnings of the present of a word that has the shape of
// a past. The persons of the past begin with the past.
func unlistedPersons(past string) []string {
	var out []string
	w := []rune(strings.TrimRight(past, "ي"))
	n := len(w)
	if n > 2 && w[0] == 'ا' {
		out = append(out, behindPersons(string(w[1:]))...)
	}
	if n > 3 && w[0] == 'ا' && w[n-2] == 'ا' { // استضاف, يستضيف
		out = append(out, behindPersons(string(w[1:n-2]))...)
	}
	if n > 1 && (w[0] == 'ت' || w[1] == 'ا') {
		out = append(out, behindPersons(string(w))...)
	}
	return out
}

// brokenPlurals undoes singulars: the plurals of a word that its shape gives.
func brokenPlurals(base string) []string {
	out := pluralsOf([]rune(base))
	if bare, ok := strings.CutSuffix(base, "ه"); ok {
		out = append(out, pluralsOf([]rune(bare))...)
	}
	return out
}

func pluralsOf(w []rune) []string {
	if len(w) < 4 || len(w) > 5 {
		return nil
	}
	at := func(i int) string { return string(w[i]) }
	var out []string
	switch {
	case len(w) == 4 && w[1] == 'ا': // فاعل, فواعل
		out = append(out, at(0)+"وا"+at(2)+at(3))
	case len(w) == 5 && w[1] == 'ا' && w[3] == 'و':
		out = append(out, at(0)+"وا"+at(2)+"ي"+at(4))
	}
	if len(w) == 4 && isLong(w[2]) { // فعيلة, فعائل
		out = append(out, at(0)+at(1)+"اء"+at(3), at(0)+at(1)+"اي"+at(3), at(0)+at(1)+"ائ"+at(3))
	}
	if len(w) == 5 && isLong(w[3]) { // فعلول, فعاليل
		out = append(out, at(0)+at(1)+"ا"+at(2)+"ي"+at(4))
	}
	return out
}

// list returns the words in order, without those that a beginning covers.
func (s *surfaces) list() []string {
	out := make([]string, 0, len(s.words))
	for w := range s.words {
		if !s.covered(w) {
			out = append(out, w)
		}
	}
	slices.Sort(out)
	return out
}

// covered tells whether a shorter beginning finds all that w finds.
func (s *surfaces) covered(w string) bool {
	word, _ := strings.CutSuffix(w, beginning)
	for i := range word {
		if i > 0 && s.words[word[:i]+beginning] {
			return true
		}
	}
	return w == word && s.words[w+beginning]
}
