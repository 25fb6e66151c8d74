package config

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Bounds of a file: the YAML library has none of its own.
const (
	maxFile    = 16 << 20 // bytes
	maxDepth   = 50       // lists and maps inside each other
	maxAliases = 1000
)

type kind int

const (
	null kind = iota
	scalar
	list
	mapping
)

// String is the kind as a sentence about a file calls it.
func (k kind) String() string {
	return [...]string{"nothing", "a single value", "a list", "a map of keys"}[k]
}

// node is one value of the file and where it begins.
type node struct {
	kind      kind
	line, col int
	text      string // scalar: what it says, quotes and escapes undone
	quoted    bool
	flow      bool // written in brackets
	wrong     bool // has its fault already
	items     []*node
	fields    []field
}

// field is one key of a map with its value.
type field struct {
	key       string
	line, col int
	value     *node
}

// readDocument turns the bytes into a tree, or reports why they are no YAML document. The tree
// is nil then.
func readDocument(r *report, data []byte) *node {
	if !checkBytes(r, data) {
		return nil
	}
	text := strings.ReplaceAll(string(bytes.TrimPrefix(data, []byte("\ufeff"))), "\r\n", "\n")
	r.lines = strings.Split(text, "\n")
	tokens := lexer.Tokenize(text)
	if !checkDepth(r, tokens) {
		return nil
	}
	file, err := parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		explainSyntax(r, err)
		return nil
	}
	return oneDocument(r, file)
}

// checkBytes refuses what the YAML library would take: another encoding, control characters.
func checkBytes(r *report, data []byte) bool {
	const utf8Remedy = "save it as UTF-8 (every editor can); the words of other encodings would never match"
	if len(data) > maxFile {
		r.add(0, 0, "", fmt.Sprintf("the file has %d bytes, more than %d", len(data), maxFile), "is this the right file?")
		return false
	}
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		r.add(1, 1, "", "the file is UTF-16, not UTF-8", utf8Remedy)
		return false
	}
	for i, line := range bytes.Split(data, []byte("\n")) {
		r.lines = append(r.lines, string(line))
		col := 0
		for len(line) > 0 {
			c, n := utf8.DecodeRune(line)
			line = line[n:]
			col++
			switch {
			case c == utf8.RuneError && n == 1:
				r.add(i+1, col, "", fmt.Sprintf("character %d of this line is not UTF-8", col), utf8Remedy)
				return false
			case c < ' ' && c != '\t' && (c != '\r' || len(line) > 0) || 0x7f <= c && c < 0xa0:
				r.add(i+1, col, "", fmt.Sprintf("character %d of this line is a control character (U+%04X)", col, c), "delete it")
				return false
			}
		}
	}
	return true
}

// checkDepth keeps nested brackets and markers from exhausting the parser's stack, which cannot be
// caught.
func checkDepth(r *report, tokens token.Tokens) bool {
	brackets, marks, line := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			line, marks = t.Position.Line, 0
		}
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			brackets++
		case token.MappingEndType, token.SequenceEndType:
			brackets--
		case token.SequenceEntryType, token.MappingKeyType, token.TagType, token.AnchorType:
			marks++
		}
		deep := brackets + marks
		if t.Type == token.SequenceEntryType || t.Type == token.MappingKeyType {
			deep = max(deep, t.Position.Column/2)
		}
		if deep > maxDepth {
			r.add(line, t.Position.Column, "", fmt.Sprintf("more than %d lists and maps stand inside each other", maxDepth), "write it flat: no part of marsad.yaml is nested deeper than five levels")
			return false
		}
	}
	return true
}

func oneDocument(r *report, file *ast.File) *node {
	var body ast.Node
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil || doc.Body.Type() == ast.CommentType:
		case doc.Body.Type() == ast.DirectiveType:
		case body != nil:
			t := doc.Body.GetToken()
			if doc.Start != nil {
				t = doc.Start
			}
			r.add(t.Position.Line, t.Position.Column, "", "a second YAML document begins here", "delete the line --- : one file is one configuration")
			return nil
		default:
			body = doc.Body
		}
	}
	if body == nil {
		r.add(1, 1, "", "the file is empty", "write sources:, watches: and channels: , or let  marsad init  write them")
		return nil
	}
	c := converter{report: r, anchors: map[string]*node{}}
	return c.node(body)
}

// converter turns the library's tree into ours, in which an alias is the very node of its anchor:
// the tree cannot grow beyond the file, nor hold itself.
type converter struct {
	*report
	anchors map[string]*node
	aliases int
}

func (c *converter) node(n ast.Node) *node {
	if n == nil {
		return &node{}
	}
	out := &node{line: n.GetToken().Position.Line, col: n.GetToken().Position.Column}
	switch n := n.(type) {
	case *ast.MappingNode:
		out.kind, out.flow = mapping, n.IsFlowStyle
		c.fill(out, n.Values)
	case *ast.MappingValueNode:
		out.kind = mapping
		c.fill(out, []*ast.MappingValueNode{n})
	case *ast.SequenceNode:
		out.kind, out.flow = list, n.IsFlowStyle
		for _, item := range n.Values {
			out.items = append(out.items, c.node(item))
		}
	case *ast.AnchorNode:
		out = c.node(n.Value)
		c.anchors[n.Name.GetToken().Value] = out
	case *ast.AliasNode:
		return c.alias(n, out)
	case *ast.TagNode:
		c.add(out.line, out.col, "", fmt.Sprintf("a value that begins with ! (%s) is a YAML tag, which marsad does not know", n.GetToken().Value), `put the value in quotes, or delete the tag`)
		out.wrong = true
	case *ast.NullNode:
	case *ast.LiteralNode:
		out.kind, out.text, out.quoted = scalar, n.Value.Value, true
	case *ast.StringNode:
		c.plain(out, n)
	default:
		out.kind, out.text = scalar, strings.TrimSpace(n.GetToken().Value)
	}
	return out
}

func (c *converter) plain(out *node, n *ast.StringNode) {
	out.kind, out.text = scalar, n.Value
	out.quoted = n.Token.Type == token.SingleQuoteType || n.Token.Type == token.DoubleQuoteType
	if !out.quoted && n.Value != "" && strings.Contains("%@`", n.Value[:1]) {
		c.add(out.line, out.col, "", fmt.Sprintf("a value that begins with %s must stand in quotes", n.Value[:1]), fmt.Sprintf("write \"%s\"", n.Value))
		out.wrong = true
	}
}

func (c *converter) alias(n *ast.AliasNode, out *node) *node {
	name := n.Value.GetToken().Value
	c.aliases++
	target, ok := c.anchors[name]
	switch {
	case c.aliases == maxAliases+1:
		c.add(out.line, out.col, "", fmt.Sprintf("more than %d aliases (*name)", maxAliases), "write the values out")
	case !ok:
		c.add(out.line, out.col, "", fmt.Sprintf("a value that begins with * points at a part marked &%s, and there is none above", name), fmt.Sprintf("put the value in quotes: \"*%s\"", name))
	case c.aliases <= maxAliases:
		return target
	}
	out.wrong = true
	return out
}

// fill takes over the keys of a map; << takes in another map's keys where this one has none.
func (c *converter) fill(out *node, values []*ast.MappingValueNode) {
	var merged []field
	for i, v := range values {
		t := v.Key.GetToken()
		if i == 0 && !out.flow {
			out.line, out.col = t.Position.Line, t.Position.Column
		}
		value := c.node(v.Value)
		if value.line == 0 {
			value.line, value.col = t.Position.Line, t.Position.Column
		}
		if v.Key.IsMergeKey() {
			merged = append(merged, mergedFields(value)...)
			continue
		}
		if _, complex := v.Key.(*ast.MappingKeyNode); complex {
			c.add(t.Position.Line, t.Position.Column, "", "a key that begins with ? is not understood", "write  key: value")
			continue
		}
		out.fields = append(out.fields, field{key: strings.TrimSpace(t.Value), line: t.Position.Line, col: t.Position.Column, value: value})
	}
	if len(merged) == 0 {
		return
	}
	own := map[string]bool{}
	for _, f := range out.fields {
		own[f.key] = true
	}
	for _, f := range merged {
		if !own[f.key] {
			own[f.key] = true
			out.fields = append(out.fields, f)
		}
	}
}

func mergedFields(n *node) []field {
	out := slices.Clone(n.fields)
	for _, item := range n.items {
		out = append(out, item.fields...)
	}
	return out
}

// field is the value of a key; nil when the map has none.
func (n *node) field(key string) *node {
	for _, f := range n.fields {
		if f.key == key {
			return f.value
		}
	}
	return nil
}

// explainSyntax says in words of the file what the parser said in words of the grammar.
func explainSyntax(r *report, err error) {
	syntax, ok := errors.AsType[*yaml.SyntaxError](err)
	if !ok || syntax.Token == nil {
		r.add(1, 1, "", "the file is no YAML: "+maskSecrets(err.Error()), "")
		return
	}
	at := syntax.Token.Position
	for _, explain := range []explainer{tabs, reserved, openBracket, openQuote, missingColon, secondColon, indentation} {
		if explain(r, at.Line, syntax.Message) {
			return
		}
	}
	r.add(at.Line, at.Column, "", "this is no YAML here: "+syntax.Message, "compare the line with its neighbours: indentation, quotes, colons")
}
