package lang

import (
	"regexp"
	"strings"
	"time"
)

// The words before and behind an amount of time that say «ago»; longer ones first.
var (
	dateAgoBefore = []string{"منذ", "قبل", "بيش", "پيش", "پێش", "il y a", "vor", "hace", "לפני", "fa"}
	dateAgoBehind = []string{"من الان", "مضت", "مضي", "قبل", "پيش", "پہلے", "لەمەوبەر", "لەمەوپيش", "لەمەوپێش", "ago", "önce", "fa", "geleden", "sedan"}
)

// dateUnits are the words of «3 hours ago» with their length and how many they mean without a number.
// Months and years say no day and are not among them.
var dateUnits = map[string]struct {
	unit time.Duration
	n    int
}{
	"ثانيه": {time.Second, 1}, "ثواني": {time.Second, 0}, "ثوان": {time.Second, 0}, "لحظات": {time.Second, 1}, "لحظه": {time.Second, 1},
	"دقيقه": {time.Minute, 1}, "دقيقتين": {time.Minute, 2}, "دقيقتان": {time.Minute, 2}, "دقائق": {time.Minute, 0},
	"ساعه": {time.Hour, 1}, "ساعتين": {time.Hour, 2}, "ساعتان": {time.Hour, 2}, "ساعات": {time.Hour, 0}, "ساعت": {time.Hour, 0},
	"يوم": {dateADay, 1}, "يومين": {dateADay, 2}, "يومان": {dateADay, 2}, "ايام": {dateADay, 0}, "يوما": {dateADay, 0}, "روز": {dateADay, 0},
	"اسبوع": {7 * dateADay, 1}, "اسبوعين": {7 * dateADay, 2}, "اسبوعان": {7 * dateADay, 2}, "اسابيع": {7 * dateADay, 0}, "هفته": {7 * dateADay, 0},
	"h": {time.Hour, 0}, "m": {time.Minute, 0}, "d": {dateADay, 0}, "w": {7 * dateADay, 0}, "second": {time.Second, 0}, "minute": {time.Minute, 0}, "min": {time.Minute, 0}, "mins": {time.Minute, 0}, "hour": {time.Hour, 0}, "hr": {time.Hour, 0}, "hrs": {time.Hour, 0}, "day": {dateADay, 0}, "week": {7 * dateADay, 0},
	"seconds": {time.Second, 0}, "minutes": {time.Minute, 0}, "hours": {time.Hour, 0}, "days": {dateADay, 0}, "weeks": {7 * dateADay, 0},
	"heure": {time.Hour, 0}, "heures": {time.Hour, 0}, "jour": {dateADay, 0}, "jours": {dateADay, 0}, "semaine": {7 * dateADay, 0}, "semaines": {7 * dateADay, 0},
	"stunde": {time.Hour, 0}, "stunden": {time.Hour, 0}, "minuten": {time.Minute, 0}, "tag": {dateADay, 0}, "tagen": {dateADay, 0}, "woche": {7 * dateADay, 0}, "wochen": {7 * dateADay, 0},
	"hora": {time.Hour, 0}, "horas": {time.Hour, 0}, "minuto": {time.Minute, 0}, "minutos": {time.Minute, 0}, "día": {dateADay, 0}, "días": {dateADay, 0}, "dias": {dateADay, 0}, "semana": {7 * dateADay, 0}, "semanas": {7 * dateADay, 0},
	"dakika": {time.Minute, 0}, "saat": {time.Hour, 0}, "gün": {dateADay, 0}, "hafta": {7 * dateADay, 0},
	"منٹ": {time.Minute, 0}, "گھنٹے": {time.Hour, 0}, "گھنٹہ": {time.Hour, 0}, "گھنٹا": {time.Hour, 0}, "دن": {dateADay, 0}, "ہفتے": {7 * dateADay, 0}, "ہفتہ": {7 * dateADay, 0},
	"خولەك": {time.Minute, 0}, "كاتژمێر": {time.Hour, 0}, "سەعات": {time.Hour, 0}, "رۆژ": {dateADay, 0}, "هەفتە": {7 * dateADay, 0},
	"דקות": {time.Minute, 0}, "דק": {time.Minute, 0}, "כשעה": {time.Hour, 1}, "כשעתיים": {time.Hour, 2}, "דקה": {time.Minute, 1}, "שעה": {time.Hour, 1}, "שעתיים": {time.Hour, 2}, "שעות": {time.Hour, 0},
	"יום": {dateADay, 1}, "יומיים": {dateADay, 2}, "ימים": {dateADay, 0}, "שבוע": {7 * dateADay, 1}, "שבועיים": {7 * dateADay, 2}, "שבועות": {7 * dateADay, 0},
}

const dateADay = 24 * time.Hour

// dateCounts are numbers in words.
var dateCounts = map[string]int{
	"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"un": 1, "une": 1, "una": 1, "einer": 1, "einem": 1, "bir": 1, "يك": 1, "ايك": 1, "ثلاث": 3, "ثلاثه": 3, "اربع": 4, "اربعه": 4, "خمس": 5, "خمسه": 5,
	"ست": 6, "سته": 6, "سبع": 7, "سبعه": 7, "ثماني": 8, "ثمانيه": 8, "تسع": 9, "تسعه": 9, "عشر": 10, "عشره": 10,
	"احد": 1, "احدي": 1, "اثنا": 2, "اثني": 2, "اثنتي": 2, "اثنتا": 2, "واحده": 1, "واحد": 1, "عشرون": 20, "عشرين": 20, "ثلاثون": 30, "ثلاثين": 30, "اربعون": 40, "اربعين": 40, "خمسون": 50, "خمسين": 50,
	"دو": 2, "سه": 3, "چهار": 4, "پنج": 5, "شش": 6, "هفت": 7, "هشت": 8, "نه": 9, "ده": 10,
}

// dateDays are the words for a day seen from the day of reading.
var dateDays = map[string]int{
	"اليوم": 0, "امس": -1, "البارحه": -1, "يوم امس": -1, "اول امس": -2, "امس الاول": -2, "قبل امس": -2, "اول من امس": -2,
	"today": 0, "yesterday": -1, "heute": 0, "gestern": -1, "vorgestern": -2, "hoy": 0, "ayer": -1, "bugün": 0, "dün": -1, "hier": -1, "aujourd hui": 0, "avant hier": -2, "oggi": 0, "ieri": -1,
	"امروز": 0, "ديروز": -1, "پريروز": -2, "اج": 0, "گزشتہ روز": -1, "ئەمڕۆ": 0, "ئەمرۆ": 0, "دوێنێ": -1, "היום": 0, "אתמול": -1, "שלשום": -2,
}

// dateNow are words for the moment of reading.
var dateNow = map[string]bool{"الان": true, "just now": true, "now": true, "منذ قليل": true, "قبل قليل": true, "لحظاتي پيش": true}

// dateLead are labels before a relative date and words before its time of day.
var dateLead = regexp.MustCompile(`^(?:(?:نشرت?|اضيفت?|تم التحديث|تم النشر|تاريخ النشر|اخر تحديث|تحديث|published|posted|updated|last updated|publié|veröffentlicht|publicado|on|انتشار|منتشر شده|بروزرساني|به روزرساني|פורסם|עודכן|בשעה)[:\s]+)+`)

// dateRelative reads «منذ 3 ساعات» and «أمس 20:15». Without ctx.Now nothing is read; a word for
// a day without a time is a day.
func dateRelative(s string, clock dateClock, ctx DateContext) (time.Time, DatePrecision) {
	if ctx.Now.IsZero() || ctx.Zone == nil {
		return time.Time{}, DateNone
	}
	text := dateLead.ReplaceAllString(dateWords(s), "")
	word, half := dateWithoutClockWords(text)
	if days, ok := dateDays[word]; ok {
		if clock.precision != DateNone {
			clock.half(half)
		}
		y, m, d := ctx.Now.In(ctx.Zone).AddDate(0, 0, days).Date()
		at, p, _ := dateInstant(dateDay{y, m, d}, clock, ctx.Zone)
		return at, p
	}
	if clock.precision != DateNone {
		return time.Time{}, DateNone
	}
	if dateNow[text] {
		return ctx.Now.Truncate(time.Minute), DateMinute
	}
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune("|•·", r) }) {
		if at, p := dateAgo(dateLead.ReplaceAllString(dateWords(part), ""), ctx); p != DateNone {
			return at, p
		}
	}
	return time.Time{}, DateNone
}

// dateWords are a text's words and numbers, one blank between.
func dateWords(s string) string {
	var words []string
	for _, t := range dateTokens(s) {
		words = append(words, t.text)
	}
	return strings.Join(words, " ")
}

// dateWithoutClockWords leaves out the words that stand between a day and its time, and returns the part of
// the day: «مساء أمس».
func dateWithoutClockWords(s string) (rest, half string) {
	var out []string
	for w := range strings.FieldsSeq(s) {
		switch w {
		case "صباح", "صباحا", "مساء", "مساءا", "ظهر", "ظهرا", "عصر", "عصرا", "فجر", "فجرا":
			half = w
		case "الساعه", "علي", "في", "عند", "تمام", "at", "um", "uhr", "à", "las", "saat", "ساعت", "بتوقيت", "ב", "בשעה":
		default:
			out = append(out, w)
		}
	}
	return strings.Join(out, " "), half
}

// dateAgo goes back from now by the amount of time that a text names. Where it counts days or weeks, the
// result is a day.
func dateAgo(s string, ctx DateContext) (time.Time, DatePrecision) {
	amount, ok := dateAgoAmount(s)
	if !ok {
		return time.Time{}, DateNone
	}
	back, ok := dateAmountOf(strings.Fields(amount))
	switch {
	case !ok:
		return time.Time{}, DateNone
	case back.days == 0:
		return ctx.Now.Add(-back.clock).Truncate(time.Minute), DateMinute
	}
	y, m, d := ctx.Now.In(ctx.Zone).AddDate(0, 0, -back.days).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, ctx.Zone), DateDay
}

// dateAgoAmount takes the words for «ago» off.
func dateAgoAmount(s string) (amount string, ok bool) {
	for _, w := range dateAgoBehind {
		if rest, found := strings.CutSuffix(s, " "+w); found {
			s, ok = rest, true
			break
		}
	}
	for _, w := range dateAgoBefore {
		if rest, found := strings.CutPrefix(s, w+" "); found {
			return rest, true
		}
	}
	return s, ok
}
