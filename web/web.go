// Package web serves marsad's pages to people and its health and metrics to machines.
//
// Where things stand: the routes and what is asked of every request in web.go and guard.go,
// signing in in login.go, the language of a page in language.go with every word of it in
// catalogue.go, dates and figures in format.go, templates and error pages in render.go, then one
// file a page: overview.go, articles.go, try.go, article.go (with marks.go and diff.go), explain.go,
// history.go, deliveries.go, addsource.go, health.go. Serve, in serve.go, listens.
//
// Nothing that a newspaper, a receiver or a caller wrote is ever markup: html/template escapes all
// of it, no string is passed as template.HTML, an address becomes a link only when it is http or
// https, and the Content-Security-Policy allows no script but the one of this package.
//
// Pages work without scripts. Spans count bytes of the original text, as in package article.
//
// Not here: what is read, matched or delivered, and when (packages monitor and notify). The pages
// change nothing but a delivery that is sent again.
package web

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/monitor"
	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// Options are what the pages show and act on.
type Options struct {
	Store   *store.Store
	Monitor *monitor.Monitor
	Outbox  *notify.Outbox
	Zone    *time.Location // of the dates shown; nil: UTC
	Token   string         // asked for by every page but /healthz and /readyz; empty: nobody is asked
	Log     *slog.Logger   // nil: nothing is logged
	Version string
	Now     func() time.Time // nil: time.Now

	// Find looks at the address of a paper; nil: there is no page to add a source.
	Find Finder

	// Hosts are further names by which the pages are reached through this machine's loopback
	// address, as behind a reverse proxy. Without a Token others than localhost are refused there.
	Hosts []string
}

// daemon is what the pages ask of the monitor.
type daemon interface {
	Status() []monitor.SourceStatus
	Watches() []watch.Watch
	Learned() *lang.Learned
	Health(context.Context) monitor.Health
}

type server struct {
	store   *store.Store
	daemon  daemon
	outbox  *notify.Outbox
	metrics prometheus.Gatherer
	zone    *time.Location
	door    *door
	hosts   map[string]bool
	log     *slog.Logger
	version string
	now     func() time.Time
	views   views
	files   files
	csrf    *http.CrossOriginProtection
	find    Finder
	finds   rate
}

// New makes the handler of all pages. It is safe for concurrent use.
func New(o Options) (http.Handler, error) {
	if o.Store == nil || o.Monitor == nil || o.Outbox == nil {
		return nil, errors.New("web: Options needs a Store, a Monitor and an Outbox")
	}
	return newHandler(o, o.Monitor, o.Monitor.Metrics.Registry)
}

func newHandler(o Options, d daemon, metrics prometheus.Gatherer) (http.Handler, error) {
	s := &server{store: o.Store, daemon: d, outbox: o.Outbox, metrics: metrics, zone: o.Zone, hosts: names(o.Hosts),
		log: o.Log, version: o.Version, now: o.Now, csrf: http.NewCrossOriginProtection(), find: o.Find}
	if s.zone == nil {
		s.zone = time.UTC
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.door = newDoor(o.Token, s.now)
	s.finds.now = s.now
	var err error
	if s.views, err = parseViews(); err != nil {
		return nil, err
	}
	if s.files, err = readFiles(); err != nil {
		return nil, err
	}
	return s.guard(s.routes()), nil
}

// routes is the table of all addresses.
func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	s.handle(mux, http.MethodGet, "/{$}", s.overview)
	s.handle(mux, http.MethodGet, "/articles", s.articles)
	s.handle(mux, http.MethodGet, "/articles/{id}", s.article)
	s.handle(mux, http.MethodGet, "/try", s.try)
	s.handle(mux, http.MethodGet, "/articles/{id}/explain", s.explain)
	s.handle(mux, http.MethodGet, "/articles/{id}/history", s.history)
	s.handle(mux, http.MethodGet, "/edited", s.edited)
	s.handle(mux, http.MethodGet, "/deliveries", s.deliveries)
	s.handle(mux, http.MethodGet, "/deliveries/{id}", s.delivery)
	s.handle(mux, http.MethodPost, "/deliveries/{id}/replay", s.replay)
	s.handleForm(mux, "/sources/add", s.addSource, s.findSource)
	s.handle(mux, http.MethodGet, "/metrics", s.metricsPage)
	s.handleOpen(mux, http.MethodGet, "/healthz", s.healthz)
	s.handleOpen(mux, http.MethodGet, "/readyz", s.readyz)
	s.handleOpen(mux, http.MethodGet, "/static/{name}", s.static)
	s.handleOpen(mux, http.MethodPost, "/login", s.login)
	s.handleOpen(mux, http.MethodPost, "/logout", s.logout)
	mux.Handle("/", s.asked(s.page(func(http.ResponseWriter, *http.Request) error { return errNoPage })))
	return mux
}

// handle adds a page that asks for the token.
func (s *server) handle(mux *http.ServeMux, method, path string, h pageFunc) {
	mux.Handle(method+" "+path, s.asked(s.page(h)))
	mux.Handle(path, s.asked(s.page(onlyBy(method))))
}

// handleForm adds a page with a form that is sent to the page's own address.
func (s *server) handleForm(mux *http.ServeMux, path string, get, post pageFunc) {
	mux.Handle(http.MethodGet+" "+path, s.asked(s.page(get)))
	mux.Handle(http.MethodPost+" "+path, s.asked(s.page(post)))
	mux.Handle(path, s.asked(s.page(onlyBy("GET, HEAD, POST"))))
}

// handleOpen adds one that does not.
func (s *server) handleOpen(mux *http.ServeMux, method, path string, h pageFunc) {
	mux.Handle(method+" "+path, s.page(h))
	mux.Handle(path, s.page(onlyBy(method)))
}

// onlyBy answers requests by other methods than the one of an address.
func onlyBy(method string) pageFunc {
	if method == http.MethodGet {
		method = "GET, HEAD"
	}
	return func(w http.ResponseWriter, _ *http.Request) error {
		w.Header().Set("Allow", method)
		return errMethod
	}
}
