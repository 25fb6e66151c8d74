package watch

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	"github.com/marsad/marsad/lang"
)

//go:embed lemmas.txt
var lemmasFile string

// lemmaTable is the small dictionary behind ~: what no rule makes, broken plurals and the
// present of verbs. Words stand as comparable keys.
type lemmaTable struct {
	singular map[string][]string // of a plural, and of the singular itself: the family's heads
	woman    map[string]bool     // words of which ة makes the same word of a woman
	past     map[string]bool     // verbs
	present  map[string][]string // verbs by their present without its first letter
}

var loadLemmas = sync.OnceValue(func() *lemmaTable {
	t := &lemmaTable{singular: map[string][]string{}, woman: map[string]bool{}, past: map[string]bool{}, present: map[string][]string{}}
	for line := range strings.Lines(lemmasFile) {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		switch {
		case len(words) == 3 && words[0] == "v":
			t.verb(lemmaKey(words[1]), lemmaKey(words[2]))
		case len(words) > 0:
			t.family(words)
		}
	}
	return t
})

func lemmaKey(word string) string { return lang.Keys(lang.Tokens(word)[0])[0] }

func (t *lemmaTable) verb(past, present string) {
	t.past[past] = true
	_, stem, _ := strings.Cut(present, "ي")
	t.present[stem] = append(t.present[stem], past)
}

// family files each member under the first: they find each other, whichever is looked for.
func (t *lemmaTable) family(words []string) {
	first, woman := strings.CutSuffix(words[0], "/ة")
	head := lemmaKey(first)
	if woman {
		t.woman[head] = true
	}
	for _, w := range append(words[1:], first) {
		if k := lemmaKey(w); !slices.Contains(t.singular[k], head) {
			t.singular[k] = append(t.singular[k], head)
		}
	}
}

// heads returns the heads of the families that a key belongs to, itself when there is none.
func (t *lemmaTable) heads(key string) []string {
	if heads := t.singular[key]; heads != nil {
		return heads
	}
	return []string{key}
}

// knows tells whether a key is a word of the dictionary.
func (t *lemmaTable) knows(key string) bool {
	return t.singular[key] != nil || t.past[key]
}

// ending is a regular ending: dual, sound plurals, nisba and its plurals, and what it puts in
// place of the base's own end.
type ending struct{ add, own string }

// least is the fewest letters that may stand before the ending; a long one leaves little doubt (غزيون).
func (e ending) least() int {
	if e.own != "" && len([]rune(e.add)) > 2 {
		return minBase - 1
	}
	return minBase
}

var nominal = []ending{
	{"يات", ""}, {"يون", ""}, {"يين", ""}, {"يه", ""}, {"ي", ""},
	{"ي", "ه"}, {"يه", "ه"}, {"يون", "ه"}, {"يين", "ه"}, {"يات", "ه"},
	{"ات", ""}, {"ات", "ه"}, {"ون", ""}, {"ين", ""}, {"ان", ""}, {"ا", ""}, {"و", ""},
	{"تان", "ه"}, {"تين", "ه"}, {"تا", "ه"}, {"تي", "ه"}, {"ه", ""},
	{"يون", "ي"}, {"يين", "ي"}, {"يه", "ي"}, {"يات", "ي"},
}

// verbal are the endings of persons; the letters before a present are in presentPrefixes.
var verbal = []string{"", "ت", "تا", "ا", "وا", "نا", "ان", "ون", "ين", "ن", "تم"}

const presentPrefixes = "يتنا"

// strangers are keys that only look like members of a family: their end is their own.
var strangers = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`لبنان سودان عمان رمضان طهران وهران سلمان ايران فلسطين ياسين فرات جامعه عامله ثوره سوداني لبناني عماني سعودي مالكي
		شعبان عثمان نيسان حزيران ميزان برلمان بركان سرطان انسان حيوان لسان بستان مكان زمان امان بيان كيان ديوان جدران اتقان ضمان بنيان عنوان سلطان
		دين حين طين عين امين سجين ثمين قرين حسين تشرين تموين تامين تدوين تكوين قانون هارون زيتون فنون شؤون بيات نبات ثبات حياه صلاه زكاه
		حرمان نقصان عمران حمدان عدنان مروان قحطان غسان شيبان حسان سفيان كنعان قربان جريان طيران غليان هذيان عصيان نسيان كتمان ايمان اعلان
		فنان دخان ميدان عدوان احسان شريان غزلان رضوان رحمن رحمان صفوان نعمان لقمان قبطان خذلان ادمان برهان شجعان طغيان غفران هجران دوران
		صابون فرعون كربون هرمون عربون ليمون طاعون تلفزيون مجنون مضمون سكون كانون قارون افيون معجون مخزون مليون بليون تريليون
		مسكين بنزين تمرين شاهين ياسمين رصين متين سنين حنين جنين يقين تخمين تدخين تحسين تلقين تعيين تضامن روتين فيتامين بروتين تأبين سكين
		وفات رفات شتات فتات سبات ممات عرفات بركات فرات ذات اثبات انبات التفات
		شهره هديه كتابه مكتبه طريقه سفينه حديقه خزانه ضريبه جزيره جريده صحيفه قضيه نظريه كتيبه رساله وزاره سفاره اماره رئاسه قياده عماده نقابه
		شرطه خدمه جماعه جمعيه ساعه حربه سلطه قوه صوره سوره دوره عوده حمله جمله رحله ركبه شعبه لعبه حلبه مدرسه`) {
		m[lang.Fold(w)] = true
	}
	return m
}()

// minBase is the least number of letters that a base has once its ending is taken off.
const minBase = 3

// basesOf returns a key and the words of whose family it may be. It goes from the base to its
// nisba and never back.
func basesOf(key string) []string {
	t := loadLemmas()
	key = lang.Indefinite(key)
	out := slices.Clone(t.heads(key))
	add := func(bases ...string) {
		for _, b := range bases {
			if !slices.Contains(out, b) {
				out = append(out, b)
			}
		}
	}
	add(key)
	add(t.verbsOf(key)...)
	if strangers[key] || t.singular[key] != nil || lang.EndsInAlef(key) {
		return out
	}
	for _, e := range nominal {
		stem, ok := strings.CutSuffix(key, e.add)
		base := stem + e.own
		if !ok || len([]rune(stem)) < e.least() || e == (ending{"ه", ""}) && !t.ofWomen(base) {
			continue
		}
		add(base)
		add(t.heads(base)...)
	}
	return out
}

// ofWomen tells whether ة behind a word makes the same word of a woman: nisbas, participles in
// م, and the persons of the dictionary. Of other words it makes another (شهر, شهرة).
func (t *lemmaTable) ofWomen(base string) bool {
	if t.woman[base] || strings.HasSuffix(base, "ي") {
		return true
	}
	return strings.HasPrefix(base, "م") && len([]rune(base)) >= 4 && !t.knows(base) && !t.knows(base+"ه")
}

// verbsOf returns the verbs that a key may be a person or the present of.
func (t *lemmaTable) verbsOf(key string) []string {
	var out []string
	for _, e := range verbal {
		stem, ok := strings.CutSuffix(key, e)
		if !ok || len([]rune(stem)) < 2 {
			continue
		}
		if t.past[stem] {
			out = append(out, stem)
		}
		first := []rune(stem)[0]
		if strings.ContainsRune(presentPrefixes, first) {
			out = append(out, t.present[stem[len(string(first)):]]...)
		}
	}
	return out
}

// lemmaKeys are the words under which one that is looked for is filed: itself, and the heads
// of its families.
func lemmaKeys(key string) []string {
	return slices.Compact(append([]string{key}, loadLemmas().heads(key)...))
}
