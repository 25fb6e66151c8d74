package watch

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
)

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

// sampleArticle writes an article of about n bytes.
func sampleArticle(seed uint64, n int) article.Article {
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

// sampleWatches are n watches as users write them: most on rare names, some phrases, some queries.
func sampleWatches(n int) []Watch {
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
		switch rnd.IntN(10) {
		case 0, 1:
			ws[i].Keyword = pick() + " " + stems[rnd.IntN(len(stems))]
		case 2:
			ws[i].Query = pick() + " OR " + pick()
		case 3:
			ws[i].Query = pick() + " " + stems[rnd.IntN(len(stems))] + " NOT " + pick()
		default:
			ws[i].Keyword = pick()
		}
	}
	return ws
}

func BenchmarkMatch(b *testing.B) {
	arts := make([]article.Article, 50)
	for i := range arts {
		arts[i] = sampleArticle(uint64(i), 4800)
	}
	for _, n := range []int{100, 1_000, 10_000, 100_000} {
		ix, err := Compile(sampleWatches(n))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n, " watches"), func(b *testing.B) {
			b.ReportAllocs()
			matches := 0
			for i := 0; b.Loop(); i++ {
				matches += len(ix.Match(arts[i%len(arts)]))
			}
			b.ReportMetric(float64(matches)/float64(b.N), "matches/op")
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	ws := sampleWatches(10_000)
	for b.Loop() {
		if _, err := Compile(ws); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTokens(b *testing.B) {
	text := sampleArticle(1, 4800).Body
	b.SetBytes(int64(len(text)))
	var toks []lang.Token
	for b.Loop() {
		toks = lang.AppendTokens(toks[:0], text)
	}
	b.ReportMetric(float64(len(toks)), "words")
}
