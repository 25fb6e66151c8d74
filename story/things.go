package story

import (
	"strings"
	"sync"

	"github.com/marsad/marsad/lang"
)

// otherThing tells whether a definite noun stands where the other text has another one, and the two
// are neither spellings of one word nor what desks write for each other. Definite nouns name what a
// story is about; verbs and joints, which desks change most, carry no article.
func otherThing(x, y []word) bool {
	p, q := lastDefinite(x), lastDefinite(y)
	return p != "" && q != "" && !spellings(p, q) && (taste()[p] == 0 || taste()[p] != taste()[q])
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
الحرارة الجو`
