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
// table answers nearly always. It is bounded by its size: a form that falls on a taken place
// takes it over. Safe for concurrent use without locks, since an entry never changes.
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
	slot := &m.slots[(maphash.String(m.seed, t.Text)+uint64(flags))&uint64(len(m.slots)-1)]
	if e := slot.Load(); e != nil && e.text == t.Text && e.flags == flags {
		return e.hits
	}
	e := &memoEntry{text: strings.Clone(t.Text), flags: flags, hits: v.find(*t)}
	slot.Store(e)
	return e.hits
}
