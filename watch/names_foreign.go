package watch

import (
	"slices"
	"strings"

	"github.com/marsad/marsad/lang"
)

// looksForeign tells whether a key of the Arabic script that no list has is a foreign name, by its
// letters: long, without the letters that transcriptions do without, and with an end or a
// beginning that Arabic words have not. In doubt it is none: a name that is not widened misses a
// spelling, a word that is widened finds another word.
func looksForeign(key string) bool {
	if len(key) > longestName*arabicBytes {
		return false
	}
	for _, r := range key {
		if strings.ContainsRune(nativeLetters, r) {
			return false
		}
	}
	long := len(key) >= ruledLetters*arabicBytes
	if !endsIn(key, shortForeignEnds) {
		if !long || strings.HasSuffix(key, "ه") || strings.HasSuffix(key, "ات") || key[:arabicBytes] == "ي" || derived([]rune(key)) {
			return false
		}
		if !endsIn(key, foreignEnds) && !strings.Contains(key, "غ") && len(singulars(key)) > 0 {
			return false // ترانيم
		}
		if !endsIn(key, foreignEnds) && !beginsWith(key, foreignBegins) && strings.Index(key, "نغ") < 2*arabicBytes && longVowelsOf(key) <= 3 {
			return false
		}
	}
	return !isNative(key)
}

// longestName bounds the letters of a name that rules may change: what is longer is no name, and its
// spellings would grow with its square.
const longestName = 24

// isNative tells whether a key is a native word of the lists, or one with an ending.
func isNative(key string) bool {
	known := func(word string) bool {
		stem, feminine := strings.CutSuffix(word, "ت")
		return lang.IsWord(word) || loadLemmas().knows(word) || feminine && (lang.IsWord(stem+"ه") || loadLemmas().knows(stem+"ه"))
	}
	return known(key) || slices.ContainsFunc(nativeEnds, func(e string) bool {
		base, ok := strings.CutSuffix(key, e)
		return ok && known(base)
	})
}

// arabicBytes is the length of a letter of a key in UTF-8.
const arabicBytes = 2

// maxAffix is the most letters of an entry in the lists below.
const maxAffix = 7

// endsIn tells whether one of the ends stands at the end of a key, letters before it.
func endsIn(key string, ends map[string]bool) bool {
	for n := 2 * arabicBytes; n < len(key) && n <= maxAffix*arabicBytes; n += arabicBytes {
		if ends[key[len(key)-n:]] {
			return true
		}
	}
	return false
}

func beginsWith(key string, begins map[string]bool) bool {
	for n := 3 * arabicBytes; n < len(key) && n <= maxAffix*arabicBytes; n += arabicBytes {
		if begins[key[:n]] {
			return true
		}
	}
	return false
}

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// shortForeignEnds give away names of fewer letters too.
var shortForeignEnds = setOf("نغ غن غنر نغر نغز برغ يرغ ورغ يث تش")

// nativeLetters stand in no transcription of a European or East Asian name. (ث, ذ and ق do, and ه but at the end.)
const nativeLetters = "عحصضظء"

// nativeEnds are endings behind which a native word may stand.
var nativeEnds = strings.Fields("ات ون ين ان يه ي ا وا نا ها هم هما كم")

var foreignEnds = setOf(`برغ بيرغ بورغ برج بيرج بورج غراد جراد نغر نجر نغز نجز غتون نغتون فيتش ويتش فتش تشيك تشوك تشكو وفسكي نسكي يسكي اسكي فسكي سكي ييف يوف نوف كوف روف توف دوف لوف زوف سوف
	موف غوف جوف فوف ييفا وفا نكو تشينكو شفيلي ستان ستاين شتاين شتاينر غيت جيت هايم باخ هاوزن هاوسن هاوس ماير مان سون نسون دسون كسون لسون نسن لسن كسن دسن فيلد لاند فورد وود ورث فورث هامبتون
	بورن بورو شاير ويك ستون لتون ملتون نتون كتون يانو ياني يني وني ولي يلي يتي وتي يرو ينو ونو يتو وزو يزي تزي نزي دزي غلو جلو غلي جلي ريو ليو يليو ولو غرين جرين
	غيز جيز ريز ليز نيز ديز تيز ميز كيس ليس نيس ريس تيس ديس ادس يدس ييه يير ويه ونت ينت ايت ويل فيل ريل نيل ايم نغس جنز نتز رتز لتز يتز ويتز وفيتز اتز
	يغو يجو نغهام غرو جرو غري جري غوي جوي تشي تشو تشا يشي يشا ويا يوس اوس وكس ايكس يكس كسي كسا لدو لدي ندو ندي نتي نتو نتا ندا لدا مبا مبو مبي موند
	يرن نيرو راند`)

var foreignBegins = setOf(`شتا شتو شتي شتر شولت ستين ستاي ستيو سترا ستري سبي سبا سبو سلو سلا سنو سفي سكو سكي سكا سمي كرا كري كرو كلا كلو كلي كني كنو
	غرا غري غرو غلا غلي غلو غوا غوي غوس غوت غون غول غور غيل غين جرا جري جرو جلا جوا جوس جوت جون جول جور برا بري برو بلا بلي بلو درا دري درو ترا تري ترو تشا تشو تشي تشر
	فرا فري فرو فلا فلي فلو فوك فون فور فين فيت فير فيل زلي زفي دفو دفي دجو ماكغ ماكج ماكد ماكن ماكو ماكي ماكل مكغ مكج ميكل مونت مورغ مورج مينغ
	هاوي هايد هايز هايم هولم هولت هوفم هيل هينر هيو ايزن ايفرغ ايفرج اوغو اوجو روزن روزف روبن روتش وينت وينس وايت واين وارن وودو وولف ويلس باكست بيرن بيترس بيدر بيلين
	كارت كاميل كوتي كورب كوفم كولم كونت كوبر كيرن لافي لاند لامب لوري لوكا لوفت ليفر ليون داين دوغل دوجل ديفي ديمت دينغ ديرم تومس تورن نافال ناغا ناجا سيمب سيمون سيرج سيرغ زابور زيمب زيلن
	بوشن كراف بيركو ريفر`)

func longVowelsOf(key string) int {
	return strings.Count(key, "ا") + strings.Count(key, "و") + strings.Count(key, "ي")
}
