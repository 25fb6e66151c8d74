package lang

import (
	"regexp"
	"time"
)

var (
	dateAgo        = regexp.MustCompile(`^(?:منذ|قبل)\s+(\d{1,3})?\s*(\pL+)$`)
	dateAgoEnglish = regexp.MustCompile(`^(\d{1,3}|an?)\s+(second|minute|hour|day|week)s?\s+ago$`)
)

// dateUnits are the words of «منذ …» with their length and how many they mean without a number.
var dateUnits = map[string]struct {
	unit time.Duration
	n    int
}{
	"ثانيه": {time.Second, 1}, "ثواني": {time.Second, 0}, "ثوان": {time.Second, 0},
	"دقيقه": {time.Minute, 1}, "دقيقتين": {time.Minute, 2}, "دقائق": {time.Minute, 0},
	"ساعه": {time.Hour, 1}, "ساعتين": {time.Hour, 2}, "ساعات": {time.Hour, 0},
	"يوم": {24 * time.Hour, 1}, "يومين": {24 * time.Hour, 2}, "ايام": {24 * time.Hour, 0}, "يوما": {24 * time.Hour, 0},
	"second": {time.Second, 1}, "minute": {time.Minute, 1}, "hour": {time.Hour, 1}, "day": {24 * time.Hour, 1}, "week": {168 * time.Hour, 1},
}

// dateDays are the words for a day seen from the day of reading.
var dateDays = map[string]int{"اليوم": 0, "امس": -1, "today": 0, "yesterday": -1}

// dateRelative reads «منذ 3 ساعات» and «أمس 20:15». Without ctx.Now nothing is read; a word for
// a day without a time is a day.
func dateRelative(s string, clock dateClock, ctx DateContext) (time.Time, DatePrecision) {
	if ctx.Now.IsZero() || ctx.Zone == nil {
		return time.Time{}, DateNone
	}
	toks := dateTokens(s)
	if len(toks) == 1 {
		if days, ok := dateDays[toks[0].text]; ok {
			y, m, d := ctx.Now.In(ctx.Zone).AddDate(0, 0, days).Date()
			at, p, _ := dateInstant(dateDay{y, m, d}, clock, ctx.Zone)
			return at, p
		}
	}
	if clock.precision != DateNone {
		return time.Time{}, DateNone
	}
	m := dateAgo.FindStringSubmatch(s)
	if m == nil {
		m = dateAgoEnglish.FindStringSubmatch(s)
	}
	if m == nil {
		return time.Time{}, DateNone
	}
	u, ok := dateUnits[m[2]]
	n := u.n
	if k := dateNumber(m[1]); k >= 0 {
		n = k
	}
	if !ok || n == 0 {
		return time.Time{}, DateNone
	}
	return dateCounted(ctx, n, u.unit)
}

// dateCounted goes back n units; in days, the result is a day.
func dateCounted(ctx DateContext, n int, unit time.Duration) (time.Time, DatePrecision) {
	if unit < 24*time.Hour {
		return ctx.Now.Add(-time.Duration(n) * unit).Truncate(time.Minute), DateMinute
	}
	y, m, d := ctx.Now.In(ctx.Zone).AddDate(0, 0, -n*int(unit/(24*time.Hour))).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, ctx.Zone), DateDay
}
