// Package fetch makes one polite request: address guard, robots, a queue and a least gap for each
// host, size cap, charset, time limits, and the recognition of challenge pages.
package fetch

import (
	"time"
)

// Settings are the fetcher's own, for all sources.
type Settings struct {
	UserAgent    string        // whole header; empty: marsad's own, with Contact in it
	Contact      string        // address or URL at which an editor reaches the operator
	Timeout      time.Duration // one request, body included; 0: 30 s
	Gap          time.Duration // least time between two requests to one host; negative: none; 0: 500 ms
	MaxBody      int64         // bytes after decompression; 0: 16 MiB
	AllowPrivate []string      // host names, addresses and CIDR ranges that may be dialled although they are not public
	IgnoreRobots bool          // robots.txt is not asked
	Concurrent   int           // requests under way over all hosts; 0: 256
}

// Request asks for one address.
type Request struct {
	URL          string
	ETag         string // of the last answer; empty: none
	LastModified string // of the last answer; empty: none
	Accept       string
	Charset      string        // taken when the answer names none and is not UTF-8
	Timeout      time.Duration // 0: the fetcher's own
	Gap          time.Duration // 0: the fetcher's own; negative: none
	MaxBody      int64         // 0: the fetcher's own
}

// Page is an answer with status 200, or 304 (NotModified, no body).
type Page struct {
	URL          string   // after redirects
	Redirects    []string // addresses on the way, the first asked first
	Permanent    bool     // every redirect on the way was permanent (301, 308)
	Status       int
	ContentType  string
	ETag         string
	LastModified string
	NotModified  bool
	Body         []byte // after decompression, in the server's charset
	Text         []byte // UTF-8
	Charset      string // what Text was decoded from, WHATWG name
	FetchedAt    time.Time
}
