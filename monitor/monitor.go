// Package monitor is the daemon's heart: who runs when (due.go), what a run does
// (poll.go), the way of one article from its address to its queued alerts (take.go; its page in read.go,
// what a new version means for a watch in edit.go, which alerts are made in alerts.go), when it is looked at
// again (revisit.go) and counts as taken down (removal.go), how a source fares (health.go) and who is told
// (alarm.go), and how all of it starts, changes its configuration and stops (daemon.go).
//
// A source is never read by two runs at a time; one that hangs, fails or panics stops no other.
// What is due stands in memory, ordered by time: polls are no jobs, and an answer «not modified»
// does not touch the database. Due times and validators are written behind, in batches.
//
// Not here: when a schedule is due (package sources/schedule), how a page is fetched or read (package scraper), what a watch means (package watch),
// how an alert reaches its receiver (package notify).
package monitor

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/scraper"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/scraper/websub"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/sources/schedule"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// Options are what a monitor works with.
type Options struct {
	Store   *store.Store
	Fetch   *fetch.Client
	Outbox  *notify.Outbox
	Log     *slog.Logger
	Now     func() time.Time // nil: time.Now
	PageURL string           // of marsad's own pages, for links in alerts; empty: no links
	Public  string           // the pages' address as the world reaches it, for hubs; empty: no feed is subscribed
	Hubs    *http.Client     // guarded, for asking hubs; nil: no feed is subscribed
	Observe func(Event)      // told what happens, for the demo; nil: nobody. Must not block
}

// Plan is what the configuration says.
type Plan struct {
	Sources   []sources.Source
	Watches   []watch.Watch
	Receivers []notify.Receiver
}

// Event is one thing that happened.
type Event struct {
	Kind   string // "read", "unchanged", "new", "filled" (the page of an article whose words were known), "version", "same", "alert", "fault"
	Source string
	URL    string
	Title  string
	Detail string
}

// Monitor reads newspapers and queues alerts. Make it with New, give it a Plan with Apply, and
// let Run work.
type Monitor struct {
	store   *store.Store
	fetch   *fetch.Client
	pages   *scraper.Pages
	outbox  *notify.Outbox
	log     *slog.Logger
	now     func() time.Time
	pageURL string
	observe func(Event)
	Metrics *Metrics
	hubs    *websub.Subscriber // nil: no feed is subscribed

	matching atomic.Pointer[matching]
	lexicon  lexicon
	cpu      chan struct{} // bounds extraction and matching to the processors there are
	filling  chan struct{} // bounds the owed pages in hand: an archive of thousands is no reason to fill the memory
	wake     chan struct{} // the order of due sources changed
	stories  stories

	mu      sync.Mutex
	desks   map[string]*desk
	due     dueHeap
	leading bool
	fault   string // of the configuration, for health; empty: none
	loaded  bool   // states were read from the store
}

// matching is what articles are matched with: swapped whole when the configuration changes.
type matching struct {
	learned *lang.Learned
	index   *watch.Set
	watches []watch.Watch       // with their versions
	to      map[string][]string // channels by watch
	on      map[string][]string // events by watch
	follow  map[string]watch.Follow
	sources map[string]sources.Source
	alarms  []string // channels that are told how sources fare
}

// New makes a monitor.
func New(o Options) *Monitor {
	m := &Monitor{store: o.Store, fetch: o.Fetch, pages: scraper.NewPages(o.Fetch), outbox: o.Outbox, log: o.Log, now: o.Now, pageURL: o.PageURL, observe: o.Observe,
		cpu: make(chan struct{}, runtime.GOMAXPROCS(0)), filling: make(chan struct{}, 4*runtime.GOMAXPROCS(0)), wake: make(chan struct{}, 1), desks: map[string]*desk{}}
	if m.now == nil {
		m.now = time.Now
	}
	if m.log == nil {
		m.log = slog.New(slog.DiscardHandler)
	}
	if m.observe == nil {
		m.observe = func(Event) {}
	}
	m.hubs = m.newHubs(o.Public, o.Hubs)
	m.Metrics = newMetrics(m)
	m.outbox.OnAttempt = m.Metrics.attempt
	return m
}

// Apply puts a plan into force: at the start, and again whenever the configuration changed. A
// source that is being read finishes that reading under the old plan. An error leaves the old
// plan in force.
func (m *Monitor) Apply(ctx context.Context, p Plan) error {
	readers := make(map[string]*sources.Reader, len(p.Sources))
	schedules := make(map[string]schedule.Schedule, len(p.Sources))
	for _, s := range p.Sources {
		r, err := sources.Compile(s)
		if err != nil {
			return fmt.Errorf("source %s: %w", s.ID, err)
		}
		sch, err := scheduleOf(s)
		if err != nil {
			return fmt.Errorf("source %s: %w", s.ID, err)
		}
		readers[s.ID], schedules[s.ID] = r, sch
	}
	mt, err := m.compile(ctx, p)
	if err != nil {
		return err
	}
	if err := m.recall(ctx); err != nil {
		return err
	}
	if err := m.outbox.SetReceivers(ctx, p.Receivers); err != nil {
		return fmt.Errorf("channels: %w", err)
	}
	m.matching.Store(mt)
	m.relearn()
	m.seat(p.Sources, readers, schedules)
	if m.hubs != nil {
		m.hubs.Retain(ctx, func(source, feed string) bool {
			r := readers[source]
			return r != nil && (slices.Contains(r.Source().Feeds, feed) || slices.Contains(r.Source().Probe, feed))
		})
	}
	return nil
}

// compile gives each watch its version and builds the index.
func (m *Monitor) compile(ctx context.Context, p Plan) (*matching, error) {
	mt := &matching{to: map[string][]string{}, on: map[string][]string{}, follow: map[string]watch.Follow{}, sources: map[string]sources.Source{}}
	ws := append([]watch.Watch(nil), p.Watches...)
	err := m.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		for i, w := range ws {
			v, err := tx.WatchVersion(ctx, w.Name, w.Text(), w.Spelled())
			if err != nil {
				return err
			}
			ws[i].Version = v
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("watches: %w", err)
	}
	for _, w := range ws {
		mt.to[w.Name], mt.on[w.Name], mt.follow[w.Name] = w.To, w.On, w.Follow
	}
	for _, s := range p.Sources {
		mt.sources[s.ID] = s
	}
	for _, r := range p.Receivers {
		if r.Alarms {
			mt.alarms = append(mt.alarms, r.Name)
		}
	}
	mt.watches = ws
	if before := m.matching.Load(); before != nil {
		mt.index, err = before.index.With(ws)
		mt.learned = before.learned
	} else {
		mt.index, err = watch.NewSet(ws)
	}
	return mt, err
}

// ConfigFault notes that the configuration on disk cannot be used and the old one stays in force;
// empty: all is well. Health shows it.
func (m *Monitor) ConfigFault(msg string) {
	m.mu.Lock()
	m.fault = msg
	m.mu.Unlock()
}

// Health is what /healthz and /readyz tell.
type Health struct {
	Leading     bool   `json:"leading"`
	DiskFull    bool   `json:"disk_full,omitempty"`
	Database    string `json:"database"` // "ok", or what is wrong
	ConfigFault string `json:"config_fault,omitempty"`
}

// Health looks at the daemon and its database.
func (m *Monitor) Health(ctx context.Context) Health {
	m.mu.Lock()
	h := Health{Leading: m.leading, ConfigFault: m.fault, DiskFull: m.store.Full(), Database: "ok"}
	m.mu.Unlock()
	if err := m.store.Ping(ctx); err != nil {
		h.Database = err.Error()
	}
	return h
}
