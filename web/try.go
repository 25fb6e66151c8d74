package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/marsad/marsad/internal/search"
	"github.com/marsad/marsad/watch"
)

const (
	tryTime  = 10 * time.Second // for reading the archive; what was found until then is shown
	tryWords = 1000             // characters of a query
	mostBars = 92
)

// trySpans are the numbers of days that can be chosen, the first unasked.
var trySpans = []int{7, 30, 90}

// tryView is what a query that nobody has saved yet would have found.
type tryView struct {
	Query, Source string
	Days          int
	Spans         []span
	Sources       []choice
	Fault         *watch.SyntaxError
	Before, At    string // of the fault: the query up to it, and the character that it points at
	Says          string // what the query matches, in one line
	Trial         *watch.Trial
	Samples       []sampleView
	Chart         *chart
	Named         []namedCount // hits by source, by its name
	Late          bool         // the time was up before all was read
	Saved         string       // the lines for the configuration
}

type span struct {
	Days   int
	Name   string // key of the catalogue
	Chosen bool
}

type sampleView struct {
	watch.Sample
	SourceName string
}

type namedCount struct {
	Name string
	N    int
	Part int // of the largest, in hundredths
}

// try shows what a query finds in the articles of the last days.
func (s *server) try(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	v := &tryView{Query: strings.TrimSpace(clean(q.Get("q"))), Source: clean(q.Get("source")), Days: trySpans[0]}
	if len([]rune(v.Query)) > tryWords || len(v.Source) > queryBytes {
		return errInput
	}
	if n, err := strconv.Atoi(q.Get("days")); err == nil && slices.Contains(trySpans, n) {
		v.Days = n
	}
	for _, n := range trySpans {
		v.Spans = append(v.Spans, span{n, fmt.Sprintf("try.%d", n), n == v.Days})
	}
	v.Sources = s.sourceChoices(v.Source)
	if v.Query != "" {
		if err := s.tried(r.Context(), v, languageOf(r)); err != nil {
			return err
		}
	}
	return s.render(w, r, http.StatusOK, "try", languageOf(r).say("try.title"), v)
}

// tried runs the query over the archive.
func (s *server) tried(ctx context.Context, v *tryView, tongue tongue) error {
	one := watch.Watch{Query: v.Query, Spellings: s.spellings()}
	if err := one.Check(); errors.As(err, &v.Fault) {
		at := min(max(v.Fault.Col-1, 0), len([]rune(v.Query)))
		v.Before, v.At = string([]rune(v.Query)[:at]), string([]rune(v.Query)[at:min(at+1, len([]rune(v.Query)))])
		return nil
	}
	v.Says = watch.Describe(one)
	v.Saved = "watches:\n  - name: …\n    query: " + quoted(v.Query)
	today := s.today()
	sweep := search.Sweep{Watch: one, Since: today.AddDate(0, 0, 1-v.Days), Names: s.sourceNames(), Learned: s.daemon.Learned()}
	if v.Source != "" {
		sweep.Sources = []string{v.Source}
	}
	within, cancel := context.WithTimeout(ctx, tryTime)
	defer cancel()
	trial, err := search.Backtest(within, s.store, sweep, s.daemon.Watches(), s.zone)
	if v.Late = errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil; err != nil && !v.Late {
		return err
	}
	v.Trial = &trial
	v.Chart = newChart(trial.Days, today, v.Days, tongue.dir() == "rtl")
	for _, x := range trial.Samples {
		v.Samples = append(v.Samples, sampleView{x, s.sourceName(x.Source)})
	}
	for _, c := range trial.Sources[:min(len(trial.Sources), 8)] {
		v.Named = append(v.Named, namedCount{s.sourceName(c.Name), c.N, c.N * 100 / trial.Sources[0].N})
	}
	return nil
}

// spellings are the owner's, which all watches have.
func (s *server) spellings() *watch.Spellings {
	for _, w := range s.daemon.Watches() {
		return w.Spellings
	}
	return nil
}

// today is the beginning of the day in the zone of the pages.
func (s *server) today() time.Time {
	y, m, d := s.now().In(s.zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, s.zone)
}

// quoted writes a query as a YAML value: in single quotes nothing but the quote itself is special.
func quoted(query string) string { return "'" + strings.ReplaceAll(query, "'", "''") + "'" }

// chart is a bar chart of hits by day, in units of its own: a bar is barStep wide with its gap.
type chart struct {
	Bars   []bar
	Width  int
	Height int
	Most   int // hits of the greatest day
	First  string
	Last   string
}

type bar struct {
	X, Y, Width, Height int
	Day                 string
	N                   int
}

const (
	barStep     = 10
	chartHeight = 60
)

// newChart draws the days up to today. Where one reads from the right, time runs from the right.
func newChart(days []watch.Count, today time.Time, n int, fromRight bool) *chart {
	n = min(n, mostBars)
	c := &chart{Width: n * barStep, Height: chartHeight}
	byDay := map[string]int{}
	for _, d := range days {
		byDay[d.Name] = d.N
		c.Most = max(c.Most, d.N)
	}
	for i := range n {
		day := today.AddDate(0, 0, i-n+1).Format(time.DateOnly)
		b := bar{X: i*barStep + 1, Width: barStep - 2, Day: day, N: byDay[day]}
		if fromRight {
			b.X = (n-1-i)*barStep + 1
		}
		if b.N > 0 {
			b.Height = max(chartHeight*b.N/c.Most, 2)
		}
		b.Y = chartHeight - b.Height
		c.Bars = append(c.Bars, b)
	}
	c.First, c.Last = c.Bars[0].Day, c.Bars[n-1].Day
	return c
}
