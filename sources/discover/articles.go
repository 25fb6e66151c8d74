package discover

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/sources"
)

// Read is an article as it was read, with a verdict on each of its parts.
type Read struct {
	URL        string    `json:"url"`
	From       string    `json:"from"` // feed, listing
	Key        string    `json:"key,omitempty"`
	KeyWhy     string    `json:"key_why,omitempty"`
	Kind       string    `json:"kind,omitempty"`
	Form       string    `json:"form,omitempty"` // paywall, live, video, gallery; empty: a text
	How        string    `json:"how,omitempty"`  // what read the page
	Title      string    `json:"title,omitempty"`
	Section    string    `json:"section,omitempty"`
	Byline     string    `json:"byline,omitempty"`
	Published  string    `json:"published,omitempty"` // RFC 3339 in the paper's zone, or a day
	Printed    string    `json:"published_raw,omitempty"`
	Precision  string    `json:"precision,omitempty"`
	ZoneSource string    `json:"zone_source,omitempty"`
	Paragraphs int       `json:"paragraphs"`
	Letters    int       `json:"letters"`
	Begins     string    `json:"begins,omitempty"`
	Dropped    []string  `json:"dropped,omitempty"` // what stands in the text's box and is no text
	Parts      []Verdict `json:"verdicts,omitempty"`
	Fault      string    `json:"fault,omitempty"`

	ref  article.Ref
	page Page
	art  article.Article
}

func (r Read) ok() bool { return r.Fault == "" }

// readArticles reads ten articles, half of them from the listing and half from the feed where both are
// read, as the proposed source would.
func (s *search) readArticles(ctx context.Context, f *Finding) {
	reader, err := s.compile(f.Source)
	if err != nil {
		f.Articles = append(f.Articles, Read{Fault: err.Error()})
		return
	}
	for _, pick := range s.picks(ctx, f, reader) {
		if ctx.Err() != nil || s.shut != nil {
			return
		}
		s.Progress("reads " + pick.URL)
		f.Articles = append(f.Articles, s.read(ctx, reader, pick))
	}
}

// compile makes a reader of a proposal, as the daemon would.
func (s *search) compile(src sources.Source) (*sources.Reader, error) {
	full, err := sources.Fill(src)
	if err != nil {
		return nil, err
	}
	if full.Zone == nil {
		full.Zone = s.Zone
	}
	return sources.Compile(full)
}

// picks are the articles to read.
func (s *search) picks(ctx context.Context, f *Finding, r *sources.Reader) []Read {
	var feed, list []Read
	for _, x := range f.Feeds {
		for _, ref := range x.refs {
			if x.Chosen {
				feed = append(feed, Read{URL: ref.URL, From: "feed", ref: ref})
			}
		}
	}
	for _, l := range f.Listings {
		for _, a := range s.articleLinks(l.links) {
			if l.Chosen {
				list = append(list, Read{URL: a.URL, From: "listing", ref: article.Ref{URL: a.URL, Title: a.Text}})
			}
		}
	}
	if s.Known.Preset != "" && len(feed)+len(list) == 0 {
		list = s.presetPicks(ctx, r)
	}
	return firstByKey(r, interleave(list, feed), s.Articles)
}

// presetPicks reads the listings that a preset names.
func (s *search) presetPicks(ctx context.Context, r *sources.Reader) []Read {
	var out []Read
	for _, l := range r.Source().Listings {
		page, err := s.get(ctx, Request{URL: l.URL, Charset: s.charset(s.front.language)})
		if err != nil {
			continue
		}
		refs, _, err := r.Listing(page.URL, l, page.Text)
		if err != nil {
			continue
		}
		for _, ref := range refs {
			out = append(out, Read{URL: ref.URL, From: "listing", ref: ref})
		}
	}
	return out
}

func interleave(a, b []Read) []Read {
	var out []Read
	for i := range max(len(a), len(b)) {
		if i < len(a) {
			out = append(out, a[i])
		}
		if i < len(b) {
			out = append(out, b[i])
		}
	}
	return out
}

// firstByKey are the first n that are different articles of the paper's own.
func firstByKey(r *sources.Reader, reads []Read, n int) []Read {
	seen := map[string]bool{}
	var out []Read
	for _, one := range reads {
		key, _, _, err := r.Identify(one.URL)
		if err != nil || seen[key] || len(out) >= n || !r.Own(one.URL) {
			continue
		}
		seen[key] = true
		one.Key, one.KeyWhy = key, identityOf(r.Source(), one.URL, key)
		out = append(out, one)
	}
	return out
}

// identityOf says what in an address became the article's key.
func identityOf(src sources.Source, address, key string) string {
	if !strings.HasPrefix(key, article.AliasNumber("")) {
		if len(src.Numbers) == 0 {
			return "the whole address: no rule for a number is known"
		}
		return "the whole address: no rule for the number fits it"
	}
	canonical := keyOf(address)
	for i, n := range src.Numbers {
		if re, err := regexp.Compile(n); err == nil && re.MatchString(canonical) {
			return fmt.Sprintf("the number in the address, by rule %d of %d: %s", i+1, len(src.Numbers), n)
		}
	}
	return "the number in the address"
}

// read asks for an article's page and extracts it.
func (s *search) read(ctx context.Context, r *sources.Reader, one Read) Read {
	page, err := s.get(ctx, Request{URL: one.URL, Charset: s.charset(r.Source().Language)})
	if err != nil {
		one.Fault = err.Error()
		return one
	}
	got, err := s.Extract(r, page)
	if err != nil {
		one.Fault = err.Error()
		if p, ferr := readFront(page); ferr == nil && p.jsOnly() {
			one.Fault = fmt.Sprintf("the page has %d letters and %d scripts: it is empty until a browser runs them", p.letters, p.scripts)
		}
		return one
	}
	one.page = page
	one.fill(r.Source(), got)
	return one
}

func (r *Read) fill(src sources.Source, got Extracted) {
	a := got.Article
	r.art, r.Form = a, got.Form
	r.How = "general extractor"
	if !src.Selectors.IsZero() {
		r.How = "the source's selectors"
		if got.Fallback {
			r.How = "general extractor: the source's selectors do not fit this page"
		}
	}
	if a.Key != "" {
		r.Key, r.KeyWhy = a.Key, identityOf(src, a.URL, a.Key)
	}
	r.Kind, r.Title, r.Section, r.Byline = string(a.Kind), a.Title, a.Section, a.Byline
	r.Published, r.Printed = dateText(a.Published, src.Zone), a.Published.Raw
	r.Precision, r.ZoneSource = string(a.Published.Precision), a.Published.ZoneSource
	r.Paragraphs, r.Letters, r.Begins = len(a.Paragraphs()), letters(a.Body), begin(a.Body, 140)
	r.Parts = []Verdict{r.titleVerdict(), r.dateVerdict(src.Zone), r.textVerdict(), r.bylineVerdict()}
}

// dateText is a date as far as it is known, in the paper's zone.
func dateText(d article.Date, zone *time.Location) string {
	if d.IsZero() {
		return ""
	}
	if zone == nil {
		zone = time.UTC
	}
	if d.Precision == article.Day {
		return d.At.In(zone).Format(time.DateOnly)
	}
	return d.At.In(zone).Format(time.RFC3339)
}

// begin is the start of a text, cut at a letter.
func begin(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > n {
		return strings.TrimSpace(string(r[:n])) + "…"
	}
	return s
}

func (r Read) titleVerdict() Verdict {
	v := Verdict{Part: "title", Level: OK, Why: "read from the page"}
	listed := lang.Fold(r.ref.Title)
	title := lang.Fold(r.Title)
	switch {
	case r.Title == "":
		v.Level, v.Why = Missing, "none was found"
	case listed == title:
		v.Why = "the same as in the " + r.From
	case letters(listed) > 7 && strings.Contains(title, listed):
		v.Level, v.Why = Unsure, "the page adds to the title of the "+r.From+": «"+begin(r.ref.Title, 60)+"»"
	case listed != "" && overlap(listed, title) < 0.5:
		v.Level, v.Why = Unsure, "the "+r.From+" calls it «"+begin(r.ref.Title, 60)+"»"
	}
	return v
}

// overlap is the share of the words of the shorter text that stand in the other.
func overlap(a, b string) float64 {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 0 {
		return 0
	}
	in := map[string]bool{}
	for _, w := range y {
		in[w] = true
	}
	n := 0
	for _, w := range x {
		if in[w] {
			n++
		}
	}
	return float64(n) / float64(len(x))
}

func (r Read) dateVerdict(zone *time.Location) Verdict {
	v := Verdict{Part: "date", Level: OK}
	d := r.art.Published
	switch {
	case d.IsZero() && d.Raw == "":
		v.Level, v.Why = Missing, "the page prints none; the time of its first sight is kept"
		if !r.ref.Published.IsZero() {
			v.Level, v.Why = Unsure, "the page prints none; the feed's is taken: "+dateText(r.ref.Published, zone)
		}
	case d.IsZero():
		v.Level, v.Why = Unsure, "printed, and no instant without a time zone"
	case !r.ref.Published.IsZero() && distance(d, r.ref.Published) > 36*time.Hour:
		v.Level, v.Why = Unsure, "the feed says another day: "+dateText(r.ref.Published, zone)
	case d.Precision == article.Day:
		v.Why = "the day alone; no time is made up"
	case d.ZoneSource == "text":
		v.Why = "the page names its offset"
	default:
		v.Why = "in the paper's time zone, which the page does not name"
	}
	return v
}

func distance(a, b article.Date) time.Duration {
	return a.At.Sub(b.At).Abs()
}

const shortText = 160 // letters: less is a notice, a caption, or a text that was not found

func (r Read) textVerdict() Verdict {
	v := Verdict{Part: "text", Level: OK, Why: fmt.Sprintf("%d paragraphs, %d letters", r.Paragraphs, r.Letters)}
	switch {
	case r.art.Kind == article.Issue:
		v.Level, v.Why = Unsure, "a printed issue, no article"
	case r.art.Body == "":
		v.Level, v.Why = Missing, "none was found"
	case r.Letters < shortText:
		v.Level, v.Why = Unsure, fmt.Sprintf("only %d letters: a short notice, or a part of the text", r.Letters)
	case feedSaysMore(r):
		v.Level, v.Why = Unsure, fmt.Sprintf("the feed has %d letters and the page gave %d", letters(r.ref.Content), r.Letters)
	}
	return v
}

func feedSaysMore(r Read) bool {
	return letters(r.ref.Content) > r.Letters*3/2 && letters(r.ref.Content) >= fullText
}

func (r Read) bylineVerdict() Verdict {
	if r.Byline == "" && len(r.art.Authors) == 0 {
		return Verdict{Part: "byline", Level: Missing, Why: "none was found; many articles have none"}
	}
	return Verdict{Part: "byline", Level: OK, Why: firstOf(r.Byline, strings.Join(r.art.Authors, "، "))}
}

// nothingRead says that no article's page could be read; a feed with whole texts can stand in for them.
func (s *search) nothingRead(f *Finding) *Problem {
	if readable(f.Articles) > 0 {
		return nil
	}
	for _, x := range f.Feeds {
		if x.Chosen && x.Full*2 > x.Items {
			f.Source.Pages = false
			f.Source.Listings = nil
			return nil
		}
	}
	first := "no article could be asked for"
	script := 0
	for _, r := range f.Articles {
		if strings.Contains(r.Fault, "empty until a browser") {
			script++
		}
	}
	if len(f.Articles) > 0 {
		first = f.Articles[0].Fault
	}
	switch {
	case s.shut != nil:
		return problem(s.shut)
	case script > 0:
		return &Problem{Kind: Script, Seen: fmt.Sprintf("articles are linked, but %d of %d pages are empty until a browser runs their scripts; the first is %s", script, len(f.Articles), f.Articles[0].URL),
			Do: "ask the paper for a feed with whole texts, and give its address; marsad runs no scripts of newspapers"}
	}
	return &Problem{Kind: Unreadable, Seen: fmt.Sprintf("%d articles are linked, and none could be read; the first says: %s", len(f.Articles), first),
		Do: "open one of them in a browser: if its text is there, write the selectors by hand (docs/configuration.md); if it asks for a subscription, marsad cannot read it"}
}

func readable(reads []Read) int {
	n := 0
	for _, r := range reads {
		if r.ok() {
			n++
		}
	}
	return n
}
