package lang

// Vowels are the marks of one word, a set of bits for each letter; the last letter's are left
// out, for they are the case ending.
type Vowels []uint8

const (
	fatha uint8 = 1 << iota
	damma
	kasra
	sukun
	shadda
)

const anyVowel = fatha | damma | kasra | sukun

var vowelOf = map[rune]uint8{'\u064E': fatha, '\u064F': damma, '\u0650': kasra, '\u0652': sukun, '\u0651': shadda}

// VowelsOf reads the marks of word as printed, skip letters from its beginning left out. Nil
// when there is none that tells words apart: case endings and tanwin do not.
func VowelsOf(word string, skip int) Vowels {
	v := letterMarks(word)
	if skip >= len(v) {
		return nil
	}
	v = v[skip:]
	v[0] &^= shadda // the assimilated article (السُّوداني), no part of the word
	v = v[:len(v)-1]
	if !v.any() {
		return nil
	}
	return v
}

func (v Vowels) any() bool {
	for _, m := range v {
		if m != 0 {
			return true
		}
	}
	return false
}

// Agrees tells whether a word as printed may be the word with the marks v: bare letters agree
// with everything; another vowel on the same letter does not, nor a doubling on one side only.
func (v Vowels) Agrees(word string, skip int) bool {
	printed := letterMarks(word)
	if len(v) == 0 || skip >= len(printed) {
		return true
	}
	printed = printed[skip:]
	printed[0] &^= shadda
	printed = printed[:min(len(v), len(printed))]
	if !printed.any() {
		return true
	}
	for i, m := range printed {
		a, b := m&anyVowel, v[i]&anyVowel
		if a != 0 && b != 0 && a != b || (m^v[i])&shadda != 0 {
			return false
		}
	}
	return true
}

// letterMarks lists the letters of a word by their marks.
func letterMarks(word string) Vowels {
	t := loadTables()
	var v Vowels
	for _, r := range word {
		e := t.lookup(r)
		switch {
		case e.class.isWord() && e.out == 0:
			v = append(v, make(Vowels, len(t.expansion[r]))...)
		case e.class.isWord():
			v = append(v, 0)
		case len(v) > 0:
			v[len(v)-1] |= vowelOf[r]
		}
	}
	return v
}
