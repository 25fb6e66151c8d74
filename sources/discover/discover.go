// Package discover finds out how a newspaper can be read, from its address alone: its feeds and
// sitemaps, the pages that list its articles, the content system behind it, the form of its articles'
// addresses, what names an article, and where title, text and date stand. Nothing is believed: each feed
// is judged by what is in it, each address rule by the addresses that the paper itself shows, and the
// selectors by ten of its articles, read with and without them.
//
// Find begins with an address; Examine does the same for a source that is configured, and explains
// every decision. Both say honestly what they saw: a Finding with a Problem proposes nothing, and each
// part of a proposal has a Verdict (ok, unsure, missing) with its reason.
//
// The pages are asked for through Web and read through Extract, which the caller hands in: the rooms of
// fetching and extraction lie above this one. Requests are counted, most of them go to one host, and
// no address is asked for twice. Text is UTF-8; addresses are absolute.
//
// Not here: writing the configuration (package config), known papers (package sources/catalogue).
package discover

import (
	"context"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/sources"
)

// Bounds of one search.
const (
	DefaultArticles = 10
	DefaultRequests = 60 // in all; a paper is asked politely, so this is about half a minute
	mostProbes      = 14 // guessed addresses of feeds
	mostSitemaps    = 4
	mostSections    = 3 // pages beside the first that are looked at as listings
	mostFeeds       = 8 // candidates that are judged
)

// Web asks for pages. An error that is a *Trouble says what stood in the way.
type Web interface {
	Get(ctx context.Context, r Request) (Page, error)
}

// Request is one question to a newspaper.
type Request struct {
	URL     string
	Feed    bool   // a feed is asked for, not a page
	Charset string // taken when the answer names none
}

// Page is an answer with status 200.
type Page struct {
	URL         string // after redirects
	Text        []byte // UTF-8
	Body        []byte // as the server sent it
	ContentType string
	Cut         bool // the connection broke off; what came is here
	FetchedAt   time.Time
}

// Extract reads an article's page by what a source says.
type Extract func(r *sources.Reader, p Page) (Extracted, error)

// Extracted is an article with how it was read.
type Extracted struct {
	article.Article
	Fallback bool   // the source has selectors, and they did not fit
	Form     string // paywall, live, video, gallery; empty: a text
}

// Options are what a search works with.
type Options struct {
	Web      Web
	Extract  Extract
	Known    sources.Source // what is known before: id, name, time zone, language, preset; zero: nothing
	Zone     *time.Location // of dates without an offset where no zone of the paper's is known; nil: they give no instant
	Articles int            // article pages that are read; 0: ten
	Requests int            // at most; 0: 60
	Now      func() time.Time
	Progress func(string) // told what is done next; nil: nobody is
}

// Finding is what was found at an address.
type Finding struct {
	Asked    string    `json:"asked"`
	URL      string    `json:"url"` // after redirects
	Name     string    `json:"name"`
	Language string    `json:"language"`
	System   System    `json:"system"`
	Feeds    []Feed    `json:"feeds"`
	Listings []Listing `json:"listings"`
	Forms    []Form    `json:"address_forms"`
	Articles []Read    `json:"articles"`
	Verdicts []Verdict `json:"verdicts"`
	Requests int       `json:"requests"`
	Problem  *Problem  `json:"problem,omitempty"` // why nothing is proposed; nil: Source is a proposal

	Source sources.Source `json:"-"` // the proposal
}

// Sound tells whether the proposal can be trusted: nothing is missing that an alert depends on.
func (f *Finding) Sound() bool {
	if f.Problem != nil {
		return false
	}
	for _, v := range f.Verdicts {
		if v.needed() && v.Level == Missing {
			return false
		}
	}
	return true
}

// Problem says why a paper cannot be read: what was seen, and what its reader can do.
type Problem struct {
	Kind Kind   `json:"kind"`
	Seen string `json:"seen"`
	Do   string `json:"do"`
}

// Find looks at the page of an address and proposes a source. The error is the context's; whatever
// the paper did is in the finding.
func Find(ctx context.Context, o Options, address string) (*Finding, error) {
	s := newSearch(o)
	f := &Finding{Asked: address, Feeds: []Feed{}, Listings: []Listing{}, Forms: []Form{}, Articles: []Read{}, Verdicts: []Verdict{}}
	f.Problem = s.find(ctx, f, address)
	f.Requests = s.made
	return f, ctx.Err()
}

// search is one search under way.
type search struct {
	Options
	asker
	front    *front
	robots   []string // sitemaps that robots.txt names
	listed   []link   // links of the listings that look like articles'
	articles *sources.Reader
}

func newSearch(o Options) *search {
	if o.Articles <= 0 {
		o.Articles = DefaultArticles
	}
	if o.Requests <= 0 {
		o.Requests = DefaultRequests
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Progress == nil {
		o.Progress = func(string) {}
	}
	return &search{Options: o, asker: asker{web: o.Web, left: o.Requests, answers: map[string]answer{}}}
}

// find is the order of work.
func (s *search) find(ctx context.Context, f *Finding, address string) *Problem {
	if p := s.openFront(ctx, f, address); p != nil {
		return p
	}
	s.nameSystem(f)
	s.findListings(ctx, f)
	s.findFeeds(ctx, f)
	s.settleForms(f)
	s.chooseReading(f)
	if p := s.nothingFound(f); p != nil {
		return p
	}
	s.propose(f)
	s.readArticles(ctx, f)
	if p := s.nothingRead(f); p != nil {
		return p
	}
	s.settleName(f)
	s.findSelectors(f)
	s.judge(f)
	return nil
}
