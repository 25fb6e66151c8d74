package web

import (
	"strings"
	"unicode/utf8"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/store"
)

// highlightsOf joins what all watches found in one version of an article.
func highlightsOf(ms []store.StoredMatch, version int) []article.Highlight {
	var out []article.Highlight
	for _, m := range ms {
		if m.ArticleVersion == version {
			out = append(out, m.Highlights...)
		}
	}
	return out
}

// marked cuts one field at its hits. A hit that does not begin and end between two characters
// belongs to another text and is left out.
func marked(text, field string, hs []article.Highlight) []article.Segment {
	whole := make([]article.Highlight, 0, len(hs))
	for _, h := range hs {
		if h.Field == field && atRune(text, h.Start) && atRune(text, h.End) {
			whole = append(whole, h)
		}
	}
	return article.Segments(text, field, whole)
}

func atRune(s string, i int) bool {
	return i == len(s) || 0 <= i && i < len(s) && utf8.RuneStart(s[i])
}

// paragraphs cuts a body's segments at its empty lines; a hit that spans two paragraphs is marked in both.
func paragraphs(segs []article.Segment) [][]article.Segment {
	out := [][]article.Segment{nil}
	for _, seg := range segs {
		for i, part := range strings.Split(seg.Text, "\n\n") {
			if i > 0 {
				out = append(out, nil)
			}
			if part != "" {
				last := len(out) - 1
				out[last] = append(out[last], article.Segment{Text: part, Hit: seg.Hit})
			}
		}
	}
	kept := out[:0]
	for _, p := range out {
		if len(p) > 0 {
			kept = append(kept, p)
		}
	}
	return kept
}
