// Package watch is what a user looks for: a watch is literal words or a query; an Index is
// many watches compiled, which finds in one pass over an article every watch that it makes
// true, and where.
//
// The steps are apart: query.Parse makes a tree of a text, lower turns the tree into phrases
// of folded words, Compile files each watch under its rarest word, Match reads an article's
// tokens (package lang) and looks only at watches that such a token points at. Every place
// that shows a match uses this one matcher: alerts, backtest, explain, search highlights.
//
// Highlights are half-open ranges of BYTES of the article's own title, body, section or
// byline; they begin and end with a word and never cut a rune or a mark from its letter. An
// Index never changes and serves many goroutines; its memo of readings is bounded.
//
// What a watch matches is decided in docs/arabic.md (words) and docs/query-language.md
// (queries). Not here: what happens to a match (package notify), who runs when (package monitor).
package watch

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/watch/query"
)

// Watch is one watch as configured.
type Watch struct {
	Name    string
	Keyword string   // literal words; empty when Query is set
	Query   string   // query language; empty when Keyword is set
	Sources []string // ids; empty: all
	To      []string // channel names
	On      []string // "new", "edit", "removed"; empty: new
	Follow  Follow   // when an alert's story is told of again
	Version int      // counts from 1 and grows when Text or Spelled changes; 0 before the store has seen it

	Spellings *Spellings // the owner's spellings of names; nil: none
}

// Follow says when a story that was alerted is alerted again because other papers carry it too; the
// zero value is never.
type Follow struct {
	Papers []int         // at these numbers of papers, the first counted
	Every  time.Duration // when a paper joins and the last alert is older
}

// SyntaxError says what is wrong with a watch's words, where (characters from 1), and what to
// write instead.
type SyntaxError = query.SyntaxError

// Check tells whether w can be compiled. A fault in its words is a *SyntaxError.
func (w Watch) Check() error {
	_, err := w.parse()
	return err
}

// parse reads the watch's words: a keyword is one phrase.
func (w Watch) parse() (query.Node, error) {
	switch {
	case w.Keyword != "" && w.Query != "":
		return nil, fmt.Errorf("watch %q has both a keyword and a query: keep one of them", w.Name)
	case w.Query != "":
		n, err := query.Parse(w.Query)
		return n, w.named(err)
	case len(lang.Tokens(w.Keyword)) == 0:
		problem := "the keyword is empty"
		if strings.TrimSpace(w.Keyword) != "" {
			problem = "there is no letter and no digit to look for"
		}
		return nil, w.named(&SyntaxError{Col: 1, Problem: problem, Remedy: "write the words to look for"})
	}
	return &query.Words{Text: strings.ReplaceAll(w.Keyword, "*", " "), Quoted: true, Col: 1}, nil
}

func (w Watch) named(err error) error {
	if err == nil || w.Name == "" {
		return err
	}
	return fmt.Errorf("watch %q: %w", w.Name, err)
}

// text is the watch as the user wrote it.
func (w Watch) text() string {
	if w.Query != "" {
		return w.Query
	}
	return w.Keyword
}

// takes tells whether articles of a source are of interest.
func (w Watch) takes(source string) bool {
	return len(w.Sources) == 0 || slices.Contains(w.Sources, source)
}

// Pure tells whether w is true of articles because of what they do not say (NOT x): such a
// watch is allowed, and worth a question when it is saved.
func (w Watch) Pure() bool {
	n, err := w.parse()
	return err == nil && !needsWord(n)
}

// needsWord tells whether no article can make n true without holding one of its words.
func needsWord(n query.Node) bool {
	switch n := n.(type) {
	case *query.Not:
		return false
	case *query.And:
		return slices.ContainsFunc(n.Nodes, needsWord)
	case *query.Or:
		return !slices.ContainsFunc(n.Nodes, func(k query.Node) bool { return !needsWord(k) })
	case *query.Field:
		return needsWord(n.Node)
	}
	return true
}
