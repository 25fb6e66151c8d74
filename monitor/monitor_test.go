package monitor_test

import (
	"context"
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

	"github.com/marsad/marsad/internal/press"
	"github.com/marsad/marsad/monitor"
	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/notify/webhook"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/store/storetest"
	"github.com/marsad/marsad/watch"
)

var postgres *storetest.Server

func TestMain(m *testing.M) { storetest.Main(m, &postgres) }

// newsroom is a local paper, a monitor and a receiver.
type newsroom struct {
	t       *testing.T
	paper   *press.Paper
	url     string
	store   *store.Store
	monitor *monitor.Monitor
	outbox  *notify.Outbox
	hook    *httptest.Server
	plan    monitor.Plan
	secret  string
	log     *slog.Logger
	public  string // under which hubs reach the monitor; empty: not at all

	mu     sync.Mutex
	answer func(w http.ResponseWriter) bool // false: goes on to the verifying receiver
	got    []webhook.Received
	events map[string]int
	tick   chan struct{}
}

func open(t *testing.T, url string) *newsroom {
	t.Helper()
	n := &newsroom{t: t, paper: press.New(time.Now), secret: webhook.NewSecret(), events: map[string]int{}, tick: make(chan struct{}, 1)}
	server := httptest.NewServer(n.paper)
	t.Cleanup(server.Close)
	n.url = server.URL
	n.hook = httptest.NewServer(n.receiver())
	t.Cleanup(n.hook.Close)
	var err error
	if n.store, err = store.Open(t.Context(), store.Options{Dir: t.TempDir(), URL: url}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { n.store.Close() })
	n.log = slog.New(slog.NewTextHandler(testWriter{t}, nil))
	n.wire(n.log)
	return n
}

// wire makes a monitor on the newsroom's store, as a restart would.
func (n *newsroom) wire(log *slog.Logger) {
	n.t.Helper()
	ctx := n.t.Context()
	f, err := fetch.New(fetch.Settings{AllowPrivate: []string{"127.0.0.1"}, Gap: time.Millisecond, Timeout: 5 * time.Second}, log)
	if err != nil {
		n.t.Fatal(err)
	}
	n.t.Cleanup(f.CloseIdle)
	if n.outbox, err = notify.NewOutbox(ctx, n.store, log); err != nil {
		n.t.Fatal(err)
	}
	n.monitor = monitor.New(monitor.Options{Store: n.store, Fetch: f, Outbox: n.outbox, Log: log, Observe: n.observe, Public: n.public, Hubs: f.WebhookClient(5 * time.Second)})
	zone, err := time.LoadLocation("Asia/Baghdad")
	if err != nil {
		n.t.Fatal(err)
	}
	src, err := sources.Fill(sources.Source{ID: "sabah", Preset: "alsabaah", Home: n.url + "/", Zone: zone, Every: time.Second})
	if err != nil {
		n.t.Fatal(err)
	}
	ch, err := webhook.New(webhook.Settings{URL: n.hook.URL, Secret: n.secret, Timeout: 5 * time.Second}, f.WebhookClient(5*time.Second), time.Now)
	if err != nil {
		n.t.Fatal(err)
	}
	n.plan = monitor.Plan{
		Sources:   []sources.Source{src},
		Watches:   []watch.Watch{{Name: "داعش", Keyword: "داعش", On: []string{"new", "edit"}, To: []string{"newsroom"}}},
		Receivers: []notify.Receiver{{Name: "newsroom", Target: n.hook.URL, Channel: ch, Retry: slices.Repeat([]time.Duration{200 * time.Millisecond}, 50)}},
	}
	if err := n.monitor.Apply(ctx, n.plan); err != nil {
		n.t.Fatal(err)
	}
}

// run runs the monitor until the returned function is called.
func (n *newsroom) run() (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- n.monitor.Run(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-ended; err != nil {
				n.t.Error("Run:", err)
			}
		})
	}
	n.t.Cleanup(stop)
	return stop
}

func (n *newsroom) receiver() http.Handler {
	sound := webhook.Receiver(n.secret, time.Now, func(r webhook.Received) {
		n.mu.Lock()
		n.got = append(n.got, r)
		n.mu.Unlock()
		n.signal()
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.mu.Lock()
		answer := n.answer
		n.mu.Unlock()
		if answer != nil && answer(w) {
			n.signal()
			return
		}
		sound.ServeHTTP(w, r)
	})
}

func (n *newsroom) observe(e monitor.Event) {
	n.mu.Lock()
	n.events[e.Kind]++
	n.mu.Unlock()
	n.signal()
}

func (n *newsroom) signal() {
	select {
	case n.tick <- struct{}{}:
	default:
	}
}

func (n *newsroom) count(kind string) int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.events[kind]
}

// until waits until done, looking again whenever something happened.
func (n *newsroom) until(what string, done func() bool) {
	n.t.Helper()
	limit := time.After(30 * time.Second)
	for !done() {
		select {
		case <-n.tick:
		case <-time.After(100 * time.Millisecond):
		case <-limit:
			n.t.Fatalf("waited in vain for %s; events %v", what, n.events)
		}
	}
}

// readArchive waits until the archive's twelve pages were read.
func (n *newsroom) readArchive() {
	n.t.Helper()
	n.until("the archive", func() bool { return n.count("filled") >= 12 })
}

// twoMoreReadings waits until the paper was read twice more.
func (n *newsroom) twoMoreReadings() {
	n.t.Helper()
	before := n.count("read") + n.count("unchanged")
	n.until("two more readings", func() bool { return n.count("read")+n.count("unchanged") >= before+4 })
}

// alerts are the verified alerts so far, by type and watch.
func (n *newsroom) alerts() []string {
	n.t.Helper()
	n.mu.Lock()
	defer n.mu.Unlock()
	var out []string
	for _, r := range n.got {
		var a notify.Alert
		if err := json.Unmarshal(r.Body, &a); err != nil || !r.Verified {
			n.t.Fatalf("delivery %s: verified %v, %v", r.ID, r.Verified, err)
		}
		if a.Data.Watch == nil {
			out = append(out, a.Type+" "+a.Data.Source.State)
			continue
		}
		out = append(out, a.Type+" "+a.Data.Watch.Name)
	}
	return out
}

func (n *newsroom) expect(want ...string) {
	n.t.Helper()
	n.until(strings.Join(want, ", "), func() bool { return len(n.alerts()) >= len(want) })
	if got := n.alerts(); !slices.Equal(got, want) {
		n.t.Fatalf("alerts %q; want %q", got, want)
	}
}

type testWriter struct{ t *testing.T }

func (w testWriter) Write(p []byte) (int, error) {
	w.t.Log(strings.TrimSpace(string(p)))
	return len(p), nil
}

// engines runs a test over SQLite and PostgreSQL.
func engines(t *testing.T, f func(*testing.T, *newsroom)) {
	t.Run("sqlite", func(t *testing.T) { t.Parallel(); f(t, open(t, "")) })
	t.Run("postgres", func(t *testing.T) { t.Parallel(); f(t, open(t, postgres.URL(t))) })
}

func TestAnArticleBecomesASignedAlert(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, n *newsroom) {
		n.run()
		n.readArchive()
		if got := n.alerts(); len(got) != 0 {
			t.Fatalf("the archive was alerted: %q", got)
		}

		n.paper.Publish(press.SeedPiece())
		n.expect("article.matched داعش")

		var a notify.Alert
		if err := json.Unmarshal(n.got[0].Body, &a); err != nil {
			t.Fatal(err)
		}
		art := a.Data.Article
		if art.Title != press.SeedPiece().Title || art.Section != "الأولى" || art.Published.Precision != "day" || art.Published.At != nil || art.Text != strings.Join(press.SeedPiece().Paragraphs, "\n\n") {
			t.Errorf("the alert's article is %+v", art)
		}
		hits := 0
		for _, h := range a.Data.Highlights {
			for _, s := range h.Segments {
				if s.Hit && strings.Contains(s.Text, "داعش") {
					hits++
				}
			}
		}
		if hits == 0 {
			t.Errorf("no hit is marked in %+v", a.Data.Highlights)
		}
	})
}

func TestTheSameArticleIsNoNews(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	n.run()
	n.readArchive()
	n.paper.Publish(press.SeedPiece())
	n.expect("article.matched داعش")

	n.paper.ChangeGUIDs()
	n.twoMoreReadings()
	n.paper.SetFeed(false)
	n.twoMoreReadings()

	n.expect("article.matched داعش")
	if list, err := n.store.Articles(t.Context(), store.ArticleFilter{Limit: 100}); err != nil || len(list) != 13 {
		t.Errorf("%d articles are stored, %v; want the archive's 12 and the new one", len(list), err)
	}
}

func TestAnEditIsAVersion(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	n.run()
	n.readArchive()
	number := n.paper.Publish(press.SeedPiece())
	n.expect("article.matched داعش")

	n.paper.Edit(number, func(p *press.Piece) {
		e := press.EditedSeedPiece()
		p.Title, p.Paragraphs = e.Title, e.Paragraphs
	})

	n.expect("article.matched داعش", "article.updated داعش")
}

func TestARestartAlertsNothingAgain(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, n *newsroom) {
		stop := n.run()
		n.readArchive()
		n.paper.Publish(press.SeedPiece())
		n.expect("article.matched داعش")
		stop()

		n.paper.Publish(press.OutagePiece()) // while nobody looks
		n.wire(slog.New(slog.NewTextHandler(testWriter{t}, nil)))
		n.run()

		n.expect("article.matched داعش", "article.matched داعش")
		n.twoMoreReadings()
		n.expect("article.matched داعش", "article.matched داعش")
	})
}

func TestAnOutageOfTheReceiverLosesNothing(t *testing.T) {
	t.Parallel()
	engines(t, func(t *testing.T, n *newsroom) {
		n.run()
		n.readArchive()
		refused := 0
		n.answer = func(w http.ResponseWriter) bool {
			n.mu.Lock()
			defer n.mu.Unlock()
			refused++
			if refused > 3 {
				return false
			}
			http.Error(w, "away", http.StatusInternalServerError)
			return true
		}

		n.paper.Publish(press.SeedPiece())

		n.expect("article.matched داعش")
		ds, err := n.store.Deliveries(t.Context(), store.DeliveryFilter{})
		if err != nil || len(ds) != 1 || ds[0].ID != n.got[0].ID {
			t.Fatalf("Deliveries = %+v, %v", ds, err)
		}
		n.until("the outcome", func() bool {
			d, err := n.store.Delivery(t.Context(), ds[0].ID)
			return err == nil && d.State == store.Delivered
		})
		as, err := n.store.Attempts(t.Context(), ds[0].ID)
		if err != nil || len(as) != 4 || as[0].Status != 500 || as[3].Status/100 != 2 {
			t.Errorf("Attempts = %+v, %v; want three refused and one taken", as, err)
		}
	})
}

func TestAReceiverThatIsGoneIsSwitchedOff(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	n.run()
	n.readArchive()
	n.answer = func(w http.ResponseWriter) bool { w.WriteHeader(http.StatusGone); return true }

	n.paper.Publish(press.SeedPiece())
	n.until("the channel to be off", func() bool { return len(n.outbox.Off()) == 1 })
	n.paper.Publish(press.OutagePiece())
	n.until("the second delivery", func() bool {
		ds, _ := n.store.Deliveries(t.Context(), store.DeliveryFilter{State: store.Off})
		return len(ds) == 1
	})

	n.mu.Lock()
	n.answer = nil
	n.mu.Unlock()
	ds, _ := n.store.Deliveries(t.Context(), store.DeliveryFilter{State: store.Off})
	if err := n.outbox.Replay(t.Context(), ds[0].ID); err != nil {
		t.Fatal(err)
	}
	n.expect("article.matched داعش")
	if n.got[0].ID != ds[0].ID {
		t.Errorf("the replay came as %s; want %s", n.got[0].ID, ds[0].ID)
	}
}

func TestAChallengeIsAStateAndNoRemoval(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	n.run()
	n.readArchive()
	n.plan.Receivers[0].Alarms = true
	if err := n.monitor.Apply(t.Context(), n.plan); err != nil {
		t.Fatal(err)
	}
	n.paper.Break(press.Challenge)

	n.until("the state", func() bool {
		st := n.monitor.Status()
		return len(st) == 1 && st[0].State == monitor.StateBlocked && strings.Contains(st[0].Detail, "Cloudflare")
	})
	if list, _ := n.store.Articles(t.Context(), store.ArticleFilter{Limit: 100}); len(list) != 12 {
		t.Errorf("%d articles are stored; want 12", len(list))
	}
	n.expect("source.blocked blocked")
}

func TestABadNeighbourHarmsNobody(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	hang := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" {
			<-r.Context().Done()
		}
	}))
	t.Cleanup(hang.Close)
	for i := range 40 {
		n.plan.Sources = append(n.plan.Sources, sources.Source{ID: fmt.Sprintf("bad%d", i), Feeds: []string{fmt.Sprintf("%s/%d", hang.URL, i)}, Every: time.Second, Pages: true})
	}
	if err := n.monitor.Apply(t.Context(), n.plan); err != nil {
		t.Fatal(err)
	}
	n.run()
	n.readArchive()

	n.paper.Publish(press.SeedPiece())

	n.expect("article.matched داعش")
}

func TestAChangedPlanTakesForceWhileRunning(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	n.run()
	n.readArchive()
	n.plan.Watches = append(n.plan.Watches, watch.Watch{Name: "هيغسيث", Keyword: "هيغسيث", To: []string{"newsroom"}})
	if err := n.monitor.Apply(t.Context(), n.plan); err != nil {
		t.Fatal(err)
	}

	n.paper.Publish(press.SeedPiece())

	n.until("two alerts", func() bool { return len(n.alerts()) == 2 })
}

// feedPaper is a source with one feed that the test writes itself.
func feedPaper(t *testing.T, n *newsroom, first string) (publish func(string)) {
	t.Helper()
	var mu sync.Mutex
	text := first
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if r.URL.Path != "/feed.xml" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprint(w, text)
	}))
	t.Cleanup(server.Close)
	n.plan.Sources = []sources.Source{{ID: "feed", Feeds: []string{server.URL + "/feed.xml"}, Every: time.Second, Pages: true}}
	if err := n.monitor.Apply(t.Context(), n.plan); err != nil {
		t.Fatal(err)
	}
	return func(s string) {
		mu.Lock()
		text = s
		mu.Unlock()
	}
}

func rss(items ...string) string {
	return `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>x</title>` + strings.Join(items, "") + `</channel></rss>`
}

func TestAnItemWithoutAnAddressIsNotLost(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	publish := feedPaper(t, n, rss(`<item><title>قديم</title><guid isPermaLink="false">1</guid></item>`))
	n.run()
	n.until("the first reading", func() bool { return n.count("read") > 0 })

	publish(rss(`<item><title>عاجل: ضربة لداعش</title><description>التفاصيل لاحقاً</description></item>`, `<item><title>قديم</title><guid isPermaLink="false">1</guid></item>`))

	n.expect("article.matched داعش")
	n.twoMoreReadings()
	n.expect("article.matched داعش")
}

func TestABrokenFeedStillHasABaseline(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	broken := func(items ...string) string {
		return strings.ReplaceAll(rss(items...), "<title>x</title>", "<title>A & B \x01</title>")
	}
	publish := feedPaper(t, n, broken(`<item><title>قديم عن داعش</title><guid isPermaLink="false">1</guid></item>`))
	n.run()
	n.until("the first reading", func() bool { return n.count("read") > 0 })
	n.twoMoreReadings()
	if got := n.alerts(); len(got) != 0 {
		t.Fatalf("old news was alerted: %q", got)
	}

	publish(broken(`<item><title>ضربة لداعش</title><guid isPermaLink="false">2</guid></item>`, `<item><title>قديم عن داعش</title><guid isPermaLink="false">1</guid></item>`))

	n.expect("article.matched داعش")
}

func TestAPageThatCannotBeHadIsAlertedByItsSummaryAndFilledLater(t *testing.T) {
	t.Parallel()
	n := open(t, "")
	publish := feedPaper(t, n, rss())
	n.run()
	n.until("the first reading", func() bool { return n.count("read") > 0 })

	publish(rss(`<item><title>ضربة جديدة</title><link>https://paper.invalid/1.html</link><description>أعلنت القوات ضربةً لداعش</description></item>`))

	n.expect("article.matched داعش")
	var a notify.Alert
	if err := json.Unmarshal(n.got[0].Body, &a); err != nil || !a.Data.Article.Partial {
		t.Errorf("the alert is not marked partial: %v, %v", a.Data.Article, err)
	}
	owed, err := n.store.OwedPages(t.Context(), "feed", 5)
	if err != nil || len(owed) != 1 || owed[0].Tries != 1 || owed[0].Whole {
		t.Errorf("OwedPages = %+v, %v; want the page, tried once", owed, err)
	}
}
