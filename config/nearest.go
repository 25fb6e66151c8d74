package config

import (
	"slices"
	"strings"
)

// nearest is the candidate most like word, if one is like it at all: at most one slip (a wrong, missing,
// added or swapped letter) for every three letters, letter case aside. Empty: none.
func nearest(word string, candidates []string) string {
	best, least := "", len([]rune(word))/3+1
	for _, c := range slices.Sorted(slices.Values(candidates)) {
		if n := slips(strings.ToLower(word), strings.ToLower(c), least); n < least {
			best, least = c, n
		}
	}
	return best
}

// slips counts the single-letter slips between two words (optimal string alignment); words whose
// lengths differ by limit or more are not compared.
func slips(from, to string, limit int) int {
	a, b := []rune(from), []rune(to)
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	var before []int
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			same := 1
			if a[i-1] == b[j-1] {
				same = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+same)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}

// meant is the remedy for a word that is not among the known ones.
func meant(word string, known []string) string {
	if c := nearest(word, known); c != "" {
		return "write " + c
	}
	if len(known) == 1 {
		return "write " + known[0]
	}
	return "write one of: " + strings.Join(known, ", ")
}
