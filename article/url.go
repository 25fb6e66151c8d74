package article

import (
	"fmt"
	"strings"

	whatwg "github.com/nlnwa/whatwg-url/url"
)

// maxAddress bounds an address in bytes, percent-encoded: servers take request lines of about 8 KiB.
const maxAddress = 8 << 10

// AddressError says why a string is no address that marsad would fetch or store.
type AddressError struct {
	Address string // as given, without credentials, shortened
	Href    string // the address in its normal form where it is one, but not of http or https; else empty
	Reason  string
}

func (e *AddressError) Error() string {
	return fmt.Sprintf("address %q: %s; give one that begins with https:// or http://", e.Address, e.Reason)
}

// Resolve reads ref as a browser would that stands on base (WHATWG URL): relative, with white space
// around it, with raw Arabic or a backslash in it. An empty base means that ref is absolute. The
// result is absolute, http or https, and not canonical: it is what is asked for. The error is an
// *AddressError.
func Resolve(base, ref string) (string, error) {
	_, href, err := parse(base, ref)
	return href, err
}

// parse is Resolve with the parts.
func parse(base, ref string) (u *whatwg.Url, href string, err error) {
	if len(ref) > maxAddress {
		return nil, "", &AddressError{Address: shown(ref), Reason: fmt.Sprintf("has more than %d bytes", maxAddress)}
	}
	u, err = whatwg.ParseRef(base, ref)
	if err != nil {
		return nil, "", &AddressError{Address: shown(ref), Reason: "cannot be read"}
	}
	href = u.Href(false)
	if s := u.Scheme(); s != "http" && s != "https" {
		return nil, "", &AddressError{Address: shown(ref), Href: href, Reason: "is of scheme " + s}
	}
	if len(href) > maxAddress {
		return nil, "", &AddressError{Address: shown(ref), Reason: fmt.Sprintf("has more than %d bytes", maxAddress)}
	}
	return u, href, nil
}

// shown is an address as an error may print it: short, and without what stands before an @.
func shown(raw string) string {
	raw = strings.TrimSpace(raw)
	if i := strings.LastIndexByte(raw, '@'); i >= 0 {
		if j := strings.Index(raw, "//"); j >= 0 && j+2 <= i {
			raw = raw[:j+2] + raw[i+1:]
		}
	}
	const most = 200
	if len(raw) > most {
		raw = strings.ToValidUTF8(raw[:most], "") + "…"
	}
	return raw
}
