package watch

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/marsad/marsad/article"
)

// Row is one judged pair of a watch and a text, a line of the file that Eval reads.
type Row struct {
	ID          string            `json:"id"`
	Watch       string            `json:"watch"`
	Kind        string            `json:"kind"` // "keyword" or "query"
	Text        string            `json:"text"` // the body
	Fields      map[string]string `json:"fields"`
	ShouldMatch bool              `json:"should_match"`
	// ShouldMatchStemmed is the verdict when the watch is looked for with its family (~).
	ShouldMatchStemmed bool `json:"should_match_stemmed"`

	Class     string `json:"class"`
	Ambiguous bool   `json:"ambiguous"` // judges differ: left out of the scores
}

// Prediction is what the matcher says of a row.
type Prediction struct {
	ID         string              `json:"id"`
	Match      bool                `json:"match"`
	Highlights []article.Highlight `json:"highlights"`
	Error      string              `json:"error,omitempty"` // why the watch could not be read
}

// Score counts the verdicts on a class of rows.
type Score struct {
	Class                                string
	Rows                                 int
	TruePos, FalsePos, TrueNeg, FalseNeg int
	Wrong                                []string // ids
}

// Report is the outcome of Eval.
type Report struct {
	Classes     []Score      `json:"classes"` // by name
	Total       Score        `json:"total"`
	Predictions []Prediction `json:"-"` // one a row, in order
}

// MarshalJSON adds the shares to the counts.
func (s Score) MarshalJSON() ([]byte, error) {
	type counts Score
	return json.Marshal(struct {
		counts
		Precision float64 `json:"precision"`
		Recall    float64 `json:"recall"`
		F1        float64 `json:"f1"`
	}{counts(s), s.Precision(), s.Recall(), s.F1()})
}

// Precision is the share of matches that are right; 1 when there was none.
func (s Score) Precision() float64 { return share(s.TruePos, s.FalsePos) }

// Recall is the share of what should match that does; 1 when nothing should.
func (s Score) Recall() float64 { return share(s.TruePos, s.FalseNeg) }

// F1 is the harmonic mean of both.
func (s Score) F1() float64 {
	p, r := s.Precision(), s.Recall()
	if p+r == 0 {
		return 0
	}
	return 2 * p * r / (p + r)
}

func share(right, wrong int) float64 {
	if right+wrong == 0 {
		return 1
	}
	return float64(right) / float64(right+wrong)
}

// maxRow bounds one line of the file.
const maxRow = 16 << 20

// Eval judges the matcher by rows, one JSON object a line; empty lines are skipped. A watch
// that cannot be read matches nothing and says why in its prediction. The error names the line
// that is no row.
func Eval(r io.Reader) (*Report, error) {
	rep := &Report{Total: Score{Class: "total"}}
	classes := map[string]*Score{}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxRow)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var row Row
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("line %d is no row: %w; each line is one JSON object with id, watch, kind, text, should_match and class", n, err)
		}
		p := predict(row)
		rep.Predictions = append(rep.Predictions, p)
		if row.Ambiguous {
			continue
		}
		if classes[row.Class] == nil {
			classes[row.Class] = &Score{Class: row.Class}
		}
		classes[row.Class].count(row, p.Match)
		rep.Total.count(row, p.Match)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("reading rows: %w", err)
	}
	for _, s := range classes {
		rep.Classes = append(rep.Classes, *s)
	}
	slices.SortFunc(rep.Classes, func(a, b Score) int { return strings.Compare(a.Class, b.Class) })
	return rep, nil
}

func (s *Score) count(row Row, match bool) {
	s.Rows++
	switch {
	case match && row.ShouldMatch:
		s.TruePos++
	case match:
		s.FalsePos++
	case row.ShouldMatch:
		s.FalseNeg++
	default:
		s.TrueNeg++
	}
	if match != row.ShouldMatch {
		s.Wrong = append(s.Wrong, row.ID)
	}
}

// predict runs the same matcher as the daemon over one row.
func predict(row Row) Prediction {
	p := Prediction{ID: row.ID, Highlights: []article.Highlight{}}
	ix, err := Compile([]Watch{row.watch()})
	if err != nil {
		p.Error = err.Error()
		return p
	}
	if ms := ix.Match(row.article()); len(ms) > 0 {
		p.Match = true
		p.Highlights = append(p.Highlights, ms[0].Highlights...)
	}
	return p
}

func (r Row) watch() Watch {
	if r.Kind == "query" {
		return Watch{Query: r.Watch}
	}
	return Watch{Keyword: r.Watch}
}

func (r Row) article() article.Article {
	art := article.Article{
		Title: r.Fields["title"], Body: r.Text, Section: r.Fields["section"], Byline: r.Fields["byline"],
		Source: r.Fields["source"], Language: r.Fields["lang"], URL: r.Fields["url"],
	}
	if art.URL == "" {
		art.URL = r.Fields["site"]
	}
	if author := r.Fields["author"]; author != "" {
		art.Authors = []string{author}
	}
	return art
}

// String is the report as a table for people.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-16s %5s %9s %6s %6s\n", "class", "rows", "precision", "recall", "F1")
	for _, s := range append(slices.Clone(r.Classes), r.Total) {
		fmt.Fprintf(&b, "%-16s %5d %9.3f %6.3f %6.3f", s.Class, s.Rows, s.Precision(), s.Recall(), s.F1())
		if s.Class != "total" && len(s.Wrong) > 0 {
			fmt.Fprintf(&b, "  %s", strings.Join(s.Wrong, " "))
		}
		b.WriteByte('\n')
	}
	return b.String()
}
