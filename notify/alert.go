package notify

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/store"
)

// Kinds of alerts, the values of "type".
const (
	ArticleMatched = "article.matched"
	ArticleUpdated = "article.updated"
	ArticleRemoved = "article.removed" // the paper took it down
	StoryUpdated   = "story.updated"   // other papers carry an alerted story too
	Ping           = "ping"

	SourceBlocked   = "source.blocked"   // a guard (Cloudflare and the like) turns us away
	SourceSilent    = "source.silent"    // nothing could be read for an hour
	SourceRecovered = "source.recovered" // it is read again
	SourceReissued  = "source.reissued"  // it brought many old articles as new ones
)

// bodyLimit bounds an alert's JSON, in bytes: receivers and their logs stay readable.
const bodyLimit = 20_000

// Alert is what a receiver gets as JSON. docs/alert.schema.json describes it.
type Alert struct {
	Type      string    `json:"type" jsonschema:"enum=article.matched,enum=article.updated,enum=article.removed,enum=story.updated,enum=source.blocked,enum=source.silent,enum=source.recovered,enum=source.reissued,enum=ping"`
	Timestamp time.Time `json:"timestamp" jsonschema:"description=when the alert was made; the same at every attempt"`
	Data      Data      `json:"data"`
}

// Data is what an alert is about.
type Data struct {
	Watch      *WatchInfo   `json:"watch,omitempty"`
	Article    *ArticleInfo `json:"article,omitempty"`
	Highlights []Highlights `json:"highlights,omitempty" jsonschema:"description=where the watch was found: one entry a field"`
	Change     *ChangeInfo  `json:"change,omitempty" jsonschema:"description=of article.updated alerts: why and what changed"`
	Removal    *RemovalInfo `json:"removal,omitempty" jsonschema:"description=of article.removed alerts; article holds the last text that was read"`
	Story      *StoryInfo   `json:"story,omitempty" jsonschema:"description=when other articles tell the same story"`
	Source     *SourceInfo  `json:"source,omitempty" jsonschema:"description=of source.* alerts"`
	Message    string       `json:"message,omitempty" jsonschema:"description=for people"`
}

// WatchInfo names the watch that matched.
type WatchInfo struct {
	Name    string `json:"name"`
	Query   string `json:"query"`
	Version int    `json:"version" jsonschema:"description=grows when the query is changed"`
}

// ArticleInfo is the article that was found.
type ArticleInfo struct {
	ID        int64     `json:"id"`
	Version   int       `json:"version"`
	URL       string    `json:"url"`
	Source    Source    `json:"source"`
	Title     string    `json:"title"`
	Section   string    `json:"section,omitempty"`
	Byline    string    `json:"byline,omitempty"`
	Authors   []string  `json:"authors,omitempty"`
	Published Published `json:"published"`
	FirstSeen time.Time `json:"first_seen"`
	Language  string    `json:"language,omitempty"`
	ImageURL  string    `json:"image_url,omitempty"`
	Partial   bool      `json:"partial,omitempty" jsonschema:"description=only the feed's words are known yet"`
	Text      string    `json:"text" jsonschema:"description=paragraphs separated by an empty line"`
	Truncated bool      `json:"truncated,omitempty" jsonschema:"description=text was cut; link leads to the whole"`
	Link      string    `json:"link,omitempty" jsonschema:"description=the article on marsad's own page"`
}

// Source names the newspaper.
type Source struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// SourceInfo is the state of a newspaper.
type SourceInfo struct {
	Source
	State       string     `json:"state" jsonschema:"enum=ok,enum=failing,enum=blocked"`
	Detail      string     `json:"detail,omitempty" jsonschema:"description=what is wrong, for people"`
	LastSuccess *time.Time `json:"last_success,omitempty" jsonschema:"description=when it was last read"`
}

// SourceAlert is the alert for a change of a source's state.
func SourceAlert(kind string, st store.SourceState, name string, now time.Time) Alert {
	info := &SourceInfo{Source: Source{ID: st.ID, Name: name}, State: st.State, Detail: cut(st.Detail, 2000)}
	if !st.LastSuccessAt.IsZero() {
		info.LastSuccess = &st.LastSuccessAt
	}
	return Alert{Type: kind, Timestamp: now.UTC().Truncate(time.Millisecond), Data: Data{Source: info}}
}

// Published is the paper's own date. Nothing is made up: a day stays a day.
type Published struct {
	Raw        string     `json:"raw,omitempty" jsonschema:"description=as printed"`
	At         *time.Time `json:"at,omitempty" jsonschema:"description=the instant; absent when only a day or nothing is known"`
	Date       string     `json:"date,omitempty" jsonschema:"description=the calendar day in the paper's zone"`
	Precision  string     `json:"precision" jsonschema:"enum=second,enum=minute,enum=day,enum=none"`
	ZoneSource string     `json:"zone_source,omitempty" jsonschema:"enum=text,enum=source"`
}

// Highlights are the hits in one field.
type Highlights struct {
	Field    string            `json:"field" jsonschema:"enum=title,enum=body,enum=section,enum=byline"`
	Spans    []Span            `json:"spans" jsonschema:"description=bytes of the field's UTF-8 text, half open"`
	Segments []article.Segment `json:"segments" jsonschema:"description=the text around the hits, ready to show: a segment with hit=true is to be marked; « … » stands for what was left out"`
}

// Span is one hit.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// NewID makes a webhook-id.
func NewID() string { return "msg_" + rand.Text() }

// Matched is the alert for a match.
func Matched(kind string, a article.Article, sourceName string, zone *time.Location, m article.Match, link string, now time.Time) Alert {
	return Alert{Type: kind, Timestamp: now.UTC().Truncate(time.Millisecond), Data: Data{
		Watch:      &WatchInfo{Name: m.Watch, Query: m.Query, Version: m.Version},
		Article:    info(a, sourceName, zone, link),
		Highlights: highlights(a, m.Highlights),
	}}
}

func info(a article.Article, sourceName string, zone *time.Location, link string) *ArticleInfo {
	url := a.Link
	if url == "" {
		url = a.URL
	}
	return &ArticleInfo{
		ID: a.ID, Version: a.Version, URL: url, Source: Source{ID: a.Source, Name: sourceName},
		Title: a.Title, Section: a.Section, Byline: a.Byline, Authors: a.Authors,
		Published: published(a.Published, zone), FirstSeen: a.FirstSeenAt.UTC().Truncate(time.Millisecond),
		Language: a.Language, ImageURL: a.ImageURL, Partial: a.Partial, Text: a.Body, Link: link,
	}
}

func published(d article.Date, zone *time.Location) Published {
	p := Published{Raw: d.Raw, Precision: string(d.Precision), ZoneSource: d.ZoneSource}
	if p.Precision == "" {
		p.Precision = string(article.None)
	}
	if d.IsZero() {
		return p
	}
	if zone == nil {
		zone = time.UTC
	}
	p.Date = d.At.In(zone).Format(time.DateOnly)
	if d.Precision != article.Day {
		at := d.At.In(zone)
		p.At = &at
	}
	return p
}

func highlights(a article.Article, hs []article.Highlight) []Highlights {
	var out []Highlights
	for _, f := range []struct{ name, text string }{{"title", a.Title}, {"section", a.Section}, {"byline", a.Byline}, {"body", a.Body}} {
		h := Highlights{Field: f.name}
		for _, x := range hs {
			if x.Field == f.name && len(h.Spans) < maxSpans {
				h.Spans = append(h.Spans, Span{x.Start, x.End})
			}
		}
		if len(h.Spans) == 0 {
			continue
		}
		h.Segments = excerpt(article.Segments(f.text, f.name, hs))
		out = append(out, h)
	}
	return out
}

const (
	maxSpans   = 50
	aroundHit  = 160   // bytes of text shown on each side of a hit
	excerptMax = 4_000 // bytes of all segments together
)

// excerpt shortens the text between the hits, at blanks.
func excerpt(segs []article.Segment) []article.Segment {
	var out []article.Segment
	size := 0
	for i, s := range segs {
		if !s.Hit {
			s.Text = shorten(s.Text, i > 0, i < len(segs)-1)
		}
		if size += len(s.Text); size > excerptMax && i > 0 {
			return append(out, article.Segment{Text: " …"})
		}
		out = append(out, s)
	}
	return out
}

// shorten keeps the ends of a text that stand beside a hit.
func shorten(s string, hitBefore, hitAfter bool) string {
	keep := aroundHit
	if hitBefore && hitAfter {
		keep *= 2
	}
	if len(s) <= keep {
		return s
	}
	head, tail := "", ""
	if hitBefore {
		head = cut(s, aroundHit)
	}
	if hitAfter {
		from := len(s) - aroundHit
		if at := strings.IndexAny(s[from:], " \n"); at >= 0 {
			from += at
		}
		for from < len(s) && !utf8.RuneStart(s[from]) {
			from++
		}
		tail = s[from:]
	}
	return strings.TrimRight(head, " \n") + " … " + strings.TrimLeft(tail, " \n")
}

// cut takes at most n bytes, ending at a blank where there is one, never inside a rune.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	if at := strings.LastIndexAny(s[:n], " \n"); at > n/2 {
		n = at
	}
	return s[:n]
}

// Encode writes the alert's JSON within bodyLimit: what is too long is cut from the text first.
func (a Alert) Encode() ([]byte, error) {
	b, err := encode(a)
	if err != nil || len(b) <= bodyLimit || a.Data.Article == nil {
		return b, err
	}
	art := *a.Data.Article
	a.Data.Article = &art
	art.Truncated = true
	// JSON escapes may lengthen the text; halving what is over ends soon.
	for over := len(b) - bodyLimit; over > 0 && art.Text != ""; over = len(b) - bodyLimit {
		art.Text = strings.TrimRight(cut(art.Text, max(0, len(art.Text)-over-64)), " \n")
		if b, err = encode(a); err != nil {
			return nil, err
		}
	}
	if c := a.Data.Change; len(b) > bodyLimit && c != nil {
		short := *c
		short.shorten(1000, 10)
		a.Data.Change = &short
		if b, err = encode(a); err != nil {
			return nil, err
		}
	}
	if len(b) > bodyLimit { // a headline of kilobytes
		art.Title, art.Section, art.Byline, art.Authors = cut(art.Title, 500), cut(art.Section, 200), cut(art.Byline, 200), nil
		a.Data.Highlights = nil
		return encode(a)
	}
	return b, nil
}

func encode(a Alert) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // the text is Arabic prose, not HTML; a receiver escapes what it shows
	if err := enc.Encode(a); err != nil {
		return nil, fmt.Errorf("write the alert: %w", err)
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
