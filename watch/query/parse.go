package query

import (
	"strconv"
	"strings"
	"unicode"
)

// Parse reads a query. NOT binds before AND, with AND also where nothing is written, and that
// before OR; NEAR binds closest of all. Operators are in capitals.
func Parse(s string) (Node, error) {
	p := parser{lx: lexer{in: []rune(s)}}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.cur.kind == end {
		return nil, fault(0, "the query is empty", "write the words to look for")
	}
	n, err := p.or()
	if err == nil && p.cur.kind == closing {
		err = fault(p.cur.col-1, "this ) closes nothing", "take it out, or write the ( that it belongs to")
	}
	if err != nil {
		return nil, err
	}
	return n, nil
}

// maxDepth bounds brackets, so that no query can exhaust the stack.
const maxDepth = 100

// maxNears bounds a chain of NEAR: each link holds the places of all before it.
const maxNears = 50

type parser struct {
	lx    lexer
	cur   piece
	depth int
}

func (p *parser) advance() *SyntaxError {
	var err *SyntaxError
	p.cur, err = p.lx.next()
	return err
}

func (p *parser) or() (Node, *SyntaxError) {
	n, err := p.and()
	nodes := []Node{n}
	for err == nil && p.cur.kind == or {
		if err = p.advance(); err == nil {
			n, err = p.and()
			nodes = append(nodes, n)
		}
	}
	if err != nil || len(nodes) == 1 {
		return nodes[0], err
	}
	return &Or{nodes}, nil
}

func (p *parser) and() (Node, *SyntaxError) {
	n, err := p.not()
	nodes := []Node{n}
	for err == nil && p.cur.kind != or && p.cur.kind != closing && p.cur.kind != end {
		if p.cur.kind == and {
			if err = p.advance(); err != nil {
				break
			}
		}
		n, err = p.not()
		nodes = append(nodes, n)
	}
	if err != nil || len(nodes) == 1 {
		return nodes[0], err
	}
	return &And{nodes}, nil
}

func (p *parser) not() (Node, *SyntaxError) {
	if p.cur.kind != not {
		return p.near()
	}
	if p.depth++; p.depth > maxDepth {
		return nil, fault(p.cur.col-1, "the query is nested too deeply", "write it with fewer NOTs and brackets")
	}
	defer func() { p.depth-- }()
	if err := p.advance(); err != nil {
		return nil, err
	}
	n, err := p.not()
	return &Not{n}, err
}

func (p *parser) near() (Node, *SyntaxError) {
	n, err := p.primary()
	for count := 1; err == nil && p.cur.kind == near; count++ {
		op := p.cur
		if count > maxNears {
			return nil, fault(op.col-1, "too many words are tied by NEAR", "tie at most "+strconv.Itoa(maxNears+1)+", and join groups of them with AND")
		}
		if err = p.advance(); err != nil {
			break
		}
		var right Node
		right, err = p.primary()
		if err == nil && (!placed(n) || !placed(right)) {
			err = fault(op.col-1, "NEAR stands beside AND or NOT in brackets", "on both sides of NEAR write a word, a phrase or a choice: (a OR b) NEAR/3 c")
		}
		n = &Near{n, right, op.n, op.ordered}
	}
	return n, err
}

// placed tells whether a node has a place in the text, so that a distance can be measured.
func placed(n Node) bool {
	switch n := n.(type) {
	case *Words, *Near:
		return true
	case *Field:
		return placed(n.Node)
	case *Or:
		for _, k := range n.Nodes {
			if !placed(k) {
				return false
			}
		}
		return true
	}
	return false
}

func (p *parser) primary() (Node, *SyntaxError) {
	cur := p.cur
	switch cur.kind {
	case word, phrase:
		if err := checkWords(cur); err != nil {
			return nil, err
		}
		w := &Words{Text: cur.text, Quoted: cur.kind == phrase, Exact: cur.exact, Lemma: cur.lemma && !cur.exact, Col: cur.col}
		return w, p.advance()
	case field:
		if err := p.advance(); err != nil {
			return nil, err
		}
		if k := p.cur.kind; k != word && k != phrase && k != open {
			return nil, fault(cur.col-1, "nothing can be looked up behind "+cur.text+":", "write the word, the phrase or the group right behind the colon: "+cur.text+":word")
		}
		n, err := p.primary()
		return &Field{cur.text, n}, err
	case open:
		return p.group()
	case closing:
		return nil, fault(cur.col-1, "a word is missing before this )", "write what to look for, or take the bracket out")
	case end:
		return nil, fault(cur.col-1, "the query ends where a word is expected", "write what follows the operator, or take the operator out")
	}
	return nil, fault(cur.col-1, "an operator stands where a word is expected", "write a word on each side of it; to search for the word itself put it in quotes")
}

func (p *parser) group() (Node, *SyntaxError) {
	at := p.cur.col - 1
	if p.depth++; p.depth > maxDepth {
		return nil, fault(at, "the query is nested too deeply", "write it with fewer brackets")
	}
	defer func() { p.depth-- }()
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.cur.kind == closing {
		return nil, fault(at, "the brackets that open here are empty", "write what to look for between them, or take them out")
	}
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.cur.kind != closing {
		return nil, fault(at, "the bracket that opens here is never closed", "close it with )")
	}
	return n, p.advance()
}

// checkWords refuses what holds no letter and no digit: nothing could ever match it.
func checkWords(p piece) *SyntaxError {
	if strings.ContainsFunc(p.text, isWordRune) {
		return nil
	}
	at := p.col - 1
	switch {
	case p.kind == word && strings.Trim(p.text, "*") == "":
		return fault(at, "a lone * would match every word", "write letters before or behind it: word* or *word")
	case p.kind == phrase && strings.TrimSpace(p.text) == "":
		return fault(at, "the phrase is empty", "write words between the quotes, or take them out")
	}
	return fault(at, "there is no letter and no digit to look for", "write a word; signs alone are not matched")
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
