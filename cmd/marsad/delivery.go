package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/store"
)

type deliveryCmd struct {
	List   deliveryListCmd   `cmd:"" help:"List deliveries, newest first."`
	Show   deliveryShowCmd   `cmd:"" help:"Show one delivery with its attempts and body."`
	Replay deliveryReplayCmd `cmd:"" help:"Send a delivery again, under its id and with its body."`
}

type deliveryListCmd struct {
	State   string `help:"Only pending, delivered, failed, gone or off." enum:"pending,delivered,failed,gone,off," default:""`
	Channel string `help:"Only this channel."`
	Limit   int    `default:"20" help:"At most so many."`
}

type shownDelivery struct {
	ID          string          `json:"id"`
	Channel     string          `json:"channel"`
	Type        string          `json:"type"`
	State       string          `json:"state"`
	Attempts    int             `json:"attempts"`
	Watch       string          `json:"watch,omitempty"`
	ArticleID   int64           `json:"article_id,omitempty"`
	Title       string          `json:"title,omitempty"`
	CreatedAt   time.Time       `json:"created_at"`
	NextAt      time.Time       `json:"next_at,omitzero"`
	DeliveredAt time.Time       `json:"delivered_at,omitzero"`
	Log         []shownAttempt  `json:"log,omitempty"`
	Body        json.RawMessage `json:"body,omitempty"`
}

type shownAttempt struct {
	N      int       `json:"n"`
	At     time.Time `json:"at"`
	Millis int64     `json:"millis"`
	Status int       `json:"status"`
	Error  string    `json:"error,omitempty"`
	Answer string    `json:"answer,omitempty"`
}

func shown(d store.Delivery) shownDelivery {
	out := shownDelivery{ID: d.ID, Channel: d.Channel, Type: d.Type, State: d.State, Attempts: d.Attempts, Watch: d.Watch, ArticleID: d.ArticleID, Title: d.Title,
		CreatedAt: d.CreatedAt, DeliveredAt: d.DeliveredAt}
	if d.State == store.Pending {
		out.NextAt = d.NextAt
	}
	return out
}

// Run lists deliveries.
func (c *deliveryListCmd) Run(a *app) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	return a.withStore(cfg, func(s *store.Store) error {
		list, err := s.Deliveries(a.ctx, store.DeliveryFilter{State: c.State, Channel: c.Channel, Limit: c.Limit})
		if err != nil {
			return err
		}
		out := []shownDelivery{}
		for _, d := range list {
			out = append(out, shown(d))
		}
		return a.print(out, func(w io.Writer) {
			if len(out) == 0 {
				fmt.Fprintln(w, "no delivery")
			}
			for _, d := range out {
				fmt.Fprintf(w, "%s  %s  %s → %s, %d attempts, made %s\n    %s\n", d.ID, d.State, isolated(d.Watch), isolated(d.Channel), d.Attempts, clock(d.CreatedAt, cfg.Zone), isolated(d.Title))
			}
		})
	})
}

type deliveryShowCmd struct {
	ID string `arg:"" help:"The delivery's id (webhook-id)."`
}

// Run shows a delivery.
func (c *deliveryShowCmd) Run(a *app) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	return a.withStore(cfg, func(s *store.Store) error {
		d, err := s.Delivery(a.ctx, c.ID)
		if err != nil {
			return fmt.Errorf("delivery %s: %w", c.ID, err)
		}
		as, err := s.Attempts(a.ctx, c.ID)
		if err != nil {
			return err
		}
		out := shown(d)
		out.Body = d.Body
		for _, x := range as {
			out.Log = append(out.Log, shownAttempt{x.N, x.At, x.Took.Milliseconds(), x.Status, x.Error, x.Answer})
		}
		return a.print(out, func(w io.Writer) {
			fmt.Fprintf(w, "%s  %s  %s → %s\n%s\nmade %s\n", d.ID, d.State, isolated(d.Watch), isolated(d.Channel), isolated(d.Title), clock(d.CreatedAt, cfg.Zone))
			for _, x := range out.Log {
				fmt.Fprintf(w, "  attempt %d  %s  status %d  %d ms  %s\n", x.N, clock(x.At, cfg.Zone), x.Status, x.Millis, plain(x.Error))
			}
			fmt.Fprintf(w, "\n%s\n", d.Body)
		})
	})
}

type deliveryReplayCmd struct {
	ID string `arg:"" help:"The delivery's id (webhook-id)."`
}

// Run queues a delivery again; the running daemon sends it.
func (c *deliveryReplayCmd) Run(a *app) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	return a.withStore(cfg, func(s *store.Store) error {
		o, err := notify.NewOutbox(a.ctx, s, logger(a.errout, slog.LevelWarn, cfg.Log.Format))
		if err != nil {
			return err
		}
		if err := o.Replay(a.ctx, c.ID); err != nil {
			return err
		}
		return a.print(map[string]string{"replayed": c.ID}, func(w io.Writer) {
			fmt.Fprintf(w, "%s is queued again; the running daemon sends it.\n", c.ID)
		})
	})
}

type channelCmd struct {
	Test channelTestCmd `cmd:"" help:"Send a signed ping to a channel and show its answer."`
}

type channelTestCmd struct {
	Name string `arg:"" help:"The channel's name."`
}

// Run sends one ping, past the outbox.
func (c *channelTestCmd) Run(a *app) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	f, err := fetch.New(cfg.Fetch, logger(a.errout, slog.LevelWarn, cfg.Log.Format))
	if err != nil {
		return err
	}
	defer f.CloseIdle()
	for _, s := range cfg.Channels {
		if s.Name != c.Name {
			continue
		}
		ch, err := channelOf(s, f)
		if err != nil {
			return err
		}
		return a.ping(ch, c.Name)
	}
	return fmt.Errorf("channel %q is not configured", c.Name)
}

func (a *app) ping(ch notify.Channel, name string) error {
	alert := notify.Alert{Type: notify.Ping, Timestamp: time.Now().UTC().Truncate(time.Millisecond), Data: notify.Data{Message: "مرصد: رسالة تجريبية — marsad: a test message"}}
	body, err := alert.Encode()
	if err != nil {
		return err
	}
	d := notify.Delivery{ID: notify.NewID(), Channel: name, Type: notify.Ping, Body: body, Attempt: 1}
	began := time.Now()
	answer, err := ch.Send(a.ctx, d)
	if err != nil {
		return fmt.Errorf("channel %s did not take the ping (%s): %w", name, d.ID, err)
	}
	return a.print(map[string]any{"id": d.ID, "status": answer.Status, "millis": time.Since(began).Milliseconds()}, func(w io.Writer) {
		fmt.Fprintf(w, "%s took the ping %s: status %d after %d ms\n", isolated(name), d.ID, answer.Status, time.Since(began).Milliseconds())
	})
}
