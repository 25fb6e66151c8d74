package webhook_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/notify/notifytest"
	"github.com/marsad/marsad/notify/webhook"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noon is the time of day in these tests.
var noon = time.Date(2025, 3, 17, 12, 0, 0, 0, time.UTC)

func atNoon() time.Time { return noon }

func TestChannelPassesTheExaminer(t *testing.T) {
	notifytest.Exercise(t, func(address string, client *http.Client) notify.Channel {
		return open(t, webhook.Settings{URL: address, Secret: notifytest.Secret, Timeout: notifytest.Timeout}, client)
	})
}

func open(t *testing.T, s webhook.Settings, client *http.Client) *webhook.Channel {
	t.Helper()
	channel, err := webhook.New(s, client, atNoon)
	if err != nil {
		t.Fatal(err)
	}
	return channel
}

// serve runs a receiver for one test.
func serve(t *testing.T, receiver http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(receiver)
	t.Cleanup(server.Close)
	return server
}

func TestSendWritesTheHeadersOfStandardWebhooks(t *testing.T) {
	var got http.Header
	var body []byte
	hook := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		got = r.Header
		body, _ = io.ReadAll(r.Body)
	})
	channel := open(t, webhook.Settings{
		URL: hook.URL, Secret: newKey, OldSecret: oldKey,
		Headers: map[string]string{"Authorization": "Bearer of-the-gateway"},
	}, hook.Client())

	if _, err := channel.Send(t.Context(), notify.Delivery{ID: "msg_1", Body: []byte(`{"a":"ألف"}`)}); err != nil {
		t.Fatal(err)
	}

	want := map[string]string{
		"webhook-id":        "msg_1",
		"webhook-timestamp": "1742212800",
		"Content-Type":      "application/json",
		"User-Agent":        "marsad",
		"Authorization":     "Bearer of-the-gateway",
	}
	for name, value := range want {
		if got.Get(name) != value {
			t.Errorf("%s = %q; want %q", name, got.Get(name), value)
		}
	}
	if string(body) != `{"a":"ألف"}` {
		t.Errorf("body = %s", body)
	}
	for name, key := range map[string]string{"the new secret": newKey, "the old secret": oldKey} {
		if err := webhook.Verify(parse(t, key), got, body, noon, webhook.Tolerance); err != nil {
			t.Errorf("%s does not verify: %v", name, err)
		}
	}
}

func TestSendWaitsAsLongAsTheReceiverAsks(t *testing.T) {
	tests := []struct {
		name, value string
		status      int
		want        time.Duration // 0: no wish
	}{
		{"seconds", "120", 429, 2 * time.Minute},
		{"any failing status", "7", 500, 7 * time.Second},
		{"a date", noon.Add(time.Hour).Format(http.TimeFormat), 503, time.Hour},
		{"more than a day", "86401", 503, 24 * time.Hour},
		{"a date in ten years", noon.AddDate(10, 0, 0).Format(http.TimeFormat), 503, 24 * time.Hour},
		{"a number beyond all bounds", strings.Repeat("9", 40), 503, 24 * time.Hour},
		{"no time at all", "0", 503, 0},
		{"a date that is over", noon.Add(-time.Hour).Format(http.TimeFormat), 503, 0},
		{"a negative number", "-5", 503, 0},
		{"words", "in a while", 503, 0},
		{"nothing", "", 503, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			hook := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Retry-After", test.value)
				w.WriteHeader(test.status)
			})

			_, err := open(t, webhook.Settings{URL: hook.URL, Secret: newKey}, hook.Client()).Send(t.Context(), notifytest.Delivery())

			later, ok := errors.AsType[*notify.LaterError](err)
			if ok != (test.want > 0) || ok && later.Wait != test.want {
				t.Errorf("Send = %v; want a wait of %s", err, test.want)
			}
		})
	}
}

func TestGoneIsFinalWhateverElseTheAnswerSays(t *testing.T) {
	hook := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "60")
		w.WriteHeader(http.StatusGone)
	})

	_, err := open(t, webhook.Settings{URL: hook.URL, Secret: newKey}, hook.Client()).Send(t.Context(), notifytest.Delivery())

	if !errors.Is(err, notify.ErrGone) {
		t.Errorf("Send = %v; want ErrGone", err)
	}
}

func TestAnswerIsKeptFitForALog(t *testing.T) {
	tests := []struct{ name, answer, want string }{
		{"plain", "queue is full", "queue is full"},
		{"several lines", "a\r\n\r\n2025-03-17 forged line\n", "a 2025-03-17 forged line"},
		{"colours", "\x1b[31mred\x1b[0m", "[31mred [0m"},
		{"C1 control, line separator", "a\u0085b\u2028c", "a b c"},
		{"turned direction", "txt.\u202egpj", "txt.gpj"},
		{"windows-1256", "\xe3\xd1\xcd\xc8\xc7", "\uFFFD"},
		{"markup is the page's business", "<script>alert(1)</script>", "<script>alert(1)</script>"},
		{"cut between characters", strings.Repeat("ب", 300), strings.Repeat("ب", 256)},
		{"cut inside a character", "a" + strings.Repeat("ب", 300), "a" + strings.Repeat("ب", 255)},
		{"the request sent back", "you sent Bearer of-the-gateway to /T00/secret-path", "you sent … to …"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			hook := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(http.StatusInternalServerError)
				io.WriteString(w, test.answer)
			})
			channel := open(t, webhook.Settings{
				URL: hook.URL + "/T00/secret-path", Secret: newKey,
				Headers: map[string]string{"Authorization": "Bearer of-the-gateway"},
			}, hook.Client())

			answer, _ := channel.Send(t.Context(), notifytest.Delivery())

			if answer.Text != test.want {
				t.Errorf("Answer.Text = %q; want %q", answer.Text, test.want)
			}
		})
	}
}

func TestTakenStaysTakenWhenTheRestOfTheAnswerNeverComes(t *testing.T) {
	hook := serve(t, func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		io.WriteString(w, "taken")
		http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	channel := open(t, webhook.Settings{URL: hook.URL, Secret: newKey, Timeout: 300 * time.Millisecond}, hook.Client())

	answer, err := channel.Send(t.Context(), notifytest.Delivery())

	if err != nil || answer.Status != 200 || answer.Text != "taken" {
		t.Errorf("Send = %+v, %v; want 200 and what had come", answer, err)
	}
}

func TestNewNeedsAClientAndAClock(t *testing.T) {
	if _, err := webhook.New(webhook.Settings{URL: "https://hooks.example.org", Secret: newKey}, nil, atNoon); err == nil {
		t.Error("New without a client succeeds; it must never fall back on http.DefaultClient")
	}
}
