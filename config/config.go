// Package config reads marsad.yaml into the rooms' own settings types.
//
// One file, UTF-8, one YAML document. Reading is strict and tells everything that is wrong at
// once: an error of Load and Parse is a *Faults, and each Fault has file, line, column (in
// characters, from 1), the source line, and what to write instead. A key that is misspelled is
// read as what it most likely stands for, so that its value is checked too; the file is refused
// all the same.
//
// ${NAME} in an address, a name, a secret or a path stands for a variable of the environment; in
// queries, selectors and regular expressions it does not. Values of the environment and secrets
// are never part of a message. Checking opens no connection and reads no file but secret_file and
// token_file.
//
// Not here: what the settings mean (each room's own), when a changed file is taken up (cmd).
// docs/configuration.md lists all keys with their defaults.
package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/marsad/marsad/notify/webhook"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/watch"
)

// What stands where the file says nothing.
const (
	DefaultDataDir = "./data"
	DefaultListen  = "127.0.0.1:8080"
	DefaultEvery   = 5 * time.Minute // of a source with neither schedule nor every
)

// DefaultRetry are the waits before the second and the further attempts to deliver.
func DefaultRetry() []time.Duration {
	const s, m, h = time.Second, time.Minute, time.Hour
	return []time.Duration{5 * s, 5 * m, 30 * m, 2 * h, 5 * h, 10 * h, 10 * h}
}

// Config is a file in which everything is right, defaults filled in.
type Config struct {
	Zone     *time.Location // of schedules and dates of sources that name none
	DataDir  string
	Database string // postgres://…; empty: SQLite in DataDir
	Listen   string // host:port of pages and API
	// PublicURL is the address under which the world reaches the pages, for links and for hubs; empty: it does not.
	PublicURL string
	Token     string // what a caller of the API must show; never empty when Listen is reachable from outside
	Log       Log

	Fetch     fetch.Settings
	Sources   []sources.Source
	Paused    map[string]bool  // ids of sources that are kept and not read
	Watches   []watch.Watch    // To is never empty while there are channels; each has Spellings
	Spellings *watch.Spellings // nil: none
	Channels  []Channel
}

// Log is how the daemon writes its log.
type Log struct {
	Level  slog.Level
	Format string // "text" or "json"
}

// Channel is one receiver of alerts.
type Channel struct {
	Name    string
	Webhook *webhook.Settings
	Retry   []time.Duration // waits before the second and the further attempts
	Alarms  bool            // is told of sources that are blocked, silent, or read again
}

// Load reads a file and the process's environment.
func Load(path string) (*Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	return Parse(path, data, os.LookupEnv)
}

func unreadable(path string, err error) error {
	f := Fault{File: path, Problem: "cannot be read: " + reason(err), Remedy: "check the path and who may read it"}
	if errors.Is(err, fs.ErrNotExist) {
		f.Problem, f.Remedy = "there is no such file", "let  marsad init  write one, or name it with --config"
	}
	return &Faults{All: []Fault{f}}
}

// reason is the innermost error: the path around it is said already.
func reason(err error) string {
	if inner, ok := errors.AsType[*fs.PathError](err); ok {
		err = inner.Err
	}
	return err.Error()
}

// Parse checks the bytes of a file. name stands in messages, and its folder is where relative
// secret files are looked for; env answers for ${NAME}.
func Parse(name string, data []byte, env func(string) (string, bool)) (*Config, error) {
	r := &reader{report: report{file: name}, dir: filepath.Dir(name), env: env}
	top := readDocument(&r.report, data)
	if top == nil {
		return nil, r.err()
	}
	r.hideSecrets(top, map[*node]bool{})
	c := r.config(top)
	if err := r.err(); err != nil {
		return nil, err
	}
	return c, nil
}

func topKeys() keys {
	return keys{
		known: []string{"timezone", "data_dir", "database", "listen", "public_url", "token", "token_file", "log", "fetch", "allow_private", "sources", "spellings", "watches", "channels"},
		hints: map[string]hint{
			"zone":     {"timezone", "write timezone"},
			"tz":       {"timezone", "write timezone"},
			"feeds":    {"", "write sources: and below it  - id: paper  with its feeds"},
			"keywords": {"", "write watches: and below it  - name: word  for each"},
			"names":    {"spellings", "write spellings"},
			"synonyms": {"spellings", "write spellings: they are for names; other words of one meaning go into a query, with OR between"},
			"webhook":  {"", "write channels: and below it  - name: newsroom  with its webhook"},
		},
	}
}

// config is the table of contents of the file.
func (r *reader) config(top *node) *Config {
	s := r.section(top, "", topKeys())
	if s == nil {
		return nil
	}
	c := &Config{
		Zone:     orZone(s.zone("timezone"), time.UTC),
		DataDir:  orText(s.text("data_dir"), DefaultDataDir),
		Database: s.database(),
		Log:      s.log(),
		Fetch:    s.fetch(),
	}
	var allow allowance
	c.Fetch.AllowPrivate, allow = s.allowPrivate("allow_private")
	c.Listen, c.Token = s.listen()
	c.PublicURL = s.publicURL()
	c.Sources, c.Paused = s.sources(c.Zone, allow)
	c.Channels = s.channels(allow)
	c.Spellings = s.spellings()
	s.spelled = c.Spellings
	c.Watches = s.watches(c.Sources, c.Channels)
	return c
}

func orText(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

func orZone(zone, other *time.Location) *time.Location {
	if zone == nil {
		return other
	}
	return zone
}

// hideSecrets notes every value under a key of secrets, so that no shown line holds it. A node that
// aliases lead to many times is seen once.
func (r *reader) hideSecrets(n *node, seen map[*node]bool) {
	if seen[n] {
		return
	}
	seen[n] = true
	for _, f := range n.fields {
		if isSecret(f.key) {
			r.hide(f.value)
		} else {
			r.hideSecrets(f.value, seen)
		}
	}
	for _, item := range n.items {
		r.hideSecrets(item, seen)
	}
}

func isSecret(key string) bool {
	return nearest(key, []string{"secret", "old_secret", "token", "password", "headers"}) != "" || secretKey.MatchString(key+": x")
}

// hide notes what the file itself says; a name in ${} is no secret.
func (r *reader) hide(n *node) {
	if n.kind == scalar && len(n.text) > 2 && variable.ReplaceAllString(n.text, "") != "" {
		r.secrets = append(r.secrets, n.text)
	}
	for _, f := range n.fields { // headers
		if f.value.kind == scalar {
			r.hide(f.value)
		}
	}
}

// secretFile is the text of a file that a key names, without the line break at its end.
func (s *section) secretFile(key string) string {
	path := s.text(key)
	if path == "" {
		return ""
	}
	if !filepath.IsAbs(path) {
		path = filepath.Join(s.dir, path)
	}
	text, err := readSecret(path)
	if err != nil {
		s.at(key, fmt.Sprintf("the file cannot be read: %s", reason(err)), "check the path (it starts at marsad.yaml's folder) and who may read it")
		return ""
	}
	if text == "" {
		s.at(key, "the file is empty", "write the secret into it, on one line")
	}
	return text
}

// maxSecret bounds a secret file, in bytes.
const maxSecret = 64 << 10

func readSecret(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSecret))
	return strings.TrimSpace(string(text)), err
}
