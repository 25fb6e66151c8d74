package config

import (
	"fmt"
	"net/netip"
	"strings"

	"code.dny.dev/ssrf"
	whatwg "github.com/nlnwa/whatwg-url/url"
)

// allowance is what allow_private names: hosts and addresses that may be asked although they are
// not public.
type allowance struct {
	names    []string // lower case
	prefixes []netip.Prefix
}

// allowPrivate reads the list. The strings are handed on to the fetcher as written.
func (s *section) allowPrivate(key string) ([]string, allowance) {
	var out []string
	var a allowance
	for _, n := range s.entries(key) {
		text := strings.ToLower(strings.TrimSpace(n.text))
		prefix, err := netip.ParsePrefix(text)
		addr, err2 := netip.ParseAddr(strings.Trim(text, "[]"))
		switch {
		case err == nil:
			a.prefixes = append(a.prefixes, prefix.Masked())
		case err2 == nil:
			a.prefixes = append(a.prefixes, netip.PrefixFrom(addr.Unmap(), addr.Unmap().BitLen()))
		case text == "" || strings.ContainsAny(text, "/:@ *"):
			s.fault(s.got[key], n, fmt.Sprintf("%q is neither a host name nor an address nor a range", n.text), "write for example  archive.lan ,  192.168.7.20  or  192.168.7.0/24")
			continue
		default:
			a.names = append(a.names, text)
		}
		out = append(out, text)
	}
	return out, a
}

func (a allowance) host(name string) bool {
	for _, n := range a.names {
		if n == name {
			return true
		}
	}
	return false
}

func (a allowance) addr(ip netip.Addr) bool {
	for _, p := range a.prefixes {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}

// address checks one http(s) address, without a look-up of its name, and returns it as written and
// in the form in which two spellings are compared. Empty when it is wrong.
func (s *section) address(f field, n *node, text string, allow allowance) (as, canonical string) {
	const remedy = "write a whole address, for example  https://paper.example/feed.xml"
	u, err := whatwg.Parse(strings.TrimSpace(text))
	shown := maskSecrets(n.text)
	switch {
	case err != nil:
		s.fault(f, n, fmt.Sprintf("%s is not a web address", shown), remedy)
	case u.Scheme() != "http" && u.Scheme() != "https":
		s.fault(f, n, fmt.Sprintf("%s is not a web address (http or https)", shown), remedy)
	case !strings.Contains(u.Hostname(), ".") && !strings.Contains(u.Hostname(), ":") && u.Hostname() != "localhost" && !allow.host(u.Hostname()):
		s.fault(f, n, fmt.Sprintf("%s names the host %q, which has no dot and is no public name", shown, u.Hostname()), fmt.Sprintf("write the whole name; if it is meant, add  allow_private: [%q]", u.Hostname()))
	case !public(u.Hostname()) && !allow.allows(u.Hostname()):
		s.fault(f, n, fmt.Sprintf("%s is unsafe: %s is not on the public internet", shown, u.Hostname()), fmt.Sprintf("if it is meant, add  allow_private: [%q]", strings.Trim(u.Hostname(), "[]")))
	default:
		return strings.TrimSpace(text), u.Href(true)
	}
	return "", ""
}

func (a allowance) allows(host string) bool {
	if ip, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		return a.addr(ip.Unmap()) || a.host(strings.Trim(host, "[]"))
	}
	return a.host(host)
}

// public tells whether a host may be one on the public internet, as far as its spelling says. The
// fetcher asks again at every dial, when the name is looked up.
func public(host string) bool {
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if err != nil {
		return host != "localhost" && !strings.HasSuffix(host, ".localhost") && !strings.HasSuffix(host, ".local") && !strings.HasSuffix(host, ".internal")
	}
	network := "tcp4"
	if ip = ip.Unmap(); ip.Is6() {
		network = "tcp6"
	}
	return ssrf.New(ssrf.WithAnyPort()).Safe(network, netip.AddrPortFrom(ip, 443).String(), nil) == nil
}

// spelling is the form of an address in which two spellings of it are equal.
func spelling(address string) string {
	u, err := whatwg.Parse(address)
	if err != nil {
		return address
	}
	return u.Href(true)
}
