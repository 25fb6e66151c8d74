package web

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/marsad/marsad/monitor"
)

// healthTime bounds the look at the database: a probe wants an answer.
const healthTime = 2 * time.Second

// databaseOK is what Health says of a database that answers.
const databaseOK = "ok"

func (s *server) health(ctx context.Context) monitor.Health {
	ctx, cancel := context.WithTimeout(ctx, healthTime)
	defer cancel()
	return s.daemon.Health(ctx)
}

// healthz answers 200 while the process works; what troubles it is in the body. Restarting marsad
// mends neither a full disk nor a database that is away.
func (s *server) healthz(w http.ResponseWriter, r *http.Request) error {
	return writeHealth(w, http.StatusOK, s.health(r.Context()))
}

// readyz answers 200 when the database answers, whether this daemon leads or stands by; else 503.
func (s *server) readyz(w http.ResponseWriter, r *http.Request) error {
	h := s.health(r.Context())
	status := http.StatusOK
	if h.Database != databaseOK {
		status = http.StatusServiceUnavailable
	}
	return writeHealth(w, status, h)
}

func writeHealth(w http.ResponseWriter, status int, h monitor.Health) error {
	b, err := json.Marshal(h)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	w.Write(append(b, '\n'))
	return nil
}

func (s *server) metricsPage(w http.ResponseWriter, r *http.Request) error {
	promhttp.HandlerFor(s.metrics, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}).ServeHTTP(w, r)
	return nil
}

// banner is something that everybody should know, on every page.
type banner struct {
	Key    string // of the catalogue
	Grave  bool
	Detail string
	At     time.Time // since when; zero: not known
}

func (s *server) banners(ctx context.Context) []banner {
	h := s.health(ctx)
	var out []banner
	if h.Database != databaseOK {
		out = append(out, banner{Key: "banner.database", Grave: true, Detail: h.Database})
	}
	if h.DiskFull {
		out = append(out, banner{Key: "banner.full", Grave: true})
	}
	if h.ConfigFault != "" {
		out = append(out, banner{Key: "banner.config", Grave: true, Detail: h.ConfigFault})
	}
	if !h.Leading {
		out = append(out, banner{Key: "banner.standby"})
	}
	return out
}
