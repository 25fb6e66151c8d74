package web

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"github.com/marsad/marsad/watch"
)

func tryPath(query string, more string) string { return "/try?q=" + url.QueryEscape(query) + more }

func TestAQueryIsTriedOverTheLastDays(t *testing.T) {
	s := newSite(t, nil)
	s.fill()
	s.daemon.watches = []watch.Watch{{Name: "السدود", Keyword: "سد"}}
	for _, x := range []struct {
		name, path string
		want       []string
	}{
		{"nothing is asked yet", "/try?lang=en", []string{"Nothing is saved and nobody is alerted"}},
		{"a hit, marked, with the watch that finds it too", tryPath("حديثة", "&lang=en"), []string{"<mark>حَديثة</mark>", "<rect", "السدود", "query: &#39;حديثة&#39;"}},
		{"in Arabic the days run from the right", tryPath("حديثة", "&lang=ar"), []string{`<rect x="1" y="0"`, "أخبار طابقت"}},
		{"a fault is pointed at", tryPath("حديثة OR (سد", "&lang=en"), []string{"character 10", "<mark>(</mark>"}},
		{"a quote within is doubled in the configuration", tryPath("it's", "&lang=en"), []string{"query: &#39;it&#39;&#39;s&#39;"}},
		{"no markup of a query is markup", tryPath(`"<b>x</b>"`, "&lang=en"), []string{"&lt;b&gt;x&lt;/b&gt;"}},
	} {
		t.Run(x.name, func(t *testing.T) {
			got := s.get(x.path)
			for _, w := range x.want {
				if got.StatusCode != 200 || !strings.Contains(got.text, w) {
					t.Errorf("status %d; %q is not in\n%s", got.StatusCode, w, got.text)
				}
			}
		})
	}
	if got := s.get("/try?q=" + strings.Repeat("x", tryWords+1)); got.StatusCode != 400 {
		t.Errorf("a query too long: status %d", got.StatusCode)
	}
}

func TestChart(t *testing.T) {
	today := time.Date(2026, 11, 24, 0, 0, 0, 0, baghdad)
	c := newChart([]watch.Count{{Name: "2026-11-20", N: 1}, {Name: "2026-11-24", N: 50}}, today, 7, false)

	if c.Most != 50 || c.First != "2026-11-18" || c.Last != "2026-11-24" || len(c.Bars) != 7 {
		t.Errorf("chart %+v", c)
	}
	if last, few, none := c.Bars[6], c.Bars[2], c.Bars[0]; last.Height != chartHeight || few.Height != 2 || none.Height != 0 {
		t.Errorf("bars of 50, 1, 0: %+v, %+v, %+v", last, few, none)
	}
	if empty := newChart(nil, today, 7, true); empty.Most != 0 || empty.Bars[6].X != 1 {
		t.Errorf("chart of nothing, from the right: %+v", empty)
	}
}

func TestInABrowserHitsShowWhileTyping(t *testing.T) {
	ctx := browser(t)
	s := newSite(t, nil)
	s.fill()
	open(t, ctx, s.URL+"/try?lang=ar")

	if err := chromedp.Do(ctx, chromedp.Focus("#q"), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, input.InsertText, input.InsertTextParams{Text: "حديثة"})
		return err
	})); err != nil {
		t.Fatal(err)
	}

	const hit = `document.querySelector("#outcome mark")?.textContent ?? ""`
	for range 100 {
		if evaluate[string](t, ctx, hit) != "" {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if got := evaluate[string](t, ctx, hit); got != "حَديثة" {
		t.Errorf("the first hit shown is %q", got)
	}
	if focus := evaluate[string](t, ctx, `document.activeElement.id`); focus != "q" {
		t.Errorf("the focus is on %q; want it where somebody types", focus)
	}
}
