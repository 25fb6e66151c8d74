package watch

import (
	"fmt"
	"slices"
	"testing"
)

// TestKeyTable: a table of any size answers for what it holds and for what it does not, and
// keeps slots free, for a search ends at one.
func TestKeyTable(t *testing.T) {
	for size := range 300 {
		var table keyTable
		want := map[string][]filedWord{}
		put := func(key string, w filedWord) {
			table.put(key, w)
			want[key] = append(want[key], w)
		}
		for i := range size {
			put(fmt.Sprint("key ", i), newFiledWord(int32(i), i%2 == 1))
			put(fmt.Sprint("key ", i/2), newFiledWord(int32(size+i), false))
		}
		table.seal()

		for key, words := range want {
			if got := table.find(key); !slices.Equal(got, words) {
				t.Errorf("%d keys: %q is %v, want %v", size, key, got, words)
			}
		}
		for _, absent := range []string{"", "key", fmt.Sprint("key ", size)} {
			if got := table.find(absent); got != nil {
				t.Errorf("%d keys: %q is %v", size, absent, got)
			}
		}
		if taken := len(want); size > 0 && taken*10 > len(table.slots)*7 {
			t.Errorf("%d of %d slots taken", taken, len(table.slots))
		}
	}
}
