// Package notify makes alerts of matches, keeps them in the outbox until they are delivered, and
// logs every attempt. A channel (folders below) makes one attempt and has no memory.
package notify

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Delivery is one alert on its way to one channel. Body never changes between attempts.
type Delivery struct {
	ID      string // Standard Webhooks webhook-id, the same at every attempt
	Channel string
	Type    string // "article.matched", "ping", …
	Body    []byte // JSON
	Attempt int    // counts from 1
}

// Channel makes one attempt.
type Channel interface {
	// Send hands over d and waits for the answer. nil: taken. ErrGone: stop for good.
	// *LaterError: the receiver named a time. Any other error: again on the schedule.
	Send(ctx context.Context, d Delivery) (Answer, error)
}

// Answer is what a receiver said, for the log of attempts.
type Answer struct {
	Status int    // HTTP status; 0 when there was none
	Text   string // start of the body, at most 512 bytes, UTF-8
}

// ErrGone is a receiver's word that it wants no more (HTTP 410).
var ErrGone = errors.New("the receiver answered 410 Gone: it wants no more deliveries")

// LaterError is a receiver's word when to try again (Retry-After).
type LaterError struct {
	Wait time.Duration
	Err  error
}

func (e *LaterError) Error() string {
	return fmt.Sprintf("%v; the receiver asked to wait %s", e.Err, e.Wait)
}
func (e *LaterError) Unwrap() error { return e.Err }
