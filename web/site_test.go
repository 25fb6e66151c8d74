package web

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/monitor"
	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// noon is the clock of all tests: in Baghdad it is three in the afternoon.
var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

var baghdad = time.FixedZone("Asia/Baghdad", 3*60*60)

// rota is a daemon whose sources and health are as the test says.
type rota struct {
	sources []monitor.SourceStatus
	health  monitor.Health
	watches []watch.Watch
}

func (r *rota) Status() []monitor.SourceStatus {
	return append([]monitor.SourceStatus(nil), r.sources...)
}
func (r *rota) Learned() *lang.Learned                { return nil }
func (r *rota) Watches() []watch.Watch                { return r.watches }
func (r *rota) Health(context.Context) monitor.Health { return r.health }

// site is marsad's pages over a real SQLite store.
type site struct {
	*httptest.Server
	t      *testing.T
	store  *store.Store
	daemon *rota
	close  func() // of the store
}

func newSite(t *testing.T, change func(*Options)) *site {
	t.Helper()
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Now: func() time.Time { return noon }})
	if err != nil {
		t.Fatal(err)
	}
	stop := sync.OnceValue(st.Close)
	t.Cleanup(func() { stop() })
	box, err := notify.NewOutbox(t.Context(), st, quiet())
	if err != nil {
		t.Fatal(err)
	}
	d := &rota{health: monitor.Health{Leading: true, Database: databaseOK}}
	reg := prometheus.NewRegistry()
	reg.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "marsad_leading", Help: "1 when this daemon works."}))
	o := Options{Store: st, Outbox: box, Zone: baghdad, Now: func() time.Time { return noon }, Version: "v0"}
	if change != nil {
		change(&o)
	}
	h, err := newHandler(o, d, reg)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return &site{Server: srv, t: t, store: st, daemon: d, close: func() { stop() }}
}

// reply is an answer with its body read.
type reply struct {
	*http.Response
	text string
}

// get asks for a path; headers are pairs.
func (s *site) get(path string, headers ...string) reply {
	s.t.Helper()
	return s.send(http.MethodGet, path, "", headers...)
}

// send asks by any method, with a form as body. It follows no redirects.
func (s *site) send(method, path, form string, headers ...string) reply {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.URL+path, strings.NewReader(form))
	if err != nil {
		s.t.Fatal(err)
	}
	if form != "" {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			req.Host = headers[i+1]
		}
		req.Header.Set(headers[i], headers[i+1])
	}
	c := *s.Client()
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := c.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return reply{resp, string(b)}
}

// save stores an article and what the watches found in it.
func (s *site) save(a article.Article, ms ...article.Match) int64 {
	s.t.Helper()
	if a.Kind == "" {
		a.Kind = article.Text
	}
	if a.FirstSeenAt.IsZero() {
		a.FirstSeenAt = noon.Add(-2 * time.Hour)
	}
	title, body := lang.Fold(a.Title), lang.Fold(a.Body)
	a.Hash = article.HashText(title, body)
	var saved store.Saved
	s.write(func(ctx context.Context, tx *store.Tx) (err error) {
		saved, err = tx.SaveArticle(ctx, store.Intake{Article: a, FoldedTitle: watch.Indexed(a.Title), FoldedBody: watch.Indexed(a.Body)})
		if err != nil {
			return err
		}
		for _, m := range ms {
			if _, err := tx.WatchVersion(ctx, m.Watch, m.Query, ""); err != nil {
				return err
			}
			if err := tx.AddMatch(ctx, saved.ID, saved.Version, m, ""); err != nil {
				return err
			}
		}
		return nil
	})
	return saved.ID
}

// alert stores an alert with one delivery in the given state, and its attempts.
func (s *site) alert(id int64, watch string, d store.Delivery, tries ...store.Attempt) {
	s.t.Helper()
	s.write(func(ctx context.Context, tx *store.Tx) error {
		al, err := tx.AddAlert(ctx, notify.ArticleMatched, watch, id, 1, d.ID)
		if err != nil {
			return err
		}
		d.AlertID, d.Type = al, notify.ArticleMatched
		state := d.State
		if d.State = store.Pending; state == store.Off {
			d.State = state
		}
		if err := tx.AddDelivery(ctx, d); err != nil {
			return err
		}
		for i, a := range tries {
			a.N = i + 1
			now := store.Pending
			if i == len(tries)-1 {
				now = state
			}
			if err := tx.AddAttempt(ctx, d.ID, a, now, noon.Add(5*time.Minute)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *site) write(do func(context.Context, *store.Tx) error) {
	s.t.Helper()
	if err := s.store.Write(s.t.Context(), do); err != nil {
		s.t.Fatal(err)
	}
}

// hit is where a word stands in a field.
func hit(field, text, word string) article.Highlight {
	at := strings.Index(text, word)
	return article.Highlight{Field: field, Start: at, End: at + len(word)}
}

const (
	damTitle = "وزارةُ الموارد تُعلن ارتفاعَ مناسيب سدِّ حَديثة"
	damBody  = "أعلنت وزارة الموارد المائيَّة، أمس الاثنين، ارتفاع الخزين في سدِّ حَديثة إلى ستَّة مليارات متر مكعَّب.\n\n" +
		"وقال المتحدِّث باسم الوزارة إنَّ الأمطار الأخيرة أسهمت في ذلك، مبيِّناً أنَّ حَديثة هو ثاني أكبر السدود في البلاد.\n\n" +
		"وأضاف أنَّ الوزارة تتابع المناسيب يوميّاً بالتنسيق مع المحافظات."
)

// fill gives the site what a working day leaves behind: two papers, an article with two versions
// and vocalised hits, deliveries in several states.
func (s *site) fill() (damID int64) {
	s.t.Helper()
	s.daemon.sources = []monitor.SourceStatus{
		{SourceState: store.SourceState{ID: "alsabaah", State: "ok", LastSuccessAt: noon.Add(-2 * time.Minute), NextDueAt: noon.Add(3 * time.Minute)}, Name: "الصباح", Home: "https://alsabaah.iq/"},
		{SourceState: store.SourceState{ID: "furat", State: "blocked", Failures: 3, Detail: "https://furat.example/feed: Cloudflare asked for a browser check; nothing was read", LastSuccessAt: noon.Add(-5 * time.Hour), NextDueAt: noon.Add(20 * time.Minute)}, Name: "صحيفة الفرات"},
		{SourceState: store.SourceState{ID: "gazette", State: "failing", Failures: 2, Detail: "https://gazette.example/rss: the server answered 502 Bad Gateway", NextDueAt: noon.Add(time.Minute)}, Name: "The Gazette"},
		{SourceState: store.SourceState{ID: "dijla", State: "new"}, Running: true},
	}
	first := article.Article{
		Source: "alsabaah", Key: article.Key("96712", ""), URL: "https://alsabaah.iq/96712-.html", Link: "https://alsabaah.iq/96712-.html",
		Aliases: []string{article.AliasGUID("https://alsabaah.iq/?p=96712"), article.AliasURL("https://alsabaah.iq/96712-slug.html")},
		Title:   damTitle, Section: "محليات", Byline: "بغداد : الصباح", Authors: []string{"ليلى كاظم"}, Body: damBody, Language: "ar",
		Published: article.Date{Raw: "24-11-2026", At: time.Date(2026, 11, 23, 21, 0, 0, 0, time.UTC), Precision: article.Day, ZoneSource: "source"},
	}
	word := "حَديثة"
	m := article.Match{Watch: "سد حديثة", Query: `"سد حديثة" OR حديثة`, Version: 1, Highlights: []article.Highlight{hit("title", damTitle, word), hit("body", damBody, word)}}
	damID = s.save(first, m)
	second := first
	second.Body = strings.Replace(damBody, "ستَّة مليارات", "سبعة مليارات ونصف المليار", 1)
	m.Highlights = []article.Highlight{hit("title", damTitle, word), hit("body", second.Body, word)}
	s.save(second, m)
	s.save(article.Article{Source: "gazette", Key: "u:https://gazette.example/a", URL: "https://gazette.example/a", Link: "https://gazette.example/a",
		Title: `A “quoted” title & an ampersand`, Body: "One paragraph.", Language: "en",
		Published: article.Date{Raw: "Mon, 23 Nov 2026 09:30:00 GMT", At: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC), Precision: article.Second, ZoneSource: "text"}})
	s.alert(damID, "سد حديثة", store.Delivery{ID: "msg_delivered", Channel: "newsroom", Body: []byte(`{"type":"article.matched","data":{"title":"` + damTitle + `"}}`), State: store.Delivered},
		store.Attempt{At: noon.Add(-time.Hour), Took: 5 * time.Second, Error: "the receiver did not answer within 5s"},
		store.Attempt{At: noon.Add(-50 * time.Minute), Took: 130 * time.Millisecond, Status: 200, Answer: "ok"})
	s.alert(damID, "سد حديثة", store.Delivery{ID: "msg_failed", Channel: "desk", Body: []byte(`{"type":"article.matched"}`), State: store.Failed},
		store.Attempt{At: noon.Add(-time.Hour), Took: time.Second, Status: 500, Error: "the receiver answered 500", Answer: "<h1>Internal Server Error</h1>"})
	s.alert(damID, "سد حديثة", store.Delivery{ID: "msg_pending", Channel: "newsroom", Body: []byte(`{"type":"article.matched"}`), State: store.Pending})
	return damID
}
