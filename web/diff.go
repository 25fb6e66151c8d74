package web

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// change is a run of words that stayed, went or came.
type change struct {
	Op   string // "" stayed, "del" went, "ins" came
	Text string
}

const (
	diffWords = 20_000 // of both texts together, without what they begin and end with alike
	diffEdits = 600    // words that went or came; the work and the memory grow with its square
	diffAlike = 24     // words shown on each side of a change
)

// diffText compares two texts word by word, marks and white space included in a word as printed:
// what stayed is shown as the new text has it. Texts that have too little in common for the bounds
// above are shown as replaced as a whole. The result joined without "ins" has the old words, without "del" the new ones.
func diffText(old, new string) []change {
	a, b := words(old), words(new)
	head := 0
	for head < len(a) && head < len(b) && same(a[head], b[head]) {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && same(a[len(a)-1-tail], b[len(b)-1-tail]) {
		tail++
	}
	var out changes
	out.add("", b[:head]...)
	out.middle(a[head:len(a)-tail], b[head:len(b)-tail])
	out.add("", b[len(b)-tail:]...)
	return out
}

// words cuts a text into words, each with the white space that follows it. Joined they are the text.
func words(s string) []string {
	var out []string
	start, blank := 0, false
	for i, r := range s {
		space := unicode.IsSpace(r)
		if blank && !space && i > start {
			out = append(out, s[start:i])
			start = i
		}
		blank = space
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

// same compares words without the white space behind them.
func same(a, b string) bool {
	return a == b || strings.TrimRightFunc(a, unicode.IsSpace) == strings.TrimRightFunc(b, unicode.IsSpace)
}

// changes is a list under construction: runs of one kind are joined.
type changes []change

func (c *changes) add(op string, ws ...string) {
	if len(ws) == 0 {
		return
	}
	text := strings.Join(ws, "")
	if n := len(*c); n > 0 && (*c)[n-1].Op == op {
		(*c)[n-1].Text += text
		return
	}
	*c = append(*c, change{op, text})
}

// middle compares what lies between the common beginning and the common end.
func (c *changes) middle(a, b []string) {
	if len(a) == 0 || len(b) == 0 || len(a)+len(b) > diffWords {
		c.add("del", a...)
		c.add("ins", b...)
		return
	}
	trace, ok := shortest(a, b)
	if !ok {
		c.add("del", a...)
		c.add("ins", b...)
		return
	}
	for _, run := range steps(trace, len(a), len(b)) {
		switch run.op {
		case "del":
			c.add("del", a[run.at])
		case "ins":
			c.add("ins", b[run.at])
		default:
			c.add("", b[run.at])
		}
	}
}

// shortest is Myers' greedy algorithm («An O(ND) Difference Algorithm», 1986): for each number of
// edits d, how far each diagonal k = x-y in -d…d reaches. It gives up beyond diffEdits.
// trace[d][k+d] is x after d edits.
func shortest(a, b []string) (trace [][]int32, ok bool) {
	reach := func(d, k int) int { // of the round before d
		prev := trace[d-1]
		at := func(k int) int { return int(prev[k+d-1]) }
		if k == -d || k != d && at(k-1) < at(k+1) {
			return at(k + 1) // down: a word came
		}
		return at(k-1) + 1 // right: a word went
	}
	for d := 0; d <= min(diffEdits, len(a)+len(b)); d++ {
		row := make([]int32, 2*d+1)
		for k := -d; k <= d; k += 2 {
			x := 0
			if d > 0 {
				x = reach(d, k)
			}
			for x < len(a) && x-k < len(b) && x-k >= 0 && same(a[x], b[x-k]) {
				x++
			}
			row[k+d] = int32(x)
			if x >= len(a) && x-k >= len(b) {
				return append(trace, row), true
			}
		}
		trace = append(trace, row)
	}
	return nil, false
}

type step struct {
	op string
	at int // index in a for "del", else in b
}

// steps walks the trace back from the end.
func steps(trace [][]int32, n, m int) []step {
	var out []step
	x, y := n, m
	for d := len(trace) - 1; d >= 0; d-- {
		k := x - y
		px, py := 0, 0
		op := ""
		if d > 0 {
			at := func(k int) int32 { return trace[d-1][k+d-1] }
			pk := k - 1
			op = "del"
			if k == -d || k != d && at(k-1) < at(k+1) {
				pk, op = k+1, "ins"
			}
			px = int(at(pk))
			py = px - pk
		}
		sx, sy := px, py // where the diagonal begins
		switch op {
		case "del":
			sx++
		case "ins":
			sy++
		}
		for x > sx && y > sy {
			x, y = x-1, y-1
			out = append(out, step{"", y})
		}
		switch op {
		case "del":
			out = append(out, step{op, px})
		case "ins":
			out = append(out, step{op, py})
		}
		x, y = px, py
	}
	slices.Reverse(out)
	return out
}

// shortened leaves out of a comparison what stayed, but for some words beside each change.
func shortened(cs []change) []change {
	out := make([]change, 0, len(cs))
	for i, c := range cs {
		if c.Op == "" {
			c.Text = around(words(c.Text), i > 0, i < len(cs)-1)
		}
		out = append(out, c)
	}
	return out
}

func around(ws []string, before, after bool) string {
	keep := diffAlike
	if before && after {
		keep *= 2
	}
	if len(ws) <= keep+8 { // not worth a gap
		return strings.Join(ws, "")
	}
	var b strings.Builder
	if before {
		b.WriteString(strings.Join(ws[:diffAlike], ""))
	}
	endSpace(&b)
	b.WriteString("… ")
	if after {
		b.WriteString(strings.Join(ws[len(ws)-diffAlike:], ""))
	}
	return b.String()
}

// endSpace sets a blank after text that ends without one.
func endSpace(b *strings.Builder) {
	if s := b.String(); s != "" {
		if r, _ := utf8.DecodeLastRuneInString(s); !unicode.IsSpace(r) {
			b.WriteByte(' ')
		}
	}
}
