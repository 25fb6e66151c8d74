package watch

import "fmt"

// Kinds of misses: why a part of a watch is not true, by what came closest.
const (
	MissSource    = "source"    // the article is of another source
	MissElsewhere = "elsewhere" // in another field
	MissArticle   = "article"   // the watch has ال, the text has not
	MissMarks     = "marks"     // vowel marks contradict
	MissAttached  = "attached"  // something is attached that the watch does not take
	MissInside    = "inside"    // the same inside a phrase
	MissUndecided = "undecided" // a surface with two readings, and nothing decides for the particle
	MissAdjective = "adjective" // a name's spelling where it agrees with a noun
	MissLexeme    = "lexeme"    // the letters stand in a word of its own
	MissFamily    = "family"    // another form of the word: ~ finds it
	MissAlike     = "alike"     // another word with the most letters in common
	MissAbsent    = "absent"    // nothing like it
	MissApart     = "apart"     // a phrase with words between its own
	MissBoundary  = "boundary"  // a phrase that a sign or a sentence's end cuts
	MissOrder     = "order"     // in another order
	MissScattered = "scattered" // in different fields
	MissFar       = "far"       // farther from each other than NEAR allows
	MissSentence  = "sentence"  // both sides of NEAR, but in no one sentence
)

// Miss is what came closest to a part that is not true.
type Miss struct {
	Kind  string `json:"kind"`
	Word  string `json:"word,omitempty"`  // of the watch
	Found string `json:"found,omitempty"` // as printed
	Field string `json:"field,omitempty"` // where that stands
	N     int    `json:"n,omitempty"`     // words between
	Most  int    `json:"most,omitempty"`  // words that may stand between
}

// String is the miss in English.
func (m *Miss) String() string {
	switch m.Kind {
	case MissSource:
		return fmt.Sprintf("the watch looks only at %s; this article is of %s", m.Word, m.Found)
	case MissElsewhere:
		return fmt.Sprintf("%s occurs only in another field: «%s» in %s", m.Word, m.Found, m.Field)
	case MissArticle:
		return fmt.Sprintf("found «%s» in %s, but the watch has ال and the text has not: %s", m.Found, m.Field, m.Word)
	case MissMarks:
		return fmt.Sprintf("found «%s» in %s, but its vowel marks contradict those of %s", m.Found, m.Field, m.Word)
	case MissAttached:
		return fmt.Sprintf("found «%s» in %s, but with something attached that %s does not take", m.Found, m.Field, m.Word)
	case MissInside:
		return fmt.Sprintf("found «%s» in %s, but inside a phrase nothing may be attached to %s", m.Found, m.Field, m.Word)
	case MissUndecided:
		return fmt.Sprintf("found «%s» in %s, a word of its own there: no word beside it makes it a particle and %s", m.Found, m.Field, m.Word)
	case MissAdjective:
		return fmt.Sprintf("found «%s» in %s, where it agrees with the noun before it and is no name", m.Found, m.Field)
	case MissLexeme:
		return fmt.Sprintf("found «%s» in %s, but that is a word of its own and no particle before %s", m.Found, m.Field, m.Word)
	case MissFamily:
		return fmt.Sprintf("found «%s» in %s, another form of %s: ~%s finds it", m.Found, m.Field, m.Word, m.Word)
	case MissAlike:
		return fmt.Sprintf("%s does not occur; the nearest word is «%s» in %s", m.Word, m.Found, m.Field)
	case MissAbsent:
		return m.Word + " does not occur, nor a word like it"
	}
	return m.places()
}

// places is a miss of several words that all occur.
func (m *Miss) places() string {
	switch m.Kind {
	case MissApart:
		return fmt.Sprintf("all its words occur, but with %d words between: «%s» in %s", m.N, m.Found, m.Field)
	case MissBoundary:
		return fmt.Sprintf("all its words occur, but a sign or the end of a sentence stands between: «%s» in %s", m.Found, m.Field)
	case MissOrder:
		return fmt.Sprintf("all its words occur, but in another order: «%s» in %s", m.Found, m.Field)
	case MissScattered:
		return "all its words occur, but in no one field"
	case MissFar:
		return fmt.Sprintf("both occur, but at the nearest %d words apart where %d are allowed: «%s» in %s", m.N, m.Most, m.Found, m.Field)
	case MissSentence:
		return "both occur, but nowhere in one sentence"
	}
	return m.Kind
}
