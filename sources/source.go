// Package sources knows what a newspaper is: its address forms, its feeds and lists, where the
// parts of its pages stand; presets are data. It turns the bytes of a feed or a listing into refs.
//
// A Source is what a user configured, a Preset is the same struct with what many papers share, and
// a Reader is a Source whose expressions have been checked and compiled. A Reader is safe for
// concurrent use and keeps nothing between two calls.
//
// Text is UTF-8 in and out. A feed is read as far as it can be: one broken item never costs the
// others, and Feed.Salvaged says that something was mended. Dates are read by package lang in the
// source's zone; an address is absolute http or https, or it is not handed on.
//
// Not here: fetching (package scraper/fetch), reading article pages (package scraper/extract),
// when a source is due (package monitor).
package sources

import "time"

// Source is one newspaper as configured, with its preset's values filled in.
type Source struct {
	ID       string // letters, digits, - and _
	Name     string // as shown to people
	Preset   string // name of the preset it was made from; empty for none
	Home     string // address of the front page; empty when unknown
	Language string // BCP 47 of its text; empty when unknown
	Zone     *time.Location
	Feeds    []string  // addresses of feeds: RSS, Atom, RDF, JSON Feed
	Probe    []string  // feed addresses that the preset knows of but nobody has confirmed: tried, and no fault when absent
	Listings []Listing // pages that list the newest articles

	System       string    // content system, whose forms of one address are known (SystemNames); empty: generic
	Numbers      []string  // a rule of the source's own: regular expressions over the address; group 1 is the article's number
	Article      string    // regular expression that an article's address must match; empty: any that the system takes for an article's
	Continuation string    // regular expression of the addresses of an article's second page and on; empty: the system's
	Canonical    string    // form of the canonical address, with {number} for the number and {origin} for scheme and host; empty: the system's, else the address itself
	Selectors    Selectors // where the parts of an article's page stand; the zero value: the general extractor decides
	DateForm     string    // Go layout of the date that Selectors.Date points at; empty: known forms are tried
	Dates        DateHabit // how the paper writes dates, where that is known

	Schedule string        // cron fields in Zone; empty when Every is set
	Every    time.Duration // period; 0 when Schedule is set
	Jitter   time.Duration // spread of the start; negative: the default, a tenth of the period and at most 30 s
	Timeout  time.Duration // for one fetch, body included; 0: the fetcher's own
	Gap      time.Duration // least time between two requests to one of its hosts; 0: the fetcher's own
	MaxBody  int64         // bytes after decompression; 0: the fetcher's own
	Looks    int           // young articles looked at again in an hour at most; 0: DefaultLooks; negative: none
	Pages    bool          // fetch article pages (true) or take the feed's own text as the article
	Backfill bool          // alert for what stood there at the first reading
	Charset  string        // for pages that name none; empty: windows-1256 for Arabic sources
}

// DefaultLooks is how many young articles of a source are looked at again in an hour, at most.
const DefaultLooks = 120

// LooksAnHour is the source's budget for looking at articles again.
func (s Source) LooksAnHour() int {
	if s.Looks == 0 {
		return DefaultLooks
	}
	return max(s.Looks, 0)
}

// Listing is a page that lists the newest articles.
type Listing struct {
	URL  string
	Next string // form of the further pages, with {page} from 2; empty: none
	Item string // CSS selector of an item: a link, or a box that holds one; empty: every link to an article's address
	Max  int    // how many pages to follow at most; 0: 1

	Title, Section, Date string // CSS selectors inside an item; empty: its heading or link text, none, the first thing that reads as a date
}

// Selectors are CSS selectors into an article's page. An empty one is left to the general extractor.
type Selectors struct {
	Title, Section, Date, Byline, Image, Body string
	BylineInBody                              bool     // the body's first text node is the byline and no part of the text
	Drop                                      []string // inside the body, no part of the text
}

// IsZero tells whether no selector is set: the general extractor reads the pages.
func (s Selectors) IsZero() bool {
	return s.Title == "" && s.Section == "" && s.Date == "" && s.Byline == "" && s.Image == "" && s.Body == ""
}
