package main

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"

	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/notify/webhook"
)

// webhookCase is a question of one of three kinds: sign, verify, or what follows an answer.
type webhookCase struct {
	ID        string          `json:"id"`
	Do        string          `json:"do"` // "sign", or empty
	Secret    string          `json:"secret"`
	MsgID     string          `json:"msg_id"`
	Timestamp json.RawMessage `json:"timestamp"` // a number, or the header's text
	Body      string          `json:"body_b64"`
	Signature string          `json:"signature"`
	Now       int64           `json:"now"`
	Status    int             `json:"status"` // the receiver's answer; 0: the id names a fault of the net
}

// webhooks answers {"signature"}, {"valid"} or {"then": "done" | "retry" | "off"}.
func webhooks(raw json.RawMessage) map[string]any {
	var c webhookCase
	if err := json.Unmarshal(raw, &c); err != nil {
		return map[string]any{"error": err.Error()}
	}
	if c.Secret == "" {
		return map[string]any{"then": then(attempt(c))}
	}
	secret, err := webhook.ParseSecret(c.Secret)
	if err != nil {
		return map[string]any{"valid": false, "error": err.Error()}
	}
	body, err := base64.StdEncoding.DecodeString(c.Body)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	if c.Do == "sign" {
		return map[string]any{"signature": signature(secret, c, body)}
	}
	header := http.Header{}
	header.Set(webhook.HeaderID, c.MsgID)
	header.Set(webhook.HeaderTimestamp, strings.Trim(string(c.Timestamp), `"`))
	header.Set(webhook.HeaderSignature, c.Signature)
	if err := webhook.Verify(secret, header, body, time.Unix(c.Now, 0), webhook.Tolerance); err != nil {
		return map[string]any{"valid": false, "error": err.Error()}
	}
	return map[string]any{"valid": true}
}

func signature(secret webhook.Secret, c webhookCase, body []byte) string {
	var seconds int64
	if err := json.Unmarshal(c.Timestamp, &seconds); err != nil {
		return ""
	}
	return webhook.Sign([]webhook.Secret{secret}, c.MsgID, time.Unix(seconds, 0), body)
}

// then is the outbox's reading of an attempt's outcome.
func then(err error) string {
	switch {
	case err == nil:
		return "done"
	case errors.Is(err, notify.ErrGone):
		return "off"
	}
	return "retry"
}

// attempt makes the daemon's own channel send to a real receiver on loopback that behaves as asked.
func attempt(c webhookCase) error {
	receiver := httptest.NewUnstartedServer(behaviour(c))
	if strings.Contains(c.ID, "tls") || strings.Contains(c.ID, "cert") {
		receiver.StartTLS() // with a certificate that nobody signed
	} else {
		receiver.Start()
	}
	defer receiver.Close()
	address := receiver.URL
	switch {
	case strings.Contains(c.ID, "dns"):
		address = "http://no-such-receiver.invalid/" // RFC 6761: never resolves
	case strings.Contains(c.ID, "refused"):
		receiver.Close()
	}
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	settings := webhook.Settings{URL: address, Secret: webhook.NewSecret(), Timeout: 500 * time.Millisecond}
	channel, err := webhook.New(settings, &http.Client{Transport: transport}, time.Now)
	if err != nil {
		return err
	}
	_, err = channel.Send(context.Background(), notify.Delivery{ID: "msg_1", Body: []byte("{}")})
	return err
}

// behaviour is what the receiver does with a request: a status, or the fault that the case is named for.
func behaviour(c webhookCase) http.HandlerFunc {
	has := func(word string) bool { return strings.Contains(c.ID, word) }
	return func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		switch {
		case c.Status != 0:
			w.WriteHeader(c.Status)
		case has("redirect"):
			http.Redirect(w, r, "http://127.0.0.1:9/", http.StatusFound)
		case has("reset"):
			hangUp(w)
		case has("timeout"), has("hang"), has("slow"):
			<-r.Context().Done()
		case has("xss"):
			w.WriteHeader(http.StatusInternalServerError)
			io.WriteString(w, "<script>alert(1)</script>")
		case has("huge"), has("big"), has("endless"):
			flood(w, r)
		default:
			hangUp(w)
		}
	}
}

// flood answers 200 and a body that never ends.
func flood(w http.ResponseWriter, r *http.Request) {
	chunk := make([]byte, 32<<10)
	for r.Context().Err() == nil {
		if _, err := w.Write(chunk); err != nil {
			return
		}
	}
}

// hangUp resets the connection before an answer.
func hangUp(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}
