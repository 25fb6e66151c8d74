package config

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/marsad/marsad/watch"
)

// reader is what all parts of a file share while they are checked.
type reader struct {
	report
	dir string // of the file: relative secret files start here
	env func(string) (string, bool)

	spelled *watch.Spellings // of all watches; read before them
}

// keys are the keys that a map may have, and what to say about some that people try.
type keys struct {
	known []string
	hints map[string]hint
}

// hint answers an unknown key. as is the known key that its value is read as, so that the value is
// checked too; empty: the value is not looked at.
type hint struct{ as, remedy string }

// hintFor answers a key that is not known: by what is said about it, or about the word it is a slip of.
func (k keys) hintFor(key string) hint {
	if h, ok := k.hints[key]; ok {
		return h
	}
	if like := nearest(key, k.known); like != "" {
		return hint{as: like, remedy: "write " + like}
	}
	if h, ok := k.hints[nearest(key, slices.Collect(maps.Keys(k.hints)))]; ok {
		return h
	}
	return hint{remedy: meant(key, k.known)}
}

// section is one map of the file under the checks of its keys. Getters report what is wrong and
// return the zero value then.
type section struct {
	*reader
	node *node
	path string // of the map, e.g. `source "alsabaah"`
	got  map[string]field
}

// section reads n as a map and reports unknown and repeated keys. It is nil when n is no map.
func (r *reader) section(n *node, path string, k keys) *section {
	if n.kind != mapping {
		r.add(n.line, n.col, path, fmt.Sprintf("there is %s where a map of keys must be", n.kind), "write keys such as  "+strings.Join(k.known[:min(3, len(k.known))], ": …, ")+": …")
		return nil
	}
	s := &section{reader: r, node: n, path: path, got: map[string]field{}}
	var strangers []field
	for _, f := range n.fields {
		if !slices.Contains(k.known, f.key) {
			strangers = append(strangers, f)
			continue
		}
		if first, twice := s.got[f.key]; twice {
			r.add(f.line, f.col, path, fmt.Sprintf("%s is written twice, first in line %d", f.key, first.line), "keep one of them")
			continue
		}
		s.got[f.key] = f
	}
	for _, f := range strangers {
		s.stranger(f, k)
	}
	return s
}

// stranger reports an unknown key. What it most likely stands for is read as if it were written so:
// its value may be wrong too.
func (s *section) stranger(f field, k keys) {
	h := k.hintFor(f.key)
	s.add(f.line, f.col, s.path, "unknown key "+f.key, h.remedy)
	if _, taken := s.got[h.as]; h.as != "" && !taken {
		s.got[h.as] = f
	}
}

// at reports a fault of the value of a key, at the value.
func (s *section) at(key, problem, remedy string) {
	f, ok := s.got[key]
	if !ok {
		s.add(s.node.line, s.node.col, s.path, key+" "+problem, remedy)
		return
	}
	s.fault(f, f.value, problem, remedy)
}

func (s *section) fault(f field, n *node, problem, remedy string) {
	s.add(n.line, n.col, s.join(f.key), problem, remedy)
}

func (s *section) join(key string) string {
	if s.path == "" {
		return key
	}
	return s.path + ": " + key
}

func (s *section) has(key string) bool {
	_, ok := s.got[key]
	return ok
}

// value is the node of a key; nil when it is absent or empty, which is reported.
func (s *section) value(key string) *node {
	f, ok := s.got[key]
	if !ok || f.value.wrong {
		return nil
	}
	if f.value.kind == null {
		s.fault(f, f.value, "has no value", "write one, or delete the line")
		return nil
	}
	return f.value
}

// word is the single value of a key as the file has it, and whether there is one.
func (s *section) word(key string) (string, bool) {
	n := s.value(key)
	if n == nil {
		return "", false
	}
	if n.kind != scalar {
		s.at(key, fmt.Sprintf("is %s and must be a single value", n.kind), fmt.Sprintf("write  %s: value", key))
		return "", false
	}
	return n.text, true
}

// literal is a text that is taken as written: a query, a selector, a regular expression.
func (s *section) literal(key string) string {
	text, _ := s.word(key)
	return text
}

// text is a text in which ${NAME} stands for a variable of the environment.
func (s *section) text(key string) string {
	text, ok := s.word(key)
	if !ok {
		return ""
	}
	return s.expand(s.got[key], s.got[key].value, text)
}

var variable = regexp.MustCompile(`\$\{([^}]*)\}`)

// expand puts the environment's values in. They are never printed.
func (s *section) expand(f field, n *node, text string) string {
	return variable.ReplaceAllStringFunc(text, func(ref string) string {
		name := ref[2 : len(ref)-1]
		value, ok := s.env(name)
		switch {
		case name == "":
			s.fault(f, n, "has ${} without a name in it", "write  ${NAME}")
		case !ok:
			s.fault(f, n, fmt.Sprintf("the environment variable %s is not set", name), fmt.Sprintf("set %s before marsad starts", name))
		case value == "":
			s.fault(f, n, fmt.Sprintf("the environment variable %s is empty", name), fmt.Sprintf("give %s a value", name))
		}
		return value
	})
}

// entries are the nodes of a list of single values; one value alone is a list of one.
func (s *section) entries(key string) []*node {
	n := s.value(key)
	switch {
	case n == nil:
		return nil
	case n.kind == scalar:
		return []*node{n}
	case n.kind != list:
		s.at(key, fmt.Sprintf("is %s and must be a list", n.kind), fmt.Sprintf("write  %s: [one, two]", key))
		return nil
	}
	var out []*node
	for _, item := range n.items {
		if item.wrong {
			continue
		}
		if item.kind != scalar {
			s.fault(s.got[key], item, fmt.Sprintf("holds %s where a single value must be", item.kind), fmt.Sprintf("write  %s: [one, two]", key))
			continue
		}
		out = append(out, item)
	}
	return out
}

// children are the nodes of a list of maps.
func (s *section) children(key string) []*node {
	n := s.value(key)
	switch {
	case n == nil:
		return nil
	case n.kind != list:
		s.at(key, fmt.Sprintf("is %s and must be a list", n.kind), fmt.Sprintf("write  %s:  and below it  - … for each", key))
		return nil
	}
	return n.items
}

// boolean is the value of a switch and whether it is there.
func (s *section) boolean(key string) (on, set bool) {
	text, ok := s.word(key)
	switch {
	case !ok:
		return false, false
	case text == "true":
		return true, true
	case text == "false":
		return false, true
	}
	s.at(key, fmt.Sprintf("is %q and must be true or false", text), fmt.Sprintf("write  %s: true  or  %s: false", key, key))
	return false, false
}

// count is a whole number from 1 to most; 0 when it is absent or wrong.
func (s *section) count(key string, most int) int {
	text, ok := s.word(key)
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		s.at(key, fmt.Sprintf("is %q and must be a whole number from 1 to %d", text, most), fmt.Sprintf("write for example  %s: 4", key))
		return 0
	}
	return n
}

// duration is a time span between least and most, and whether there is a right one.
func (s *section) duration(key, example string, least, most time.Duration) (time.Duration, bool) {
	text, ok := s.word(key)
	if !ok {
		return 0, false
	}
	d, problem := parseDuration(text, least, most)
	if problem != "" {
		s.at(key, problem, fmt.Sprintf("write a number with its unit (s, m, h), for example  %s: %s", key, example))
		return 0, false
	}
	return d, true
}

func parseDuration(text string, least, most time.Duration) (d time.Duration, problem string) {
	if _, err := strconv.ParseFloat(text, 64); err == nil {
		return 0, fmt.Sprintf("%s has no unit: write %ss for seconds, %sm for minutes", text, text, text)
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return 0, fmt.Sprintf("%q is not a time span", text)
	case d < 0:
		return 0, fmt.Sprintf("%s is less than nothing", text)
	case d < least:
		return 0, fmt.Sprintf("%s is too short: the least is %s", text, short(least))
	case d > most:
		return 0, fmt.Sprintf("%s is too long: the most is %s", text, short(most))
	}
	return d, ""
}

// short writes a duration without its empty parts: 24h, not 24h0m0s.
func short(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

var sized = regexp.MustCompile(`^(\d{1,9}) ?([KMG]?i?B)$`)

// size is a number of bytes, at least 1 KiB; 0 when it is absent or wrong.
func (s *section) size(key string) int64 {
	text, ok := s.word(key)
	if !ok {
		return 0
	}
	units := map[string]int64{"B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
	m := sized.FindStringSubmatch(text)
	if m == nil || units[m[2]] == 0 {
		s.at(key, fmt.Sprintf("%q is not a size", text), fmt.Sprintf("write a number with its unit (KiB, MiB, GiB), for example  %s: 10MiB", key))
		return 0
	}
	n, _ := strconv.ParseInt(m[1], 10, 64) // nine digits at most
	if n *= units[m[2]]; n < 1<<10 || n > 1<<30 {
		s.at(key, fmt.Sprintf("%s is out of bounds: from 1KiB to 1GiB", text), fmt.Sprintf("write for example  %s: 10MiB", key))
		return 0
	}
	return n
}

// oneOf is a word out of a few; empty when it is absent or wrong.
func (s *section) oneOf(key string, words ...string) string {
	text, ok := s.word(key)
	if ok && !slices.Contains(words, text) {
		s.at(key, fmt.Sprintf("%q is not among %s", text, strings.Join(words, ", ")), meant(text, words))
		return ""
	}
	return text
}
