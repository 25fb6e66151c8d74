package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/store"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static
var staticFiles embed.FS

// pageFunc answers a request, or returns why it cannot: the error page tells it to people.
type pageFunc func(w http.ResponseWriter, r *http.Request) error

// views are the templates, by page; each holds the layout too.
type views map[string]*template.Template

func parseViews() (views, error) {
	shared, err := template.New("").ParseFS(templateFiles, "templates/layout.html")
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	out := views{}
	for _, name := range []string{"overview", "articles", "article", "explain", "history", "edited", "deliveries", "delivery", "try", "addsource", "login", "error"} {
		t, err := shared.Clone()
		if err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
		if out[name], err = t.ParseFS(templateFiles, "templates/"+name+".html"); err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
	}
	return out, nil
}

// page is what the layout shows around a page's own Body, and the words and dates that templates ask for.
type page struct {
	Title    string // plain text, a newspaper's perhaps
	View     string
	Body     any
	Banners  []banner
	SignOut  bool // there is a session to end
	Visitor  bool // not signed in: no ways to other pages
	Version  string
	SwitchTo string // query that changes the language of this page
	clock
}

// Lang and the methods below are for templates.
func (p page) Lang() string { return string(p.tongue) }

// Dir is the direction of the page's own words.
func (p page) Dir() string { return p.tongue.dir() }

// Other is the language to change to.
func (p page) Other() string { return string(p.tongue.other()) }

// OtherName is that language's name for itself.
func (p page) OtherName() string { return p.tongue.other().say("lang.name") }

// T gives the words of a key.
func (p page) T(key string, args ...any) string { return p.tongue.say(key, args...) }

// Label gives the words for a value of the database.
func (p page) Label(group, value string) string { return p.tongue.label(group, value) }

// Short, Exact, Ago, Long: an instant in a table, with seconds, seen from now, in words.
func (p page) Short(t time.Time) moment { return p.short(t) }

// Exact has seconds.
func (p page) Exact(t time.Time) moment { return p.exact(t) }

// Ago is seen from now.
func (p page) Ago(t time.Time) moment { return p.relative(t) }

// Long is in words, with the zone.
func (p page) Long(t time.Time) moment { return p.long(t) }

// Published is a paper's date as far as it is known.
func (p page) Published(d article.Date) string { return p.published(d) }

// Zone names the zone of all dates.
func (p page) Zone() string { return zoneName(p.now.In(p.zone)) }

// Took is how long something took.
func (p page) Took(d time.Duration) string { return p.tongue.say("time.took", d.Seconds()) }

// Figure is a number for people.
func (p page) Figure(n int64) string { return figure(n) }

// Plain shows technical text with its unseen signs.
func (p page) Plain(s string) string { return plain(s) }

// Href is an address that a link may lead to, or empty: see webLink.
func (p page) Href(s string) string { return webLink(s) }

// webLink is an address of a newspaper in the form a browser would ask for, when it is http or
// https and names no user; else empty.
func webLink(s string) string {
	abs, err := article.Resolve("", s)
	if err != nil {
		return ""
	}
	if u, err := url.Parse(abs); err != nil || u.User != nil || u.Host == "" {
		return ""
	}
	return abs
}

// page turns a pageFunc into a handler.
func (s *server) page(h pageFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// render writes a page. Nothing is sent before all of it is made: a page is whole or an error.
func (s *server) render(w http.ResponseWriter, r *http.Request, status int, view, title string, body any) error {
	in, _ := s.door.signedIn(r)
	p := page{Title: title, View: view, Body: body, Version: s.version, SignOut: in && s.door.locked(), Visitor: !in,
		clock: clock{tongue: languageOf(r), zone: s.zone, now: s.now()}}
	if in {
		p.Banners = s.banners(r.Context())
	}
	q := url.Values{}
	if r.Method == http.MethodGet {
		q = r.URL.Query()
	}
	q.Set("lang", p.Other())
	p.SwitchTo = "?" + q.Encode()
	var b bytes.Buffer
	if err := s.views[view].ExecuteTemplate(&b, "layout", p); err != nil {
		return fmt.Errorf("page %s: %w", view, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	w.Write(b.Bytes()) // a caller that has gone needs no answer
	return nil
}

// show is render for places that have no further way out.
func (s *server) show(w http.ResponseWriter, r *http.Request, status int, view, title string, body any) {
	if err := s.render(w, r, status, view, title, body); err != nil {
		s.log.Error("page could not be made", "path", r.URL.Path, "error", err)
		http.Error(w, catalogue["error.fault.title"].en, http.StatusInternalServerError)
	}
}

// problem is an error that has its own page: a key of the catalogue, under "error.".
type problem struct {
	status int
	key    string
}

func (p *problem) Error() string { return "web: " + p.key }

var (
	errNoPage  = &problem{http.StatusNotFound, "missing"}
	errMethod  = &problem{http.StatusMethodNotAllowed, "method"}
	errForeign = &problem{http.StatusForbidden, "foreign"}
	errHost    = &problem{http.StatusMisdirectedRequest, "host"}
	errTooMany = &problem{http.StatusTooManyRequests, "toomany"}
	errInput   = &problem{http.StatusBadRequest, "input"}
	errWaiting = &problem{http.StatusConflict, "waiting"}
	errAway    = &problem{http.StatusServiceUnavailable, "database"}
	errFull    = &problem{http.StatusServiceUnavailable, "full"}
	errStandby = &problem{http.StatusConflict, "standby"}
	errFault   = &problem{http.StatusInternalServerError, "fault"}
)

// problemOf says which page an error gets.
func problemOf(err error) *problem {
	if p, ok := errors.AsType[*problem](err); ok {
		return p
	}
	switch {
	case errors.Is(err, store.ErrNotFound):
		return errNoPage
	case errors.Is(err, store.ErrFull):
		return errFull
	case errors.Is(err, store.ErrNotLeading):
		return errStandby
	case errors.Is(err, store.ErrUnavailable), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return errAway
	}
	return errFault
}

// failure is what the error page shows.
type failure struct {
	Status int
	Key    string
	Ref    string // to be found in the log; empty: nothing was logged
}

// fail answers with the page of an error. What only the log may know stays out of the page.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	f := failure{Status: p.status, Key: "error." + p.key}
	if p.status >= 500 && r.Context().Err() != context.Canceled {
		f.Ref = rand.Text()[:8]
		s.log.Error("page failed", "ref", f.Ref, "path", r.URL.Path, "error", err)
	}
	if p.status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "10")
	}
	s.show(w, r, p.status, "error", languageOf(r).say(f.Key+".title"), f)
}

// file is one static file with its validator.
type file struct {
	body []byte
	etag string
}

type files map[string]file

func readFiles() (files, error) {
	out := files{}
	err := fs.WalkDir(staticFiles, "static", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := staticFiles.ReadFile(path)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(b)
		out[e.Name()] = file{b, `"` + hex.EncodeToString(sum[:8]) + `"`}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("web: %w", err)
	}
	return out, nil
}

// static serves the style sheet, the script and the icon; browsers ask each time whether they changed.
func (s *server) static(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	f, ok := s.files[name]
	if !ok {
		return errNoPage
	}
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("ETag", f.etag)
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(f.body))
	return nil
}
