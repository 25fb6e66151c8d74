package watch

import (
	"slices"
	"strings"
	"unicode"

	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/watch/query"
)

// op is what a node of a compiled watch does.
type op uint8

const (
	opPhrase op = iota
	opAnd
	opOr
	opNot
	opNear
)

// node is a compiled query: the tree of package query with its words folded and filed.
type node struct {
	op      op
	kids    []*node
	alts    []sequence // opPhrase: ways to say it, any of which will do
	fields  fieldSet   // opPhrase
	exact   bool       // opPhrase: no particles, no endings
	n       int        // opNear
	ordered bool       // opNear
}

// sequence is one way to say a phrase: words that follow each other.
type sequence []elem

// elem is one word of a sequence.
type elem struct {
	any      bool        // exactly one word, whichever
	term     int32       // what the word must be found as
	conj     bool        // the word must carry an attached conjunction (for a lone و before it)
	vowels   lang.Vowels // contrastive marks of the watch's word; nil: none
	describe string      // for Describe: the word's forms
}

// lowerer turns trees into nodes and collects their words in a vocabulary.
type lowerer struct {
	vocab     *vocabulary
	describes bool       // keep the words' forms for people
	own       *Spellings // of the watch at hand
}

func (lw *lowerer) lower(n query.Node, fields fieldSet) *node {
	switch n := n.(type) {
	case *query.Words:
		return lw.words(n, fields)
	case *query.Field:
		return lw.lower(n.Node, fieldNamed(n.Name))
	case *query.Not:
		return &node{op: opNot, kids: []*node{lw.lower(n.Node, fields)}}
	case *query.Near:
		kids := []*node{lw.lower(n.Left, fields), lw.lower(n.Right, fields)}
		return &node{op: opNear, kids: kids, n: n.N, ordered: n.Ordered}
	case *query.And:
		return &node{op: opAnd, kids: lw.all(n.Nodes, fields)}
	case *query.Or:
		return &node{op: opOr, kids: lw.all(n.Nodes, fields)}
	}
	return &node{op: opOr} // no other kinds exist: true of nothing
}

func (lw *lowerer) all(nodes []query.Node, fields fieldSet) []*node {
	kids := make([]*node, len(nodes))
	for i, n := range nodes {
		kids[i] = lw.lower(n, fields)
	}
	return kids
}

// slot is one word of a phrase as the user wrote it.
type slot struct {
	token lang.Token
	keys  []string // of the token
	raw   string   // as typed, with its marks
	glob  string   // not empty: a pattern of comparable letters and *
	any   bool
}

// words makes a phrase of what was typed as one word or between quotes.
func (lw *lowerer) words(w *query.Words, fields fieldSet) *node {
	slots := slotsOf(w.Text)
	n := &node{op: opPhrase, fields: fields, exact: w.Exact}
	n.alts = append(n.alts, lw.sequence(slots, w))
	if w.Exact {
		return n
	}
	for _, other := range joinings(slots, lw.own) {
		n.alts = append(n.alts, lw.sequence(other, w))
	}
	n.alts = append(n.alts, lw.withoutLoneWaw(slots, w)...)
	return n
}

// slotsOf cuts typed words into slots; chunks with a star become patterns.
func slotsOf(text string) []slot {
	var out []slot
	for _, chunk := range strings.Fields(text) {
		switch {
		case chunk == "*":
			out = append(out, slot{any: true})
		case strings.Contains(chunk, "*"):
			out = append(out, slot{glob: foldGlob(chunk), raw: chunk})
		default:
			for _, t := range lang.Tokens(chunk) {
				out = append(out, slot{token: t, keys: lang.Keys(t), raw: chunk[t.Start:t.End]})
			}
		}
	}
	for len(out) > 0 && out[len(out)-1].any {
		out = out[:len(out)-1] // a star at the end or the beginning asks for nothing
	}
	for len(out) > 0 && out[0].any {
		out = out[1:]
	}
	return out
}

// sequence files the words of one way to say a phrase.
func (lw *lowerer) sequence(slots []slot, w *query.Words) sequence {
	seq := make(sequence, len(slots))
	for i, s := range slots {
		seq[i] = lw.elem(s, w)
	}
	return seq
}

func (lw *lowerer) elem(s slot, w *query.Words) elem {
	switch {
	case s.any:
		return elem{any: true, describe: "*"}
	case s.glob != "":
		return elem{term: lw.vocab.pattern(s.glob), describe: s.glob}
	case w.Lemma:
		keys := s.keys
		table, rules := lw.own.of(keys)
		return elem{term: lw.vocab.lemma(slices.Concat(keys, table, rules)), vowels: vowelsOf(s, keys), describe: "~" + s.token.Text}
	case s.token.Text == loneWaw && !w.Exact:
		return elem{term: lw.vocab.waw(), describe: loneWaw}
	}
	keys := s.keys
	vowels := vowelsOf(s, keys)
	if w.Exact || vowels != nil {
		return elem{term: lw.vocab.word(keys), vowels: vowels, describe: lw.forms(keys, nil, nil)}
	}
	table, rules := lw.own.of(keys)
	return elem{term: lw.vocab.word(slices.Concat(keys, table, rules)), describe: lw.forms(keys, table, rules)}
}

// forms writes the forms of a word for people.
func (lw *lowerer) forms(keys, table, rules []string) string {
	if !lw.describes {
		return ""
	}
	out := strings.Join(distinct(readable(slices.Concat(keys, table))), "|")
	if len(rules) > 0 {
		out += "|…"
	}
	return out
}

// vowelsOf are the marks by which a watch's word tells itself from another.
func vowelsOf(s slot, keys []string) lang.Vowels {
	if s.token.Flags&lang.Marked == 0 {
		return nil
	}
	skip := 0
	if lang.IsDefinite(keys[0]) {
		skip = 2
	}
	return lang.VowelsOf(s.raw, skip)
}

// maxWays bounds the ways to say one phrase.
const maxWays = 32

// joinings are the other ways in which the press writes the words of a phrase together or
// apart: names from the table (فيسبوك, فيس بوك), عبد with the name behind it, and a space that
// was lost before an article (الدارالبيضاء).
func joinings(slots []slot, own *Spellings) [][]slot {
	var out [][]slot
	replace := func(i, n int, with ...slot) {
		if len(out) < maxWays {
			out = append(out, slices.Concat(slots[:i], with, slots[i+n:]))
		}
	}
	for i, s := range slots {
		if s.any || s.glob != "" || s.token.Script != lang.Arabic && s.token.Script != lang.Alphabet {
			continue
		}
		if rest, ok := strings.CutPrefix(s.token.Text, "عبدال"); ok && len(rest) > 2 {
			replace(i, 1, plain("عبد"), plain("ال"+rest))
		}
		for n := 1; n <= maxNameWords && i+n <= len(slots); n++ {
			for _, name := range own.split(slots[i : i+n]) {
				replace(i, n, name...)
			}
		}
		if i+1 < len(slots) && joins(s, slots[i+1]) {
			replace(i, 2, plain(s.token.Text+slots[i+1].token.Text))
		}
		if letters, digits, ok := letterNumber(s.token.Text); ok {
			replace(i, 1, plain(letters), plain(digits))
		}
	}
	return out
}

// joins tells whether the blank between two words is sometimes lost: before an article, and
// between a Latin letter and its number when they stand with a hyphen (F-16).
func joins(a, b slot) bool {
	if a.token.Script == lang.Alphabet && len(a.token.Text) <= maxModelLetters && b.token.Script == lang.Number {
		return true
	}
	return a.token.Script == lang.Arabic && b.token.Script == lang.Arabic && b.glob == "" && !b.any &&
		strings.HasPrefix(b.token.Text, "ال") && len([]rune(b.token.Text)) > 3 && len([]rune(a.token.Text)) > 2
}

// maxModelLetters is the most letters of names like G20, F-16 and BA-500.
const maxModelLetters = 3

// letterNumber takes apart a name of a few Latin letters and a number (G20), which the press
// also writes with a hyphen.
func letterNumber(word string) (letters, digits string, ok bool) {
	i := strings.IndexFunc(word, unicode.IsDigit)
	if i < 1 || i > maxModelLetters || inArabic(word) || strings.ContainsFunc(word[i:], func(r rune) bool { return !unicode.IsDigit(r) }) {
		return "", "", false
	}
	return word[:i], word[i:], true
}

// plain is a slot for a word in its surface form.
func plain(word string) slot {
	script := lang.Alphabet
	switch {
	case inArabic(word):
		script = lang.Arabic
	case '0' <= word[0] && word[0] <= '9':
		script = lang.Number
	}
	t := lang.Token{Text: word, Script: script}
	return slot{token: t, keys: lang.Keys(t), raw: word}
}

const loneWaw = "و"

// withoutLoneWaw says a phrase with a و between blanks as the press writes it: attached to the
// next word.
func (lw *lowerer) withoutLoneWaw(slots []slot, w *query.Words) []sequence {
	i := slices.IndexFunc(slots, func(s slot) bool { return s.token.Text == loneWaw })
	if i < 0 || i+1 == len(slots) {
		return nil
	}
	var seq sequence
	attached := false
	for _, s := range slots {
		if s.token.Text == loneWaw {
			attached = true
			continue
		}
		e := lw.elem(s, w)
		e.conj, attached = attached, false
		seq = append(seq, e)
	}
	if seq == nil || seq[0].any {
		return nil // a place is found by its first word
	}
	return []sequence{seq}
}

// distinct drops repeated words, keeping the order.
func distinct(words []string) []string {
	var out []string
	for _, w := range words {
		if !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}
