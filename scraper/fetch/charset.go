package fetch

import (
	"bytes"
	"mime"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// Decode turns a body into UTF-8 and says what it was, by its WHATWG name. Evidence in the bytes
// goes before what is said about them: a byte order mark, the look of UTF-16, valid UTF-8, then the
// Content-Type, the declaration in the document, fallback, and in the end the bytes again: windows-1256 where
// they read as Arabic in it, and the like, else windows-1252. A label utf-8 on bytes that are not is no label. A few bad bytes
// in UTF-8 do not make it another charset: each becomes U+FFFD.
//
// Text that needs no change shares its bytes with body.
func Decode(body []byte, contentType, fallback string) (text []byte, name string) {
	if text, name, ok := byMark(body); ok {
		return text, name
	}
	if name := wide(body); name != "" {
		return decodeWide(body, name), name
	}
	if utf8.Valid(body) {
		return body, "utf-8"
	}
	if mostlyUTF8(body) {
		return bytes.ToValidUTF8(body, []byte("\uFFFD")), "utf-8"
	}
	for _, label := range []string{labelOf(contentType), declared(body), fallback} {
		enc, name := charset.Lookup(strings.Trim(label, " \t'\""))
		if enc == nil || strings.HasPrefix(name, "utf-") || name == "replacement" || name == "x-user-defined" {
			continue
		}
		if name == "windows-1252" && guess(body).name != name {
			continue // the default of many tools, not a statement
		}
		return decodeWith(enc, body), name
	}
	g := guess(body)
	return decodeWith(g.enc, body), g.name
}

func byMark(body []byte) (text []byte, name string, ok bool) {
	switch {
	case bytes.HasPrefix(body, []byte{0xEF, 0xBB, 0xBF}):
		return bytes.ToValidUTF8(body[3:], []byte("\uFFFD")), "utf-8", true
	case bytes.HasPrefix(body, []byte{0xFF, 0xFE}):
		return decodeWide(body[2:], "utf-16le"), "utf-16le", true
	case bytes.HasPrefix(body, []byte{0xFE, 0xFF}):
		return decodeWide(body[2:], "utf-16be"), "utf-16be", true
	}
	return nil, "", false
}

// wide recognises UTF-16 without a mark: of markup and spaces every other byte is zero, always on
// the same side, and no other text of the web has zeros.
func wide(body []byte) string {
	head := body[:min(len(body), 512)&^1]
	var even, odd int
	for i, b := range head {
		if b != 0 {
			continue
		}
		if i%2 == 0 {
			even++
		} else {
			odd++
		}
	}
	least := max(4, len(head)/10)
	switch {
	case even >= least && odd == 0:
		return "utf-16be"
	case odd >= least && even == 0:
		return "utf-16le"
	}
	return ""
}

func decodeWide(body []byte, name string) []byte {
	order := unicode.LittleEndian
	if name == "utf-16be" {
		order = unicode.BigEndian
	}
	return decodeWith(unicode.UTF16(order, unicode.IgnoreBOM), body)
}

// decodeWith never fails for the encodings of the web: what has no meaning becomes U+FFFD.
func decodeWith(enc encoding.Encoding, body []byte) []byte {
	text, err := enc.NewDecoder().Bytes(body)
	if err != nil {
		return bytes.ToValidUTF8(body, []byte("\uFFFD"))
	}
	return text
}

// mostlyUTF8 tells text with a few spoiled bytes from another charset: letters of several bytes are
// all but impossible by chance, so one bad byte in twenty of them is damage.
// A cut inside the last letter is none.
func mostlyUTF8(body []byte) bool {
	good, bad := 0, 0
	body = body[:len(body)-cutLetter(body)]
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(body[i:])
		if r == utf8.RuneError && n == 1 {
			bad++
		} else {
			good++
		}
		i += n
	}
	return good > 0 && good >= 20*bad
}

// cutLetter is the length of the letter inside which a text ends, 0 for none.
func cutLetter(body []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(body); n++ {
		if tail := body[len(body)-n:]; utf8.RuneStart(tail[0]) {
			if tail[0] >= utf8.RuneSelf && !utf8.FullRune(tail) {
				return n
			}
			return 0
		}
	}
	return 0
}

type script struct {
	enc      *charmap.Charmap
	name     string
	from, to rune // its letters
}

var scripts = [...]script{
	{charmap.Windows1256, "windows-1256", 0x0621, 0x06D2},
	{charmap.ISO8859_6, "iso-8859-6", 0x0621, 0x0652},
	{charmap.Windows1255, "windows-1255", 0x05D0, 0x05EA},
}

// guess is for text that says nothing about itself and is not UTF-8: the script whose letters make up the
// high bytes, if they stand in words; else the web's default. In Latin text they stand alone.
func guess(body []byte) script {
	var seen [256]int
	high, pairs := 0, 0
	for i, b := range body {
		if b < 0x80 {
			continue
		}
		seen[b]++
		high++
		if i > 0 && body[i-1] >= 0x80 {
			pairs++
		}
	}
	best, most := script{enc: charmap.Windows1252, name: "windows-1252"}, high*9/10
	if high < 8 || pairs*2 < high {
		return best
	}
	for _, s := range scripts {
		letters := 0
		for b, n := range seen {
			if r := s.enc.DecodeByte(byte(b)); s.from <= r && r <= s.to {
				letters += n
			}
		}
		if letters > most {
			best, most = s, letters
		}
	}
	return best
}

func labelOf(contentType string) string {
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil && params == nil {
		return ""
	}
	return params["charset"]
}

var (
	xmlDeclaration = regexp.MustCompile(`^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._:-]+)["']`)
	metaCharset    = regexp.MustCompile(`(?i)<meta\s[^>]*?charset\s*=\s*["']?\s*([A-Za-z0-9._:-]+)`)
)

// declared is what the document says of itself in its first kilobytes: browsers look at 1024 bytes,
// but papers put scripts before the declaration.
func declared(body []byte) string {
	head := body[:min(len(body), 8<<10)]
	if m := xmlDeclaration.FindSubmatch(head); m != nil {
		return string(m[1])
	}
	if m := metaCharset.FindSubmatch(head); m != nil {
		return string(m[1])
	}
	return ""
}
