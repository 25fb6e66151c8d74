package webhook

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/marsad/marsad/notify"
)

const (
	maxAnswerRead = 4 << 10        // bytes; a short answer read to its end lets the connection be used again
	maxAnswerText = 512            // bytes kept for the log of attempts
	maxWait       = 24 * time.Hour // the longest Retry-After that is honoured
)

// verdict says what an answer's status and Retry-After mean to the outbox.
func (c *Channel) verdict(resp *http.Response) error {
	if resp.StatusCode >= 200 && resp.StatusCode < 300 {
		return nil
	}
	if resp.StatusCode == http.StatusGone {
		return fmt.Errorf("webhook %s: %w", c.origin, notify.ErrGone)
	}
	err := fmt.Errorf("webhook %s answered %s", c.origin, statusText(resp.StatusCode))
	if wait, ok := retryAfter(resp.Header.Get("Retry-After"), c.now()); ok {
		return &notify.LaterError{Wait: wait, Err: err}
	}
	return err
}

// statusText names a status and, where the user can do something about it, what.
func statusText(status int) string {
	text := strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
	switch {
	case status >= 300 && status < 400:
		return text + ": redirects are not followed; write the final address as url"
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return text + ": does the receiver know the same secret, and is its clock right?"
	case status == http.StatusNotFound:
		return text + ": is the path of url right?"
	}
	return text
}

// retryAfter reads seconds or an HTTP date (RFC 9110, section 10.2.3). A wait of nothing, a date
// that is over and what cannot be read are no wish: the outbox's own schedule is the kinder one.
func retryAfter(value string, now time.Time) (time.Duration, bool) {
	value = strings.TrimSpace(value)
	wait := time.Duration(0)
	if value != "" && strings.Trim(value, "0123456789") == "" {
		seconds, err := strconv.ParseInt(value, 10, 64)
		if err != nil || seconds > int64(maxWait/time.Second) { // only too large a number is an error here
			return maxWait, true
		}
		wait = time.Duration(seconds) * time.Second
	} else if at, err := http.ParseTime(value); err == nil {
		wait = min(at.Sub(now), maxWait)
	}
	return wait, wait > 0
}

// excerpt reads the start of an answer and makes it fit for a log: UTF-8 on one line, without
// control or direction characters and without the channel's secrets. An answer that breaks off or
// hangs yields what had come by then.
func (c *Channel) excerpt(body io.Reader) string {
	raw, _ := io.ReadAll(io.LimitReader(body, maxAnswerRead)) // the status has decided; the text is an extra
	text := strings.Map(printable, strings.ToValidUTF8(string(raw), "\uFFFD"))
	text = c.redact(strings.Join(strings.Fields(text), " "))
	return cut(text, maxAnswerText)
}

// printable turns into blanks what could forge a line of a log, colour a terminal or turn the
// direction of the text around it.
func printable(r rune) rune {
	switch {
	case unicode.IsControl(r), unicode.Is(unicode.Zl, r), unicode.Is(unicode.Zp, r):
		return ' '
	case unicode.Is(unicode.Bidi_Control, r):
		return -1
	}
	return r
}

// cut shortens valid UTF-8 to at most n bytes, between two characters.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
