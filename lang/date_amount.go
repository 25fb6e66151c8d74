package lang

import (
	"strings"
	"time"
)

// dateBackBy is an amount of time: days, or less than a day.
type dateBackBy struct {
	days  int
	clock time.Duration
}

// dateFractions are the parts of a unit.
var dateFractions = map[string]time.Duration{"نصف": 2, "ربع": 4, "ثلث": 3, "half": 2, "quarter": 4, "نيم": 2, "חצי": 2, "רבע": 4, "halben": 2, "halbe": 2, "demi": 2, "yarım": 2}

// dateAmountOf adds up «3 ساعات», «ساعتين و 10 دقائق», «ساعة ونصف», «half an hour». A word that it does not
// know makes it no amount.
func dateAmountOf(words []string) (dateBackBy, bool) {
	var sum dateBackBy
	var last time.Duration
	for len(words) > 0 {
		w := words[0]
		part, isPart := dateFractions[strings.TrimPrefix(w, "و")]
		switch {
		case isPart && len(words) == 1 && last > 0: // «ساعة ونصف»: of the unit before
			sum.add(last/part, 1)
			words = words[1:]
			continue
		case isPart:
			unit, rest := dateUnitBehind(words[1:])
			if unit == 0 {
				return sum, false
			}
			sum.add(unit/part, 1)
			words = rest
			continue
		case dateJoiner[w]:
			words = words[1:]
			continue
		}
		n, rest := dateCount(words)
		if len(rest) == 0 {
			return sum, false
		}
		u, known := dateUnits[strings.TrimPrefix(rest[0], "و")]
		if !known {
			u, known = dateUnits[rest[0]]
		}
		if n == 0 {
			n = u.n
		}
		if !known || n == 0 {
			return sum, false
		}
		sum.add(u.unit, n)
		last, words = u.unit, rest[1:]
		if len(words) > 0 && (words[0] == "واحده" || words[0] == "واحد") {
			words = words[1:]
		}
	}
	return sum, sum.days > 0 || sum.clock > 0
}

func (b *dateBackBy) add(unit time.Duration, n int) {
	if unit >= dateADay {
		b.days += n * int(unit/dateADay)
		return
	}
	b.clock += time.Duration(n) * unit
}

// dateJoiner are words between the parts of an amount that say nothing.
var dateJoiner = map[string]bool{
	"و": true, "and": true, "et": true, "und": true, "y": true, "e": true, "ve": true, "ו": true,
	"حوالي": true, "نحو": true, "حدود": true, "تقريبا": true, "about": true, "environ": true, "etwa": true, "ca": true,
}

// dateUnitBehind is the unit of a fraction: «نصف ساعة», «half an hour».
func dateUnitBehind(words []string) (time.Duration, []string) {
	for len(words) > 0 && (words[0] == "a" || words[0] == "an" || words[0] == "of") {
		words = words[1:]
	}
	if len(words) == 0 {
		return 0, nil
	}
	return dateUnits[words[0]].unit, words[1:]
}

// dateCount reads the number before a unit, in figures or words, up to 999; 0: none stands there.
func dateCount(words []string) (int, []string) {
	w := words[0]
	if n := dateNumber(w); n >= 0 {
		if len(w) > 3 {
			return 0, nil
		}
		return n, words[1:]
	}
	n, ok := dateCounts[w]
	if !ok {
		n, ok = dateCounts[strings.TrimPrefix(w, "و")]
	}
	if !ok {
		return 0, words
	}
	words = words[1:]
	switch {
	case len(words) > 0 && n < 10 && strings.HasPrefix(words[0], "عشر") && dateCounts[words[0]] == 10: // خمس عشرة
		return n + 10, words[1:]
	case len(words) > 0 && n < 10 && strings.HasPrefix(words[0], "و") && dateCounts[words[0][len("و"):]] >= 20: // خمس وعشرين
		return n + dateCounts[words[0][len("و"):]], words[1:]
	}
	return n, words
}
