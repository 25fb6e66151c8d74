package webhook_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/notify/webhook"
)

// deliver hands one request to a receiver, without a socket.
func deliver(receiver http.Handler, header http.Header, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header = header
	w := httptest.NewRecorder()
	receiver.ServeHTTP(w, r)
	return w
}

func TestReceiverTakesWhatTheChannelSends(t *testing.T) {
	var got []webhook.Received
	hook := httptest.NewServer(webhook.Receiver(newKey, atNoon, func(r webhook.Received) { got = append(got, r) }))
	defer hook.Close()
	channel := open(t, webhook.Settings{URL: hook.URL, Secret: newKey}, hook.Client())
	alert := notify.Delivery{ID: "msg_1", Body: []byte(`{"type":"ping"}`)}

	for range 2 {
		if answer, err := channel.Send(t.Context(), alert); err != nil || answer.Status != http.StatusNoContent {
			t.Fatalf("Send = %+v, %v; want 204", answer, err)
		}
	}

	if len(got) != 2 || !got[0].Verified || got[0].Again || !got[1].Again {
		t.Fatalf("got %+v; want one alert and the same again", got)
	}
	if got[0].ID != "msg_1" || !bytes.Equal(got[0].Body, alert.Body) || !got[0].Timestamp.Equal(noon) {
		t.Errorf("got %+v; want what was sent", got[0])
	}
}

func TestReceiverRefusesAStrangerWithTheReason(t *testing.T) {
	var got webhook.Received
	receiver := webhook.Receiver(newKey, atNoon, func(r webhook.Received) { got = r })

	w := deliver(receiver, signed(t, oldKey, "msg_1", noon, "{}"), "{}")

	if w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "another secret") {
		t.Errorf("answer %d %q; want 401 with the reason", w.Code, w.Body)
	}
	if got.Verified || !errors.Is(got.Reason, webhook.ErrSignature) {
		t.Errorf("got %+v; want it unverified, with the reason", got)
	}
}

func TestAStrangerCannotMakeADeliveryLookRepeated(t *testing.T) {
	var got webhook.Received
	receiver := webhook.Receiver(newKey, atNoon, func(r webhook.Received) { got = r })
	deliver(receiver, signed(t, oldKey, "msg_1", noon, "{}"), "{}")

	deliver(receiver, signed(t, newKey, "msg_1", noon, "{}"), "{}")

	if !got.Verified || got.Again {
		t.Errorf("got %+v; want a first, verified delivery", got)
	}
}

func TestReceiverForgetsTheOldestIDs(t *testing.T) {
	var got webhook.Received
	receiver := webhook.Receiver(newKey, atNoon, func(r webhook.Received) { got = r })
	send := func(n int) bool {
		deliver(receiver, signed(t, newKey, fmt.Sprintf("msg_%d", n), noon, "{}"), "{}")
		return got.Again
	}
	const bound = 10_000
	for n := range bound + 1 {
		send(n)
	}

	if send(0) {
		t.Error("the oldest id is remembered; the memory must be bounded")
	}
	if !send(bound) {
		t.Error("the newest id is forgotten")
	}
}

func TestReceiverWithoutAUsableSecretTakesNothing(t *testing.T) {
	receiver := webhook.Receiver("", atNoon, func(webhook.Received) {})

	w := deliver(receiver, signed(t, newKey, "msg_1", noon, "{}"), "{}")

	if w.Code != http.StatusUnauthorized || !strings.Contains(w.Body.String(), "own secret") {
		t.Errorf("answer %d %q; want 401 that names the receiver's secret", w.Code, w.Body)
	}
}

func TestReceiverBoundsWhatItReads(t *testing.T) {
	receiver := webhook.Receiver(newKey, atNoon, func(webhook.Received) { t.Error("got was called") })
	body := strings.Repeat("a", 1<<20+1)

	if w := deliver(receiver, signed(t, newKey, "msg_1", noon, body), body); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("answer %d to a body above 1 MiB; want 413", w.Code)
	}
	w := httptest.NewRecorder()
	receiver.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("answer %d to GET; want 405", w.Code)
	}
}
