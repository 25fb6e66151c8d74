package lang

import (
	"strings"
	"time"
)

// dateByName reads a day whose month is a word: 17 آذار 2025, March 17, 2025, 17-Mar-25. The first
// month of the Gregorian calendar decides, so the Hijri date that often stands beside it is passed over.
// A month given twice (آذار/مارس) must be the same month.
//
// Of a span the first day counts: 17-19 March 2025, 30 March to 2 April 2025.
func dateByName(s string) (dateDay, bool) {
	toks := dateTokens(s)
	for i := 0; i < len(toks); i++ {
		m, n := dateMonthAt(toks, i)
		if n == 0 {
			continue
		}
		after := i + n
		if again, k := dateMonthAt(toks, after); k > 0 {
			if again != m {
				return dateDay{}, false
			}
			after += k
		}
		if d, ok := dateAround(toks, i, after, m); ok {
			return d, true
		}
		if d, ok := dateSpanOf(toks, i, after, m); ok {
			return d, true
		}
		i = after - 1
	}
	return dateDay{}, false
}

// dateSpanOf reads the first day of a span over two months, whose year stands with the second.
func dateSpanOf(toks []dateToken, from, to int, m time.Month) (dateDay, bool) {
	first := dateNumberAt(toks, dateFirstOf(toks, dateBack(toks, from-1)))
	if !dateIsDay(first) || to >= len(toks) || !dateIsTo(toks[to]) && !toks[to].number {
		return dateDay{}, false
	}
	for i := to; i < min(to+4, len(toks)); i++ {
		second, n := dateMonthAt(toks, i)
		if n == 0 {
			continue
		}
		end, ok := dateAround(toks, i, i+n, second)
		d := dateDay{end.year, m, dateNumber(first.text)}
		if m > second {
			d.year--
		}
		return d, ok && d.valid()
	}
	return dateDay{}, false
}

// dateIsTo tells whether a token stands between the two days of a span.
func dateIsTo(t dateToken) bool {
	switch t.text {
	case "to", "au", "bis", "al", "الي", "حتي", "تا", "and", "till", "until":
		return true
	}
	return false
}

// dateCountedBy are words before a number that is no day: «الصفحة 2 - 7 آذار».
var dateCountedBy = map[string]bool{
	"العدد": true, "عدد": true, "الصفحه": true, "صفحه": true, "ص": true, "رقم": true, "no": true, "nr": true, "page": true, "issue": true, "شماره": true, "السنه": true,
}

// dateFirstOf goes from a span's second day to its first: 17-19, «du 17 au 23».
func dateFirstOf(toks []dateToken, second int) int {
	if first := dateSpanned(toks, second); first < second && first >= 0 &&
		dateNumber(toks[first].text) < dateNumber(toks[second].text) && (first == 0 || !dateCountedBy[toks[first-1].text]) {
		return first
	}
	return second
}

// dateSpanned is where the first day of a span stands if toks[second] is its second; else second.
func dateSpanned(toks []dateToken, second int) int {
	if !dateIsDay(dateNumberAt(toks, second)) {
		return second
	}
	if first := second - 1; strings.Contains(toks[second].gap, "-") && dateIsDay(dateNumberAt(toks, first)) {
		return first
	}
	if first := second - 2; first >= 0 && dateIsTo(toks[second-1]) && dateIsDay(dateNumberAt(toks, first)) {
		return first
	}
	return second
}

// dateAround takes day and year from the numbers beside a month that fills toks[from:to].
func dateAround(toks []dateToken, from, to int, m time.Month) (dateDay, bool) {
	before := dateNumberAt(toks, dateFirstOf(toks, dateBack(toks, from-1)))
	at := dateOn(toks, to)
	next := dateNumberAt(toks, at)
	if last := dateNumberAt(toks, at+1); dateIsDay(next) && dateIsDay(last) && strings.Contains(last.gap, "-") {
		at++ // March 17-19, 2025: the year stands behind the second day
	}
	d := dateDay{month: m}
	switch {
	case dateIsDay(before) && dateIsYear(next):
		d.day, d.year = dateNumber(before.text), dateNumber(next.text)
	case dateIsDay(before) && next.number && len(next.text) == 2: // RFC 822: a year of two digits
		d.day, d.year = dateNumber(before.text), dateCentury(dateNumber(next.text))
	case dateIsYear(before) && dateIsDay(next):
		d.year, d.day = dateNumber(before.text), dateNumber(next.text)
	case dateIsDay(next) && dateIsYear(dateNumberAt(toks, dateOn(toks, at+1))):
		d.day, d.year = dateNumber(next.text), dateNumber(toks[dateOn(toks, at+1)].text)
	default:
		return d, false
	}
	return d, d.valid()
}

// dateFiller are words between the parts of a date that say nothing.
var dateFiller = map[string]bool{
	"من": true, "شهر": true, "سنه": true, "عام": true, "of": true, "de": true, "del": true,
	"المبارك": true, "المعظم": true, "المكرم": true, "st": true, "nd": true, "rd": true, "th": true, "er": true, "سال": true, "ماه": true,
	"ي": true, "le": true, "den": true, "ê": true, "a": true, "am": true, "ב": true,
}

// dateOn is the first token from i on that is no filler; dateBack the same, backwards.
func dateOn(toks []dateToken, i int) int {
	for i >= 0 && i < len(toks) && dateFiller[toks[i].text] {
		i++
	}
	return i
}

func dateBack(toks []dateToken, i int) int {
	for i >= 0 && i < len(toks) && dateFiller[toks[i].text] {
		i--
	}
	return i
}

func dateNumberAt(toks []dateToken, i int) dateToken {
	if i < 0 || i >= len(toks) || !toks[i].number {
		return dateToken{}
	}
	return toks[i]
}

func dateIsDay(t dateToken) bool  { return t.number && len(t.text) <= 2 && !t.minus }
func dateIsYear(t dateToken) bool { return t.number && len(t.text) == 4 && !t.minus }

// dateCentury completes a year of two digits as RFC 5322 section 4.3 does: 00 to 49 are 2000 on.
func dateCentury(yy int) int {
	if yy < 50 {
		return 2000 + yy
	}
	return 1900 + yy
}

// dateMonthAt reads the month that begins at toks[i], and of how many tokens it is; 0: none.
func dateMonthAt(toks []dateToken, i int) (time.Month, int) {
	if i < 0 || i >= len(toks) || toks[i].number {
		return 0, 0
	}
	if i+1 < len(toks) {
		if m := dateMonths[toks[i].text+" "+toks[i+1].text]; m != 0 {
			return m, 2
		}
	}
	if m := dateMonths[toks[i].text]; m != 0 {
		return m, 1
	}
	return 0, 0
}

// dateMonths are the names of the months as dateFold leaves them. Sources: CLDR's ar, ar-IQ, ar-DZ,
// ar-MA, ar-TN, fa, ur, en, fr, de, es, tr, it, pt, nl, da, sv, fi, pl, cs, ru, he; Iraqi papers also print مايس.
var dateMonths = map[string]time.Month{
	// Mashriq
	"كانون الثاني": 1, "شباط": 2, "اذار": 3, "نيسان": 4, "ايار": 5, "مايس": 5, "حزيران": 6, "تموز": 7,
	"اب": 8, "ايلول": 9, "تشرين الاول": 10, "تشرين الثاني": 11, "كانون الاول": 12,
	"كانونالثاني": 1, "كانونالاول": 12, "تشرينالاول": 10, "تشرينالثاني": 11, "كانون ثاني": 1, "كانون اول": 12, "تشرين اول": 10, "تشرين ثاني": 11,
	// Egypt and the Gulf
	"يناير": 1, "فبراير": 2, "مارس": 3, "ابريل": 4, "مايو": 5, "يونيو": 6, "يونيه": 6, "يوليو": 7, "يوليه": 7,
	"اغسطس": 8, "سبتمبر": 9, "اكتوبر": 10, "نوفمبر": 11, "ديسمبر": 12,
	// Tunisia and Algeria
	"جانفي": 1, "فيفري": 2, "افريل": 4, "ماي": 5, "جوان": 6, "جويليه": 7, "اوت": 8,
	// Morocco
	"يوليوز": 7, "غشت": 8, "شتنبر": 9, "نونبر": 11, "دجنبر": 12,
	// Persian
	"ژانويه": 1, "فوريه": 2, "اوريل": 4, "ژوئن": 6, "مه": 5, "مي": 5, "ژوئيه": 7, "ژوييه": 7, "ژوين": 6, "جولاي": 7, "اگوست": 8, "سپتامبر": 9,
	"اكتبر": 10, "نوامبر": 11, "دسامبر": 12,
	// Urdu
	"جنوري": 1, "فروري": 2, "مارچ": 3, "اپريل": 4, "مئي": 5, "جون": 6, "جولائي": 7, "اگست": 8, "ستمبر": 9,
	"نومبر": 11, "دسمبر": 12,
	// English
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
	"september": 9, "october": 10, "november": 11, "december": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
	"nov": 11, "dec": 12,
	// French
	"janvier": 1, "février": 2, "fevrier": 2, "mars": 3, "avril": 4, "mai": 5, "juin": 6, "juillet": 7,
	"août": 8, "aout": 8, "septembre": 9, "octobre": 10, "novembre": 11, "décembre": 12, "decembre": 12,
	"janv": 1, "févr": 2, "avr": 4, "juil": 7, "déc": 12,
	// German
	"januar": 1, "jänner": 1, "februar": 2, "märz": 3, "juni": 6, "juli": 7, "oktober": 10, "dezember": 12,
	"mär": 3, "okt": 10, "dez": 12,
	// Spanish
	"enero": 1, "febrero": 2, "marzo": 3, "abril": 4, "mayo": 5, "junio": 6, "julio": 7, "agosto": 8,
	"septiembre": 9, "octubre": 10, "noviembre": 11, "diciembre": 12, "ene": 1, "abr": 4, "ago": 8, "dic": 12,
	// Turkish
	"ocak": 1, "şubat": 2, "mart": 3, "nisan": 4, "mayıs": 5, "haziran": 6, "temmuz": 7, "ağustos": 8,
	"eylül": 9, "ekim": 10, "kasım": 11, "aralık": 12,
	// Kurdish, with and without the ending that joins them to a year
	"كانوني دووەم": 1, "شوبات": 2, "شوباتي": 2, "ئازار": 3, "ئازاري": 3, "ئادار": 3, "ئاداري": 3, "نيساني": 4, "ئايار": 5, "ئاياري": 5,
	"حوزەيران": 6, "حوزەيراني": 6, "تەمموز": 7, "تەمموزي": 7, "تەممووز": 7, "تەممووزي": 7, "ئاب": 8, "ئابي": 8,
	"ئەيلوول": 9, "ئەيلوولي": 9, "ئەيلول": 9, "ئەيلولي": 9, "تشريني يەكەم": 10, "تشريني يەكەمي": 10, "تشريني دووەم": 11, "تشريني دووەمي": 11,
	"كانوني يەكەم": 12, "كانوني يەكەمي": 12, "كانوني دووەمي": 1,
	"çile": 1, "çileya": 1, "çileyê": 1, "rêbendan": 1, "sibat": 2, "sibatê": 2, "reşemî": 2, "reşemiyê": 2, "adar": 3, "adarê": 3, "adara": 3,
	"nîsan": 4, "nîsanê": 4, "gulan": 5, "gulanê": 5, "hezîran": 6, "hezîranê": 6, "pûşper": 6, "tîrmeh": 7, "tîrmehê": 7, "tebax": 8, "tebaxê": 8,
	"îlon": 9, "îlonê": 9, "cotmeh": 10, "cotmehê": 10, "mijdar": 11, "mijdarê": 11, "kanûn": 12, "berfanbar": 12, "berfanbarê": 12,
	// Italian and Portuguese
	"gennaio": 1, "febbraio": 2, "aprile": 4, "maggio": 5, "giugno": 6, "luglio": 7, "settembre": 9, "ottobre": 10, "dicembre": 12,
	"janeiro": 1, "fevereiro": 2, "março": 3, "maio": 5, "junho": 6, "julho": 7, "setembro": 9, "outubro": 10, "novembro": 11, "dezembro": 12,
	// Dutch, Danish, Norwegian, Swedish, Finnish
	"januari": 1, "februari": 2, "maart": 3, "mei": 5, "augustus": 8, "juuni": 6, "augusti": 8, "maj": 5, "desember": 12,
	"tammikuuta": 1, "helmikuuta": 2, "maaliskuuta": 3, "huhtikuuta": 4, "toukokuuta": 5, "kesäkuuta": 6,
	"heinäkuuta": 7, "elokuuta": 8, "syyskuuta": 9, "lokakuuta": 10, "marraskuuta": 11, "joulukuuta": 12,
	// Polish, Czech, Russian, in the case that follows a day
	"stycznia": 1, "lutego": 2, "marca": 3, "kwietnia": 4, "maja": 5, "czerwca": 6, "lipca": 7, "sierpnia": 8,
	"września": 9, "października": 10, "listopada": 11, "grudnia": 12,
	"ledna": 1, "února": 2, "března": 3, "dubna": 4, "května": 5, "června": 6, "července": 7, "srpna": 8, "září": 9, "října": 10, "listopadu": 11, "prosince": 12,
	"января": 1, "февраля": 2, "марта": 3, "апреля": 4, "мая": 5, "июня": 6, "июля": 7, "августа": 8,
	"сентября": 9, "октября": 10, "ноября": 11, "декабря": 12,
	// Hebrew, with and without «in»
	"ינואר": 1, "פברואר": 2, "מרץ": 3, "מרס": 3, "אפריל": 4, "מאי": 5, "יוני": 6, "יולי": 7, "אוגוסט": 8, "ספטמבר": 9, "אוקטובר": 10, "נובמבר": 11, "דצמבר": 12,
	"בינואר": 1, "בפברואר": 2, "במרץ": 3, "במרס": 3, "באפריל": 4, "במאי": 5, "ביוני": 6, "ביולי": 7, "באוגוסט": 8, "בספטמבר": 9, "באוקטובר": 10, "בנובמבר": 11, "בדצמבר": 12,
}
