package article

import (
	"cmp"
	"slices"
)

// spansOf returns the highlights of one field that lie within text, sorted, overlaps joined.
func spansOf(text, field string, hs []Highlight) []Highlight {
	var in []Highlight
	for _, h := range hs {
		if h.Field == field && 0 <= h.Start && h.Start < h.End && h.End <= len(text) {
			in = append(in, h)
		}
	}
	slices.SortFunc(in, func(a, b Highlight) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	var out []Highlight
	for _, h := range in {
		if n := len(out); n > 0 && h.Start < out[n-1].End {
			out[n-1].End = max(out[n-1].End, h.End)
			continue
		}
		out = append(out, h)
	}
	return out
}
