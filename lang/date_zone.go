package lang

import (
	"strings"
	"time"
	"unicode"
)

// dateZoneByID is a zone of the time zone database, whatever its name's letters; nil for none.
func dateZoneByID(name string) *time.Location {
	id := []byte(strings.ToLower(name))
	for i := range id {
		if i == 0 || id[i-1] == '/' || id[i-1] == '_' {
			id[i] = byte(unicode.ToUpper(rune(id[i])))
		}
	}
	loc, err := time.LoadLocation(string(id))
	if err != nil {
		return nil
	}
	return loc
}

// dateSeasons are abbreviations that mean another offset in summer than in winter.
var dateSeasons = map[string]string{"et": "America/New_York", "ct": "America/Chicago", "mt": "America/Denver", "pt": "America/Los_Angeles"}

// dateCityZone is the zone of a city or country; nil for one that is not known.
func dateCityZone(phrase string) *time.Location {
	for city, hours := range dateCities {
		if strings.Contains(phrase, city) {
			return time.FixedZone("", hours*3600)
		}
	}
	for city, name := range dateSummerCities {
		if strings.Contains(phrase, city) {
			return dateZoneByID(name)
		}
	}
	return nil
}

// dateSummerCities are cities and countries whose offset changes over the year or has changed, with their zones.
var dateSummerCities = map[string]string{
	"القاهره": "Africa/Cairo", "مصر": "Africa/Cairo", "بيروت": "Asia/Beirut", "لبنان": "Asia/Beirut", "القدس": "Asia/Jerusalem",
	"دمشق": "Asia/Damascus", "الاردن": "Asia/Amman", "طهران": "Asia/Tehran", "تونس": "Africa/Tunis", "الجزائر": "Africa/Algiers",
	"الرباط": "Africa/Casablanca", "المغرب": "Africa/Casablanca", "الخرطوم": "Africa/Khartoum", "طرابلس": "Africa/Tripoli",
	"عمان":  "Asia/Amman", // without its vowel marks; Oman is written «سلطنة عمان» or by its capital
	"سوريا": "Asia/Damascus", "غزه": "Asia/Gaza", "فلسطين": "Asia/Gaza", "رام الله": "Asia/Hebron", "ليبيا": "Africa/Tripoli", "السودان": "Africa/Khartoum",
	"الدار البيضاء": "Africa/Casablanca", "ايران": "Asia/Tehran", "كابل": "Asia/Kabul", "لندن": "Europe/London", "بريطانيا": "Europe/London",
	"باريس": "Europe/Paris", "فرنسا": "Europe/Paris", "برلين": "Europe/Berlin", "روما": "Europe/Rome", "مدريد": "Europe/Madrid",
	"نيويورك": "America/New_York", "واشنطن": "America/New_York", "شرق الولايات": "America/New_York",
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
	"العراق": 3, "اربيل": 3, "السليمانيه": 3, "كردستان": 3, "البصره": 3, "جده": 3, "قطر": 3, "المنامه": 3, "البحرين": 3, "اليمن": 3,
	"صنعاء": 3, "عدن": 3, "تركيا": 3, "انقره": 3, "مقديشو": 3, "جيبوتي": 3, "الشارقه": 4, "سلطنه عمان": 4, "باكو": 4, "نواكشوط": 0,
	"اسلام اباد": 5, "بكين": 8, "طوكيو": 9,
}
