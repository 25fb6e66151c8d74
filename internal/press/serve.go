package press

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The addresses of DataLife Engine.
var (
	articlePath = regexp.MustCompile(`^/(\d+)-[^/]*\.html$`)
	printPath   = regexp.MustCompile(`^/print:page,1,(\d+)-[^/]*\.html$`)
	listPath    = regexp.MustCompile(`^/(?:(?:lastnews|sec(\d+))/)?(?:page/(\d+)/)?$`)
)

// document is an answer before its way over the wire is settled.
type document struct {
	status int // 0: 200
	kind   string
	body   []byte
}

// ServeHTTP serves the paper.
func (p *Paper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	counted := &statusWriter{ResponseWriter: w}
	defer func() { p.count(r.URL.Path, counted.status) }()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		counted.Header().Set("Allow", "GET, HEAD")
		http.Error(counted, "only GET and HEAD", http.StatusMethodNotAllowed)
		return
	}
	p.mu.Lock()
	current, fault := p.issue, p.fault
	p.mu.Unlock()
	switch {
	case r.URL.Path == "/robots.txt":
		send(counted, r, document{kind: "text/plain", body: []byte(robots)}, time.Time{})
	case fault == Down:
		http.Error(counted, "Service Unavailable", http.StatusServiceUnavailable)
	case fault == Challenge:
		challenge(counted)
	case fault == CutGzip && acceptsGzip(r):
		sendCut(counted, current.document(r))
	default:
		send(counted, r, current.document(r), p.settled(current.changed))
	}
}

// document finds what an address names.
func (s issue) document(r *http.Request) document {
	site, path := newSite(r), r.URL.Path
	number, print := articleNumber(r)
	list := listPath.FindStringSubmatch(path)
	switch i := s.index(number); {
	case number > 0 && i < 0:
		return s.missing(site)
	case number > 0 && print:
		return site.print(s.pieces[i])
	case number > 0:
		return site.article(s, s.pieces[i])
	case path == "/rss.xml" && !s.noFeed:
		return site.feed(s)
	case list != nil:
		return s.list(site, list[1], list[2])
	}
	return s.missing(site)
}

// articleNumber reads the number of an article from any form of its address; 0: the address names none.
func articleNumber(r *http.Request) (number int, print bool) {
	digits := ""
	if m := articlePath.FindStringSubmatch(r.URL.Path); m != nil {
		digits = m[1]
	} else if m := printPath.FindStringSubmatch(r.URL.Path); m != nil {
		digits, print = m[1], true
	} else if r.URL.Path == "/index.php" {
		digits = r.URL.Query().Get("newsid")
	}
	number, _ = strconv.Atoi(digits) // 0 for none; too many digits give the greatest int, which no article has
	return number, print
}

// settled is the paper's Last-Modified, or zero within the second of the change: a further change in
// the same second could not be told from this one (RFC 9110, section 8.8.2.2).
func (p *Paper) settled(changed time.Time) time.Time {
	if !changed.Truncate(time.Second).Before(p.now().Truncate(time.Second)) {
		return time.Time{}
	}
	return changed
}

// send answers with a document, or with 304. A zero time leaves Last-Modified out.
func send(w http.ResponseWriter, r *http.Request, d document, modified time.Time) {
	h := w.Header()
	h.Set("Content-Type", d.kind+"; charset=utf-8")
	h.Set("Vary", "Accept-Encoding")
	body := d.body
	if acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = compress(body)
	}
	if cmp.Or(d.status, http.StatusOK) != http.StatusOK {
		w.WriteHeader(d.status)
		w.Write(body)
		return
	}
	h.Set("ETag", fmt.Sprintf(`W/"%x"`, sha256.Sum256(d.body))) // weak: one for both encodings
	http.ServeContent(w, r, "", modified, bytes.NewReader(body))
}

// sendCut sends the first half of a gzip body as if it were the whole.
func sendCut(w http.ResponseWriter, d document) {
	body := compress(d.body)
	body = body[:len(body)/2]
	h := w.Header()
	h.Set("Content-Type", d.kind+"; charset=utf-8")
	h.Set("Content-Encoding", "gzip")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.Write(body)
}

// challenge asks for a browser, in the headers and words that Cloudflare uses for it.
func challenge(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=UTF-8")
	h.Set("Server", "cloudflare")
	h.Set("CF-RAY", "8f00ba5eba11-BGW")
	h.Set("cf-mitigated", "challenge")
	w.WriteHeader(http.StatusForbidden)
	fmt.Fprint(w, challengePage)
}

func acceptsGzip(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
}

func compress(body []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write(body) // a Buffer takes everything
	z.Close()
	return out.Bytes()
}

// statusWriter remembers the status for the counts.
type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (p *Paper) count(path string, status int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.counts[path]
	c.Requests++
	if status == http.StatusNotModified {
		c.NotModified++
	}
	p.counts[path] = c
}
