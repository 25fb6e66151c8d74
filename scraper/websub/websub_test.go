package websub

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// hub is a real one, as small as the standard allows: it verifies intent before it answers.
type hub struct {
	t      *testing.T
	server *httptest.Server
	lease  string // what it grants
	mode   string // of its question; empty: what it was asked

	mu     sync.Mutex
	asked  []url.Values
	answer string // to its question
	status int
}

func newHub(t *testing.T) *hub {
	h := &hub{t: t, lease: "3600"}
	h.server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		h.mu.Lock()
		h.asked = append(h.asked, r.PostForm)
		h.mu.Unlock()
		h.question(r.PostForm)
		w.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(h.server.Close)
	return h
}

func (h *hub) question(form url.Values) {
	mode := h.mode
	if mode == "" {
		mode = form.Get("hub.mode")
	}
	q := url.Values{"hub.mode": {mode}, "hub.topic": {form.Get("hub.topic")}, "hub.challenge": {"x<y"}, "hub.lease_seconds": {h.lease}}
	resp, err := http.Get(form.Get("hub.callback") + "?" + q.Encode())
	if err != nil {
		h.t.Error(err)
		return
	}
	defer resp.Body.Close()
	text, _ := io.ReadAll(resp.Body)
	h.mu.Lock()
	h.answer, h.status = string(text), resp.StatusCode
	h.mu.Unlock()
}

// send pushes a body with the given signature; empty: the right one by SHA-256.
func (h *hub) send(body, signature string) int {
	h.t.Helper()
	form := h.asked[len(h.asked)-1]
	if signature == "" {
		signature = "sha256=" + sum(sha256.New, form.Get("hub.secret"), body)
	}
	req, err := http.NewRequest(http.MethodPost, form.Get("hub.callback"), strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	req.Header.Set("X-Hub-Signature", signature)
	req.Header.Set("Content-Type", "application/rss+xml")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		h.t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

func sum(made func() hash.Hash, secret, body string) string {
	mac := hmac.New(made, []byte(secret))
	io.WriteString(mac, body)
	return hex.EncodeToString(mac.Sum(nil))
}

// reader is a Subscriber on a real address, with a clock that the test moves.
type reader struct {
	*Subscriber
	mu     sync.Mutex
	now    time.Time
	kept   map[string]Subscription
	pushes []Push
}

func newReader(t *testing.T, limit int64) *reader {
	r := &reader{now: time.Date(2025, 3, 17, 6, 0, 0, 0, time.UTC), kept: map[string]Subscription{}}
	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	r.Subscriber = New(Options{
		Client: server.Client(), Public: server.URL + "/papers/", Limit: limit,
		Keep: func(_ context.Context, s Subscription) error { r.kept[s.Feed] = s; return nil },
		Drop: func(_ context.Context, s Subscription) error { delete(r.kept, s.Feed); return nil },
		Push: func(p Push) { r.pushes = append(r.pushes, p) },
		Now:  func() time.Time { r.mu.Lock(); defer r.mu.Unlock(); return r.now },
	})
	mux.Handle("/papers"+Path, r.Subscriber)
	return r
}

func (r *reader) wait(d time.Duration) {
	r.mu.Lock()
	r.now = r.now.Add(d)
	r.mu.Unlock()
}

const feedURL = "https://paper.example/feed"

func TestAFeedIsSubscribedAndItsPushesHeard(t *testing.T) {
	h, r := newHub(t), newReader(t, 0)

	r.Offer(t.Context(), "paper", feedURL, feedURL, h.server.URL)

	if h.status != http.StatusOK || h.answer != "x<y" {
		t.Fatalf("the hub's question was answered %d %q; want its challenge", h.status, h.answer)
	}
	if kept := r.kept[feedURL]; kept.Until.Sub(r.now) != time.Hour || !r.Active("paper", feedURL) {
		t.Errorf("kept until %s; want for the hour that the hub granted", kept.Until)
	}
	if len(h.asked[0].Get("hub.secret")) < 32 {
		t.Error("no secret was sent")
	}
	if status := h.send("<rss/>", ""); status != http.StatusAccepted || len(r.pushes) != 1 || string(r.pushes[0].Body) != "<rss/>" || r.pushes[0].Feed != feedURL {
		t.Errorf("answered %d, pushes %+v", status, r.pushes)
	}
	r.Offer(t.Context(), "paper", feedURL, feedURL, h.server.URL)
	if len(h.asked) != 1 {
		t.Errorf("the hub was asked %d times for one feed", len(h.asked))
	}
}

func TestOnlyTheRightSignatureIsHeard(t *testing.T) {
	h, r := newHub(t), newReader(t, 0)
	r.Offer(t.Context(), "paper", feedURL, feedURL, h.server.URL)
	secret := h.asked[0].Get("hub.secret")
	for _, c := range []struct {
		name, signature string
		want            bool
	}{
		{"SHA-1, as old hubs sign", "sha1=" + sum(sha1.New, secret, "x"), true},
		{"SHA-384", "sha384=" + sum(sha512.New384, secret, "x"), true},
		{"SHA-512, in capitals", "SHA512=" + strings.ToUpper(sum(sha512.New, secret, "x")), true},
		{"another secret", "sha256=" + sum(sha256.New, "other", "x"), false},
		{"another body", "sha256=" + sum(sha256.New, secret, "y"), false},
		{"a method that is none", "md5=00", false},
		{"no hex", "sha256=zz", false},
		{"half of it", "sha256=" + sum(sha256.New, secret, "x")[:32], false},
		{"nothing", " ", false},
	} {
		r.pushes = nil
		status := h.send("x", c.signature)
		if got := len(r.pushes) == 1; got != c.want || status != http.StatusAccepted {
			t.Errorf("%s: heard %v, answered %d; want %v, and the same answer for all", c.name, got, status, c.want)
		}
	}
}

func TestWhatWasNotAskedForIsNotConfirmed(t *testing.T) {
	h, r := newHub(t), newReader(t, 0)
	h.mode = "unsubscribe"
	r.Offer(t.Context(), "paper", feedURL, feedURL, h.server.URL)
	if h.status != http.StatusNotFound || r.Active("paper", feedURL) {
		t.Errorf("unsubscribe: answered %d, active %v", h.status, r.Active("paper", feedURL))
	}
	callback := h.asked[0].Get("hub.callback")
	for name, address := range map[string]string{
		"another topic":   callback + "?hub.mode=subscribe&hub.challenge=x&hub.topic=https://other.example/",
		"no challenge":    callback + "?hub.mode=subscribe&hub.topic=" + url.QueryEscape(feedURL),
		"another address": callback[:len(callback)-1] + "?hub.mode=subscribe&hub.challenge=x&hub.topic=" + url.QueryEscape(feedURL),
	} {
		resp, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: answered %d; want 404", name, resp.StatusCode)
		}
	}
}

func TestALeaseIsRenewedBeforeItEnds(t *testing.T) {
	h, r := newHub(t), newReader(t, 0)
	r.Offer(t.Context(), "paper", feedURL, feedURL, h.server.URL)
	r.wait(30 * time.Minute)
	if r.Renew(t.Context()); len(h.asked) != 1 {
		t.Fatal("renewed at half time")
	}

	r.wait(20 * time.Minute)
	r.Renew(t.Context())

	if len(h.asked) != 2 || h.asked[0].Get("hub.callback") != h.asked[1].Get("hub.callback") || r.kept[feedURL].Until.Sub(r.now) != time.Hour {
		t.Errorf("asked %d times, kept until %s; want a second hour", len(h.asked), r.kept[feedURL].Until)
	}
}

func TestAHubThatDeniesIsLeftInPeaceForADay(t *testing.T) {
	h, r := newHub(t), newReader(t, 0)
	h.mode = "denied"
	r.Offer(t.Context(), "paper", feedURL, feedURL, h.server.URL)

	r.wait(time.Hour)
	r.Renew(t.Context())
	if len(h.asked) != 1 || r.Active("paper", feedURL) {
		t.Errorf("asked %d times within the day", len(h.asked))
	}
	r.wait(24 * time.Hour)
	if r.Renew(t.Context()); len(h.asked) != 2 {
		t.Errorf("asked %d times; want once more after a day", len(h.asked))
	}
}

func TestAPushMayNotBeTooLarge(t *testing.T) {
	h, r := newHub(t), newReader(t, 1000)
	r.Offer(t.Context(), "paper", feedURL, feedURL, h.server.URL)

	if status := h.send(strings.Repeat("x", 1001), ""); status != http.StatusRequestEntityTooLarge || len(r.pushes) != 0 {
		t.Errorf("answered %d, %d pushes heard; want 413", status, len(r.pushes))
	}
}

func TestSubscriptionsOutliveARestart(t *testing.T) {
	h, r := newHub(t), newReader(t, 0)
	r.Offer(t.Context(), "paper", feedURL, feedURL, h.server.URL)
	kept := r.kept[feedURL]

	again := newReader(t, 0)
	again.Restore([]Subscription{kept})

	if !again.Active("paper", feedURL) {
		t.Error("the subscription is gone")
	}
	again.Retain(t.Context(), func(source, _ string) bool { return source == "other" })
	if again.Active("paper", feedURL) {
		t.Error("a source that is gone keeps its subscription")
	}
}

func TestAFeedThatChangesItsHub(t *testing.T) {
	first, second, r := newHub(t), newHub(t), newReader(t, 0)
	r.Offer(t.Context(), "paper", feedURL, feedURL, first.server.URL)

	r.Offer(t.Context(), "paper", feedURL, feedURL, second.server.URL)

	if first.send("x", "") != http.StatusNotFound || second.send("y", "") != http.StatusAccepted || len(r.pushes) != 1 {
		t.Errorf("pushes %+v; want the second hub's alone", r.pushes)
	}
	r.Offer(t.Context(), "paper", feedURL, feedURL, "")
	if r.Active("paper", feedURL) || len(r.kept) != 0 {
		t.Error("the feed names no hub any more, and the subscription stands")
	}
}

func FuzzSigned(f *testing.F) {
	f.Add("sha256="+sum(sha256.New, "secret", "body"), "body")
	f.Add("sha1=", "")
	f.Fuzz(func(t *testing.T, header, body string) {
		method, _, _ := strings.Cut(header, "=")
		if signed(header, "secret", []byte(body)) && !strings.HasPrefix(strings.ToLower(strings.TrimSpace(method)), "sha") {
			t.Errorf("%q was taken for a signature", header)
		}
	})
}
