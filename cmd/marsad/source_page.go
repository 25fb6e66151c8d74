package main

import (
	"context"
	"log/slog"

	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/scraper"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/sources/catalogue"
	"github.com/marsad/marsad/sources/discover"
	"github.com/marsad/marsad/web"
)

// newFinder is the search behind the page that adds a source. Its client is its own, without
// allow_private: an address that the operator trusts for his own sources is still not for whoever can
// open a page. It asks robots.txt whatever the configuration says.
func newFinder(cfg *config.Config, log *slog.Logger) (web.Finder, error) {
	settings := cfg.Fetch
	settings.AllowPrivate, settings.IgnoreRobots = nil, false
	f, err := fetch.New(settings, log)
	if err != nil {
		return nil, err
	}
	d := scraper.NewDiscovery(f)
	return func(ctx context.Context, address string) (*discover.Finding, string, error) {
		defer f.CloseIdle()
		address = withScheme(address)
		found, err := discover.Find(ctx, discover.Options{Web: d, Extract: d.Extract, Known: knownAt(address), Zone: cfg.Zone}, address)
		if err != nil || found.Problem != nil {
			return found, "", err
		}
		found.Source.ID = freeID(cfg, found.Source.ID)
		return found, config.SourceText(found.Source), nil
	}, nil
}

// knownAt is what the catalogue says of the paper at an address.
func knownAt(address string) sources.Source {
	papers, err := catalogue.All()
	if err != nil {
		return sources.Source{}
	}
	p, ok := catalogue.Of(papers, address)
	if !ok {
		return sources.Source{}
	}
	src := p.Source()
	src.Home = ""
	return src
}
