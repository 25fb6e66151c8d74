package query

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// kind is what a piece of a query is.
type kind uint8

const (
	end kind = iota
	word
	phrase
	open
	closing
	and
	or
	not // NOT, and - before a word
	near
	field // title:
)

// piece is one sign or word of a query.
type piece struct {
	kind    kind
	text    string // of a word or phrase, of a field: its name
	col     int
	n       int // distance of NEAR
	ordered bool
	exact   bool
	lemma   bool
}

// lexer cuts a query into pieces.
type lexer struct {
	in  []rune
	pos int
}

// quotes are the signs that open a phrase, and those that close it, the proper one first. Curly ones
// come in every order: keyboards and word processors turn them by rules of their own, and between
// right-to-left words the other way round.
var quotes = map[rune]string{'"': `"`, '“': "”“", '”': "“”", '„': "“”", '«': "»", '»': "«"}

func fault(pos int, problem, remedy string) *SyntaxError {
	return &SyntaxError{Col: pos + 1, Problem: problem, Remedy: remedy}
}

func (lx *lexer) next() (piece, *SyntaxError) {
	for lx.pos < len(lx.in) && isBlank(lx.in[lx.pos]) {
		lx.pos++
	}
	at := lx.pos
	if at == len(lx.in) {
		return piece{kind: end, col: at + 1}, nil
	}
	switch lx.in[at] {
	case '(':
		lx.pos++
		return piece{kind: open, col: at + 1}, nil
	case ')':
		lx.pos++
		return piece{kind: closing, col: at + 1}, lx.suffix(nil)
	case '-', '−', '–':
		lx.pos++
		if lx.atGap() {
			return piece{}, fault(at, "the - stands alone", "write it without a blank before what must not occur, or put words that contain it in quotes")
		}
		return piece{kind: not, col: at + 1}, nil
	case '=', '~':
		return lx.signed(at)
	}
	if _, ok := quotes[lx.in[at]]; ok {
		return lx.phrase(at)
	}
	return lx.word(at)
}

// signed reads = or ~ and the word or phrase behind it.
func (lx *lexer) signed(at int) (piece, *SyntaxError) {
	sign := lx.in[at]
	lx.pos++
	if lx.atGap() || strings.ContainsRune("=~-()", lx.in[lx.pos]) {
		return piece{}, fault(at, "the "+string(sign)+" has no word behind it", "write it without a blank before a word or a phrase: "+string(sign)+"word")
	}
	var p piece
	var err *SyntaxError
	if _, quoted := quotes[lx.in[lx.pos]]; quoted {
		p, err = lx.phrase(lx.pos)
	} else {
		p, err = lx.word(lx.pos)
	}
	if err == nil && p.kind != word && p.kind != phrase {
		p.kind, err = word, fault(at, "the "+string(sign)+" stands before an operator", "write it before a word or a phrase")
	}
	p.col = at + 1
	if sign == '=' {
		p.exact = true
	} else {
		p.lemma = true
	}
	return p, err
}

func (lx *lexer) phrase(at int) (piece, *SyntaxError) {
	closers := quotes[lx.in[at]]
	var text []rune
	for i := at + 1; i < len(lx.in); i++ {
		switch r := lx.in[i]; {
		case r == '\\' && i+1 < len(lx.in):
			i++
			text = append(text, lx.in[i])
		case strings.ContainsRune(closers, r):
			lx.pos = i + 1
			p := piece{kind: phrase, text: string(text), col: at + 1}
			return p, lx.suffix(&p)
		default:
			text = append(text, r)
		}
	}
	return piece{}, fault(at, "the quote that opens here is never closed", "close it with "+string([]rune(closers)[0])+", or write \\"+string(lx.in[at])+" to search for the sign itself")
}

// suffix reads what may follow a phrase or group: ^2, which changes no match, and ~.
func (lx *lexer) suffix(p *piece) *SyntaxError {
	if lx.pos < len(lx.in) && lx.in[lx.pos] == '~' && p != nil {
		at := lx.pos
		lx.pos++
		if lx.pos < len(lx.in) && unicode.IsDigit(lx.in[lx.pos]) {
			return fault(at, "~ with a number is not known here", "write  a NEAR/5 b  for words that stand near each other")
		}
		p.lemma = true
	}
	if lx.pos < len(lx.in) && lx.in[lx.pos] == '^' {
		at := lx.pos
		for lx.pos++; lx.pos < len(lx.in) && (unicode.IsDigit(lx.in[lx.pos]) || lx.in[lx.pos] == '.'); lx.pos++ {
		}
		if lx.pos == at+1 {
			return fault(at, "the ^ has no number behind it", "write ^2, or leave it out: a boost changes no match")
		}
	}
	return nil
}

// word reads a word, an operator or a field's name.
func (lx *lexer) word(at int) (piece, *SyntaxError) {
	var text []rune
	for ; !lx.atGap() && !strings.ContainsRune("()", lx.in[lx.pos]); lx.pos++ {
		r := lx.in[lx.pos]
		if _, opens := quotes[r]; opens {
			break
		}
		if r == '\\' && lx.pos+1 < len(lx.in) {
			lx.pos++
			text = append(text, lx.in[lx.pos])
			continue
		}
		if r == ':' && lx.isField(text) {
			return lx.field(at, string(text))
		}
		if r == '^' && len(text) > 0 {
			break
		}
		text = append(text, r)
	}
	if op, ok := operators[string(text)]; ok && at+len(text) == lx.pos {
		return piece{kind: op, col: at + 1}, nil
	}
	if isDistance(string(text)) && at+len(text) == lx.pos {
		return distance(at, string(text))
	}
	p := piece{kind: word, text: string(text), col: at + 1}
	if n := len(text) - 1; n > 0 && text[n] == '~' && lx.in[lx.pos-2] != '\\' {
		p.text, p.lemma = string(text[:n]), true
	}
	return p, lx.suffix(&p)
}

var operators = map[string]kind{"AND": and, "OR": or, "NOT": not, "&&": and, "||": or}

// isDistance tells whether a word is NEAR or ONEAR, with whatever number.
func isDistance(word string) bool {
	name, _, _ := strings.Cut(word, "/")
	return name == "NEAR" || name == "ONEAR"
}

// distance reads NEAR/n and ONEAR/n.
func distance(at int, text string) (piece, *SyntaxError) {
	name, n, found := strings.Cut(text, "/")
	num, err := strconv.Atoi(n)
	if !found || err != nil || num < 0 || num > maxDistance {
		return piece{}, fault(at, name+" needs the number of words that may stand between, 0 to "+strconv.Itoa(maxDistance), "write "+name+"/5")
	}
	return piece{kind: near, col: at + 1, n: num, ordered: name == "ONEAR"}, nil
}

const maxDistance = 1000

// isField tells whether a colon makes what stands before it a field's name: Latin letters, and
// no address behind it (https://…).
func (lx *lexer) isField(text []rune) bool {
	for _, r := range text {
		if r > 'z' || !unicode.IsLetter(r) {
			return false
		}
	}
	rest := lx.in[lx.pos+1:]
	return len(text) > 0 && !(len(rest) > 1 && rest[0] == '/' && rest[1] == '/')
}

func (lx *lexer) field(at int, name string) (piece, *SyntaxError) {
	lx.pos++
	name = strings.ToLower(name)
	if !slices.Contains(Fields, name) {
		return piece{}, fault(at, "there is no field "+name, meant(name)+"the fields are "+strings.Join(Fields, ", ")+"; to search for the sign itself put it in quotes")
	}
	if lx.atGap() || lx.in[lx.pos] == ')' {
		return piece{}, fault(at, "nothing follows "+name+":", "write the word, the phrase or the group right behind the colon: "+name+":word")
	}
	return piece{kind: field, text: name, col: at + 1}, nil
}

func (lx *lexer) atGap() bool { return lx.pos >= len(lx.in) || isBlank(lx.in[lx.pos]) }

// isBlank also takes the invisible direction marks that come along when Arabic is pasted.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || 0x200B <= r && r <= 0x200F && r != 0x200C && r != 0x200D || 0x202A <= r && r <= 0x202E || 0x2066 <= r && r <= 0x2069 || r == 0xFEFF || r == 0x061C
}
