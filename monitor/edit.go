package monitor

import (
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/article/diff"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/store"
)

// differ compares versions as docs/identity.md decides it. It keeps nothing between two calls.
var differ = sync.OnceValue(func() *diff.Differ {
	return diff.New(lang.Fold, func(a, b string) bool { return lang.VowelsOf(a, 0).Agrees(b, 0) })
})

// Two texts are made from each other, or have nothing to do with each other, by the share of the
// longer words that they have in common. Two reports of one week share about a tenth.
const (
	alikeShare  = .5
	unlikeShare = .2
	leastWords  = 25 // longer words, below which a text tells little
)

// compare sets an article as read against the one that is stored under one of its names.
func compare(before store.Stored, after article.Article) store.Relation {
	// Between a feed's few words and a text there is nothing to decide.
	few := before.Partial || after.Partial
	r := store.Relation{Edit: few || before.Kind != after.Kind || differ().Compare(textOf(before.Title, before.Body), textOf(after.Title, after.Body)).Edit}
	title, _ := differ().Overlap(before.Title, after.Title)
	share, words := differ().Overlap(before.Body, after.Body)
	if words < leastWords {
		r.Alike = title >= .6
	} else {
		r.Alike = share >= alikeShare
		r.Unlike = share < unlikeShare && title < alikeShare && !few
	}
	p, q := before.Published, after.Published
	r.Later = !p.IsZero() && !q.IsZero() && q.At.Sub(p.At) >= 48*time.Hour
	return r
}

func textOf(title, body string) diff.Text { return diff.Text{Title: title, Body: body} }

// edit is what a new version changed, for the watches.
type edit struct {
	before  article.Article
	diff    diff.Result
	was     []article.Match // what the watches found in the text before
	heading bool            // the headline's words changed
}

// editOf compares a stored version with the article's new one. Section, byline and what else is no
// part of a version are taken as they are now.
func (m *Monitor) editOf(after article.Article, before article.Version) edit {
	a := after
	a.Title, a.Body, a.Version = before.Title, before.Body, before.N
	a.Kind = article.Text // a text that gave way to «...» was one
	return edit{
		before:  a,
		diff:    differ().Compare(textOf(before.Title, before.Body), textOf(after.Title, after.Body)),
		was:     m.match(a),
		heading: differ().Compare(textOf(before.Title, ""), textOf(after.Title, "")).Edit,
	}
}

// Reasons of an update, as an alert names them.
const (
	reasonAppeared = "appeared" // the watch is found in the new version and was not in the one before
	reasonVanished = "vanished" // it is found no more
	reasonSentence = "sentence" // a sentence in which it is found changed
	reasonHeadline = "headline" // the headline changed
	reasonRestored = "restored" // the article was taken down, and stands again
)

// reasons are what an edit means for one watch; was or is is nil where the version does not match.
func (e edit) reasons(was, is *article.Match, after article.Article) []string {
	var out []string
	switch {
	case was == nil:
		out = append(out, reasonAppeared)
	case is == nil:
		out = append(out, reasonVanished)
	case !sameSentences(sentencesOf(e.before, was.Highlights), sentencesOf(after, is.Highlights)):
		out = append(out, reasonSentence)
	}
	if e.heading {
		out = append(out, reasonHeadline)
	}
	return out
}

// sentencesOf are the sentences of the body in which a watch was found, each once. The headline is a
// reason of its own.
func sentencesOf(a article.Article, hs []article.Highlight) []string {
	var out []string
	for _, h := range hs {
		if h.Field != "body" || h.Start < 0 || h.End > len(a.Body) || h.Start > h.End {
			continue
		}
		if s := sentenceAround(a.Body, h.Start, h.End); !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// sentenceAround is the sentence in which a span of a text stands. A full stop between figures ends none.
func sentenceAround(s string, start, end int) string {
	from := 0
	for i, r := range s[:start] {
		if endsSentence(s, i, r) {
			from = i + utf8.RuneLen(r)
		}
	}
	for i, r := range s[end:] {
		if endsSentence(s, end+i, r) {
			return strings.TrimSpace(s[from : end+i])
		}
	}
	return strings.TrimSpace(s[from:])
}

func endsSentence(s string, i int, r rune) bool {
	switch r {
	case '\n', '!', '?', '؟':
		return true
	case '.':
		next, _ := utf8.DecodeRuneInString(s[i+1:])
		return !unicode.IsDigit(next) && !unicode.IsLetter(next)
	}
	return false
}

// sameSentences tells whether two lists hold the same sentences, in any order.
func sameSentences(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	rest := slices.Clone(b)
	for _, s := range a {
		i := slices.IndexFunc(rest, func(o string) bool { return differ().SameWords(s, o) })
		if i < 0 {
			return false
		}
		rest = slices.Delete(rest, i, i+1)
	}
	return true
}

// Changes tells what changed from one version of an article to another.
func Changes(before, after article.Version) diff.Result {
	return differ().Compare(textOf(before.Title, before.Body), textOf(after.Title, after.Body))
}
