package lang

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// DatePrecision is how exactly a date was printed.
type DatePrecision string

// A date is never more exact than its text: a day stays a day.
const (
	DateNone   DatePrecision = "none"
	DateDay    DatePrecision = "day"
	DateMinute DatePrecision = "minute"
	DateSecond DatePrecision = "second"
)

// Date is a date as a newspaper printed it, and the instant as far as the text gives one.
type Date struct {
	Raw        string        // the text, blanks at its ends removed
	At         time.Time     // UTC; zero when no instant may be made of Raw; the first instant of the day for DateDay
	Precision  DatePrecision // DateNone when At is zero
	ZoneSource string        // "text": the text names its offset; "source": DateContext.Zone was taken; "": no instant

	// Day is the calendar day, 2025-03-17: in the newspaper's zone, or as the text has it where that is
	// not known. It stands also where a day was printed and no zone makes an instant of it.
	Day  string
	Zone *time.Location // in which the text tells the time: its own offset, else the newspaper's zone; nil without At
}

// DateContext is what the reader of a date knows beside its text.
type DateContext struct {
	Zone   *time.Location // of the newspaper; nil: a text without an offset gives no instant
	Now    time.Time      // what «منذ 3 ساعات» counts from; zero: relative dates give no instant
	Layout string         // Go layout that is tried first; empty: none

	Language string    // base language of the newspaper; it tells years of the Persian calendar from Islamic ones
	Order    DateOrder // of days in figures; empty: an impossible order decides, else day first
	Hijri    int       // days by which the newspaper's Islamic dates differ from umm al-qura: +1, a month that begins a day later there
	LocalZ   bool      // the newspaper's Z, UTC and +00:00 are its own local time: see ZIsLocal
}

// DateOrder is the habit of a newspaper in writing days in figures.
type DateOrder string

// 3/4/25 is the third of April, March 4, or 2003-04-25.
const (
	DayFirst   DateOrder = "dmy"
	MonthFirst DateOrder = "mdy"
	YearFirst  DateOrder = "ymd"
)

// dateLongest is how long, in bytes, a text may be and still be taken for a date.
// A sentence that mentions a day is not the date of its page.
const dateLongest = 240

// ReadDate reads a date as newspapers, feeds and their software write it: RFC 822 and 3339 with
// the usual mistakes, Unix seconds and milliseconds, year first or day first (03/04 is the third
// of April), Arabic, Persian, Urdu and European month names, Arabic-Indic and Persian digits,
// ص and م. The day number counts, a wrong weekday does not.
//
// Years of the Islamic calendar (umm al-qura) and of the Persian one are converted; a Gregorian day
// beside them wins. Of a span the first day counts, of the days of publication and of change the first.
//
// It never fails: what cannot be read has At zero. It refuses what no newspaper means: years
// outside 1850 to 2100, the 31st of February, and the zero dates of software (0000-00-00,
// 0001-01-01, 1899-12-30, 1970-01-01).
func ReadDate(text string, ctx DateContext) Date {
	d := Date{Raw: strings.TrimSpace(text), Precision: DateNone}
	if d.Raw == "" || len(d.Raw) > dateLongest || !utf8.ValidString(d.Raw) {
		return d
	}
	if at, p, ok := dateByLayout(d.Raw, ctx); ok {
		return d.with(ctx, at, p, "source")
	}
	s := datePublished(dateFold(norm.NFKC.String(html.UnescapeString(d.Raw))))
	if at, p, ok := dateUnix(s); ok {
		return d.with(ctx, at.UTC(), p, "text")
	}
	clock, rest := dateClockOf(s)
	rest = strings.Replace(rest, "غره ", "1 ", 1) // the first of an Islamic month
	if ctx.LocalZ && clock.isGreenwich() {
		clock.offset, clock.zone = "", ""
	}
	day, ok := dateDayOf(rest, ctx)
	if !ok {
		at, p := dateRelative(rest, clock, ctx)
		return d.with(ctx, at, p, "source")
	}
	at, p, from := dateInstant(day, clock, ctx.Zone)
	if at.IsZero() {
		return d.withDay(day)
	}
	return d.with(ctx, at, p, from)
}

// with fills in an instant, unless it is one that no newspaper means.
func (d Date) with(ctx DateContext, at time.Time, p DatePrecision, zoneSource string) Date {
	if at.IsZero() || dateMeaningless(at) {
		return d
	}
	d.At, d.Precision, d.ZoneSource, d.Zone = at.UTC(), p, zoneSource, at.Location()
	if ctx.Zone != nil {
		at = at.In(ctx.Zone)
	}
	d.Day = at.Format(time.DateOnly)
	return d
}

// withDay fills in a day that no known zone makes an instant of.
func (d Date) withDay(day dateDay) Date {
	if at := time.Date(day.year, day.month, day.day, 12, 0, 0, 0, time.UTC); !dateMeaningless(at) {
		d.Day = at.Format(time.DateOnly)
	}
	return d
}

// dateMeaningless tells whether no newspaper means an instant: the zero of software in any zone, and
// years of other calendars.
func dateMeaningless(at time.Time) bool {
	const zeroOfSoftware = 36 * time.Hour
	switch at.Format(time.DateOnly) {
	case "1899-12-30", "1899-12-31", "1900-01-01": // zeros of spreadsheets and databases
		return true
	}
	return at.Year() < 1850 || at.Year() > 2100 || at.Sub(time.Unix(0, 0)).Abs() < zeroOfSoftware
}

// dateByLayout tries the layout that a source names for itself.
func dateByLayout(raw string, ctx DateContext) (time.Time, DatePrecision, bool) {
	if ctx.Layout == "" || ctx.Zone == nil || strings.Contains(ctx.Layout, "07") {
		return time.Time{}, DateNone, false
	}
	at, err := time.ParseInLocation(ctx.Layout, strings.TrimSpace(dateDigits(raw)), ctx.Zone)
	if err != nil {
		return time.Time{}, DateNone, false
	}
	switch {
	case strings.Contains(ctx.Layout, "05"):
		return at, DateSecond, true
	case strings.Contains(ctx.Layout, "04"):
		return at, DateMinute, true
	}
	return at, DateDay, true
}

// dateSinceEpoch is a text of digits alone, or .NET's /Date(1742194800000)/. Ten digits that begin with
// nought are a telephone number.
var dateSinceEpoch = regexp.MustCompile(`^(?:/?date\()?([1-9]\d{9}|[1-9]\d{12})(?:\.\d+)?(?:[+-]\d{4})?(?:\)/?)?$`)

// dateUnix reads Unix seconds and milliseconds.
func dateUnix(s string) (time.Time, DatePrecision, bool) {
	m := dateSinceEpoch.FindStringSubmatch(s)
	if m == nil {
		return time.Time{}, DateNone, false
	}
	n, err := strconv.ParseInt(m[1], 10, 64)
	_, calendar := dateChecked(m[1][:4], m[1][4:6], m[1][6:8])
	switch {
	case err != nil, calendar && (m[1][:2] == "19" || m[1][:2] == "20"): // 2025031712: a day and more, not a second of 2034
		return time.Time{}, DateNone, false
	case len(m[1]) == 10:
		return time.Unix(n, 0), DateSecond, true
	}
	return time.UnixMilli(n), DateSecond, true
}

// dateInstant puts a day and a time of day together, in the zone that the text or else the source names.
func dateInstant(day dateDay, clock dateClock, zone *time.Location) (time.Time, DatePrecision, string) {
	loc, from := zone, "source"
	if clock.precision != DateNone {
		if named := clock.location(zone); named != nil {
			loc, from = named, "text"
		}
	}
	if loc == nil {
		return time.Time{}, DateNone, ""
	}
	at := time.Date(day.year, day.month, day.day, clock.hour, clock.minute, clock.second, clock.nano, loc)
	if clock.precision == DateNone {
		return at, DateDay, from
	}
	return at, clock.precision, from
}

// dateDay is a day of the Gregorian calendar.
type dateDay struct {
	year  int
	month time.Month
	day   int
}

// valid tells whether the calendar has the day: time.Date would make 3 March of 31 February.
func (d dateDay) valid() bool {
	t := time.Date(d.year, d.month, d.day, 0, 0, 0, 0, time.UTC)
	return d.year > 0 && d.month >= 1 && t.Month() == d.month && t.Day() == d.day
}

var (
	dateYearFirst = regexp.MustCompile(`(?:^|[^\d./-])(\d{4})\s*[-/._]\s*(\d{1,2})\s*[-/._]\s*(\d{1,2})(?:\D|$)`)
	dateDayFirst  = regexp.MustCompile(`(?:^|[^\d])(\d{1,2})\s*[-/._]\s*(\d{1,2})\s*[-/._]\s*(\d{4})(?:\D|$)`)
	dateShort     = regexp.MustCompile(`(?:^|[^\d./:+-])(\d{1,2})([-/.])(\d{1,2})([-/.])(\d{2})(?:[^\d./:-]|$)`)
	// 17-19/3/2025: the first day of a span
	dateSpanFigures = regexp.MustCompile(`(^|[^\d/.-])(\d{1,2})\s*-\s*\d{1,2}\s*[/.]\s*(\d{1,2})\s*[/.]\s*(\d{4})`)
	// 17 03 2025: nothing else may stand there
	dateBlanks  = regexp.MustCompile(`^(\d{2}|\d{4}) (\d{2}) (\d{2}|\d{4})$`)
	dateCJK     = regexp.MustCompile(`(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]`)
	dateCompact = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	dateOrdinal = regexp.MustCompile(`^(\d{4})-(\d{3})$`)
	dateWeek    = regexp.MustCompile(`^(\d{4})-?w(\d{2})-?([1-7])$`)
)

// dateDayOf finds the day in a folded text from which the time of day has been taken out: a Gregorian
// one, else one of another calendar.
func dateDayOf(s string, ctx DateContext) (dateDay, bool) {
	s = strings.Trim(dateSpanFigures.ReplaceAllString(s, "$1$2/$3/$4"), " ,;|-–،")
	s = dateBlanks.ReplaceAllString(s, "$1/$2/$3")
	figures := dateFigures(s, ctx.Order)
	for _, f := range figures {
		if f.year >= 1850 && f.year <= 2100 { // beyond, it is an issue's number
			return f, f.valid()
		}
	}
	for _, read := range []func(string) (dateDay, bool){dateISO, dateByName, func(s string) (dateDay, bool) { return dateShortOf(s, ctx.Order) }} {
		if d, ok := read(s); ok {
			return d, true
		}
	}
	for _, f := range figures {
		if d, ok := dateElsewhere(f, ctx); ok {
			return d, true
		}
	}
	return dateByOtherMonth(s, ctx)
}

// dateFigures are the days with a year of four digits that a text has in figures, in its order.
func dateFigures(s string, order DateOrder) []dateDay {
	var out []dateDay
	for _, m := range dateCJK.FindAllStringSubmatch(s, 2) {
		out = append(out, dateDay{dateNumber(m[1]), time.Month(dateNumber(m[2])), dateNumber(m[3])})
	}
	for _, m := range dateYearFirst.FindAllStringSubmatch(s, 4) {
		out = append(out, dateOrdered(dateNumber(m[1]), dateNumber(m[2]), dateNumber(m[3])))
	}
	for _, m := range dateDayFirst.FindAllStringSubmatch(s, 4) {
		first, second := dateNumber(m[1]), dateNumber(m[2])
		if order == MonthFirst {
			out = append(out, dateOrdered(dateNumber(m[3]), first, second))
		} else {
			out = append(out, dateOrdered(dateNumber(m[3]), second, first))
		}
	}
	return out
}

// dateOrdered makes a day of a month and a day, or of the two changed round when only that is possible.
func dateOrdered(year, month, day int) dateDay {
	if month > 12 && day <= 12 {
		month, day = day, month
	}
	return dateDay{year, time.Month(month), day}
}

// dateShortOf reads a day with a year of two digits: 17/03/25. Both signs must be the same. Scores and versions
// look alike, so beside words all parts must have two digits, unless the newspaper's habit is known.
func dateShortOf(s string, order DateOrder) (dateDay, bool) {
	m := dateShort.FindStringSubmatch(s)
	if m == nil || m[2] != m[4] || order == "" && len(m[1]+m[3]) < 4 && strings.ContainsFunc(s, unicode.IsLetter) {
		return dateDay{}, false
	}
	a, b, c := dateNumber(m[1]), dateNumber(m[3]), dateNumber(m[5])
	d := dateOrdered(dateCentury(c), b, a)
	switch order {
	case YearFirst:
		d = dateOrdered(dateCentury(a), b, c)
	case MonthFirst:
		d = dateOrdered(dateCentury(c), a, b)
	}
	return d, d.valid()
}

// dateISO reads ISO 8601's forms without signs, by day of the year and by week.
func dateISO(s string) (dateDay, bool) {
	if m := dateCompact.FindStringSubmatch(s); m != nil {
		return dateChecked(m[1], m[2], m[3])
	}
	if m := dateOrdinal.FindStringSubmatch(s); m != nil {
		return dateOfOrdinal(dateNumber(m[1]), dateNumber(m[2]))
	}
	if m := dateWeek.FindStringSubmatch(s); m != nil {
		return dateOfWeek(dateNumber(m[1]), dateNumber(m[2]), dateNumber(m[3]))
	}
	return dateDay{}, false
}

func dateNumber(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1
	}
	return n
}

func dateChecked(year, month, day string) (dateDay, bool) {
	d := dateDay{dateNumber(year), time.Month(dateNumber(month)), dateNumber(day)}
	return d, d.valid()
}

// dateOfOrdinal is ISO 8601's day of the year, 2025-076.
func dateOfOrdinal(year, day int) (dateDay, bool) {
	t := time.Date(year, 1, day, 0, 0, 0, 0, time.UTC)
	return dateDay{year, t.Month(), t.Day()}, year > 0 && day > 0 && t.Year() == year
}

// dateOfWeek is ISO 8601's week date, 2025-W12-1: week 1 is the one that holds 4 January.
func dateOfWeek(year, week, weekday int) (dateDay, bool) {
	if week < 1 || week > 53 {
		return dateDay{}, false
	}
	fourth := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC)
	monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7)
	t := monday.AddDate(0, 0, 7*(week-1)+weekday-1)
	return dateDay{t.Year(), t.Month(), t.Day()}, true
}
