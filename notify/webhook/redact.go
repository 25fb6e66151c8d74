package webhook

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// minHidden is the length in bytes below which a string is no secret, and hiding it would only
// garble the text (?v=1).
const minHidden = 4

// failure is an error of an attempt that got no answer. Its text is redacted; what it wraps keeps
// the type (a timeout, a refused connection), without the address that net/http puts around it.
type failure struct {
	text  string
	cause error
}

func (e *failure) Error() string { return e.text }
func (e *failure) Unwrap() error { return e.cause }

// failure tells who did not answer and why, and nothing that belongs to the receiver alone.
func (c *Channel) failure(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err // the outer text holds the whole address
	}
	reason := c.redact(err.Error())
	if errors.Is(err, context.DeadlineExceeded) {
		reason = fmt.Sprintf("no answer in time (at most %s)", c.timeout)
	}
	return &failure{text: "webhook " + c.origin + ": " + reason, cause: err}
}

// redact replaces every hidden string.
func (c *Channel) redact(text string) string {
	for _, secret := range c.hide {
		text = strings.ReplaceAll(text, secret, "…")
	}
	return text
}

// hidden lists what may never be shown, as written and as decoded: secrets, the address's user and
// password, path, query and its values, and the values of the user's own headers.
func hidden(s Settings) []string {
	list := []string{s.Secret, s.OldSecret, strings.TrimPrefix(s.Secret, secretPrefix), strings.TrimPrefix(s.OldSecret, secretPrefix)}
	for _, value := range s.Headers {
		list = append(list, value)
		_, credentials, _ := strings.Cut(value, " ") // "Bearer …"
		list = append(list, credentials)
	}
	if u, err := url.Parse(s.URL); err == nil {
		password, _ := u.User.Password()
		list = append(list, u.User.Username(), password, u.User.String(), u.Path, u.EscapedPath(), u.RawQuery)
		for _, values := range u.Query() {
			list = append(list, values...)
			for _, value := range values {
				list = append(list, url.QueryEscape(value))
			}
		}
	}
	list = slices.DeleteFunc(list, func(secret string) bool { return len(secret) < minHidden })
	slices.SortFunc(list, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	return slices.Compact(list)
}
