package main

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/marsad/marsad/config"
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

type checkCmd struct {
	Archive bool `default:"true" negatable:"" help:"Say how often the stored articles of the last week hold each watch, when there is an archive."`
}

type checked struct {
	File      string      `json:"file"`
	Sources   int         `json:"sources"`
	Channels  int         `json:"channels"`
	Spellings [][]string  `json:"spellings,omitempty"`
	Watches   []toldWatch `json:"watches"`
	Trouble   string      `json:"archive_trouble,omitempty"` // why the archive could not be asked
}

// Run checks the configuration without any side effect. Warnings are no faults: the file is sound.
func (c *checkCmd) Run(a *app) error {
	cfg, err := a.load()
	if err != nil {
		return err
	}
	out := checked{File: a.config, Sources: len(cfg.Sources), Channels: len(cfg.Channels), Spellings: cfg.Spellings.Groups()}
	out.Watches, out.Trouble = a.tell(cfg, cfg.Watches, c.Archive)
	return a.print(out, func(w io.Writer) { out.show(w) })
}

func (c checked) show(w io.Writer) {
	own := ""
	if n := len(c.Spellings); n > 0 {
		own = fmt.Sprintf(", %d names with spellings of your own", n)
	}
	fmt.Fprintf(w, "%s is sound: %d sources, %d watches, %d channels%s.\n", c.File, c.Sources, len(c.Watches), c.Channels, own)
	warnings := 0
	for _, x := range c.Watches {
		fmt.Fprintf(w, "  %s: %s\n", isolated(x.Name), x.Matches)
		x.show(w)
		warnings += len(x.Warnings)
	}
	if c.Trouble != "" {
		fmt.Fprintf(w, "The archive could not be asked how often it says them: %s\n", plain(c.Trouble))
	}
	if warnings > 0 {
		fmt.Fprintf(w, "Warnings: %d. marsad runs all the same.\n", warnings)
	}
}
