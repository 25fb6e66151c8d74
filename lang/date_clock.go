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

var (
	// groups: hour, minute, second, fraction
	dateTime    = regexp.MustCompile(`(?:^|[^\d:+])([01]?\d|2[0-4])(?::|h)([0-5]\d)(?::([0-5]\d|60)(?:[.,](\d{1,9}))?)?(?:[^\d:]|$)`)
	dateRunTime = regexp.MustCompile(`^(\d{8})t?(\d{2})(\d{2})(\d{2})?(?:[.,]\d+)?`)
	dateHalf    = regexp.MustCompile(`^\s*(a\.?m\.?|p\.?m\.?|ص|م|صباحا|مساء|مساءا|ظهرا|عصرا|ليلا|ق\.?ظ|ب\.?ظ|قبل الظهر|بعد الظهر)(?:[^\pL]|$)`)
	dateHalfEnd = regexp.MustCompile(`(?:^|[^\pL])(ص|م|صباحا|مساء|am|pm)\s*$`)
	dateDotted  = regexp.MustCompile(`(\d{1,2})\.([0-5]\d)\s*uhr`)
	dateHour    = regexp.MustCompile(`(^|[^\d:/.-])([01]?\d)\s*(صباحا|مساءا?|عصرا|ظهرا|فجرا|ليلا|قبل الظهر|بعد الظهر|a\.?m\.?|p\.?m\.?)(?:$|[^\pL])`)
	dateOffset  = regexp.MustCompile(`^\s*\(?(?:utc|gmt|ut|z)?\s*([+-])(\d{1,2})(?::?(\d{2}))?(?:\D|$)`)
	dateZone    = regexp.MustCompile(`^\s*\(?(ب?توقيت \pL+(?: \pL+)?|ت\.? ?غ|[a-z]{1,5})(?:[^\pL\d]|$)`)
)

// dateClockOf takes the time of day, its half of the day and its zone out of a folded text and
// returns the rest. A time of hours alone is read where it names its half of the day («9 مساءً», 9 p.m.).
func dateClockOf(s string) (dateClock, string) {
	if m := dateRunTime.FindStringSubmatchIndex(s); m != nil {
		s = s[m[2]:m[3]] + " " + s[m[4]:m[5]] + ":" + s[m[6]:m[7]] + dateSeconds(s, m) + s[m[1]:]
	}
	s = dateDotted.ReplaceAllString(s, "$1:$2")
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
	switch {
	case word == "" || c.hour > 12:
	case strings.HasPrefix(word, "a"), word == "ص", word == "صباحا", word == "قبل الظهر", strings.HasPrefix(word, "ق"):
		c.hour %= 12
	case word == "ظهرا" && c.hour >= 10, word == "ليلا" && c.hour < 6:
	case word == "ليلا" && c.hour == 12:
		c.hour = 0
	default:
		c.hour = c.hour%12 + 12
	}
	return before, after
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
	m := dateZone.FindStringSubmatchIndex(after)
	if m == nil {
		return after
	}
	name := after[m[2]:m[3]]
	if dateMonths[name] != 0 {
		return after
	}
	if _, known := dateZones[name]; known || strings.Contains(name, "توقيت") || strings.HasPrefix(name, "ت") {
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
	return dateChoose(dateZones[c.zone], source)
}

// dateCityZone is the zone of a city or country; nil for one that is not known.
func dateCityZone(phrase string) *time.Location {
	for city, hours := range dateCities {
		if strings.Contains(phrase, city) {
			return time.FixedZone("", hours*3600)
		}
	}
	for city, name := range dateSummerCities {
		if strings.Contains(phrase, city) {
			if loc, err := time.LoadLocation(name); err == nil {
				return loc
			}
		}
	}
	return nil
}

// dateSummerCities are cities and countries whose offset changes over the year or has changed, with their zones.
var dateSummerCities = map[string]string{
	"القاهره": "Africa/Cairo", "مصر": "Africa/Cairo", "بيروت": "Asia/Beirut", "لبنان": "Asia/Beirut", "القدس": "Asia/Jerusalem",
	"دمشق": "Asia/Damascus", "الاردن": "Asia/Amman", "طهران": "Asia/Tehran", "تونس": "Africa/Tunis", "الجزائر": "Africa/Algiers",
	"الرباط": "Africa/Casablanca", "المغرب": "Africa/Casablanca", "الخرطوم": "Africa/Khartoum", "طرابلس": "Africa/Tripoli",
	"لندن": "Europe/London", "باريس": "Europe/Paris", "برلين": "Europe/Berlin", "نيويورك": "America/New_York", "واشنطن": "America/New_York",
}

// dateChoose picks the offset that the source's own zone has in winter or summer, else the first.
func dateChoose(quarters []int, source *time.Location) *time.Location {
	if len(quarters) == 0 {
		return nil
	}
	chosen := quarters[0]
	if source != nil && len(quarters) > 1 {
		for _, q := range quarters {
			for _, month := range []time.Month{1, 7} {
				if _, off := time.Date(2025, month, 1, 0, 0, 0, 0, source).Zone(); off == q*900 {
					chosen = q
				}
			}
		}
	}
	return time.FixedZone("", chosen*900)
}

// dateZones are abbreviations with their offsets in quarters of an hour, the likeliest first.
var dateZones = map[string][]int{
	"z": {0}, "ut": {0}, "utc": {0}, "gmt": {0}, "wet": {0}, "west": {4},
	"est": {-20}, "edt": {-16}, "cst": {-24, 32}, "cdt": {-20}, "mst": {-28}, "mdt": {-24}, "pst": {-32}, "pdt": {-28},
	"ast": {12, -16}, "adt": {-12}, "cet": {4}, "cest": {8}, "mez": {4}, "mesz": {8}, "eet": {8}, "eest": {12},
	"bst": {4, 24}, "ist": {22, 8, 4}, "msk": {12}, "trt": {12}, "irst": {14}, "irdt": {18}, "gst": {16}, "pkt": {20},
	"jst": {36}, "kst": {36}, "aest": {40}, "aedt": {44},
}

// dateCities are the cities of «بتوقيت …» whose offset does not change over the year, in hours.
var dateCities = map[string]int{
	"غرينتش": 0, "غرينيتش": 0, "جرينتش": 0, "بغداد": 3, "مكه": 3, "السعوديه": 3, "الرياض": 3, "الدوحه": 3,
	"الكويت": 3, "اسطنبول": 3, "موسكو": 3, "دبي": 4, "ابوظبي": 4, "ابو ظبي": 4, "الامارات": 4, "مسقط": 4,
}

// isGreenwich tells whether the text names Greenwich's time.
func (c dateClock) isGreenwich() bool {
	switch c.zone {
	case "z", "ut", "utc", "gmt":
		return c.offset == "" || c.offset[1:] == "0000"
	}
	return c.offset != "" && c.offset[1:] == "0000"
}
