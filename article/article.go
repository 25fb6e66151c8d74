// Package article holds the nouns that every room shares: the article and its
// versions, the reference by which a paper points at one, the match and its
// highlights; and the rules of identity, which decide when two addresses are
// one article (canonical addresses, keys, content hashes).
//
// Text is UTF-8. Spans count BYTES of the original text, half open. Times are
// instants in UTC unless a comment says otherwise; what a newspaper printed is
// kept beside them, as printed.
//
// Not here: how text is folded (package lang), how a page is read (package
// scraper/extract), how an article is stored (package store). The package
// imports no other room.
package article

import (
	"strings"
	"time"
)

// Article is one piece of a newspaper as last read.
type Article struct {
	ID         int64    // the store's number; 0 before the first commit
	Source     string   // id of the source
	SourceName string   // as shown to people; not stored with the article
	Key        string   // identity within the source: see Key
	URL        string   // canonical address: for comparing; its scheme and host may be unified beyond what the server answers
	Link       string   // the address to ask and to show
	Aliases    []string // further addresses and guids under which it was seen, as AliasURL and AliasGUID write them
	Title      string
	Section    string   // as printed, e.g. «الأولى»
	Byline     string   // as printed, e.g. «بغداد : الصباح»
	Authors    []string // names only
	Body       string   // paragraphs, separated by one empty line ("\n\n")
	Language   string   // BCP 47, "ar"; empty when unknown
	ImageURL   string

	Published   Date
	FirstSeenAt time.Time

	Kind    Kind
	Partial bool   // only what the feed or listing said is known; the page is still owed
	Hash    string // see HashText; empty before identification
	Version int    // counts from 1; 0 before the first commit

	Page *Page // the bytes it was read from; nil when it came from a feed alone or from the store
}

// Paragraphs cuts the body at its empty lines.
func (a Article) Paragraphs() []string {
	if a.Body == "" {
		return nil
	}
	return strings.Split(a.Body, "\n\n")
}

// Kind says what a page at an article's address turned out to be.
type Kind string

const (
	Text  Kind = "article"
	Stub  Kind = "stub"  // a headline whose body is not written yet («...»): stored, never alerted
	Issue Kind = "issue" // the printed issue posted as an item (a PDF): stored, never alerted
)

// Page is the evidence: what the server sent, after decompression.
type Page struct {
	URL       string // after redirects
	FetchedAt time.Time
	Body      []byte
	Gzip      []byte // Body compressed, when the server sent it so; nil: not at hand
}

// Date is a publication date: what was printed, and the instant as far as it is known.
type Date struct {
	Raw        string    // as printed; empty when the paper named none
	At         time.Time // zero when no instant may be made of Raw; the first instant of the day for Day
	Precision  Precision
	ZoneSource string // "text" (the date names its offset), "source" (the paper's zone was taken), "" (no instant)
}

// IsZero tells whether no instant is known.
func (d Date) IsZero() bool { return d.At.IsZero() }

// Precision is how exactly a date was printed.
type Precision string

const (
	None   Precision = "none"
	Day    Precision = "day"
	Minute Precision = "minute"
	Second Precision = "second"
)

// Ref is how a feed or a listing points at an article: an address and what was said beside it.
type Ref struct {
	URL       string // absolute, as the paper wrote it
	GUID      string // as the feed wrote it; empty for listings
	Title     string // plain text
	Summary   string // plain text, paragraphs separated by "\n\n"
	Content   string // full text where the feed carries it (content:encoded), as Summary
	Section   string
	Author    string
	ImageURL  string
	Published Date
	ItemHash  string // hash over everything the paper said in this item but its guid; a change asks for another look at the page
}

// Version is one state of an article's text.
type Version struct {
	N      int // counts from 1
	Title  string
	Body   string
	Hash   string
	SeenAt time.Time
}

// Match is a watch found in an article.
type Match struct {
	Watch      string // name of the watch
	Version    int    // version of the watch's query
	Query      string // as the user wrote it
	Highlights []Highlight
}

// Highlight is one place that made a match true: a span of bytes in one field of the original text.
type Highlight struct {
	Field string `json:"field"` // "title", "body", "section", "byline"
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// Segment is a run of text that is wholly inside or outside the highlights.
type Segment struct {
	Text string `json:"text"`
	Hit  bool   `json:"hit,omitempty"`
}

// Segments cuts text at the highlights of one field. Overlapping highlights are joined, and
// spans outside the text are left out: joined again, the segments are the text.
func Segments(text, field string, hs []Highlight) []Segment {
	hit := spansOf(text, field, hs)
	var out []Segment
	pos := 0
	for _, h := range hit {
		if h.Start > pos {
			out = append(out, Segment{Text: text[pos:h.Start]})
		}
		out = append(out, Segment{Text: text[h.Start:h.End], Hit: true})
		pos = h.End
	}
	if pos < len(text) {
		out = append(out, Segment{Text: text[pos:]})
	}
	return out
}
