package watch

import (
	"fmt"
	"strings"

	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/watch/query"
)

// maxReadings bounds what Describe says of surfaces with two readings.
const maxReadings = 6

// readings says of the words of a watch which surfaces of a text have two readings and which is
// taken: one sentence each.
func readings(tree query.Node) []string {
	var out []string
	for _, w := range wordsOf(tree) {
		for i, s := range slotsOf(w.Text) {
			if s.any || s.glob != "" || s.token.Script != lang.Arabic {
				continue
			}
			out = append(out, twofold(s.token.Text)...)
			if i == 0 && !w.Exact { // a particle stands before the first word alone
				out = append(out, besides(s.token.Text)...)
			}
		}
	}
	out = distinct(out)
	return out[:min(len(out), maxReadings)]
}

// twofold says what a watched word with two readings finds.
func twofold(word string) []string {
	particle, rest, ok := lang.Twofold(word)
	switch {
	case !ok:
		return nil
	case particle == "":
		return []string{fmt.Sprintf("%s is the preposition; the name %s is another word", word, rest)}
	}
	return []string{fmt.Sprintf("%s is a word of its own and %s + %s: found as either", word, particle, rest)}
}

// besides says where a watched word is found behind a particle though the two look like another
// word, and where they are that other word.
func besides(word string) []string {
	var out []string
	for _, surface := range lang.TwofoldForms(word) {
		particle, rest, _ := lang.Twofold(surface)
		if particle == "" {
			out = append(out, fmt.Sprintf("%s counts as the name %s only where a name's word follows; else it is the preposition", surface, rest))
			continue
		}
		out = append(out, fmt.Sprintf("%s counts as %s + %s only where a word beside it decides it%s; else it is a word of its own", surface, particle, rest, decided(surface)))
	}
	if like := lang.Lookalikes(word); len(like) > 0 {
		out = append(out, fmt.Sprintf("not in %s: another word", strings.Join(like, ", ")))
	}
	return out
}

// decided is an example of such a word beside a surface.
func decided(surface string) string {
	switch word, before := lang.DecidedBy(surface); {
	case word == "":
		return ""
	case before:
		return fmt.Sprintf(" («%s %s»)", word, surface)
	default:
		return fmt.Sprintf(" («%s %s»)", surface, word)
	}
}
