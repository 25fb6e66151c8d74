package sources

import (
	"encoding/base64"
	"html"
	"regexp"
	"strings"
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

	unclosed int // items in a row that were never closed
	mended
}

type openElement struct {
	name string
	item int // offset in the output at which an item began; -1: no item

	base64 bool // Atom 0.3's mode="base64" of a text: gofeed decodes it for other types alone
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
	m.text(m.decoded(m.in[m.pos : m.pos+lt]))
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
	name, attrs = m.asAtom(name, attrs)
	if isItemName(name) {
		if m.isOpen(name) { // the last one was never closed
			m.mended.mended = true
			m.closeTo(name)
			if m.unclosed++; m.unclosed > maxFeedDepth { // so deep are they nested, as they were written
				m.deep = true
				return
			}
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
	const mode = ` mode="base64"`
	encoded := strings.Contains(attrs, mode) && strings.Contains(attrs, ` type="text/`)
	m.out.WriteByte('<')
	m.out.WriteString(name)
	if encoded {
		attrs = strings.Replace(attrs, mode, ` mode="escaped"`, 1)
	}
	m.out.WriteString(attrs)
	if empty {
		m.out.WriteString("/>")
		return
	}
	m.out.WriteByte('>')
	m.stack = append(m.stack, openElement{name, item, encoded})
	m.deep = len(m.stack) > maxFeedDepth
}

// decoded is the text of an element whose content is in base64, escaped; any other text as it is.
func (m *mender) decoded(text string) string {
	if len(m.stack) == 0 || !m.stack[len(m.stack)-1].base64 {
		return text
	}
	plain, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return text
	}
	return html.EscapeString(string(plain))
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
	name, _ = m.asAtom(name, "")
	switch {
	case len(m.stack) > 0 && m.stack[len(m.stack)-1].name == name:
		if m.stack[len(m.stack)-1].item >= 0 {
			m.unclosed = 0
		}
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
