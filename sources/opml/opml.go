// Package opml reads and writes lists of feeds as feed readers exchange them: OPML 2.0
// (opml.org/spec2.opml), an outline in which an element with xmlUrl is a feed and one without is a folder.
//
// What is read is a stranger's file: bytes, depth and number of outlines have bounds, a document type
// is refused, and no entity is expanded but XML's own five. Text is UTF-8 or what the declaration says.
// An error names line and column.
//
// Not here: what a feed's entry becomes in the configuration (cmd), reading feeds (package sources).
package opml

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html/charset"

	"github.com/marsad/marsad/article"
)

// Bounds of what is read.
const (
	MaxBytes    = 8 << 20
	maxDepth    = 32
	maxOutlines = 20_000
	maxText     = 4 << 10 // bytes of one attribute
)

// Feed is one feed of a list.
type Feed struct {
	Title    string
	URL      string   // absolute
	Home     string   // empty when unknown, or no web address
	Language string   // empty when unknown
	Folders  []string // in which it stands, the outermost first
	Line     int      // where it stands in the file
}

// Error is what is wrong with a file, and where.
type Error struct {
	Line, Col int // from 1; Col counts bytes
	Problem   string
	Err       error // of the parser; nil when it was not asked
}

func (e *Error) Error() string {
	s := fmt.Sprintf("%d:%d: %s", e.Line, e.Col, e.Problem)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// Read reads a list. Outlines with an xmlUrl that is no web address are returned as skipped, the others
// as feeds, in the file's order, each address once. The error is an *Error.
func Read(data []byte) (feeds []Feed, skipped []Error, err error) {
	if len(data) > MaxBytes {
		return nil, nil, &Error{1, 1, fmt.Sprintf("the file has more than %d bytes", MaxBytes), nil}
	}
	r := reader{d: xml.NewDecoder(bytes.NewReader(data)), seen: map[string]bool{}}
	r.d.CharsetReader = charset.NewReaderLabel
	if err := r.read(); err != nil {
		return nil, nil, err
	}
	return r.feeds, r.skipped, nil
}

type reader struct {
	d       *xml.Decoder
	depth   int
	inBody  bool
	rooted  bool
	count   int
	folders []string // one for each open outline; empty for a feed's own
	feeds   []Feed
	skipped []Error
	seen    map[string]bool
}

func (r *reader) fault(problem string, err error) *Error {
	line, col := r.d.InputPos()
	return &Error{line, col, problem, err}
}

func (r *reader) read() error {
	for {
		token, err := r.d.Token()
		if errors.Is(err, io.EOF) {
			if !r.rooted {
				return r.fault("there is no <opml> in it", nil)
			}
			return nil
		}
		if err != nil {
			return r.fault("the XML is broken", cause(err))
		}
		switch t := token.(type) {
		case xml.Directive:
			return r.fault("a document type (<!…>) is refused; delete it", nil)
		case xml.StartElement:
			err = r.start(t)
		case xml.EndElement:
			r.end(t)
		}
		if err != nil {
			return err
		}
	}
}

// cause is the parser's error without its own line.
func cause(err error) error {
	if s, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return errors.New(s.Msg)
	}
	return err
}

func (r *reader) start(t xml.StartElement) error {
	if r.depth++; r.depth > maxDepth {
		return r.fault(fmt.Sprintf("elements are nested deeper than %d", maxDepth), nil)
	}
	switch {
	case r.depth == 1 && !strings.EqualFold(t.Name.Local, "opml"):
		return r.fault(fmt.Sprintf("this is no OPML: it begins with <%s>", begin(t.Name.Local, 40)), nil)
	case r.depth == 1:
		r.rooted = true
	case r.depth == 2:
		r.inBody = strings.EqualFold(t.Name.Local, "body")
	case r.inBody && strings.EqualFold(t.Name.Local, "outline"):
		return r.outline(t)
	}
	return nil
}

func (r *reader) end(t xml.EndElement) {
	r.depth--
	if r.inBody && strings.EqualFold(t.Name.Local, "outline") && len(r.folders) > 0 {
		r.folders = r.folders[:len(r.folders)-1]
	}
}

func (r *reader) outline(t xml.StartElement) error {
	if r.count++; r.count > maxOutlines {
		return r.fault(fmt.Sprintf("there are more than %d outlines", maxOutlines), nil)
	}
	at := map[string]string{}
	for _, a := range t.Attr {
		if len(a.Value) > maxText {
			return r.fault(fmt.Sprintf("the attribute %s has more than %d bytes", begin(a.Name.Local, 40), maxText), nil)
		}
		at[strings.ToLower(a.Name.Local)] = strings.Join(strings.Fields(a.Value), " ")
	}
	title := at["title"]
	if title == "" {
		title = at["text"]
	}
	address := at["xmlurl"]
	if address == "" {
		r.folders = append(r.folders, title)
		return nil
	}
	r.add(title, address, at)
	r.folders = append(r.folders, "")
	return nil
}

func (r *reader) add(title, address string, at map[string]string) {
	line, col := r.d.InputPos()
	abs, err := article.Resolve("", strings.Replace(address, "feed://", "http://", 1))
	if err != nil {
		r.skipped = append(r.skipped, Error{line, col, fmt.Sprintf("«%s» is left out", begin(title, 60)), err})
		return
	}
	if r.seen[abs] {
		return
	}
	r.seen[abs] = true
	f := Feed{Title: title, URL: abs, Language: at["language"], Line: line}
	if home, err := article.Resolve("", at["htmlurl"]); err == nil {
		f.Home = home
	}
	for _, name := range r.folders {
		if name != "" {
			f.Folders = append(f.Folders, name)
		}
	}
	r.feeds = append(r.feeds, f)
}

func begin(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// outline and file are what is written.
type outline struct {
	Type     string `xml:"type,attr"`
	Text     string `xml:"text,attr"`
	Title    string `xml:"title,attr"`
	XMLURL   string `xml:"xmlUrl,attr"`
	HTMLURL  string `xml:"htmlUrl,attr,omitempty"`
	Language string `xml:"language,attr,omitempty"`
}

type file struct {
	XMLName  xml.Name  `xml:"opml"`
	Version  string    `xml:"version,attr"`
	Title    string    `xml:"head>title"`
	Outlines []outline `xml:"body>outline"`
}

// Write makes a file of feeds. Characters that XML cannot hold become U+FFFD.
func Write(title string, feeds []Feed) ([]byte, error) {
	f := file{Version: "2.0", Title: valid(title), Outlines: []outline{}}
	for _, one := range feeds {
		name := valid(one.Title)
		if name == "" {
			name = one.URL
		}
		f.Outlines = append(f.Outlines, outline{"rss", name, name, valid(one.URL), valid(one.Home), valid(one.Language)})
	}
	body, err := xml.MarshalIndent(f, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("opml: %w", err)
	}
	return append([]byte(xml.Header), append(body, '\n')...), nil
}

func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
