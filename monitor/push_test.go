package monitor_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/marsad/marsad/sources"
)

// smallHub confirms every subscription and pushes what the test says.
type smallHub struct {
	t   *testing.T
	url string

	mu   sync.Mutex
	form url.Values
}

func newSmallHub(t *testing.T) *smallHub {
	h := &smallHub{t: t}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		q := url.Values{"hub.mode": {"subscribe"}, "hub.topic": {r.PostForm.Get("hub.topic")}, "hub.challenge": {"c"}, "hub.lease_seconds": {"86400"}}
		resp, err := http.Get(r.PostForm.Get("hub.callback") + "?" + q.Encode())
		if err != nil {
			t.Error(err)
			return
		}
		resp.Body.Close()
		h.mu.Lock()
		h.form = r.PostForm
		h.mu.Unlock()
		w.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

func (h *smallHub) subscribed() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.form != nil
}

func (h *smallHub) push(body string) {
	h.t.Helper()
	mac := hmac.New(sha256.New, []byte(h.form.Get("hub.secret")))
	io.WriteString(mac, body)
	req, err := http.NewRequest(http.MethodPost, h.form.Get("hub.callback"), strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("X-Hub-Signature", "sha256="+hex.EncodeToString(mac.Sum(nil)))
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	resp.Body.Close()
}

func TestAPushIsAlertedLongBeforeThePollIsDue(t *testing.T) {
	t.Parallel()
	n, hub := open(t, ""), newSmallHub(t)
	door := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { n.monitor.Hubs().ServeHTTP(w, r) }))
	t.Cleanup(door.Close)
	n.public = door.URL
	n.wire(slog.New(slog.NewTextHandler(testWriter{t}, nil)))
	head := `<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="hub" href="` + hub.url + `"/>`
	old := `<item><title>قديم</title><guid isPermaLink="false">1</guid></item>`
	paper := paperOf(t, func(string) string { return rss(head, old) })
	n.read(sources.Source{ID: "paper", Feeds: []string{paper + "/feed.xml"}, Every: time.Hour, Pages: true})
	n.run()
	n.until("the subscription", hub.subscribed)

	hub.push(rss(`<item><title>عاجل: ضربة لداعش</title><guid isPermaLink="false">2</guid></item>`))

	n.expect("article.matched داعش")
	if n.count("read") != 1 || n.count("pushed") != 1 {
		t.Errorf("%d readings, %d pushes; want one of each", n.count("read"), n.count("pushed"))
	}
	if due := n.monitor.Status()[0].NextDueAt; time.Until(due) < 30*time.Minute {
		t.Errorf("the next poll is at %s; the push was to leave the schedule as it was", due)
	}

	hub.push("<html>no feed</html>")
	n.until("a poll at once", func() bool { return n.count("unchanged") >= 1 })
}

func TestWithoutAPublicAddressNoHubIsAsked(t *testing.T) {
	t.Parallel()
	n, hub := open(t, ""), newSmallHub(t)
	paper := paperOf(t, func(string) string {
		return rss(`<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="hub" href="` + hub.url + `"/>`)
	})
	n.read(sources.Source{ID: "paper", Feeds: []string{paper + "/feed.xml"}, Every: time.Second})
	n.run()
	n.until("two readings", func() bool { return n.count("read")+n.count("unchanged") >= 2 })

	if hub.subscribed() || n.monitor.Hubs() != nil {
		t.Error("a hub was asked that cannot reach us")
	}
}
