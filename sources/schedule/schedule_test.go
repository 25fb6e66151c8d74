package schedule

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func schedule(t testing.TB, expr, in string) Schedule {
	t.Helper()
	s, err := Parse(expr, zone(t, in))
	if err != nil {
		t.Fatalf("Parse(%q) = %v", expr, err)
	}
	return s
}

func at(t testing.TB, rfc3339 string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestFixedHoursRunOnceWhenTheClockJumps(t *testing.T) {
	tests := []struct {
		name, expr, zone, from string
		want                   []string
	}{
		{"Cairo has no midnight in April", "30 0 * * *", "Africa/Cairo", "2026-04-23T12:00:00+02:00",
			[]string{"2026-04-24T01:00:00+03:00", "2026-04-25T00:30:00+03:00"}},
		{"Cairo's midnight is not lost on the day it stands for", "0 0 * * 5", "Africa/Cairo", "2026-04-23T12:00:00+02:00",
			[]string{"2026-04-24T01:00:00+03:00", "2026-05-01T00:00:00+03:00"}},
		{"Cairo has 23:30 twice in October", "30 23 * * *", "Africa/Cairo", "2026-10-29T12:00:00+03:00",
			[]string{"2026-10-29T23:30:00+03:00", "2026-10-30T23:30:00+02:00"}},
		{"Beirut has no midnight in March", "0 0 * * *", "Asia/Beirut", "2026-03-28T12:00:00+02:00",
			[]string{"2026-03-29T01:00:00+03:00", "2026-03-30T00:00:00+03:00"}},
		{"New York has no 2:30 in March, and two times that fall into the gap are one run", "15,45 2 * * *", "America/New_York", "2026-03-08T00:00:00-05:00",
			[]string{"2026-03-08T03:00:00-04:00", "2026-03-09T02:15:00-04:00"}},
		{"New York has 1:30 twice in November", "30 1 * * *", "America/New_York", "2026-11-01T00:00:00-04:00",
			[]string{"2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"}},
		{"asked between the two equal times", "30 1 * * *", "America/New_York", "2026-11-01T01:10:00-05:00",
			[]string{"2026-11-02T01:30:00-05:00"}},
		{"Samoa left out a whole day", "0 9 * * *", "Pacific/Apia", "2011-12-29T12:00:00-10:00",
			[]string{"2011-12-31T00:00:00+14:00", "2011-12-31T09:00:00+14:00"}},
		{"Baghdad has not moved since 2007", "0 0 * * *", "Asia/Baghdad", "2026-03-31T12:00:00+03:00",
			[]string{"2026-04-01T00:00:00+03:00", "2026-04-02T00:00:00+03:00"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, when := schedule(t, tt.expr, tt.zone), at(t, tt.from)

			for _, want := range tt.want {
				when = s.Next(when)
				if !when.Equal(at(t, want)) {
					t.Fatalf("next run = %s; want %s", when.Format(time.RFC3339), want)
				}
			}
		})
	}
}

func TestEveryHourFollowsTheClock(t *testing.T) {
	tests := []struct {
		name, expr, zone, from string
		runs                   int // within six hours
	}{
		{"over New York's gap", "*/30 * * * *", "America/New_York", "2026-03-08T00:00:00-05:00", 12},
		{"over New York's overlap", "*/30 * * * *", "America/New_York", "2026-11-01T00:00:00-04:00", 12},
		{"a Friday in Cairo that begins with a gap", "0 * * * 5", "Africa/Cairo", "2026-04-24T01:00:00+03:00", 6},
		{"the gap's end itself", "0 1 24 4 *", "Africa/Cairo", "2026-04-24T00:59:59+03:00", 1},
		{"half an hour on Lord Howe", "0 * * * *", "Australia/Lord_Howe", "2026-04-05T00:00:00+11:00", 6},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, from := schedule(t, tt.expr, tt.zone), at(t, tt.from)

			var runs []time.Time
			for when := s.Next(from.Add(-1)); when.Before(from.Add(6 * time.Hour)); when = s.Next(when) {
				runs = append(runs, when)
			}

			if len(runs) != tt.runs {
				t.Fatalf("%d runs within six hours: %v; want %d", len(runs), runs, tt.runs)
			}
		})
	}
}

func TestNextOfCommonForms(t *testing.T) {
	from := "2026-11-24T10:07:00+03:00" // a Tuesday
	tests := []struct{ expr, want string }{
		{"*/5 * * * *", "2026-11-24T10:10:00+03:00"},
		{"0 6 * jan-mar *", "2027-01-01T06:00:00+03:00"},
		{"0 12 * * fri-sun", "2026-11-27T12:00:00+03:00"},
		{"0 12 * * 6-7", "2026-11-28T12:00:00+03:00"},
		{"0 0 * * 7", "2026-11-29T00:00:00+03:00"},
		{"0 0 29 2 *", "2028-02-29T00:00:00+03:00"},
		{"0 0 1 * mon", "2026-11-30T00:00:00+03:00"},
		{"10/20 * * * *", "2026-11-24T10:10:00+03:00"},
		{"٠ ٦ * * *", "2026-11-25T06:00:00+03:00"},
		{"  @daily ", "2026-11-25T00:00:00+03:00"},
		{"@every 90s", "2026-11-24T10:08:30+03:00"},
		{"CRON_TZ=UTC 0 8 * * *", "2026-11-24T11:00:00+03:00"},
	}
	for _, tt := range tests {
		t.Run(tt.expr, func(t *testing.T) {
			got := schedule(t, tt.expr, "Asia/Baghdad").Next(at(t, from))

			if !got.Equal(at(t, tt.want)) {
				t.Errorf("Next = %s; want %s", got.Format(time.RFC3339), tt.want)
			}
		})
	}
}

func TestThe29thOfFebruaryIsFoundOverTheYear2100(t *testing.T) {
	got := schedule(t, "0 0 29 2 *", "UTC").Next(at(t, "2096-03-01T00:00:00Z"))

	if want := at(t, "2104-02-29T00:00:00Z"); !got.Equal(want) {
		t.Fatalf("Next = %s; want %s", got, want)
	}
}

func TestNonsenseIsRefusedWithWhatToWrite(t *testing.T) {
	tests := []struct{ name, expr, says string }{
		{"empty", "", "empty"},
		{"spaces", "   ", "empty"},
		{"four fields", "0 * * *", "5 fields"},
		{"six fields", "0 0 * * * *", "has 6"},
		{"minute over the end", "61 * * * *", "minute 61 is out of range; write a number from 0 to 59"},
		{"hour 24", "0 24 * * *", "from 0 to 23"},
		{"month 13", "0 0 1 13 *", "month 13"},
		{"a number beyond any machine's", "99999999999999999999 * * * *", "out of range"},
		{"a name that is no day", "0 0 * * someday", `day of week "someday"`},
		{"the L of other crons", "0 0 L * *", `day of month "L"`},
		{"the # of other crons", "0 0 * * 5#2", `"5#2"`},
		{"an item that is not there", "5, * * * *", "empty part"},
		{"a range without end", "5- * * * *", "empty part"},
		{"a range backwards", "0 22-6 * * *", "22-23,0-6"},
		{"a signed number", "+5 * * * *", "not understood"},
		{"a step of nothing", "*/0 * * * *", "step"},
		{"a step over the end", "*/90 * * * *", "from 1 to 59"},
		{"two steps", "*/5/5 * * * *", "step"},
		{"a day that never comes", "0 0 31 2 *", "never due"},
		{"a day that never comes in two months", "0 0 31 4,6 *", "never due"},
		{"two lines", "0 0 * * *\n0 1 * * *", "one line"},
		{"a list without end", strings.Repeat("0-59,", 200) + "0-59 * * * *", "characters"},
		{"a word", "@fortnightly", "unknown word"},
		{"sentence", "every five minutes please now", "not understood"},
		{"Arabic words", "كل ساعة", "5 fields"},
		{"negative period", "@every -5m", "too short"},
		{"period below a second", "@every 10ms", "least is 1s"},
		{"period without unit", "@every 5", "unit"},
		{"period longer than a year", "@every 100000h", "too long"},
		{"zone without fields", "CRON_TZ=Asia/Baghdad", "empty"},
		{"zone without name", "TZ= 0 0 * * *", "names no time zone"},
		{"unknown zone", "CRON_TZ=Asia/Atlantis 0 0 * * *", "unknown time zone"},
		{"zone by path", "CRON_TZ=/etc/localtime 0 0 * * *", "names no time zone"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Parse(tt.expr, time.UTC)

			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Fatalf("Parse(%.40q) = %v, %v; want an error that says %q", tt.expr, s, err, tt.says)
			}
		})
	}
}

func TestCatchUp(t *testing.T) {
	const daily, fast = "0 6 * * *", "*/5 * * * *"
	tests := []struct {
		name, expr, last, now string
		run                   bool
		next                  string
	}{
		{"one run missed", daily, "2026-11-22T06:00:00+03:00", "2026-11-23T09:30:00+03:00", true, "2026-11-24T06:00:00+03:00"},
		{"eleven missed are one run", fast, "2026-11-23T09:00:00+03:00", "2026-11-23T09:58:30+03:00", true, "2026-11-23T10:00:00+03:00"},
		{"due this instant is not due twice", daily, "2026-11-22T06:00:00+03:00", "2026-11-23T06:00:00+03:00", true, "2026-11-24T06:00:00+03:00"},
		{"nothing missed", daily, "2026-11-23T06:00:00+03:00", "2026-11-23T09:30:00+03:00", false, "2026-11-24T06:00:00+03:00"},
		{"last run in the future", fast, "2027-11-23T09:00:00+03:00", "2026-11-23T09:01:00+03:00", false, "2026-11-23T09:05:00+03:00"},
		{"a restart does not put off a period", "@every 1h", "2026-11-23T09:00:00+03:00", "2026-11-23T09:59:00+03:00", false, "2026-11-23T10:00:00+03:00"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			run, next := CatchUp(schedule(t, tt.expr, "Asia/Baghdad"), at(t, tt.last), at(t, tt.now))

			if run != tt.run || !next.Equal(at(t, tt.next)) {
				t.Errorf("CatchUp = %v, %s; want %v, %s", run, next.Format(time.RFC3339), tt.run, tt.next)
			}
		})
	}

	t.Run("a source that never ran runs now", func(t *testing.T) {
		if run, _ := CatchUp(schedule(t, daily, "UTC"), time.Time{}, at(t, "2026-11-23T09:30:00Z")); !run {
			t.Error("CatchUp does not run a source that never ran")
		}
	})
}

func TestJitterSpreadsNeighboursAndStaysPut(t *testing.T) {
	const n = 1000
	var tenths [10]int
	for i := range n {
		id := fmt.Sprintf("paper-%d", i)
		j := Jitter(id, 30*time.Second)
		if j != Jitter(id, 30*time.Second) || j < 0 || j >= 30*time.Second {
			t.Fatalf("Jitter(%q) = %s; want one value in [0, 30s)", id, j)
		}
		tenths[j/(3*time.Second)]++
	}

	if low := slices.Min(tenths[:]); low < n/20 {
		t.Errorf("ids per tenth = %v; want about %d in each", tenths, n/10)
	}
	if j := Jitter("paper", 0); j != 0 {
		t.Errorf("Jitter without spread = %s", j)
	}
}

func TestDefaultSpread(t *testing.T) {
	tests := []struct {
		expr string
		want time.Duration
	}{
		{"@every 1s", 100 * time.Millisecond},
		{"* * * * *", 6 * time.Second},
		{"*/5 * * * *", 30 * time.Second},
		{"@weekly", 30 * time.Second},
	}
	for _, tt := range tests {
		if got := DefaultSpread(schedule(t, tt.expr, "UTC"), at(t, "2026-11-24T10:00:00Z")); got != tt.want {
			t.Errorf("DefaultSpread(%s) = %s; want %s", tt.expr, got, tt.want)
		}
	}
}

// exprs draws expressions of all shapes, most of them accepted.
func exprs() *rapid.Generator[string] {
	field := func(low, high int) *rapid.Generator[string] {
		return rapid.Custom(func(t *rapid.T) string {
			a := rapid.IntRange(low, high).Draw(t, "a")
			switch rapid.IntRange(0, 3).Draw(t, "form") {
			case 0:
				return fmt.Sprint(a)
			case 1:
				return fmt.Sprintf("%d-%d", a, rapid.IntRange(a, high).Draw(t, "b"))
			case 2:
				return fmt.Sprintf("*/%d", rapid.IntRange(1, high-low).Draw(t, "step"))
			}
			return "*"
		})
	}
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join([]string{
			field(0, 59).Draw(t, "minute"), field(0, 23).Draw(t, "hour"), field(1, 31).Draw(t, "dom"),
			field(1, 12).Draw(t, "month"), field(0, 7).Draw(t, "dow")}, " ")
	})
}

func TestNextGrowsAndNeverEnds(t *testing.T) {
	zones := []string{"Africa/Cairo", "Asia/Beirut", "America/New_York", "Africa/Casablanca", "Australia/Lord_Howe", "Pacific/Apia", "UTC"}
	rapid.Check(t, func(r *rapid.T) {
		expr := exprs().Draw(r, "expr")
		s, err := Parse(expr, zone(t, rapid.SampledFrom(zones).Draw(r, "zone")))
		if err != nil {
			return
		}
		when := time.Unix(rapid.Int64Range(1_000_000_000, 4_200_000_000).Draw(r, "from"), rapid.Int64Range(0, 999_999_999).Draw(r, "ns"))

		for range 20 {
			next := s.Next(when)
			if next.IsZero() || !next.After(when) {
				r.Fatalf("%s: Next(%s) = %s", expr, when, next)
			}
			if between := when.Add(next.Sub(when) / 2); !s.Next(between).Equal(next) {
				r.Fatalf("%s: Next(%s) = %s; asked from half way it is %s", expr, when, next, s.Next(between))
			}
			when = next
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"*/5 * * * *", "@every 5m", "CRON_TZ=Asia/Baghdad", "0 0 31 2 *", "5- * * * *", "TZ= 0 0 * * *", "1-7/3 ? * * fri-sun"} {
		f.Add(seed)
	}
	from := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, expr string) {
		s, err := Parse(expr, time.UTC)
		if err != nil {
			return
		}
		if next := s.Next(from); !next.After(from) {
			t.Errorf("%q is accepted, and its next run is %s", expr, next)
		}
	})
}
