package watch

import "github.com/marsad/marsad/lang"

// hit is a term that a surface form may be found as, and what was taken off it.
type hit struct {
	term  int32
	parts lang.Parts
	skip  uint8 // letters before the word
}

// memoSlots are the surface forms remembered for many watches: about 5 MB when full.
const memoSlots = 1 << 15

// newMemo makes a memo of the hits of surface forms.
func newMemo(slots int, v *vocabulary) *lang.Memo {
	return lang.NewMemo(slots, func(t *lang.Token) any {
		if hits := v.find(*t); len(hits) > 0 {
			return hits
		}
		return nil
	})
}

// hitsOf returns what a token of the memo is found as.
func (v *vocabulary) hitsOf(t *lang.Token) []hit {
	if t.Form == nil {
		return v.find(*t)
	}
	hits, _ := t.Form.Value().([]hit)
	return hits
}
