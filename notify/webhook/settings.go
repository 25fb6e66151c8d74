package webhook

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"
)

// What zero means in Settings.
const (
	DefaultTimeout    = 15 * time.Second // the least that Standard Webhooks asks a sender to wait
	DefaultConcurrent = 4
)

// maxTimeout bounds one attempt: a longer one would hold a worker that others wait for.
const maxTimeout = 2 * time.Minute

// Settings of one webhook receiver.
type Settings struct {
	URL        string
	Secret     string        // whsec_…; never printed
	OldSecret  string        // signs beside Secret during a rotation
	Timeout    time.Duration // one attempt; 0: 15 s
	Headers    map[string]string
	Concurrent int // attempts under way at once; 0: 4
}

// String shows the receiver and none of its secrets.
func (s Settings) String() string { return "webhook " + Origin(s.URL) }

// GoString is String, so that no verb of fmt prints a secret.
func (s Settings) GoString() string { return s.String() }

// Check tells fault everything that is wrong with s, not only the first thing. It has no
// side effects and never repeats a secret.
func (s Settings) Check(fault func(key, problem, remedy string)) {
	s.checkURL(fault)
	s.checkSecrets(fault)
	s.checkHeaders(fault)
	if s.Timeout < 0 || s.Timeout > maxTimeout {
		fault("timeout", fmt.Sprintf("%s is not between 0 and %s", s.Timeout, maxTimeout), "write  timeout: 15s  or leave it out")
	}
	if s.Concurrent < 0 {
		fault("concurrent", fmt.Sprintf("%d is less than 0", s.Concurrent), "write how many attempts may be under way at once, e.g.  concurrent: 4")
	}
}

func (s Settings) checkURL(fault func(key, problem, remedy string)) {
	const remedy = "write the receiver's whole address, e.g.  url: https://hooks.example.org/marsad"
	if s.URL == "" {
		fault("url", "is missing", remedy)
		return
	}
	u, err := url.Parse(s.URL)
	if err != nil { // its text would repeat the address, with the password in it
		fault("url", "is no address that can be read", remedy)
		return
	}
	switch {
	case u.Scheme != "http" && u.Scheme != "https":
		fault("url", "does not begin with https:// or http://", remedy)
	case u.Hostname() == "":
		fault("url", "names no host", remedy)
	}
}

func (s Settings) checkSecrets(fault func(key, problem, remedy string)) {
	const remedy = "make one with  openssl rand -base64 32 , put whsec_ in front, and give it to the receiver too"
	if s.Secret == "" {
		fault("secret", "is missing", "write  secret: ${NAME}  and set NAME, so that receivers can tell your alerts from a stranger's; "+remedy)
	} else if _, err := ParseSecret(s.Secret); err != nil {
		fault("secret", err.Error(), remedy)
	}
	if s.OldSecret == "" {
		return
	}
	if _, err := ParseSecret(s.OldSecret); err != nil {
		fault("old_secret", err.Error(), "write the secret that the receiver knew before, or leave it out once the receiver has the new one")
	} else if s.OldSecret == s.Secret {
		fault("old_secret", "is the same as secret", "write the secret that the receiver knew before, or leave it out")
	}
}

func (s Settings) checkHeaders(fault func(key, problem, remedy string)) {
	for name, value := range s.Headers {
		switch {
		case !httpguts.ValidHeaderFieldName(name):
			fault("headers", fmt.Sprintf("%q is no name of a header", name), "use letters, digits and - , e.g.  Authorization")
		case reserved(name):
			fault("headers", fmt.Sprintf("%s is written by marsad itself", name), "leave it out")
		case !httpguts.ValidHeaderFieldValue(value):
			fault("headers", fmt.Sprintf("the value of %s holds a line break or a control character", name), "write it on one line")
		}
	}
}

// reserved tells whether a header belongs to the signature, the body or the connection.
func reserved(name string) bool {
	switch name = http.CanonicalHeaderKey(name); name {
	case "Host", "Content-Length", "Content-Type", "Content-Encoding", "Transfer-Encoding", "Connection", "Trailer", "Upgrade", "Te":
		return true
	}
	return strings.HasPrefix(name, "Webhook-")
}

// Origin is all that may be shown of a webhook's address: scheme and host.
func Origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "(an address that cannot be read)"
	}
	return u.Scheme + "://" + u.Host
}
