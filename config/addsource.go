package config

import (
	"fmt"
	"strings"
	"time"

	"github.com/marsad/marsad/sources"
)

// AddSource appends a source to the text of a file and leaves every other byte of it as it is, as
// AddWatch does for a watch. What the preset of src says already is not written.
func AddSource(data []byte, src sources.Source) ([]byte, error) {
	return AddSources(data, []sources.Source{src})
}

// AddSources is AddSource for many at once: all of them or none.
func AddSources(data []byte, all []sources.Source) ([]byte, error) {
	before, err := structure(data)
	if err != nil {
		return nil, err
	}
	l := listKey{"sources", "id", "source"}
	taken := l.names(before)
	var block []string
	for _, src := range all {
		switch {
		case !sourceID.MatchString(src.ID):
			return nil, fmt.Errorf("%q is no id of a source: write up to 64 Latin letters, digits, - and _", src.ID)
		case taken[src.ID] != nil:
			return nil, fmt.Errorf("there is a source %q already: choose another id", src.ID)
		}
		taken[src.ID] = &node{}
		block = append(block, sourceLines(lean(src))...)
	}
	out, err := l.insert(before, data, block)
	if err != nil {
		return nil, err
	}
	return out, l.addedAll(before, out, all)
}

// names are the entries of the list by their names.
func (l listKey) names(top *node) map[string]*node {
	out := map[string]*node{}
	if entries := top.field(l.key); entries != nil {
		for _, n := range entries.items {
			if v := n.field(l.name); v != nil {
				out[v.text] = n
			}
		}
	}
	return out
}

// addedAll tells whether the file says what it said before, and the sources as they should be.
func (l listKey) addedAll(before *node, out []byte, all []sources.Source) error {
	after, err := structure(out)
	if err != nil {
		return l.byHand("the file cannot be extended by a program")
	}
	names, gone := l.names(after), map[*node]bool{}
	for _, src := range all {
		n := names[src.ID]
		if src = lean(src); n == nil || !says(n, "home", src.Home) || !says(n, "preset", src.Preset) {
			return l.byHand("the file cannot be extended by a program")
		}
		gone[n] = true
	}
	if c := (comparison{left: mostCompared}); !c.same(l.without(after, gone), before) {
		return l.byHand("the file cannot be extended by a program")
	}
	return nil
}

// lean leaves out what the preset says in the same words.
func lean(src sources.Source) sources.Source {
	p, err := sources.PresetNamed(src.Preset)
	if err != nil {
		return src
	}
	for _, one := range []struct {
		own  *string
		base string
	}{{&src.Name, p.Source.Name}, {&src.Home, p.Home}, {&src.Language, p.Language}} {
		if *one.own == one.base {
			*one.own = ""
		}
	}
	if src.Zone != nil && src.Zone.String() == p.Zone {
		src.Zone = nil
	}
	return src
}

// SourceText is a source as it stands in a file, below sources:, to be shown and copied.
func SourceText(src sources.Source) string {
	return "sources:\n  " + strings.Join(sourceLines(lean(src)), "\n  ") + "\n"
}

// sourceLines is a source as an entry of the list, without indentation.
func sourceLines(src sources.Source) []string {
	e := entry{}
	e.add("id", src.ID)
	e.add("name", src.Name)
	e.add("preset", src.Preset)
	e.add("home", src.Home)
	e.list("feeds", src.Feeds)
	e.listings(src.Listings)
	e.add("article", src.Article)
	e.list("numbers", src.Numbers)
	e.add("canonical", src.Canonical)
	e.selectors(src.Selectors)
	e.add("date_form", src.DateForm)
	e.add("language", src.Language)
	e.add("charset", src.Charset)
	if src.Zone != nil && src.Zone != time.UTC && src.Zone != time.Local {
		e.add("timezone", src.Zone.String())
	}
	e.add("schedule", src.Schedule)
	if src.Every > 0 {
		e.raw("every: " + spanOf(src.Every))
	}
	if !src.Pages && src.Preset == "" {
		e.raw("full_text: feed")
	}
	return e.lines
}

// spanOf writes a period as the file does: 5m and not 5m0s.
func spanOf(d time.Duration) string {
	s := d.String()
	for _, zero := range []string{"0s", "0m"} {
		if rest, ok := strings.CutSuffix(s, zero); ok && rest != "" && !strings.ContainsAny(rest[len(rest)-1:], "0123456789") {
			s = rest
		}
	}
	return s
}

// entry collects the lines of an entry; the first has the dash.
type entry struct{ lines []string }

func (e *entry) raw(line string) {
	lead := "  "
	if len(e.lines) == 0 {
		lead = "- "
	}
	e.lines = append(e.lines, lead+line)
}

func (e *entry) add(key, value string) {
	if value != "" {
		e.raw(key + ": " + quote(value))
	}
}

func (e *entry) list(key string, values []string) {
	switch {
	case len(values) == 0:
	case len(values) == 1 && len(values[0]) < 90:
		e.raw(key + ": [" + quote(values[0]) + "]")
	default:
		e.raw(key + ":")
		for _, v := range values {
			e.raw("  - " + quote(v))
		}
	}
}

func (e *entry) listings(all []sources.Listing) {
	if len(all) == 0 {
		return
	}
	e.raw("listing:")
	for _, l := range all {
		lead := "  - "
		for _, kv := range [][2]string{{"url", l.URL}, {"item", l.Item}, {"next", l.Next}} {
			if kv[1] != "" {
				e.raw(lead + kv[0] + ": " + quote(kv[1]))
				lead = "    "
			}
		}
		if l.Max > 1 && l.Next != "" {
			e.raw(fmt.Sprintf("%spages: %d", lead, l.Max))
		}
	}
}

func (e *entry) selectors(s sources.Selectors) {
	if s.IsZero() {
		return
	}
	e.raw("selectors:")
	for _, kv := range [][2]string{{"title", s.Title}, {"section", s.Section}, {"date", s.Date}, {"byline", s.Byline}, {"image", s.Image}, {"body", s.Body}} {
		if kv[1] != "" {
			e.raw("  " + kv[0] + ": " + quote(kv[1]))
		}
	}
	if s.BylineInBody {
		e.raw("  byline_in_body: true")
	}
	if len(s.Drop) > 0 {
		var quoted []string
		for _, d := range s.Drop {
			quoted = append(quoted, quote(d))
		}
		e.raw("  drop: [" + strings.Join(quoted, ", ") + "]")
	}
}
