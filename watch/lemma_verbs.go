package watch

import (
	"slices"
	"strings"
)

// verbStem is a verb by one of the stems that its persons are made of.
type verbStem struct {
	past string
	kind stemKind
}

// stemKind says which prefix and endings a stem has.
type stemKind uint8

const (
	pastStem    stemKind = iota // كتب: the third person, of sound verbs every one
	shortStem                   // قل of قال, ألغي of ألغى: the persons ت نا تم ن
	cutStem                     // ألغ of ألغى: ألغت, ألغوا
	presentStem                 // كتب of يكتب
	cutPresent                  // لغ of يلغي: يلغون
)

// personEndings are the endings of persons, by the kind of stem.
var personEndings = [...][]string{
	pastStem:    {"", "ت", "تا", "ا", "وا", "نا", "تم"},
	shortStem:   {"ت", "نا", "تم"},
	cutStem:     {"ت", "تا", "وا"},
	presentStem: {"", "ان", "ا", "ون", "وا", "ين", "ي", "ن"},
	cutPresent:  {"ون", "وا", "ين"},
}

// presentPrefixes are without أ, which would take أفضل for a person of فضل.
const presentPrefixes = "يتن"

// verb files a verb by its past and present as written, weak ones by the stems that they shorten to.
func (t *lemmaTable) verb(writtenPast, present string) {
	past := lemmaKey(writtenPast)
	t.past[past] = true
	file := func(stem []rune, kind stemKind) {
		if s := (verbStem{past, kind}); len(stem) > 1 && !slices.Contains(t.stems[string(stem)], s) {
			t.stems[string(stem)] = append(t.stems[string(stem)], s)
		}
	}
	p, now := []rune(past), []rune(lemmaKey(present))[1:]
	file(p, pastStem)
	file(now, presentStem)
	if last := len(now) - 1; last > 0 && isLong(now[last]) && !strings.HasSuffix(present, "أ") {
		file(now[:last], cutPresent)
	}
	switch last := len(p) - 1; {
	case last < 2 || strings.HasSuffix(writtenPast, "أ"):
	case p[last] == 'ي':
		file(p[:last], cutStem)
		file(p, shortStem)
	case p[last] == 'ا':
		file(p[:last], cutStem)
		file(append(slices.Clone(p[:last]), 'و'), shortStem)
	case p[last-1] == 'ا':
		file(slices.Delete(slices.Clone(p), last-1, last), shortStem)
	}
}

// verbsOf returns the listed verbs of which a key may be a person.
func (t *lemmaTable) verbsOf(key string) []string {
	var out []string
	look := func(word string, first, last stemKind) {
		for kind := first; kind <= last; kind++ {
			for _, e := range personEndings[kind] {
				stem, ok := strings.CutSuffix(word, e)
				if !ok || stem == "" {
					continue
				}
				for _, s := range t.stems[stem] {
					if s.kind == kind {
						out = append(out, s.past)
					}
				}
			}
		}
	}
	look(key, pastStem, cutStem)
	if first := []rune(key)[0]; strings.ContainsRune(presentPrefixes, first) {
		look(key[len(string(first)):], presentStem, cutPresent)
	}
	return out
}

// unlistedVerbs returns what may be the past of a verb that no list has, of those forms whose
// shape gives them away: انفعل افتعل استفعل, and in the present also تفعّل تفاعل فاعل.
func unlistedVerbs(key string) []string {
	var out []string
	for _, e := range personEndings[cutStem] {
		stem, ok := strings.CutSuffix(key, e)
		if w := []rune(stem); ok && (derived(w) || len(w) > 2 && w[0] == 'ت') {
			out = append(out, stem, stem+"ي")
		}
	}
	first := []rune(key)[0]
	if first != 'ي' && first != 'ت' && first != 'ن' {
		return out
	}
	for _, e := range []string{"", "ان", "ون", "وا", "ين", "ن"} {
		stem, ok := strings.CutSuffix(key[len(string(first)):], e)
		if w := []rune(stem); ok && len(w) > 2 {
			out = append(out, pastsOf(first, w)...)
			if e == "ون" || e == "وا" {
				out = append(out, pastsOf(first, append(w, 'ي'))...) // يعتدون, of اعتدى
			}
		}
	}
	return out
}

// pastsOf returns what may be the past of the present that stem makes with its prefix.
func pastsOf(prefix rune, stem []rune) []string {
	n := len(stem)
	if past := append([]rune{'ا'}, stem...); derived(past) {
		out := []string{string(past)}
		if n > 3 && past[n-1] == 'ي' { // يستضيف, استضاف
			past[n-1] = 'ا'
			out = append(out, string(past))
		}
		return out
	}
	if stem[0] == 'ت' && n > 3 || prefix == 'ي' && n == 4 && stem[1] == 'ا' {
		return []string{string(stem)}
	}
	return nil
}

// derived tells whether a past has the shape of انفعل, افتعل or استفعل.
func derived(past []rune) bool {
	n := len(past)
	if n < 4 || past[0] != 'ا' {
		return false
	}
	inserted := past[2] == 'ت' || past[2] == 'ط' && (past[1] == 'ص' || past[1] == 'ض') || past[2] == 'د' && past[1] == 'ز'
	return inserted || past[1] == 'ن' && n > 4 || past[1] == 'س' && past[2] == 'ت'
}
