// Command newspapers measures the daemon over a simulated press (newspaperd): how many unchanged
// feeds it asks for beside a bare loop of conditional requests, how fast new articles become
// deliveries, what that costs, and whether anything is lost, doubled or missed when webhooks fail,
// guids change and articles are edited. All figures come from one run, so their ratios hold on a
// noisy machine.
//
//	go build -o marsad ./cmd/marsad
//	go run ./bench/newspapers -newspaperd PATH -marsad ./marsad -papers 1000
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
)

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" // of the test receiver, known to all

// phrase stands near the end of every article of the simulated press.
const phrase = "المتابعة المستمرة"

type bench struct {
	newspaperd, marsad, dir string
	papers, items           int
	interval                time.Duration
	database                string
	selectors               bool
	expect                  string

	control, port, page int
	press, daemon       *exec.Cmd
	log                 *os.File
}

func main() {
	log.SetFlags(0)
	var b bench
	flag.StringVar(&b.newspaperd, "newspaperd", "", "path of the simulated press")
	flag.StringVar(&b.marsad, "marsad", "./marsad", "path of the program under test")
	flag.IntVar(&b.papers, "papers", 1000, "newspapers")
	flag.IntVar(&b.items, "items", 30, "items in a feed")
	flag.DurationVar(&b.interval, "interval", time.Second, "interval of the papers while new articles are measured")
	flag.StringVar(&b.database, "database", "", "postgres://… instead of SQLite")
	flag.BoolVar(&b.selectors, "selectors", false, "tell the daemon where text stands on a page, instead of leaving it to the general extractor")
	flag.StringVar(&b.expect, "expect", "all", "all: one watch that every article matches; keyword: the watches «داعش» and «عدن», with decoys")
	flag.Parse()
	if b.newspaperd == "" {
		log.Fatal("newspapers: -newspaperd PATH is needed")
	}
	if err := b.run(); err != nil {
		log.Fatal("newspapers: ", err)
	}
}

func (b *bench) run() error {
	var err error
	if b.dir, err = os.MkdirTemp("", "marsad-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	if err := b.startPress(); err != nil {
		return err
	}
	defer stop(b.press)
	bare, err := b.bareLoop()
	if err != nil {
		return err
	}
	if err := b.startDaemon(); err != nil {
		return err
	}
	defer stop(b.daemon)
	for _, part := range []func() error{b.baseline, func() error { return b.unchanged(bare) }, b.burst, b.steady, b.failing, b.guids, b.edits} {
		if err := part(); err != nil {
			tail, _ := os.ReadFile(b.log.Name())
			return fmt.Errorf("%w\nlast lines of the daemon:\n%s", err, tail[max(0, len(tail)-2000):])
		}
	}
	return b.ending()
}

func (b *bench) startPress() error {
	ports, err := freePorts(3)
	if err != nil {
		return err
	}
	b.port, b.control, b.page = ports[0], ports[1], ports[2]
	b.press = exec.Command(b.newspaperd, "-papers", strconv.Itoa(b.papers), "-items", strconv.Itoa(b.items), "-port", strconv.Itoa(b.port), "-control", strconv.Itoa(b.control),
		"-hook-secret", secret, "-expect", b.expect, "-out", filepath.Join(b.dir, "report.json"))
	if err := b.press.Start(); err != nil {
		return err
	}
	return until(20*time.Second, "the press to answer", func() (bool, error) {
		_, err := b.get("/report", nil)
		return err == nil, nil
	})
}

// bareLoop asks for every feed with its ETag, as fast as 64 workers can, for five seconds.
func (b *bench) bareLoop() (perSecond float64, err error) {
	feeds, err := b.feeds()
	if err != nil {
		return 0, err
	}
	c := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 2, DisableCompression: true}}
	etags := make([]string, len(feeds))
	ask := func(i int) error {
		req, err := http.NewRequest(http.MethodGet, feeds[i], nil)
		if err != nil {
			return err
		}
		if etags[i] != "" {
			req.Header.Set("If-None-Match", etags[i])
		}
		resp, err := c.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		etags[i] = resp.Header.Get("ETag")
		_, err = io.Copy(io.Discard, resp.Body)
		return err
	}
	for i := range feeds {
		if err := ask(i); err != nil {
			return 0, err
		}
	}
	var n, next atomic.Int64
	began := time.Now()
	var wg sync.WaitGroup
	for range 64 {
		wg.Go(func() {
			for time.Since(began) < 5*time.Second {
				if ask(int(next.Add(1))%len(feeds)) == nil {
					n.Add(1)
				}
			}
		})
	}
	wg.Wait()
	rate := float64(n.Load()) / time.Since(began).Seconds()
	fmt.Printf("| bare loop of conditional GETs | %.0f/s |\n", rate)
	c.CloseIdleConnections()
	return rate, nil
}

func (b *bench) startDaemon() error {
	feeds, err := b.feeds()
	if err != nil {
		return err
	}
	var y strings.Builder
	fmt.Fprintf(&y, "data_dir: %q\ndatabase: %q\nlisten: \"127.0.0.1:%d\"\nallow_private: [\"127.0.0.0/8\"]\nlog: { level: warn, format: text }\nfetch: { gap: 1ms, timeout: 20s }\n", filepath.Join(b.dir, "data"), b.database, b.page)
	fmt.Fprintf(&y, "watches:\n%schannels:\n  - name: lab\n    retry: [1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s, 1s]\n    webhook: { url: \"http://127.0.0.1:%d/hook\", secret: %q, concurrent: 16 }\nsources:\n", b.watches(), b.control, secret)
	sel := ""
	if b.selectors {
		sel = `, selectors: { title: "article h1", body: ".article-body", section: ".section", date: time, byline: ".byline" }`
	}
	for i, u := range feeds {
		fmt.Fprintf(&y, "  - { id: p%d, feeds: [%q], every: %s%s }\n", i, u, b.interval, sel)
	}
	cfg := filepath.Join(b.dir, "marsad.yaml")
	if err := os.WriteFile(cfg, []byte(y.String()), 0o600); err != nil {
		return err
	}
	if b.log, err = os.Create(filepath.Join(b.dir, "log")); err != nil {
		return err
	}
	b.daemon = exec.Command(b.marsad, "run", "--config", cfg)
	b.daemon.Stdout, b.daemon.Stderr = b.log, b.log
	began := time.Now()
	if err := b.daemon.Start(); err != nil {
		return err
	}
	if err := until(30*time.Second, "the daemon to be ready", func() (bool, error) {
		resp, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/readyz", b.page))
		if err != nil {
			return false, nil
		}
		resp.Body.Close()
		return resp.StatusCode == http.StatusOK, nil
	}); err != nil {
		return err
	}
	fmt.Printf("| start with %d sources, until ready | %.2f s |\n", b.papers, time.Since(began).Seconds())
	_, err = b.get("/control/watch", url.Values{"name": {"marsad"}, "pid": {strconv.Itoa(b.daemon.Process.Pid)}})
	return err
}

// watches is the list of watches: what matches every article, or the words of the keyword classes.
func (b *bench) watches() string {
	if b.expect == "keyword" {
		return "  - { name: d, query: \"داعش OR عدن\", to: [lab] }\n"
	}
	return fmt.Sprintf("  - { name: phrase, keyword: %q, on: [new, edit], to: [lab] }\n", phrase)
}

// baseline waits until every archive page was read.
func (b *bench) baseline() error {
	began := time.Now()
	want := b.papers * b.items
	last, since := -1.0, time.Now()
	if err := until(30*time.Minute, "the archive to be read", func() (bool, error) {
		r, err := b.report()
		if err != nil {
			return false, err
		}
		n := r.num("press", "page_200")
		if n != last {
			last, since = n, time.Now()
		}
		if time.Since(since) > 60*time.Second {
			return false, fmt.Errorf("only %.0f of %d pages were read", n, want)
		}
		return int(n) >= want, nil
	}); err != nil {
		return err
	}
	took := time.Since(began).Seconds()
	r, err := b.report()
	if err != nil {
		return err
	}
	fmt.Printf("| first reading: %d archive pages of 60 to 200 KB | %.0f s, %.0f pages/s, %.1f CPU s per 1,000 |\n", want, took, float64(want)/took, r.cpu()/float64(want)*1000)
	fmt.Printf("| alerts for the archive | %.0f |\n", r.num("webhooks", "archive_articles"))
	fmt.Printf("| memory after it, peak | %.0f MiB |\n", r.rss())
	return nil
}

// unchanged counts the feeds that are asked for in ten seconds when nothing is new.
func (b *bench) unchanged(bare float64) error {
	time.Sleep(3 * time.Second)
	if _, err := b.get("/control/reset", nil); err != nil {
		return err
	}
	time.Sleep(10 * time.Second)
	r, err := b.report()
	if err != nil {
		return err
	}
	n := r.num("press", "feed_304")
	fmt.Printf("| unchanged feeds, interval %s | %.0f/s = %.2f of the bare loop (asked for: %.0f/s), %.2f CPU ms each |\n", b.interval, n/10, n/10/bare, float64(b.papers)/b.interval.Seconds(), r.cpu()/n*1000)
	return nil
}

// burst publishes one article in each paper at once.
func (b *bench) burst() error {
	if _, err := b.get("/control/reset", nil); err != nil {
		return err
	}
	began := time.Now()
	if err := b.publish(b.papers); err != nil {
		return err
	}
	r, err := b.settle()
	if err != nil {
		return err
	}
	took := time.Since(began).Seconds()
	fmt.Printf("| %d new articles at once, durable, delivered | %.1f s = %.0f/s, %.1f CPU s per 1,000 |\n", b.papers, took, float64(b.papers)/took, r.cpu()/float64(b.papers)*1000)
	fmt.Printf("| full bodies in the alerts, boilerplate leaked | %.0f of %d, %.0f |\n", r.num("webhooks", "full_body"), b.papers, r.num("webhooks", "with_boilerplate"))
	return nil
}

// steady publishes at a rate and looks at the delays.
func (b *bench) steady() error {
	if _, err := b.get("/control/reset", nil); err != nil {
		return err
	}
	if _, err := b.get("/control/rate", url.Values{"r": {"20"}}); err != nil {
		return err
	}
	time.Sleep(20 * time.Second)
	if _, err := b.get("/control/rate", url.Values{"r": {"0"}}); err != nil {
		return err
	}
	r, err := b.settle()
	if err != nil {
		return err
	}
	l, _ := r["webhooks"].(map[string]any)["publish_to_webhook_s"].(map[string]any)
	fmt.Printf("| publish → webhook at 20 articles/s, interval %s | p50 %.2f s, p95 %.2f s, max %.2f s |\n", b.interval, l["P50"], l["P95"], l["Max"])
	return b.verdict(r, "calm")
}

// failing lets the receiver answer 500 to a fifth and hang on a twentieth.
func (b *bench) failing() error {
	if _, err := b.get("/control/reset", nil); err != nil {
		return err
	}
	if _, err := b.get("/control/set", url.Values{"hook500": {"0.2"}, "hooktimeout": {"0.05"}}); err != nil {
		return err
	}
	if err := b.publish(200); err != nil {
		return err
	}
	time.Sleep(20 * time.Second)
	if _, err := b.get("/control/set", url.Values{"hook500": {"0"}, "hooktimeout": {"0"}}); err != nil {
		return err
	}
	r, err := b.settle()
	if err != nil {
		return err
	}
	return b.verdict(r, "20 % answered 500, 5 % left hanging")
}

// guids changes every guid with every change of a feed.
func (b *bench) guids() error {
	if _, err := b.get("/control/reset", nil); err != nil {
		return err
	}
	if _, err := b.get("/control/fault", url.Values{"spec": {"guid=1"}}); err != nil {
		return err
	}
	if err := b.publish(b.papers); err != nil {
		return err
	}
	r, err := b.settle()
	if err != nil {
		return err
	}
	if _, err := b.get("/control/fault", url.Values{"spec": {""}}); err != nil {
		return err
	}
	return b.verdict(r, "guids that change")
}

// edits changes the headline of an article in each of a hundred papers. All of them are watched.
func (b *bench) edits() error {
	const versions, alerts = `marsad_articles_total{result="version"}`, `marsad_articles_total{result="alert"}`
	since := map[string]float64{}
	for _, name := range []string{versions, alerts} {
		n, err := b.metric(name)
		if err != nil {
			return err
		}
		since[name] = n
	}
	n := min(100, b.papers)
	if _, err := b.get("/control/edit", url.Values{"n": {strconv.Itoa(n)}}); err != nil {
		return err
	}
	got := map[string]float64{}
	_ = until(60*time.Second, "the edits", func() (bool, error) {
		for name, before := range since {
			now, err := b.metric(name)
			if err != nil {
				return false, err
			}
			got[name] = now - before
		}
		return got[versions] >= float64(n) && (b.expect == "keyword" || got[alerts] >= float64(n)), nil
	})
	fmt.Printf("| edits that became versions, alerts of the watch that asks for edits | %.0f and %.0f of %d |\n", got[versions], got[alerts], n)
	return nil
}

func (b *bench) ending() error {
	r, err := b.report()
	if err != nil {
		return err
	}
	fmt.Printf("| memory at the end, peak since the last reset | %.0f MiB |\n", r.rss())
	began := time.Now()
	if err := b.daemon.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	err = b.daemon.Wait()
	fmt.Printf("| SIGTERM | ended after %.1f s, %v |\n", time.Since(began).Seconds(), b.daemon.ProcessState)
	return err
}

func (b *bench) verdict(r report, when string) error {
	if classes, err := json.Marshal(r["webhooks"].(map[string]any)["by_class"]); err == nil && b.expect == "keyword" {
		fmt.Printf("| %s: by class, unwanted | %s, %.0f |\n", when, classes, r.num("webhooks", "unwanted"))
	}
	ids, _ := r["webhooks"].(map[string]any)["by_webhook_id"].(map[string]any)
	fmt.Printf("| %s: expected, delivered, lost | %.0f, %.0f, %.0f |\n", when, r.num("webhooks", "expected"), r.num("webhooks", "delivered"), r.num("webhooks", "lost"))
	fmt.Printf("| … under two ids, same id again, old articles, bad signatures | %v, %v, %.0f, %.0f |\n", ids["articles_tried_under_two_ids"], ids["accepted_again_same_id"], r.num("webhooks", "archive_articles"), r.num("webhooks", "signature_bad")+r.num("webhooks", "signature_none"))
	return nil
}

func (b *bench) publish(n int) error {
	_, err := b.get("/control/publish", url.Values{"n": {strconv.Itoa(n)}})
	return err
}

// settle waits until nothing that was published is missing.
func (b *bench) settle() (r report, err error) {
	err = until(3*time.Minute, "every article to be delivered", func() (bool, error) {
		if r, err = b.report(); err != nil {
			return false, err
		}
		return r.num("webhooks", "lost") == 0, nil
	})
	if err != nil {
		return r, err
	}
	time.Sleep(2 * time.Second) // late doubles
	return b.report()
}

type report map[string]any

func (r report) num(part, name string) float64 {
	m, _ := r[part].(map[string]any)
	n, _ := m[name].(float64)
	return n
}

func (r report) process(name string) float64 {
	m, _ := r["process"].(map[string]any)
	p, _ := m["marsad"].(map[string]any)
	n, _ := p[name].(float64)
	return n
}

func (r report) cpu() float64 { return r.process("cpu_s") }
func (r report) rss() float64 { return r.process("peak_rss_mib") }

func (b *bench) report() (report, error) {
	body, err := b.get("/report", nil)
	if err != nil {
		return nil, err
	}
	var r report
	return r, json.Unmarshal(body, &r)
}

func (b *bench) feeds() ([]string, error) {
	body, err := b.get("/feeds.txt", nil)
	return strings.Fields(string(body)), err
}

func (b *bench) get(path string, q url.Values) ([]byte, error) {
	resp, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d%s?%s", b.control, path, q.Encode()))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}

func (b *bench) metric(name string) (float64, error) {
	resp, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d/metrics", b.page))
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(body)) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			return strconv.ParseFloat(strings.TrimSpace(rest), 64)
		}
	}
	return 0, nil
}

func until(limit time.Duration, what string, done func() (bool, error)) error {
	for began := time.Now(); time.Since(began) < limit; time.Sleep(100 * time.Millisecond) {
		if ok, err := done(); err != nil || ok {
			return err
		}
	}
	return errors.New("waited in vain for " + what)
}

func stop(c *exec.Cmd) {
	if c == nil || c.ProcessState != nil {
		return
	}
	c.Process.Signal(syscall.SIGTERM)
	c.Wait()
}

func freePorts(n int) ([]int, error) {
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}
