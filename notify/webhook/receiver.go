package webhook

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

const (
	maxReceived   = 1 << 20 // bytes of a body; an alert is far smaller
	rememberedIDs = 10_000
)

// Received is one request that came to a Receiver.
type Received struct {
	ID        string    // webhook-id as sent; not to be trusted unless Verified
	Timestamp time.Time // of the attempt, as sent; zero when it cannot be read
	Body      []byte
	Verified  bool
	Reason    error // why it is not Verified; nil when it is
	Again     bool  // this id was verified before: the same delivery once more, not a new alert
}

// Receiver answers 204 to what was signed with secret within Tolerance of now, and 401 with the
// reason to everything else. got is told of both, one call at a time, before the answer is sent. It
// remembers the last 10,000 verified ids; a stranger's requests are not among them.
//
// A secret that ParseSecret refuses verifies nothing: every request is answered 401. Check it first.
func Receiver(secret string, now func() time.Time, got func(Received)) http.Handler {
	parsed, err := ParseSecret(secret)
	if err != nil {
		err = fmt.Errorf("the receiver's own secret: %w", err)
	}
	return &receiver{secret: parsed, fault: err, now: now, got: got, seen: make(map[string]bool)}
}

type receiver struct {
	secret Secret
	fault  error // of the secret
	now    func() time.Time

	mu   sync.Mutex // guards what follows, and calls of got
	got  func(Received)
	seen map[string]bool
	ids  []string // the keys of seen, a ring once it is full
	next int      // where the ring is written
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "a webhook is sent with POST", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, maxReceived))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		http.Error(w, fmt.Sprintf("the body has more than %d bytes", maxReceived), http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil {
		http.Error(w, "the body broke off", http.StatusBadRequest)
		return
	}
	if err := r.take(req.Header, body); err != nil {
		http.Error(w, err.Error(), http.StatusUnauthorized)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// take verifies one request and tells got; it returns why the request is refused.
func (r *receiver) take(header http.Header, body []byte) error {
	now, err := r.now(), r.fault
	if err == nil {
		err = Verify(r.secret, header, body, now, Tolerance)
	}
	sent, _ := parseTime(header.Get(HeaderTimestamp)) // zero when it cannot be read: err says so
	seen := Received{ID: header.Get(HeaderID), Timestamp: sent, Body: body, Verified: err == nil, Reason: err}
	r.mu.Lock()
	defer r.mu.Unlock()
	if seen.Verified {
		seen.Again = r.remember(seen.ID)
	}
	r.got(seen)
	return err
}

// remember tells whether id was seen before, and forgets the oldest one when there is no room.
func (r *receiver) remember(id string) bool {
	if r.seen[id] {
		return true
	}
	r.seen[id] = true
	if len(r.ids) < rememberedIDs {
		r.ids = append(r.ids, id)
		return false
	}
	delete(r.seen, r.ids[r.next])
	r.ids[r.next] = id
	r.next = (r.next + 1) % rememberedIDs
	return false
}
