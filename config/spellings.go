package config

import (
	"fmt"

	"github.com/marsad/marsad/watch"
)

// spellings reads the groups of equal names: a list of lists.
func (s *section) spellings() *watch.Spellings {
	const example = "write  - [هيغسيث, هيجسيث, Hegseth]"
	var groups [][]string
	var places [][]*node // of each spelling; the group's own comes last
	for _, n := range s.children("spellings") {
		if n.wrong {
			continue
		}
		if n.kind != list {
			s.fault(s.got["spellings"], n, fmt.Sprintf("holds %s where a list of spellings must be", n.kind), example)
			continue
		}
		var group []string
		var at []*node
		for _, item := range n.items {
			if item.kind != scalar {
				s.fault(s.got["spellings"], item, fmt.Sprintf("holds %s where a spelling must be", item.kind), example)
				continue
			}
			group, at = append(group, item.text), append(at, item)
		}
		groups, places = append(groups, group), append(places, append(at, n))
	}
	return watch.NewSpellings(groups, func(g, i int, problem, remedy string) {
		at := places[g][len(places[g])-1]
		if i >= 0 {
			at = places[g][i]
		}
		s.fault(s.got["spellings"], at, problem, remedy)
	})
}
