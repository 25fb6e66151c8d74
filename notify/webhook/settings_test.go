package webhook_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/notify/webhook"
)

func TestCheckNamesEveryFault(t *testing.T) {
	good := func() webhook.Settings {
		return webhook.Settings{URL: "https://hooks.example.org/marsad", Secret: newKey}
	}
	tests := []struct {
		name   string
		change func(*webhook.Settings)
		want   []string // keys, sorted
	}{
		{"nothing is wrong", func(*webhook.Settings) {}, nil},
		{"a receiver on this machine", func(s *webhook.Settings) { s.URL = "http://127.0.0.1:9090/" }, nil},
		{"rotation", func(s *webhook.Settings) { s.OldSecret = oldKey }, nil},
		{"nothing is there", func(s *webhook.Settings) { *s = webhook.Settings{} }, []string{"secret", "url"}},
		{"no scheme", func(s *webhook.Settings) { s.URL = "hooks.example.org/marsad" }, []string{"url"}},
		{"another scheme", func(s *webhook.Settings) { s.URL = "ftp://hooks.example.org/" }, []string{"url"}},
		{"no host", func(s *webhook.Settings) { s.URL = "https:///marsad" }, []string{"url"}},
		{"a port alone", func(s *webhook.Settings) { s.URL = "https://:8080/" }, []string{"url"}},
		{"a control character", func(s *webhook.Settings) { s.URL = "https://hooks.example.org/\n" }, []string{"url"}},
		{"secret without whsec_", func(s *webhook.Settings) { s.Secret = "open sesame" }, []string{"secret"}},
		{"short secret", func(s *webhook.Settings) { s.Secret = "whsec_c2hvcnQ=" }, []string{"secret"}},
		{"bad old secret", func(s *webhook.Settings) { s.OldSecret = "whsec_" }, []string{"old_secret"}},
		{"old secret is the secret", func(s *webhook.Settings) { s.OldSecret = s.Secret }, []string{"old_secret"}},
		{"negative timeout", func(s *webhook.Settings) { s.Timeout = -time.Second }, []string{"timeout"}},
		{"timeout of an hour", func(s *webhook.Settings) { s.Timeout = time.Hour }, []string{"timeout"}},
		{"negative concurrency", func(s *webhook.Settings) { s.Concurrent = -1 }, []string{"concurrent"}},
		{"our own header", func(s *webhook.Settings) { s.Headers = map[string]string{"Webhook-Id": "x"} }, []string{"headers"}},
		{"content type", func(s *webhook.Settings) { s.Headers = map[string]string{"content-type": "x"} }, []string{"headers"}},
		{"header with a blank", func(s *webhook.Settings) { s.Headers = map[string]string{"X Y": "x"} }, []string{"headers"}},
		{"value with a line break", func(s *webhook.Settings) { s.Headers = map[string]string{"X": "a\r\nb"} }, []string{"headers"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := good()
			test.change(&s)
			var got []string
			s.Check(func(key, problem, remedy string) {
				got = append(got, key)
				if problem == "" || remedy == "" {
					t.Errorf("%s: a fault needs a problem and a remedy: %q, %q", key, problem, remedy)
				}
			})
			slices.Sort(got)

			if !slices.Equal(got, test.want) {
				t.Errorf("faults = %q; want %q", got, test.want)
			}
			if _, err := webhook.New(s, http.DefaultClient, atNoon); (err != nil) != (len(test.want) > 0) {
				t.Errorf("New = %v; it must refuse exactly what Check refuses", err)
			}
		})
	}
}

func TestNothingPrintsASecret(t *testing.T) {
	const key = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	s := webhook.Settings{
		URL: "https://office:open-sesame@hooks.example.org/T00/B00?token=sesame", Secret: "whsec_" + key,
		OldSecret: "whsec_!" + key, Headers: map[string]string{"webhook-key": "sesame"}, // both are faults, and faults are printed
	}
	_, err := webhook.New(s, http.DefaultClient, atNoon)
	printed := fmt.Sprintf("%v %+v %#v %s %v %#v %v", s, s, s, s, parse(t, s.Secret), parse(t, s.Secret), err)

	for _, secret := range []string{key, "sesame", "T00"} {
		if strings.Contains(printed, secret) {
			t.Errorf("%q is shown in %s", secret, printed)
		}
	}
}
