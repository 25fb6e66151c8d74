package lang

import (
	"regexp"
	"strings"
	"time"
)

// dateClock is a time of day with what the text says about its zone.
type dateClock struct {
	hour, minute, second, nano int
	precision                  DatePrecision // DateNone: the text gives no time
	offset                     string        // "+0300" and its like; "z"; empty: none
	zone                       string        // an abbreviation or «بتوقيت» phrase; empty: none
}

// The names of the parts of the day. After an hour without minutes the letters alone are left out: «7 م» may
// be metres.
const (
	dateHourHalves = `a\.?m\.?|p\.?m\.?|صباحا?|مساءا?|ظهرا?|عصرا?|فجرا?|ليلا|قبل الظهر|بعد الظهر|صبح|شب|بعد ?از ?ظهر|قبل از ظهر|` +
		`شام|دوپہر|رات|בבוקר|בערב|בצהריים|אחר הצהריים|בלילה|پێش نيوەڕۆ|دواي نيوەڕۆ`
	dateHalves = dateHourHalves + `|ص|م|ق\.?ظ|ب\.?ظ|پ\.ن|د\.ن`
)

var (
	// groups: hour, minute, second, fraction
	dateTime    = regexp.MustCompile(`(?:^|[^\d:+])([01]?\d|2[0-4])(?::|س| ?h ?)([0-5]\d)(?::([0-5]\d|60)(?:[.,](\d{1,9}))?)?(?:[^\d:]|$)`)
	dateRunTime = regexp.MustCompile(`^(\d{8})t?(\d{2})(\d{2})(\d{2})?(?:[.,]\d+)?`)
	dateHalf    = regexp.MustCompile(`^\s*(?:من |في )?(` + dateHalves + `)(?:[^\pL]|$)`)
	dateHalfEnd = regexp.MustCompile(`(?:^|[^\pL])(ص|م|صباحا|مساء|am|pm)\s*$`)
	dateDotted  = regexp.MustCompile(`(\d{1,2})\.([0-5]\d)\s*uhr`)
	datePointed = regexp.MustCompile(`(\d)t(\d{2})\.([0-5]\d)\.([0-5]\d)`) // 2025-03-17T14.30.00
	// 2025-03-17T1430
	datePlainTime = regexp.MustCompile(`(-\d{2})t(\d{2})([0-5]\d)(?:$|[^\d:.])`)
	dateHour      = regexp.MustCompile(`(^|[^\d:/.-])([01]?\d)\s*((?:من |في )?(?:` + dateHourHalves + `))(?:$|[^\pL])`)
	dateOffset    = regexp.MustCompile(`^\s*[("']?(?:utc|gmt|ut|z|(?:ب?توقيت )?[غج]ريني?تش|ت\.? ?غ\.?)?\s*([+-])(\d{1,2})(?::?(\d{2}))?(?:\D|$)`)
	dateZoneID    = regexp.MustCompile(`^\s*[\[(]?([a-z]+/[a-z_]+(?:/[a-z_]+)?)[\])]?`) // Asia/Baghdad, as RFC 9557 puts it behind the time
	dateZone      = regexp.MustCompile(`^\s*\(?(ب?توقيت \pL+(?: \pL+)?|ت\.? ?غ|[a-z]{1,5})(?:[^\pL\d]|$)`)
)

// dateClockOf takes the time of day, its half of the day and its zone out of a folded text and
// returns the rest. A time of hours alone is read where it names its half of the day («9 مساءً», 9 p.m.).
func dateClockOf(s string) (dateClock, string) {
	if m := dateRunTime.FindStringSubmatchIndex(s); m != nil {
		s = s[m[2]:m[3]] + " " + s[m[4]:m[5]] + ":" + s[m[6]:m[7]] + dateSeconds(s, m) + s[m[1]:]
	}
	s = dateDotted.ReplaceAllString(s, "$1:$2")
	s = datePlainTime.ReplaceAllString(datePointed.ReplaceAllString(s, "${1}t$2:$3:$4"), "${1}t$2:$3")
	m := dateTime.FindStringSubmatchIndex(s)
	if m == nil {
		s = dateHour.ReplaceAllString(s, "$1$2:00 $3")
		m = dateTime.FindStringSubmatchIndex(s)
	}
	if m == nil {
		return dateClock{precision: DateNone}, s
	}
	c := dateClock{hour: dateNumber(s[m[2]:m[3]]), minute: dateNumber(s[m[4]:m[5]]), precision: DateMinute}
	end := m[5]
	if m[6] >= 0 {
		c.second, c.precision, end = dateNumber(s[m[6]:m[7]]), DateSecond, m[7]
	}
	if m[8] >= 0 {
		c.nano, end = dateNano(s[m[8]:m[9]]), m[9]
	}
	before, after := strings.TrimSuffix(s[:m[2]], "t"), s[end:]
	before, after = c.takeHalf(before, after)
	after = c.takeZone(after)
	return c, before + " " + after
}

func dateSeconds(s string, m []int) string {
	if m[8] < 0 {
		return ""
	}
	return ":" + s[m[8]:m[9]]
}

// dateNano reads the digits behind a second's point.
func dateNano(digits string) int {
	n := dateNumber(digits)
	for range 9 - len(digits) {
		n *= 10
	}
	return n
}

// takeHalf applies ص, م, AM, PM and their like, behind or before the time.
func (c *dateClock) takeHalf(before, after string) (string, string) {
	word := ""
	if m := dateHalf.FindStringSubmatchIndex(after); m != nil {
		word, after = after[m[2]:m[3]], after[m[3]:]
	} else if m := dateHalfEnd.FindStringSubmatchIndex(before); m != nil {
		word, before = before[m[2]:m[3]], before[:m[2]]
	}
	c.half(word)
	return before, after
}

// half applies a part of the day to a time of twelve hours.
func (c *dateClock) half(word string) {
	if word == "" || c.hour > 12 {
		return
	}
	switch strings.TrimSuffix(word, "ا") {
	case "ص", "صباح", "فجر", "قبل الظهر", "صبح", "قبل از ظهر", "בבוקר", "پ.ن", "پێش نيوەڕۆ":
		c.hour %= 12
	case "ظهر", "دوپہر", "בצהריים":
		if c.hour < 10 {
			c.hour += 12
		}
	case "ليل", "شب", "رات", "בלילה":
		switch {
		case c.hour == 12:
			c.hour = 0
		case c.hour >= 6:
			c.hour += 12
		}
	default:
		if strings.HasPrefix(word, "a") || strings.HasPrefix(word, "ق") {
			c.hour %= 12
			return
		}
		c.hour = c.hour%12 + 12
	}
}

// takeZone reads the offset or the zone's name behind the time.
func (c *dateClock) takeZone(after string) string {
	if m := dateOffset.FindStringSubmatchIndex(after); m != nil {
		minutes := "00"
		end := m[5]
		if m[6] >= 0 {
			minutes, end = after[m[6]:m[7]], m[7]
		}
		c.offset = after[m[2]:m[3]] + ("0" + after[m[4]:m[5]])[m[5]-m[4]-1:] + minutes
		return after[end:]
	}
	if m := dateZoneID.FindStringSubmatchIndex(after); m != nil && dateZoneByID(after[m[2]:m[3]]) != nil {
		c.zone = after[m[2]:m[3]]
		return after[m[1]:]
	}
	m := dateZone.FindStringSubmatchIndex(after)
	if m == nil {
		return after
	}
	name := after[m[2]:m[3]]
	if dateMonths[name] != 0 {
		return after
	}
	if _, known := dateZones[name]; known || dateSeasons[name] != "" || strings.Contains(name, "توقيت") || strings.HasPrefix(name, "ت") {
		c.zone = name
		return after[m[3]:]
	}
	return after
}

// location is the zone that the text names, nil for none. The source's zone decides between the
// meanings of an abbreviation: AST is Arabia in a paper of Baghdad, the Atlantic in one of Halifax.
func (c dateClock) location(source *time.Location) *time.Location {
	if c.offset != "" {
		seconds := dateNumber(c.offset[1:3])*3600 + dateNumber(c.offset[3:5])*60
		if seconds > 18*3600 { // no zone is further; Java's and SQL's bound too
			return nil
		}
		if c.offset[0] == '-' {
			seconds = -seconds
		}
		return time.FixedZone("", seconds)
	}
	if strings.HasPrefix(c.zone, "ت") && !strings.HasPrefix(c.zone, "توقيت") {
		return time.FixedZone("", 0) // ت.غ: Greenwich's time
	}
	if strings.Contains(c.zone, "توقيت") {
		return dateCityZone(c.zone)
	}
	if id := dateSeasons[c.zone]; id != "" {
		return dateZoneByID(id)
	}
	if strings.Contains(c.zone, "/") {
		return dateZoneByID(c.zone)
	}
	return dateChoose(dateZones[c.zone], source)
}

// isGreenwich tells whether the text names Greenwich's time.
func (c dateClock) isGreenwich() bool {
	switch c.zone {
	case "z", "ut", "utc", "gmt":
		return c.offset == "" || c.offset[1:] == "0000"
	}
	return c.offset != "" && c.offset[1:] == "0000"
}
