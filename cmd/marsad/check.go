package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/watch"
)

type initCmd struct {
	Force bool `help:"Overwrite a file that is there."`
}

// Run writes the example configuration.
func (c *initCmd) Run(a *app) error {
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if c.Force {
		flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	f, err := os.OpenFile(a.config, flags, 0o600) // it may come to hold secrets
	if errors.Is(err, os.ErrExist) {
		return fmt.Errorf("%s is there already; --force overwrites it", a.config)
	}
	if err != nil {
		return err
	}
	if _, err := io.WriteString(f, config.Example()); err != nil {
		f.Close()
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return a.print(map[string]string{"written": a.config}, func(w io.Writer) {
		fmt.Fprintf(w, "%s is written. Next:\n  marsad check   looks for mistakes\n  marsad run     begins to watch\n", a.config)
	})
}

type checkCmd struct{}

type checkedWatch struct {
	Name    string   `json:"name"`
	Matches string   `json:"matches"`
	To      []string `json:"to"`
}

// Run checks the configuration without any side effect.
func (c *checkCmd) Run(a *app) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	out := struct {
		File     string         `json:"file"`
		Sources  int            `json:"sources"`
		Channels int            `json:"channels"`
		Watches  []checkedWatch `json:"watches"`
	}{File: a.config, Sources: len(cfg.Sources), Channels: len(cfg.Channels), Watches: []checkedWatch{}}
	for _, w := range cfg.Watches {
		out.Watches = append(out.Watches, checkedWatch{w.Name, watch.Describe(w), w.To})
	}
	return a.print(out, func(w io.Writer) {
		fmt.Fprintf(w, "%s is sound: %d sources, %d watches, %d channels.\n", a.config, out.Sources, len(out.Watches), out.Channels)
		for _, x := range out.Watches {
			fmt.Fprintf(w, "  %s: %s\n", isolated(x.Name), x.Matches)
		}
	})
}
