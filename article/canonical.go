package article

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Canonical is the form of an address in which two of them are compared: the same string for the
// same article, as far as an address alone can tell. It is for comparing and for showing; what is
// fetched is the address that the paper gave (Resolve).
//
// Unified: scheme (https), www., m. and amp. before the host, default ports, credentials, the case of the host
// and of percent-encoding, doubled and final slashes, index files, AMP and print forms, the first page of
// many, parameters of tracking and sessions, the order of the others, fragments but #! routes; and in paths
// and parameters the spellings that keyboards mix up unseen: kashida, Farsi yeh and kaf, joiners,
// presentation forms, composed and decomposed letters. Kept apart: the case of a path, other hosts and
// parameters, hamza, digits, and characters that are data because they are encoded.
//
// Canonical of a canonical address is the address. The error is an *AddressError.
func Canonical(raw string) (string, error) {
	for {
		u, href, err := parse("", raw)
		if err != nil {
			return "", err
		}
		p := parts{host: bareHost(u.Hostname()), port: u.Port(), path: u.Pathname(), query: u.Query()}
		if inner := p.carried(); inner != "" && len(inner) < len(href) {
			raw = inner
			continue
		}
		if !soundHost(p.host) {
			return "", &AddressError{Address: shown(raw), Reason: "has a host that no name server knows"}
		}
		if route := normal(u.Fragment(), routeKeeps); strings.HasPrefix(route, "!") && len(route) > 1 {
			p.route = route
		}
		out := p.canonical()
		if len(out) > maxAddress {
			return "", &AddressError{Address: shown(raw), Reason: fmt.Sprintf("has more than %d bytes", maxAddress)}
		}
		return out, nil
	}
}

// parts are an address taken apart, still as written.
type parts struct {
	host, port, path, query string
	route                   string // a fragment that begins with !, in its normal form
}

func (p parts) canonical() string {
	var b strings.Builder
	b.WriteString("https://")
	b.WriteString(p.host)
	if p.port != "" && p.port != "80" && p.port != "443" {
		b.WriteByte(':')
		b.WriteString(p.port)
	}
	segments := segmentsOf(p.path)
	query := p.parameters(segments)
	b.WriteByte('/')
	b.WriteString(strings.Join(segments, "/"))
	if query != "" {
		b.WriteByte('?')
		b.WriteString(query)
	}
	if p.route != "" {
		b.WriteByte('#')
		b.WriteString(p.route)
	}
	return b.String()
}

// bareHost leaves off what papers put before their name for a device.
func bareHost(host string) string {
	host = strings.TrimSuffix(host, ".")
	for {
		prefix, rest, _ := strings.Cut(host, ".")
		switch prefix {
		case "www", "m", "amp", "mobile":
			if strings.Contains(rest, ".") && !strings.HasPrefix(rest, ".") {
				host = rest
				continue
			}
		}
		return host
	}
}

// soundHost checks the lengths of RFC 1035 §2.3.4, which parsing leaves alone.
func soundHost(host string) bool {
	if host == "" || len(host) > 253 {
		return false
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 {
			return false
		}
	}
	return true
}

// carried is the address within an address: of caches and of redirectors that show where they lead.
func (p parts) carried() string {
	switch {
	case strings.HasSuffix(p.host, ".cdn.ampproject.org"):
		// /c/s/paper.example/a-1: kind of document, s for https
		if _, rest, ok := strings.Cut(strings.TrimPrefix(p.path, "/"), "/"); ok {
			return "https://" + strings.TrimPrefix(rest, "s/")
		}
	case isGoogle(p.host) && strings.HasPrefix(p.path, "/amp/"):
		return "https://" + strings.TrimPrefix(strings.TrimPrefix(p.path, "/amp/"), "s/")
	case isGoogle(p.host) && p.path == "/url":
		return p.inner("url", "q")
	case (p.host == "l.facebook.com" || p.host == "lm.facebook.com") && p.path == "/l.php":
		return p.inner("u")
	}
	return ""
}

func isGoogle(host string) bool {
	return strings.HasPrefix(host, "google.") && strings.Count(host, ".") <= 2
}

func (p parts) inner(names ...string) string {
	for _, name := range names {
		for pair := range strings.SplitSeq(p.query, "&") {
			if k, v, _ := strings.Cut(pair, "="); k == name {
				if v = unescape(v); strings.HasPrefix(v, "http://") || strings.HasPrefix(v, "https://") {
					return v
				}
			}
		}
	}
	return ""
}

// segmentsOf is the path without its empty parts, sessions and the names of other forms of one page.
func segmentsOf(path string) []string {
	var out []string
	for s := range strings.SplitSeq(path, "/") {
		s = normal(dropSession(s), pathKeeps)
		if s == "" || s == "." || s == ".." || cookieless.MatchString(s) { // invisible letters may have hidden the dots from the parser
			continue
		}
		out = append(out, s)
	}
	for len(out) > 1 && strings.EqualFold(out[0], "amp") || printed(out) {
		out = out[1:]
	}
	for n := len(out); n > 0; n = len(out) {
		if rest, ok := otherForm(out); ok {
			out = rest
			continue
		}
		break
	}
	return out
}

// printed: /print/ before a section and an article, or before a slug. A bare number behind it belongs to a system.
func printed(segments []string) bool {
	n := len(segments)
	return n > 1 && strings.EqualFold(segments[0], "print") && (n > 2 || strings.Contains(segments[1], "-") && namesArticle(segments[1]))
}

var indexFile = regexp.MustCompile(`^(?i:(index|default)\.(html?|php[345]?|aspx?|jsp|shtml|xhtml|cfm))$`)

// otherForm takes the last part of a path off, or changes it, if it names another form of the page before it.
func otherForm(segments []string) ([]string, bool) {
	n := len(segments)
	last := segments[n-1]
	switch {
	case indexFile.MatchString(last):
		return segments[:n-1], true
	case ampFile.MatchString(last):
		segments[n-1] = ampFile.ReplaceAllString(last, "$1$2")
		return segments, true
	case n == 1:
		return segments, false
	case strings.EqualFold(last, "amp"), strings.EqualFold(last, "amp.html"), strings.EqualFold(last, "print"), strings.EqualFold(last, "print.html"):
		return segments[:n-1], true
	case n > 2 && isPageNumber(last) && segments[n-2] == "page" && namesArticle(segments[n-3]):
		return segments[:n-2], true
	case n > 3 && isPageNumber(last) && namesArticle(segments[n-2]) && datedPath.MatchString(strings.Join(segments[:n-2], "/")+"/"):
		return segments[:n-1], true
	}
	return segments, false
}

// ampFile is how some systems mark the AMP copy of a file.
var ampFile = regexp.MustCompile(`^(.*[^.])\.amp(\.html?)?$`)

// datedPath is how systems of blogs write the day before the slug.
var datedPath = regexp.MustCompile(`(^|/)(19|20)\d\d/\d{1,2}/(\d{1,2}/)?$`)

// cookieless is the session that ASP.NET writes into the path: /(S(lit3py55t21z5v55vlm25s55))/a.aspx.
var cookieless = regexp.MustCompile(`^\((?:[AFSX]\([A-Za-z0-9_-]+\))+\)$`)

// isPageNumber: a part of a split post; more would be an article's number.
func isPageNumber(s string) bool {
	return len(s) == 1 && '1' <= s[0] && s[0] <= '9' || len(s) == 2 && '1' <= s[0] && s[0] <= '4' && '0' <= s[1] && s[1] <= '9'
}

var longNumber = regexp.MustCompile(`\d{3}`)

// namesArticle tells a slug or a number from the name of a section.
func namesArticle(segment string) bool {
	return strings.Count(segment, "-") >= 2 || longNumber.MatchString(unescape(segment))
}

// dropSession cuts a session off a part of a path: /a.jsp;jsessionid=1F2E.
func dropSession(segment string) string {
	for i := 0; ; {
		j := strings.IndexByte(segment[i:], ';')
		if j < 0 {
			return segment
		}
		i += j
		param, rest, more := strings.Cut(segment[i+1:], ";")
		name, value, _ := strings.Cut(param, "=")
		if !isSession(strings.ToLower(name), value) {
			i++
			continue
		}
		if more {
			rest = ";" + rest
		}
		segment = segment[:i] + rest
	}
}

// What may stand unencoded beside letters, digits and -._~ (RFC 3986): elsewhere than as a sign of the
// address's own build, a plain and an encoded one of these mean the same to every server.
const (
	pathKeeps  = "!$'()*,:@"
	queryKeeps = "!$'()*,:@/?"
	routeKeeps = "!$'()*,:@/?&=+;"
)

// normal writes a part of an address in one way: folded where it is text, and percent-encoded where it
// must be. Signs that separate parts of an address stay as they are, plain or encoded.
func normal(s, keeps string) string {
	out := make([]byte, 0, len(s)+16)
	text := make([]byte, 0, len(s)) // decoded, since the last sign that is encoded
	for i := 0; i < len(s); i++ {
		c, plain := s[i], true
		if c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			c, plain = unhex(s[i+1])<<4|unhex(s[i+2]), false
			i += 2
		}
		if c >= 0x80 || stays(c, keeps) || plain && strings.IndexByte(separators, c) >= 0 {
			text = append(text, c)
			continue
		}
		out = appendEncoded(appendText(out, text, keeps), c)
		text = text[:0]
	}
	return string(appendText(out, text, keeps))
}

// separators are data when they are encoded, and part of the build of an address when they are not.
const separators = ";=&+"

func stays(c byte, keeps string) bool {
	return isUnreserved(c) || strings.IndexByte(keeps, c) >= 0
}

// appendText folds a run of text and encodes what is not ASCII in it.
func appendText(out, text []byte, keeps string) []byte {
	if !ascii(text) && utf8.Valid(text) {
		text = foldLetters(text)
	}
	for _, c := range text {
		if stays(c, keeps) || strings.IndexByte(separators, c) >= 0 {
			out = append(out, c)
		} else {
			out = appendEncoded(out, c)
		}
	}
	return out
}

// foldLetters unifies what readers cannot tell apart and keyboards mix up. It goes not one step further than
// that: two slugs that differ in a hamza may be two articles.
func foldLetters(data []byte) []byte {
	var b strings.Builder
	for _, r := range string(data) {
		switch {
		case invisible(r):
		case 0xFB50 <= r && r <= 0xFDFF, 0xFE70 <= r && r <= 0xFEFC: // presentation forms A and B
			for _, r := range norm.NFKC.String(string(r)) {
				b.WriteRune(plainLetter(r))
			}
		default:
			b.WriteRune(plainLetter(r))
		}
	}
	return norm.NFC.Bytes([]byte(strings.ReplaceAll(b.String(), "ـ", "")))
}

// invisible letters: joiners, marks of direction, soft hyphen, byte order mark.
func invisible(r rune) bool {
	return r == 0xAD || r == 0x61C || 0x200B <= r && r <= 0x200F || 0x202A <= r && r <= 0x202E ||
		0x2060 <= r && r <= 0x2064 || 0x2066 <= r && r <= 0x2069 || r == 0xFEFF
}

func plainLetter(r rune) rune {
	switch r {
	case 'ی':
		return 'ي'
	case 'ک':
		return 'ك'
	}
	return r
}

func unescape(s string) string {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			out = append(out, unhex(s[i+1])<<4|unhex(s[i+2]))
			i += 2
			continue
		}
		out = append(out, s[i])
	}
	return string(out)
}

func appendEncoded(b []byte, c byte) []byte {
	const hex = "0123456789ABCDEF"
	return append(b, '%', hex[c>>4], hex[c&15])
}

func isUnreserved(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

func isHex(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f' }

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}

func ascii(b []byte) bool {
	for _, c := range b {
		if c >= 0x80 {
			return false
		}
	}
	return true
}
