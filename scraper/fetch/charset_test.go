package fetch

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

const arabic = "<html><head><title>جريدة الصباح</title></head><body><p>بغداد: قال المتحدث إن الجسر يفتتح غداً.</p></body></html>"

func encoded(t testing.TB, enc encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := enc.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestDecodeWeighsEvidenceBeforeLabels(t *testing.T) {
	cp1256 := encoded(t, charmap.Windows1256, arabic)
	iso := encoded(t, charmap.ISO8859_6, strings.ReplaceAll(arabic, "ً", ""))
	meta := func(label string) string {
		return strings.Replace(arabic, "<head>", `<head><meta http-equiv="Content-Type" content="text/html; charset=`+label+`">`, 1)
	}
	le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	be := unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	tests := []struct {
		name              string
		body              []byte
		header, fallback  string
		charset, contains string
	}{
		{"nothing said, UTF-8", []byte(arabic), "text/html", "", "utf-8", "الصباح"},
		{"UTF-8 under a wrong header", []byte(arabic), "text/html; charset=windows-1256", "", "utf-8", "الصباح"},
		{"UTF-8 under a wrong declaration", []byte(meta("windows-1256")), "text/html", "", "utf-8", "الصباح"},
		{"mark of UTF-8", []byte("\xEF\xBB\xBF" + arabic), "text/html; charset=windows-1256", "", "utf-8", "الصباح"},
		{"UTF-8 with a spoiled byte", []byte(arabic[:60] + "\xff" + arabic[60:]), "text/html; charset=windows-1256", "", "utf-8", "الصباح"},
		{"windows-1256 in the header", cp1256, "text/html; charset=windows-1256", "", "windows-1256", "الصباح"},
		{"windows-1256 in the document", encoded(t, charmap.Windows1256, meta("windows-1256")), "text/html", "", "windows-1256", "الصباح"},
		{"windows-1256 far down in the head", encoded(t, charmap.Windows1256, strings.Replace(meta("windows-1256"), "<head>", "<head><script>"+strings.Repeat("x", 3000)+"</script>", 1)), "text/html", "", "windows-1256", "الصباح"},
		{"windows-1256 under a lying header", cp1256, "text/html; charset=utf-8", "", "windows-1256", "الصباح"},
		{"windows-1256 under the label of tools that know no other", cp1256, "text/html; charset=iso-8859-1", "", "windows-1256", "الصباح"},
		{"windows-1256, nothing said", cp1256, "text/html", "", "windows-1256", "الصباح"},
		{"iso-8859-6 in the document", encoded(t, charmap.ISO8859_6, strings.ReplaceAll(meta("iso-8859-6"), "ً", "")), "text/html", "windows-1256", "iso-8859-6", "الصباح"},
		{"iso-8859-6 known of the source", iso, "text/html", "iso-8859-6", "iso-8859-6", "الصباح"},
		{"iso-8859-6 in the declaration of a feed", append([]byte(`<?xml version="1.0" encoding="ISO-8859-6"?>`), iso...), "application/rss+xml", "", "iso-8859-6", "الصباح"},
		{"French, nothing said", encoded(t, charmap.Windows1252, "<p>L’été à Beyrouth, déjà, où l’on fête Noël à Zahlé."), "text/html", "", "windows-1252", "été"},
		{"UTF-16 with a mark", encoded(t, be, arabic), "text/html", "", "utf-16be", "الصباح"},
		{"UTF-16 without a mark", encoded(t, le, arabic), "text/html; charset=utf-8", "", "utf-16le", "الصباح"},
		{"a label that nobody knows", cp1256, "text/html; charset=klingon", "", "windows-1256", "الصباح"},
		{"a header that cannot be read", cp1256, "text/html; charset", "windows-1256", "windows-1256", "الصباح"},
		{"empty", nil, "text/html; charset=windows-1256", "", "utf-8", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, charset := Decode(tt.body, tt.header, tt.fallback)
			if charset != tt.charset || !strings.Contains(string(text), tt.contains) {
				t.Errorf("Decode = %s, %q; want %s with %q", charset, text, tt.charset, tt.contains)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(arabic), "text/html; charset=utf-16", "koi8-r")
	f.Add([]byte{0xFF, 0xFE, 0x00, 0xD8}, "", "")
	f.Add(bytes.Repeat([]byte{'<', 0}, 40), "text/html;charset=\"", "replacement")
	f.Fuzz(func(t *testing.T, body []byte, header, fallback string) {
		text, charset := Decode(body, header, fallback)
		if !utf8.Valid(text) || charset == "" {
			t.Errorf("Decode = %q of %q", text, charset)
		}
	})
}

func TestDecodeOfManyBytesALetter(t *testing.T) {
	declared := func(label, title string) string {
		return `<?xml version="1.0" encoding="` + label + `"?><rss><channel><title>` + title + `</title></channel></rss>`
	}
	for _, c := range []struct {
		name, header, text, charset string
		enc                         encoding.Encoding
	}{
		{"Big5 in the document", "application/xml", declared("Big5", "自由時報"), "big5", traditionalchinese.Big5},
		{"GB2312 in the document", "application/xml", declared("gb2312", "人民日报"), "gbk", simplifiedchinese.GBK},
		{"GB18030 in the document", "application/xml", declared("GB18030", "人民日报"), "gb18030", simplifiedchinese.GB18030},
		{"EUC-JP in the document", "application/xml", declared("EUC-JP", "朝日新聞"), "euc-jp", japanese.EUCJP},
		{"Shift_JIS in the header", "text/xml; charset=Shift_JIS", "<rss><channel><title>朝日新聞</title></channel></rss>", "shift_jis", japanese.ShiftJIS},
		{"EUC-KR in the header, in quotes of the wrong kind", "text/xml; charset='euc-kr'", "<rss><channel><title>한겨레</title></channel></rss>", "euc-kr", korean.EUCKR},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, name := Decode(encoded(t, c.enc, c.text), c.header, "windows-1256")

			if string(text) != c.text || name != c.charset {
				t.Errorf("Decode = %s, %s; want %s, %s", text, name, c.text, c.charset)
			}
		})
	}
}

func TestDecodeOfTextCutInsideALetter(t *testing.T) {
	text, name := Decode([]byte("<title>خبر</title><title>\xd8"), "", "windows-1256")

	if name != "utf-8" || !strings.Contains(string(text), "خبر") {
		t.Errorf("Decode = %s, %s; want the text, utf-8", text, name)
	}
}
