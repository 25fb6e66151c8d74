package sources

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	feedRootTag = regexp.MustCompile(`(?i)<(?:[a-z][\w.-]*:)?(rss|rdf|feed|urlset|sitemapindex)[\s>/]`)
	pageTag     = regexp.MustCompile(`(?i)<(?:html|head|body)[\s>]`)
	prologue    = regexp.MustCompile(`(?s)^(?:\s|<\?.*?\?>|<!--.*?-->|<![a-zA-Z][^>\[]*(?:\[.*?\]\s*)?>)*$`)
)

// feedRoot finds where a feed begins, -1 if nowhere, and whether what stands before is more than an
// XML prologue: a warning of PHP, a stray character.
func feedRoot(text string) (root int, junk bool) {
	const window = 64 << 10 // no feed begins later; a page that quotes one does
	head := text[:min(len(text), window)]
	at := feedRootTag.FindStringIndex(head)
	if at == nil {
		return -1, false
	}
	if page := pageTag.FindStringIndex(head); page != nil && page[0] < at[0] {
		return -1, false
	}
	return at[0], !prologue.MatchString(head[:at[0]])
}

// mended is a feed's XML made well-formed.
type mended struct {
	xml    string
	root   string // local name of the root element, small letters
	mended bool   // something was wrong
	cut    bool   // the text ended inside the root element
	deep   bool   // nested deeper than maxFeedDepth; xml is not to be used
}

// mender writes a feed's XML anew so that a strict parser reads it: every element closed, every
// attribute quoted and unique, every ampersand escaped, no DOCTYPE, no control character. An item in
// which the text ends is left out. CDATA becomes escaped text, which is the same to a parser.
type mender struct {
	in    string
	pos   int
	out   strings.Builder
	stack []openElement
	items int
	mended
}

type openElement struct {
	name string
	item int // offset in the output at which an item began; -1: no item
}

// mend makes the XML that begins with its root element well-formed.
func mend(in string) mended {
	m := &mender{in: in}
	m.out.Grow(len(in) + len(in)/8)
	for m.pos < len(m.in) && !m.deep {
		if !m.step() {
			break
		}
	}
	m.finish()
	m.xml = m.out.String()
	return m.mended
}

// step takes the text up to the next tag, and the tag. false: the end.
func (m *mender) step() bool {
	lt := strings.IndexByte(m.in[m.pos:], '<')
	if lt < 0 {
		m.text(m.in[m.pos:])
		m.pos = len(m.in)
		return false
	}
	m.text(m.in[m.pos : m.pos+lt])
	m.pos += lt
	rest := m.in[m.pos:]
	switch {
	case strings.HasPrefix(rest, "<!--"):
		m.skip("-->", 4)
	case strings.HasPrefix(rest, "<![CDATA["):
		m.cdata(rest[len("<![CDATA["):])
	case strings.HasPrefix(rest, "<!"):
		m.pos += declarationEnd(rest)
	case strings.HasPrefix(rest, "<?"):
		m.skip("?>", 2)
	case strings.HasPrefix(rest, "</"):
		m.end(rest)
	default:
		m.start(rest)
	}
	return m.root == "" || len(m.stack) > 0 || !m.deep && m.tail()
}

// tail looks at what stands behind the root element: it is not read.
func (m *mender) tail() bool {
	if !prologue.MatchString(m.in[m.pos:min(len(m.in), m.pos+4096)]) {
		m.mended.mended = true
	}
	m.pos = len(m.in)
	return false
}

// skip passes over something that ends with a mark; without the mark, over the rest.
func (m *mender) skip(mark string, from int) {
	i := strings.Index(m.in[m.pos+from:], mark)
	if i < 0 {
		m.mended.mended = true
		m.pos = len(m.in)
		return
	}
	m.pos += from + i + len(mark)
}

func (m *mender) cdata(rest string) {
	i := strings.Index(rest, "]]>")
	if i < 0 { // the rest of the feed is inside: the item is lost, not read as text
		m.mended.mended = true
		m.pos = len(m.in)
		return
	}
	if len(m.stack) > 0 {
		m.escape(rest[:i])
	}
	m.pos += len("<![CDATA[") + i + len("]]>")
}

// declarationEnd is the length of a <!DOCTYPE …>, its internal subset included.
func declarationEnd(s string) int {
	depth := 0
	var quote byte
	for i := 2; i < len(s); i++ {
		c := s[i]
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case depth > 0 && (c == '"' || c == '\''):
			quote = c
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == '>' && depth <= 0:
			return i + 1
		}
	}
	return len(s)
}

// start reads a start tag. What is none is text.
func (m *mender) start(rest string) {
	name, n := xmlName(rest[1:])
	if name == "" {
		m.mended.mended = true
		m.escape("<")
		m.pos++
		return
	}
	attrs, length, selfClosed, whole := m.attributes(rest[1+n:])
	if !whole { // the text ends inside the tag
		m.mended.mended = true
		m.pos = len(m.in)
		return
	}
	m.pos += 1 + n + length
	m.open(name, attrs, selfClosed || htmlVoid(name))
}

func (m *mender) open(name, attrs string, empty bool) {
	item := -1
	if isItemName(name) {
		if m.isOpen(name) { // the last one was never closed
			m.mended.mended = true
			m.closeTo(name)
		}
		if m.items++; m.items > maxFeedItems {
			m.mended.mended = true
			m.pos = len(m.in)
			return
		}
		item = m.out.Len()
	}
	if m.root == "" {
		m.root = strings.ToLower(name[strings.IndexByte(name, ':')+1:])
	}
	m.out.WriteByte('<')
	m.out.WriteString(name)
	m.out.WriteString(attrs)
	if empty {
		m.out.WriteString("/>")
		return
	}
	m.out.WriteByte('>')
	m.stack = append(m.stack, openElement{name, item})
	m.deep = len(m.stack) > maxFeedDepth
}

// end reads an end tag: it closes what is open inside its element. One that closes nothing is passed over.
func (m *mender) end(rest string) {
	gt := strings.IndexByte(rest, '>')
	if gt < 0 {
		m.mended.mended = true
		m.pos = len(m.in)
		return
	}
	m.pos += gt + 1
	name, _ := xmlName(rest[2:])
	switch {
	case len(m.stack) > 0 && m.stack[len(m.stack)-1].name == name:
		m.pop()
	case m.isOpen(name):
		m.mended.mended = true
		m.closeTo(name)
	default:
		m.mended.mended = m.mended.mended || !htmlVoid(name)
	}
}

func (m *mender) isOpen(name string) bool {
	for _, e := range m.stack {
		if strings.EqualFold(e.name, name) {
			return true
		}
	}
	return false
}

func (m *mender) closeTo(name string) {
	for len(m.stack) > 0 {
		found := strings.EqualFold(m.stack[len(m.stack)-1].name, name)
		m.pop()
		if found {
			return
		}
	}
}

func (m *mender) pop() {
	top := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	m.out.WriteString("</")
	m.out.WriteString(top.name)
	m.out.WriteByte('>')
}

// finish closes what is open at the end of the text, and leaves out the item that is not whole.
func (m *mender) finish() {
	if len(m.stack) == 0 {
		return
	}
	m.cut = m.items <= maxFeedItems
	m.mended.mended = true
	for i, e := range m.stack {
		if e.item >= 0 {
			kept := m.out.String()[:e.item]
			m.out.Reset()
			m.out.WriteString(kept)
			m.stack = m.stack[:i]
			break
		}
	}
	for len(m.stack) > 0 {
		m.pop()
	}
}

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
