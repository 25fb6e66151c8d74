package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// mostFaults bounds what Error prints: a file that is wrong from end to end needs no thousand lines.
const mostFaults = 100

// Fault is one thing that is wrong with the file: where, what, and what to write instead.
type Fault struct {
	File       string
	Line, Col  int    // from 1; Col counts characters. 0: no place in the file
	Path       string // which part, e.g. `watch "isis": query`; empty for the file itself
	Problem    string
	Remedy     string
	SourceLine string // as written, secrets masked
	Caret      string // of a query: what stands before the fault, and a caret; else empty
}

// String is the fault as printed: place and problem, the line, the remedy.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", f.Line, f.Col)
	}
	b.WriteString(": ")
	if f.Path != "" {
		b.WriteString(f.Path + ": ")
	}
	b.WriteString(f.Problem)
	if f.SourceLine != "" {
		b.WriteString("\n    " + f.SourceLine)
	}
	if f.Caret != "" {
		b.WriteString("\n    " + f.Caret)
	}
	if f.Remedy != "" {
		b.WriteString("\n  " + f.Remedy)
	}
	return b.String()
}

// Faults is everything that is wrong with one file, in the order of its lines. It is never empty
// and holds no secret.
type Faults struct{ All []Fault }

func (f *Faults) Error() string {
	var parts []string
	for i, one := range f.All {
		if i == mostFaults {
			parts = append(parts, fmt.Sprintf("%s: and %d more faults", one.File, len(f.All)-i))
			break
		}
		parts = append(parts, one.String())
	}
	return strings.Join(parts, "\n\n")
}

// report collects faults while a file is read.
type report struct {
	file    string
	lines   []string
	secrets []string // as written in the file: masked wherever a line is shown
	faults  []Fault
}

// longestLine bounds a shown source line, in characters.
const longestLine = 160

func (r *report) add(line, col int, path, problem, remedy string) {
	r.faults = append(r.faults, Fault{File: r.file, Line: line, Col: col, Path: path, Problem: problem, Remedy: remedy})
}

// err puts the faults in order and shows their lines; nil when there are none.
func (r *report) err() error {
	if len(r.faults) == 0 {
		return nil
	}
	slices.SortStableFunc(r.faults, func(a, b Fault) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Col - b.Col
	})
	for i := range r.faults {
		r.faults[i].SourceLine = r.show(r.faults[i].Line)
	}
	return &Faults{All: r.faults}
}

// show is a source line without its indentation and secrets.
func (r *report) show(line int) string {
	if line < 1 || line > len(r.lines) {
		return ""
	}
	s := r.mask(r.lines[line-1])
	s = strings.TrimSpace(maskSecrets(strings.ToValidUTF8(s, "\uFFFD")))
	s = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return '\uFFFD'
		}
		return c
	}, s)
	if utf8.RuneCountInString(s) > longestLine {
		s = string([]rune(s)[:longestLine]) + "…"
	}
	return s
}

// mask hides the secrets that the file holds.
func (r *report) mask(s string) string {
	for _, secret := range r.secrets {
		s = strings.ReplaceAll(s, secret, "•••")
	}
	return s
}

// maskSecrets hides what stands behind a key that sounds like a secret, and a password in an
// address, also where the file could not be read far enough to know its keys.
func maskSecrets(line string) string {
	line = secretKey.ReplaceAllStringFunc(line, func(s string) string {
		key, value, _ := strings.Cut(s, ":")
		if strings.HasPrefix(strings.Trim(value, ` "'`), "${") {
			return s
		}
		return key + ": •••"
	})
	return userinfo.ReplaceAllString(line, "//•••@")
}

var (
	secretKey = regexp.MustCompile(`(?i)["']?\b(?:old_?)?(?:secret|token|password|passwd|authorization|api_?key)s?\b["']?\s*:\s*[^,}\s][^,}]*`)
	userinfo  = regexp.MustCompile(`//[^/@\s"']*:[^/\s"']*@`)
)
