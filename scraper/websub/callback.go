package websub

import (
	"crypto/hmac"
	"crypto/sha1" // WebSub §7.1: hubs still sign with it
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"time"
)

// ServeHTTP answers hubs: their question whether a subscription was meant (GET), and what they send (POST).
func (s *Subscriber) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	s.mu.Lock()
	known := s.byID[path.Base(r.URL.Path)]
	var sub Subscription
	if known != nil {
		sub = *known
	}
	s.mu.Unlock()
	switch {
	case known == nil:
		http.Error(w, "no such subscription", http.StatusNotFound)
	case r.Method == http.MethodGet:
		s.confirm(w, r, sub)
	case r.Method == http.MethodPost:
		s.receive(w, r, sub)
	default:
		w.Header().Set("Allow", "GET, POST")
		http.Error(w, "a hub asks with GET and sends with POST", http.StatusMethodNotAllowed)
	}
}

// confirm answers the hub's verification of intent (WebSub §5.3). A mode or topic that was not asked for is not
// confirmed: somebody else asked the hub.
func (s *Subscriber) confirm(w http.ResponseWriter, r *http.Request, sub Subscription) {
	q := r.URL.Query()
	switch mode := q.Get("hub.mode"); {
	case q.Get("hub.topic") != sub.Topic:
		http.Error(w, "not this topic", http.StatusNotFound)
	case mode == "denied":
		s.denied(r, sub, q.Get("hub.reason"))
		w.WriteHeader(http.StatusNoContent)
	case mode != "subscribe", q.Get("hub.challenge") == "":
		http.Error(w, "this was not asked for", http.StatusNotFound)
	default:
		if err := s.confirmed(r, sub.ID, q.Get("hub.lease_seconds")); err != nil {
			s.o.Log.Warn("a confirmed subscription could not be stored", "source", sub.Source, "topic", sub.Topic, "error", err)
			http.Error(w, "it could not be stored", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		io.WriteString(w, q.Get("hub.challenge"))
	}
}

func (s *Subscriber) confirmed(r *http.Request, id, lease string) error {
	length := leaseAsked
	if n, err := strconv.Atoi(lease); err == nil && n > 0 {
		length = min(max(time.Duration(min(n, int(leaseMost/time.Second)))*time.Second, leaseLeast), leaseMost)
	}
	s.mu.Lock()
	sub := s.byID[id]
	if sub == nil {
		s.mu.Unlock()
		return errors.New("the feed names another hub now")
	}
	first := sub.Until.IsZero()
	sub.asked, sub.again = s.o.Now(), time.Time{}
	sub.Until = sub.asked.Add(length)
	kept := *sub
	s.mu.Unlock()
	if first {
		s.o.Log.Info("a hub tells of the feed's changes", "source", kept.Source, "topic", kept.Topic, "hub", kept.Hub, "until", kept.Until)
	}
	return s.o.Keep(r.Context(), kept)
}

// denied ends a subscription that the hub does not carry, or not any more.
func (s *Subscriber) denied(r *http.Request, sub Subscription, reason string) {
	s.mu.Lock()
	if known := s.byID[sub.ID]; known != nil {
		known.Until, known.again = time.Time{}, s.o.Now().Add(refusedPause)
	}
	s.mu.Unlock()
	s.o.Log.Warn("a hub denied the subscription; the feed is polled as ever", "source", sub.Source, "topic", sub.Topic, "reason", reason)
	s.drop(r.Context(), sub)
}

// receive takes what the hub sends. One without the right signature gets the same answer and is dropped
// (WebSub §8): who guesses learns nothing.
func (s *Subscriber) receive(w http.ResponseWriter, r *http.Request, sub Subscription) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.o.Limit))
	if err != nil {
		status := http.StatusBadRequest
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(w, http.StatusText(status), status)
		return
	}
	w.WriteHeader(http.StatusAccepted)
	switch {
	case !signed(r.Header.Get("X-Hub-Signature"), sub.Secret, body):
		s.o.Log.Warn("a push without the right signature was dropped", "source", sub.Source, "topic", sub.Topic)
	case !sub.Until.After(s.o.Now()):
		s.o.Log.Debug("a push after the lease's end was dropped", "source", sub.Source, "topic", sub.Topic)
	default:
		s.o.Push(Push{Source: sub.Source, Feed: sub.Feed, Body: body, ContentType: r.Header.Get("Content-Type")})
	}
}

// signed checks «method=hex», the method one of WebSub §7.1's.
func signed(header, secret string, body []byte) bool {
	method, given, ok := strings.Cut(header, "=")
	methods := map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New}
	made := methods[strings.ToLower(strings.TrimSpace(method))]
	sum, err := hex.DecodeString(strings.TrimSpace(given))
	if !ok || made == nil || err != nil {
		return false
	}
	mac := hmac.New(made, []byte(secret))
	mac.Write(body)
	return hmac.Equal(sum, mac.Sum(nil))
}
