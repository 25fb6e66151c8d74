package lang

import (
	"testing"
	"time"
)

func TestReadDate(t *testing.T) {
	baghdad := time.FixedZone("Asia/Baghdad", 3*3600)
	now := time.Date(2025, 3, 17, 12, 0, 0, 0, baghdad)
	cases := []struct{ name, raw, at, precision, zone string }{
		{"RFC 822 with an offset", "Mon, 17 Mar 2025 10:00:00 +0300", "2025-03-17T07:00:00Z", "second", "text"},
		{"a wrong weekday", "Tue, 17 Mar 2025 10:00:00 +0300", "2025-03-17T07:00:00Z", "second", "text"},
		{"no zone", "Mon, 17 Mar 2025 10:00:00", "2025-03-17T07:00:00Z", "second", "source"},
		{"no seconds", "Mon, 17 Mar 2025 10:00 +0300", "2025-03-17T07:00:00Z", "minute", "text"},
		{"AST of an Arab paper", "Mon, 17 Mar 2025 10:00:00 AST", "2025-03-17T07:00:00Z", "second", "text"},
		{"EST", "Mon, 17 Mar 2025 10:00:00 EST", "2025-03-17T15:00:00Z", "second", "text"},
		{"UTC with an offset", "Mon, 17 Mar 2025 10:00:00 UTC+03:00", "2025-03-17T07:00:00Z", "second", "text"},
		{"RFC 850", "Monday, 17-Mar-25 10:00:00 +0300", "2025-03-17T07:00:00Z", "second", "text"},
		{"ctime", "Mon Mar 17 10:00:00 UTC 2025", "2025-03-17T10:00:00Z", "second", "text"},
		{"RFC 3339", "2025-03-17T10:00:00.25+03:00", "2025-03-17T07:00:00.25Z", "second", "text"},
		{"ISO without a zone", "2025-03-17T10:00", "2025-03-17T07:00:00Z", "minute", "source"},
		{"ISO run together", "20250317T100000Z", "2025-03-17T10:00:00Z", "second", "text"},
		{"ISO day of the year", "2025-076", "2025-03-16T21:00:00Z", "day", "source"},
		{"ISO week", "2025-W12-1", "2025-03-16T21:00:00Z", "day", "source"},
		{"midnight at the end of a day", "Mon, 17 Mar 2025 24:00:00 +0300", "2025-03-17T21:00:00Z", "second", "text"},
		{"Unix seconds", "1742194800", "2025-03-17T07:00:00Z", "second", "text"},
		{"Unix milliseconds", "1742194800000", "2025-03-17T07:00:00Z", "second", "text"},

		{"a day of Al-Sabah", " 2025/03/17 ", "2025-03-16T21:00:00Z", "day", "source"},
		{"day first", "03/04/2025", "2025-04-02T21:00:00Z", "day", "source"},
		{"month first, if nothing else fits", "03/17/2025", "2025-03-16T21:00:00Z", "day", "source"},
		{"dots", "17.03.2025 10:00", "2025-03-17T07:00:00Z", "minute", "source"},
		{"behind a label", "نشر في: 17-03-2025 10:00", "2025-03-17T07:00:00Z", "minute", "source"},

		{"a month of the Mashriq", "17 آذار 2025", "2025-03-16T21:00:00Z", "day", "source"},
		{"a month of two words", "الجمعة 15 تشرين الثاني 2024", "2024-11-14T21:00:00Z", "day", "source"},
		{"vowel marks and kashida", "١٧ آذَار ٢٠٢٥", "2025-03-16T21:00:00Z", "day", "source"},
		{"a double month", "17 آذار/مارس 2025 10:30 ص", "2025-03-17T07:30:00Z", "minute", "source"},
		{"a double month that disagrees", "17 آذار/نيسان 2025", "", "none", ""},
		{"the Maghreb", "20 أوت 2023", "2023-08-19T21:00:00Z", "day", "source"},
		{"Persian digits, after midnight", "۱۷ مارس ۲۰۲۵ ۱۲:۰۵ ص", "2025-03-16T21:05:00Z", "minute", "source"},
		{"noon", "17/03/2025 12:09 م", "2025-03-17T09:09:00Z", "minute", "source"},
		{"evening", "١٧ آذار ٢٠٢٥ - ٠٩:١٥ م", "2025-03-17T18:15:00Z", "minute", "source"},
		{"Greenwich by name", "17 مارس 2025 الساعة 14:30 بتوقيت غرينتش", "2025-03-17T14:30:00Z", "minute", "text"},
		{"both calendars", "17 مارس 2025 | 17 رمضان 1446", "2025-03-16T21:00:00Z", "day", "source"},
		{"American order", "Mar 17, 2025, 10:00 PM", "2025-03-17T19:00:00Z", "minute", "source"},

		{"hours ago", "منذ 3 ساعات", "2025-03-17T06:00:00Z", "minute", "source"},
		{"a dual", "قبل ساعتين", "2025-03-17T07:00:00Z", "minute", "source"},
		{"yesterday at a time", "أمس 20:15", "2025-03-16T17:15:00Z", "minute", "source"},

		{"Hijri alone", "17 رمضان 1446", "2025-03-16T21:00:00Z", "day", "source"},
		{"a Hijri year in digits", "1446/09/17 هـ", "2025-03-16T21:00:00Z", "day", "source"},
		{"a Persian month", "۲۷ اسفند ۱۴۰۳", "2025-03-16T21:00:00Z", "day", "source"},
		{"no such Persian day", "۳۱ اسفند ۱۴۰۳", "", "none", ""},
		{"a span of days", "17-19 آذار 2025", "2025-03-16T21:00:00Z", "day", "source"},
		{"a span over two months", "30 آذار - 2 نيسان 2025", "2025-03-29T21:00:00Z", "day", "source"},
		{"a span, American", "March 17-19, 2025", "2025-03-16T21:00:00Z", "day", "source"},
		{"published and changed", "آخر تحديث: 2025/03/18 09:00 - نُشر: 2025/03/17 10:00", "2025-03-17T07:00:00Z", "minute", "source"},
		{"a year of two digits", "17/03/25", "2025-03-16T21:00:00Z", "day", "source"},
		{"weeks ago", "منذ أسبوعين", "2025-03-02T21:00:00Z", "day", "source"},
		{"months ago say no day", "منذ 3 أشهر", "", "none", ""},
		{"hours ago in Persian", "۳ ساعت پیش", "2025-03-17T06:00:00Z", "minute", "source"},
		{"the zero of spreadsheets", "1899-12-30", "", "none", ""},
		{"a season", "موسم 2024-2025", "", "none", ""},
		{"an impossible day", "31 شباط 2025", "", "none", ""},
		{"MySQL's zero", "0000-00-00 00:00:00", "", "none", ""},
		{".NET's zero", "0001-01-01T00:00:00Z", "", "none", ""},
		{"the Unix epoch", "Thu, 01 Jan 1970 03:00:00 +0300", "", "none", ""},
		{"before Christ", "Mon, 30 Nov -0001 00:00:00 +0000", "", "none", ""},
		{"a year", "2025", "", "none", ""},
		{"a time", "10:00", "", "none", ""},
		{"words", "غير محدد", "", "none", ""},
		{"more digits than a number holds", "99999999999999999999", "", "none", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := ReadDate(c.raw, DateContext{Zone: baghdad, Now: now})

			at := ""
			if !d.At.IsZero() {
				at = d.At.Format(time.RFC3339Nano)
			}
			if at != c.at || string(d.Precision) != c.precision || d.ZoneSource != c.zone {
				t.Errorf("ReadDate(%q) = %s, %s, %q; want %s, %s, %q", c.raw, at, d.Precision, d.ZoneSource, c.at, c.precision, c.zone)
			}
		})
	}
}

func TestReadDateInventsNoZone(t *testing.T) {
	if d := ReadDate("2025-03-17 10:00", DateContext{}); !d.At.IsZero() || d.Raw != "2025-03-17 10:00" {
		t.Errorf("without a zone: %+v; want the raw text alone", d)
	}
	if d := ReadDate("2025-03-17T10:00:00Z", DateContext{}); d.At.IsZero() {
		t.Error("the text names its zone, and no instant was read")
	}
}

func TestReadDateAsksTheSourceWhatASTMeans(t *testing.T) {
	halifax := time.FixedZone("America/Halifax", -4*3600)

	d := ReadDate("Mon, 17 Mar 2025 10:00:00 AST", DateContext{Zone: halifax})

	if want := time.Date(2025, 3, 17, 14, 0, 0, 0, time.UTC); !d.At.Equal(want) {
		t.Errorf("AST in Halifax = %s; want %s", d.At, want)
	}
}

func TestMonthNamesAreWrittenAsFolded(t *testing.T) {
	for name := range dateMonths {
		if got := dateFold(name); got != name {
			t.Errorf("month %q is looked up as %q", name, got)
		}
	}
	for city := range dateSummerCities {
		if got := dateFold(city); got != city {
			t.Errorf("city %q is looked up as %q", city, got)
		}
	}
	for city := range dateCities {
		if got := dateFold(city); got != city {
			t.Errorf("city %q is looked up as %q", city, got)
		}
	}
}

func FuzzReadDate(f *testing.F) {
	for _, s := range dateSections(f) {
		for _, r := range s.rows {
			f.Add(r.text)
		}
	}
	baghdad := time.FixedZone("Asia/Baghdad", 3*3600)
	now := time.Date(2025, 3, 17, 12, 0, 0, 0, baghdad)
	contexts := map[string]DateContext{
		"a paper of Baghdad":   {Zone: baghdad, Now: now, Language: "ar"},
		"nothing known":        {},
		"every habit":          {Zone: baghdad, Now: now, Language: "fa", Order: MonthFirst, Hijri: -1, LocalZ: true},
		"years first, layouts": {Zone: baghdad, Now: now, Order: YearFirst, Layout: "2006/01/02 15:04"},
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, ctx := range contexts {
			d := ReadDate(s, ctx)
			switch {
			case d.At.IsZero() != (d.Precision == DateNone):
				t.Errorf("%s: ReadDate(%q) = %+v: an instant and its precision disagree", name, s, d)
			case !d.At.IsZero() && (d.Day == "" || d.Zone == nil || d.ZoneSource == "" || dateMeaningless(d.At.In(d.Zone))):
				t.Errorf("%s: ReadDate(%q) = %+v: an instant without a day or a zone, or one that no paper means", name, s, d)
			case ctx.Zone == nil && d.ZoneSource == "source":
				t.Errorf("%s: ReadDate(%q) = %+v: the zone was made up", name, s, d)
			}
		}
	})
}

func TestZIsLocalOnceFiveArticlesAgree(t *testing.T) {
	baghdad := time.FixedZone("Asia/Baghdad", 3*3600)
	var pairs []DatePair
	for _, clock := range []string{"09:12", "11:19", "13:26", "15:33", "17:40"} {
		if ZIsLocal(pairs, DateContext{Zone: baghdad}) {
			t.Fatalf("%d articles are enough; want 5", len(pairs))
		}
		pairs = append(pairs, DatePair{Machine: "2025-03-10T" + clock + ":00Z", Visible: clock})
	}

	ctx := DateContext{Zone: baghdad, LocalZ: ZIsLocal(pairs, DateContext{Zone: baghdad})}

	if d := ReadDate("2025-03-17T10:00:00Z", ctx); d.At.Hour() != 7 || d.ZoneSource != "source" {
		t.Errorf("Z of a paper that means Baghdad: %+v", d)
	}
	if d := ReadDate("2025-03-17T10:00:00+03:00", ctx); d.At.Hour() != 7 || d.ZoneSource != "text" {
		t.Errorf("a real offset stands: %+v", d)
	}
}

func TestPersianNewYears(t *testing.T) {
	for year, day := range map[int]string{1358: "1979-03-21", 1375: "1996-03-20", 1399: "2020-03-20", 1403: "2024-03-20", 1404: "2025-03-21", 1408: "2029-03-20"} {
		if d, ok := dateOfPersian(year, 1, 1); !ok || d.noon().Format(time.DateOnly) != day {
			t.Errorf("1 Farvardin %d = %v; want %s", year, d, day)
		}
	}
}

func TestIslamicNewYears(t *testing.T) {
	for year, day := range map[int]string{1366: "1946-11-25", 1420: "1999-04-17", 1444: "2022-07-30", 1445: "2023-07-19", 1446: "2024-07-07", 1447: "2025-06-26"} {
		if d, ok := dateOfIslamic(year, 1, 1); !ok || d.noon().Format(time.DateOnly) != day {
			t.Errorf("1 Muharram %d = %v; want %s", year, d, day)
		}
	}
}
