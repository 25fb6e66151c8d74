package story

import (
	"strconv"
	"strings"
	"sync"

	"github.com/marsad/marsad/lang"
)

// fact is something that makes news: a figure, a day, a place.
type fact struct {
	kind kind
	id   string
}

type kind uint8

const (
	figure kind = iota + 1
	ordinal
	scale
	day
	month
	country
	city
	side   // an opponent or a team
	office // whose meeting or decision it is
	turn   // which way it went: the id begins with + or -
	compass
	negation
)

func (k kind) String() string {
	return [...]string{"", "figure", "number in the row", "order of size", "day", "month", "country", "place", "team", "office", "direction", "quarter", "negation"}[k]
}

func itoa(n int) string { return strconv.Itoa(n) }

var loadFacts = sync.OnceValue(buildFacts)

// lookUp finds what a folded word says; a particle before it is tried away.
func lookUp(key, stem string) []fact {
	t := loadFacts()
	for _, k := range []string{key, stem} {
		if f := t[k]; f != nil {
			return f
		}
	}
	if letters(key) > 4 {
		if rest := cutFirst(key, "ب", "ل", "ك", "و", "ف"); rest != key {
			return t[rest]
		}
	}
	return nil
}

// spelled is the value of a number that is written as a word.
func spelled(w word) (int, bool) {
	if len(w.facts) != 1 || w.facts[0].kind != figure || w.stem == w.facts[0].id {
		return 0, false
	}
	n, err := strconv.Atoi(w.facts[0].id)
	return n, err == nil
}

func buildFacts() map[string][]fact {
	t := map[string][]fact{}
	add := func(k kind, id string, words ...string) {
		for _, w := range words {
			key := lang.Fold(w)
			t[key] = append(t[key], fact{k, id})
		}
	}
	for k, table := range map[kind]string{figure: figures, ordinal: ordinals, scale: scales, day: days, month: months, side: sides, office: offices, turn: turns, compass: quarters} {
		for line := range strings.Lines(strings.TrimSpace(table)) {
			id, words, _ := strings.Cut(line, " ")
			for _, w := range strings.Fields(words) {
				add(k, id, w)
				if k == side || k == office || k == turn || k == compass {
					add(k, id, stemForms(w)...)
				}
			}
		}
	}
	for k, table := range map[kind]string{country: countries, city: cities} {
		for line := range strings.Lines(strings.TrimSpace(table)) {
			words := strings.Fields(line)
			for _, w := range words {
				add(k, words[0], placeForms(w)...)
			}
		}
	}
	add(negation, "not", strings.Fields("لا لم لن ليس ليست ولا ولم ولن وليس فلا فلم فلن not no never won't cannot")...)
	return t
}

// stemForms are the word and its stem, where that is another.
func stemForms(w string) []string {
	key := lang.Fold(w)
	if s := stem(key); s != key {
		return []string{s}
	}
	return nil
}

// placeForms are a place and its people: فرنسا, فرنسي, فرنسية.
func placeForms(w string) []string {
	key := lang.Fold(w)
	if key[0] < 0x80 {
		return []string{key}
	}
	seen := map[string]bool{}
	var out []string
	add := func(s string) {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	for _, s := range []string{key, stem(key), cutFirst(key, "ال")} {
		add(s)
		base := s
		for _, end := range []string{"يا", "ا", "ه"} {
			if b, ok := strings.CutSuffix(s, end); ok && letters(b) > 2 {
				base = b
				break
			}
		}
		for _, end := range []string{"ي", "يه", "يين", "يون", "يا"} {
			add(base + end)
		}
	}
	return out
}

// The tables: a line is an id and the words that mean it, folded when they are read.
const (
	figures = `
2 اثنان اثنين اثنا اثني اثنتان اثنتين يومين يومان ساعتين شهرين عامين أسبوعين طائرتين شخصين قتيلين جريحين شاحنتين هدفين محطتين دولتين two
3 ثلاث ثلاثة three
4 أربع أربعة أربعا four
5 خمس خمسة خمسا five
6 ست ستة ستا six
7 سبع سبعة سبعا seven
8 ثمان ثماني ثمانية eight
9 تسع تسعة تسعا nine
10 عشر عشرة ten
11 eleven
12 twelve
13 thirteen
14 fourteen
15 fifteen
16 sixteen
17 seventeen
18 eighteen
19 nineteen
20 عشرون عشرين twenty
30 ثلاثون ثلاثين thirty
40 أربعون أربعين forty
50 خمسون خمسين fifty
60 ستون ستين sixty
70 سبعون سبعين seventy
80 ثمانون ثمانين eighty
90 تسعون تسعين ninety
100 مئة مائة
200 مئتان مئتين مئتا مئتي`
	ordinals = `
1 الأول الأولى أول أولى first
2 الثاني الثانية ثان ثانية second
3 الثالث الثالثة ثالث ثالثة third
4 الرابع الرابعة رابع رابعة fourth
5 الخامس الخامسة خامس خامسة fifth
6 السادس السادسة سادس سادسة sixth
7 السابع السابعة سابع سابعة seventh
8 الثامن الثامنة ثامن ثامنة eighth
9 التاسع التاسعة تاسع تاسعة ninth
10 العاشر العاشرة عاشر عاشرة tenth`
	scales = `
thousand ألف آلاف ألفا thousand
million مليون ملايين مليونا million
billion مليار مليارات بليون billion
trillion تريليون ترليون trillion`
	days = `
sat السبت saturday
sun الأحد sunday
mon الاثنين الإثنين monday
tue الثلاثاء tuesday
wed الأربعاء wednesday
thu الخميس thursday
fri الجمعة friday`
	months = `
2 شباط فبراير february
3 آذار مارس march
4 نيسان أبريل إبريل april
5 أيار مايو
6 حزيران يونيو june
7 تموز يوليو july
8 آب أغسطس august
9 أيلول سبتمبر september
10 أكتوبر october
11 نوفمبر november
12 ديسمبر december
1 يناير january
r رمضان ramadan
s شعبان شوال`
	// Where it is played, and against whom.
	sides = `
zawraa الزوراء zawraa
talaba الطلبة talaba
naft النفط
shorta الشرطة shorta
karkh الكرخ karkh
duhok دهوك
hilal الهلال hilal
nasr النصر nassr
ittihad الاتحاد ittihad
ahli الأهلي ahly ahli
barca برشلونة barcelona
real مدريد madrid
city سيتي
united يونايتد
liverpool ليفربول liverpool
arsenal أرسنال آرسنال arsenal
chelsea تشيلسي chelsea
bayern بايرن bayern
juve يوفنتوس juventus
milan ميلان milan
psg جيرمان`
	offices = `
president الجمهورية president
cabinet الوزراء
house النواب البرلمان parliament speaker
interior الداخلية interior
defence الدفاع defence defense
foreign الخارجية foreign
health الصحة health
education التربية education
trade التجارة trade
finance المالية finance
transport النقل transport
farming الزراعة agriculture
water الموارد water
justice العدل justice
planning التخطيط planning
labour العمل labour labor
youth الرياضة
culture الثقافة culture`
	// Which way it went. + and - of one letter speak against each other.
	turns = `
+a ارتفاع ارتفع ارتفعت ترتفع يرتفع مرتفعا صعود صعد صعدت يصعد زيادة زاد زادت رفع رفعت يرفع ارتفاعا توسيع مضاعفة rise rises rose risen rising gain gains gained up climb climbs climbed increase increased increases firm firms firmed strengthen strengthened strengthens
-a انخفاض انخفض انخفضت تنخفض ينخفض منخفضا هبوط هبط هبطت يهبط تراجع تراجعت يتراجع نقص خفض خفضت يخفض تخفيض تقليص قلصت انخفاضا تراجعا fall falls fell fallen falling drop drops dropped down slip slips slipped decline declines declined decrease decreased weaken weakened weakens lower
+b استئناف استأنف استأنفت تستأنف يستأنف ستستأنف فتح افتتاح يفتح resume resumes resumed reopen reopens reopened open opens opened
-b تعليق علق علقت تعلق إيقاف أوقف أوقفت إغلاق أغلق أغلقت suspend suspends suspended halt halts halted close closes closed shut
+c فوز فاز فازت يفوز win wins won beat beats defeats
-c خسارة خسر خسرت يخسر lose loses lost
0c تعادل تعادلا يتعادل draw draws drew
+d موافقة وافق وافقت أقر أقرت إقرار صوت صادق صادقت approve approves approved pass passes passed adopt adopts adopted
-d رفض رفضت يرفض تأجيل أجلت إرجاء أرجأ reject rejects rejected postpone postpones postponed off delay delays delayed refuse refuses refused
+e اعتقال اعتقل القبض arrest arrests arrested detained
-e إفراج أفرج release releases released freed
+f إعدام بالإعدام الإعدام execution death
-f مؤبد المؤبد بالمؤبد براءة life acquitted
+h تعيين عين عينت appoint appoints appointed
-h إعفاء أعفى أعفت إقالة أقال أقالت dismiss dismisses dismissed sacked
+i منح منحت grant grants granted
-i سحب سحبت withdraw withdraws withdrew withdrawn revoke revoked
+j اتفق اتفقت اتفاق التزم agree agrees agreed accept accepts accepted
-j خرق خرقت انتهك انتهكت انتهاك break breaks broke broken breach violate violates violated
+g صحو صحوا clear sunny
-g غائم غائما ممطر ممطرا مغبر مغبرا cloudy rainy dusty`
	quarters = `
n شمال شمالي شماليه الشمالية الشمالي الشمال north northern
s جنوب جنوبي جنوبيه الجنوبية الجنوبي الجنوب south southern
e شرق شرقي شرقيه الشرقية الشرقي الشرق east eastern
w غرب غربي غربيه الغربية الغربي الغرب west western
c وسط الوسطى centre center central`
	// The first word is the id. A capital stands with its country: desks write one for the other.
	countries = `
iraq العراق بغداد iraqi baghdad
syria سوريا سورية دمشق syrian damascus
jordan الأردن أردن عمان jordanian amman
oman عمان مسقط omani muscat
lebanon لبنان بيروت lebanese beirut
egypt مصر القاهرة egyptian cairo
saudi السعودية سعودي الرياض riyadh
kuwait الكويت kuwaiti
qatar قطر الدوحة qatari doha
bahrain البحرين المنامة bahraini manama
emirates الإمارات إماراتي أبوظبي دبي emirati uae dubai
yemen اليمن صنعاء yemeni sanaa
palestine فلسطين غزة palestinian gaza
israel إسرائيل israeli
iran إيران طهران iranian tehran
turkey تركيا أنقرة اسطنبول إسطنبول turkish turkiye ankara istanbul
russia روسيا موسكو russian moscow
ukraine أوكرانيا كييف ukrainian kyiv
china الصين بكين chinese beijing
japan اليابان طوكيو japanese tokyo
korea كوريا سيول korean seoul
india الهند نيودلهي indian delhi
pakistan باكستان pakistani islamabad
afghanistan أفغانستان كابل afghan kabul
usa أميركا أمريكا واشنطن أميركي أمريكي american washington
britain بريطانيا لندن british london uk
france فرنسا باريس french paris
germany ألمانيا برلين german berlin
italy إيطاليا روما italian rome
spain إسبانيا اسبانيا spanish
netherlands هولندا dutch
belgium بلجيكا بروكسل belgian brussels
greece اليونان أثينا greek athens
sweden السويد swedish
norway النرويج norwegian
poland بولندا polish warsaw
austria النمسا فيينا austrian vienna
switzerland سويسرا جنيف swiss geneva
canada كندا canadian ottawa
mexico المكسيك mexican
brazil البرازيل brazilian
argentina الأرجنتين argentinian argentine
australia أستراليا australian
indonesia إندونيسيا indonesian
vietnam فيتنام vietnamese
myanmar ميانمار
thailand تايلاند thai
malaysia ماليزيا malaysian
uzbekistan أوزبكستان uzbek
kazakhstan كازاخستان kazakh
azerbaijan أذربيجان باكو azerbaijani baku
armenia أرمينيا يريفان armenian yerevan
georgia جورجيا
libya ليبيا طرابلس libyan tripoli
tunisia تونس tunisian tunis
algeria الجزائر algerian algiers
morocco المغرب الرباط moroccan rabat
sudan السودان الخرطوم sudanese khartoum
somalia الصومال somali
nigeria نيجيريا nigerian
kenya كينيا kenyan
ethiopia إثيوبيا ethiopian
safrica بريتوريا
vatican الفاتيكان vatican
hungary المجر هنغاريا hungarian budapest
romania رومانيا romanian
bulgaria بلغاريا bulgarian
serbia صربيا serbian
croatia كرواتيا croatian
portugal البرتغال portuguese lisbon
denmark الدنمارك danish
finland فنلندا finnish`
	// A province stands with its chief town.
	cities = `
baghdad بغداد
basra البصرة basrah
nineveh نينوى الموصل mosul ninewa
anbar الأنبار الرمادي ramadi
dhiqar الناصرية nasiriyah nasiriya
maysan ميسان العمارة amara amarah
muthanna المثنى السماوة samawah samawa
wasit واسط الكوت kut
babil بابل الحلة hilla hillah babylon
diyala ديالى بعقوبة baquba baqubah
salahaddin تكريت tikrit
qadisiyah القادسية الديوانية diwaniyah diwaniya
najaf النجف
karbala كربلاء kerbala
kirkuk كركوك
erbil أربيل arbil
duhok دهوك dohuk
sulaymaniyah السليمانية sulaimaniya
halabja حلبجة
samarra سامراء
fallujah الفلوجة falluja
baiji بيجي
sinjar سنجار
zakho زاخو
khanaqin خانقين
hit هيت
aleppo حلب
homs حمص
sidon صيدا
alexandria الإسكندرية
jeddah جدة
mecca مكة
rutba الرطبة
faw الفاو
rusafa الرصافة
karkh الكرخ
sadr الصدر
kadhimiya الكاظمية kadhimiyah
karrada الكرادة karada
mansour المنصور
dora الدورة`
)

// landOf is the country that a town of the table lies in.
func landOf(town string) string {
	switch town {
	case "aleppo", "homs":
		return "syria"
	case "sidon":
		return "lebanon"
	case "alexandria":
		return "egypt"
	case "jeddah", "mecca":
		return "saudi"
	}
	return "iraq"
}
