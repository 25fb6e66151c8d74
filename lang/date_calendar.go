package lang

import (
	"strings"
	"time"
)

// dateElsewhere converts a day in figures whose year is of another calendar. Years 1300 to 1500 are of
// both the Islamic and the Persian calendar: the language decides, else which of the two is nearer to Now.
func dateElsewhere(f dateDay, ctx DateContext) (dateDay, bool) {
	islamic, okI := ctx.islamic(f.year, int(f.month), f.day)
	persian, okP := dateOfPersian(f.year, int(f.month), f.day)
	switch ctx.Language {
	case "fa", "ps", "prs":
		return persian, okP
	case "ar", "ur":
		return islamic, okI
	}
	switch {
	case okI && okP && !ctx.Now.IsZero() && ctx.Now.Sub(persian.noon()).Abs() < ctx.Now.Sub(islamic.noon()).Abs():
		return persian, true
	case okI:
		return islamic, true
	}
	return persian, okP
}

// islamic converts a day of the Islamic calendar as the newspaper counts it.
func (ctx DateContext) islamic(year, month, day int) (dateDay, bool) {
	d, ok := dateOfIslamic(year, month, day)
	if !ok || ctx.Hijri == 0 {
		return d, ok
	}
	t := d.noon().AddDate(0, 0, ctx.Hijri)
	return dateDay{t.Year(), t.Month(), t.Day()}, true
}

func (d dateDay) noon() time.Time {
	return time.Date(d.year, d.month, d.day, 12, 0, 0, 0, time.UTC)
}

// dateOtherMonth is a month of another calendar.
type dateOtherMonth struct {
	month   int
	convert func(year, month, day int) (dateDay, bool)
}

// dateByOtherMonth reads a day whose month is named in the Islamic or the Persian calendar, with a year of it.
func dateByOtherMonth(s string, ctx DateContext) (dateDay, bool) {
	toks := dateTokens(s)
	for i := range toks {
		m, n := dateOtherMonthAt(toks, i, ctx)
		if n == 0 {
			continue
		}
		before := dateNumberAt(toks, dateBack(toks, i-1))
		at := dateOn(toks, i+n)
		next := dateNumberAt(toks, at)
		switch {
		case dateIsDay(before) && dateIsYear(next):
			return m.convert(dateNumber(next.text), m.month, dateNumber(before.text))
		case dateIsYear(before) && dateIsDay(next):
			return m.convert(dateNumber(before.text), m.month, dateNumber(next.text))
		case dateIsDay(next) && dateIsYear(dateNumberAt(toks, dateOn(toks, at+1))):
			return m.convert(dateNumber(toks[dateOn(toks, at+1)].text), m.month, dateNumber(next.text))
		}
	}
	return dateDay{}, false
}

func dateOtherMonthAt(toks []dateToken, i int, ctx DateContext) (dateOtherMonth, int) {
	name, longest := "", 0
	var found dateOtherMonth
	for n := 1; n <= 3 && i+n <= len(toks) && !toks[i+n-1].number; n++ {
		if n > 1 {
			name += " "
		}
		name += strings.TrimSuffix(toks[i+n-1].text, "ماه")
		if m, ok := dateIslamicMonths[name]; ok {
			found, longest = dateOtherMonth{m, ctx.islamic}, n
		}
		if m, ok := datePersianMonths[name]; ok {
			found, longest = dateOtherMonth{m, dateOfPersian}, n
		}
	}
	return found, longest
}

// dateIslamicMonths are the names of the Islamic months as dateFold leaves them.
var dateIslamicMonths = map[string]int{
	"محرم": 1, "المحرم": 1, "محرم الحرام": 1, "صفر": 2, "صفر الخير": 2,
	"ربيع الاول": 3, "ربيع اول": 3, "ربيعالاول": 3, "ربيع الثاني": 4, "ربيع ثاني": 4, "ربيع الاخر": 4, "ربيع اخر": 4, "ربيعالثاني": 4,
	"جمادي الاولي": 5, "جمادي الاول": 5, "جمادي اولي": 5, "جماديالاول": 5, "جماديالاولي": 5, "جمادا الاولي": 5,
	"جمادي الاخره": 6, "جمادي الثانيه": 6, "جمادي الثاني": 6, "جمادي الاخر": 6, "جمادي ثانيه": 6, "جماديالثاني": 6, "جماديالثانيه": 6,
	"رجب": 7, "شعبان": 8, "رمضان": 9, "شوال": 10,
	"ذو القعده": 11, "ذي القعده": 11, "ذوالقعده": 11, "ذيالقعده": 11, "ذيقعده": 11, "ذي قعده": 11, "ذا القعده": 11,
	"ذو الحجه": 12, "ذي الحجه": 12, "ذوالحجه": 12, "ذيالحجه": 12, "ذيحجه": 12, "ذي حجه": 12, "ذا الحجه": 12,
	"muharram": 1, "safar": 2, "rabi al awwal": 3, "rabi al thani": 4, "jumada al awwal": 5, "jumada al ula": 5, "jumada al thani": 6, "jumada al akhirah": 6,
	"rajab": 7, "shaban": 8, "sha ban": 8, "ramadan": 9, "shawwal": 10, "dhu al qadah": 11, "dhul qadah": 11, "dhu al hijjah": 12, "dhul hijjah": 12,
}

// datePersianMonths are the names of the Persian months, of Iran and of Afghanistan, as dateFold leaves them.
var datePersianMonths = map[string]int{
	"فروردين": 1, "ارديبهشت": 2, "خرداد": 3, "تير": 4, "مرداد": 5, "امرداد": 5, "شهريور": 6,
	"مهر": 7, "ابان": 8, "اذر": 9, "دي": 10, "بهمن": 11, "اسفند": 12,
	"حمل": 1, "ثور": 2, "جوزا": 3, "سرطان": 4, "اسد": 5, "سنبله": 6, "ميزان": 7, "عقرب": 8, "قوس": 9, "جدي": 10, "دلو": 11, "حوت": 12,
}

// islamicFirst is the year of the first entry of islamicMonths; its first day is 1946-11-25.
const islamicFirst = 1366

// islamicMonths are the months of 30 days of each year of the umm al-qura calendar, the first month in the
// lowest bit; the others have 29. Source: the table of R. H. van Gent (Utrecht) as go-hijri has it; its first
// ten years are left out, where a month of 28 days stands.
var islamicMonths = [...]uint16{
	0x555, 0x555, 0xd55, 0x6d5, 0x555, 0xea5, 0xd2a, 0xaaa, 0xcd5, 0x655, 0x572, 0xda9, 0x555, 0xaaa, 0x555,
	0x52d, 0xa6d, 0x55a, 0x555, 0x74d, 0xd53, 0xd54, 0x556, 0xd55, 0x2d5, 0xd55, 0xd54, 0xd45, 0x655, 0x52d,
	0xa5d, 0x55a, 0xad5, 0x6aa, 0xd4b, 0x52a, 0xa57, 0x4ae, 0x976, 0x56c, 0xb55, 0xaaa, 0xa55, 0x4ad, 0x95d,
	0x2da, 0x5d9, 0xdb2, 0xba4, 0xb4a, 0xa55, 0x2b5, 0x575, 0xb6a, 0xbd2, 0xbc4, 0xb89, 0xa95, 0x52d, 0x5ad,
	0xb6a, 0x6d4, 0xdc9, 0xd92, 0xaa6, 0x956, 0x2ae, 0x56d, 0x36a, 0xb55, 0xaaa, 0x94d, 0x49d, 0x95d, 0x2ba,
	0x5b5, 0x5aa, 0xd55, 0xa9a, 0x92e, 0x26e, 0x55d, 0xada, 0x6d4, 0x6a5, 0x54b, 0xa97, 0x54e, 0xaae, 0x5ac,
	0xba9, 0xd92, 0xb25, 0x64b, 0xcab, 0x55a, 0xb55, 0x6d2, 0xea5, 0xe4a, 0xa95, 0x52d, 0xaad, 0x36c, 0x759,
	0x6d2, 0x695, 0x52d, 0xa5b, 0x4ba, 0x9ba, 0x3b4, 0xb69, 0xb52, 0xaa6, 0x4b6, 0x96d, 0x2ec, 0x6d9, 0xeb2,
	0xd54, 0xd2a, 0xa56, 0x4ae, 0x96d, 0xd6a, 0xb54, 0xb29, 0xa93, 0x52b, 0xa57, 0x536, 0xab5, 0x6aa, 0xe93,
}

// dateOfIslamic converts a day of the umm al-qura calendar, years 1366 to 1500.
func dateOfIslamic(year, month, day int) (dateDay, bool) {
	if year < islamicFirst || year >= islamicFirst+len(islamicMonths) || month < 1 || month > 12 || day < 1 {
		return dateDay{}, false
	}
	days := 0
	for y := islamicFirst; y <= year; y++ {
		for m := 1; m <= 12; m++ {
			length := 29 + int(islamicMonths[y-islamicFirst]>>(m-1)&1)
			if y == year && m == month {
				t := time.Date(1946, 11, 25, 12, 0, 0, 0, time.UTC).AddDate(0, 0, days+day-1)
				return dateDay{t.Year(), t.Month(), t.Day()}, day <= length
			}
			days += length
		}
	}
	return dateDay{}, false
}

// dateOfPersian converts a day of the Persian calendar, years 1300 to 1500: six months of 31 days, five
// of 30, and a last one of 29, of 30 in leap years. Years begin on 21 March, on 20 March after a leap
// year's day has moved them; leap years follow the 33-year cycle, which is the astronomical calendar in
// this range.
func dateOfPersian(year, month, day int) (dateDay, bool) {
	if year < 1300 || year > 1500 || month < 1 || month > 12 || day < 1 || day > persianLength(year, month) {
		return dateDay{}, false
	}
	days := day - 1
	for y := 1300; y < year; y++ {
		days += 365
		if persianLeap(y) {
			days++
		}
	}
	for m := 1; m < month; m++ {
		days += persianLength(year, m)
	}
	t := time.Date(1921, 3, 21, 12, 0, 0, 0, time.UTC).AddDate(0, 0, days)
	return dateDay{t.Year(), t.Month(), t.Day()}, true
}

func persianLength(year, month int) int {
	switch {
	case month <= 6:
		return 31
	case month <= 11 || persianLeap(year):
		return 30
	}
	return 29
}

// persianLeap tells whether a year has 366 days.
func persianLeap(year int) bool {
	switch year % 33 {
	case 1, 5, 9, 13, 17, 22, 26, 30:
		return true
	}
	return false
}
