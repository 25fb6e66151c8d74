package watch

import (
	"strings"
	"testing"

	"github.com/marsad/marsad/lang"
)

// TestParticlesBeforeKnownWords puts particles before every word of the dictionary: nearly all
// are read. Those that are not are words of their own (ب+عيد, بعيد).
func TestParticlesBeforeKnownWords(t *testing.T) {
	tried, missed := 0, []string{}
	for word := range loadLemmas().singular {
		if len([]rune(word)) < 3 {
			continue
		}
		for _, particle := range strings.Fields("و ف ب ك ل ال وال بال كال ول وب فل") {
			tried++
			if !reads(particle+word, word) {
				missed = append(missed, particle+word)
			}
		}
	}
	if share := float64(len(missed)) / float64(tried); share > .015 {
		t.Errorf("%d of %d are not read: %s", len(missed), tried, strings.Join(missed[:min(len(missed), 40)], " "))
	}
	t.Logf("%d of %d are not read", len(missed), tried)
}

// reads tells whether one of the readings of a surface is the word without an article.
func reads(surface, word string) bool {
	for _, r := range lang.Readings(lang.Tokens(surface)[0]) {
		if r.Key == word {
			return true
		}
	}
	return false
}

func TestFamiliesGoFromTheBaseAlone(t *testing.T) {
	lt := loadLemmas()
	for _, word := range strings.Fields("طالبان سليمان عشرين ليلى الجزائر بشرى") {
		key := lang.Indefinite(lemmaKey(word))
		if got := familyOf(lang.Reading{Key: key}); len(got) != 1 || len(lt.heads(key, 0)) != 1 {
			t.Errorf("%s is of the families %v; want its own alone", word, got)
		}
	}
}
