package monitor

import (
	"context"
	"errors"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/marsad/marsad/scraper/fetch"
)

// Metrics are the daemon's figures for Prometheus, in a registry of their own.
type Metrics struct {
	Registry *prometheus.Registry

	polls, runs, fetches, events, deliveries, looks *prometheus.CounterVec
	fetchSeconds                                    *prometheus.HistogramVec
	extractSeconds, matchSeconds                    prometheus.Histogram
	attemptSeconds                                  *prometheus.HistogramVec
}

func newMetrics(m *Monitor) *Metrics {
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "marsad", Name: name, Help: help}, labels)
	}
	x := &Metrics{
		Registry:   prometheus.NewRegistry(),
		polls:      counter("polls_total", "Feeds and listings asked for, by what came: not_modified, same, read, unreadable.", "result"),
		runs:       counter("source_runs_total", "Runs of sources, by the state they ended in.", "state"),
		fetches:    counter("fetches_total", "Requests, by what was asked for (feed, listing, page) and result.", "kind", "result"),
		events:     counter("articles_total", "Articles taken, by what they were: new, filled, version, same, restored, removed; and alerts made.", "result"),
		looks:      counter("looks_total", "Looks at articles that were read before, by what came: not_modified, read, missing, failed, postponed (the hour's budget is spent).", "result"),
		deliveries: counter("delivery_attempts_total", "Attempts to deliver, by channel and result.", "channel", "result"),
		fetchSeconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "marsad", Name: "fetch_seconds", Help: "Time of a request, waiting for the host's gap included.",
			Buckets: []float64{.005, .02, .1, .5, 1, 2, 5, 15, 60}}, []string{"kind"}),
		extractSeconds: prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: "marsad", Name: "extract_seconds", Help: "Time to read a page.", Buckets: []float64{.001, .003, .01, .03, .1, .3, 1}}),
		matchSeconds:   prometheus.NewHistogram(prometheus.HistogramOpts{Namespace: "marsad", Name: "match_seconds", Help: "Time to match an article against all watches.", Buckets: []float64{1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 1e-2}}),
		attemptSeconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Namespace: "marsad", Name: "delivery_seconds", Help: "Time of an attempt to deliver.", Buckets: []float64{.01, .05, .2, 1, 5, 15}}, []string{"channel"}),
	}
	x.Registry.MustRegister(x.polls, x.runs, x.fetches, x.events, x.deliveries, x.looks, x.fetchSeconds, x.extractSeconds, x.matchSeconds, x.attemptSeconds,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &stateCollector{m})
	return x
}

func (x *Metrics) poll(result string)        { x.polls.WithLabelValues(result).Inc() }
func (x *Metrics) run(_, state string)       { x.runs.WithLabelValues(state).Inc() }
func (x *Metrics) event(kind string)         { x.events.WithLabelValues(kind).Inc() }
func (x *Metrics) look(result string)        { x.looks.WithLabelValues(result).Inc() }
func (x *Metrics) extracted(d time.Duration) { x.extractSeconds.Observe(d.Seconds()) }
func (x *Metrics) matched(d time.Duration)   { x.matchSeconds.Observe(d.Seconds()) }
func (x *Metrics) attempt(ch, res string, d time.Duration) {
	x.deliveries.WithLabelValues(ch, res).Inc()
	x.attemptSeconds.WithLabelValues(ch).Observe(d.Seconds())
}

func (x *Metrics) fetched(kind string, d time.Duration, err error) {
	x.fetchSeconds.WithLabelValues(kind).Observe(d.Seconds())
	x.fetches.WithLabelValues(kind, fetchResult(err)).Inc()
}

// fetchResult names an error in one of a few words, so that the label stays small.
func fetchResult(err error) string {
	var blocked *fetch.BlockedError
	var status *fetch.StatusError
	var large *fetch.TooLargeError
	var robots *fetch.RobotsError
	var private *fetch.PrivateError
	var cut *fetch.TruncatedError
	switch {
	case err == nil:
		return "ok"
	case errors.As(err, &blocked):
		return "blocked"
	case errors.As(err, &status):
		return "status"
	case errors.As(err, &large):
		return "too_large"
	case errors.As(err, &robots):
		return "robots"
	case errors.As(err, &private):
		return "private"
	case errors.As(err, &cut):
		return "truncated"
	case errors.Is(err, context.DeadlineExceeded):
		return "timeout"
	}
	return "error"
}

// stateCollector reads at scrape time what has a state rather than a count.
type stateCollector struct{ m *Monitor }

var (
	lastSuccess = prometheus.NewDesc("marsad_source_last_success_timestamp_seconds", "When a source was last read.", []string{"source"}, nil)
	sourceUp    = prometheus.NewDesc("marsad_source_up", "1 when the source's last run read it.", []string{"source", "state"}, nil)
	looksMost   = prometheus.NewDesc("marsad_source_looks_per_hour", "How many articles of a source may be looked at again in an hour.", []string{"source"}, nil)
	looksSpent  = prometheus.NewDesc("marsad_source_looks_spent", "How many were in the last hour.", []string{"source"}, nil)
	queueLength = prometheus.NewDesc("marsad_outbox_pending", "Deliveries that wait.", nil, nil)
	queueAge    = prometheus.NewDesc("marsad_outbox_age_seconds", "Age of the oldest delivery that waits.", nil, nil)
	leads       = prometheus.NewDesc("marsad_leading", "1 when this daemon works, 0 when it stands by.", nil, nil)
	stored      = prometheus.NewDesc("marsad_stored", "Rows in the database.", []string{"what"}, nil)
)

// Describe implements prometheus.Collector.
func (c *stateCollector) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{lastSuccess, sourceUp, looksMost, looksSpent, queueLength, queueAge, leads, stored} {
		ch <- d
	}
}

// Collect implements prometheus.Collector. What the database does not tell in time is left out.
func (c *stateCollector) Collect(ch chan<- prometheus.Metric) {
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	for _, s := range c.m.Status() {
		up := 0.0
		if s.State == StateOK {
			up = 1
		}
		gauge(sourceUp, up, s.ID, s.State)
		gauge(looksMost, float64(s.LooksAnHour), s.ID)
		gauge(looksSpent, float64(s.LooksSpent), s.ID)
		if !s.LastSuccessAt.IsZero() {
			gauge(lastSuccess, float64(s.LastSuccessAt.Unix()), s.ID)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	h := c.m.Health(ctx)
	lead := 0.0
	if h.Leading {
		lead = 1
	}
	gauge(leads, lead)
	if n, oldest, err := c.m.store.Backlog(ctx); err == nil {
		gauge(queueLength, float64(n))
		age := 0.0
		if !oldest.IsZero() {
			age = c.m.now().Sub(oldest).Seconds()
		}
		gauge(queueAge, age)
	}
	if n, err := c.m.store.Counts(ctx); err == nil {
		gauge(stored, float64(n.Articles), "articles")
		gauge(stored, float64(n.Versions), "versions")
		gauge(stored, float64(n.Matches), "matches")
		gauge(stored, float64(n.Alerts), "alerts")
	}
}
