// Package notifytest examines channels: whatever posts to an HTTP address must pass Exercise, so
// that the outbox can treat all channels alike. The receivers are real servers on loopback.
//
// Not here: what a channel writes (signatures, the words of a chat message); its own tests know that.
package notifytest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/marsad/marsad/notify"
)

// What Open must put into the channel.
const (
	// Timeout is the limit of one attempt.
	Timeout = 2 * time.Second
	// Secret is the channel's own secret, where it has one.
	Secret = "whsec_ZXhhbWluZXItb2YtYWxsLWNoYW5uZWxzLTAx"
)

// password and token are the secrets that the address carries.
const (
	password = "pass-of-the-address"
	token    = "token-in-the-query"
)

// patience is how long an attempt may take beyond its limit before it counts as hanging.
const patience = 5 * time.Second

// Open makes the channel under test. It sends through client to address, with Timeout and Secret.
type Open func(address string, client *http.Client) notify.Channel

// Exercise runs every examination as a subtest.
func Exercise(t *testing.T, open Open) {
	t.Run("every status", func(t *testing.T) { everyStatus(t, open) })
	t.Run("retry after", func(t *testing.T) { retryAfter(t, open) })
	t.Run("redirect is not followed", func(t *testing.T) { redirect(t, open) })
	t.Run("hanging receiver", func(t *testing.T) { hanging(t, open) })
	t.Run("cancellation", func(t *testing.T) { cancellation(t, open) })
	t.Run("reset connection", func(t *testing.T) { reset(t, open) })
	t.Run("nobody listens", func(t *testing.T) { nobody(t, open) })
	t.Run("endless answer", func(t *testing.T) { endless(t, open) })
	t.Run("same id and body", func(t *testing.T) { sameAgain(t, open) })
}

// Delivery is a small alert as the outbox hands it over.
func Delivery() notify.Delivery {
	return notify.Delivery{
		ID: "msg_examined", Channel: "examined", Type: "article.matched", Attempt: 1,
		Body: []byte(`{"type":"article.matched","data":{"title":"افتتاح جسر جديد على دجلة"}}`),
	}
}

// start runs a receiver and opens the channel on it, with secrets in the address.
func start(t *testing.T, open Open, receiver http.HandlerFunc) notify.Channel {
	t.Helper()
	server := httptest.NewServer(receiver)
	t.Cleanup(server.Close)
	client := server.Client()
	t.Cleanup(client.CloseIdleConnections)
	return open(withSecrets(t, server.URL), client)
}

func withSecrets(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	u.User = url.UserPassword("press-office", password)
	u.Path = "/hook"
	u.RawQuery = url.Values{"token": {token}}.Encode()
	return u.String()
}

// quiet fails when an error, or any that it wraps, shows a secret.
func quiet(t *testing.T, err error) {
	t.Helper()
	for ; err != nil; err = errors.Unwrap(err) {
		for _, secret := range []string{password, token, Secret} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("the error shows the secret %q: %v", secret, err)
			}
		}
	}
}

func everyStatus(t *testing.T, open Open) {
	var status atomic.Int64
	channel := start(t, open, func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.WriteHeader(int(status.Load()))
	})
	for code := 200; code < 600; code++ {
		status.Store(int64(code))
		answer, err := channel.Send(t.Context(), Delivery())
		quiet(t, err)
		if answer.Status != code {
			t.Errorf("%d: Answer.Status = %d", code, answer.Status)
		}
		if taken := err == nil; taken != (code < 300) {
			t.Errorf("%d: Send = %v; want an error from 300 on, and only then", code, err)
		}
		if gone := errors.Is(err, notify.ErrGone); gone != (code == http.StatusGone) {
			t.Errorf("%d: Send = %v; want ErrGone for 410 alone", code, err)
		}
		if _, later := errors.AsType[*notify.LaterError](err); later {
			t.Errorf("%d: Send = %v; the receiver named no time", code, err)
		}
	}
}

func retryAfter(t *testing.T, open Open) {
	channel := start(t, open, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusServiceUnavailable)
	})

	_, err := channel.Send(t.Context(), Delivery())

	quiet(t, err)
	if later, ok := errors.AsType[*notify.LaterError](err); !ok || later.Wait != 2*time.Minute {
		t.Errorf("Send = %v; want a LaterError of 2m", err)
	}
}

func redirect(t *testing.T, open Open) {
	var followed atomic.Bool
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { followed.Store(true) }))
	defer elsewhere.Close()
	for _, code := range []int{http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect} {
		channel := start(t, open, func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, elsewhere.URL+"/?token="+token, code)
		})

		_, err := channel.Send(t.Context(), Delivery())

		quiet(t, err)
		if err == nil || followed.Load() {
			t.Errorf("%d: Send = %v, followed: %v; want an error, and nothing sent elsewhere", code, err, followed.Load())
		}
	}
}

func hanging(t *testing.T, open Open) {
	channel := start(t, open, func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		<-r.Context().Done() // until the sender hangs up
	})
	began := time.Now()

	_, err := channel.Send(t.Context(), Delivery())

	quiet(t, err)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Send = %v; want one that wraps context.DeadlineExceeded", err)
	}
	if took := time.Since(began); took > Timeout+patience {
		t.Errorf("Send took %s; want about %s", took, Timeout)
	}
}

func cancellation(t *testing.T, open Open) {
	ctx, cancel := context.WithCancel(t.Context())
	channel := start(t, open, func(_ http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		cancel()
		<-r.Context().Done() // the sender has hung up
	})

	_, err := channel.Send(ctx, Delivery())

	quiet(t, err)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Send = %v; want one that wraps context.Canceled", err)
	}
}

func reset(t *testing.T, open Open) {
	channel := start(t, open, func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := http.NewResponseController(w).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		if tcp, ok := conn.(*net.TCPConn); ok {
			tcp.SetLinger(0) // close by RST
		}
		conn.Close()
	})

	answer, err := channel.Send(t.Context(), Delivery())

	unanswered(t, answer, err)
}

func nobody(t *testing.T, open Open) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	channel := open(withSecrets(t, server.URL), server.Client())

	answer, err := channel.Send(t.Context(), Delivery())

	unanswered(t, answer, err)
}

// unanswered checks the outcome of an attempt that got no status.
func unanswered(t *testing.T, answer notify.Answer, err error) {
	t.Helper()
	quiet(t, err)
	if err == nil || errors.Is(err, notify.ErrGone) || answer.Status != 0 {
		t.Errorf("Send = %+v, %v; want an error without a status that is not ErrGone", answer, err)
	}
}

func endless(t *testing.T, open Open) {
	channel := start(t, open, func(w http.ResponseWriter, r *http.Request) {
		chunk := bytes.Repeat([]byte("\x1b[31m\xff شكراً "), 1000)
		for r.Context().Err() == nil {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})

	answer, err := channel.Send(t.Context(), Delivery())

	if err != nil {
		t.Errorf("Send = %v; the status was 200", err)
	}
	if len(answer.Text) > 512 || strings.ContainsRune(answer.Text, 0x1b) || strings.ToValidUTF8(answer.Text, "") != answer.Text {
		t.Errorf("Answer.Text = %q; want at most 512 bytes of UTF-8 without control characters", answer.Text)
	}
}

func sameAgain(t *testing.T, open Open) {
	type request struct{ id, body string }
	got := make(chan request, 2)
	channel := start(t, open, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got <- request{r.Header.Get("webhook-id"), string(body)}
		w.WriteHeader(http.StatusInternalServerError)
	})
	first := Delivery()
	second := first
	second.Attempt = 2

	channel.Send(t.Context(), first)
	channel.Send(t.Context(), second)

	if a, b := <-got, <-got; a != b {
		t.Errorf("the second attempt differs:\nfirst  %q\nsecond %q", a, b)
	}
}
