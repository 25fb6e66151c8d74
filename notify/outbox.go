package notify

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"github.com/marsad/marsad/store"
)

// DefaultRetry is the schedule of Standard Webhooks: waits between attempts. It spans about a day.
var DefaultRetry = []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 10 * time.Hour}

// Receiver is a channel with its own pace.
type Receiver struct {
	Name       string
	Target     string // tells one address of the receiver from another; no secret
	Channel    Channel
	Retry      []time.Duration // waits between attempts; empty: DefaultRetry
	Concurrent int             // attempts under way at once; 0: 8
	Alarms     bool            // is told of sources that are blocked, silent, or read again
}

// Outbox keeps deliveries until their receivers have taken them. What is queued in a transaction
// is delivered once that is committed, whatever crashes: at least once, always under one id and
// with the same body.
//
// River is the clock and the queue; the delivery's own row is the truth. An attempt's outcome is
// written to the row and the job completed in one transaction, right after the answer, and a job
// that comes again looks at its row first: only what was in the air when the process died may be
// sent twice.
type Outbox struct {
	store  *store.Store
	log    *slog.Logger
	insert *river.Client[*sql.Tx]
	// OnAttempt is told of each attempt: result is "delivered", "retry", "failed" or "gone". Set before Run.
	OnAttempt func(channel, result string, took time.Duration)

	mu        sync.RWMutex
	receivers map[string]Receiver
	off       map[string]store.ChannelState
	worker    *river.Client[*sql.Tx] // while Run
}

type deliverArgs struct {
	Delivery string `json:"delivery"`
}

// Kind names the job.
func (deliverArgs) Kind() string { return "deliver" }

// NewOutbox makes an outbox that can queue. Run delivers.
func NewOutbox(ctx context.Context, s *store.Store, log *slog.Logger) (*Outbox, error) {
	c, err := river.NewClient(s.QueueDriver(), &river.Config{Logger: quietly(log)})
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	off, err := s.ChannelsOff(ctx)
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	return &Outbox{store: s, log: log, insert: c, off: off, receivers: map[string]Receiver{}, OnAttempt: func(string, string, time.Duration) {}}, nil
}

// Queue adds an alert to the transaction: one delivery for each of the channels.
func (o *Outbox) Queue(ctx context.Context, tx *store.Tx, alertID int64, kind string, body []byte, channels []string) error {
	for _, ch := range channels {
		d := store.Delivery{ID: NewID(), AlertID: alertID, Channel: ch, Type: kind, Body: body, State: store.Pending}
		if o.isOff(ch) {
			d.State = store.Off
		}
		if err := tx.AddDelivery(ctx, d); err != nil {
			return fmt.Errorf("queue for %s: %w", ch, err)
		}
		if d.State == store.Off {
			continue
		}
		if err := o.enqueue(ctx, tx, d.ID, ch); err != nil {
			return err
		}
	}
	return nil
}

func (o *Outbox) enqueue(ctx context.Context, tx *store.Tx, id, channel string) error {
	_, err := o.insert.InsertTx(ctx, tx.Tx, deliverArgs{Delivery: id}, &river.InsertOpts{Queue: queueOf(channel), MaxAttempts: 1000})
	if err != nil {
		return fmt.Errorf("queue for %s: %w", channel, err)
	}
	return nil
}

// Replay sends a delivery again under its id and with its body, with the schedule from its
// beginning, and switches its channel on again.
func (o *Outbox) Replay(ctx context.Context, id string) error {
	d, err := o.store.Delivery(ctx, id)
	if err != nil {
		return fmt.Errorf("delivery %s: %w", id, err)
	}
	if d.State == store.Pending {
		return fmt.Errorf("delivery %s is still on its way: next attempt %s", id, d.NextAt.Format(time.RFC3339))
	}
	o.mu.Lock()
	delete(o.off, d.Channel)
	o.mu.Unlock()
	return o.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.Reopen(ctx, id); err != nil {
			return err
		}
		if err := tx.ChannelOn(ctx, d.Channel); err != nil {
			return err
		}
		return o.enqueue(ctx, tx, id, d.Channel)
	})
}

// queueOf names a channel's queue in River, whose names are plain ASCII.
func queueOf(channel string) string {
	sum := sha256.Sum256([]byte(channel))
	return "channel_" + hex.EncodeToString(sum[:8])
}

// Run delivers until ctx ends, then lets the attempts under way finish for at most grace.
func (o *Outbox) Run(ctx context.Context, grace time.Duration) error {
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &deliverer{o: o}); err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	c, err := river.NewClient(o.store.QueueDriver(), &river.Config{
		Logger:  quietly(o.log),
		Workers: workers,
		Queues:  o.queues(),
		// Insert notifications wake the queue; polling is what is left when one is missed.
		FetchCooldown:        20 * time.Millisecond,
		FetchPollInterval:    200 * time.Millisecond,
		JobTimeout:           -1, // the channel has its own limit
		RescueStuckJobsAfter: 5 * time.Minute,
		RetryPolicy:          soon{},
		MaxAttempts:          1000,

		CompletedJobRetentionPeriod: time.Hour, // our own rows are the log
		SoftStopTimeout:             grace,
	})
	if err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	// Start under a context that outlives ctx: its end would cut the attempts under way.
	if err := o.start(ctx, c); err != nil {
		return err
	}
	o.mu.Lock()
	o.worker = c
	o.mu.Unlock()
	<-ctx.Done()
	o.mu.Lock()
	o.worker = nil
	o.mu.Unlock()
	return o.stop(ctx, c, grace)
}

// start tries until the database lets the queue begin.
func (o *Outbox) start(ctx context.Context, c *river.Client[*sql.Tx]) error {
	for {
		err := c.Start(context.WithoutCancel(ctx))
		if err == nil {
			return nil
		}
		o.log.Warn("outbox cannot start yet; trying again", "error", err)
		if perr := pause(ctx, time.Second); perr != nil {
			return nil
		}
	}
}

func (o *Outbox) stop(ctx context.Context, c *river.Client[*sql.Tx], grace time.Duration) error {
	soft, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := c.Stop(soft); err == nil {
		return nil
	}
	hard, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	if err := c.StopAndCancel(hard); err != nil {
		return fmt.Errorf("outbox: %w", err)
	}
	return nil
}

func (o *Outbox) queues() map[string]river.QueueConfig {
	o.mu.RLock()
	defer o.mu.RUnlock()
	out := map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 1}}
	for _, r := range o.receivers {
		out[queueOf(r.Name)] = river.QueueConfig{MaxWorkers: r.concurrent()}
	}
	return out
}

func (r Receiver) concurrent() int {
	if r.Concurrent > 0 {
		return r.Concurrent
	}
	return 8
}

// SetReceivers replaces the receivers, also while Run is under way. A receiver that is gone keeps
// its deliveries waiting; one with a new address is on again.
func (o *Outbox) SetReceivers(ctx context.Context, rs []Receiver) error {
	o.mu.Lock()
	old, c := o.receivers, o.worker
	o.receivers = map[string]Receiver{}
	var again []string
	for _, r := range rs {
		o.receivers[r.Name] = r
		if st, off := o.off[r.Name]; off && st.Target != r.Target {
			delete(o.off, r.Name)
			again = append(again, r.Name)
		}
	}
	now := o.receivers
	o.mu.Unlock()
	if err := o.on(ctx, again); err != nil {
		return err
	}
	if c == nil {
		return nil
	}
	return changeQueues(ctx, c, old, now)
}

func (o *Outbox) on(ctx context.Context, names []string) error {
	if len(names) == 0 {
		return nil
	}
	return o.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, n := range names {
			if err := tx.ChannelOn(ctx, n); err != nil {
				return err
			}
		}
		return nil
	})
}

func changeQueues(ctx context.Context, c *river.Client[*sql.Tx], old, now map[string]Receiver) error {
	var errs []error
	for name, r := range old {
		if n, ok := now[name]; !ok || n.concurrent() != r.concurrent() {
			errs = append(errs, c.Queues().Remove(ctx, queueOf(name)))
		}
	}
	for name, r := range now {
		if was, ok := old[name]; !ok || was.concurrent() != r.concurrent() {
			errs = append(errs, c.Queues().Add(queueOf(name), river.QueueConfig{MaxWorkers: r.concurrent()}))
		}
	}
	return errors.Join(errs...)
}

func (o *Outbox) receiver(name string) (Receiver, bool) {
	o.mu.RLock()
	defer o.mu.RUnlock()
	r, ok := o.receivers[name]
	return r, ok
}

func (o *Outbox) isOff(name string) bool {
	o.mu.RLock()
	defer o.mu.RUnlock()
	_, off := o.off[name]
	return off
}

// Off lists the receivers that were switched off because they answered 410.
func (o *Outbox) Off() map[string]store.ChannelState {
	o.mu.RLock()
	defer o.mu.RUnlock()
	out := make(map[string]store.ChannelState, len(o.off))
	for k, v := range o.off {
		out[k] = v
	}
	return out
}

// soon is River's own retry policy here: it serves only jobs whose process ended under them. The
// schedule of attempts stands in the delivery's row.
type soon struct{}

// NextRetry implements river.ClientRetryPolicy.
func (soon) NextRetry(*rivertype.JobRow) time.Time { return time.Now().Add(time.Second) }

// wait is how long after an attempt the next one follows; false: the schedule is used up.
func wait(schedule []time.Duration, attempt int) (time.Duration, bool) {
	if len(schedule) == 0 {
		schedule = DefaultRetry
	}
	if attempt > len(schedule) {
		return 0, false
	}
	d := schedule[attempt-1]
	return d + time.Duration(rand.Int64N(int64(d)/5+1)), true // up to a fifth more, so that many do not come together
}

// jobDriver is the type parameter that JobCompleteTx asks for; it fits both engines.
type jobDriver = riverdriver.Driver[*sql.Tx]

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// quietly passes River's warnings and errors on. Its polling tells of a database that is away with
// each try; the daemon says that once itself.
func quietly(l *slog.Logger) *slog.Logger { return slog.New(&warnings{l.Handler()}) }

type warnings struct{ slog.Handler }

func (h *warnings) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= slog.LevelWarn && h.Handler.Enabled(ctx, l)
}
func (h *warnings) WithAttrs(a []slog.Attr) slog.Handler { return &warnings{h.Handler.WithAttrs(a)} }
func (h *warnings) WithGroup(g string) slog.Handler      { return &warnings{h.Handler.WithGroup(g)} }
