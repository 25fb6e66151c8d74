package lang

import (
	_ "embed"
	"maps"
	"slices"
	"strings"
	"sync"
)

// The seed lists. Each line is one word, or several separated by blanks; # begins a comment.
// docs/arabic.md says how a word comes into a list.
var (
	//go:embed words/lexemes.txt
	lexemesFile string
	//go:embed words/foreign.txt
	foreignFile string
	//go:embed words/verbs.txt
	verbsFile string
	//go:embed words/atoms.txt
	atomsFile string
	//go:embed words/short.txt
	shortFile string
	//go:embed words/alef.txt
	alefFile string
	//go:embed words/both.txt
	bothFile string
)

// wordLists are what is known of single words; read once, never changed.
type wordLists struct {
	lexeme      map[string]bool     // nouns and names whose first and last letters are their own (لجنة, وجه)
	loose       map[string]bool     // the same as comparable forms, for words printed with ه for ة
	verb        map[string]bool     // those of lexeme that are verbs
	native      map[string]bool     // those of loose that are no foreign names
	short       map[string]bool     // words of two letters that take particles and pronouns (يد, حق)
	both        map[string]deciders // surfaces with two readings, by their letters
	radicalAlef map[string]bool     // comparable forms whose last ا is their own (سوريا, دنيا)
}

var loadWords = sync.OnceValue(func() *wordLists {
	w := &wordLists{lexeme: set(lexemesFile), verb: set(verbsFile), native: map[string]bool{}, short: set(shortFile), radicalAlef: map[string]bool{}}
	maps.Copy(w.lexeme, w.verb)
	maps.Copy(w.lexeme, set(atomsFile))
	for word := range w.lexeme {
		w.native[fold([]rune(word))] = true
	}
	w.loose = maps.Clone(w.native)
	for word := range set(foreignFile) {
		w.lexeme[word] = true
		w.loose[fold([]rune(word))] = true
	}
	for word := range set(alefFile) {
		w.radicalAlef[fold([]rune(word))] = true
	}
	w.both = readBoth(bothFile)
	return w
})

// deciders are the words, as keys without article, beside which a surface with two readings is
// a particle and a word.
type deciders struct{ before, behind map[string]bool }

func readBoth(file string) map[string]deciders {
	both := map[string]deciders{}
	for line := range strings.Lines(file) {
		line, _, _ = strings.Cut(line, "#")
		surface, rest, ok := strings.Cut(line, "<")
		if !ok {
			continue
		}
		before, behind, _ := strings.Cut(rest, ">")
		both[strings.TrimSpace(surface)] = deciders{keySet(before), keySet(behind)}
	}
	return both
}

func keySet(words string) map[string]bool {
	keys := map[string]bool{}
	for _, word := range strings.Fields(words) {
		keys[bareKey(word)] = true
	}
	return keys
}

// bareKey is the comparable form of a word without its article.
func bareKey(word string) string {
	letters := []rune(word)
	if hasArticle(letters) {
		letters = letters[2:]
	}
	return fold(letters)
}

// atomic tells whether a word has no particle in front: it is known as a word of its own. It
// follows from a word's being seen with the article, which never stands before a particle.
func (w *wordLists) atomic(word []rune) bool {
	return w.lexeme[string(word)] || !slices.ContainsFunc(word, hasHamza) && w.loose[fold(word)]
}

// hasHamza tells whether an alef is written with its hamza: فأسد is then no فاسد.
func hasHamza(r rune) bool { return r == 'أ' || r == 'إ' || r == 'آ' }

// radicalFirst tells whether a word is a known one with an ending (بلاده, لجنتين), so that its
// first letter is its own too. A particle before an article (والدين) is decided elsewhere, and a
// known word without its first letter (بدرهم) may be either.
func (w *wordLists) radicalFirst(word []rune) bool {
	if hasArticle(word[1:]) || w.lexeme[string(word[1:])] {
		return false
	}
	for _, e := range endings {
		base, ok := cutSuffix(word, e)
		if !ok || len(base) < 3 || len(base) < weakEndings[string(e)] {
			continue
		}
		if w.lexeme[string(base)] || w.stem(base) {
			return true
		}
	}
	for _, e := range persons {
		if base, ok := cutSuffix(word, e); ok && len(base) > 2 && w.verb[string(base)] {
			return true
		}
	}
	return false
}

// ownArticle tells whether the ال of a word is its own (التقى, التزامهم).
func (w *wordLists) ownArticle(word []rune) bool {
	if w.lexeme[string(word)] {
		return true
	}
	if word[2] != 'ت' {
		return false // no list has others with an ending
	}
	return slices.ContainsFunc(endings, func(e []rune) bool {
		base, ok := cutSuffix(word, e)
		return ok && len(base) > 4 && w.lexeme[string(base)]
	})
}

// stem tells whether a word is a known one as it stands before an ending: ة is then ت (لجنت),
// ء has a seat (بنائ), and a verb may have its person (وضعت), unless what stands behind its first
// letter is a word with that end itself (بلغته is more often ب+لغته).
func (w *wordLists) stem(base []rune) bool {
	n := len(base) - 1
	switch base[n] {
	case 'ت':
		head := string(base[:n])
		return w.lexeme[head+"ة"] || n > 2 && w.verb[head] && !w.lexeme[string(base[1:n])+"ة"]
	case 'ئ', 'ؤ':
		return w.lexeme[string(base[:n])+"ء"]
	}
	return false
}

// weakEndings need so many letters before them: behind fewer they make another word, and that
// may have a particle (وقرون is no وقر, بهوية no بهو, بكمين no بكم).
var weakEndings = map[string]int{"ان": 4, "ين": 4, "ي": 5, "ية": 5, "ون": 5}

var endings = append([][]rune{[]rune("ان"), []rune("ين"), []rune("ون"), []rune("ات"), []rune("ية"), []rune("ي"), []rune("ا")}, pronouns...)

// persons are endings of verbs; a ها or هم behind ت is read in stem.
var persons = [][]rune{[]rune("ت"), []rune("تا"), []rune("وا")}

// noun tells whether a word is known to take the article.
func (w *wordLists) noun(word []rune) bool { return w.loose[fold(word)] }

// IsWord tells whether a key is that of a native word in the seed lists.
func IsWord(key string) bool { return loadWords().native[Indefinite(key)] }

func set(file string) map[string]bool {
	m := map[string]bool{}
	for line := range strings.Lines(file) {
		line, _, _ = strings.Cut(line, "#")
		for _, word := range strings.Fields(line) {
			m[word] = true
		}
	}
	return m
}

// EndsInAlef tells whether the last ا of a key is its own (سوريا), no ending.
func EndsInAlef(key string) bool { return loadWords().radicalAlef[key] }
