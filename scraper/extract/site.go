package extract

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/andybalholm/cascadia"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/sources/prose"
	"golang.org/x/net/html"
)

// How a Site learns and doubts.
const (
	learnFrom  = 5   // pages that a profile is made of
	proveOn    = 3   // pages on which it must then agree with the general extractor before it is used
	checkEvery = 16  // of the pages that are read by it, one is read generally, too
	doubtful   = 6   // doubt at which it is forgotten: a failure adds 2, a page that is right takes 1
	alike      = 0.9 // agreement of the two readings, F1 of their words
)

// Site reads the pages of one site and learns from them. Until it knows where their parts stand, each page is
// read generally, and so is every page on which the profile does not hold: a profile can make reading faster
// and cleaner, it can lose nothing. When it fails again and again, as after a redesign, it is forgotten and
// learned anew. Which page is checked depends on the order of pages alone, never on chance.
//
// A source with selectors of its own needs no profile: its pages are read as Article reads them.
// After a restart, and while there is doubt, every page is read both ways.
// A Site is safe for concurrent use.
type Site struct {
	mu      sync.Mutex
	profile *reader // nil: none yet
	samples []sample
	proven  int // pages on which the profile agreed before it was used
	doubt   int
	trial   int // pages on which a kept profile has yet to agree
	read    int
	changed bool
}

// reader is a profile with its selectors compiled.
type reader struct {
	Profile
	body, title, date, byline cascadia.Matcher
	drop                      []cascadia.Matcher
	repeats                   map[uint64]bool
}

// NewSite is a site of which nothing is known, or what a profile tells that was learned before.
func NewSite(p *Profile) (*Site, error) {
	s := &Site{}
	if p == nil || p.Body == "" {
		return s, nil
	}
	r, err := compile(*p)
	if err != nil {
		return nil, fmt.Errorf("the learned profile cannot be used: %w", err)
	}
	s.profile, s.proven, s.trial = r, proveOn, proveOn
	return s, nil
}

// Profile is what was learned, and whether it changed since Profile was asked last. nil: nothing in use.
func (s *Site) Profile() (p *Profile, changed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	changed, s.changed = s.changed, false
	if s.profile == nil || s.proven < proveOn {
		return nil, changed
	}
	out := s.profile.Profile
	return &out, changed
}

// Since is when the profile in use was proven; zero: none is in use, or its time is not known.
func (s *Site) Since() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.profile == nil || s.proven < proveOn {
		return time.Time{}
	}
	return s.profile.Since
}

// Changed makes Profile say once more that it changed, where what it said could not be kept.
func (s *Site) Changed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.changed = true
}

// Article reads an article's page as the function Article does, by the profile while it holds.
func (s *Site) Article(r *sources.Reader, page Page) (Extracted, error) {
	out, err := readWith(r, page, s)
	if err != nil {
		return Extracted{}, fmt.Errorf("source %s: page %s: %w", r.Source().ID, page.URL, err)
	}
	return out, nil
}

// state is what to do with the next page.
func (s *Site) state() (p *reader, inUse, check bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.profile == nil {
		return nil, false, false
	}
	inUse = s.proven >= proveOn
	if inUse {
		s.read++
	}
	return s.profile, inUse, !inUse || s.trial > 0 || s.doubt > 0 || s.read%checkEvery == 0
}

// find reads a page's parts: by the profile where it is in use and holds, else generally.
func (s *Site) find(d *document) (findings, error) {
	p, inUse, check := s.state()
	if p == nil {
		f, err := d.findGenerally()
		if err == nil {
			s.learn(d, f)
		}
		return f, err
	}
	mine, broken := d.byLearned(p)
	if broken == nil && !check {
		s.judge(p, true, d.page.FetchedAt)
		return mine, nil
	}
	f, err := d.findGenerally()
	if err != nil || runningLength(asParagraphs(f.paragraphs)) == 0 {
		return f, err // no article, or none to compare with: nothing is learned about the profile
	}
	holds := broken == nil && agreement(asParagraphs(mine.paragraphs), asParagraphs(f.paragraphs)) >= alike
	if s.judge(p, holds, d.page.FetchedAt); holds && inUse {
		return mine, nil
	}
	return f, nil
}

// judge counts for or against a profile, unless another has taken its place.
func (s *Site) judge(p *reader, holds bool, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.profile != p {
		return
	}
	switch {
	case holds && s.proven < proveOn:
		if s.proven++; s.proven == proveOn {
			s.profile.Since, s.changed = at, true
		}
	case holds:
		s.doubt, s.trial = max(0, s.doubt-1), max(0, s.trial-1)
	case s.proven < proveOn: // it must be right from the start
		s.forget()
	default:
		if s.doubt += 2; s.doubt >= doubtful {
			s.forget()
			s.changed = true
		}
	}
}

func (s *Site) forget() {
	s.profile, s.samples, s.proven, s.doubt = nil, nil, 0, 0
	s.trial = 0
}

// learn keeps what a page teaches, and makes a profile when there is enough.
func (s *Site) learn(d *document, f findings) {
	seen, ok := d.observe(f)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.profile != nil {
		return
	}
	if s.samples = append(s.samples, seen); len(s.samples) < learnFrom {
		return
	}
	p, ok := learn(s.samples, f.paragraphs)
	if ok {
		if r, err := compile(p); err == nil {
			s.profile, s.samples = r, nil
			return
		}
	}
	s.samples = slices.Delete(s.samples, 0, 1) // the pages do not agree: the oldest gives way
}

func compile(p Profile) (*reader, error) {
	r := &reader{Profile: p, repeats: map[uint64]bool{}}
	var errs []error
	sel := func(s string) cascadia.Matcher {
		if s == "" {
			return nil
		}
		m, err := cascadia.Parse(s)
		if err != nil {
			errs = append(errs, fmt.Errorf("selector %q: %w", s, err))
			return nil
		}
		return m
	}
	r.body, r.title, r.date, r.byline = sel(p.Body), sel(p.Title), sel(p.Date), sel(p.Byline)
	for _, s := range p.Drop {
		r.drop = append(r.drop, sel(s))
	}
	for _, line := range p.Repeats {
		r.repeats[lineHash(line)] = true
	}
	return r, errors.Join(errs...)
}

// Why a profile does not hold on a page.
var (
	errNoBody    = errors.New("no element is where the text was learned to stand")
	errShort     = errors.New("the element where the text was learned to stand has hardly any")
	errNotTitled = errors.New("the heading where the title was learned to stand says something else than the page's head")
)

// byLearned reads a page by a profile. An error says why it does not hold there.
func (d *document) byLearned(p *reader) (findings, error) {
	f := d.headFindings()
	body := cascadia.Query(d.root, p.body)
	if body == nil {
		return f, errNoBody
	}
	if err := d.checkTitle(p, f.title); err != nil {
		return f, err
	}
	const least = 250 // characters of running text; of a shorter page only the general extractor tells what it is
	ps := prose.Of(body, d.besidesLearned(p, body))
	if runningLength(ps) < least || float64(runningBelow(body))*2 < p.Share*float64(runningBelow(d.root)) {
		return f, errShort // most of the page's text stands elsewhere
	}
	if !known(f.published) && p.date != nil {
		if n := cascadia.Query(d.root, p.date); n != nil {
			f.published = d.date(firstOf(attr(n, "datetime"), prose.Line(n)))
		}
	}
	f.pdf = d.pdfIn(body)
	f = d.fill(f, ps, d.root)
	if p.byline != nil && len(d.headAuthors()) == 0 {
		if n := cascadia.Query(d.root, p.byline); n != nil {
			f.authors = firstList(d.people(bylineTexts(n), false), f.authors)
		}
	}
	return p.withoutRepeats(f), nil
}

// checkTitle compares the heading at the learned place with the head's title.
func (d *document) checkTitle(p *reader, title string) error {
	const least = 0.3 // of its words; heads often have a title of their own
	if p.title == nil || title == "" {
		return nil
	}
	n := cascadia.Query(d.root, p.title)
	if n == nil || likeness(headingText(n), title) < least && likeness(title, headingText(n)) < least {
		return errNotTitled
	}
	return nil
}

// besidesLearned tells what within a learned body is no text.
func (d *document) besidesLearned(p *reader, body *html.Node) func(*html.Node) bool {
	running := runningBelow(body)
	return func(n *html.Node) bool {
		if isApart(n) || isNoText(n, running) || isBesides(n) {
			return true
		}
		return attr(n, "class") != "" && slices.ContainsFunc(p.drop, func(m cascadia.Matcher) bool { return m.Match(n) })
	}
}

func (p *reader) withoutRepeats(f findings) findings {
	kept := make([]string, 0, len(f.paragraphs))
	for i, line := range f.paragraphs {
		if !atEdge(i, len(f.paragraphs)) || !p.repeats[lineHash(line)] {
			kept = append(kept, line)
		}
	}
	f.paragraphs = kept
	return f
}

func asParagraphs(lines []string) []prose.Paragraph {
	out := make([]prose.Paragraph, len(lines))
	for i, l := range lines {
		out[i] = prose.Paragraph{l}
	}
	return out
}
