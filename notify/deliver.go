package notify

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/riverqueue/river"

	"github.com/marsad/marsad/store"
)

// deliverer works River's jobs: one attempt a job, the next one by snoozing.
type deliverer struct {
	river.WorkerDefaults[deliverArgs]
	o *Outbox
}

// Work implements river.Worker.
func (w *deliverer) Work(ctx context.Context, job *river.Job[deliverArgs]) error {
	o := w.o
	d, err := o.store.Delivery(ctx, job.Args.Delivery)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return river.JobSnooze(time.Second)
	}
	if d.State != store.Pending {
		return nil // its outcome was written before the process died
	}
	if early := d.NextAt.Sub(o.store.Now()); early > 0 {
		return river.JobSnooze(early)
	}
	r, ok := o.receiver(d.Channel)
	if !ok {
		return river.JobSnooze(time.Minute) // the channel was taken out of the configuration
	}
	if o.isOff(d.Channel) {
		return o.record(ctx, job, d, store.Attempt{N: d.Attempts + 1, At: o.store.Now(), Error: "the channel is off"}, outcome{state: store.Off})
	}
	return o.attempt(ctx, job, d, r)
}

// outcome is what an attempt made of a delivery.
type outcome struct {
	state string
	next  time.Time // of the next attempt when pending
	gone  bool      // the receiver wants no more
}

func (o *Outbox) attempt(ctx context.Context, job *river.Job[deliverArgs], d store.Delivery, r Receiver) error {
	a := store.Attempt{N: d.Attempts + 1, At: o.store.Now()}
	began := time.Now()
	answer, err := send(ctx, r.Channel, Delivery{ID: d.ID, Channel: d.Channel, Type: d.Type, Body: d.Body, Attempt: a.N})
	a.Took, a.Status, a.Answer = time.Since(began), answer.Status, answer.Text
	if err != nil && ctx.Err() != nil {
		return ctx.Err() // we ended it, not the receiver: no attempt of its schedule
	}
	if err != nil {
		a.Error = err.Error()
	}
	out := o.judge(d, r, a.N-d.Base, err)
	o.tell(d, a, out)
	return o.record(ctx, job, d, a, out)
}

// send keeps a channel's panic from taking the queue down.
func send(ctx context.Context, ch Channel, d Delivery) (answer Answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the channel failed badly: %v\n%s", p, debug.Stack())
		}
	}()
	return ch.Send(ctx, d)
}

func (o *Outbox) judge(d store.Delivery, r Receiver, attempt int, err error) outcome {
	if err == nil {
		return outcome{state: store.Delivered}
	}
	if errors.Is(err, ErrGone) {
		return outcome{state: store.Gone, gone: true}
	}
	pauseFor, more := wait(r.Retry, attempt)
	if !more {
		return outcome{state: store.Failed}
	}
	var later *LaterError
	if errors.As(err, &later) {
		pauseFor = max(later.Wait, time.Second)
	}
	return outcome{state: store.Pending, next: o.store.Now().Add(pauseFor)}
}

func (o *Outbox) tell(d store.Delivery, a store.Attempt, out outcome) {
	result := out.state
	l := o.log.With("delivery", d.ID, "channel", d.Channel, "attempt", a.N, "status", a.Status, "took", a.Took.Round(time.Millisecond))
	switch out.state {
	case store.Delivered:
		l.Info("delivered")
	case store.Pending:
		result = "retry"
		l.Warn("delivery failed; trying again", "error", a.Error, "next", out.next.Format(time.RFC3339))
	case store.Failed:
		l.Error("delivery given up; it can be replayed: marsad delivery replay "+d.ID, "error", a.Error)
	case store.Gone:
		l.Error("the receiver wants no more; its channel is off", "error", a.Error)
	}
	o.OnAttempt(d.Channel, result, a.Took)
}

// record writes the outcome and completes the job in one transaction. A database that is away or
// full is waited for: what was sent must not be forgotten.
func (o *Outbox) record(ctx context.Context, job *river.Job[deliverArgs], d store.Delivery, a store.Attempt, out outcome) error {
	for {
		err := o.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			return o.recordIn(ctx, tx, job, d, a, out)
		})
		switch {
		case err == nil && out.state == store.Pending:
			return river.JobSnooze(max(0, out.next.Sub(o.store.Now())))
		case err == nil:
			return nil
		case errors.Is(err, store.ErrNotLeading):
			return err
		}
		o.log.Warn("cannot write what became of a delivery; trying again", "delivery", d.ID, "error", err)
		if perr := pause(ctx, time.Second); perr != nil {
			return err
		}
	}
}

func (o *Outbox) recordIn(ctx context.Context, tx *store.Tx, job *river.Job[deliverArgs], d store.Delivery, a store.Attempt, out outcome) error {
	if err := tx.AddAttempt(ctx, d.ID, a, out.state, out.next); err != nil {
		return err
	}
	if out.gone {
		if err := o.switchOff(ctx, tx, d.Channel, a.Error); err != nil {
			return err
		}
	}
	if out.state == store.Pending {
		return nil
	}
	_, err := river.JobCompleteTx[jobDriver, *sql.Tx](ctx, tx.Tx, job)
	return err
}

func (o *Outbox) switchOff(ctx context.Context, tx *store.Tx, channel, reason string) error {
	r, ok := o.receiver(channel)
	if !ok {
		return nil
	}
	o.mu.Lock()
	o.off[channel] = store.ChannelState{Name: channel, Target: r.Target, Reason: reason, OffAt: o.store.Now()}
	o.mu.Unlock()
	return tx.ChannelOff(ctx, channel, r.Target, reason)
}
