package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/language"

	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/sources/schedule"
)

const (
	mostPages = 100    // of one listing at one reading
	mostLooks = 10_000 // at articles of one source in an hour
)

func sourceKeys() keys {
	return keys{
		known: []string{"id", "name", "preset", "home", "url", "feed", "feeds", "listing", "article", "system", "numbers", "canonical", "selectors",
			"date_form", "dates", "language", "charset", "timezone", "schedule", "every", "jitter", "timeout", "gap", "max_body", "full_text", "backfill", "paused", "looks_per_hour"},
		hints: map[string]hint{
			"list":      {strayedItem, "write  listing: {url: …, item: \"…\"} , with the CSS selector of an item"},
			"rules":     {"selectors", "write selectors"},
			"kind":      {"", "leave it out: feeds: and listing: say what is read (a feed has no list of items to select)"},
			"type":      {"", "leave it out: feeds: and listing: say what is read"},
			"title":     {"name", "write name; for the headline of a page,  selectors: {title: …}"},
			"rss":       {"feeds", "write feeds"},
			"interval":  {"every", "write every"},
			"cron":      {"schedule", "write schedule"},
			"zone":      {"timezone", "write timezone"},
			"lang":      {"language", "write language"},
			"encoding":  {"charset", "write charset"},
			"enabled":   {"", "write  paused: true  for a source that is kept and not read"},
			"pages":     {"", "write  full_text: page , or in listing: how many pages to follow"},
			"max_items": {"", "leave it out: a listing is read down to the last known article"},
		},
	}
}

// sourceReader reads the list of sources and knows what was seen in it before.
type sourceReader struct {
	zone  *time.Location
	allow allowance
	ids   map[string]int    // lines
	read  map[string]string // canonical address → id of the source that reads it
}

func (s *section) sources(zone *time.Location, allow allowance) ([]sources.Source, map[string]bool) {
	in := sourceReader{zone: zone, allow: allow, ids: map[string]int{}, read: map[string]string{}}
	var out []sources.Source
	paused := map[string]bool{}
	for i, n := range s.children("sources") {
		one := s.section(n, label("source", i, n, "id"), sourceKeys())
		if one == nil {
			continue
		}
		src := one.source(in)
		if on, _ := one.boolean("paused"); on {
			paused[src.ID] = true
		}
		out = append(out, src)
	}
	return out, paused
}

// label names an entry of a list as its owner does, or by its number.
func label(what string, i int, n *node, keys ...string) string {
	for _, key := range keys {
		if v := n.field(key); v != nil && v.kind == scalar && v.text != "" {
			return fmt.Sprintf("%s %q", what, v.text)
		}
	}
	return fmt.Sprintf("%s number %d", what, i+1)
}

func (s *section) source(in sourceReader) sources.Source {
	src := sources.Source{
		ID:        s.id(in),
		Name:      s.text("name"),
		Preset:    s.preset(),
		Language:  s.language(),
		Zone:      s.zone("timezone"),
		System:    s.oneOf("system", sources.SystemNames()...),
		Numbers:   s.numbers(),
		Article:   s.pattern("article"),
		Canonical: s.literal("canonical"),
		DateForm:  s.dateForm(),
		Dates:     s.dates(),
		MaxBody:   s.size("max_body"),
		Gap:       s.gap(),
		Charset:   s.charset(),
	}
	src.Home = s.home(in)
	src.Feeds = s.feeds(in)
	src.Listings = s.listings(in, src.Home)
	src.Selectors = s.selectors()
	src.Timeout, _ = s.duration("timeout", "20s", leastTimeout, mostTimeout)
	src.Backfill, _ = s.boolean("backfill")
	src.Looks = s.looks()
	src = s.filled(src)
	if src.Zone == nil {
		src.Zone = in.zone
	}
	src.Schedule, src.Every = s.due(src)
	src.Jitter = s.jitter()
	s.once(src, in)
	return src
}

var sourceID = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$`)

func (s *section) id(in sourceReader) string {
	id, ok := s.word("id")
	switch {
	case !ok && !s.has("id"):
		s.at("id", "is missing", "write  - id: paper  with a short name of your own: letters, digits, - and _")
	case !ok:
	case !sourceID.MatchString(id):
		s.at("id", fmt.Sprintf("%q is no id", id), "write up to 64 Latin letters, digits, - and _ ; the newspaper's own name goes into name:")
	case in.ids[id] > 0:
		s.at("id", fmt.Sprintf("%s is the id of another source too, in line %d", id, in.ids[id]), "give each source an id of its own")
	default:
		in.ids[id] = s.got["id"].line
	}
	return id
}

func (s *section) preset() string {
	name, ok := s.word("preset")
	if !ok {
		return ""
	}
	names := slices.Sorted(maps.Keys(sources.Presets()))
	if !slices.Contains(names, name) {
		s.at("preset", fmt.Sprintf("there is no preset %s", name), meant(name, names))
		return ""
	}
	return name
}

// filled lays the preset under what the file says. Switches come last: their false is a word too.
func (s *section) filled(src sources.Source) sources.Source {
	full, err := sources.Fill(src)
	if err != nil {
		s.at("preset", err.Error(), "")
		return src
	}
	src = full
	if src.Preset == "" {
		src.Pages = true
	}
	switch s.oneOf("full_text", "page", "feed") {
	case "page":
		src.Pages = true
	case "feed":
		src.Pages = false
	}
	if own, ok := s.got["selectors"]; ok {
		if n := own.value.field("byline_in_body"); n != nil && n.kind == scalar {
			src.Selectors.BylineInBody = n.text == "true"
		}
	}
	return src
}

func (s *section) language() string {
	tag := s.text("language")
	if tag == "" {
		return ""
	}
	if _, err := language.Parse(tag); err != nil {
		s.at("language", fmt.Sprintf("%q is no language tag", tag), "write for example  language: ar")
		return ""
	}
	return tag
}

func (s *section) charset() string {
	name := s.text("charset")
	if name == "" {
		return ""
	}
	if e, _ := charset.Lookup(name); e == nil {
		s.at("charset", fmt.Sprintf("%q is no character set of the web", name), "write for example  charset: windows-1256")
		return ""
	}
	return name
}

// dateForm is a Go layout: one in which no part changes with the date is of another language.
func (s *section) dateForm() string {
	form := s.literal("date_form")
	if form == "" {
		return ""
	}
	a := time.Date(1999, 11, 28, 13, 46, 57, 0, time.UTC)
	if a.Format(form) == form || strings.Contains(form, "%") {
		s.at("date_form", fmt.Sprintf("%q is no form of a date", form), `write how the paper would print 2 January 2006, 15:04, for example  date_form: "02/01/2006 15:04"`)
		return ""
	}
	return form
}

// pattern is a regular expression over addresses.
func (s *section) pattern(key string) string {
	text := s.literal(key)
	if _, err := regexp.Compile(text); err != nil {
		s.at(key, "is no regular expression: "+regexpReason(err), `write one in Go's form, for example  `+key+`: "/[0-9]+-"`)
		return ""
	}
	return text
}

func (s *section) numbers() []string {
	var out []string
	for _, n := range s.entries("numbers") {
		re, err := regexp.Compile(n.text)
		const remedy = `write one with a group around the article's number, for example  numbers: ["/([0-9]+)-"]`
		switch {
		case err != nil:
			s.fault(s.got["numbers"], n, "is no regular expression: "+regexpReason(err), remedy)
		case re.NumSubexp() == 0:
			s.fault(s.got["numbers"], n, fmt.Sprintf("%q has no group for the number", n.text), remedy)
		default:
			out = append(out, n.text)
		}
	}
	return out
}

func regexpReason(err error) string {
	return strings.TrimPrefix(err.Error(), "error parsing regexp: ")
}

func (s *section) selectors() sources.Selectors {
	n := s.value("selectors")
	if n == nil {
		return sources.Selectors{}
	}
	sel := s.section(n, s.path+": selectors", keys{
		known: []string{"title", "section", "date", "byline", "image", "body", "byline_in_body", "drop"},
		hints: map[string]hint{
			"author":  {"byline", "write byline"},
			"content": {"body", "write body"},
			"text":    {"body", "write body"},
			"remove":  {"drop", "write drop"},
			"exclude": {"drop", "write drop"},
		},
	})
	if sel == nil {
		return sources.Selectors{}
	}
	out := sources.Selectors{
		Title: sel.selector("title"), Section: sel.selector("section"), Date: sel.selector("date"),
		Byline: sel.selector("byline"), Image: sel.selector("image"), Body: sel.selector("body"),
	}
	out.BylineInBody, _ = sel.boolean("byline_in_body")
	for _, n := range sel.entries("drop") {
		if sel.selectorAt(sel.got["drop"], n) {
			out.Drop = append(out.Drop, n.text)
		}
	}
	return out
}

func (s *section) selector(key string) string {
	text, ok := s.word(key)
	if !ok || !s.selectorAt(s.got[key], s.got[key].value) {
		return ""
	}
	return text
}

func (s *section) selectorAt(f field, n *node) bool {
	if _, err := cascadia.ParseGroup(n.text); err != nil {
		s.fault(f, n, fmt.Sprintf("%q is no CSS selector: %s", n.text, err), `write one as in a style sheet, for example  "div.news a[href]"`)
		return false
	}
	return true
}

// due is when a source is read: its schedule, or its period, or the preset's, or the default.
func (s *section) due(src sources.Source) (schedule string, period time.Duration) {
	if s.has("schedule") && s.has("every") {
		s.at("every", "stands beside schedule", "keep one of them")
	}
	switch {
	case s.has("schedule"):
		return s.cron(src.Zone), 0
	case s.has("every"):
		period, _ = s.duration("every", "60s", time.Second, 366*24*time.Hour)
		return "", period
	case src.Schedule == "" && src.Every == 0:
		return "", DefaultEvery
	}
	return src.Schedule, src.Every
}

func (s *section) cron(zone *time.Location) string {
	text, ok := s.word("schedule")
	if !ok {
		return ""
	}
	if _, err := schedule.Parse(text, zone); err != nil {
		problem, remedy := splitRemedy(err)
		s.at("schedule", fmt.Sprintf("%q: %s", text, problem), remedy)
	}
	return text
}

// splitRemedy parts «what is wrong; what to write».
func splitRemedy(err error) (problem, remedy string) {
	problem, remedy, _ = strings.Cut(err.Error(), "; ")
	return problem, remedy
}

// looks is how often an hour young articles are looked at again; 0 in the file means never.
func (s *section) looks() int {
	if n := s.value("looks_per_hour"); n != nil && n.kind == scalar && n.text == "0" {
		return -1
	}
	return s.count("looks_per_hour", mostLooks)
}

func (s *section) jitter() time.Duration {
	jitter, set := s.duration("jitter", "10s", 0, time.Hour)
	if !set {
		return -1
	}
	return jitter
}
