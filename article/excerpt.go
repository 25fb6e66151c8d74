package article

import (
	"strings"
	"unicode/utf8"
)

// Bytes of a text shown before its first hit, and from there on.
const (
	excerptBefore = 160
	excerptAfter  = 320
)

// Excerpt is the piece of an article's text around the first hit in it, cut at blanks; nil when
// there is no hit in the text.
func Excerpt(a Article, hs []Highlight) []Segment {
	first := -1
	for _, h := range hs {
		if h.Field == "body" && (first < 0 || h.Start < first) {
			first = h.Start
		}
	}
	if first < 0 {
		return nil
	}
	from, to := blankAfter(a.Body, first-excerptBefore, first), blankBefore(a.Body, first, first+excerptAfter)
	var within []Highlight
	for _, h := range hs {
		if h.Field == "body" && h.Start >= from && h.Start < to {
			h.Start, h.End = h.Start-from, min(h.End, to)-from
			within = append(within, h)
		}
	}
	out := Segments(a.Body[from:to], "body", within)
	if from > 0 {
		out = append([]Segment{{Text: "… "}}, out...)
	}
	if to < len(a.Body) {
		out = append(out, Segment{Text: " …"})
	}
	return out
}

// blankAfter is the first beginning of a word from i on, at most to.
func blankAfter(s string, i, to int) int {
	if i <= 0 {
		return 0
	}
	if at := strings.IndexAny(s[i:to], " \n"); at >= 0 {
		return i + at + 1
	}
	return to
}

// blankBefore is the last end of a word up to i; i itself, never inside a rune, where the text has no blanks.
func blankBefore(s string, from, i int) int {
	if i >= len(s) {
		return len(s)
	}
	if at := strings.LastIndexAny(s[from:i], " \n"); at > 0 {
		return from + at
	}
	for !utf8.RuneStart(s[i]) {
		i++
		if i == len(s) {
			break
		}
	}
	return i
}
