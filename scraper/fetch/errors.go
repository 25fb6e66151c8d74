package fetch

import (
	"fmt"
	"time"
)

// BlockedError: a guard in front of the newspaper answered in its place. Nothing was read, and the
// answer says nothing about the page: it is neither its text nor its removal.
type BlockedError struct {
	URL        string
	By         string        // the blocker's name, "Cloudflare"
	Challenge  bool          // a browser check, captcha or waiting room: time may help; false: refused outright
	RetryAfter time.Duration // what the blocker asked for; 0: nothing
}

func (e *BlockedError) Error() string {
	if e.Challenge {
		return fmt.Sprintf("%s: %s asked for a browser check; nothing was read. Wait, or ask the newspaper to let marsad's User-Agent pass", e.URL, e.By)
	}
	return fmt.Sprintf("%s: %s refuses this address; nothing was read. Waiting does not help: ask the newspaper to let marsad's User-Agent pass", e.URL, e.By)
}

// StatusError: the server answered with something other than a page.
type StatusError struct {
	URL        string
	Code       int
	RetryAfter time.Duration // how long the host is left alone; 0: it named no time
	Held       bool          // no request was made: an earlier answer of the host asked to wait
}

func (e *StatusError) Error() string {
	switch {
	case e.Held:
		return fmt.Sprintf("%s: not asked, because its host answered %d and wants to be left alone for %s", e.URL, e.Code, e.RetryAfter.Round(time.Second))
	case e.Code == 404 || e.Code == 410:
		return fmt.Sprintf("%s: answered %d: there is no such page; correct the address if it was yours", e.URL, e.Code)
	case e.RetryAfter > 0:
		return fmt.Sprintf("%s: answered %d; next request to its host in %s", e.URL, e.Code, e.RetryAfter.Round(time.Second))
	}
	return fmt.Sprintf("%s: answered %d instead of a page; it is tried again on schedule", e.URL, e.Code)
}

// TooLargeError: the body is larger than allowed, counted after decompression. Nothing of it is kept.
type TooLargeError struct {
	URL   string
	Limit int64 // bytes
}

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("%s: the body is larger than %d bytes; raise the limit of this source if that is right", e.URL, e.Limit)
}

// RobotsError: robots.txt of the host forbids the address, or could not be had, which counts the same
// (RFC 9309 §2.3.1.4); then Err says why.
type RobotsError struct {
	URL string
	Err error
}

func (e *RobotsError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: not asked, because robots.txt of its host could not be had: %v", e.URL, e.Err)
	}
	return fmt.Sprintf("%s: robots.txt does not allow it to %q; leave it out, or agree with the newspaper and ignore robots.txt for it", e.URL, Token)
}

func (e *RobotsError) Unwrap() error { return e.Err }

// PrivateError: the address lies outside the public net and was not allowed by name. Nothing was sent.
type PrivateError struct {
	Host string
	Addr string // what Host resolved to; empty when the name alone decided
}

func (e *PrivateError) Error() string {
	at := e.Host
	if e.Addr != "" && e.Addr != e.Host {
		at = e.Host + " (" + e.Addr + ")"
	}
	return fmt.Sprintf("%s is not a public address; if you trust it, name it in allow_private", at)
}

// TruncatedError: the connection or the compressed stream broke within the body. Partial is what
// arrived, so that the complete items of a feed can be saved; it has no validators, because the
// next request must ask for the whole.
type TruncatedError struct {
	URL     string
	Partial *Page
	Err     error
}

func (e *TruncatedError) Error() string {
	return fmt.Sprintf("%s: the body broke off after %d bytes: %v", e.URL, len(e.Partial.Body), e.Err)
}

func (e *TruncatedError) Unwrap() error { return e.Err }

// RedirectError: the way ends nowhere: a circle, too many hops, or an address that may not be asked.
type RedirectError struct {
	URL  string // asked first
	To   string // where the way ended
	Hops int
	Err  error // why To may not be asked; nil for circles and long ways
}

func (e *RedirectError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: redirects to an address that is not asked: %v", e.URL, e.Err)
	}
	return fmt.Sprintf("%s: redirects in a circle or more than %d times, last to %s", e.URL, maxRedirects, e.To)
}

func (e *RedirectError) Unwrap() error { return e.Err }
