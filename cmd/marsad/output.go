package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime/debug"
	"strings"
	"time"
	"unicode"

	"github.com/marsad/marsad/article"
)

// print writes v as JSON, or text for people by f.
func (a *app) print(v any, f func(w io.Writer)) error {
	if !a.json {
		f(a.out)
		return nil
	}
	enc := json.NewEncoder(a.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// isolated keeps a text's direction from turning what stands around it (Unicode bidi isolates),
// and takes out what could steer a terminal.
func isolated(s string) string {
	return "\u2068" + plain(s) + "\u2069"
}

// plain is text without control characters.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return ' '
		}
		return r
	}, s)
}

// marked shows segments with the hits in bold reverse on a terminal and in brackets elsewhere.
func marked(segs []article.Segment, terminal bool) string {
	var b strings.Builder
	for _, s := range segs {
		switch {
		case s.Hit && terminal:
			b.WriteString("\x1b[1;7m" + plain(s.Text) + "\x1b[0m")
		case s.Hit:
			b.WriteString("⟦" + plain(s.Text) + "⟧")
		default:
			b.WriteString(plain(s.Text))
		}
	}
	return b.String()
}

// markedLine is marked on one line, isolated as a name is.
func markedLine(segs []article.Segment, terminal bool) string {
	return "\u2068" + strings.Join(strings.Fields(marked(segs, terminal)), " ") + "\u2069"
}

// clock is an instant for people, in the given zone.
func clock(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return "never"
	}
	if zone == nil {
		zone = time.Local
	}
	return t.In(zone).Format("2006-01-02 15:04:05 MST")
}

// printed is an article's own date as far as it is known.
func printed(d article.Date, zone *time.Location) string {
	switch {
	case d.IsZero() && d.Raw == "":
		return "no date"
	case d.IsZero():
		return d.Raw
	case zone == nil:
		zone = time.UTC
	}
	if d.Precision == article.Day {
		return d.At.In(zone).Format(time.DateOnly)
	}
	return d.At.In(zone).Format("2006-01-02 15:04 MST")
}

type versionCmd struct{}

// Run prints the version.
func (c *versionCmd) Run(a *app) error {
	return a.print(map[string]string{"version": versionText()}, func(w io.Writer) { fmt.Fprintln(w, "marsad", versionText()) })
}

// versionText is the release's version, else the commit that was built.
func versionText() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	rev, dirty := "", ""
	for _, s := range info.Settings {
		switch {
		case s.Key == "vcs.revision" && len(s.Value) >= 12:
			rev = s.Value[:12]
		case s.Key == "vcs.modified" && s.Value == "true":
			dirty = "+changes"
		}
	}
	if rev == "" {
		return "devel (" + info.GoVersion + ")"
	}
	return "devel " + rev + dirty + " (" + info.GoVersion + ")"
}
