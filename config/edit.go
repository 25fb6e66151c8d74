package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/marsad/marsad/watch"
)

// AddWatch appends a watch to the text of a file and leaves every other byte of it as it is:
// comments, order and line ends. The result has been read again and compared. An error says why
// the file cannot be extended by a program; it is edited by hand then.
func AddWatch(data []byte, w watch.Watch) ([]byte, error) {
	before, err := structure(data)
	if err != nil {
		return nil, err
	}
	l := listKey{"watches", "name", "watch"}
	if l.named(before, w.Name) != nil {
		return nil, fmt.Errorf("there is a watch %q already: choose another name", w.Name)
	}
	out, err := l.insert(before, data, watchLines(w))
	if err != nil {
		return nil, err
	}
	return out, l.added(before, out, w.Name, func(n *node) bool { return says(n, "query", w.Query) })
}

// listKey is a list of the file whose entries have names.
type listKey struct {
	key   string // of the list
	name  string // key of an entry's name
	entry string // what an entry is called
}

// insert writes an entry behind the last one of the list.
func (l listKey) insert(top *node, data []byte, entry []string) ([]byte, error) {
	lines := strings.Split(string(data), "\n")
	at, dash, err := l.insertion(top, lines)
	if err != nil {
		return nil, err
	}
	end := ""
	if strings.Contains(string(data), "\r\n") {
		end = "\r"
	}
	var block []string
	if top.field(l.key) == nil {
		block = append(block, l.key+":"+end)
	}
	for _, line := range entry {
		block = append(block, strings.Repeat(" ", dash)+line+end)
	}
	return []byte(strings.Join(slices.Insert(lines, at, block...), "\n")), nil
}

func structure(data []byte) (*node, error) {
	r := &report{file: "marsad.yaml"}
	top := readDocument(r, data)
	if err := r.err(); err != nil {
		return nil, err
	}
	if top.kind != mapping {
		return nil, fmt.Errorf("the file is %s and must be a map of keys", top.kind)
	}
	return top, nil
}

// named is the entry of a name; nil: there is none.
func (l listKey) named(top *node, name string) *node {
	entries := top.field(l.key)
	if entries == nil {
		return nil
	}
	for _, n := range entries.items {
		if v := n.field(l.name); v != nil && v.text == name {
			return n
		}
	}
	return nil
}

var emptyList = regexp.MustCompile(`^(["']?[a-z]+["']?:)\s*\[\s*\]`)

// insertion is the index of the line before which an entry goes and the indentation of its dash.
// An empty list in brackets is opened on the way.
func (l listKey) insertion(top *node, lines []string) (at, dash int, err error) {
	entries := top.field(l.key)
	if entries == nil {
		end := len(lines)
		if lines[end-1] == "" { // the file ends in a line break
			end--
		}
		return end, 2, nil
	}
	key := keyLine(top, l.key)
	switch {
	case len(entries.items) == 0:
		if entries.flow {
			if !emptyList.MatchString(lines[key-1]) {
				return 0, 0, l.byHand("the list of " + l.key + " stands in brackets")
			}
			lines[key-1] = emptyList.ReplaceAllString(lines[key-1], "$1")
		}
		return key, 2, nil
	case entries.flow || entries.kind != list:
		return 0, 0, l.byHand("the list of " + l.key + " stands in brackets")
	}
	first := entries.items[0].line
	for first > key && !strings.HasPrefix(strings.TrimSpace(lines[first-1]), "-") {
		first--
	}
	dash = len(indent(lines[first-1]))
	return lastLine(top, key, dash, lines), dash, nil
}

func (l listKey) byHand(why string) error {
	return fmt.Errorf("%s: write it line by line, each %s behind a dash, or add the %s by hand", why, l.entry, l.entry)
}

func keyLine(top *node, key string) int {
	i := slices.IndexFunc(top.fields, func(f field) bool { return f.key == key })
	return top.fields[i].line
}

// lastLine is the number of the last line of the block below key. Empty lines and comments before
// the next key belong to that key.
func lastLine(top *node, key, dash int, lines []string) int {
	end := len(lines) + 1
	for _, f := range top.fields {
		if f.line > key {
			end = min(end, f.line)
		}
	}
	last := end - 1
	for last > key {
		line := lines[last-1]
		text := strings.TrimSpace(line)
		if text != "" && (!strings.HasPrefix(text, "#") || len(indent(line)) > dash) {
			break
		}
		last--
	}
	return last
}

// watchLines is a watch as an entry of the list, without indentation.
func watchLines(w watch.Watch) []string {
	out := []string{"- name: " + quote(w.Name)}
	switch {
	case w.Query != "":
		out = append(out, "  query: "+quote(w.Query))
	case w.Keyword != "" && w.Keyword != w.Name:
		out = append(out, "  keyword: "+quote(w.Keyword))
	}
	for _, l := range []struct {
		key   string
		words []string
	}{{"sources", w.Sources}, {"to", w.To}, {"on", w.On}} {
		if len(l.words) == 0 {
			continue
		}
		var quoted []string
		for _, word := range l.words {
			quoted = append(quoted, quote(word))
		}
		out = append(out, fmt.Sprintf("  %s: [%s]", l.key, strings.Join(quoted, ", ")))
	}
	return out
}

var plainWords = regexp.MustCompile(`^[\p{L}][\p{L}\p{M}\p{N}_-]*(?: [\p{L}\p{M}\p{N}_-]+)*$`)

// quote writes a text as one YAML value on one line, as plainly as it can be.
func quote(text string) string {
	switch {
	case plainWords.MatchString(text) && !slices.Contains([]string{"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"}, strings.ToLower(text)):
		return text
	case !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == '\'' }):
		return "'" + text + "'"
	}
	text = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(text)
	return `"` + text + `"`
}

// added tells whether the file says what it said before, and the entry of the name as it should.
func (l listKey) added(before *node, out []byte, name string, right func(*node) bool) error {
	after, err := structure(out)
	if err != nil {
		return l.byHand("the file cannot be extended by a program")
	}
	n := l.named(after, name)
	c := comparison{left: mostCompared}
	if n == nil || !right(n) || !c.same(l.without(after, map[*node]bool{n: true}), before) {
		return l.byHand("the file cannot be extended by a program")
	}
	return nil
}

func says(n *node, key, text string) bool {
	v := n.field(key)
	return v == nil && text == "" || v != nil && v.text == text
}

// without is a tree without some entries.
func (l listKey) without(top *node, gone map[*node]bool) *node {
	out := *top
	out.fields = nil
	for _, f := range top.fields {
		if f.key == l.key {
			v := *f.value
			v.items = slices.DeleteFunc(slices.Clone(v.items), func(n *node) bool { return gone[n] })
			f.value = &v
		}
		out.fields = append(out.fields, f)
	}
	return &out
}

// comparison compares what two files say, wherever it stands. It gives up, as not the same, after
// left values: aliases can make a small file say very much.
type comparison struct{ left int }

const mostCompared = 1 << 22

// same takes a list without items for one that says nothing.
func (c *comparison) same(a, b *node) bool {
	if c.left--; c.left < 0 {
		return false
	}
	if len(a.items)+len(a.fields)+len(b.items)+len(b.fields) == 0 {
		return a.text == b.text
	}
	if !slices.EqualFunc(a.items, b.items, c.same) {
		return false
	}
	return slices.EqualFunc(saying(a), saying(b), func(x, y field) bool { return x.key == y.key && c.same(x.value, y.value) })
}

// saying are the keys of a map that have a value.
func saying(n *node) []field {
	return slices.DeleteFunc(slices.Clone(n.fields), func(f field) bool {
		return f.value.text == "" && len(f.value.items)+len(f.value.fields) == 0
	})
}
