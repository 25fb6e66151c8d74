package sources

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// attributes reads a tag's attributes and returns them written anew, the length of what was read,
// and whether the element ends with the tag; whole is false when the text ends before the tag does.
func (m *mender) attributes(s string) (written string, length int, selfClosed, whole bool) {
	var out strings.Builder
	seen := map[string]bool{}
	i := 0
	for i < len(s) {
		switch c := s[i]; {
		case c == '>':
			return out.String(), i + 1, selfClosed, true
		case c == '<': // the tag was never closed
			m.mended.mended = true
			return out.String(), i, selfClosed, true
		case c == '/' || c <= ' ':
			selfClosed = c == '/' || selfClosed && c <= ' '
			i++
			continue
		}
		selfClosed = false
		name, n := xmlName(s[i:])
		if n == 0 {
			m.mended.mended = true
			_, size := utf8.DecodeRuneInString(s[i:])
			i += size
			continue
		}
		i += n
		value, n := attributeValue(s[i:])
		i += n
		if seen[name] {
			m.mended.mended = true
			continue
		}
		seen[name] = true
		out.WriteString(" " + name + `="`)
		m.charData(&out, value, true)
		out.WriteByte('"')
	}
	return "", 0, false, false
}

// attributeValue reads ="value", ='value' or =value, and how long it is.
func attributeValue(s string) (string, int) {
	i := len(s) - len(strings.TrimLeft(s, " \t\r\n"))
	if i >= len(s) || s[i] != '=' {
		return "", 0
	}
	i++
	i += len(s[i:]) - len(strings.TrimLeft(s[i:], " \t\r\n"))
	if i >= len(s) {
		return "", i
	}
	if q := s[i]; q == '"' || q == '\'' {
		end := strings.IndexByte(s[i+1:], q)
		if end < 0 {
			return "", len(s)
		}
		return s[i+1 : i+1+end], i + end + 2
	}
	end := strings.IndexAny(s[i:], " \t\r\n>")
	if end < 0 {
		return s[i:], len(s)
	}
	return s[i : i+end], i + end
}

// text writes character data inside the root element.
func (m *mender) text(s string) {
	if len(m.stack) > 0 {
		m.charData(&m.out, s, false)
	}
}

// escape writes s as it is: nothing in it is markup.
func (m *mender) escape(s string) {
	for _, r := range s {
		m.char(&m.out, r, false)
	}
}

// charData writes text in which entities may stand.
func (m *mender) charData(out *strings.Builder, s string, quoted bool) {
	for len(s) > 0 {
		amp := strings.IndexByte(s, '&')
		if amp < 0 {
			amp = len(s)
		}
		for _, r := range s[:amp] {
			m.char(out, r, quoted)
		}
		if s = s[amp:]; s == "" {
			return
		}
		n := m.entity(out, s, quoted)
		s = s[n:]
	}
}

// longestEntity is the longest name in HTML, CounterClockwiseContourIntegral, with & and ; around it.
const longestEntity = 33

// entity writes the entity at the start of s and returns its length. A name that HTML does not know
// is text, as is an ampersand that begins none.
func (m *mender) entity(out *strings.Builder, s string, quoted bool) int {
	end := strings.IndexByte(s[:min(len(s), longestEntity)], ';')
	if end > 1 && !strings.ContainsAny(s[1:end], " &<\n\"'") {
		name := s[:end+1]
		decoded := html.UnescapeString(name)
		if decoded != name {
			for _, r := range decoded {
				m.char(out, r, quoted)
			}
			return end + 1
		}
	}
	m.mended.mended = true
	out.WriteString("&amp;")
	return 1
}

// char writes one character. What XML 1.0 (section 2.2) does not allow is left out.
func (m *mender) char(out *strings.Builder, r rune, quoted bool) {
	switch {
	case r == '&':
		out.WriteString("&amp;")
	case r == '<':
		out.WriteString("&lt;")
	case r == '>':
		out.WriteString("&gt;")
	case r == '"' && quoted:
		out.WriteString("&#34;")
	case r < ' ' && r != '\t' && r != '\n' && r != '\r', r == '\uFFFE', r == '\uFFFF':
		m.mended.mended = true
	default:
		out.WriteRune(r)
	}
}

// xmlName reads the name at the start of s, and its length.
func xmlName(s string) (string, int) {
	for i, r := range s {
		switch {
		case unicode.IsLetter(r), r == '_', r == ':' && i > 0:
		case i > 0 && (unicode.IsDigit(r) || r == '-' || r == '.'):
		default:
			return s[:i], i
		}
	}
	return s, len(s)
}

func isItemName(name string) bool {
	return strings.EqualFold(name, "item") || strings.EqualFold(name, "entry") || name == "url"
}

// htmlVoid are elements of HTML without an end tag that feeds carry unescaped. link and source are
// not among them: they are RSS's own.
func htmlVoid(name string) bool {
	switch strings.ToLower(name) {
	case "br", "hr", "img", "wbr", "input":
		return true
	}
	return false
}

var defaultNamespace = regexp.MustCompile(` xmlns="([^"]*)"`)

// asAtom gives a feed element what a parser knows it by: Atom's namespace where the paper's software names
// one of its own, and entries for the items of RSS.
func (m *mender) asAtom(name, attrs string) (string, string) {
	const atom03, atom10 = "http://purl.org/atom/ns#", "http://www.w3.org/2005/Atom"
	switch {
	case m.root == "" && strings.EqualFold(name, "feed"):
		ns := defaultNamespace.FindStringSubmatchIndex(attrs)
		if ns == nil || attrs[ns[2]:ns[3]] == atom03 || attrs[ns[2]:ns[3]] == atom10 {
			return name, attrs
		}
		m.mended.mended = true
		return name, attrs[:ns[2]] + atom10 + attrs[ns[3]:]
	case m.root == "feed" && strings.EqualFold(name, "item"):
		m.mended.mended = true
		return "entry", attrs
	}
	return name, attrs
}
