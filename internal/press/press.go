// Package press is a small local newspaper for the demo and for tests: a real HTTP server whose
// pages have the structure of alsabaah.iq (DataLife Engine), with a dozen articles of its own.
//
// What stands where:
//
//	/  /lastnews/  /lastnews/page/2/      newest first, twelve a page, a.img-box
//	/sec3/  /sec3/page/2/                 one section alone
//	/96712-.html  /96712-any-slug.html    an article; one number, one article, whatever the slug
//	/index.php?newsid=96712               the same
//	/print:page,1,96712-any.html          the same, without anything around it
//	/rss.xml                              RSS 2.0, the twenty newest
//	/robots.txt
//
// Answers carry ETag and Last-Modified, 304 is answered where they fit, and gzip where it is
// accepted. Every page lists other articles beside its own, so a new article changes the bytes and
// the ETag of all pages, but the text of none: a reader that takes that for an edit is wrong.
//
// The texts were written for this package. All dates are those of the clock that New is given, in
// Baghdad's time; a page prints the day alone, as the real one does, the feed prints seconds.
//
// Not here: other papers' templates and broken pages of all kinds (tests write those where they
// need them). Nothing fails but Start.
package press

import (
	"cmp"
	"slices"
	"sync"
	"time"
)

// firstNumber is the number of the oldest article in the archive.
const firstNumber = 96701

// age is the time between two articles of the archive: a dozen spans three days.
const age = 5 * time.Hour

// baghdad has had no summer time since 2008.
var baghdad = time.FixedZone("+03", 3*60*60)

// Piece is one article as the newspaper keeps it.
type Piece struct {
	Number     int       // 0: Publish gives it the next one
	Title      string    // plain text, as all that follows
	Section    string    // «الأولى», «اقتصاد»
	Byline     string    // «بغداد : الصباح»; empty: none is printed
	Image      string    // path on this server; empty: none
	Paragraphs []string  // the text
	Published  time.Time // zero: Publish takes the clock's
}

// Paper is the newspaper: an http.Handler, for any number of goroutines.
type Paper struct {
	now func() time.Time

	mu     sync.Mutex
	issue  issue // never changed in place: readers hold older ones
	fault  Fault
	counts map[string]Count
}

// issue is what can be read at one moment.
type issue struct {
	pieces  []Piece // newest first: by number, falling
	changed time.Time
	guids   int  // how often the feed's guids were changed
	noFeed  bool // /rss.xml is not found
}

// New opens a newspaper with the archive in it, the newest article five hours old.
func New(now func() time.Time) *Paper {
	p := &Paper{now: now, counts: make(map[string]Count)}
	archive := Archive()
	for i, piece := range archive {
		piece.Number = firstNumber + i
		piece.Published = now().Add(-age * time.Duration(len(archive)-i))
		p.issue.pieces = append(p.issue.pieces, piece)
		p.issue.changed = piece.Published
	}
	slices.Reverse(p.issue.pieces)
	return p
}

// Publish puts an article in and returns its number. A number that is taken replaces its article.
func (p *Paper) Publish(piece Piece) int {
	if piece.Published.IsZero() {
		piece.Published = p.now()
	}
	piece.Paragraphs = slices.Clone(piece.Paragraphs)
	p.change(func(next *issue) {
		if piece.Number == 0 {
			piece.Number = next.nextNumber()
		}
		next.drop(piece.Number)
		next.pieces = append(next.pieces, piece)
		slices.SortFunc(next.pieces, func(a, b Piece) int { return cmp.Compare(b.Number, a.Number) })
	})
	return piece.Number
}

// Edit changes an article; its number stays, and its time of publication unless f sets another. It
// tells whether there is such an article. f must not call the paper.
func (p *Paper) Edit(number int, f func(*Piece)) (found bool) {
	p.change(func(next *issue) {
		i := next.index(number)
		if found = i >= 0; !found {
			return
		}
		edited := next.pieces[i]
		edited.Paragraphs = slices.Clone(edited.Paragraphs)
		f(&edited)
		edited.Number = number
		if edited.Published.IsZero() {
			edited.Published = next.pieces[i].Published
		}
		next.pieces[i] = edited
	})
	return found
}

// Remove takes an article out: its addresses answer 404. It tells whether there was one.
func (p *Paper) Remove(number int) (found bool) {
	p.change(func(next *issue) { found = next.drop(number) })
	return found
}

// Pieces returns what stands in the paper, newest first.
func (p *Paper) Pieces() []Piece { return slices.Clone(p.read().pieces) }

// read returns the present issue.
func (p *Paper) read() issue {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.issue
}

// change makes the next issue from a copy of the present one.
func (p *Paper) change(f func(next *issue)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	next := p.issue
	next.pieces = slices.Clone(next.pieces)
	next.changed = p.now()
	f(&next)
	p.issue = next
}

// index returns where an article stands, or -1.
func (s issue) index(number int) int {
	return slices.IndexFunc(s.pieces, func(piece Piece) bool { return piece.Number == number })
}

func (s *issue) drop(number int) bool {
	i := s.index(number)
	if i >= 0 {
		s.pieces = slices.Delete(s.pieces, i, i+1)
	}
	return i >= 0
}

func (s issue) nextNumber() int {
	if len(s.pieces) == 0 {
		return firstNumber
	}
	return s.pieces[0].Number + 1
}
