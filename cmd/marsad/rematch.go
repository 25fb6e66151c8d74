package main

import (
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/marsad/marsad/monitor"
)

type watchRematchCmd struct {
	Watch string `arg:"" help:"Name of a configured watch."`
	period
	Alert bool `help:"Alert what is found, each article once; without it what is found is kept and nobody is told."`
}

// Run matches the archive backwards, beside a running daemon or without one.
func (c *watchRematchCmd) Run(a *app) error {
	w, cfg, err := (&watchTestCmd{Watch: c.Watch}).watch(a)
	if err != nil {
		return err
	}
	part, err := c.sweep(w, cfg, time.Now())
	if err != nil {
		return err
	}
	d, err := newDaemon(a.ctx, cfg, logger(a.errout, slog.LevelWarn, cfg.Log.Format), nil)
	if err != nil {
		return err
	}
	defer d.close()
	var out monitor.Rematched
	bar := a.newBar()
	part.Progress = bar.show
	out, err = d.monitor.Rematch(a.ctx, w.Name, part, c.Alert)
	bar.end()
	if err != nil {
		return err
	}
	return a.print(out, func(o io.Writer) {
		fmt.Fprintf(o, "%d articles match, %d of them are new to the watch, %d alerts are queued\n", out.Hits, out.New, out.Alerted)
		if out.Alerted > 0 {
			fmt.Fprintln(o, "The running daemon sends them.")
		}
	})
}
