// Package invented writes newspaper articles and watches for benchmarks: words drawn as a
// newspaper says them, a few often and most rarely. The same numbers always give the same words.
//
// Not here: pages and feeds (package press).
package invented

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/marsad/marsad/article"
)

// Watch is what a user looks for; Query is empty when Keyword is set, and the other way round.
type Watch struct {
	Name, Keyword, Query string
	All, Any, None       []string // the same by words and phrases: every one of All, one of Any, none of None
}

// stems are words of an invented newspaper; with particles and endings they make a text in
// which, as in a real one, a few words are said often and most rarely.
var stems = strings.Fields(`في من على إلى أن التي الذي بعد هذا رئيس الوزراء وزير الدفاع مجلس النواب الحكومة العراق بغداد اجتماع
	قال أكد أعلن بحث لجنة الأمن القوات محافظة نينوى البصرة مدينة مشروع ملف الطاقة النفط أسعار السوق الدولار البنك المركزي موازنة عام
	مليون دينار اتفاق شراكة تعاون بلد دولة علاقات خارجية سفير منظمة الأمم المتحدة مبعوث قرار جلسة قانون انتخابات مفوضية حزب كتلة
	مرشح صوت ناخب مركز محكمة قاض تحقيق متهم شرطة جريمة حادث طريق جسر مطار ميناء حدود تجارة زراعة مياه سد نهر دجلة الفرات موسم
	أمطار حرارة صحة مستشفى طبيب مريض لقاح مدرسة جامعة طالب أستاذ امتحان نتائج فريق مباراة لاعب مدرب بطولة كأس دوري ملعب جمهور هدف
	سينما فيلم كاتب رواية شاعر معرض كتاب مهرجان فنان أغنية لوحة متحف آثار تاريخ حضارة سياحة فندق رحلة طائرة شركة عقد استثمار مصنع`)

var tails = strings.Fields(`سيارات نخيل صحراء جبال قرية بلدة حي شارع سوق بيت عائلة أطفال نساء شباب عمال فلاحون مهندس خبير باحث دراسة تقرير
	بيان تصريح مقابلة صحفي وكالة قناة إذاعة موقع منصة شبكة هاتف حاسوب برنامج تطبيق بيانات ذكاء صناعة تقنية علوم فضاء قمر شمس مناخ بيئة تلوث`)

// Article writes an article of about n bytes.
func Article(seed uint64, n int) article.Article {
	rnd := rand.New(rand.NewPCG(seed, 1))
	before := []string{"", "", "", "", "", "", "و", "ب", "ل", "ف"}
	after := []string{"", "", "", "", "", "ه", "ها", "هم", "ٍ", "َ"}
	var b strings.Builder
	for words := 0; b.Len() < n; words++ {
		word := stems[min(int(rnd.ExpFloat64()*25), len(stems)-1)]
		if rnd.IntN(4) == 0 {
			word = tails[rnd.IntN(len(tails))] + after[rnd.IntN(3)]
		}
		b.WriteString(before[rnd.IntN(len(before))] + word + after[rnd.IntN(len(after))])
		switch {
		case words%60 == 59:
			b.WriteString(".\n\n")
		case words%14 == 13:
			b.WriteString("، ")
		default:
			b.WriteByte(' ')
		}
	}
	return article.Article{Title: "مجلس الوزراء يبحث ملف الطاقة مع البنك المركزي", Body: b.String()}
}

// Watches are n watches as users write them: most on rare names, some phrases, some queries.
func Watches(n int) []Watch {
	rnd := rand.New(rand.NewPCG(7, 7))
	pick := func() string {
		letters := []rune("ابتجحدرزسشصطعغفقكلمنهوي")
		name := make([]rune, 4+rnd.IntN(4))
		for i := range name {
			name[i] = letters[rnd.IntN(len(letters))]
		}
		if rnd.IntN(2000) == 0 {
			return tails[rnd.IntN(len(tails))]
		}
		return string(name)
	}
	ws := make([]Watch, n)
	for i := range ws {
		ws[i].Name = fmt.Sprint("watch ", i)
		w := &ws[i]
		switch rnd.IntN(10) {
		case 0, 1:
			w.Keyword = pick() + " " + stems[rnd.IntN(len(stems))]
			w.All = []string{w.Keyword}
		case 2:
			w.Any = []string{pick(), pick()}
			w.Query = w.Any[0] + " OR " + w.Any[1]
		case 3:
			w.All = []string{pick(), stems[rnd.IntN(len(stems))]}
			w.None = []string{pick()}
			w.Query = w.All[0] + " " + w.All[1] + " NOT " + w.None[0]
		default:
			w.Keyword = pick()
			w.All = []string{w.Keyword}
		}
	}
	return ws
}
