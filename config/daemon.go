package config

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/marsad/marsad/scraper/fetch"
)

// least and most a request may be allowed to take, and the longest gap between two.
const (
	leastTimeout = time.Second
	mostTimeout  = 10 * time.Minute
	mostGap      = time.Hour
)

// database is the address of the database; empty for SQLite in the data directory.
func (s *section) database() string {
	text := s.text("database")
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" || u.Host == "" && u.Query().Get("host") == "" {
		s.at("database", "is no address of a PostgreSQL database", "write  database: postgres://user@host/name  with the password in ${NAME}, or leave it out: marsad keeps SQLite in data_dir")
		return ""
	}
	return text
}

func (s *section) log() Log {
	out := Log{Format: "text"}
	n := s.value("log")
	if n == nil {
		return out
	}
	l := s.section(n, "log", keys{known: []string{"level", "format"}})
	if l == nil {
		return out
	}
	levels := map[string]slog.Level{"debug": slog.LevelDebug, "warn": slog.LevelWarn, "error": slog.LevelError}
	out.Level = levels[l.oneOf("level", "debug", "info", "warn", "error")] // info is slog's zero
	out.Format = orText(l.oneOf("format", "text", "json"), out.Format)
	return out
}

// fetch are the fetcher's settings for all sources.
func (s *section) fetch() fetch.Settings {
	n := s.value("fetch")
	if n == nil {
		return fetch.Settings{}
	}
	f := s.section(n, "fetch", keys{
		known: []string{"user_agent", "contact", "timeout", "gap", "max_body", "robots", "concurrent"},
		hints: map[string]hint{
			"ignore_robots": {"", "write  robots: false , and only with the newspaper's leave"},
			"allow_private": {"", "write allow_private: at the top of the file: it is for webhooks too"},
			"delay":         {"gap", "write gap"},
			"proxy":         {"", "set HTTPS_PROXY in the environment"},
		},
	})
	if f == nil {
		return fetch.Settings{}
	}
	robots, set := f.boolean("robots")
	timeout, _ := f.duration("timeout", "30s", leastTimeout, mostTimeout)
	return fetch.Settings{
		UserAgent:    f.header("user_agent"),
		Contact:      f.header("contact"),
		Timeout:      timeout,
		Gap:          f.gap(),
		MaxBody:      f.size("max_body"),
		IgnoreRobots: set && !robots,
		Concurrent:   f.count("concurrent", 4096),
	}
}

// gap is the least time between two requests to one host; an outspoken 0s is none, which the
// fetcher writes as a negative time.
func (s *section) gap() time.Duration {
	gap, set := s.duration("gap", "500ms", 0, mostGap)
	if set && gap == 0 {
		return -1
	}
	return gap
}

// header is a text that goes into a header of every request.
func (s *section) header(key string) string {
	text := s.text(key)
	for _, r := range text {
		if r < ' ' || r > '~' {
			s.at(key, fmt.Sprintf("holds %q, and a header takes only plain Latin letters, digits and signs", r), "write it without")
			return ""
		}
	}
	return text
}

// listen is where pages and API are served and the token that callers need.
func (s *section) listen() (address, token string) {
	address = orText(s.text("listen"), DefaultListen)
	token = s.text("token")
	switch {
	case s.has("token") && s.has("token_file"):
		s.at("token_file", "stands beside token", "keep one of them")
	case s.has("token_file"):
		token = s.secretFile("token_file")
	}
	host, port, err := net.SplitHostPort(address)
	if n, bad := strconv.Atoi(port); err != nil || bad != nil || n < 0 || n > 65535 {
		s.at("listen", "is no address to listen on", "write host and port, for example  listen: 127.0.0.1:8080  or, for all the machine's addresses,  listen: :8080")
		return address, token
	}
	if token == "" && !loopback(host) && !s.has("token") && !s.has("token_file") {
		s.at("listen", "can be reached from other machines, and there is no token", "write  token: ${NAME}  and set NAME, or listen on 127.0.0.1")
	}
	return address, token
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback() || strings.EqualFold(host, "localhost")
}
