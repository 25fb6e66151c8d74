package story

import (
	"fmt"
	"slices"
	"strings"
)

// Reason says what decided.
type Reason uint8

const (
	OneText   Reason = iota + 1 // most of the shorter text stands in the longer one, and nothing of note differs
	Late                        // more than Window lies between them
	Short                       // one of them has fewer than MinWords words
	Apart                       // they have too little in common
	OtherLead                   // they share background, but what they open with differs
	Differs                     // a fact differs where the words around it agree
)

// Verdict is whether two texts are one story, and why.
type Verdict struct {
	Same    bool
	Overlap float64 // the part of the shorter text's words that stands in the longer one, 0 to 1
	Reason  Reason
	Kind    string // of Differs: what differs, "figure", "day", "country" …
	A, B    string // of Differs: as printed in both
}

// Why says the verdict in words for people.
func (v Verdict) Why() string {
	share := fmt.Sprintf("%.0f %% of the shorter text stands in the longer one", 100*v.Overlap)
	switch v.Reason {
	case OneText:
		return "one story: " + share + ", and no figure, day, place or name differs"
	case Late:
		return fmt.Sprintf("not one story: more than %.0f hours lie between the two", Window.Hours())
	case Short:
		return fmt.Sprintf("not one story: a text of fewer than %d words proves nothing", MinWords)
	case Apart:
		return "not one story: only " + share
	case OtherLead:
		return "not one story: " + share + ", but one of them opens with news that the other lacks"
	}
	return fmt.Sprintf("not one story: %s, but the %s differs: «%s», «%s»", share, v.Kind, v.A, v.B)
}

const (
	minOverlap = 0.70 // of the shorter text's words
	minPair    = 0.50 // of the shorter sentence's words, for two sentences to be one
	minMet     = 0.40 // the same for two sentences to have anything in common
	minLead    = 0.60 // the same for what the texts open with: news
	minThings  = 1.5  // weight of the nouns in whose place others stand: one behind the lead is the desk's taste
	alike      = 0.80 // the shorter text's length to the longer's, from where on none is embedded in the other
)

// Judge compares two texts.
func Judge(a, b *Reading) Verdict {
	if gap := a.sketch.SeenAt.Sub(b.sketch.SeenAt); gap > Window || gap < -Window {
		return Verdict{Reason: Late}
	}
	if a.sketch.Words > b.sketch.Words {
		v := Judge(b, a)
		v.A, v.B = v.B, v.A
		return v
	}
	if a.sketch.Words < MinWords {
		return Verdict{Reason: Short}
	}
	pairs, taken := pair(a, b)
	v := Verdict{Overlap: overlap(a, pairs)}
	if v.Overlap < minOverlap {
		v.Reason = Apart
		return v
	}
	if d := firstDifference(a, b, pairs); d != nil {
		v.Reason, v.Kind, v.A, v.B = Differs, d.kind, d.a, d.b
		return v
	}
	if !opens(a, pairs) || float64(a.sketch.Words) > alike*float64(b.sketch.Words) && !opensIn(b, taken) {
		v.Reason = OtherLead
		return v
	}
	v.Same, v.Reason = true, OneText
	return v
}

// match is a sentence and the one of the other text that it agrees with most.
type match struct {
	with  int // -1: none
	share float64
	diff  []hunk
	kept  int // words that stand in both
}

// pair finds for each sentence of a the best of b, and for each of b how well it was met.
func pair(a, b *Reading) ([]match, []float64) {
	out := make([]match, len(a.sentences))
	taken := make([]float64, len(b.sentences))
	for i := range a.sentences {
		s := &a.sentences[i]
		best := match{with: -1}
		for j := range b.sentences {
			t := &b.sentences[j]
			if share := common(s, t); share > best.share {
				best.with, best.share = j, share
			}
		}
		if best.with >= 0 && best.share >= minMet {
			best.diff, best.kept = compare(s.words, b.sentences[best.with].words)
			best.share = float64(best.kept) / float64(max(1, min(len(s.words), len(b.sentences[best.with].words))))
			taken[best.with] = max(taken[best.with], best.share)
		} else {
			best = match{with: -1}
		}
		out[i] = best
	}
	return out, taken
}

// common is the part of the shorter sentence's words that stand in the longer one, in any order.
func common(s, t *sentence) float64 {
	if len(s.words) > len(t.words) {
		s, t = t, s
	}
	if len(s.words) < 4 {
		return 0
	}
	n := 0
	for w, c := range s.bag {
		n += min(c, t.bag[w])
	}
	return float64(n) / float64(len(s.words))
}

func overlap(a *Reading, pairs []match) float64 {
	kept := 0
	for _, m := range pairs {
		if m.with >= 0 && m.share >= minMet {
			kept += m.kept
		}
	}
	return float64(kept) / float64(a.sketch.Words)
}

// opens tells whether the first real sentence of a stands in b.
func opens(a *Reading, pairs []match) bool {
	for i, s := range a.sentences {
		if len(s.words) >= 8 {
			return pairs[i].with >= 0 && pairs[i].share >= minLead
		}
	}
	return true
}

func opensIn(b *Reading, taken []float64) bool {
	for j, s := range b.sentences {
		if len(s.words) >= 8 {
			return taken[j] >= minLead
		}
	}
	return true
}

// difference is a fact that is not the same in both.
type difference struct{ kind, a, b string }

func firstDifference(a, b *Reading, pairs []match) *difference {
	leadA, leadB := a.lead(), b.lead()
	var first *difference
	weight := 0.0
	for i, m := range pairs {
		if m.with < 0 || m.share < minPair {
			continue
		}
		s, t := a.sentences[i].words, b.sentences[m.with].words
		for _, h := range m.diff {
			if d := differs(s, t, h, a, b); d != nil {
				return d
			}
			w := otherThing(s, t, h, i == leadA || m.with == leadB)
			if weight += w; w > 0 && first == nil {
				first = &difference{"thing", text(s[h.a:h.aEnd]), text(t[h.b:h.bEnd])}
			}
		}
		if d := strangers(s, t, a, b); d != nil && m.share >= 0.6 {
			return d
		}
		if d := halted(s, t, a, b); d != nil && i == leadA && m.with == leadB {
			return d
		}
	}
	if weight >= minThings {
		return first
	}
	return nil
}

// differs looks at one place where other words stand between words that agree.
func differs(s, t []word, h hunk, a, b *Reading) *difference {
	x, y := s[h.a:h.aEnd], t[h.b:h.bEnd]
	if turnedRound(x, y) {
		return &difference{negation.String(), text(x), text(y)}
	}
	if len(x) == 0 || len(y) == 0 {
		return nil
	}
	if d := counted(x, y, a, b); d != nil {
		return d
	}
	lead := h.a == 0 && h.b == 0 && len(x) <= 6 && len(y) <= 6 // a dateline: each paper has its own
	for k := figure; k <= compass; k++ {
		if lead && (k == city || k == country) {
			continue
		}
		fx, wx := factsOf(x, k)
		fy, wy := factsOf(y, k)
		if len(fx) == 0 || len(fy) == 0 || !against(k, fx, fy) {
			continue
		}
		if excess(fx, k, t, s) || excess(fy, k, s, t) { // only moved
			continue
		}
		return &difference{k.String(), wx, wy}
	}
	if d := placesDiffer(x, y, a, b); d != nil && !lead {
		return d
	}
	return namesDiffer(x, y, a, b)
}

// counted finds a figure that the other text does not have, where that has other words: two
// lorries (a dual in Arabic), three lorries.
func counted(x, y []word, a, b *Reading) *difference {
	fx, _ := factsOf(x, figure)
	fy, _ := factsOf(y, figure)
	if len(fx) > 0 && len(fy) > 0 || len(x) > 4 || len(y) > 4 {
		return nil
	}
	for _, side := range []struct {
		ids   []string
		other *Reading
	}{{fx, b}, {fy, a}} {
		for _, id := range side.ids {
			if !side.other.facts[fact{figure, id}] {
				return &difference{figure.String(), text(x), text(y)}
			}
		}
	}
	return nil
}

// placesDiffer sets a town against a country that it does not lie in, and a place that one text does
// not know against an English name that the other does not.
func placesDiffer(x, y []word, a, b *Reading) *difference {
	if townAndLand(x, y) || townAndLand(y, x) || unknownPlace(x, b) && strange(y, a.names) != "" || unknownPlace(y, a) && strange(x, b.names) != "" {
		return &difference{city.String(), text(x), text(y)}
	}
	return nil
}

// townAndLand tells whether there is a town on one side and on the other a country around others.
func townAndLand(x, y []word) bool {
	towns, _ := factsOf(x, city)
	own, _ := factsOf(x, country)
	lands, _ := factsOf(y, country)
	return len(towns) > 0 && len(own) == 0 && len(lands) > 0 && !slices.Contains(lands, landOf(towns[0]))
}

func unknownPlace(words []word, other *Reading) bool {
	for _, w := range words {
		for _, f := range w.facts {
			if (f.kind == country || f.kind == city) && !other.facts[f] {
				return true
			}
		}
	}
	return false
}

// halted finds what stops a thing (postponed, refused, withdrawn) in the lead of one text, while the
// other knows nothing of it.
func halted(s, t []word, a, b *Reading) *difference {
	for _, side := range []struct {
		words []word
		other *Reading
	}{{s, b}, {t, a}} {
		for _, w := range side.words {
			for _, f := range w.facts {
				if f.kind == turn && slices.Contains(halts, f.id) && !side.other.says(w, f) {
					return &difference{turn.String(), w.text, ""}
				}
			}
		}
	}
	return nil
}

// says tells whether a text has a word, or another of the same sense in its lead.
func (r *Reading) says(w word, f fact) bool {
	lead := r.lead()
	for i, s := range r.sentences {
		if s.bag[w.stem] > 0 {
			return true
		}
		if i == lead && slices.ContainsFunc(s.words, func(x word) bool { return slices.Contains(x.facts, f) }) {
			return true
		}
	}
	return false
}

// halts are the turns that end or put off what was planned.
var halts = []string{"-b", "-d", "-h", "-i", "-j"}

// lead is the index of the first real sentence, where the news stands; -1: there is none.
func (r *Reading) lead() int {
	return slices.IndexFunc(r.sentences, func(s sentence) bool { return len(s.words) >= 8 })
}

// against tells whether two sets of facts of one kind cannot both be told of one thing.
func against(k kind, x, y []string) bool {
	for _, i := range x {
		for _, j := range y {
			if k == turn && i[1:] == j[1:] && i[0] != j[0] {
				return true
			}
			if k != turn && i == j {
				return false
			}
		}
	}
	return k != turn
}

// strangers finds figures, days and places of one sentence that the other text lacks altogether,
// and the other way round.
func strangers(s, t []word, a, b *Reading) *difference {
	for _, k := range []kind{figure, day, country, city} {
		x := missing(s, k, b)
		y := missing(t, k, a)
		if x != "" && y != "" {
			return &difference{k.String(), x, y}
		}
	}
	return nil
}

func missing(words []word, k kind, other *Reading) string {
	for i, w := range words {
		for _, f := range w.facts {
			if f.kind == k && !other.facts[f] && !((k == city || k == country) && i < 4) {
				return w.text
			}
		}
	}
	return ""
}

// turnedRound tells whether two runs are the same verb, once with a negation.
func turnedRound(x, y []word) bool {
	nx, ny := negated(x), negated(y)
	if nx == ny {
		return false
	}
	if len(x) == 0 || len(y) == 0 {
		return len(x)+len(y) == 1
	}
	if len(x) > 2 || len(y) > 2 {
		return false
	}
	u, v := x[len(x)-1].stem, y[len(y)-1].stem
	return core(u) == core(v)
}

// core is an Arabic verb without what marks person and future.
func core(s string) string {
	s = cutFirst(s, "س")
	return cutFirst(s, "ي", "ت", "ن", "ا")
}

func negated(words []word) bool {
	if len(words) == 2 && words[0].stem == "ما" {
		return true // ما زال for لا يزال; elsewhere ما is no negation
	}
	for _, w := range words {
		for _, f := range w.facts {
			if f.kind == negation {
				return true
			}
		}
	}
	return false
}

func factsOf(words []word, k kind) (ids []string, printed string) {
	for _, w := range words {
		for _, f := range w.facts {
			if f.kind == k {
				ids = append(ids, f.id)
				if !strings.Contains(printed, w.text) {
					printed = strings.TrimSpace(printed + " " + w.text)
				}
			}
		}
	}
	return ids, printed
}

// excess tells whether one of the facts stands more often in one sentence than in the other.
func excess(ids []string, k kind, in, than []word) bool {
	have, _ := factsOf(in, k)
	other, _ := factsOf(than, k)
	for _, id := range ids {
		if count(have, id) > count(other, id) {
			return true
		}
	}
	return false
}

func count(ids []string, id string) int {
	n := 0
	for _, i := range ids {
		if i == id {
			n++
		}
	}
	return n
}

// namesDiffer finds English names in whose place others stand that the other text does not know.
func namesDiffer(x, y []word, a, b *Reading) *difference {
	p, q := strange(x, b.names), strange(y, a.names)
	if p == "" || q == "" || p[0] == q[0] { // one spelling of a name seldom begins otherwise than another
		return nil
	}
	return &difference{"name", p, q}
}

func strange(words []word, known map[string]bool) string {
	for _, w := range words {
		if w.name != "" && !known[w.name] && len(w.facts) == 0 {
			return w.text
		}
	}
	return ""
}

func text(words []word) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.text)
	}
	return b.String()
}
