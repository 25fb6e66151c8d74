package web

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestOnlyThisMachinesNamesReachTheLoopbackAddress(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Hosts = []string{"marsad.example.org:443"} })
	for host, want := range map[string]int{
		"localhost:8080":     200,
		"LOCALHOST.":         200,
		"127.0.0.1":          200,
		"[::1]:8080":         200,
		"marsad.example.org": 200,
		"evil.example":       http.StatusMisdirectedRequest,
		"evil.example:8080":  http.StatusMisdirectedRequest,
		"localhost.evil.com": http.StatusMisdirectedRequest,
		"192.0.2.7":          http.StatusMisdirectedRequest,
	} {
		if r := s.get("/", "Host", host); r.StatusCode != want {
			t.Errorf("Host %s = %d; want %d", host, r.StatusCode, want)
		}
	}
}

func TestAForeignSiteCannotPost(t *testing.T) {
	s := newSite(t, nil)
	s.fill()
	for name, c := range map[string]struct {
		headers []string
		want    int
	}{
		"another site":            {[]string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, http.StatusForbidden},
		"a neighbour's subdomain": {[]string{"Sec-Fetch-Site", "same-site", "Origin", "https://evil.example"}, http.StatusForbidden},
		"an old browser":          {[]string{"Origin", "https://evil.example"}, http.StatusForbidden},
		"a page without origin":   {[]string{"Origin", "null"}, http.StatusForbidden},
		"our own page":            {[]string{"Sec-Fetch-Site", "same-origin"}, http.StatusSeeOther},
	} {
		t.Run(name, func(t *testing.T) {
			if r := s.send(http.MethodPost, "/deliveries/msg_delivered/replay", "", c.headers...); r.StatusCode != c.want {
				t.Errorf("replay = %d; want %d", r.StatusCode, c.want)
			}
		})
	}
}

func TestOtherMethodsAreNotTaken(t *testing.T) {
	s := newSite(t, nil)
	for path, allow := range map[string]string{"/": "GET, HEAD", "/articles": "GET, HEAD", "/articles/1": "GET, HEAD", "/healthz": "GET, HEAD", "/metrics": "GET, HEAD"} {
		r := s.send(http.MethodPost, path, "")
		if r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != allow {
			t.Errorf("POST %s = %d, Allow %q", path, r.StatusCode, r.Header.Get("Allow"))
		}
	}
	if r := s.get("/deliveries/x/replay"); r.StatusCode != http.StatusMethodNotAllowed || r.Header.Get("Allow") != http.MethodPost {
		t.Errorf("GET of replay = %d", r.StatusCode)
	}
}

func TestATokenIsAskedForEverywhereButByProbes(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Token = "open sesame" })
	id := s.fill()
	for _, path := range append(pagesOf(id), "/metrics") {
		r := s.get(path)

		if r.StatusCode != http.StatusUnauthorized || strings.Contains(r.text, damTitle) {
			t.Errorf("%s without a token = %d", path, r.StatusCode)
		}
	}
	if r := s.send(http.MethodPost, "/deliveries/msg_failed/replay", ""); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("replay without a token = %d", r.StatusCode)
	}
	if r := s.get("/metrics", "Authorization", "Bearer open sesame"); r.StatusCode != http.StatusOK {
		t.Errorf("metrics with the token = %d", r.StatusCode)
	}
	if r := s.get("/", "Authorization", "Bearer open"); r.StatusCode != http.StatusUnauthorized {
		t.Errorf("a wrong token = %d", r.StatusCode)
	}
}

func TestSigningInGivesACookieThatHoldsNoToken(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Token = "open sesame" })

	r := s.send(http.MethodPost, "/login", "token=open+sesame&next=%2Farticles%3Fq%3Dx")

	if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/articles?q=x" || len(r.Cookies()) != 1 {
		t.Fatalf("login = %d to %q with %v", r.StatusCode, r.Header.Get("Location"), r.Cookies())
	}
	c := r.Cookies()[0]
	if !c.HttpOnly || c.SameSite != http.SameSiteStrictMode || strings.Contains(c.Value, "sesame") {
		t.Errorf("cookie = %v", c)
	}
	for name, c2 := range map[string]struct {
		value string
		want  int
	}{
		"the cookie":          {c.Value, http.StatusOK},
		"another time in it":  {"9" + c.Value, http.StatusUnauthorized},
		"without its proof":   {strings.Split(c.Value, ".")[0] + ".", http.StatusUnauthorized},
		"one that is used up": {newDoor("open sesame", nil).session(noon), http.StatusUnauthorized},
		"of another token":    {newDoor("other", nil).session(noon.Add(time.Hour)), http.StatusUnauthorized},
		"nothing":             {"", http.StatusUnauthorized},
	} {
		if r := s.get("/", "Cookie", sessionCookie+"="+c2.value); r.StatusCode != c2.want {
			t.Errorf("%s = %d; want %d", name, r.StatusCode, c2.want)
		}
	}
}

func TestAWrongTokenWaitsAndStaysOut(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Token = "open sesame" })
	began := time.Now()

	r := s.send(http.MethodPost, "/login", "token=wrong&next=%2F")

	if r.StatusCode != http.StatusUnauthorized || len(r.Cookies()) != 0 || !strings.Contains(r.text, catalogue["login.wrong"].en) {
		t.Errorf("login = %d", r.StatusCode)
	}
	if took := time.Since(began); took < wrongDelay {
		t.Errorf("the answer came after %v; want %v at least", took, wrongDelay)
	}
}

func TestSigningInLeadsToNoOtherSite(t *testing.T) {
	for next, want := range map[string]string{"/deliveries?state=failed": "/deliveries?state=failed", "//evil.example": "/", `/\evil.example`: "/", "https://evil.example": "/", "": "/", "/\t/evil.example": "/"} {
		if got := ownPath(next); got != want {
			t.Errorf("ownPath(%q) = %q; want %q", next, got, want)
		}
	}
}

func TestALargeBodyIsRefused(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Token = "open sesame" })

	r := s.send(http.MethodPost, "/login", "next=/&x="+strings.Repeat("a", 1<<20)+"&token=open+sesame")

	if r.StatusCode == http.StatusSeeOther {
		t.Error("a form of a megabyte was read")
	}
}

func TestServeStopsWithItsContext(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	inside, goOn := make(chan struct{}), make(chan struct{})
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		close(inside)
		<-goOn
		io.WriteString(w, "whole")
	})
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- serve(ctx, ln, h, nil) }()
	answer := make(chan string, 1)
	go func() {
		resp, err := http.Get("http://" + ln.Addr().String())
		if err != nil {
			answer <- err.Error()
			return
		}
		defer resp.Body.Close()
		b, _ := io.ReadAll(resp.Body)
		answer <- string(b)
	}()

	<-inside
	stop()
	close(goOn)

	if err := <-ended; err != nil {
		t.Errorf("serve = %v", err)
	}
	if got := <-answer; got != "whole" {
		t.Errorf("the answer under way = %q", got)
	}
}

func TestServeSaysWhichAddressIsTaken(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()

	err = Serve(t.Context(), ln.Addr().String(), http.NotFoundHandler(), quiet())

	if err == nil || !strings.Contains(err.Error(), ln.Addr().String()) {
		t.Errorf("Serve = %v", err)
	}
}
