package story

import (
	"slices"
	"strings"
	"sync"

	"github.com/marsad/marsad/lang"
)

// otherThing weighs a noun in whose place the other text has another one, where the two are neither
// spellings of one word nor what desks write for each other. Verbs and joints, which desks change
// most, weigh nothing. A definite noun names what a story is about: in the lead, behind a word that
// names are given to (حي، جسر، جامعة) and for what is counted, one is enough.
func otherThing(s, t []word, h hunk, lead bool) float64 {
	x, y := s[h.a:h.aEnd], t[h.b:h.bEnd]
	if h.a == 0 && h.b == 0 || len(x) == 0 || len(y) == 0 {
		return 0 // a dateline, or the verb that a sentence begins with
	}
	p, q := lastDefinite(x), lastDefinite(y)
	switch {
	case p != "" && q != "" && !alikeThings(p, q):
		if short := len(x) <= 2 && len(y) <= 2; short && (lead || named(s, h.a)) {
			return minThings
		}
		return 1
	case len(x) != 1 || len(y) != 1 || !nounLike(x[0]) || !nounLike(y[0]) || alikeThings(x[0].stem, y[0].stem):
		return 0
	case h.a > 0 && isFigure(s[h.a-1]) || named(s, h.a) && (p != "" || q != ""):
		return minThings
	case h.a >= 2 && h.b >= 2:
		return 0.5
	}
	return 0
}

// alikeThings tells whether two nouns are one thing.
func alikeThings(p, q string) bool {
	return spellings(p, q) || taste()[p] != 0 && taste()[p] == taste()[q]
}

// named tells whether a name is likely to stand at i.
func named(words []word, i int) bool {
	return i > 0 && headWords()[words[i-1].stem]
}

func isFigure(w word) bool {
	return slices.ContainsFunc(w.facts, func(f fact) bool { return f.kind == figure || f.kind == scale })
}

// nounLike tells whether a word is no verb, as far as its letters show: Arabic ones begin with ي ت ن or
// س before these, and are short.
func nounLike(w word) bool {
	if len(w.facts) > 0 || letters(w.stem) < 4 || w.stem[0] < 0x80 {
		return false
	}
	return w.definite || cutFirst(w.stem, "ي", "ت", "ن", "سي", "ست", "سن", "ا") == w.stem
}

func lastDefinite(words []word) string {
	for i := len(words) - 1; i >= 0; i-- {
		if words[i].definite {
			return words[i].stem
		}
	}
	return ""
}

// spellings tells whether two words differ by as little as two spellings of one do: غوغل, جوجل.
func spellings(a, b string) bool {
	x, y := []rune(a), []rune(b)
	return distance(x, y) <= max(1, min(len(x), len(y))/2)
}

// distance is Levenshtein's.
func distance(x, y []rune) int {
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		left := row[0]
		row[0] = i + 1
		for j, s := range y {
			cost := left
			if r != s {
				cost++
			}
			left = row[j+1]
			row[j+1] = min(cost, left+1, row[j]+1)
		}
	}
	return row[len(y)]
}

// taste numbers the stems that desks write for each other: those of one line have one number.
var taste = sync.OnceValue(func() map[string]int {
	m := map[string]int{}
	n := 0
	for line := range strings.Lines(synonyms) {
		n++
		for _, w := range strings.Fields(line) {
			m[stem(lang.Fold(w))] = n
		}
	}
	return m
})

// headWords stand before names.
var headWords = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(heads) {
		m[stem(lang.Fold(w))] = true
		m[stem(lang.Fold("ب"+w))] = true
	}
	return m
})

const heads = `حي قضاء ناحية منطقة شارع جسر قرية بلدة محافظة سد ملعب منفذ مطار ميناء مستشفى جامعة كلية نادي محكمة جنايات مخيم سوق معبر سجن
مصفى مصفاة حقل محطة مدرسة شركة مصرف حزب كتلة تحالف تيار ائتلاف جزيرة نهر بحيرة جبل برج قلعة كهرباء قصر ساحة عشيرة لواء منتخب فريق شركتي`

const synonyms = `المقبل المقبلة القادم القادمة الآتي الآتية التالي التالية المقبلين القادمين
الماضي الماضية المنصرم المنصرمة الفائت الفائتة السابق السابقة الأخير الأخيرة المنقضي
الحالي الحالية الجاري الجارية الراهن الراهنة
المتحدث الناطق
الزحام الازدحام الازدحامات الاختناقات
المسؤول المسؤولين القيادي المصدر
الجهات السلطات الأجهزة القوات
المواطنين المواطنون الأهالي السكان الناس
المنتخب الفريق منتخبنا
الجانبان الطرفان الجانبين الطرفين البلدان البلدين
الإرهابيين المسلحين المتطرفين
المتهمين المتهمون الجناة المشتبه
القتلى الضحايا الشهداء
المصابين الجرحى
المشروع المشروعات المشاريع
الكبير الكبيرة الواسع الواسعة الضخم الضخمة
الجديد الجديدة الحديث الحديثة
المهم المهمة البارز البارزة
المشترك المشتركة الثنائي الثنائية
العاصمة المدينة البلاد الدولة
اليوم الأمس
المئة المائة
الصحفي الصحافي الصحفية الصحافية
الطرق الشوارع
الطلبة الطلاب التلاميذ
الموظفين العاملين الملاكات الكوادر
الشركات المؤسسات
اللقاء الاجتماع المباحثات الجلسة
الدعم الإسناد
التعاون العلاقات الشراكة
المقر المبنى
الحرارة الجو
شخصا مواطنا فردا إنسانا مدنيا شخص مواطن
قتيلا شهيدا ضحية
جريحا مصابا
دولارا دولار
كيلومترا كيلومتر كم
عاما سنة عام
الأعمال الأشغال
المعلومات الأنباء المعطيات
المباراة اللقاء المواجهة
اللاعب المهاجم النجم
المدرب المدير
المعتقلين الموقوفين المحتجزين
الجريمة الحادث الحادثة الواقعة
الحريق النيران
الشرطة الأمن
الرئيس الزعيم
الوفد الضيف
القرار الأمر
الخطة البرنامج
المرحلة الفترة المدة
المجتمعون الحاضرون المشاركون
الأسبوع الأيام
القريب المنظور
الكبرى الرئيسة الرئيسية
السريع العاجل السريعة العاجلة
البيان التصريح
التنسيق التعاون
الإجراءات التدابير الخطوات
الأزمة المشكلة
الظروف الأوضاع
الهجوم الاعتداء
الحكومة السلطات
الخدمات الخدمة
المياه الماء
الأموال المبالغ
الشهر الأسابيع
القادة الزعماء
الأسعار الأثمان
المتظاهرين المحتجين المتظاهرون المحتجون
العناصر الأفراد
المركبة السيارة العجلة المركبات السيارات العجلات`
