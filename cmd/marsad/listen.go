package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/notify/webhook"
)

type webhookCmd struct {
	Listen webhookListenCmd `cmd:"" help:"Listen for webhooks, verify their signatures and print them."`
}

type webhookListenCmd struct {
	Addr   string `default:"127.0.0.1:9090" help:"Address to listen on."`
	Secret string `env:"MARSAD_WEBHOOK_SECRET" help:"The secret (whsec_…); without one, a new one is made and printed."`
	Count  int    `help:"End after so many deliveries; 0: go on until stopped."`
}

// Run receives webhooks.
func (c *webhookListenCmd) Run(a *app) error {
	if c.Secret == "" {
		c.Secret = webhook.NewSecret()
		fmt.Fprintf(a.errout, "secret: %s\n", c.Secret)
	}
	if _, err := webhook.ParseSecret(c.Secret); err != nil {
		return err
	}
	l, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.errout, "listening on http://%s/ ; Ctrl-C ends\n", l.Addr())
	ctx, cancel := context.WithCancel(a.ctx)
	defer cancel()
	var mu sync.Mutex
	n, bad := 0, false
	h := webhook.Receiver(c.Secret, time.Now, func(r webhook.Received) {
		mu.Lock()
		defer mu.Unlock()
		a.showReceived(r)
		bad = bad || !r.Verified
		if n++; n == c.Count {
			cancel()
		}
	})
	if err := serveUntil(ctx, l, h); err != nil {
		return err
	}
	if bad && c.Count > 0 {
		return errNoMatch
	}
	return nil
}

// serveUntil serves until ctx ends and waits for the answers under way.
func serveUntil(ctx context.Context, l net.Listener, h http.Handler) error {
	s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 3*time.Second)
	defer cancel()
	err := s.Shutdown(stop)
	if serr := <-ended; !errors.Is(serr, http.ErrServerClosed) {
		err = errors.Join(err, serr)
	}
	return err
}

func (a *app) showReceived(r webhook.Received) {
	if a.json {
		body := json.RawMessage(r.Body)
		if !json.Valid(body) {
			body, _ = json.Marshal(string(r.Body))
		}
		reason := ""
		if r.Reason != nil {
			reason = r.Reason.Error()
		}
		line, _ := json.Marshal(map[string]any{"id": r.ID, "timestamp": r.Timestamp, "verified": r.Verified, "again": r.Again, "reason": reason, "body": body})
		fmt.Fprintf(a.out, "%s\n", line)
		return
	}
	if !r.Verified {
		fmt.Fprintf(a.out, "✗ %s refused: %v\n", plain(r.ID), r.Reason)
		return
	}
	again := ""
	if r.Again {
		again = " (seen before: a receiver drops it)"
	}
	fmt.Fprintf(a.out, "✓ %s verified%s\n", plain(r.ID), again)
	var alert notify.Alert
	if err := json.Unmarshal(r.Body, &alert); err != nil {
		fmt.Fprintf(a.out, "  %s\n", plain(string(r.Body)))
		return
	}
	showAlert(a.out, alert, a.terminal())
}

// showAlert prints an alert for people: what was found, where, and the words around the hits.
func showAlert(w io.Writer, alert notify.Alert, terminal bool) {
	d := alert.Data
	fmt.Fprintf(w, "  %s", alert.Type)
	if d.Message != "" {
		fmt.Fprintf(w, "  %s", isolated(d.Message))
	}
	if d.Watch != nil {
		fmt.Fprintf(w, "  watch %s", isolated(d.Watch.Name))
	}
	fmt.Fprintln(w)
	if d.Source != nil {
		fmt.Fprintf(w, "  %s (%s): %s  %s\n", isolated(d.Source.Name), d.Source.ID, d.Source.State, plain(d.Source.Detail))
	}
	if d.Article == nil {
		return
	}
	title := []article.Segment{{Text: d.Article.Title}}
	for _, h := range d.Highlights {
		if h.Field == "title" {
			title = h.Segments
		}
	}
	showNews(w, d)
	fmt.Fprintf(w, "  %s\n  %s · %s · %s\n", marked(title, terminal), isolated(d.Article.Source.Name), isolated(d.Article.Section), d.Article.URL)
	for _, h := range d.Highlights {
		if h.Field == "body" {
			fmt.Fprintf(w, "  %s\n", marked(h.Segments, terminal))
		}
	}
}

// showNews prints what happened to an article or its story since it was alerted.
func showNews(w io.Writer, d notify.Data) {
	if c := d.Change; c != nil {
		fmt.Fprintf(w, "  changed: %s\n", strings.Join(c.Reasons, ", "))
		for _, part := range [][]notify.Piece{c.Title, c.Body} {
			if len(part) > 0 {
				fmt.Fprintf(w, "  %s\n", isolated(changed(part)))
			}
		}
	}
	if r := d.Removal; r != nil {
		fmt.Fprintf(w, "  taken down: %d looks in vain since %s; the last answer: %s\n", r.Looks, r.FirstMissed.Format(time.RFC3339), plain(r.Detail))
	}
	if st := d.Story; st != nil && len(st.Articles) > 0 {
		fmt.Fprintf(w, "  the story stands in %d papers, first in %s\n", st.Papers, isolated(cmp.Or(st.Articles[0].Source.Name, st.Articles[0].Source.ID)))
	}
}

// changed writes what went as [-…-] and what came as {+…+}.
func changed(part []notify.Piece) string {
	var b strings.Builder
	for _, p := range part {
		text := strings.ReplaceAll(p.Text, "\n", " ")
		switch p.Op {
		case "ins":
			text = "{+" + text + "+}"
		case "del":
			text = "[-" + text + "-]"
		}
		b.WriteString(text)
	}
	return b.String()
}
