package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/monitor"
	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/notify/webhook"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/store"
)

// load reads the configuration.
func (a *app) load() (*config.Config, error) { return config.Load(a.config) }

// openStore opens the configured database.
func (a *app) openStore(cfg *config.Config, log *slog.Logger) (*store.Store, error) {
	return store.Open(a.ctx, store.Options{Dir: cfg.DataDir, URL: cfg.Database, Log: log})
}

// planOf turns the configuration into what the monitor works on.
func planOf(cfg *config.Config, f *fetch.Client) (monitor.Plan, error) {
	p := monitor.Plan{Watches: cfg.Watches}
	for _, s := range cfg.Sources {
		if !cfg.Paused[s.ID] {
			p.Sources = append(p.Sources, s)
		}
	}
	for _, s := range cfg.Channels {
		ch, err := channelOf(s, f)
		if err != nil {
			return p, err
		}
		p.Receivers = append(p.Receivers, notify.Receiver{Name: s.Name, Target: target(s), Channel: ch, Retry: s.Retry, Concurrent: s.Webhook.Concurrent, Alarms: s.Alarms})
	}
	return p, nil
}

func channelOf(s config.Channel, f *fetch.Client) (notify.Channel, error) {
	ch, err := webhook.New(*s.Webhook, webhookClient(f, s), time.Now)
	if err != nil {
		return nil, fmt.Errorf("channel %s: %w", s.Name, err)
	}
	return ch, nil
}

func webhookClient(f *fetch.Client, s config.Channel) *http.Client {
	return f.WebhookClient(s.Webhook.Timeout)
}

// target tells one receiver's address from another without naming it.
func target(s config.Channel) string {
	sum := sha256.Sum256([]byte(s.Webhook.URL))
	return hex.EncodeToString(sum[:8])
}
