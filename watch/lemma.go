package watch

import (
	"strings"

	"github.com/marsad/marsad/lang"
)

// family are regular endings: dual, sound plurals, nisba and its plurals, and what they put in
// place of the base's own end.
var family = []struct{ ending, own string }{
	{"يات", ""}, {"يون", ""}, {"يين", ""}, {"يه", ""}, {"ي", ""},
	{"ات", ""}, {"ات", "ه"}, {"ون", ""}, {"ين", ""}, {"ان", ""},
	{"تان", "ه"}, {"تين", "ه"}, {"ه", ""},
	{"يون", "ي"}, {"يين", "ي"}, {"يه", "ي"}, {"يات", "ي"},
}

// strangers are keys that only look like members of a family: their end is their own.
var strangers = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`لبنان سودان عمان رمضان طهران وهران سلمان ايران فلسطين ياسين فرات جامعه عامله ثوره سوداني لبناني عماني سعودي مالكي
		شعبان عثمان نيسان حزيران ميزان برلمان بركان سرطان انسان حيوان لسان بستان مكان زمان امان بيان كيان ديوان جدران اتقان ضمان بنيان عنوان سلطان
		دين حين طين عين امين سجين ثمين قرين حسين تشرين تموين تامين تدوين تكوين قانون هارون زيتون فنون شؤون
		بيات نبات ثبات حياه صلاه زكاه`) {
		m[w] = true
	}
	return m
}()

// minBase is the least number of letters that a base has once its ending is taken off.
const minBase = 3

// basesOf returns a key and the words of whose family it may be, by endings alone. It goes from
// the base to its nisba and never back; broken plurals need a dictionary.
func basesOf(key string) []string {
	key = lang.Indefinite(key)
	out := []string{key}
	if strangers[key] {
		return out
	}
	for _, f := range family {
		if base, ok := strings.CutSuffix(key, f.ending); ok && len([]rune(base)) >= minBase {
			out = append(out, base+f.own)
		}
	}
	return out
}
