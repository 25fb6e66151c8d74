// Package query is the language in which a user says what to watch: text becomes a tree, and a
// tree prints as text again. docs/query-language.md has the grammar.
//
// Columns count characters of the query from 1. A tree is checked: a group is never empty, a
// word never a lone star, an operand of NEAR is a word, a phrase or a choice of those. Nothing
// is folded here and no text is searched (package watch), and words are kept as typed.
package query

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Node is one part of a query: *Words, *And, *Or, *Not, *Near or *Field. String prints it in
// the language, with brackets where they are needed: parsed again, it is the same tree.
type Node interface {
	String() string
}

// Words is one word or a quoted phrase, as typed.
type Words struct {
	Text   string // without quotes and signs; a word may hold *, and in a phrase a lone * is any one word
	Quoted bool
	Exact  bool // =: no particles, no spellings
	Lemma  bool // ~: the word's family
	Col    int
}

// And holds where each of its nodes does; there are at least two.
type And struct{ Nodes []Node }

// Or holds where one of its nodes does; there are at least two.
type Or struct{ Nodes []Node }

// Not holds where its node does not.
type Not struct{ Node Node }

// Near holds where both sides stand in one sentence with at most N words between.
type Near struct {
	Left, Right Node
	N           int
	Ordered     bool // ONEAR: Left first
}

// Field looks for a node in one field.
type Field struct {
	Name string // one of Fields
	Node Node
}

// Fields are the names before a colon.
var Fields = []string{"title", "body", "section", "byline", "author", "source", "site", "lang", "url"}

// SyntaxError says what is wrong with a query, where, and what to write instead.
type SyntaxError struct {
	Col     int // characters from 1
	Problem string
	Remedy  string
}

func (e *SyntaxError) Error() string {
	return "character " + strconv.Itoa(e.Col) + ": " + e.Problem + "; " + e.Remedy
}

// Show is the error with the line of the query at which it stands and a caret below the place. The
// caret stands behind a copy of what is before it, so that it is at the right place whichever way
// the words run.
func (e *SyntaxError) Show(query string) string {
	line, col := e.place(query)
	text := strings.Split(query, "\n")[line-1]
	return fmt.Sprintf("%d:%d: %s\n    %s\n    %s\n  %s", line, col, e.Problem, text, Caret(text, col), e.Remedy)
}

// place is the line and the column in it, both from 1.
func (e *SyntaxError) place(query string) (line, col int) {
	line, col = 1, max(e.Col, 1)
	for text := range strings.Lines(query) {
		n := utf8.RuneCountInString(text)
		if col <= n || !strings.HasSuffix(text, "\n") {
			break
		}
		line, col = line+1, col-n
	}
	return line, col
}

// shownBefore bounds what Pointer shows, in characters.
const shownBefore = 40

// Pointer is what stands before the fault on its line of the query, and a caret.
func (e *SyntaxError) Pointer(query string) string {
	line, col := e.place(query)
	runes := []rune(strings.Split(query, "\n")[line-1])
	before := runes[:min(max(col-1, 0), len(runes))]
	if len(before) > shownBefore {
		return "…" + string(before[len(before)-shownBefore:]) + "^"
	}
	return string(before) + "^"
}

// Caret is a line that points at a character, from 1, of the line above it.
func Caret(line string, col int) string {
	runes := []rune(line)
	before := string(runes[:min(max(col-1, 0), len(runes))])
	if !strings.ContainsFunc(before, rightToLeft) {
		return strings.Repeat(" ", utf8.RuneCountInString(before)) + "^"
	}
	return before + "^"
}

func rightToLeft(r rune) bool {
	return unicode.In(r, unicode.Arabic, unicode.Hebrew, unicode.Syriac, unicode.Thaana)
}

func (w *Words) String() string {
	sign := ""
	if w.Exact {
		sign = "="
	} else if w.Lemma {
		sign = "~"
	}
	if w.Quoted {
		return sign + `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(w.Text) + `"`
	}
	return sign + escape(w.Text)
}

// escape writes a word so that none of its signs is read as one of the language.
func escape(word string) string {
	var b strings.Builder
	runes := []rune(word)
	if _, op := operators[word]; op || isDistance(word) {
		b.WriteByte('\\')
	}
	for i, r := range runes {
		edge := i == 0 || i == len(runes)-1
		_, opens := quotes[r]
		address := r == ':' && i+2 < len(runes) && runes[i+1] == '/' && runes[i+2] == '/'
		if opens || isBlank(r) || strings.ContainsRune(`\()^:`, r) && !address || edge && strings.ContainsRune("-−–=~", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (a *And) String() string { return join(a.Nodes, " ", isOr) }
func (o *Or) String() string  { return join(o.Nodes, " OR ", func(Node) bool { return false }) }
func (n *Not) String() string { return "NOT " + bracket(n.Node, isOr(n.Node) || isAnd(n.Node)) }

func (n *Near) String() string {
	op := " NEAR/"
	if n.Ordered {
		op = " ONEAR/"
	}
	_, chained := n.Right.(*Near)
	return bracket(n.Left, isOr(n.Left)) + op + strconv.Itoa(n.N) + " " + bracket(n.Right, chained || isOr(n.Right))
}

func (f *Field) String() string {
	_, plain := f.Node.(*Words)
	return f.Name + ":" + bracket(f.Node, !plain)
}

func isOr(n Node) bool  { _, ok := n.(*Or); return ok }
func isAnd(n Node) bool { _, ok := n.(*And); return ok }

func join(nodes []Node, sep string, needs func(Node) bool) string {
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = bracket(n, needs(n))
	}
	return strings.Join(parts, sep)
}

func bracket(n Node, needed bool) string {
	if needed {
		return "(" + n.String() + ")"
	}
	return n.String()
}
