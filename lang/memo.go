package lang

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
)

// Form is what a Memo knows of a word as printed.
type Form struct {
	raw   string
	text  string
	flags Flags
	value any
}

// Value is what Learn said of the form; nil on a nil form.
func (f *Form) Value() any {
	if f == nil {
		return nil
	}
	return f.value
}

// Memo remembers words of the Arabic script by their bytes as printed, so that a known word is
// neither folded nor read again: one look-up gives its surface and what its owner knows of it.
// Words of a newspaper follow Zipf's law, so a small table answers nearly always. It is bounded
// by its size: each form has four places, and one that finds all taken pushes the oldest out.
// Safe for concurrent use without locks, since a form never changes.
type Memo struct {
	seed  maphash.Seed
	slots []atomic.Pointer[Form]
	learn func(*Token) any
}

// maxForm bounds the bytes of a remembered word; longer ones are rare and not worth a place.
const maxForm = 64

// NewMemo makes a memo of slots places, a power of two. Learn says what to remember of a word;
// its answer hangs on the token's text, script and flags alone.
func NewMemo(slots int, learn func(*Token) any) *Memo {
	return &Memo{seed: maphash.MakeSeed(), slots: make([]atomic.Pointer[Form], slots), learn: learn}
}

// AppendTokens appends the words of s to dst as the function does, and gives each its Form;
// only words that are too long have none.
func (m *Memo) AppendTokens(dst []Token, s string) []Token {
	return appendTokens(dst, s, m)
}

// ways are the places that a form may have.
const ways = 4

// known returns the form of a run of letters and marks, nil when it is new.
func (m *Memo) known(raw string) *Form {
	set := m.set(raw)
	for i := range set {
		if f := set[i].Load(); f != nil && f.raw == raw {
			return f
		}
	}
	return nil
}

func (m *Memo) set(raw string) []atomic.Pointer[Form] {
	at := maphash.String(m.seed, raw) & uint64(len(m.slots)-ways)
	return m.slots[at : at+ways : at+ways]
}

// put gives a form the first place that is free; when there is none, each moves on by one and
// the oldest leaves.
func (m *Memo) put(f *Form) {
	set := m.set(f.raw)
	for i := range set {
		if set[i].CompareAndSwap(nil, f) {
			return
		}
	}
	for i := ways - 1; i > 0; i-- {
		set[i].Store(set[i-1].Load())
	}
	set[0].Store(f)
}

// form returns the form of a word that has been folded, learning what is new.
func (m *Memo) form(t *Token, raw string) *Form {
	if len(raw) > maxForm || len(t.Text) > maxForm {
		return nil
	}
	f := m.known(raw)
	if f != nil && f.text == t.Text && f.flags == t.Flags {
		return f
	}
	value := m.learn(t)
	f = &Form{raw: strings.Clone(raw), flags: t.Flags, value: value}
	if f.text = f.raw; f.raw != t.Text {
		f.text = strings.Clone(t.Text)
	}
	m.put(f)
	return f
}
