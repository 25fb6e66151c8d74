package story

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

var morning = time.Date(2025, 3, 17, 6, 0, 0, 0, time.UTC)

// labelled is a pair with its verdict.
type labelled struct {
	name, a, b string
	same       bool
}

func readPairs(t testing.TB) []labelled {
	t.Helper()
	data, err := os.ReadFile("testdata/pairs.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []labelled
	name, base := "", []string(nil)
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "= "):
			name, base = line[2:], nil
		case strings.HasPrefix(line, "+ "), strings.HasPrefix(line, "- "):
			kind, _, _ := strings.Cut(line[2:], "|")
			out = append(out, labelled{name + ": " + strings.TrimSpace(kind), strings.Join(base, "\n\n"), variant(t, base, line), line[0] == '+'})
		default:
			base = append(base, line)
		}
	}
	return out
}

// variant carries out the steps of one line of pairs.txt.
func variant(t testing.TB, base []string, line string) string {
	t.Helper()
	var front, tail []string
	body := append([]string(nil), base...)
	respell := func(pairs ...string) {
		r := strings.NewReplacer(pairs...)
		for i := range body {
			body[i] = r.Replace(body[i])
		}
	}
	gap := "\n\n"
	for _, step := range strings.Split(line, "|")[1:] {
		step = strings.TrimSpace(step)
		verb, rest, _ := strings.Cut(step, " ")
		old, now, replaces := strings.Cut(step, " => ")
		switch {
		case replaces:
			if !strings.Contains(strings.Join(body, "\n"), old) {
				t.Fatalf("%s: %q is not in the text", line, old)
			}
			respell(old, now)
		case verb == "cut":
			n, err := strconv.Atoi(rest)
			if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			body[n-1] = ""
		case verb == "add":
			tail = append(tail, rest)
		case verb == "front":
			front = append(front, rest)
		case verb == "instead":
			body = []string{rest}
		case verb == "dateline":
			body[0] = rest + " " + body[0]
		case verb == "farsi":
			respell("ي", "ی", "ك", "ک")
		case verb == "kashida":
			respell("سا", "ســا", "لم", "لـم")
		case verb == "digits":
			respell("0", "٠", "1", "١", "2", "٢", "3", "٣", "4", "٤", "5", "٥", "6", "٦", "7", "٧", "8", "٨", "9", "٩", ",", "٬")
		case verb == "join":
			gap = " "
		default:
			t.Fatalf("%s: no step %q", line, step)
		}
	}
	var out []string
	for _, p := range append(append(front, body...), tail...) {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, gap)
}

func TestLabelledPairs(t *testing.T) {
	const minPrecision, minRecall = 0.98, 0.85
	var right, wrong, missed, all int
	for _, p := range readPairs(t) {
		a, b := Read(Text{p.a, morning}), Read(Text{p.b, morning.Add(5 * time.Hour)})
		v := Judge(a, b)
		if w := Judge(b, a); w.Same != v.Same {
			t.Errorf("%s: %v one way, %v the other", p.name, v.Same, w.Same)
		}
		all++
		switch {
		case v.Same && p.same:
			right++
		case v.Same:
			wrong++
			t.Logf("%s: joined, %s", p.name, v.Why())
		case p.same:
			missed++
			t.Logf("%s: apart, %s", p.name, v.Why())
		}
	}
	precision, recall := float64(right)/float64(right+wrong), float64(right)/float64(right+missed)
	t.Logf("%d pairs: precision %.3f, recall %.3f", all, precision, recall)
	if all < 100 || precision < minPrecision || recall < minRecall {
		t.Errorf("%d pairs, precision %.3f, recall %.3f; want 100, %.2f, %.2f", all, precision, recall, minPrecision, minRecall)
	}
}

func TestStoriesTakeArticlesForThreeDays(t *testing.T) {
	p := readPairs(t)[0]
	for hours, want := range map[int]bool{1: true, 71: true, 73: false} {
		v := Judge(Read(Text{p.a, morning}), Read(Text{p.a, morning.Add(time.Duration(hours) * time.Hour)}))
		if v.Same != want {
			t.Errorf("after %d hours: %v, %s", hours, v.Same, v.Why())
		}
	}
}

func TestShortTextsAreNoStory(t *testing.T) {
	r := Read(Text{"التفاصيل لاحقاً", morning})
	if v := Judge(r, r); v.Same || v.Reason != Short {
		t.Errorf("Judge = %+v", v)
	}
}

func TestWhyNamesWhatDiffers(t *testing.T) {
	const text = "أعلنت الوزارة، اليوم الأحد، ارتفاع عدد المستفيدين من البرنامج إلى %s ألف أسرة في عموم المحافظات، وقالت في بيان إن التسجيل مستمر حتى نهاية الشهر المقبل عبر المنصة الإلكترونية وفي مراكز البريد كافة من دون رسوم."
	a, b := Read(Text{fmt.Sprintf(text, "120"), morning}), Read(Text{fmt.Sprintf(text, "150"), morning})

	why := Judge(a, b).Why()

	if !strings.Contains(why, "figure") || !strings.Contains(why, "«120», «150»") {
		t.Errorf("Why = %q", why)
	}
}

func TestIndexNamesTheCopiesOfAStory(t *testing.T) {
	x := NewIndex(1000)
	var named, same int
	for i, p := range readPairs(t) {
		if !p.same {
			continue
		}
		same++
		x.Add(int64(i), Read(Text{p.a, morning}).Sketch())
		for _, id := range x.Candidates(Read(Text{p.b, morning.Add(time.Hour)}).Sketch()) {
			if id == int64(i) {
				named++
				break
			}
		}
	}
	if float64(named) < 0.95*float64(same) {
		t.Errorf("%d of %d copies named", named, same)
	}
}

func TestIndexForgetsTheOldest(t *testing.T) {
	x := NewIndex(2)
	pairs := readPairs(t)
	texts := map[string]*Reading{}
	var order []*Reading
	for _, p := range pairs {
		if texts[p.a] == nil {
			texts[p.a] = Read(Text{p.a, morning})
			order = append(order, texts[p.a])
		}
	}
	for i, r := range order {
		x.Add(int64(i), r.Sketch())
		for j := range i + 1 {
			if got, want := len(x.Candidates(order[j].Sketch())) > 0, j > i-2; got != want {
				t.Fatalf("after %d articles, number %d is named: %v; want %v", i+1, j, got, want)
			}
		}
	}
}

// Whatever figure of a copy is another one, it is another story.
func TestEveryFigureMatters(t *testing.T) {
	figure := regexp.MustCompile(`\d[\d.,]*\d|\d`)
	done := map[string]bool{}
	for _, p := range readPairs(t) {
		if done[p.a] {
			continue
		}
		done[p.a] = true
		for _, at := range figure.FindAllStringIndex(p.a, -1) {
			changed := p.a[:at[0]] + "977" + p.a[at[1]:]
			if v := Judge(Read(Text{p.a, morning}), Read(Text{changed, morning})); v.Same {
				t.Errorf("%s: %s → 977: %s", p.name, p.a[at[0]:at[1]], v.Why())
			}
		}
	}
}
