package diff

import "slices"

// maxChanges bounds the search for the shortest way from one version to the other, in words put in
// and taken out: its time and memory grow with the square. Texts further apart are shown as replaced.
const maxChanges = 1200

// script is an alignment: pairs of indices into the words before and after that are the same word,
// both rising.
type script struct{ pairs [][2]int }

// align finds the words that stayed, by Myers' greedy algorithm (An O(ND) Difference Algorithm and
// Its Variations, 1986) between the common beginning and the common end.
func (d *Differ) align(a, b []word) script {
	from := 0
	for from < len(a) && from < len(b) && a[from].key == b[from].key {
		from++
	}
	n, m := len(a), len(b)
	for n > from && m > from && a[n-1].key == b[m-1].key {
		n, m = n-1, m-1
	}
	var s script
	for i := range from {
		s.pairs = append(s.pairs, [2]int{i, i})
	}
	for _, p := range middle(a[from:n], b[from:m]) {
		s.pairs = append(s.pairs, [2]int{p[0] + from, p[1] + from})
	}
	for i := n; i < len(a); i++ {
		s.pairs = append(s.pairs, [2]int{i, i - n + m})
	}
	return s
}

// middle walks the edit graph forwards, keeping each step's furthest points, and back.
func middle(a, b []word) [][2]int {
	n, m := len(a), len(b)
	most := min(n+m, maxChanges)
	v := make([]int32, 2*most+3)
	var trace [][]int32
	for d := 0; d <= most; d++ {
		trace = append(trace, slices.Clone(v[most-d:most+d+3]))
		for k := -d; k <= d; k += 2 {
			x := furthest(v, most+1+k, k == -d, k == d)
			for x < n && x-k < m && a[x].key == b[x-k].key {
				x++
			}
			v[most+1+k] = int32(x)
			if x >= n && x-k >= m {
				return back(trace, n, m)
			}
		}
	}
	return nil
}

// furthest is the point from which step d goes on along a diagonal: down from the one above or
// right from the one below.
func furthest(v []int32, at int, lowest, highest bool) int {
	if lowest || !highest && v[at-1] < v[at+1] {
		return int(v[at+1])
	}
	return int(v[at-1]) + 1
}

func back(trace [][]int32, x, y int) [][2]int {
	var out [][2]int
	for d := len(trace) - 1; d >= 0; d-- {
		v, k := trace[d], x-y
		at := d + 1 + k // trace[d] begins at diagonal -d-1
		before := k - 1
		if k == -d || k != d && v[at-1] < v[at+1] {
			before = k + 1
		}
		px := int(v[d+1+before])
		py := px - before
		if d == 0 {
			px, py = 0, 0
		}
		for x > px && y > py {
			x, y = x-1, y-1
			out = append(out, [2]int{x, y})
		}
		x, y = px, py
	}
	slices.Reverse(out)
	return out
}

// without leaves out the pairs that are printed with different marks: they are shown as changes.
func (s script) without(a, b []word, agree func(a, b string) bool) script {
	var out script
	for _, p := range s.pairs {
		if x, y := a[p[0]].text, b[p[1]].text; x == y || agree(x, y) {
			out.pairs = append(out.pairs, p)
		}
	}
	return out
}

// changes are the runs of words between the pairs.
func (s script) changes(a, b []word) []Change {
	var out []Change
	i, j := 0, 0
	for _, p := range append(s.pairs, [2]int{len(a), len(b)}) {
		if p[0] > i || p[1] > j {
			out = append(out, Change{run(a, i, p[0]), run(b, j, p[1])})
		}
		i, j = p[0]+1, p[1]+1
	}
	return out
}

// run is the span of the words from i to before j; empty, behind the word before i, when there is none.
func run(w []word, i, j int) Span {
	switch {
	case i < j:
		return Span{w[i].Start, w[j-1].End}
	case i > 0:
		return Span{w[i-1].End, w[i-1].End}
	}
	return Span{}
}
