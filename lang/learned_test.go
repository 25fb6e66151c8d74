package lang

import (
	"slices"
	"testing"
)

func readsAs(l *Learned, word, key string) bool {
	return slices.ContainsFunc(l.Readings(Tokens(word)[0]), func(r Reading) bool { return r.Key == key && r.Parts != 0 })
}

func TestAWordSeenWithTheArticleHasNoParticle(t *testing.T) {
	l := NewLearned([]string{"بندق", "بطريق"})
	for word, key := range map[string]string{"بندق": "ندق", "بطريق": "طريق"} {
		if !readsAs(nil, word, key) {
			t.Fatalf("without learning %s is not read as a particle and %s: the seed list knows it, choose another word", word, key)
		}
		if readsAs(l, word, key) {
			t.Errorf("%s is read as a particle and %s; it was learned", word, key)
		}
	}
	if !readsAs(l, "وبطريق", "بطريق") {
		t.Error("وبطريق is not و and بطريق")
	}
	if !readsAs(l, "ببطريق", "بطريق") {
		t.Error("a learned word takes no particle")
	}
}

func TestDefinitesAreWordsWorthLearning(t *testing.T) {
	got := Definites("اشترى البندق والتمر، ثم البُنْدُق، في الوزارة وعلى الجسر؛ البطريق الملون")

	if want := []string{"بندق", "بطريق"}; !slices.Equal(got, want) {
		t.Errorf("Definites = %v; want %v: others are known, or begin with no particle", got, want)
	}
}
