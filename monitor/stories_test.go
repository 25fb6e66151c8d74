package monitor_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/watch"
)

// agency is a copy that papers print: a headline and four paragraphs.
const agency = `أعلنت قيادة العمليات، اليوم الأحد، إلقاء القبض على أربعة من عناصر تنظيم داعش في قضاء النخيب غربي البلاد بعد متابعة استمرت شهرين.

وقال المتحدث باسم القيادة إن القوة ضبطت مع المعتقلين ستة أجهزة اتصال وكميات من العتاد كانت مخبأة في مزرعة مهجورة قرب الطريق الدولي.

وأضاف أن المعتقلين اعترفوا بالتخطيط لاستهداف محطة الكهرباء، وأنهم أحيلوا إلى القضاء لينالوا جزاءهم العادل.

وكانت القيادة قد نفذت خلال الشهر الماضي حملات تفتيش في المنطقة أسفرت عن تفكيك شبكة لتمويل الإرهاب.`

// kiosk serves papers of one feed each, with whole texts.
type kiosk struct {
	mu    sync.Mutex
	items map[string][]string // of a paper: RSS items
	held  bool                // nothing can be read now
}

func (k *kiosk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.held {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
	paper := strings.Trim(r.URL.Path, "/")
	fmt.Fprintf(w, `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>%s</title>%s</channel></rss>`, paper, strings.Join(k.items[paper], ""))
}

func (k *kiosk) print(paper, title, text string) { k.printDated(paper, title, text, time.Time{}) }

func (k *kiosk) printDated(paper, title, text string, at time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	link := fmt.Sprintf("https://%s.example/news/%d", paper, len(k.items[paper])+1)
	date := ""
	if !at.IsZero() {
		date = "<pubDate>" + at.Format(time.RFC1123Z) + "</pubDate>"
	}
	k.items[paper] = append([]string{fmt.Sprintf("<item><title>%s</title><link>%s</link>%s<content:encoded>%s</content:encoded></item>", title, link, date, text)}, k.items[paper]...)
}

// batch prints many articles between two readings.
func (k *kiosk) batch(f func()) {
	k.mu.Lock()
	k.held = true
	k.mu.Unlock()
	f()
	k.mu.Lock()
	k.held = false
	k.mu.Unlock()
}

// papers puts nine papers of a kiosk in the place of the newsroom's one.
func (n *newsroom) papers(w watch.Watch) (*kiosk, []string) {
	n.t.Helper()
	k := &kiosk{items: map[string][]string{}}
	server := httptest.NewServer(k)
	n.t.Cleanup(server.Close)
	var names []string
	n.plan.Sources = nil
	for i := range 9 {
		name := fmt.Sprintf("paper%d", i+1)
		names = append(names, name)
		k.print(name, "أسعار الخضراوات", "استقرت أسعار الخضراوات في أسواق المدينة.")
		n.plan.Sources = append(n.plan.Sources, sources.Source{ID: name, Name: "جريدة " + name, Language: "ar", Home: "https://" + name + ".example/", Feeds: []string{server.URL + "/" + name}, Zone: time.UTC, Every: time.Second})
	}
	w.Name, w.Keyword, w.To = "داعش", "داعش", []string{"newsroom"}
	n.plan.Watches = []watch.Watch{w}
	if err := n.monitor.Apply(n.t.Context(), n.plan); err != nil {
		n.t.Fatal(err)
	}
	return k, names
}

// stories are the stories that the alerts so far tell of.
func (n *newsroom) stories() []*notify.StoryInfo {
	n.t.Helper()
	n.mu.Lock()
	defer n.mu.Unlock()
	var out []*notify.StoryInfo
	for _, r := range n.got {
		var a notify.Alert
		if err := json.Unmarshal(r.Body, &a); err != nil {
			n.t.Fatal(err)
		}
		out = append(out, a.Data.Story)
	}
	return out
}

func TestAStoryInNinePapersIsOneAlert(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, n *newsroom) {
		k, names := n.papers(watch.Watch{Follow: watch.Follow{Papers: []int{9}}})
		stop := n.run()
		n.until("nine first readings", func() bool { return n.count("read") >= 9 })

		for i, name := range names[:6] { // all at once, each with its own head, dateline and paragraphs
			text := strings.Split(agency, "\n\n")
			text[0] = "بغداد / " + name + " - " + text[0]
			k.print(name, "القبض على إرهابيين في النخيب", strings.Join(text[:4-i%2], "\n\n"))
		}
		n.until("six papers", func() bool { return n.count("joined") >= 5 })
		n.expect("article.matched داعش")

		stop() // the others print it after a restart
		srcs, watches := n.plan.Sources, n.plan.Watches
		n.wire(n.log)
		n.plan.Sources, n.plan.Watches = srcs, watches
		if err := n.monitor.Apply(t.Context(), n.plan); err != nil {
			t.Fatal(err)
		}
		n.run()
		for _, name := range names[6:] {
			k.print(name, "النخيب: اعتقال أربعة", agency)
		}
		n.until("nine papers", func() bool { return n.count("joined") >= 8 })
		n.expect("article.matched داعش", "story.updated داعش")

		told := n.stories()
		if told[0] != nil {
			t.Errorf("the first paper's alert tells of others: %+v", told[0])
		}
		if s := told[1]; s == nil || s.Papers != 9 || len(s.Articles) != 9 {
			t.Errorf("at nine papers the alert tells of %+v", s)
		}
	})
}

func TestANewTollIsANewStoryLinkedToTheOld(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	k, names := n.papers(watch.Watch{})
	n.run()
	n.until("nine first readings", func() bool { return n.count("read") >= 9 })
	k.print(names[0], "القبض على أربعة", agency)
	n.expect("article.matched داعش")

	k.print(names[1], "القبض على سبعة", strings.Replace(agency, "أربعة", "سبعة", 1))

	n.expect("article.matched داعش", "article.matched داعش")
	list, err := n.store.Alerts(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	links, err := n.store.StoryLinks(t.Context(), list[0].ArticleID)
	if err != nil || len(links) != 1 || !links[0].Older || !strings.Contains(links[0].Why, "سبعة") {
		t.Errorf("links of the new story: %+v, %v", links, err)
	}
}

func TestAnArchiveThatIsIssuedAgainIsNoNews(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	k, names := n.papers(watch.Watch{})
	n.plan.Receivers[0].Alarms = true
	if err := n.monitor.Apply(t.Context(), n.plan); err != nil {
		t.Fatal(err)
	}
	n.run()
	n.until("nine first readings", func() bool { return n.count("read") >= 9 })

	lastYear := time.Now().AddDate(-1, 0, 0)
	k.batch(func() {
		for i := range 20 {
			k.printDated(names[0], fmt.Sprintf("من الأرشيف: داعش في المحافظة %d", i), fmt.Sprintf("خبر قديم رقم %d عن داعش.", i), lastYear.AddDate(0, 0, i))
		}
		k.printDated(names[0], "خبر اليوم عن داعش", "وقع اليوم.", time.Now().Add(-time.Minute))
	})

	n.until("the archive", func() bool { return n.count("new") >= 21 })
	n.until("two alerts", func() bool { return len(n.alerts()) >= 2 })
	if got := slices.Sorted(slices.Values(n.alerts())); !slices.Equal(got, []string{"article.matched داعش", "source.reissued ok"}) {
		t.Errorf("alerts %q", got)
	}
}

func TestAStormOfNewsIsNotHeldBack(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	k, names := n.papers(watch.Watch{})
	n.run()
	n.until("nine first readings", func() bool { return n.count("read") >= 9 })

	k.batch(func() {
		for i := range 40 {
			k.printDated(names[0], fmt.Sprintf("عاجل %d: داعش", i), fmt.Sprintf("تفاصيل النبأ العاجل رقم %d.", i), time.Now().Add(-time.Minute))
		}
	})

	n.until("forty alerts", func() bool { return len(n.alerts()) >= 40 })
}
