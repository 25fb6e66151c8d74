package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
	"golang.org/x/sync/errgroup"

	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/monitor"
	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/scraper/websub"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/web"
)

// hubTimeout bounds one question to a feed's hub.
const hubTimeout = 10 * time.Second

type runCmd struct{}

// Run is the daemon.
func (c *runCmd) Run(a *app) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	log := logger(a.errout, cfg.Log.Level, cfg.Log.Format)
	if os.Getenv("GOGC") == "" {
		// Reading pages makes much garbage over a small heap: with half of Go's head room 1,000 papers
		// are first read in 185 MiB instead of 250.
		debug.SetGCPercent(50)
	}
	d, err := newDaemon(a.ctx, cfg, log, nil)
	if err != nil {
		return err
	}
	defer d.close()
	log.Info("marsad begins", "version", versionText(), "config", a.config, "database", d.store.Engine(), "sources", len(cfg.Sources), "watches", len(cfg.Watches), "page", "http://"+cfg.Listen+"/")
	g, ctx := errgroup.WithContext(a.ctx)
	g.Go(func() error { return d.serve(ctx) })
	g.Go(func() error { return d.reloads(ctx, a.config) })
	err = g.Wait()
	log.Info("marsad ended")
	return err
}

// daemon is the wired program.
type daemon struct {
	cfg     *config.Config
	log     *slog.Logger
	store   *store.Store
	fetch   *fetch.Client
	monitor *monitor.Monitor
	outbox  *notify.Outbox
}

// newDaemon wires the rooms. observe may be nil.
func newDaemon(ctx context.Context, cfg *config.Config, log *slog.Logger, observe func(monitor.Event)) (*daemon, error) {
	d := &daemon{cfg: cfg, log: log}
	var err error
	if d.fetch, err = fetch.New(cfg.Fetch, log); err != nil {
		return nil, err
	}
	if d.store, err = store.Open(ctx, store.Options{Dir: cfg.DataDir, URL: cfg.Database, Log: log}); err != nil {
		return nil, err
	}
	if d.outbox, err = notify.NewOutbox(ctx, d.store, log); err != nil {
		d.store.Close()
		return nil, err
	}
	d.monitor = monitor.New(monitor.Options{Store: d.store, Fetch: d.fetch, Outbox: d.outbox, Log: log, PageURL: cmp.Or(cfg.PublicURL, pageURL(cfg.Listen)), Observe: observe,
		Public: cfg.PublicURL, Hubs: d.fetch.WebhookClient(hubTimeout)})
	if err := d.apply(ctx, cfg); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// pageURL is the address of the pages for links in alerts; empty when they listen on every address
// of the machine, for then no one of them is theirs.
func pageURL(listen string) string {
	host, _, err := net.SplitHostPort(listen)
	if ip, perr := netip.ParseAddr(host); err != nil || host == "" || perr == nil && ip.IsUnspecified() {
		return ""
	}
	return "http://" + listen
}

func (d *daemon) apply(ctx context.Context, cfg *config.Config) error {
	plan, err := planOf(cfg, d.fetch)
	if err != nil {
		return err
	}
	return d.monitor.Apply(ctx, plan)
}

// serve runs the monitor and the pages until ctx ends.
func (d *daemon) serve(ctx context.Context) error {
	find, err := newFinder(d.cfg, d.log)
	if err != nil {
		return err
	}
	h, err := web.New(web.Options{Find: find, Store: d.store, Monitor: d.monitor, Outbox: d.outbox, Zone: d.cfg.Zone, Token: d.cfg.Token, Log: d.log, Version: versionText()})
	if err != nil {
		return err
	}
	if hubs := d.monitor.Hubs(); hubs != nil { // hubs have no token; each calls an address that nobody else can guess
		mux := http.NewServeMux()
		mux.Handle(websub.Path, hubs)
		mux.Handle("/", h)
		h = mux
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return d.monitor.Run(ctx) })
	g.Go(func() error { return d.servePages(ctx, h) })
	return g.Wait()
}

// servePages waits for an address that is in use: a daemon that stands by on the same machine has
// the same configuration, and one that leads watches newspapers whether its pages are seen or not.
func (d *daemon) servePages(ctx context.Context, h http.Handler) error {
	for told := false; ; told = true {
		err := web.Serve(ctx, d.cfg.Listen, h, d.log)
		if !errors.Is(err, syscall.EADDRINUSE) {
			return err
		}
		if !told {
			d.log.Warn("the pages wait: their address is in use, by another daemon that leads or another program", "listen", d.cfg.Listen)
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
			return nil
		}
	}
}

func (d *daemon) close() {
	d.fetch.CloseIdle()
	if err := d.store.Close(); err != nil {
		d.log.Warn("closing the database", "error", err)
	}
}

// reloads applies the configuration anew on SIGHUP and when the file changes. A bad file leaves
// the old one in force and shows in health.
func (d *daemon) reloads(ctx context.Context, path string) error {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	changed, stop := fileChanges(path, d.log)
	defer stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-hup:
			d.reload(ctx, path)
		case <-changed:
			d.reload(ctx, path)
		}
	}
}

func (d *daemon) reload(ctx context.Context, path string) {
	cfg, err := config.Load(path)
	if err == nil {
		err = d.restartNeeded(cfg)
	}
	if err == nil {
		err = d.apply(ctx, cfg)
	}
	if err != nil {
		d.log.Error("the configuration was not taken; the old one stays in force", "error", err)
		d.monitor.ConfigFault(err.Error())
		return
	}
	d.monitor.ConfigFault("")
	d.log.Info("configuration taken", "sources", len(cfg.Sources), "watches", len(cfg.Watches))
}

// restartNeeded names what cannot be changed while the daemon runs.
func (d *daemon) restartNeeded(cfg *config.Config) error {
	var what []string
	for name, differs := range map[string]bool{
		"data_dir": cfg.DataDir != d.cfg.DataDir, "database": cfg.Database != d.cfg.Database,
		"listen": cfg.Listen != d.cfg.Listen, "public_url": cfg.PublicURL != d.cfg.PublicURL, "token": cfg.Token != d.cfg.Token,
	} {
		if differs {
			what = append(what, name)
		}
	}
	if len(what) > 0 {
		return fmt.Errorf("%s cannot be changed while marsad runs: restart it", strings.Join(what, ", "))
	}
	return nil
}

// fileChanges tells when a file was written or replaced, once it has been quiet for a moment. The
// folder is watched, for editors replace a file rather than write to it.
func fileChanges(path string, log *slog.Logger) (<-chan struct{}, func()) {
	out := make(chan struct{}, 1)
	w, err := fsnotify.NewWatcher()
	if err == nil {
		err = w.Add(filepath.Dir(path))
	}
	if err != nil {
		log.Warn("changes of the configuration file are not noticed by themselves; send SIGHUP", "error", err)
		return out, func() {}
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		quiet := time.NewTimer(time.Hour)
		quiet.Stop()
		for {
			select {
			case e, ok := <-w.Events:
				if !ok {
					return
				}
				if filepath.Base(e.Name) == filepath.Base(path) && !e.Has(fsnotify.Chmod) {
					quiet.Reset(300 * time.Millisecond)
				}
			case <-w.Errors:
			case <-quiet.C:
				select {
				case out <- struct{}{}:
				default:
				}
			}
		}
	}()
	return out, func() {
		w.Close()
		<-ended
	}
}
