// Command marsad watches newspapers: it reads their feeds and pages, and sends a signed webhook
// when a watched keyword appears.
//
// Here stand flags, wiring and output; what a command does stands in the rooms.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/marsad/marsad/config"
)

// version is set by the release build: -ldflags "-X main.version=v1.2.3".
var version = ""

// Exit codes, as README.md and docs/operations.md name them.
const (
	exitOK      = 0
	exitFailed  = 1 // it was tried and did not work
	exitUsage   = 2 // the command line cannot be read
	exitConfig  = 3 // the configuration is wrong; every fault was printed
	exitNoMatch = 4 // watch test: the watch does not match; webhook: a signature is wrong
)

// errNoMatch ends a command with exitNoMatch and without a message: the answer was printed.
var errNoMatch = errors.New("no match")

// commands is the command line.
type commands struct {
	Config string `short:"c" default:"marsad.yaml" env:"MARSAD_CONFIG" type:"path" help:"Configuration file."`
	JSON   bool   `help:"Print JSON for programs instead of text for people."`

	Init    initCmd    `cmd:"" help:"Write a commented marsad.yaml to begin with."`
	Check   checkCmd   `cmd:"" help:"Check the configuration and say what each watch will match."`
	Run     runCmd     `cmd:"" help:"Run the daemon."`
	Demo    demoCmd    `cmd:"" help:"Show everything at work: a local newspaper, an article, a signed alert."`
	Source  sourceCmd  `cmd:"" help:"Sources: list, add, test, import, export."`
	Watch   watchCmd   `cmd:"" help:"Watches: list, add, test, explain, backtest, rematch, eval."`
	Article articleCmd `cmd:"" help:"Stored articles: list, search, show."`
	Story   storyCmd   `cmd:"" help:"Stories that several papers carry: show, why, join, split."`

	Delivery deliveryCmd `cmd:"" help:"Deliveries: list, show, replay."`
	Channel  channelCmd  `cmd:"" help:"Channels: test."`
	Webhook  webhookCmd  `cmd:"" help:"Receive webhooks here, verify and print them."`
	Extract  extractCmd  `cmd:"" help:"Read article pages: from files, addresses, or JSON lines."`
	Version  versionCmd  `cmd:"" help:"Print the version."`
}

// app is what a command works with.
type app struct {
	ctx    context.Context
	config string
	json   bool
	stdin  io.Reader
	out    io.Writer
	errout io.Writer
	getenv func(string) (string, bool)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is main without the process around it.
func run(ctx context.Context, args []string, stdin io.Reader, out, errout io.Writer) int {
	var c commands
	parser, err := kong.New(&c, kong.Name("marsad"), kong.Writers(out, errout), kong.Exit(func(int) {}),
		kong.Description("marsad (مرصد) watches newspapers: it tells you within a minute when one says a word that you watch. Never twice, never missed, and it shows you why.\n\nExit codes: 0 done, 1 failed, 2 wrong usage, 3 wrong configuration, 4 no match or wrong signature."),
		kong.UsageOnError(), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(errout, "marsad:", err)
		return exitFailed
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	kctx, err := parser.Parse(args)
	if helpShown(args) {
		return exitOK
	}
	if err != nil {
		fmt.Fprintf(errout, "marsad: %v\n  marsad --help  lists the commands\n", err)
		return exitUsage
	}
	a := &app{ctx: ctx, config: c.Config, json: c.JSON, stdin: stdin, out: out, errout: errout, getenv: os.LookupEnv}
	return a.finish(kctx.Run(a))
}

func helpShown(args []string) bool {
	for _, a := range args {
		if a == "--help" || a == "-h" {
			return true
		}
	}
	return false
}

// finish prints an error as it should be read and returns the exit code.
func (a *app) finish(err error) int {
	var faults *config.Faults
	switch {
	case err == nil, errors.Is(err, context.Canceled) && a.ctx.Err() != nil:
		return exitOK
	case errors.Is(err, errNoMatch):
		return exitNoMatch
	case errors.As(err, &faults):
		fmt.Fprintln(a.errout, err)
		return exitConfig
	}
	fmt.Fprintln(a.errout, "marsad:", err)
	return exitFailed
}

// logger writes the daemon's log: text for people, JSON lines for programs.
func logger(w io.Writer, level slog.Level, format string) *slog.Logger {
	o := &slog.HandlerOptions{Level: level}
	if format == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}
