package watch

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/marsad/marsad/lang"
)

// looksForeign tells whether a key that no list has is a foreign name, by its letters: long, without
// the letters that transcriptions do without, and with an end or a beginning that Arabic words
// have not. In doubt it is none: a name that is not widened misses a spelling, a word that is
// widened finds another word.
func looksForeign(key string) bool {
	if utf8.RuneCountInString(key) < ruledLetters && !slices.ContainsFunc(shortForeignEnds, func(e string) bool { return strings.HasSuffix(key, e) }) {
		return false
	}
	if strings.ContainsAny(key, nativeLetters) || lang.IsWord(key) || loadLemmas().knows(key) {
		return false
	}
	if derived([]rune(key)) || strings.HasPrefix(key, "ي") || strings.HasSuffix(key, "ات") || strings.HasSuffix(key, "ه") {
		return false
	}
	for _, e := range nativeEnds {
		if base, ok := strings.CutSuffix(key, e); ok && (lang.IsWord(base) || loadLemmas().knows(base)) {
			return false
		}
	}
	for _, e := range slices.Concat(shortForeignEnds, foreignEnds) {
		if strings.HasSuffix(key, e) && len(key) > len(e)+2 {
			return true
		}
	}
	for _, b := range foreignBegins {
		if strings.HasPrefix(key, b) {
			return true
		}
	}
	return longVowelsOf(key) > 3
}

// shortForeignEnds give away names of fewer letters too.
var shortForeignEnds = strings.Fields("نغ غن غنر نغر نغز برغ يرغ ورغ يث تش")

// nativeLetters stand in no transcription of a European or East Asian name. (ث, ذ and ق do, and ه but at the end.)
const nativeLetters = "عحصضظء"

// nativeEnds are endings behind which a native word may stand.
var nativeEnds = strings.Fields("ات ون ين ان يه ي ا وا نا")

var foreignEnds = strings.Fields(`برغ بيرغ بورغ برج بيرج بورج غراد جراد نغ نج نغر نجر نغز نجز غتون نغتون فيتش ويتش فتش تشيك تشوك تشكو وفسكي نسكي يسكي اسكي فسكي سكي
	ييف يوف نوف كوف روف توف دوف لوف زوف سوف موف غوف جوف فوف ييفا وفا نكو تشينكو شفيلي ستان ستاين شتاين شتاينر هايم باخ هاوزن هاوسن هاوس ماير
	مان سون نسون دسون كسون لسون نسن لسن كسن دسن فيلد لاند فورد وود وود ورث فورث هامبتون بورن بورو شاير ويك ستون لتون ملتون نتون كتون
	يانو ياني يني وني ولي يلي يتي وتي يرو ينو ونو يتو وزو يزي تزي نزي دزي غلو جلو غلي جلي ريو ليو يليو ولو
	غرين جرين غيز جيز ريز ليز نيز ديز تيز ميز وس يس اس كيس ليس نيس ريس تيس ديس ادس يدس
	ييه يير ويه ونت ينت يت ايت وت يل ويل فيل ريل نيل يم ايم وم نز رز لز كس نغس جنز نتز رتز لتز يتز ويتز وفيتز اتز
	غرو جرو غري جري غوي جوي ري كي كو تشي تشو تشا يشي يشا ويا يوس اوس وكس ايكس يكس كسي كسا لدو لدي ندو ندي نتي نتو نتا ندا لدا مبا مبو مبي
	يك وك نك رك لك غا غو جو موند رون رين لين وين يرن نيرو راند`)

var foreignBegins = strings.Fields(`شتا شتو شتي شتر شولت ستين ستاي ستيو سترا ستري سبي سبا سبو سلو سلا سنو سفي سكو سكي سكا سمي كرا كري كرو كلا كلو كلي كني كنو
	غرا غري غرو غلا غلي غلو غوا غوي غوس غون غول غور غيل غين جرا جري جرو جلا جوا جوس جون جول جور برا بري برو بلا بلي بلو درا دري درو ترا تري ترو تشا تشو تشي تشر
	فرا فري فرو فلا فلي فلو فوك فون فور فين فيت فير فيل زلي زفي دفو دفي دجو ماكغ ماكج ماكد ماكن ماكو ماكي ماكل مكغ مكج ميكل مونت مورغ مورج مينغ
	هاوي هايد هايز هايم هولم هولت هوفم هيل هينر هيو ايزن ايفرغ ايفرج اوغو اوجو روزن روزف روبن روتش وينت وينس وايت واين وارن وودو وولف ويلس باكست بيرن بيترس بيدر بيلين
	كارت كاميل كوتي كورب كوفم كولم كونت كوبر كيرن لافي لاند لامب لوري لوكا لوفت ليفر ليون داين دوغل دوجل ديفي ديمت دينغ ديرم تومس تورن نافال ناغا ناجا سيمب سيمون سيرج سيرغ زابور زيمب زيلن
	بوشن كراف بيركو ريفر`)

func longVowelsOf(key string) int {
	return strings.Count(key, "ا") + strings.Count(key, "و") + strings.Count(key, "ي")
}
