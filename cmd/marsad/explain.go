package main

import (
	"fmt"
	"io"
	"strconv"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

type watchExplainCmd struct {
	Watch string `arg:"" help:"Name of a configured watch, or a query with --query."`
	Input string `arg:"" optional:"" default:"-" help:"An article's number, a file, an http address, or - for standard input."`
	Query bool   `help:"The first argument is a query, not a name."`
}

// Run says part by part why an article matches or not, and ends with exitNoMatch when it does not.
func (c *watchExplainCmd) Run(a *app) error {
	test := watchTestCmd{Watch: c.Watch, Query: c.Query}
	w, cfg, err := test.watch(a)
	if err != nil {
		return err
	}
	art, err := a.articleOr(c.Input, cfg)
	if err != nil {
		return err
	}
	why, err := watch.Explain(w, art)
	if err != nil {
		return err
	}
	err = a.print(why, func(o io.Writer) { fmt.Fprint(o, why) })
	if err == nil && !why.Match {
		return errNoMatch
	}
	return err
}

// articleOr is an archived article when input is its number, else what readInput makes of it.
func (a *app) articleOr(input string, cfg *config.Config) (article.Article, error) {
	id, err := strconv.ParseInt(input, 10, 64)
	if err != nil {
		return a.readInput(input, cfg)
	}
	if cfg == nil {
		return article.Article{}, fmt.Errorf("article %d: the archive is found by the configuration, which cannot be read; write a file or an address instead", id)
	}
	var art article.Article
	err = a.withStore(cfg, func(s *store.Store) error {
		x, err := s.Article(a.ctx, id)
		if err != nil {
			return fmt.Errorf("article %d: %w", id, err)
		}
		art = x.Article
		return nil
	})
	return art, err
}
