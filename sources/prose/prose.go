// Package prose reads the text of a piece of HTML as a person sees it: paragraphs of lines.
//
// Block elements (p, div, li, blockquote, headings and their like) and an empty line made of two
// <br> cut paragraphs, one <br> cuts a line, nothing else does. Runs of blanks, the no-break space
// among them, become one blank. The paper's own characters stay: vowel marks, kashida, direction
// marks, ligatures.
//
// What a page does not show is no text: scripts, styles, forms' buttons and lists, comments, hidden
// elements. Not here: which piece of a page is the article (package scraper/extract).
package prose

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Paragraph is one paragraph, as its lines. No line is empty.
type Paragraph []string

// String joins the lines.
func (p Paragraph) String() string { return strings.Join(p, " ") }

// Of reads the paragraphs below n. Elements for which skip answers true are left out, and cut
// a paragraph when they are blocks. skip may be nil.
func Of(n *html.Node, skip func(*html.Node) bool) []Paragraph {
	w := writer{skip: skip}
	if n.Type == html.ElementNode || n.Type == html.DocumentNode {
		w.children(n)
	} else {
		w.node(n)
	}
	w.cut()
	return w.out
}

// Strings reads the paragraphs below n, each on one line.
func Strings(n *html.Node, skip func(*html.Node) bool) []string {
	ps := Of(n, skip)
	out := make([]string, len(ps))
	for i, p := range ps {
		out[i] = p.String()
	}
	return out
}

// Line reads everything below n as one line.
func Line(n *html.Node) string { return strings.Join(Strings(n, nil), " ") }

// Fragment reads the paragraphs of a piece of markup that stands for itself, as feeds carry it. Text
// without markup has a paragraph for each run of lines. Markup nested deeper than x/net/html reads (512) gives nothing.
func Fragment(markup string) []string {
	if !strings.ContainsAny(markup, "<&") {
		return plain(markup)
	}
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(markup), body)
	if err != nil {
		return nil
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	return Strings(body, nil)
}

// plain cuts text at its empty lines.
func plain(text string) []string {
	var out []string
	for part := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		if s := Collapse(part); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Collapse turns every run of blanks into one and cuts them off at the ends.
func Collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

// HasText tells whether s has a letter or a digit: «...» has not.
func HasText(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

// writer walks a tree and builds the paragraph and the line under way.
type writer struct {
	skip  func(*html.Node) bool
	out   []Paragraph
	para  Paragraph
	line  strings.Builder
	blank bool // a blank is owed before the next character
	empty bool // the line under way began behind a <br>
}

func (w *writer) node(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.text(n.Data)
	case html.ElementNode:
		w.element(n)
	}
}

func (w *writer) children(n *html.Node) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.node(c)
	}
}

func (w *writer) element(n *html.Node) {
	block := IsBlock(n)
	switch {
	case Unseen(n):
		return
	case w.skip != nil && w.skip(n):
		if block {
			w.cut()
		}
	case n.DataAtom == atom.Br:
		w.br()
	case block:
		w.cut()
		w.children(n)
		w.cut()
	case n.DataAtom == atom.Td || n.DataAtom == atom.Th:
		w.text(" ")
		w.children(n)
		w.text(" ")
	default:
		w.children(n)
	}
}

func (w *writer) text(s string) {
	for _, r := range s {
		if unicode.IsSpace(r) {
			w.blank = true
			continue
		}
		if w.blank && w.line.Len() > 0 {
			w.line.WriteByte(' ')
		}
		w.blank, w.empty = false, false
		w.line.WriteRune(r)
	}
}

// br ends the line; a second one with nothing between ends the paragraph.
func (w *writer) br() {
	if w.empty {
		w.cut()
	}
	w.endLine()
	w.empty = true
}

func (w *writer) endLine() {
	if w.line.Len() > 0 {
		w.para = append(w.para, w.line.String())
		w.line.Reset()
	}
	w.blank = false
}

func (w *writer) cut() {
	w.endLine()
	w.empty = false
	if len(w.para) > 0 {
		w.out = append(w.out, w.para)
		w.para = nil
	}
}

// IsBlock tells whether an element begins and ends a paragraph.
func IsBlock(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.Blockquote, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6,
		atom.Article, atom.Section, atom.Header, atom.Footer, atom.Main, atom.Aside, atom.Nav, atom.Figure, atom.Figcaption,
		atom.Table, atom.Thead, atom.Tbody, atom.Tfoot, atom.Tr, atom.Caption, atom.Dl, atom.Dt, atom.Dd, atom.Pre, atom.Hr,
		atom.Form, atom.Fieldset, atom.Address, atom.Details, atom.Summary, atom.Center, atom.Body, atom.Hgroup:
		return true
	}
	return false
}

// Unseen tells whether a page never shows an element's text.
func Unseen(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Head, atom.Title, atom.Iframe, atom.Object, atom.Svg,
		atom.Math, atom.Textarea, atom.Select, atom.Button, atom.Canvas, atom.Audio, atom.Video, atom.Noembed, atom.Noframes:
		return true
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return a.Val != "until-found"
		case "style":
			if strings.Contains(strings.ReplaceAll(strings.ToLower(a.Val), " ", ""), "display:none") {
				return true
			}
		}
	}
	return false
}
