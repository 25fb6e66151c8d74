package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/internal/press"
	"github.com/marsad/marsad/monitor"
	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/notify/webhook"
)

type demoCmd struct {
	Once   bool   `help:"Play once and end: exit code 0 only if exactly the expected alerts came, all verified."`
	Listen string `default:"127.0.0.1:8080" help:"Address of the page; another port is taken when it is in use."`
}

// demoConfig is a marsad.yaml like any other; only the newspaper is a local one.
const demoConfig = `timezone: Asia/Baghdad
data_dir: %q
listen: %q
allow_private: ["127.0.0.1"]   # the local newspaper and the local receiver
fetch: { gap: 50ms }
sources:
  - id: demo
    name: جريدة محلية
    preset: alsabaah
    home: %q
    every: 1s
    jitter: 0s
watches:
  - { name: داعش, keyword: داعش, on: [new, edit], to: [newsroom] }
  - { name: التحالف, query: '"التحالف الدولي" AND (السوداني OR هيغسيث)', to: [newsroom] }
channels:
  - name: newsroom
    retry: [1s, 2s, 4s, 8s, 16s]
    webhook: { url: %q, secret: %q }
`

// Run plays the demo.
func (c *demoCmd) Run(a *app) error {
	ctx, cancel := context.WithCancel(a.ctx)
	defer cancel()
	d := &demo{out: a.out, terminal: a.terminal(), began: time.Now(), came: make(chan struct{}, 1)}
	dir, err := os.MkdirTemp("", "marsad-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	g, ctx := errgroup.WithContext(ctx)
	if err := d.open(ctx, g, dir, c.Listen); err != nil {
		cancel()
		return errors.Join(err, g.Wait())
	}
	defer d.daemon.close()
	g.Go(func() error { return d.daemon.serve(ctx) })
	g.Go(func() error {
		err := d.play(ctx)
		if c.Once || err != nil {
			cancel()
			return err
		}
		d.say("", "The page stays open: http://%s/   Ctrl-C ends.", d.daemon.cfg.Listen)
		<-ctx.Done()
		return nil
	})
	err = g.Wait()
	if a.ctx.Err() != nil { // Ctrl-C
		return nil
	}
	return err
}

// demo is a local newspaper, the daemon, and a receiver that verifies.
type demo struct {
	out      io.Writer
	terminal bool
	began    time.Time
	paper    *press.Paper
	daemon   *daemon

	mu      sync.Mutex
	down    bool // the receiver answers 503
	refused []string
	alerts  []received
	seen    map[string]int // events of the monitor, by kind and title
	faults  []string
	came    chan struct{} // something came
}

type received struct {
	id    string
	alert notify.Alert
}

func (d *demo) open(ctx context.Context, g *errgroup.Group, dir, listen string) error {
	d.seen = map[string]int{}
	d.paper = press.New(time.Now)
	paper, err := d.paper.Start(ctx)
	if err != nil {
		return err
	}
	g.Go(func() error {
		<-ctx.Done()
		paper.Close()
		return nil
	})
	secret := webhook.NewSecret()
	hook, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	g.Go(func() error { return serveUntil(ctx, hook, d.receiver(secret)) })
	listen, err = freeAddress(listen)
	if err != nil {
		return err
	}
	text := fmt.Sprintf(demoConfig, dir, listen, paper.URL+"/", "http://"+hook.Addr().String()+"/hook", secret)
	cfg, err := config.Parse("demo.yaml", []byte(text), os.LookupEnv)
	if err != nil {
		return err
	}
	d.say("①", "newspaper  %s/lastnews/", paper.URL)
	d.say("①", "receiver   http://%s/hook  verifies every signature", hook.Addr())
	d.say("①", "page       http://%s/", listen)
	log := slog.New(slog.DiscardHandler) // the demo tells the story itself
	d.daemon, err = newDaemon(ctx, cfg, log, d.observe)
	return err
}

// freeAddress is the wanted address, or one with another port when that is in use.
func freeAddress(want string) (string, error) {
	l, err := net.Listen("tcp", want)
	if err != nil {
		host, _, herr := net.SplitHostPort(want)
		if herr != nil {
			return "", herr
		}
		if l, err = net.Listen("tcp", net.JoinHostPort(host, "0")); err != nil {
			return "", err
		}
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// receiver verifies, unless it plays an outage.
func (d *demo) receiver(secret string) http.Handler {
	sound := webhook.Receiver(secret, time.Now, d.receive)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		d.mu.Lock()
		down := d.down
		if down {
			d.refused = append(d.refused, r.Header.Get("webhook-id"))
		}
		d.mu.Unlock()
		if !down {
			sound.ServeHTTP(w, r)
			return
		}
		d.say("✗", "the receiver is away and answers 503 to %s", r.Header.Get("webhook-id"))
		http.Error(w, "away", http.StatusServiceUnavailable)
		d.signal()
	})
}

func (d *demo) receive(r webhook.Received) {
	alert := notify.Alert{}
	err := json.Unmarshal(r.Body, &alert)
	d.mu.Lock()
	switch {
	case !r.Verified:
		d.faults = append(d.faults, fmt.Sprintf("a delivery was not verified: %v", r.Reason))
	case err != nil:
		d.faults = append(d.faults, fmt.Sprintf("a delivery cannot be read: %v", err))
	case r.Again:
		d.faults = append(d.faults, "a delivery came twice: "+r.ID)
	default:
		d.alerts = append(d.alerts, received{r.ID, alert})
	}
	d.mu.Unlock()
	d.say("🔔", "alert %s, signature verified", r.ID)
	showAlert(d.out, alert, d.terminal)
	d.signal()
}

// observe counts what the monitor does and tells what is worth telling.
func (d *demo) observe(e monitor.Event) {
	d.mu.Lock()
	d.seen[e.Kind]++
	if e.Title != "" {
		d.seen[e.Kind+" "+e.Title]++
	}
	d.mu.Unlock()
	switch e.Kind {
	case "new":
		d.say("·", "read   %s  %s", e.URL, isolated(e.Title))
	case "filled":
		d.say("·", "stored %s  %s", e.URL, isolated(e.Title))
	case "version":
		d.say("·", "edited %s  %s", e.URL, isolated(e.Title))
	case "fault":
		d.say("!", "%s", e.Detail)
	}
	d.signal()
}

func (d *demo) signal() {
	select {
	case d.came <- struct{}{}:
	default:
	}
}

func (d *demo) say(sign, format string, args ...any) {
	fmt.Fprintf(d.out, "%6.1fs %s %s\n", time.Since(d.began).Seconds(), sign, fmt.Sprintf(format, args...))
}

// play is the story. It ends with an error when anything but the expected came.
func (d *demo) play(ctx context.Context) error {
	for _, act := range []func(context.Context) error{d.firstReading, d.newArticle, d.edit, d.duplicate, d.quiet, d.outage} {
		if err := act(ctx); err != nil {
			return err
		}
	}
	return d.verdict()
}

func (d *demo) firstReading(ctx context.Context) error {
	d.say("②", "first reading: what stands there is stored, and nobody is alerted of old news")
	for _, p := range press.Archive() {
		if err := d.wait(ctx, "the archive to be read: "+p.Title, func() bool { return d.seen["filled "+p.Title] > 0 }); err != nil {
			return err
		}
	}
	return d.expect(ctx)
}

func (d *demo) newArticle(ctx context.Context) error {
	d.say("③", "the newspaper publishes an article; two watches look for words in it")
	d.paper.Publish(press.SeedPiece())
	return d.expect(ctx, "article.matched داعش", "article.matched التحالف")
}

func (d *demo) edit(ctx context.Context) error {
	d.say("④", "the newspaper edits it: a new version, and an alert for the watch that asks for edits")
	d.paper.Edit(d.paper.Pieces()[0].Number, func(p *press.Piece) {
		e := press.EditedSeedPiece()
		p.Title, p.Paragraphs = e.Title, e.Paragraphs
	})
	return d.expect(ctx, "article.matched داعش", "article.matched التحالف", "article.updated داعش")
}

func (d *demo) duplicate(ctx context.Context) error {
	d.say("⑤", "the feed changes all its guids: the articles are the same, and nothing happens")
	d.paper.ChangeGUIDs()
	return d.nothing(ctx, "article.matched داعش", "article.matched التحالف", "article.updated داعش")
}

func (d *demo) quiet(ctx context.Context) error {
	p := press.QuietPiece()
	d.say("⑥", "an article without a watched word: stored, no alert")
	d.paper.Publish(p)
	if err := d.wait(ctx, "the quiet article to be read", func() bool { return d.seen["new "+p.Title] > 0 }); err != nil {
		return err
	}
	return d.nothing(ctx, "article.matched داعش", "article.matched التحالف", "article.updated داعش")
}

func (d *demo) outage(ctx context.Context) error {
	d.say("⑦", "the receiver goes away, and the newspaper publishes another watched article")
	d.setDown(true)
	d.paper.Publish(press.OutagePiece())
	if err := d.wait(ctx, "two attempts in vain", func() bool { return len(d.refused) >= 2 }); err != nil {
		return err
	}
	d.say("⑦", "the receiver is back: the same delivery is tried again, under the same id")
	d.setDown(false)
	return d.expect(ctx, "article.matched داعش", "article.matched التحالف", "article.updated داعش", "article.matched داعش")
}

func (d *demo) setDown(down bool) {
	d.mu.Lock()
	d.down = down
	d.mu.Unlock()
}

// expect waits until exactly these alerts have come since the beginning, in any order.
func (d *demo) expect(ctx context.Context, want ...string) error {
	slices.Sort(want)
	if err := d.wait(ctx, strings.Join(want, ", "), func() bool { return len(d.alerts) >= len(want) }); err != nil {
		return err
	}
	return d.compare(want)
}

// nothing gives the newspaper time to be read twice more; only these alerts may have come.
func (d *demo) nothing(ctx context.Context, want ...string) error {
	slices.Sort(want)
	d.mu.Lock()
	reads := d.seen["read"] + d.seen["unchanged"]
	d.mu.Unlock()
	if err := d.wait(ctx, "two more readings", func() bool { return d.seen["read"]+d.seen["unchanged"] >= reads+4 }); err != nil {
		return err
	}
	return d.compare(want)
}

func (d *demo) compare(want []string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	got := []string{}
	for _, r := range d.alerts {
		got = append(got, r.alert.Type+" "+r.alert.Data.Watch.Name)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) || len(d.faults) > 0 {
		return fmt.Errorf("the alerts were %q, expected %q; faults: %q", got, want, d.faults)
	}
	return nil
}

// wait waits until done, which is called with the lock held.
func (d *demo) wait(ctx context.Context, what string, done func() bool) error {
	limit := time.NewTimer(60 * time.Second)
	defer limit.Stop()
	for {
		d.mu.Lock()
		ok := done()
		d.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-d.came:
		case <-limit.C:
			return fmt.Errorf("waited a minute in vain for: %s", what)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// verdict looks at what only the end can tell: every alert marks its word, and the delivery that
// was refused came under its own id.
func (d *demo) verdict() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	last := d.alerts[len(d.alerts)-1]
	for _, id := range d.refused {
		if id != last.id {
			return fmt.Errorf("the delivery was tried as %s and came as %s", id, last.id)
		}
	}
	for _, r := range d.alerts {
		if !hasHit(r.alert) {
			return fmt.Errorf("alert %s marks no word", r.id)
		}
	}
	d.say("✓", "%d alerts, all verified, none twice, none too many", len(d.alerts))
	return nil
}

func hasHit(a notify.Alert) bool {
	for _, h := range a.Data.Highlights {
		for _, s := range h.Segments {
			if s.Hit {
				return true
			}
		}
	}
	return false
}
