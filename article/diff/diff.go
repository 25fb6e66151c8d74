// Package diff tells what changed between two versions of an article: whether it is an edit at
// all, which words came and which went, and where the changes stand in both originals.
//
// Words are runs of letters or of digits and are compared folded; the folding is handed in. What
// surrounds the text of a page and found its way into it (counters, date badges, bylines, links to
// other articles, calls to subscribe) and a site's name behind a headline make no edit; neither do
// white space, punctuation and vowel marks, unless both versions mark one word differently. A
// paragraph that moved and a dropped «عاجل» are edits.
//
// Spans count BYTES of the originals, half open. Nothing fails. A Differ keeps nothing between two
// calls and is safe for concurrent use.
//
// Not here: when a version is stored (package store), which watch it concerns (package watch).
package diff

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Text is one version of an article.
type Text struct{ Title, Body string }

// Span is a half-open range of bytes.
type Span struct{ Start, End int }

// Change is one place where two texts differ: what stood there, and what stands there. One of the
// spans may be empty; it then stands where the other's words would be.
type Change struct{ Before, After Span }

// Result is what changed from one version to the next.
type Result struct {
	Edit        bool
	Appeared    []string // words, as printed, that the version before lacks altogether; each once
	Vanished    []string // words, as printed, that the version after lacks
	Title, Body []Change // in order; furniture that changed is among them
}

// Differ compares versions.
type Differ struct {
	fold  func(string) string
	agree func(before, after string) bool
	signs signs
}

// New makes a Differ. fold gives the comparable form of a word and must be idempotent; agree tells
// whether two printed words with the same folded form may be one word, by their vowel marks.
func New(fold func(string) string, agree func(before, after string) bool) *Differ {
	return &Differ{fold: fold, agree: agree, signs: newSigns(fold)}
}

// Compare tells what changed from before to after.
func (d *Differ) Compare(before, after Text) Result {
	bt, at := d.words(before.Title), d.words(after.Title)
	bb, ab := d.words(before.Body), d.words(after.Body)
	title := d.align(bt, at)
	body := d.align(bb, ab)
	r := Result{Title: title.without(bt, at, d.agree).changes(bt, at), Body: body.without(bb, ab, d.agree).changes(bb, ab)}
	marked := append(d.remarked(bt, at, title), d.remarked(bb, ab, body)...)
	spaced := joined(bt) == joined(at) && joined(bb) == joined(ab) // nothing but white space moved
	r.Edit = len(marked) > 0 || !spaced && d.core(before) != d.core(after)
	if !r.Edit {
		return r
	}
	all, now := append(bt, bb...), append(at, ab...)
	r.Appeared, r.Vanished = only(now, all), only(all, now)
	for _, m := range marked {
		r.Vanished, r.Appeared = add(r.Vanished, m[0]), add(r.Appeared, m[1])
	}
	return r
}

// core is what of a version makes an edit when it changes: the folded words without the furniture.
// Words are not kept apart in it, for a space that came or went is white space.
func (d *Differ) core(t Text) string {
	var b strings.Builder
	b.WriteString(joined(d.words(d.headline(t.Title, t.Body))))
	b.WriteByte('\n')
	for _, line := range d.story(t.Body) {
		b.WriteString(joined(d.words(line)))
	}
	return b.String()
}

func joined(words []word) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w.key)
	}
	return b.String()
}

// remarked lists the words that both versions print with marks, and with different ones.
func (d *Differ) remarked(before, after []word, s script) [][2]string {
	var out [][2]string
	for _, p := range s.pairs {
		b, a := before[p[0]], after[p[1]]
		if b.text != a.text && !d.agree(b.text, a.text) {
			out = append(out, [2]string{b.text, a.text})
		}
	}
	return out
}

// SameWords tells whether two pieces of text are the same words in the same order.
func (d *Differ) SameWords(a, b string) bool {
	x, y := d.words(a), d.words(b)
	return slices.EqualFunc(x, y, func(x, y word) bool { return x.key == y.key && (x.text == y.text || d.agree(x.text, y.text)) })
}

// Overlap is the share of the words of the text with fewer of them that the other has too, and how
// many they are. Each word counts once, and short ones, which all texts have, do not.
func (d *Differ) Overlap(a, b string) (share float64, words int) {
	x, y := d.longWords(a), d.longWords(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 0 {
		return 0, 0
	}
	shared := 0
	for w := range x {
		if y[w] {
			shared++
		}
	}
	return float64(shared) / float64(len(x)), len(x)
}

func (d *Differ) longWords(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range d.words(s) {
		if utf8.RuneCountInString(w.key) >= 4 || w.number {
			out[w.key] = true
		}
	}
	return out
}

// only lists the words of one version that the other lacks.
func only(words, other []word) []string {
	seen := make(map[string]bool, len(other))
	for _, w := range other {
		seen[w.key] = true
	}
	var out []string
	for _, w := range words {
		if !seen[w.key] {
			seen[w.key] = true
			out = append(out, w.text)
		}
	}
	return out
}

func add(list []string, w string) []string {
	if slices.Contains(list, w) {
		return list
	}
	return append(list, w)
}
