package lang

import (
	"bufio"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestDateRows reads testdata/dates.txt: every row there stands for a rule.
func TestDateRows(t *testing.T) {
	rows := 0
	for _, s := range dateSections(t) {
		t.Run(s.name, func(t *testing.T) {
			for _, r := range s.rows {
				rows++
				if got := r.answer(s); got != r.want {
					t.Errorf("line %d: %s: ReadDate(%q) = %s; want %s", r.line, r.rule, r.text, got, r.want)
				}
			}
		})
	}
	if rows < 400 {
		t.Errorf("%d rows; the file has lost some", rows)
	}
}

type dateSection struct {
	name string
	ctx  DateContext
	rows []dateRow
}

type dateRow struct {
	line             int
	text, want, rule string
}

// answer reads the row's text and writes the outcome as the file does.
func (r dateRow) answer(s *dateSection) string {
	d := ReadDate(r.text, s.ctx)
	if d.At.IsZero() || d.Precision == DateDay {
		if d.Day == "" {
			return "none"
		}
		return d.Day
	}
	form := "2006-01-02T15:04"
	if d.Precision == DateSecond {
		form += ":05"
	}
	if d.ZoneSource == "text" {
		return d.At.In(d.Zone).Format(form + "Z07:00")
	}
	if strings.HasSuffix(r.want, "/source") { // what the offset of the source's zone was that day
		return d.At.In(d.Zone).Format(form+"Z07:00") + "/source"
	}
	return d.At.In(d.Zone).Format(form)
}

var escapedRune = regexp.MustCompile(`\\u([0-9a-f]{4})`)

func dateSections(t testing.TB) []*dateSection {
	t.Helper()
	f, err := os.Open("testdata/dates.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []*dateSection
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "== "):
			out = append(out, dateSectionOf(t, line))
		default:
			text, rest, ok1 := strings.Cut(line, " => ")
			want, rule, ok2 := strings.Cut(rest, " // ")
			if !ok1 || !ok2 {
				t.Fatalf("line %d is no row: %s", n, line)
			}
			text = escapedRune.ReplaceAllStringFunc(text, func(s string) string {
				c, _ := strconv.ParseUint(s[2:], 16, 32)
				return string(rune(c))
			})
			s := out[len(out)-1]
			s.rows = append(s.rows, dateRow{n, text, want, rule})
		}
	}
	return out
}

func dateSectionOf(t testing.TB, line string) *dateSection {
	t.Helper()
	words := strings.Fields(line)[1:]
	s := &dateSection{name: words[0]}
	for _, w := range words[1:] {
		key, value, _ := strings.Cut(w, "=")
		var err error
		switch key {
		case "lang":
			s.ctx.Language = value
		case "zone":
			if value != "none" {
				s.ctx.Zone, err = time.LoadLocation(value)
			}
		case "now":
			s.ctx.Now, err = time.Parse(time.RFC3339, value)
		case "order":
			s.ctx.Order = DateOrder(value)
		case "hijri":
			s.ctx.Hijri, err = strconv.Atoi(value)
		case "z":
			s.ctx.LocalZ = value == "local"
		default:
			t.Fatalf("%s: %s is unknown", line, key)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}
