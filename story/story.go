// Package story finds near-duplicates: the agency's copy that ten papers print, re-headed, cut,
// extended, respelled and reworded by their desks, is one story.
//
// It works in two steps. An Index keeps a sample of the word triples of the articles of the last
// three days and names, in bounded memory, those that may be one story with a new one. Judge then
// compares two texts sentence by sentence: they are one story where most of the shorter one stands
// in the longer one and nothing that makes news of it differs: figures, days, places, opponents,
// guests, what was decided. Sentences that only one of them has prove nothing, so background may be
// added and paragraphs cut.
//
// Text is compared folded (package lang), without its particles. Times are instants. Nothing fails.
// A Reading is never changed and may be shared; an Index belongs to one goroutine.
//
// What is given up: the same event written by two hands is two articles of one topic, not one
// story; and a change of a word that no list knows (one thing seized for another) is not seen
// unless a figure, a day or a place changed with it, as it nearly always does.
//
// Not here: where stories are kept (package store), when an alert is held back (package monitor).
package story

import (
	"time"

	"github.com/marsad/marsad/lang"
)

const (
	// Window is how long after its first paper a story takes further articles.
	Window = 72 * time.Hour
	// MinWords is the least length of an article in a story: shorter texts («التفاصيل لاحقاً») recur.
	MinWords = 30
)

// Text is an article as far as stories are concerned.
type Text struct {
	Body   string
	SeenAt time.Time
}

// Reading is a text prepared for comparing.
type Reading struct {
	sketch    Sketch
	sentences []sentence
	facts     map[fact]bool // of the whole text
	names     map[string]bool
}

// Sketch is what an Index keeps of a text: enough to be found by, too little to be judged by. It
// may be stored, so that an Index is filled again without reading the texts.
type Sketch struct {
	SeenAt  time.Time
	Words   int
	Samples []uint32 // hashes of some of its word triples, sorted; at most 32
}

// sentence is a run of words without its end.
type sentence struct {
	words []word
	bag   map[string]int
}

// word is one word of a sentence.
type word struct {
	stem     string
	definite bool // an Arabic word with the article
	facts    []fact
	name     string // an English word that is written as a name; else empty
	text     string // as printed
}

// Read prepares a text.
func Read(t Text) *Reading {
	r := &Reading{sketch: Sketch{SeenAt: t.SeenAt}, facts: map[fact]bool{}, names: map[string]bool{}}
	last := -1
	toks := lang.Tokens(t.Body)
	for i, tok := range toks {
		if tok.Sentence != last {
			r.sentences = append(r.sentences, sentence{})
			last = tok.Sentence
		}
		s := &r.sentences[len(r.sentences)-1]
		w := readWord(t.Body, toks, i)
		if len(s.words) == 0 {
			w.name = "" // every sentence begins like one
		}
		s.words = append(s.words, w)
	}
	r.settle()
	return r
}

// settle counts the words and collects what the whole text names.
func (r *Reading) settle() {
	for i := range r.sentences {
		s := &r.sentences[i]
		joinNumbers(s.words)
		s.bag = make(map[string]int, len(s.words))
		for _, w := range s.words {
			s.bag[w.stem]++
			for _, f := range w.facts {
				r.facts[f] = true
			}
			if w.name != "" {
				r.names[w.name] = true
			}
		}
		r.sketch.Words += len(s.words)
	}
	r.sketch.Samples = sample(r)
}

// Words is the length of the text.
func (r *Reading) Words() int { return r.sketch.Words }

// Sketch is what an Index takes.
func (r *Reading) Sketch() Sketch { return r.sketch }
