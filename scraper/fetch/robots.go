package fetch

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Token is marsad's product token, by which robots.txt addresses it.
const Token = "marsad"

const (
	maxRobots     = 500 << 10        // bytes read of a robots.txt (RFC 9309 §2.5)
	maxCrawlDelay = 30 * time.Second // a longer Crawl-delay counts as this
)

// Robots are the rules of one robots.txt for one token (RFC 9309). The zero value allows all.
type Robots struct {
	rules      []robotsRule
	disallow   bool          // everything: the file could not be had
	CrawlDelay time.Duration // 0: none asked for
}

type robotsRule struct {
	pattern  string // normalised; see normalPath
	anchored bool   // ended in $
	allow    bool
}

// RobotsFor reads the answer to a request for robots.txt. status 0 means that there was none.
// 2xx: the rules count; 3xx that leads nowhere and 4xx: unavailable, all is allowed; else:
// unreachable, nothing is (RFC 9309 §2.3.1).
func RobotsFor(status int, body []byte, token string) *Robots {
	switch {
	case 200 <= status && status <= 299:
		return parseRobots(body, token)
	case 300 <= status && status <= 499:
		return &Robots{}
	}
	return &Robots{disallow: true}
}

// parseRobots keeps the rules of the groups that name token, or those of the groups for * where none does.
func parseRobots(body []byte, token string) *Robots {
	body = bytes.TrimPrefix(body, []byte{0xEF, 0xBB, 0xBF})
	if len(body) > maxRobots {
		body = body[:maxRobots]
		body = body[:bytes.LastIndexAny(body, "\r\n")+1] // half a rule is another rule
	}
	var own, any robotsGroup
	inOwn, inAny, starting := false, false, false
	for len(body) > 0 {
		var line []byte
		line, body = cutLine(body)
		name, value := robotsRecord(line)
		switch name {
		case "user-agent":
			if !starting {
				inOwn, inAny, starting = false, false, true
			}
			inAny = inAny || isAny(value)
			inOwn = inOwn || strings.EqualFold(productToken(value), token)
			own.found = own.found || inOwn
		case "allow", "disallow":
			starting = false
			own.add(inOwn, name, value)
			any.add(inAny, name, value)
		case "crawl-delay":
			own.delay(inOwn, value)
			any.delay(inAny, value)
		}
	}
	if own.found {
		return &own.Robots
	}
	return &any.Robots
}

type robotsGroup struct {
	Robots
	found bool
}

func (g *robotsGroup) add(in bool, name, value string) {
	if !in || value == "" || value[0] != '/' && value[0] != '*' {
		return
	}
	r := robotsRule{allow: name == "allow"}
	value, r.anchored = strings.CutSuffix(value, "$")
	r.pattern = normalPath(value, true)
	g.rules = append(g.rules, r)
}

func (g *robotsGroup) delay(in bool, value string) {
	s, err := strconv.ParseFloat(value, 64)
	if !in || err != nil || !(s > 0) {
		return
	}
	g.CrawlDelay = time.Duration(min(s, maxCrawlDelay.Seconds()) * float64(time.Second))
}

// cutLine takes the first line; it may end in LF, CR or both.
func cutLine(b []byte) (line, rest []byte) {
	i := bytes.IndexAny(b, "\r\n")
	if i < 0 {
		return b, nil
	}
	return b[:i], b[i+1:]
}

// robotsRecord reads "Name: value # comment". A line with a NUL in it is spoiled and says nothing.
func robotsRecord(line []byte) (name, value string) {
	line, _, _ = bytes.Cut(line, []byte{'#'})
	n, v, ok := bytes.Cut(line, []byte{':'})
	if !ok || bytes.IndexByte(line, 0) >= 0 {
		return "", ""
	}
	name = strings.ToLower(string(bytes.TrimSpace(n)))
	switch name { // spellings that Google's reader accepts as well
	case "useragent", "user agent":
		name = "user-agent"
	case "dissallow", "dissalow", "disalow", "diasllow", "disallaw":
		name = "disallow"
	}
	return name, string(bytes.TrimSpace(v))
}

func isAny(agent string) bool {
	return agent == "*" || strings.HasPrefix(agent, "* ") || strings.HasPrefix(agent, "*\t")
}

// productToken is the start of an agent line that can be a token: marsad/1.0 names marsad.
func productToken(s string) string {
	for i := range len(s) {
		if c := s[i]; c != '-' && c != '_' && (c|0x20 < 'a' || c|0x20 > 'z') {
			return s[:i]
		}
	}
	return s
}

// Allowed tells whether the address may be asked. The longest rule that matches decides, allow at a tie.
func (r *Robots) Allowed(u *url.URL) bool {
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if path == "/robots.txt" {
		return true
	}
	if r.disallow {
		return false
	}
	if len(r.rules) == 0 {
		return true
	}
	if u.RawQuery != "" || u.ForceQuery {
		path += "?" + u.RawQuery
	}
	path = normalPath(path, false)
	best, allowed := -1, true
	for _, rule := range r.rules {
		n := len(rule.pattern)
		if rule.anchored {
			n++
		}
		if n < best || n == best && !rule.allow {
			continue
		}
		if matches(rule.pattern, path, rule.anchored) {
			best, allowed = n, rule.allow
		}
	}
	return allowed
}

// matches compares with * as any run of bytes, the shortest that goes on: what stands between two stars is
// searched from left to right, so no pattern makes it slow. A pattern is a prefix unless it is anchored.
func matches(pattern, path string, anchored bool) bool {
	part, rest, star := strings.Cut(pattern, "*")
	if !strings.HasPrefix(path, part) {
		return false
	}
	path = path[len(part):]
	if !star {
		return !anchored || path == ""
	}
	for {
		part, rest, star = strings.Cut(rest, "*")
		if !star && anchored {
			return strings.HasSuffix(path, part)
		}
		i := strings.Index(path, part)
		if i < 0 {
			return false
		}
		if !star {
			return true
		}
		path = path[i+len(part):]
	}
}

// normalPath is the form in which patterns and paths are compared (RFC 9309 §2.2.2): encoded where it
// is not ASCII, decoded where the octet means the same both ways. An encoded slash, question mark, number
// sign or per cent sign stays another octet than the plain one, but in the query a slash and a question mark
// are data either way. $ and * are encoded unless they are a pattern's own.
func normalPath(s string, pattern bool) string {
	var b strings.Builder
	b.Grow(len(s) + 8)
	query := false
	for i := 0; i < len(s); i++ {
		c, encoded := s[i], false
		if c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) {
			c, encoded = unhex(s[i+1])<<4|unhex(s[i+2]), true
			i += 2
		}
		switch {
		case c == '*' && pattern && !encoded:
			b.WriteByte(c)
		case c == '*' || c == '$' || c <= ' ' || c >= 0x7f || encoded && keepsEncoded(c, query):
			const hex = "0123456789ABCDEF"
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		default:
			query = query || c == '?' && !encoded
			b.WriteByte(c)
		}
	}
	return b.String()
}

func keepsEncoded(c byte, query bool) bool {
	switch c {
	case '%', '#':
		return true
	case '/', '?':
		return !query
	}
	return false
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f'
}

func unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c | 0x20 - 'a' + 10
}
