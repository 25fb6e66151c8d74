package web

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/marsad/marsad/article"
)

// moment is an instant as a page shows it; the zero value is shown as a dash.
type moment struct {
	Machine string // RFC 3339
	Text    string
	Full    string // with the zone's name
}

// clock shows instants of one zone in one language, seen from now.
type clock struct {
	tongue tongue
	zone   *time.Location
	now    time.Time
}

// short is for tables: figures that can be compared at a glance.
func (c clock) short(t time.Time) moment {
	if t.IsZero() {
		return moment{}
	}
	t = t.In(c.zone)
	return moment{t.Format(time.RFC3339), t.Format("2006-01-02 15:04"), c.full(t)}
}

// exact is short with seconds.
func (c clock) exact(t time.Time) moment {
	m := c.short(t)
	if m.Machine != "" {
		m.Text = t.In(c.zone).Format("2006-01-02 15:04:05")
	}
	return m
}

// relative is how long ago or from now an instant is.
func (c clock) relative(t time.Time) moment {
	m := c.short(t)
	if m.Machine == "" {
		return m
	}
	switch d := c.now.Sub(t); {
	case d >= 36*time.Hour || d <= -36*time.Hour: // the date says more
	case d > -time.Second && d < time.Second:
		m.Text = c.tongue.say("time.now")
	case d > 0:
		m.Text = c.tongue.say("time.ago", c.span(d))
	default:
		m.Text = c.tongue.say("time.in", c.span(-d))
	}
	return m
}

// long is an instant in words, with its zone.
func (c clock) long(t time.Time) moment {
	m := c.short(t)
	m.Text = m.Full
	return m
}

func (c clock) full(t time.Time) string {
	return c.day(t) + c.tongue.say("time.comma") + t.Format("15:04") + " " + zoneName(t)
}

// day is a calendar day in words.
func (c clock) day(t time.Time) string {
	return strconv.Itoa(t.Day()) + " " + c.tongue.say("month."+strconv.Itoa(int(t.Month()))) + " " + strconv.Itoa(t.Year())
}

// dayOf is the calendar day of a date that names no time. Its instant is the day's beginning in the
// paper's zone, which may be yesterday's evening here: the nearest midnight names the day meant, for
// zones that are less than twelve hours apart.
func (c clock) dayOf(at time.Time) string { return c.day(at.In(c.zone).Add(12 * time.Hour)) }

// published is a paper's date as far as it is known; empty when nothing is.
func (c clock) published(d article.Date) string {
	switch {
	case d.IsZero():
		return ""
	case d.Precision == article.Day:
		return c.dayOf(d.At)
	}
	return c.full(d.At.In(c.zone))
}

// zoneName names a zone for people: «Asia/Baghdad», or its offset where it has no such name.
func zoneName(t time.Time) string {
	if n := t.Location().String(); strings.Contains(n, "/") || n == "UTC" {
		return n
	}
	return "UTC" + t.Format("-07:00")
}

// span is a length of time in its largest unit: «3 minutes», «دقيقتين».
func (c clock) span(d time.Duration) string {
	unit, n := "second", int(d/time.Second)
	switch {
	case d >= 48*time.Hour:
		unit, n = "day", int(d/(24*time.Hour))
	case d >= time.Hour:
		unit, n = "hour", int(d/time.Hour)
	case d >= time.Minute:
		unit, n = "minute", int(d/time.Minute)
	}
	return c.tongue.count(unit, n)
}

// count names n units. Arabic has forms for one, for two, for three to ten and for more; the
// remainder of a hundred decides (CLDR plural rules).
func (t tongue) count(unit string, n int) string {
	form := "many"
	switch r := n % 100; {
	case n == 1:
		form = "one"
	case n == 2:
		form = "two"
	case r >= 3 && r <= 10:
		form = "few"
	}
	s := t.say("unit." + unit + "." + form)
	if strings.Contains(s, "%d") {
		return fmt.Sprintf(s, n)
	}
	return s
}

// figure writes a number in groups of three, which both languages here print with a comma.
func figure(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// plain makes signs visible that no technical text (an address, an error, JSON) has use for:
// controls, and those that reorder the line for the eye. They are written as JSON writes them.
func plain(s string) string {
	if strings.IndexFunc(s, unseen) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if unseen(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func unseen(r rune) bool {
	switch {
	case r == '\n', r == '\t':
		return false
	case r >= 0x2066 && r <= 0x2069, r >= 0x202a && r <= 0x202e, r == 0x200e, r == 0x200f, r == 0x061c, r == 0xfeff, r == 0x2028, r == 0x2029:
		return true
	}
	return unicode.IsControl(r)
}
