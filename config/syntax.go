package config

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// explainer looks at the lines around a syntax fault for one common slip; if it finds it, it reports
// it and is true. The message is the YAML library's.
type explainer func(r *report, line int, message string) bool

// near are the numbers of the given line and its neighbours, the most suspect first.
func (r *report) near(line int) []int {
	var out []int
	for _, n := range []int{line, line - 1, line + 1} {
		if 1 <= n && n <= len(r.lines) && strings.TrimSpace(r.lines[n-1]) != "" && !strings.HasPrefix(strings.TrimSpace(r.lines[n-1]), "#") {
			out = append(out, n)
		}
	}
	return out
}

// column is the place of a byte of a line, in characters from 1.
func column(line string, at int) int { return utf8.RuneCountInString(line[:at]) + 1 }

// indent is the white space that a line begins with.
func indent(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " \t"))] }

func tabs(r *report, line int, _ string) bool {
	for _, n := range r.near(line) {
		if i := strings.IndexByte(indent(r.lines[n-1]), '\t'); i >= 0 {
			r.add(n, i+1, "", "the line is indented with a tab, and YAML takes only spaces", "write two spaces for each level instead of the tab")
			return true
		}
	}
	return false
}

// reserved finds a plain value that begins with a character which YAML keeps for itself.
func reserved(r *report, line int, _ string) bool {
	value := regexp.MustCompile("^\\s*(?:- +)?(?:[\\w.-]+:|-) +([*&!@`%])")
	for _, n := range r.near(line) {
		text := r.lines[n-1]
		at := value.FindStringSubmatchIndex(text)
		if at == nil {
			continue
		}
		sign, rest := text[at[2]:at[3]], strings.TrimSpace(text[at[2]:])
		r.add(n, column(text, at[2]), "", fmt.Sprintf("a value that begins with %s must stand in quotes", sign), fmt.Sprintf("write %q", rest))
		return true
	}
	return false
}

// openBracket finds the list or map that nobody closed, at or above the place where the parser noticed.
func openBracket(r *report, line int, message string) bool {
	if !strings.Contains(message, "must be specified") && !strings.Contains(message, "end token") {
		return false
	}
	for n := min(line, len(r.lines)); n > 0; n-- {
		text := r.lines[n-1]
		for _, pair := range []string{"[]", "{}"} {
			if strings.Count(text, pair[:1]) > strings.Count(text, pair[1:]) {
				at := strings.LastIndex(text, pair[:1])
				r.add(n, column(text, at), "", fmt.Sprintf("the %s at character %d is never closed", pair[:1], column(text, at)), fmt.Sprintf("close it with %s , or put the value in quotes", pair[1:]))
				return true
			}
		}
	}
	return false
}

func openQuote(r *report, line int, message string) bool {
	if !strings.Contains(message, "-quoted") {
		return false
	}
	quote := `"`
	if strings.Contains(message, "single") {
		quote = "'"
	}
	for n := min(line, len(r.lines)); n > 0; n-- {
		text := r.lines[n-1]
		if strings.Count(text, quote)%2 == 1 {
			at := strings.Index(text, quote)
			r.add(n, column(text, at), "", fmt.Sprintf("the quote %s at character %d is never closed", quote, column(text, at)), "close it with "+quote)
			return true
		}
	}
	return false
}

// missingColon finds a line that should be  key: value.
func missingColon(r *report, line int, message string) bool {
	if strings.Contains(message, "mapping value is not allowed") {
		return false
	}
	word := regexp.MustCompile(`^\s*(?:- +)?([A-Za-z_]+)(:?)(\s*)([^\s:#][^:#]*)$`)
	for _, n := range r.near(line) {
		text := r.lines[n-1]
		m := word.FindStringSubmatch(text)
		if m == nil || m[2] == ":" && m[3] != "" || m[2] == "" && m[3] == "" {
			continue
		}
		key, value := m[1], strings.TrimSpace(m[4])
		r.add(n, column(text, strings.Index(text, key)), "", fmt.Sprintf("there is no colon and space behind %s", key), fmt.Sprintf("write  %s: %s", key, maskSecrets(key + ": " + value)[len(key)+2:]))
		return true
	}
	return false
}

// secondColon finds a plain value with a colon and a space in it.
func secondColon(r *report, line int, message string) bool {
	if !strings.Contains(message, "mapping value is not allowed") {
		return false
	}
	two := regexp.MustCompile(`^\s*(?:- +)?([\w.-]+): +[^"'\[{#].*?(: |:$)`)
	for _, n := range r.near(line) {
		text := r.lines[n-1]
		m := two.FindStringSubmatchIndex(text)
		if m == nil {
			continue
		}
		key := text[m[2]:m[3]]
		r.add(n, column(text, m[4]), "", fmt.Sprintf("the value of %s has a second colon, at character %d", key, column(text, m[4])), fmt.Sprintf("put the value in quotes; if %s is a list, write  %s: [one, two]", key, key))
		return true
	}
	return false
}

func indentation(r *report, line int, message string) bool {
	if line < 1 || line > len(r.lines) || !strings.Contains(message, "not allowed in this context") {
		return false
	}
	own := len(indent(r.lines[line-1]))
	above := line - 1
	for above > 0 && strings.TrimSpace(r.lines[above-1]) == "" {
		above--
	}
	if above == 0 {
		return false
	}
	other := r.lines[above-1]
	want := len(indent(other))
	if strings.HasPrefix(strings.TrimSpace(other), "- ") {
		want += 2
	}
	if own == want {
		return false
	}
	r.add(line, own+1, "", fmt.Sprintf("the line is indented by %d spaces and the one above it by %d: they belong to no common level", own, want), "indent keys that belong together by the same number of spaces")
	return true
}
