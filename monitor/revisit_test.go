package monitor

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/notify/webhook"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// stand is a news stand: a paper that the test writes page by page, a monitor over it, and a clock
// that the test turns. Nothing runs by itself: pass turns the clock and reads the source once.
type stand struct {
	t       *testing.T
	url     string
	store   *store.Store
	m       *Monitor
	d       *desk
	outbox  *notify.Outbox
	clock   time.Time
	plan    Plan
	src     sources.Source
	mu      sync.Mutex
	pages   map[string]func(http.ResponseWriter, *http.Request)
	asked   map[string]int
	watches []watch.Watch
}

const (
	front = "مجلس النواب يناقش قانون المياه الجديد في جلسة علنية"
	lead  = "ناقش مجلس النواب في جلسته العلنية، أمس الأحد، مشروع قانون المياه الجديد الذي يحدد حصص المحافظات من نهري دجلة والفرات خلال موسم الصيف المقبل."
	more  = "وقال رئيس لجنة الزراعة إن القانون يلزم الوزارة بنشر مناسيب الخزانات أسبوعياً، وإن التصويت عليه سيجري قبل نهاية الفصل التشريعي الحالي."
)

func newStand(t *testing.T, src sources.Source, ws ...watch.Watch) *stand {
	t.Helper()
	s := &stand{t: t, clock: time.Date(2026, 3, 17, 8, 0, 0, 0, time.UTC), pages: map[string]func(http.ResponseWriter, *http.Request){}, asked: map[string]int{}, watches: ws}
	server := httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(server.Close)
	s.url = server.URL
	now := func() time.Time { return s.clock }
	var err error
	if s.store, err = store.Open(t.Context(), store.Options{Dir: t.TempDir(), Now: now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.store.Close() })
	f, err := fetch.New(fetch.Settings{AllowPrivate: []string{"127.0.0.1"}, Gap: -1, Timeout: 5 * time.Second}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.CloseIdle)
	if s.outbox, err = notify.NewOutbox(t.Context(), s.store, slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	ch, err := webhook.New(webhook.Settings{URL: "http://127.0.0.1:9/", Secret: webhook.NewSecret()}, f.WebhookClient(time.Second), now)
	if err != nil {
		t.Fatal(err)
	}
	s.m = New(Options{Store: s.store, Fetch: f, Outbox: s.outbox, Now: now})
	s.src = src
	s.src.ID, s.src.Home, s.src.Feeds, s.src.Every, s.src.Pages = "paper", s.url+"/", []string{s.url + "/feed.xml"}, time.Minute, true
	for i := range ws {
		ws[i].To = []string{"desk"}
	}
	s.plan = Plan{Sources: []sources.Source{s.src}, Watches: ws, Receivers: []notify.Receiver{{Name: "desk", Channel: ch}}}
	if err := s.m.Apply(t.Context(), s.plan); err != nil {
		t.Fatal(err)
	}
	s.d = s.m.desks["paper"]
	s.feed()
	s.page("/news/old-news-of-last-week", "خبر سابق عن الطقس في البلاد", "توقعت هيئة الأنواء الجوية أن يكون الطقس صحواً في عموم البلاد خلال الأيام الثلاثة المقبلة.", "وأضافت الهيئة أن درجات الحرارة ستكون مقاربة لمعدلاتها الموسمية.")
	s.feed("/news/old-news-of-last-week")
	s.pass(0)
	s.pass(time.Minute)
	return s
}

func (s *stand) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	path := r.URL.RequestURI()
	s.asked[path]++
	h := s.pages[path]
	s.mu.Unlock()
	if h == nil {
		http.NotFound(w, r)
		return
	}
	h(w, r)
}

func (s *stand) set(path string, h func(http.ResponseWriter, *http.Request)) {
	s.mu.Lock()
	s.pages[path] = h
	s.mu.Unlock()
}

// page puts an article's page in its place; head is what else stands in its head.
func (s *stand) page(path, title string, paragraphs ...string) {
	s.pageWith(path, "", title, paragraphs...)
}

func (s *stand) pageWith(path, head, title string, paragraphs ...string) {
	html := fmt.Sprintf(`<!doctype html><html lang="ar"><head><meta charset="utf-8"><title>%s</title>%s</head><body><article><h1>%s</h1><p>%s</p></article></body></html>`,
		title, strings.ReplaceAll(head, "{url}", s.url), title, strings.Join(paragraphs, "</p><p>"))
	etag := `"` + hashBytes([]byte(html)) + `"`
	s.set(path, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		fmt.Fprint(w, html)
	})
}

func (s *stand) status(path string, code int) {
	s.set(path, func(w http.ResponseWriter, r *http.Request) { http.Error(w, http.StatusText(code), code) })
}

// feed lists these addresses; text behind a blank is the item's summary.
func (s *stand) feed(items ...string) {
	var b strings.Builder
	for _, it := range items {
		path, summary, _ := strings.Cut(it, " ")
		fmt.Fprintf(&b, "<item><title>%s</title><link>%s%s</link><description>%s</description></item>", front, s.url, strings.ReplaceAll(path, "&", "&amp;"), summary)
	}
	text := `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>x</title>` + b.String() + `</channel></rss>`
	s.set("/feed.xml", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, text) })
}

// pass turns the clock and reads the source once.
func (s *stand) pass(d time.Duration) {
	s.t.Helper()
	s.clock = s.clock.Add(d)
	if err := s.m.poll(s.t.Context(), s.d); err != nil {
		s.t.Logf("poll: %v", err)
	}
}

// halfHours reads the source every half hour.
func (s *stand) halfHours(n int) {
	s.t.Helper()
	for range n {
		s.pass(30 * time.Minute)
	}
}

// told are the alerts so far, oldest first: type, watch, reasons.
func (s *stand) told() []string {
	s.t.Helper()
	var out []string
	for _, a := range s.bodies() {
		line := a.Type + " " + a.Data.Watch.Name
		if a.Data.Change != nil {
			line += " " + strings.Join(a.Data.Change.Reasons, ",")
		}
		out = append(out, line)
	}
	return out
}

func (s *stand) bodies() []notify.Alert {
	s.t.Helper()
	ds, err := s.store.Deliveries(s.t.Context(), store.DeliveryFilter{Limit: 100})
	if err != nil {
		s.t.Fatal(err)
	}
	slices.SortFunc(ds, func(a, b store.Delivery) int { return int(a.AlertID - b.AlertID) })
	var out []notify.Alert
	for _, d := range ds {
		var a notify.Alert
		if err := json.Unmarshal(d.Body, &a); err != nil || len(d.Body) > 20_000 {
			s.t.Fatalf("%d bytes: %v", len(d.Body), err)
		}
		out = append(out, a)
	}
	return out
}

func (s *stand) wantTold(want ...string) {
	s.t.Helper()
	if got := s.told(); !slices.Equal(got, want) {
		s.t.Fatalf("told %q; want %q", got, want)
	}
}

// articles are all that is stored, newest first.
func (s *stand) articles() []store.Stored {
	s.t.Helper()
	list, err := s.store.Articles(s.t.Context(), store.ArticleFilter{Limit: 100})
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}

func (s *stand) names(id int64) map[string]store.Sighting {
	s.t.Helper()
	list, err := s.store.Sightings(s.t.Context(), id)
	if err != nil {
		s.t.Fatal(err)
	}
	out := map[string]store.Sighting{}
	for _, g := range list {
		out[strings.ReplaceAll(g.Alias, strings.TrimPrefix(s.url, "http://"), "HOST")] = g
	}
	return out
}

// the article of most tests
const path = "/news/water-law-debate-2026"

var every = []string{"new", "edit", "removed"}

func water() watch.Watch {
	return watch.Watch{Name: "المياه", Keyword: "قانون المياه", On: every}
}

func TestAQuietEditIsSeenWithoutTheFeed(t *testing.T) {
	s := newStand(t, sources.Source{}, water(), watch.Watch{Name: "دجلة", Keyword: "دجلة", On: every}, watch.Watch{Name: "الموصل", Keyword: "الموصل", On: []string{"edit"}})
	s.page(path, front, lead, more)
	s.feed(path)
	s.pass(time.Minute)
	s.wantTold("article.matched المياه", "article.matched دجلة")

	s.page(path, front, strings.Replace(lead, "دجلة والفرات", "الفرات والزاب في الموصل", 1), more)
	s.pass(3 * time.Minute)

	s.wantTold("article.matched المياه", "article.matched دجلة", "article.updated المياه sentence", "article.updated الموصل appeared", "article.updated دجلة vanished")
	c := s.bodies()[2].Data.Change
	var text strings.Builder
	for _, p := range c.Body {
		text.WriteString(p.Op + "[" + p.Text + "]")
	}
	if !strings.Contains(text.String(), "del[دجلة والفرات]") || !slices.Contains(c.Appeared, "الموصل") || !slices.Contains(c.Vanished, "دجلة") || c.Before != 1 {
		t.Errorf("the change reads %s, %+v", text.String(), c)
	}
}

func TestWhatIsNoEditMakesNoVersion(t *testing.T) {
	s := newStand(t, sources.Source{}, water())
	s.page(path, front, lead, more)
	s.feed(path)
	s.pass(time.Minute)

	vocalised := strings.Replace(lead, "قانون المياه", "قانونِ المِياهِ", 1)
	s.page(path, front+" | صحيفة البلاد", vocalised, more)
	s.pass(3 * time.Minute)

	s.wantTold("article.matched المياه")
	a := s.articles()[0]
	if a.Version != 1 || a.Edits != 0 || !strings.Contains(a.Body, "قانونِ المِياهِ") {
		t.Errorf("version %d, %d edits, %q; want the vocalised text as version 1", a.Version, a.Edits, a.Body)
	}
	ms, err := s.store.Matches(t.Context(), a.ID)
	if err != nil || len(ms) != 1 {
		t.Fatal(ms, err)
	}
	for _, h := range ms[0].Highlights {
		if h.Field == "body" && a.Body[h.Start:h.End] != "قانونِ المِياهِ" && !strings.HasPrefix("قانونِ المِياهِ", a.Body[h.Start:h.End]) && !strings.HasSuffix("قانونِ المِياهِ", a.Body[h.Start:h.End]) {
			t.Errorf("the highlight stands at %q", a.Body[h.Start:h.End])
		}
	}
}

func TestAHeadlineIsAReasonOfItsOwn(t *testing.T) {
	s := newStand(t, sources.Source{}, water())
	s.page(path, front, lead, more)
	s.feed(path)
	s.pass(time.Minute)

	s.page(path, front+" وسط خلاف", lead, more)
	s.pass(3 * time.Minute)
	s.page(path, front+" وسط خلاف", lead, more, "وحضر الجلسة عدد من الخبراء.")
	s.pass(3 * time.Minute)

	s.wantTold("article.matched المياه", "article.updated المياه headline")
	if a := s.articles()[0]; a.Version != 3 || a.Edits != 2 {
		t.Errorf("version %d, %d edits; want 3 versions by 2 edits", a.Version, a.Edits)
	}
}

func TestLooksThinOutAndCostLittle(t *testing.T) {
	s := newStand(t, sources.Source{}, water())
	s.page(path, front, lead, more)
	s.feed(path)
	for range 60 {
		s.pass(time.Minute)
	}
	if n := s.asked[path]; n < 5 || n > 7 {
		t.Errorf("the page was asked for %d times in the first hour; want the first time and at 2, 7, 17, 37 minutes", n)
	}
	s.halfHours(2 * 24)
	if n := s.asked[path]; n < 9 || n > 12 {
		t.Errorf("the page was asked for %d times in the first day; want about ten", n)
	}
}

func TestTheBudgetBoundsLooks(t *testing.T) {
	s := newStand(t, sources.Source{Looks: 4})
	var items []string
	for i := range 12 {
		p := fmt.Sprintf("/news/water-law-debate-%d", 100+i)
		s.page(p, fmt.Sprintf("%s %d", front, i), strings.Replace(lead, "الأحد", fmt.Sprint(i+20), 1), more)
		items = append(items, p)
	}
	s.feed(items...)
	s.pass(time.Minute)
	s.mu.Lock()
	clear(s.asked)
	s.mu.Unlock()

	for range 20 {
		s.pass(time.Minute)
	}

	n := 0
	for p, k := range s.asked {
		if strings.HasPrefix(p, "/news/") {
			n += k
		}
	}
	if n != 4 {
		t.Errorf("%d looks in 20 minutes; want the 4 of the hour's budget", n)
	}
	st := s.m.Status()[0]
	if st.LooksAnHour != 4 || st.LooksSpent != 4 {
		t.Errorf("status %+v; want 4 of 4 looks spent", st)
	}
	s.pass(time.Hour)
	s.pass(time.Minute)
	if st := s.m.Status()[0]; st.LooksSpent == 0 || st.LooksSpent > 4 {
		t.Errorf("an hour later %d looks are spent", st.LooksSpent)
	}
}

func TestAPaperThatIsReadOnceADayIsLookedAtBetween(t *testing.T) {
	now := time.Date(2026, 3, 17, 8, 0, 0, 0, time.UTC)
	tomorrow := now.Add(24 * time.Hour)
	for name, c := range map[string]struct {
		owed, want time.Time
		hold       time.Duration
	}{
		"a young article":    {now.Add(2 * time.Minute), now.Add(2 * time.Minute), 0},
		"a look that waits":  {now.Add(-time.Hour), now.Add(lookGap), 0},
		"nothing is owed":    {time.Time{}, tomorrow, 0},
		"owed later":         {tomorrow.Add(time.Hour), tomorrow, 0},
		"the source is away": {now.Add(time.Minute), tomorrow, time.Hour},
	} {
		d := &desk{owedAt: c.owed, holdFor: c.hold}
		if got := d.dueAt(now, tomorrow); !got.Equal(c.want) || !d.pollAt.Equal(tomorrow) {
			t.Errorf("%s: due at %v; want %v", name, got, c.want)
		}
	}
}
