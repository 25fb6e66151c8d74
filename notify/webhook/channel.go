package webhook

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"time"

	"github.com/marsad/marsad/notify"
)

// userAgent names the sender; the watcher of newspapers has one of its own, with a contact.
const userAgent = "marsad"

// Channel posts deliveries to one receiver. It has no memory between attempts, and its methods may
// be called by many goroutines at once.
type Channel struct {
	url     string
	origin  string // scheme and host: what may be shown
	secrets []Secret
	headers map[string]string
	timeout time.Duration
	hide    []string // strings that no error and no answer may show, the longest first
	client  *http.Client
	now     func() time.Time
}

var _ notify.Channel = (*Channel)(nil)

// New makes a channel of settings that Check has found no fault with. The client decides which
// addresses may be dialled; redirects are not followed whatever it says about them. Nothing is sent.
func New(s Settings, client *http.Client, now func() time.Time) (*Channel, error) {
	if client == nil || now == nil {
		return nil, errors.New("webhook: New needs a client and a clock")
	}
	var faults []error
	s.Check(func(key, problem, remedy string) {
		faults = append(faults, fmt.Errorf("webhook: %s %s: %s", key, problem, remedy))
	})
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	secrets, err := s.secrets()
	if err != nil {
		return nil, fmt.Errorf("webhook: %w", err)
	}
	timeout := s.Timeout
	if timeout == 0 {
		timeout = DefaultTimeout
	}
	return &Channel{
		url: s.URL, origin: Origin(s.URL), secrets: secrets, headers: maps.Clone(s.Headers),
		timeout: timeout, hide: hidden(s), client: unredirected(client), now: now,
	}, nil
}

// secrets parses Secret and, during a rotation, OldSecret: the new one signs first.
func (s Settings) secrets() ([]Secret, error) {
	var parsed []Secret
	for _, text := range []string{s.Secret, s.OldSecret} {
		if text == "" {
			continue
		}
		secret, err := ParseSecret(text)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, secret)
	}
	return parsed, nil
}

// unredirected is the client with its own transport that takes a redirect for the answer.
func unredirected(client *http.Client) *http.Client {
	c := *client
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

// Send makes one attempt to hand over d and waits for the answer. Spacing, counting and logging of
// attempts are the outbox's work. What it returns is in the package's comment. Once a status has
// been read it decides, even when the rest of the answer never comes.
func (c *Channel) Send(ctx context.Context, d notify.Delivery) (notify.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	req, err := c.request(ctx, d)
	if err != nil {
		return notify.Answer{}, c.failure(err)
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return notify.Answer{}, c.failure(err)
	}
	defer resp.Body.Close()
	answer := notify.Answer{Status: resp.StatusCode, Text: c.excerpt(resp.Body)}
	return answer, c.verdict(resp)
}

func (c *Channel) request(ctx context.Context, d notify.Delivery) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.url, bytes.NewReader(d.Body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", userAgent)
	for name, value := range c.headers {
		req.Header.Set(name, value)
	}
	now := c.now()
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(HeaderID, d.ID)
	req.Header.Set(HeaderTimestamp, strconv.FormatInt(now.Unix(), 10))
	req.Header.Set(HeaderSignature, Sign(c.secrets, d.ID, now, d.Body))
	return req, nil
}
