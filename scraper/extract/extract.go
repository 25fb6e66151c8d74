// Package extract turns an article's page into an article: where the source's selectors point, else
// where a general extractor finds the text. One parse of the page serves both, and the metadata
// (JSON-LD, OpenGraph, rel=canonical) too.
//
// In: a sources.Reader and a Page in UTF-8. Out: an article without what only the store knows (ID,
// Version, Hash, FirstSeenAt). Paragraphs are as package sources/prose cuts them, separated by one
// empty line; the byline is none of them.
//
// A page that is no article is a *NotArticleError: an error page with status 200, a log-in wall, a
// maintenance page, a listing, page 2 of an article. None of them may become a version of an article
// or count as its removal. Any other error is a fault of the page, such as elements nested deeper
// than x/net/html reads (512).
//
// A date is read where the paper prints it and never made up: a page without one has the day on which
// it says it was changed, else none, whatever dates its side boxes carry. Not here: fetching and charsets (package scraper/fetch), challenge
// pages (there too), identity across papers (package article).
package extract

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/sources"
	"golang.org/x/net/html"
)

// Page is what was fetched at an article's address.
type Page struct {
	URL         string // after redirects; empty: unknown, and the page is not held against the source's address forms
	Text        []byte // UTF-8
	Body        []byte // as the server sent it, after decompression; kept as evidence
	ContentType string
	FetchedAt   time.Time // what relative dates count from
}

// Extracted is an article with how it was read.
type Extracted struct {
	article.Article
	Fallback bool      // the source has selectors and none of them fits this page: its template may have changed
	PDF      string    // for article.Issue: the address of the printed issue
	Next     string    // address of the article's second page, where the paper splits it; empty: it is whole
	Claims   []string  // names that the page gives itself beside those of its address: another address as its own
	Lie      string    // an address that the page names as its own and that cannot be; empty: none
	Form     string    // what the page is where it is not a text alone: Paywall, Live, Video, Gallery
	Clock    string    // the date with a time of day and no zone that the page shows, as printed; empty: none. See lang.ZIsLocal
	Printed  lang.Date // the day and the local time of Published, where only a day without a zone is known too
}

// NotArticleError says that a page is no article, and what it is instead.
type NotArticleError struct {
	Reason   string // one of the Reason constants
	Detail   string // what showed it; may be empty
	Location string // for Redirect: where the page sends the reader
}

// Why a page is no article.
const (
	Empty        = "empty"        // no text at all
	Redirect     = "redirect"     // nothing but a meta refresh
	SoftMissing  = "soft-404"     // says that there is no such article
	ConsentWall  = "consent"      // asks for consent instead of showing the text
	Maintenance  = "maintenance"  // the site is closed for a while
	LoginWall    = "login"        // asks for a password instead of showing the text
	Listing      = "listing"      // lists articles
	Continuation = "continuation" // a second or later page of an article
	Incomplete   = "incomplete"   // the page ends within the article's text
	NoText       = "no-text"      // a page, but no article could be found in it
)

func (e *NotArticleError) Error() string {
	s := "the page is no article: " + e.Reason
	if e.Detail != "" {
		s += " (" + e.Detail + ")"
	}
	return s
}

// Article reads an article's page.
func Article(r *sources.Reader, page Page) (Extracted, error) {
	out, err := readWith(r, page, nil)
	if err != nil {
		return Extracted{}, fmt.Errorf("source %s: page %s: %w", r.Source().ID, page.URL, err)
	}
	return out, nil
}

// readWith reads a page with what is known of its site; nil: nothing.
func readWith(r *sources.Reader, page Page, site *Site) (Extracted, error) {
	if len(bytes.Trim(page.Text, "\uFEFF \t\r\n\x00")) == 0 {
		return Extracted{}, &NotArticleError{Reason: Empty}
	}
	doc, err := html.Parse(bytes.NewReader(page.Text))
	if err != nil {
		return Extracted{}, fmt.Errorf("the HTML cannot be read: %w", err)
	}
	if absolute("", page.URL) == "" {
		page.URL = "" // a file's name or a label tells nothing about the article
	}
	d := newDocument(r, page, doc)
	if err := d.refuseAtSight(); err != nil {
		return Extracted{}, err
	}
	found, err := d.find(site)
	if err != nil {
		return Extracted{}, err
	}
	return d.complete(found)
}

// findings are what was read from a page before identity and kind are settled.
type findings struct {
	title, section, byline string
	authors                []string
	paragraphs             []string
	published              lang.Date
	shown                  lang.Date // what a reader sees of it; zero: the same
	image                  string
	pdf                    string // a PDF to which the article's own text links
	fallback               bool
}

// find reads by the source's selectors, else by what was learned of the site, else generally.
func (d *document) find(site *Site) (findings, error) {
	if d.r.Source().Selectors.IsZero() {
		if site != nil {
			return site.find(d)
		}
		return d.findGenerally()
	}
	if f, ok := d.byProfile(); ok {
		return f, d.refuseCut()
	}
	f, err := d.findGenerally()
	f.fallback = true
	return f, err
}

// findGenerally reads without knowledge of the site. The pages that look like an article's but say that there
// is none are told apart only here, where no selector fits.
func (d *document) findGenerally() (findings, error) {
	if err := d.refuseErrorPage(); err != nil {
		return findings{}, err
	}
	return d.general()
}

// complete settles what the page is and under which key it stands.
func (d *document) complete(f findings) (Extracted, error) {
	out := Extracted{Fallback: f.fallback, Clock: d.shownClock(f.published)}
	a := &out.Article
	a.Source = d.r.Source().ID
	a.Title, a.Section, a.Byline, a.Authors = f.title, f.section, f.byline, f.authors
	a.Body = joinParagraphs(f.paragraphs)
	a.Published, a.ImageURL = published(f.published), f.image
	if out.Printed = f.shown; f.shown.Day == "" {
		out.Printed = f.published
	}
	a.Language = d.language(a.Title + " " + a.Body)
	a.Page = &article.Page{URL: d.page.URL, FetchedAt: d.page.FetchedAt, Body: d.page.Body}
	a.Kind = kindOf(f)
	out.Form = d.formOf(f)
	switch {
	case a.Kind == article.Issue:
		out.PDF, a.Body = f.pdf, ""
	case a.Kind == article.Stub:
		a.Body = ""
	}
	if a.Title == "" && a.Body == "" {
		return Extracted{}, &NotArticleError{Reason: NoText}
	}
	if d.address == "" {
		return out, nil
	}
	out.Next, out.Lie = d.nextPart(), d.lie
	return out, d.identify(&out)
}

// identify gives the article the key of the address that was asked. What else the page names as its
// own address is a claim: whoever knows the article behind that address decides on it.
func (d *document) identify(out *Extracted) error {
	own := firstOf(d.page.URL, d.address)
	key, canonical, aliases, err := d.r.Identify(own)
	if err != nil {
		return err
	}
	a := &out.Article
	a.Key, a.URL, a.Aliases = key, canonical, d.withPageAlias(aliases)
	claimed, _, names, err := d.r.Identify(d.address)
	if err != nil {
		return err
	}
	for _, n := range append([]string{claimed}, names...) {
		switch {
		case n == key || slices.Contains(a.Aliases, n) || slices.Contains(out.Claims, n):
		case claimed == key:
			a.Aliases = append(a.Aliases, n)
		default:
			out.Claims = append(out.Claims, n)
		}
	}
	return nil
}

// withPageAlias adds the address under which the page was really found.
func (d *document) withPageAlias(aliases []string) []string {
	c, err := article.Canonical(d.page.URL)
	if err != nil {
		return aliases
	}
	alias := article.AliasURL(c)
	for _, a := range aliases {
		if a == alias {
			return aliases
		}
	}
	return append(aliases, alias)
}

// FromRef makes an article of what a feed or a listing said. It is partial, the page is still owed,
// unless the source takes the feed's own text as the article and the feed carries some, or the item
// names no address: then its guid is its identity, or its words where it has none.
func FromRef(r *sources.Reader, ref article.Ref) (article.Article, error) {
	src := r.Source()
	var key, canonical string
	var aliases []string
	var err error
	if ref.URL == "" { // nothing can be fetched: the feed's words are all there is
		key = article.AliasGUID(cmp.Or(ref.GUID, "item:"+ref.ItemHash))
	} else if key, canonical, aliases, err = r.Identify(ref.URL); err != nil {
		return article.Article{}, err
	}
	if ref.GUID != "" {
		aliases = append(aliases, article.AliasGUID(ref.GUID))
	}
	a := article.Article{
		Source: src.ID, Key: key, URL: canonical, Aliases: aliases,
		Title: ref.Title, Section: ref.Section, Byline: ref.Author, Authors: authorsOf(ref.Author, src.Name),
		ImageURL: ref.ImageURL, Published: ref.Published, Kind: article.Text, Partial: true,
	}
	if a.Published.Precision == "" {
		a.Published.Precision = article.None
	}
	a.Body = ref.Content
	if a.Body == "" {
		a.Body = ref.Summary
	}
	if !hasText(a.Body) {
		a.Body = ""
	}
	a.Partial = ref.URL != "" && (src.Pages || a.Body == "")
	a.Language = languageOf("", src.Language, a.Title+" "+a.Body)
	if a.Title == "" && a.Body == "" {
		return article.Article{}, fmt.Errorf("source %s: item %s: %w", src.ID, ref.URL, errors.New("neither a title nor a text"))
	}
	return a, nil
}
