package fetch

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestGuardLetsOnlyThePublicNetPass(t *testing.T) {
	g, err := NewGuard(nil)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, addr string
		pass       bool
	}{
		{"public", "8.8.8.8", true},
		{"public, version 6", "2001:4860:4860::8888", true},
		{"loopback", "127.0.0.1", false},
		{"loopback written as version 6", "::ffff:127.0.0.1", false},
		{"this network", "0.0.0.0", false},
		{"private", "10.1.2.3", false},
		{"carrier's", "100.64.0.1", false},
		{"link-local, where clouds keep their secrets", "169.254.169.254", false},
		{"multicast", "224.0.0.1", false},
		{"broadcast", "255.255.255.255", false},
		{"documentation", "203.0.113.7", false},
		{"loopback, version 6", "::1", false},
		{"unique local", "fd00::1", false},
		{"link-local with a zone", "fe80::1%lo", false},
		{"version 4 behind NAT64", "64:ff9b::7f00:1", false},
		{"version 4 behind 6to4", "2002:7f00:1::", false},
		{"none", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, _ := netip.ParseAddr(tt.addr) // the zero address is one of the cases
			err := g.Check(a)
			if private := (*PrivateError)(nil); tt.pass != (err == nil) || err != nil && !errors.As(err, &private) {
				t.Errorf("Check(%s) = %v; want pass %v", tt.addr, err, tt.pass)
			}
		})
	}
}

func TestGuardJudgesNamesBeforeTheyAreResolved(t *testing.T) {
	g, err := NewGuard([]string{"news.local", "192.168.7.0/24", "::1", "صحيفة.example"})
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, host string
		pass       bool
	}{
		{"public name", "paper.example", true},
		{"this machine", "localhost", false},
		{"this machine with a dot", "LOCALHOST.", false},
		{"below this machine", "a.localhost", false},
		{"local network", "router.local", false},
		{"a cloud's own", "metadata.google.internal", false},
		{"home network", "box.home.arpa", false},
		{"allowed by name", "News.Local.", true},
		{"a neighbour of what is allowed by name", "old-news.local", false},
		{"allowed by range", "192.168.7.9", true},
		{"beside the range", "192.168.8.9", false},
		{"allowed by address", "[::1]", true},
		{"loopback is not, because only ::1 is", "127.0.0.1", false},
		{"a word with local at its end", "the-local", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := g.CheckHost(tt.host); tt.pass != (err == nil) {
				t.Errorf("CheckHost(%s) = %v; want pass %v", tt.host, err, tt.pass)
			}
		})
	}
}

// world resolves every name by its table and diverts every dial to a local server.
func world(t *testing.T, names map[string][]string, to string) (Network, *[]netip.AddrPort) {
	t.Helper()
	dialled := new([]netip.AddrPort)
	return Network{
		Lookup: func(_ context.Context, host string) ([]netip.Addr, error) {
			var out []netip.Addr
			for _, s := range names[host] {
				out = append(out, netip.MustParseAddr(s))
			}
			if out == nil {
				return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
			}
			return out, nil
		},
		Dial: func(ctx context.Context, a netip.AddrPort) (net.Conn, error) {
			*dialled = append(*dialled, a)
			return new(net.Dialer).DialContext(ctx, "tcp", to)
		},
	}, dialled
}

func TestNamesThatResolveInwardsAreNotDialled(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/inwards":
			http.Redirect(w, r, "http://127.0.0.1/secret", http.StatusFound)
		case "/number":
			w.Header().Set("Location", "http://2130706433/secret")
			w.WriteHeader(http.StatusFound)
		case "/name":
			http.Redirect(w, r, "http://inner.example/secret", http.StatusFound)
		}
	})
	names := map[string][]string{
		"paper.example": {"93.184.215.14"},
		"inner.example": {"10.0.0.5", "::1", "169.254.169.254"},
		"mixed.example": {"127.0.0.1", "93.184.215.14"},
	}
	tests := []struct {
		name, url string
		private   bool
	}{
		{"public", "http://paper.example/a", false},
		{"inner addresses only", "http://inner.example/a", true},
		{"an inner and a public address: the public one is taken", "http://mixed.example/a", false},
		{"redirect to an inner address", "http://paper.example/inwards", true},
		{"redirect to a number", "http://paper.example/number", true},
		{"redirect to a name of inner addresses", "http://paper.example/name", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			network, dialled := world(t, names, srv.Listener.Addr().String())
			c := newClient(t, func(s *Settings) { s.AllowPrivate, s.Network = nil, network })
			_, err := c.Get(t.Context(), Request{URL: tt.url})
			if private := (*PrivateError)(nil); errors.As(err, &private) != tt.private || !tt.private && err != nil {
				t.Errorf("Get(%s) = %v; want a PrivateError: %v", tt.url, err, tt.private)
			}
			for _, a := range *dialled {
				if c.Guard().Check(a.Addr()) != nil {
					t.Errorf("dialled %s", a)
				}
			}
		})
	}
}

func TestASilentAddressDoesNotKeepTheNextFromBeingTried(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Write([]byte("a")) })
	d := newDialer(&Guard{safe: newClient(t).guard.safe}, Network{
		Lookup: func(context.Context, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("127.0.0.66"), netip.MustParseAddr("127.0.0.67"), netip.MustParseAddr("127.0.0.1")}, nil
		},
		Dial: func(ctx context.Context, a netip.AddrPort) (net.Conn, error) {
			switch a.Addr().String() {
			case "127.0.0.66":
				<-ctx.Done()
				return nil, ctx.Err()
			case "127.0.0.67":
				return nil, errors.New("refused")
			}
			return new(net.Dialer).DialContext(ctx, "tcp", srv.Listener.Addr().String())
		},
	})

	start := time.Now()
	conn, err := d.DialContext(t.Context(), "tcp", "paper.example:80")

	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("took %s", took)
	}
}

func TestTheSocketItselfAsksTheGuard(t *testing.T) {
	srv := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("reached") })
	g, err := NewGuard(nil)
	if err != nil {
		t.Fatal(err)
	}

	// As if resolving had been tricked: dial is called with an address that was never checked.
	_, err = newDialer(g, Network{}).dial(t.Context(), netip.MustParseAddrPort(srv.Listener.Addr().String()), false)

	if private := (*PrivateError)(nil); !errors.As(err, &private) {
		t.Errorf("dial = %v; want a PrivateError", err)
	}
}

func TestProxiesOfTheEnvironmentAreNotUsed(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the proxy was asked") }))
	defer proxy.Close()
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	srv := serve(t, func(http.ResponseWriter, *http.Request) {})
	network, _ := world(t, map[string][]string{"paper.example": {"93.184.215.14"}}, srv.Listener.Addr().String())

	if _, err := newClient(t, func(s *Settings) { s.Network = network }).Get(t.Context(), Request{URL: "http://paper.example/"}); err != nil {
		t.Error(err)
	}
}

func TestWebhookClientIsGuardedAndFollowsNoRedirect(t *testing.T) {
	var asked atomic.Int32
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
	}))
	defer srv.Close()

	resp, err := newClient(t).WebhookClient(time.Second).Post(srv.URL, "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusTemporaryRedirect || asked.Load() != 1 {
		t.Errorf("status %d after %d requests; want the redirect itself after one", resp.StatusCode, asked.Load())
	}

	strict := newClient(t, func(s *Settings) { s.AllowPrivate = nil }).WebhookClient(time.Second)
	for _, address := range []string{srv.URL, "http://localhost/", "http://metadata.google.internal/"} {
		_, err := strict.Post(address, "application/json", strings.NewReader("{}"))
		if private := (*PrivateError)(nil); !errors.As(err, &private) {
			t.Errorf("Post(%s) = %v; want a PrivateError", address, err)
		}
	}
}
