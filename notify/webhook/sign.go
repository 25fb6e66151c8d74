package webhook

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// The headers of Standard Webhooks.
const (
	HeaderID        = "webhook-id"
	HeaderTimestamp = "webhook-timestamp"
	HeaderSignature = "webhook-signature"
)

// Tolerance is how far a timestamp may lie from the receiver's clock, both ways. It is what the
// reference libraries use.
const Tolerance = 5 * time.Minute

// Why Verify refuses a request; one for each fault.
var (
	ErrHeaders   = errors.New("a header of the signature is missing")
	ErrTimestamp = errors.New("webhook-timestamp is not a number of seconds")
	ErrTooOld    = errors.New("the request is too old: a replay, or a clock that runs ahead")
	ErrTooNew    = errors.New("the request comes from the future: a clock that is slow, or milliseconds for seconds")
	ErrSignature = errors.New("no signature fits: another secret, or the body was changed on its way")
)

// scheme is the symmetric signature of the specification: HMAC-SHA256.
const scheme = "v1"

// Sign returns the value of webhook-signature: one signature for each secret, the first secret's
// first, separated by blanks. The time counts in whole seconds.
func Sign(secrets []Secret, id string, t time.Time, body []byte) string {
	stamp := strconv.FormatInt(t.Unix(), 10)
	signatures := make([]string, 0, len(secrets))
	for _, s := range secrets {
		signatures = append(signatures, scheme+","+base64.StdEncoding.EncodeToString(s.mac(id, stamp, body)))
	}
	return strings.Join(signatures, " ")
}

// Verify tells whether a request was signed with secret within tolerance (inclusive) of now. It
// returns nil, or an error that wraps one of the five above. Schemes other than v1 are skipped,
// one fitting signature suffices, and the comparison takes the same time for any content.
func Verify(secret Secret, header http.Header, body []byte, now time.Time, tolerance time.Duration) error {
	id, stamp, signatures := header.Get(HeaderID), header.Get(HeaderTimestamp), header.Get(HeaderSignature)
	for _, h := range []struct{ name, value string }{{HeaderID, id}, {HeaderTimestamp, stamp}, {HeaderSignature, signatures}} {
		if h.value == "" {
			return fmt.Errorf("%w: %s", ErrHeaders, h.name)
		}
	}
	if err := verifyTime(stamp, now, tolerance); err != nil {
		return err
	}
	if len(secret.key) == 0 { // HMAC takes an empty key, so the zero Secret would let anybody in
		return fmt.Errorf("%w: the verifier has no secret", ErrSignature)
	}
	want := secret.mac(id, stamp, body)
	for signature := range strings.FieldsSeq(signatures) {
		encoded, ok := strings.CutPrefix(signature, scheme+",")
		if !ok {
			continue
		}
		got, err := base64.StdEncoding.Strict().DecodeString(encoded)
		if err == nil && hmac.Equal(got, want) {
			return nil
		}
	}
	return ErrSignature
}

func verifyTime(stamp string, now time.Time, tolerance time.Duration) error {
	sent, err := parseTime(stamp)
	switch {
	case err != nil:
		return err
	case now.Sub(sent) > tolerance:
		return ErrTooOld
	case sent.Sub(now) > tolerance:
		return ErrTooNew
	}
	return nil
}

// parseTime reads whole seconds. Unsigned, because no sender writes a sign.
func parseTime(stamp string) (time.Time, error) {
	seconds, err := strconv.ParseUint(stamp, 10, 62)
	if err != nil {
		return time.Time{}, ErrTimestamp
	}
	return time.Unix(int64(seconds), 0), nil
}

// mac covers the timestamp as it stands in the header, not as it was read.
func (s Secret) mac(id, stamp string, body []byte) []byte {
	h := hmac.New(sha256.New, s.key)
	h.Write([]byte(id + "." + stamp + "."))
	h.Write(body)
	return h.Sum(nil)
}
