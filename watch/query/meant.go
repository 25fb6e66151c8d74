package query

// meant names the field that a misspelled one most likely is, for the beginning of a remedy.
func meant(name string) string {
	if other, ok := fieldNames[name]; ok {
		return "write " + other + ":; "
	}
	best, least := "", 3
	for _, f := range Fields {
		if d := changes(name, f); d < least {
			best, least = f, d
		}
	}
	if best == "" || len(name) < 3 {
		return ""
	}
	return "did you mean " + best + ":? "
}

// FieldNamed is the field that a word of another tongue or habit stands for; empty for other words.
func FieldNamed(word string) string { return fieldNames[word] }

var fieldNames = map[string]string{
	"العنوان": "title", "عنوان": "title", "النص": "body", "نص": "body", "القسم": "section", "الكاتب": "author", "المصدر": "source", "الموقع": "site", "اللغة": "lang", "الرابط": "url",
	"headline": "title", "text": "body", "content": "body", "category": "section", "domain": "site", "host": "site", "language": "lang", "link": "url", "by": "byline", "writer": "author",
}

// changes is the least number of letters to write, leave out, replace or swap with the next to make
// one word of another.
func changes(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}
