package story

// hunk is a place where two sentences differ: words [a, aEnd) of one, [b, bEnd) of the other.
type hunk struct{ a, aEnd, b, bEnd int }

// maxSentence bounds the words of a sentence that are compared: the table grows with the square.
const maxSentence = 250

// compare aligns two sentences by their longest common subsequence and returns the places between,
// and how many words stand in both.
func compare(x, y []word) ([]hunk, int) {
	x, y = x[:min(len(x), maxSentence)], y[:min(len(y), maxSentence)]
	n, m := len(x), len(y)
	table := make([]uint16, (n+1)*(m+1))
	at := func(i, j int) *uint16 { return &table[i*(m+1)+j] }
	for i := n - 1; i >= 0; i-- {
		for j := m - 1; j >= 0; j-- {
			if x[i].stem == y[j].stem {
				*at(i, j) = *at(i+1, j+1) + 1
			} else {
				*at(i, j) = max(*at(i+1, j), *at(i, j+1))
			}
		}
	}
	var out []hunk
	i, j, kept := 0, 0, 0
	for i < n || j < m {
		if i < n && j < m && x[i].stem == y[j].stem {
			i, j, kept = i+1, j+1, kept+1
			continue
		}
		h := hunk{a: i, b: j}
		for i < n || j < m {
			if i < n && j < m && x[i].stem == y[j].stem {
				break
			}
			if j >= m || i < n && *at(i+1, j) >= *at(i, j+1) {
				i++
			} else {
				j++
			}
		}
		h.aEnd, h.bEnd = i, j
		out = append(out, h)
	}
	return out, kept
}
