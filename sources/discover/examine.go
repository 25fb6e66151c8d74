package discover

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/sources"
)

// Examination is one reading of a configured source, with every decision explained. Nothing is stored.
type Examination struct {
	Source   string    `json:"source"`
	Lists    []List    `json:"lists"`
	Articles []Read    `json:"articles"`
	Verdicts []Verdict `json:"verdicts"`
	Requests int       `json:"requests"`
	Problem  *Problem  `json:"problem,omitempty"`
}

// List is a feed or a listing with what became of its items.
type List struct {
	URL    string   `json:"url"`
	Kind   string   `json:"kind"` // feed, probe, listing
	Items  []Item   `json:"items"`
	Fault  string   `json:"fault,omitempty"`
	Absent bool     `json:"absent,omitempty"` // a probe that is not there: no fault
	Notes  []string `json:"notes,omitempty"`

	refs []article.Ref
}

// Item is one item of a list: which article it is, or why it is skipped.
type Item struct {
	URL       string `json:"url"`
	Title     string `json:"title,omitempty"`
	Published string `json:"published,omitempty"`
	Key       string `json:"key,omitempty"`
	KeyWhy    string `json:"key_why,omitempty"`
	Skipped   string `json:"skipped,omitempty"` // why; empty: it is taken
}

// Examine reads a source as the daemon would, without a store, and explains itself. o.Articles pages
// are read. The error is the context's, or that the source cannot be compiled.
func Examine(ctx context.Context, o Options, src sources.Source) (*Examination, error) {
	r, err := sources.Compile(src)
	if err != nil {
		return nil, err
	}
	o.Known = src
	s := newSearch(o)
	out := &Examination{Source: src.ID, Lists: []List{}, Articles: []Read{}, Verdicts: []Verdict{}}
	var picks []Read
	src = r.Source()
	for _, u := range src.Feeds {
		out.Lists = append(out.Lists, s.examineFeed(ctx, r, u, plainFeed))
	}
	for _, u := range src.Probe {
		out.Lists = append(out.Lists, s.examineFeed(ctx, r, u, "probe"))
	}
	for _, l := range src.Listings {
		out.Lists = append(out.Lists, s.examineListing(ctx, r, l))
	}
	for i := range out.Lists {
		picks = append(picks, out.Lists[i].settle(r)...)
	}
	for _, one := range firstByKey(r, picks, s.Articles) {
		if ctx.Err() == nil {
			s.Progress("reads " + one.URL)
			out.Articles = append(out.Articles, s.read(ctx, r, one))
		}
	}
	s.conclude(out)
	return out, ctx.Err()
}

func (s *search) examineFeed(ctx context.Context, r *sources.Reader, address, kind string) List {
	out := List{URL: address, Kind: kind, Items: []Item{}}
	s.Progress("reads the feed " + address)
	page, err := s.get(ctx, Request{URL: address, Feed: true, Charset: s.charset("")})
	if err != nil {
		t := troubleOf(err)
		out.Fault, out.Absent = err.Error(), kind == "probe" && t.Kind == Absent
		return out
	}
	feed, err := r.Feed(page.URL, page.Text)
	if err != nil {
		out.Fault, out.Absent = err.Error(), kind == "probe" && errors.Is(err, sources.ErrNotFeed)
		return out
	}
	if page.URL != address {
		out.Notes = append(out.Notes, "it was redirected to "+page.URL)
	}
	if feed.Salvaged {
		out.Notes = append(out.Notes, "it is broken and was mended")
	}
	if feed.Cut || page.Cut {
		out.Notes = append(out.Notes, "it ends too early: what was whole is read, and it is asked for again in full")
	}
	out.refs = feed.Refs
	for _, l := range feed.Loose {
		out.Items = append(out.Items, Item{Title: l.Title, KeyWhy: "it names no address: its guid, or its words, are its identity, and no page can be read"})
	}
	return out
}

func (s *search) examineListing(ctx context.Context, r *sources.Reader, l sources.Listing) List {
	out := List{URL: l.URL, Kind: "listing", Items: []Item{}}
	s.Progress("reads the listing " + l.URL)
	page, err := s.get(ctx, Request{URL: l.URL, Charset: s.charset("")})
	if err != nil {
		out.Fault = err.Error()
		return out
	}
	refs, next, err := r.Listing(page.URL, l, page.Text)
	if err != nil {
		out.Fault = err.Error()
		return out
	}
	out.refs = refs
	if len(refs) == 0 {
		out.Fault = "the page lists no article: the paper may have changed its design; look at it and set the selector  listing.item  anew"
	}
	if next != "" {
		out.Notes = append(out.Notes, "further pages are there: "+next)
	}
	out.Items = append(out.Items, leftOut(r, l, page)...)
	return out
}

// leftOut are the links with a title's length that a listing without a selector does not take.
func leftOut(r *sources.Reader, l sources.Listing, page Page) []Item {
	const most = 15
	p, err := readFront(page)
	if err != nil || l.Item != "" {
		return nil
	}
	var out []Item
	for _, a := range p.links {
		if a.headline() && !r.IsArticle(a.URL) && len(out) < most {
			out = append(out, Item{URL: a.URL, Title: a.Text, Skipped: "its address has not the form of an article (article:)"})
		}
	}
	return out
}

// settle says of each item which article it is, and returns those to read.
func (l *List) settle(r *sources.Reader) []Read {
	seen := map[string]bool{}
	var picks []Read
	skipped := l.Items
	l.Items = []Item{}
	for _, ref := range l.refs {
		it := Item{URL: ref.URL, Title: ref.Title, Published: dateText(ref.Published, r.Source().Zone)}
		key, _, _, err := r.Identify(ref.URL)
		switch {
		case err != nil:
			it.Skipped = err.Error()
		case seen[key]:
			it.Key, it.Skipped = key, "the same article stands above"
		default:
			it.Key, it.KeyWhy = key, identityOf(r.Source(), ref.URL, key)
			from := "feed"
			if l.Kind == "listing" {
				from = l.Kind
			}
			picks = append(picks, Read{URL: ref.URL, From: from, ref: ref})
		}
		seen[key] = true
		l.Items = append(l.Items, it)
	}
	l.Items = append(l.Items, skipped...)
	return picks
}

// conclude says what the reading as a whole is worth.
func (s *search) conclude(out *Examination) {
	f := &Finding{Articles: out.Articles}
	items, faults := 0, 0
	for _, l := range out.Lists {
		items += len(l.refs)
		if l.Fault != "" && !l.Absent {
			faults++
		}
	}
	out.Requests = s.made
	reading := Verdict{Part: "reading", Level: OK, Why: fmt.Sprintf("%d items in %d lists", items, len(out.Lists)-faults)}
	if faults > 0 {
		reading.Level = Unsure
		reading.Why += fmt.Sprintf("; %d lists could not be read", faults)
	}
	switch {
	case s.shut != nil:
		out.Problem = problem(s.shut)
	case items == 0:
		out.Problem = &Problem{Kind: NoArticles, Seen: "no article was found", Do: "see the faults above;  marsad source add ADDRESS --dry-run  looks for feeds and listings anew"}
	case len(out.Articles) > 0 && readable(out.Articles) == 0 && s.Known.Pages:
		out.Problem = &Problem{Kind: Unreadable, Seen: "no article's page could be read: " + out.Articles[0].Fault, Do: "open one in a browser; if its text is there, correct the selectors"}
	}
	if items == 0 {
		reading.Level = Missing
	}
	fallback := slices.IndexFunc(out.Articles, func(r Read) bool {
		return r.How != "" && r.How != "general extractor" && r.How != "the source's selectors"
	})
	out.Verdicts = []Verdict{reading, across(f, "title", 0.8), across(f, "text", 0.8), across(f, "date", 0.8), across(f, "byline", 0.5)}
	if fallback >= 0 {
		out.Verdicts = append(out.Verdicts, Verdict{Part: "selectors", Level: Unsure, Why: "they do not fit " + out.Articles[fallback].URL + ": the paper may have changed its design"})
	}
}
