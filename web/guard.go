package web

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"
)

const (
	queryTime = 15 * time.Second // for what one page asks of the database
	bodyBytes = 16 << 10         // of a request: forms here are small
)

const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard stands before every address: what browsers are told, who may come in by which name, and
// how long and how much a request may be.
func (s *server) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		harden(w.Header())
		ctx, cancel := context.WithTimeout(r.Context(), timeFor(r))
		defer cancel()
		r = r.WithContext(ctx)
		r.Body = http.MaxBytesReader(w, r.Body, bodyBytes)
		defer s.recovered(w, r)
		rememberLanguage(w, r)
		switch {
		case !s.knownHost(r):
			s.fail(w, r, errHost)
		case s.csrf.Check(r) != nil:
			s.fail(w, r, errForeign)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// timeFor is how long a request may take: a search asks a newspaper, everything else the database.
func timeFor(r *http.Request) time.Duration {
	if r.Method == http.MethodPost && r.URL.Path == "/sources/add" {
		return findTime + queryTime
	}
	return queryTime
}

func harden(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	h.Set("Cache-Control", "no-store")
}

// recovered turns a fault in a page into the page for faults; the others are served on.
func (s *server) recovered(w http.ResponseWriter, r *http.Request) {
	p := recover()
	if p == nil {
		return
	}
	if p == http.ErrAbortHandler {
		panic(p)
	}
	s.fail(w, r, fmt.Errorf("page %s: %v\n%s", r.URL.Path, p, debug.Stack()))
}

// knownHost refuses a page of somebody else's name that was led to this machine's loopback address
// (DNS rebinding): its scripts could read everything here. With a token they could not: a foreign
// name brings no cookie.
func (s *server) knownHost(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok || s.door.locked() {
		return true
	}
	if ip := ipOf(local.String()); ip == nil || !ip.IsLoopback() {
		return true
	}
	name := hostname(r.Host)
	if ip := net.ParseIP(name); ip != nil {
		return ip.IsLoopback() || s.hosts[name]
	}
	return name == "localhost" || s.hosts[name]
}

func ipOf(addr string) net.IP { return net.ParseIP(hostname(addr)) }

// hostname is a host without port, brackets and final dot, in lower case.
func hostname(hostport string) string {
	host, _, err := net.SplitHostPort(hostport)
	if err != nil {
		host = hostport
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	return strings.ToLower(strings.TrimSuffix(host, "."))
}

func names(hosts []string) map[string]bool {
	out := make(map[string]bool, len(hosts))
	for _, h := range hosts {
		if n := hostname(h); n != "" {
			out[n] = true
		}
	}
	return out
}
