package config

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/watch"
)

const longestName = 200 // of a watch, in characters

func watchKeys() keys {
	return keys{
		known: []string{"name", "keyword", "query", "sources", "to", "on", "follow", "examples"},
		hints: map[string]hint{
			"id":       {"name", "write name"},
			"word":     {"keyword", "write keyword"},
			"keywords": {"query", "write query, with OR between the words"},
			"regex":    {"", "write query: it has words, phrases, OR, NOT and *, and no regular expressions"},
			"fields":   {"", "write the field into the query:  title:word  or  body:word  (without it both are searched)"},
			"channels": {"to", "write to"},
			"notify":   {"to", "write to"},
			"source":   {"sources", "write sources"},
			"events":   {"on", "write on"},
			"cooldown": {"", "leave it out: a story is alerted once for each watch, however many papers carry it"},
			"stories":  {"follow", "write  follow: { papers: [3, 10], every: 6h }"},
		},
	}
}

func (s *section) watches(srcs []sources.Source, chans []Channel) []watch.Watch {
	var ids, names []string
	for _, src := range srcs {
		ids = append(ids, src.ID)
	}
	for _, c := range chans {
		if !slices.Contains(names, c.Name) {
			names = append(names, c.Name)
		}
	}
	seen := map[string]int{}
	var out []watch.Watch
	for i, n := range s.children("watches") {
		one := s.section(n, label("watch", i, n, "name", "id"), watchKeys())
		if one == nil {
			continue
		}
		out = append(out, one.watch(ids, names, seen))
	}
	return out
}

func (s *section) watch(ids, channels []string, seen map[string]int) watch.Watch {
	w := watch.Watch{
		Name:    s.name(seen),
		Keyword: s.literal("keyword"),
		Query:   s.literal("query"),
		Sources: s.references("sources", "source", ids),
		To:      s.references("to", "channel", channels),
		On:      s.events(),
		Follow:  s.follow(),

		Spellings: s.spelled,
	}
	if !s.has("to") {
		w.To = slices.Clone(channels)
	}
	if s.has("keyword") && s.has("query") {
		s.at("query", "stands beside keyword", "keep one of them; a keyword is literal words, a query has OR, NOT and brackets")
		return w
	}
	key := "name"
	switch {
	case s.has("query"):
		key = "query"
	case s.has("keyword"):
		key = "keyword"
	default:
		w.Keyword = w.Name
	}
	if n := s.got[key].value; n != nil && n.kind == scalar {
		s.checkWords(key, n, w)
	}
	s.examples(w)
	return w
}

// checkWords lets the watch's own room judge its words.
func (s *section) checkWords(key string, n *node, w watch.Watch) {
	err := w.Check()
	if err == nil {
		return
	}
	syntax, ok := errors.AsType[*watch.SyntaxError](err)
	if !ok {
		s.at(key, err.Error(), "")
		return
	}
	line, col := s.within(n, syntax.Col)
	s.add(line, col, s.join(key), fmt.Sprintf("character %d: %s", syntax.Col, syntax.Problem), syntax.Remedy)
	s.faults[len(s.faults)-1].Caret = s.mask(syntax.Pointer(n.text))
}

// within is the place in the file of a character (from 1) of a scalar; its beginning when the value
// runs over lines or has escapes, so that characters cannot be counted.
func (r *report) within(n *node, char int) (line, col int) {
	if n.line < 1 || n.line > len(r.lines) {
		return n.line, n.col
	}
	text := []rune(r.lines[n.line-1])
	start := n.col - 1
	if n.quoted {
		start++
	}
	if start < 0 || start > len(text) || !strings.HasPrefix(string(text[start:]), n.text) || char > utf8.RuneCountInString(n.text)+1 {
		return n.line, n.col
	}
	return n.line, start + char
}

// name is a name that a list has once.
func (s *section) name(seen map[string]int) string {
	name := strings.TrimSpace(s.text("name"))
	switch {
	case !s.has("name"):
		s.at("name", "is missing", "write  - name: …  with a word of your own")
	case name == "":
	case utf8.RuneCountInString(name) > longestName:
		s.at("name", fmt.Sprintf("is longer than %d characters", longestName), "write a short one")
	case seen[name] > 0:
		s.at("name", fmt.Sprintf("%q stands in line %d already", name, seen[name]), "give each a name of its own")
	default:
		seen[name] = s.got["name"].line
	}
	return name
}

// references are names that must stand elsewhere in the file.
func (s *section) references(key, what string, known []string) []string {
	var out []string
	for _, n := range s.entries(key) {
		switch {
		case slices.Contains(known, n.text):
			out = append(out, n.text)
		case len(known) == 0:
			s.fault(s.got[key], n, fmt.Sprintf("there is no %s %s: the file has none at all", what, n.text), fmt.Sprintf("write %ss: with it, or leave %s out", what, key))
		default:
			s.fault(s.got[key], n, fmt.Sprintf("there is no %s %s", what, n.text), meant(n.text, known))
		}
	}
	return out
}

// follow is when a watch wants to hear of an alerted story again.
func (s *section) follow() watch.Follow {
	n := s.value("follow")
	if n == nil {
		return watch.Follow{}
	}
	one := s.section(n, s.join("follow"), keys{known: []string{"papers", "every"}})
	if one == nil {
		return watch.Follow{}
	}
	var out watch.Follow
	for _, p := range one.entries("papers") {
		count, err := strconv.Atoi(p.text)
		if err != nil || count < 2 || count > 1000 {
			one.fault(one.got["papers"], p, fmt.Sprintf("%q is no number of papers: from 2 to 1000", p.text), "write for example  papers: [3, 10]")
			continue
		}
		out.Papers = append(out.Papers, count)
	}
	out.Every, _ = one.duration("every", "6h", time.Minute, 72*time.Hour)
	return out
}

func (s *section) events() []string {
	events := []string{"new", "edit", "removed"}
	var out []string
	for _, n := range s.entries("on") {
		if !slices.Contains(events, n.text) {
			s.fault(s.got["on"], n, fmt.Sprintf("%q is nothing that can happen to an article", n.text), meant(n.text, events))
			continue
		}
		out = append(out, n.text)
	}
	return out
}
