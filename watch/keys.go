package watch

import (
	"hash/maphash"
	"strings"
)

// keyTable finds the terms that are filed under a key. It takes what is filed with put, and
// answers once it is sealed. Its letters stand in one string and its numbers in a few slices,
// for a map of slices would take four times the room.
type keyTable struct {
	filed []filedKey // until sealed

	seed    maphash.Seed
	slots   []int32  // number of a key plus one, by its hash and the places behind; 0: free
	letters string   // of all keys
	ends    []uint32 // of key i: the letters from ends[i] to ends[i+1]
	terms   listed[filedWord]
}

type filedKey struct {
	key  string
	word filedWord
}

// filedWord is a term under one of its keys; the lowest bit tells whether the key counts only
// where a name stands (lang.NameStands).
type filedWord int32

func newFiledWord(term int32, inPlace bool) filedWord {
	w := filedWord(term) << 1
	if inPlace {
		w |= 1
	}
	return w
}

func (w filedWord) term() int32 { return int32(w >> 1) }

func (w filedWord) inPlace() bool { return w&1 != 0 }

func (t *keyTable) put(key string, w filedWord) { t.filed = append(t.filed, filedKey{key, w}) }

func (t *keyTable) empty() bool { return len(t.slots) == 0 }

// seal makes the table of what was put.
func (t *keyTable) seal() {
	if len(t.filed) == 0 {
		return
	}
	t.seed = maphash.MakeSeed()
	t.slots = make([]int32, slotsFor(len(t.filed)))
	var keys []string
	numbers, words := make([]int32, len(t.filed)), make([]filedWord, len(t.filed))
	for i, f := range t.filed {
		at := t.home(f.key)
		for t.slots[at] != 0 && keys[t.slots[at]-1] != f.key {
			at = t.behind(at)
		}
		if t.slots[at] == 0 {
			keys = append(keys, f.key)
			t.slots[at] = int32(len(keys))
		}
		numbers[i], words[i] = t.slots[at]-1, f.word
	}
	t.letters = strings.Join(keys, "")
	t.ends = make([]uint32, len(keys)+1)
	for i, k := range keys {
		t.ends[i+1] = t.ends[i] + uint32(len(k))
	}
	t.terms = newListed(len(keys), numbers, words)
	t.filed = nil
}

// slotsFor is a power of two that leaves three of ten slots free, and always one: a search ends
// at a free slot.
func slotsFor(keys int) int {
	slots := 2
	for slots*7 < keys*10 {
		slots <<= 1
	}
	return slots
}

func (t *keyTable) home(key string) uint64 {
	return maphash.String(t.seed, key) & uint64(len(t.slots)-1)
}

func (t *keyTable) behind(at uint64) uint64 { return (at + 1) & uint64(len(t.slots)-1) }

// find returns what is filed under a key, in the order in which it was put.
func (t *keyTable) find(key string) []filedWord {
	if t.empty() {
		return nil
	}
	for at := t.home(key); t.slots[at] != 0; at = t.behind(at) {
		i := t.slots[at] - 1
		if t.letters[t.ends[i]:t.ends[i+1]] == key {
			return t.terms.of(i)
		}
	}
	return nil
}
