package watch

import (
	"hash/maphash"
	"strings"
	"sync/atomic"

	"github.com/marsad/marsad/lang"
)

// hit is a term that a surface form may be found as, and what was taken off it.
type hit struct {
	term  int32
	parts lang.Parts
	skip  uint8 // letters before the word
}

// memo remembers the hits of surface forms. Words of a newspaper follow Zipf's law, so a small
// table answers nearly always. It is bounded by its size: each form has two places, and one that
// finds both taken pushes the older out. Safe for concurrent use without locks, since an entry never changes.
type memo struct {
	seed  maphash.Seed
	slots []atomic.Pointer[memoEntry]
}

type memoEntry struct {
	text  string
	flags lang.Flags
	hits  []hit
}

const (
	memoSlots   = 1 << 16 // about 6 MB when full
	memoMaxText = 64      // bytes; longer forms are rare and not worth a place
)

func newMemo(slots int) *memo {
	return &memo{seed: maphash.MakeSeed(), slots: make([]atomic.Pointer[memoEntry], slots)}
}

// hits returns what t is found as, asking v where the memo does not know.
func (m *memo) hits(t *lang.Token, v *vocabulary) []hit {
	if len(t.Text) > memoMaxText {
		return v.find(*t)
	}
	flags := t.Flags &^ lang.Marked
	at := (maphash.String(m.seed, t.Text) + uint64(flags)) & uint64(len(m.slots)-1)
	first := m.slots[at].Load()
	if first.is(t.Text, flags) {
		return first.hits
	}
	other := &m.slots[at^1]
	if e := other.Load(); e.is(t.Text, flags) {
		return e.hits
	}
	e := &memoEntry{text: strings.Clone(t.Text), flags: flags, hits: v.find(*t)}
	if first != nil {
		other.Store(first) // the one that came last keeps the first place
	}
	m.slots[at].Store(e)
	return e.hits
}

func (e *memoEntry) is(text string, flags lang.Flags) bool {
	return e != nil && e.flags == flags && e.text == text
}
