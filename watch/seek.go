package watch

import (
	"slices"
	"strings"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/watch/query"
)

// seeker looks for what came closest to words that an article does not hold. It reads the text
// anew, word by word: it works for people, on one article, and need not be fast.
type seeker struct {
	implier
	learned *lang.Learned
	docs    [numFields]seekDoc

	families map[familyKey][]string // of readings met before
	heads    map[string][]string    // lemmaKeys of keys met before
}

type familyKey struct {
	key      string
	first    rune
	definite bool
}

// maxSlots bounds the words of a phrase that are looked for: each is held against every word of the text.
const maxSlots = 64

type seekDoc struct {
	text string
	toks []lang.Token
}

func newSeeker(own *Spellings, learned *lang.Learned, art *article.Article) *seeker {
	k := &seeker{implier: implier{own}, learned: learned, families: map[familyKey][]string{}, heads: map[string][]string{}}
	for f := range numFields {
		k.docs[f] = tokensOf(art, f)
	}
	return k
}

// at is a word of the text.
type at struct{ field, pos int }

func (k *seeker) printed(a at) string {
	t := k.docs[a.field].toks[a.pos]
	return k.docs[a.field].text[t.Start:t.End]
}

// order of misses of one word, the closest first.
var byCloseness = []string{MissElsewhere, MissArticle, MissMarks, MissUndecided, MissAdjective, MissInside, MissAttached, MissFamily, MissLexeme}

// words says why a word or phrase does not stand in the given fields.
func (k *seeker) words(q *query.Words, in fieldSet) *Miss {
	slots := slotsOf(q.Text)
	slots = slots[:min(len(slots), maxSlots)]
	places := make([][]at, len(slots))
	for i, s := range slots {
		if s.any {
			continue
		}
		var miss *Miss
		if places[i], miss = k.slot(q, s, in, i > 0, i == len(slots)-1); len(places[i]) == 0 {
			return miss
		}
	}
	switch len(slots) {
	case 0:
		return nil
	case 1:
		return &Miss{Kind: MissAttached, Word: q.Text, Found: k.printed(places[0][0]), Field: query.Fields[places[0][0].field]}
	}
	return k.phrase(slots, places)
}

// slot finds the places of one word in the given fields, and the closest miss when there is none.
func (k *seeker) slot(q *query.Words, s slot, in fieldSet, inside, last bool) ([]at, *Miss) {
	var places []at
	best := &Miss{Kind: MissAbsent, Word: typed(s)}
	rank := len(byCloseness)
	for f := range k.docs {
		for i := range k.docs[f].toks {
			a := at{f, i}
			kind := k.judge(q, s, a, inside, last)
			if kind == "" && in.has(f) {
				places = append(places, a)
				continue
			}
			if kind == "" {
				kind = MissElsewhere
			} else if !in.has(f) {
				continue
			}
			if r := slices.Index(byCloseness, kind); r >= 0 && r < rank {
				rank, best = r, &Miss{Kind: kind, Word: typed(s), Found: k.printed(a), Field: query.Fields[f]}
			}
		}
	}
	if best.Kind == MissAbsent {
		k.alike(best, s, in)
	}
	return places, best
}

// typed is a slot's word as a reader would write it.
func typed(s slot) string {
	if s.glob != "" {
		return s.glob
	}
	return s.raw
}

// farOff is a token that has nothing to do with a word.
const farOff = "far off"

// judge says why a word of the text is not the watch's: empty when it is.
func (k *seeker) judge(q *query.Words, s slot, a at, inside, last bool) string {
	t := k.docs[a.field].toks[a.pos]
	if s.glob != "" {
		if slices.ContainsFunc(k.learned.Readings(t), func(r lang.Reading) bool { return fits(s.glob, strings.Join(readable([]string{r.Key}), "")) }) {
			return ""
		}
		return farOff
	}
	keys := lang.Keys(s.token)
	if !q.Exact && vowelsOf(s, keys) == nil {
		keys = k.keys(s)
	}
	why := farOff
	for _, r := range k.learned.Readings(t) {
		kind := k.reading(q, s, a, r, keys, inside, last)
		if kind == "" {
			return ""
		}
		if why == farOff || slices.Index(byCloseness, kind) >= 0 && slices.Index(byCloseness, kind) < slices.Index(byCloseness, why) {
			why = kind
		}
	}
	if why == farOff && !q.Exact && len([]rune(s.token.Text)) > 2 && (slices.Contains(lang.Lookalikes(s.token.Text), t.Text) || k.learned.Has(t.Text) && strings.HasSuffix(t.Text, s.token.Text)) {
		return MissLexeme
	}
	return why
}

// reading judges one reading of a word of the text.
func (k *seeker) reading(q *query.Words, s slot, a at, r lang.Reading, keys []string, inside, last bool) string {
	if !slices.Contains(keys, r.Key) {
		return k.related(q, r, keys)
	}
	toks := k.docs[a.field].toks
	parts := r.Parts
	if keys[0] != r.Key && loadNames().inPlace[r.Key] {
		parts |= lang.InPlace
	}
	switch {
	case parts&lang.Apart != 0 && !lang.ReadsApart(toks, a.pos):
		return MissUndecided
	case parts&lang.InPlace != 0 && !lang.NameStands(toks, a.pos, parts):
		return MissAdjective
	case q.Exact && parts != 0, parts&lang.Accusative != 0 && !lang.AccusativeHolds(toks, a.pos):
		return MissAttached
	case parts&^allowed(q.Exact, !inside, last, false) != 0:
		return MissInside
	}
	if v := vowelsOf(s, lang.Keys(s.token)); v != nil && toks[a.pos].Flags&lang.Marked != 0 && !v.Agrees(k.printed(a), r.Skip) {
		return MissMarks
	}
	return ""
}

// related tells what a reading of another word has to do with the watch's.
func (k *seeker) related(q *query.Words, r lang.Reading, keys []string) string {
	for _, key := range keys {
		if r.Parts&lang.Article == 0 && lang.IsDefinite(key) && lang.Indefinite(key) == r.Key {
			return MissArticle
		}
	}
	for _, base := range k.family(r) {
		for _, key := range keys {
			if slices.Contains(k.headsOf(key), base) {
				if q.Lemma {
					return ""
				}
				return MissFamily
			}
		}
	}
	return farOff
}

// family is familyOf, remembered.
func (k *seeker) family(r lang.Reading) []string {
	id := familyKey{r.Key, r.First, r.Parts&lang.Article != 0}
	out, ok := k.families[id]
	if !ok {
		out = familyOf(r)
		k.families[id] = out
	}
	return out
}

// headsOf is lemmaKeys of a key without its article, remembered.
func (k *seeker) headsOf(key string) []string {
	out, ok := k.heads[key]
	if !ok {
		out = lemmaKeys(lang.Indefinite(key))
		k.heads[key] = out
	}
	return out
}

// alike finds the printed word that shares the longest run of letters with a slot's, at least three
// of them and more than half.
func (k *seeker) alike(m *Miss, s slot, in fieldSet) {
	word := []rune(strings.ReplaceAll(lang.Fold(typed(s)), "*", ""))
	most := max(2, len(word)/2)
	for f := range k.docs {
		if !in.has(f) {
			continue
		}
		for i, t := range k.docs[f].toks {
			if n := commonRun([]rune(lang.Fold(t.Text)), word, most); n > most {
				most = n
				m.Kind, m.Found, m.Field = MissAlike, k.printed(at{f, i}), query.Fields[f]
			}
		}
	}
}

// maxAlike bounds the letters that are compared.
const maxAlike = 40

// commonRun is the length of the longest run of letters that two words share; words too short
// to beat least are not looked at.
func commonRun(a, b []rune, least int) int {
	a, b = a[:min(len(a), maxAlike)], b[:min(len(b), maxAlike)]
	if len(a) <= least || len(b) <= least {
		return 0
	}
	longest := 0
	for i := range a {
		for j := range b {
			n := 0
			for i+n < len(a) && j+n < len(b) && a[i+n] == b[j+n] {
				n++
			}
			longest = max(longest, n)
		}
	}
	return longest
}
