package fetch

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"
	"golang.org/x/net/idna"
)

// Guard decides which hosts may be dialled: those of the public net, and what the operator named.
// It judges a name before it is resolved and every address at the moment of the dial, so that
// a name which changes its mind between two questions gains nothing.
type Guard struct {
	names map[string]bool // allowed by name, whatever they resolve to
	safe  *ssrf.Guardian
}

// NewGuard reads what is allowed beside the public net: host names, addresses and CIDR ranges.
func NewGuard(allow []string) (*Guard, error) {
	g := &Guard{names: make(map[string]bool)}
	var v4, v6 []netip.Prefix
	for _, s := range allow {
		p, isRange, err := prefixOf(s)
		switch {
		case err != nil:
			return nil, err
		case !isRange:
			g.names[hostKey(s)] = true
		case p.Addr().Is4():
			v4 = append(v4, p)
		default:
			v6 = append(v6, p)
		}
	}
	g.safe = ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(v4...), ssrf.WithAllowedV6Prefixes(v6...))
	return g, nil
}

// prefixOf reads an address or a range; isRange is false for a host name.
func prefixOf(s string) (p netip.Prefix, isRange bool, err error) {
	if strings.Contains(s, "/") {
		p, err = netip.ParsePrefix(s)
		if err != nil {
			return p, false, fmt.Errorf("%q is no address range; write one like 10.0.0.0/8, a single address or a host name", s)
		}
		return p.Masked(), true, nil
	}
	bare := strings.TrimSuffix(strings.TrimPrefix(s, "["), "]")
	if a, err := netip.ParseAddr(bare); err == nil {
		a = a.Unmap().WithZone("")
		return netip.PrefixFrom(a, a.BitLen()), true, nil
	}
	name, err := idna.Lookup.ToASCII(strings.TrimSuffix(s, "."))
	if err != nil || name == "" || strings.ContainsAny(name, " :@*") {
		return p, false, fmt.Errorf("%q is no host name, address or range; write one like news.local, 10.1.2.3 or 10.0.0.0/8", s)
	}
	return p, false, nil
}

// hostKey is the form in which names are compared.
func hostKey(host string) string {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if isASCII(host) {
		return host
	}
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		return ascii
	}
	return host
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Check judges an address. The error is a *PrivateError.
func (g *Guard) Check(a netip.Addr) error {
	a = a.Unmap()
	if a.IsValid() && a.Zone() == "" && g.safe.SafeAddr(a) == nil {
		return nil
	}
	return &PrivateError{Host: a.String(), Addr: a.String()}
}

// privateNames are top-level names of the machine and the local network: RFC 6761, 6762, 8375, 9476,
// ICANN's .internal, and what home routers use.
var privateNames = [...]string{".local", ".internal", ".localdomain", ".home.arpa", ".lan", ".intranet", ".corp", ".home"}

// CheckHost judges a host by its looks: a literal address, or a name that cannot be public. What the
// name resolves to is judged at the dial.
func (g *Guard) CheckHost(host string) error {
	key := hostKey(host)
	if g.names[key] {
		return nil
	}
	if a, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return g.Check(a)
	}
	if key == "localhost" || strings.HasSuffix(key, ".localhost") {
		if g.Check(netip.AddrFrom4([4]byte{127, 0, 0, 1})) == nil {
			return nil
		}
		return &PrivateError{Host: host}
	}
	for _, p := range privateNames {
		if key == p[1:] || strings.HasSuffix(key, p) {
			return &PrivateError{Host: host}
		}
	}
	return nil
}

// Network is how names are resolved and addresses dialled. Nil fields mean the system's own way;
// an examination puts its own in, and the guard stands before both alike.
type Network struct {
	Lookup func(ctx context.Context, host string) ([]netip.Addr, error)
	Dial   func(ctx context.Context, to netip.AddrPort) (net.Conn, error)
}

// dialer connects to hosts that the guard lets pass.
type dialer struct {
	guard *Guard
	net   Network
}

func newDialer(g *Guard, n Network) *dialer {
	if n.Lookup == nil {
		n.Lookup = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	return &dialer{guard: g, net: n}
}

// connectTimeout bounds one connection attempt, name resolution apart.
const connectTimeout = 10 * time.Second

// DialContext is for http.Transport.
func (d *dialer) DialContext(ctx context.Context, network, hostport string) (net.Conn, error) {
	host, port, err := splitHostPort(hostport)
	if err != nil {
		return nil, err
	}
	if err := d.guard.CheckHost(host); err != nil {
		return nil, err
	}
	named := d.guard.names[hostKey(host)]
	addrs, err := d.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	var pass []netip.AddrPort
	var refused error
	for _, a := range addrs {
		if err := d.guard.Check(a); err != nil && !named {
			refused = &PrivateError{Host: host, Addr: a.String()}
			continue
		}
		pass = append(pass, netip.AddrPortFrom(a.Unmap(), port))
	}
	if len(pass) == 0 {
		if refused == nil {
			refused = &net.DNSError{Err: "no addresses", Name: host, IsNotFound: true}
		}
		return nil, refused
	}
	return d.first(ctx, pass, named)
}

func splitHostPort(hostport string) (string, uint16, error) {
	host, p, err := net.SplitHostPort(hostport)
	if err != nil {
		return "", 0, err
	}
	port, err := net.LookupPort("tcp", p)
	return host, uint16(port), err
}

func (d *dialer) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	return d.net.Lookup(ctx, host)
}

// first connects to the first address that answers: the next one is tried when the one before has
// failed or kept silent for 300 ms (RFC 8305, without its sorting, which the resolver does).
func (d *dialer) first(ctx context.Context, to []netip.AddrPort, named bool) (net.Conn, error) {
	if len(to) == 1 {
		return d.dial(ctx, to[0], named)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type result struct {
		conn net.Conn
		err  error
	}
	const most = 8 // addresses tried: a resolver's answer must not become a scan
	to = to[:min(len(to), most)]
	results := make(chan result)
	patience := time.NewTimer(0)
	defer patience.Stop()
	var errs []error
	started := 0
	for len(errs) < len(to) {
		select {
		case <-patience.C:
			if started < len(to) {
				go func(a netip.AddrPort) {
					conn, err := d.dial(ctx, a, named)
					select {
					case results <- result{conn, err}:
					case <-ctx.Done():
						if conn != nil {
							conn.Close()
						}
					}
				}(to[started])
				started++
				patience.Reset(300 * time.Millisecond)
			}
		case r := <-results:
			if r.err == nil {
				return r.conn, nil
			}
			errs = append(errs, r.err)
			patience.Reset(0)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return nil, errors.Join(errs...)
}

// dial makes one connection. The guard is asked again by the socket itself, behind all resolving.
func (d *dialer) dial(ctx context.Context, to netip.AddrPort, named bool) (net.Conn, error) {
	if d.net.Dial != nil {
		return d.net.Dial(ctx, to)
	}
	nd := net.Dialer{Timeout: connectTimeout}
	if !named {
		nd.Control = func(network, address string, c syscall.RawConn) error {
			if err := d.guard.safe.Safe(network, address, c); err != nil {
				return &PrivateError{Host: to.Addr().String(), Addr: address}
			}
			return nil
		}
	}
	return nd.DialContext(ctx, "tcp", to.String())
}
