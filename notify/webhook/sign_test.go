package webhook_test

import (
	"encoding/base64"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"pgregory.net/rapid"

	"github.com/marsad/marsad/notify/webhook"
)

// Secrets of these tests, 32 bytes each: "the-new-secret-of-the-press-room", "the-old-secret-…".
var (
	newKey = "whsec_" + base64.StdEncoding.EncodeToString([]byte("the-new-secret-of-the-press-room"))
	oldKey = "whsec_" + base64.StdEncoding.EncodeToString([]byte("the-old-secret-of-the-press-room"))
)

func parse(t interface {
	Helper()
	Fatal(...any)
}, secret string) webhook.Secret {
	t.Helper()
	s, err := webhook.ParseSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// signed returns the headers that belong to body.
func signed(t *testing.T, secret, id string, at time.Time, body string) http.Header {
	t.Helper()
	h := http.Header{}
	h.Set(webhook.HeaderID, id)
	h.Set(webhook.HeaderTimestamp, strconv.FormatInt(at.Unix(), 10))
	h.Set(webhook.HeaderSignature, webhook.Sign([]webhook.Secret{parse(t, secret)}, id, at, []byte(body)))
	return h
}

func TestVerifyNamesTheFault(t *testing.T) {
	const body = `{"title":"تنظيم"}`
	tests := []struct {
		name   string
		change func(http.Header)
		body   string
		want   error
	}{
		{"as sent", func(http.Header) {}, body, nil},
		{"among unknown schemes", func(h http.Header) {
			h.Set(webhook.HeaderSignature, "v2,AAAA v1a,AAAA "+h.Get(webhook.HeaderSignature))
		}, body, nil},
		{"another blank between", func(h http.Header) {
			h.Set(webhook.HeaderSignature, "v1,AAAA  "+h.Get(webhook.HeaderSignature))
		}, body, nil},
		{"body changed", func(http.Header) {}, body + " ", webhook.ErrSignature},
		{"id changed", func(h http.Header) { h.Set(webhook.HeaderID, "msg_2") }, body, webhook.ErrSignature},
		{"time changed", func(h http.Header) { h.Set(webhook.HeaderTimestamp, "1742212801") }, body, webhook.ErrSignature},
		{"time with a zero in front", func(h http.Header) { h.Set(webhook.HeaderTimestamp, "01742212800") }, body, webhook.ErrSignature},
		{"signature cut", func(h http.Header) {
			h.Set(webhook.HeaderSignature, strings.TrimSuffix(h.Get(webhook.HeaderSignature), "="))
		}, body, webhook.ErrSignature},
		{"no scheme", func(h http.Header) {
			h.Set(webhook.HeaderSignature, strings.TrimPrefix(h.Get(webhook.HeaderSignature), "v1,"))
		}, body, webhook.ErrSignature},
		{"no id", func(h http.Header) { h.Del(webhook.HeaderID) }, body, webhook.ErrHeaders},
		{"no time", func(h http.Header) { h.Del(webhook.HeaderTimestamp) }, body, webhook.ErrHeaders},
		{"no signature", func(h http.Header) { h.Del(webhook.HeaderSignature) }, body, webhook.ErrHeaders},
		{"time is a fraction", func(h http.Header) { h.Set(webhook.HeaderTimestamp, "1742212800.0") }, body, webhook.ErrTimestamp},
		{"time with a sign", func(h http.Header) { h.Set(webhook.HeaderTimestamp, "+1742212800") }, body, webhook.ErrTimestamp},
		{"time is a word", func(h http.Header) { h.Set(webhook.HeaderTimestamp, "noon") }, body, webhook.ErrTimestamp},
		{"time beyond all bounds", func(h http.Header) { h.Set(webhook.HeaderTimestamp, strings.Repeat("9", 30)) }, body, webhook.ErrTimestamp},
		{"milliseconds", func(h http.Header) { h.Set(webhook.HeaderTimestamp, "1742212800000") }, body, webhook.ErrTooNew},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			header := signed(t, newKey, "msg_1", noon, body)
			test.change(header)

			err := webhook.Verify(parse(t, newKey), header, []byte(test.body), noon, webhook.Tolerance)

			if !errors.Is(err, test.want) {
				t.Errorf("Verify = %v; want %v", err, test.want)
			}
		})
	}
}

func TestToleranceIsInclusiveBothWays(t *testing.T) {
	header := signed(t, newKey, "msg_1", noon, "{}")
	tests := []struct {
		name string
		now  time.Time
		want error
	}{
		{"five minutes old", noon.Add(5 * time.Minute), nil},
		{"a second more", noon.Add(5*time.Minute + time.Second), webhook.ErrTooOld},
		{"five minutes ahead", noon.Add(-5 * time.Minute), nil},
		{"a second further", noon.Add(-5*time.Minute - time.Second), webhook.ErrTooNew},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if err := webhook.Verify(parse(t, newKey), header, []byte("{}"), test.now, webhook.Tolerance); !errors.Is(err, test.want) {
				t.Errorf("Verify = %v; want %v", err, test.want)
			}
		})
	}
}

func TestTheZeroSecretVerifiesNothing(t *testing.T) {
	header := signed(t, newKey, "msg_1", noon, "{}")
	header.Set(webhook.HeaderSignature, webhook.Sign([]webhook.Secret{{}}, "msg_1", noon, []byte("{}")))

	if err := webhook.Verify(webhook.Secret{}, header, []byte("{}"), noon, webhook.Tolerance); !errors.Is(err, webhook.ErrSignature) {
		t.Errorf("Verify = %v; want ErrSignature: everybody knows the empty key", err)
	}
}

// What we sign is what the reference library signs, for any id, time and body.
func TestSignaturesAreThoseOfTheReferenceLibrary(t *testing.T) {
	reference, err := standardwebhooks.NewWebhook(newKey)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.StringMatching(`[a-zA-Z0-9_.-]{1,40}`).Draw(t, "id")
		at := time.Unix(rapid.Int64Range(0, 1<<40).Draw(t, "at"), 0)
		body := rapid.SliceOf(rapid.Byte()).Draw(t, "body")

		got := webhook.Sign([]webhook.Secret{parse(t, newKey)}, id, at, body)

		if want, _ := reference.Sign(id, at, body); got != want {
			t.Fatalf("Sign = %q; the reference says %q", got, want)
		}
	})
}

func TestTheReferenceLibraryVerifiesARotation(t *testing.T) {
	now := time.Now() // the library has no clock to set
	header := signed(t, newKey, "msg_1", now, "{}")
	header.Set(webhook.HeaderSignature, webhook.Sign([]webhook.Secret{parse(t, newKey), parse(t, oldKey)}, "msg_1", now, []byte("{}")))
	for _, key := range []string{newKey, oldKey} {
		reference, err := standardwebhooks.NewWebhook(key)
		if err != nil {
			t.Fatal(err)
		}

		if err := reference.Verify([]byte("{}"), header); err != nil {
			t.Errorf("a receiver that knows only %q refuses: %v", key, err)
		}
	}
}

func TestParseSecret(t *testing.T) {
	encode := func(n int) string { return base64.StdEncoding.EncodeToString(make([]byte, n)) }
	tests := []struct {
		name, secret string
		ok           bool
	}{
		{"24 bytes", "whsec_" + encode(24), true},
		{"64 bytes", "whsec_" + encode(64), true},
		{"23 bytes", "whsec_" + encode(23), false},
		{"65 bytes", "whsec_" + encode(65), false},
		{"empty", "", false},
		{"prefix alone", "whsec_", false},
		{"no prefix", encode(32), false},
		{"no padding", "whsec_" + strings.TrimRight(encode(32), "="), false},
		{"alphabet of addresses", "whsec_" + strings.Repeat("-_", 16), false},
		{"a line break inside", "whsec_" + encode(24)[:16] + "\n" + encode(24)[16:], false},
		{"a line break at the end", "whsec_" + encode(24) + "\n", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := webhook.ParseSecret(test.secret); (err == nil) != test.ok || err != nil && !errors.Is(err, webhook.ErrSecret) {
				t.Errorf("ParseSecret = %v; want success: %v", err, test.ok)
			}
		})
	}
}

func TestNewSecretsParseAndDiffer(t *testing.T) {
	a, b := webhook.NewSecret(), webhook.NewSecret()
	parse(t, a)
	parse(t, b)
	if a == b {
		t.Error("NewSecret made the same secret twice")
	}
}

// Whatever a stranger puts into the headers, Verify refuses it.
func FuzzVerify(f *testing.F) {
	f.Add("msg_1", "1742212800", "v1,AAAA v1a,x", []byte("{}"))
	f.Add("", "-1", ",", []byte{})
	secret, err := webhook.ParseSecret(newKey)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, id, stamp, signature string, body []byte) {
		h := http.Header{}
		h.Set(webhook.HeaderID, id)
		h.Set(webhook.HeaderTimestamp, stamp)
		h.Set(webhook.HeaderSignature, signature)
		if webhook.Verify(secret, h, body, noon, webhook.Tolerance) == nil {
			t.Error("a signature was guessed")
		}
	})
}
