package diff

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// signs are the words by which furniture is known, folded.
type signs struct {
	badge    map[string]bool // words of dates, counters and buttons: a line of nothing else is furniture
	openers  [][]string      // beginnings of lines that lead away from the text
	related  [][]string      // beginnings of lists of other articles
	byline   map[string]bool // words that stand in bylines
	writer   map[string]bool // words that open them
	suffix   map[string]bool // words of a site's name
	editions map[string]bool // words that open a note or stand at a headline, and belong to the text
}

func newSigns(fold func(string) string) signs {
	set := func(s string) map[string]bool {
		m := map[string]bool{}
		for _, w := range strings.Fields(s) {
			m[fold(w)] = true
		}
		return m
	}
	phrases := func(list ...string) (out [][]string) {
		for _, p := range list {
			var keys []string
			for _, w := range strings.Fields(p) {
				keys = append(keys, fold(w))
			}
			out = append(out, keys)
		}
		return out
	}
	return signs{
		badge: set(dateWords + " " + counterWords), openers: phrases(openers...), related: phrases(relatedHeads...),
		byline: set(bylineWords), writer: set("بقلم كتب كتبت إعداد أعد أعده أعدها تقرير تحرير ترجمة by reporting edited writing"), suffix: set(siteWords), editions: set("عاجل تحديث محدث فيديو صور مباشر تنويه تصحيح توضيح ملاحظة استدراك اعتذار breaking update updated video live correction clarification note editor s"),
	}
}

const dateWords = `آخر اخر تحديث التحديث تم حدث نشر النشر نُشر تاريخ التاريخ وقت الوقت الساعة بتوقيت توقيت بغداد محلي المحلي غرينتش في يوم اليوم أمس قبل منذ من
	دقيقة دقائق دقيقتين ساعة ساعات ساعتين أيام يومين ثانية ثوان الآن مساء مساءً صباحا صباحاً ظهرا م ص هـ ه pm am
	السبت الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة
	كانون الثاني شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين الأول يناير فبراير مارس أبريل إبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر
	محرم صفر ربيع الآخر جمادى واحدة واحد أضيف أضيفت بتاريخ أدرج حرر كتب أسبوع أسبوعين أسابيع شهر شهرين عام رجب شعبان رمضان شوال ذو القعدة الحجة
	last updated update published publish posted on at date time ago hour hours minute minutes min mins day days just now today yesterday gmt utc ast edt est modified the of a an baghdad local week weeks month months
	monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun
	january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec st nd rd th t z`

const counterWords = `عدد المشاهدات مشاهدات مشاهدة المشاهدة القراءات قراءات القراءة قراءة قرأ قراء القراء قارئ الزيارات زيارات زيارة مرات مرة شوهد قرئ التعليقات تعليقات تعليق التعليق
	الإعجابات إعجابات إعجاب إعجابا عبر المشاركات مشاركات مشاركة شارك شاركوا الخبر المقال طباعة أرسل إرسال حفظ نسخ الرابط رابط التحميلات التقييم تقييم
	فيسبوك تويتر واتساب واتس آب تلغرام تليغرام تيليغرام تلجرام إكس انستغرام لينكد إن البريد الإلكتروني الخط حجم تكبير تصغير وقت للقراءة مدة تمت قراءته قرأه شاهده شاهد المشاهدون مشاهدون المتابعون متابع ألف نقرة نقرات
	views view viewed reads read reading readers comments comment shares share likes like times visits hits print email facebook twitter x whatsapp telegram linkedin copy link text size save listen min k m been people`

const bylineWords = `الصباح وكالات الوكالة وكالة واع متابعة خاص مراسل مراسلنا المراسل تقرير كتب كتبت بقلم إعداد أعد أعده تحرير تصوير عدسة ترجمة محرر المحرر التحرير الجريدة بغداد البصرة أربيل الموصل النجف كربلاء كركوك الأنبار
	المصدر مصدر by reporter staff agencies agency editor writer correspondent reporting edited photo source reuters afp ap`

const siteWords = `الصباح جريدة صحيفة وكالة الوكالة موقع قناة شبكة إذاعة تلفزيون مجلة نيوز أونلاين اون لاين الإخبارية news online agency times post tribune gazette herald daily com net iq newspaper network tv press`

var openers = []string{
	"تابعونا", "تابعنا", "تابع آخر", "تابعوا", "اشترك", "اشتركوا", "انضم", "انضموا", "للاشتراك", "حمل تطبيق", "حملوا تطبيق", "لمتابعة آخر", "لمتابعة أخبار", "لمزيد من الأخبار", "للمزيد من الأخبار", "الوسوم", "وسوم", "كلمات مفتاحية", "الكلمات المفتاحية", "كلمات دلالية", "الكلمات الدلالية", "سمات",
	"جميع الحقوق", "كل الحقوق", "حقوق النشر", "إعلان", "إعلانات", "الرئيسية", "شارك", "شاركها", "شارك هذا", "اضغط هنا", "انقر هنا", "اترك تعليقا", "أضف تعليقا", "لن يتم نشر", "قد يهمك", "التالي", "السابق", "المقال التالي", "المقال السابق", "الخبر التالي", "الخبر السابق", "انتهى", "الأقسام", "المصدر", "مصدر الخبر", "الصورة", "صورة أرشيفية", "صورة من", "العودة إلى", "لا توجد تعليقات", "سجل الدخول", "استمع إلى", "هاشتاغ", "حمل", "حملوا", "أضف تعليقك",
	"follow us", "follow", "subscribe", "sign up", "join our", "join us", "tags", "tagged", "filed under", "topics", "share this", "share on", "all rights", "copyright", "advertisement", "sponsored", "download our", "home", "leave a comment", "post a comment", "next article", "previous article", "click here", "newsletter", "get the latest", "cookies", "we use cookies", "source", "photo", "image", "sign in", "log in", "listen to", "back to", "no comments", "print this", "email this",
}

var relatedHeads = []string{
	"اقرأ أيضا", "إقرأ أيضا", "اقرأ ايضا", "أيضا", "اقرأ المزيد", "اقرأ", "المزيد من", "مواضيع ذات صلة", "موضوعات ذات صلة", "أخبار ذات صلة", "مقالات ذات صلة", "ذات صلة", "مواد ذات صلة", "شاهد أيضا", "طالع أيضا", "مواضيع متعلقة", "أخبار متعلقة", "مقالات متعلقة", "الأكثر قراءة", "الأكثر مشاهدة", "الأكثر تداولا", "آخر الأخبار", "أحدث الأخبار", "أخبار أخرى", "مواضيع أخرى", "قد يعجبك", "ربما يعجبك", "قد يهمك", "في الموضوع نفسه", "من الأرشيف",
	"read also", "also read", "read more", "read next", "related", "related articles", "related stories", "related news", "see also", "more on", "more from", "more news", "more stories", "most read", "most viewed", "latest news", "you may also", "you might also", "recommended", "don t miss", "trending",
}

// story is a body's lines without the furniture.
func (d *Differ) story(body string) []string {
	lines := strings.FieldsFunc(body, func(r rune) bool { return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' })
	var out []string
	first, links := true, false // no line of the text was seen yet; a list of other articles is open
	for i, line := range lines {
		w := d.words(line)
		switch {
		case len(w) == 0:
			continue
		case links && !d.prose(line, w):
			continue
		case d.begins(w, d.signs.related) && !d.prose(line, w):
			// A heading opens a list; a heading with its article behind the colon is one line of it.
			links = true
			continue
		case d.badge(w), d.begins(w, d.signs.openers) && len(w) <= 20 && !d.sentence(line, w):
			links = false
			continue
		case (first || i == len(lines)-1) && d.byline(line, w, first):
			continue
		}
		links = false
		if first {
			line = d.withoutDateline(line, w)
		}
		first = false
		out = append(out, line)
	}
	return out
}

// prose tells a paragraph of the text from a headline in a list: it is long or ends as a sentence.
func (d *Differ) prose(line string, w []word) bool {
	return len(w) > 16 || len(w) > 5 && d.sentence(line, w)
}

// sentence tells whether a line of some length closes with a full stop.
func (d *Differ) sentence(line string, w []word) bool { return len(w) > 5 && closed(line) }

func closed(line string) bool {
	line = strings.TrimRightFunc(line, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("»\"”’)}]", r) })
	r, _ := utf8.DecodeLastRuneInString(line)
	return strings.ContainsRune(".؟!?", r)
}

// badge tells a line that holds nothing but a date, a counter or buttons.
func (d *Differ) badge(w []word) bool {
	if len(w) > 16 {
		return false
	}
	for _, x := range w {
		if !x.number && !d.signs.badge[x.key] && !d.signs.badge[strings.TrimSuffix(x.key, "ا")] { // تعليقاً
			return false
		}
	}
	return true
}

func (d *Differ) begins(w []word, phrases [][]string) bool {
	for _, p := range phrases {
		if len(w) < len(p) {
			continue
		}
		same := true
		for i, k := range p {
			same = same && w[i].key == k
		}
		if same {
			return true
		}
	}
	return false
}

// byline tells a short first or last line that names a place, a writer or an agency: «بغداد : الصباح»,
// «بغداد / حيدر العبودي», By Sara Ali.
func (d *Differ) byline(line string, w []word, first bool) bool {
	if len(w) > 8 || d.signs.editions[w[0].key] || closed(line) {
		return false
	}
	for _, x := range w {
		if x.number {
			return false
		}
	}
	if d.signs.writer[w[0].key] || d.signs.byline[w[0].key] && len(w) <= 5 || len(w) <= 7 && strings.Contains(line, "/") {
		return true
	}
	if !first {
		return len(w) <= 3
	}
	dashed := strings.Contains(line, " - ") || strings.Contains(line, "ــ") || strings.Contains(line, "–")
	return len(w) <= 3 || len(w) <= 5 && (dashed || strings.ContainsAny(line, ":|") || d.signs.byline[w[len(w)-1].key])
}

// withoutDateline takes «بغداد/ الصباح - », «متابعة/ الرافدين - » or BAGHDAD (Agency) - off the first paragraph.
func (d *Differ) withoutDateline(line string, w []word) string {
	const most = 6 // words of a dateline
	for i := min(most, len(w)-1); i > 0; i-- {
		head, gap := line[:w[i].Start], line[w[i-1].End:w[i].Start]
		if !strings.ContainsAny(gap, ":-–—،,") && !strings.Contains(gap, "ــ") {
			continue
		}
		if strings.ContainsAny(gap, "-–—") || strings.Contains(gap, "ــ") {
			if strings.ContainsAny(head, ":/(") || i <= 3 && strings.TrimSpace(gap) != gap {
				return line[w[i].Start:]
			}
			continue
		}
		if strings.ContainsAny(gap, ":") && (strings.Contains(head, "/") || d.signs.byline[w[i-1].key]) {
			return line[w[i].Start:]
		}
		if place := line[w[0].Start:w[i-1].End]; place == strings.ToUpper(place) && place != strings.ToLower(place) {
			return line[w[i].Start:] // BAGHDAD, The …
		}
	}
	return line
}

// headline is a title without the site's name behind it.
func (d *Differ) headline(title, body string) string {
	cut := -1
	for _, sep := range []string{"|", " - ", " – ", " — ", " » ", " « ", " :: ", " • ", " · ", " ـ "} {
		if i := strings.LastIndex(title, sep); i > cut {
			cut = i
		}
	}
	if cut <= 0 {
		return title
	}
	rest := d.words(title[cut:])
	if len(rest) == 0 || len(rest) > 5 || len(d.words(title[:cut])) < 3 {
		return title
	}
	named := strings.HasPrefix(title[cut:], "|") || len(rest) == 1
	for _, w := range rest {
		if w.number || d.signs.editions[w.key] {
			return title
		}
		named = named || d.signs.suffix[w.key]
	}
	first, _, _ := strings.Cut(body, "\n")
	for _, w := range d.words(first) {
		named = named || len(first) < 60 && w.key == rest[len(rest)-1].key
	}
	if !named {
		return title
	}
	return d.headline(title[:cut], body)
}
