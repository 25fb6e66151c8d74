package fetch

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// blocker names the guard that answered in the newspaper's place, or "". challenge: it wants to see a
// browser, a human or patience; else it refuses outright. Headers and the build of the page decide, never
// words in its text: papers write about Cloudflare too, and their own pages carry its scripts.
func blocker(resp *http.Response, body []byte) (by string, challenge bool) {
	if by, challenge := byHeader(resp); by != "" {
		return by, challenge
	}
	if refuses(resp.StatusCode) {
		if h := resp.Header; h.Get("Server") == "cloudflare" && bytes.HasPrefix(body, []byte("error code: 10")) {
			return "Cloudflare", false // its refusal in plain text, to clients that do not ask for HTML
		}
	} else if resp.StatusCode != http.StatusOK || len(body) > challengeHead {
		return "", false // an answer of the newspaper itself, or a page too long for a challenge
	}
	head := body[:min(len(body), challengeHead)]
	if !looksHTML(head) || !containsAny(head, markers[:]) {
		return "", false
	}
	return byBuild(resp, build(head))
}

// byBuild looks for the signs. Where the status says nothing, the page must look like no article.
func byBuild(resp *http.Response, p *pageBuild) (by string, challenge bool) {
	refused := refuses(resp.StatusCode)
	if !refused && (p.article || p.text > mostChallengeText) {
		return "", false
	}
	for _, s := range signs {
		if (refused || s.alone) && s.found(p, resp) {
			return s.by, s.challenge
		}
	}
	return "", false
}

// refuses tells the statuses that guards use; a 404 with a captcha in its contact form is still a 404.
func refuses(code int) bool {
	switch code {
	case http.StatusAccepted, http.StatusUnauthorized, http.StatusForbidden, http.StatusMethodNotAllowed,
		http.StatusNotAcceptable, http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return true
	}
	return false
}

const (
	challengeHead     = 64 << 10 // bytes of a page that are looked at
	mostChallengeText = 1200     // letters: a challenge says little, an article more
)

// byHeader knows the guards that say so themselves.
func byHeader(resp *http.Response) (by string, challenge bool) {
	h := resp.Header
	switch {
	case strings.EqualFold(h.Get("Cf-Mitigated"), "challenge"):
		return "Cloudflare", true
	case h.Get("Refresh") != "" && setsCookie(h, "__cfwaitingroom"):
		return "Cloudflare waiting room", true
	case h.Get("X-Amzn-Waf-Action") != "":
		return "AWS WAF", true
	case h.Get("X-Vercel-Mitigated") != "":
		return "Vercel", strings.EqualFold(h.Get("X-Vercel-Mitigated"), "challenge")
	case h.Get("X-Sucuri-Block") != "":
		return "Sucuri", false
	case refuses(resp.StatusCode) && (h.Get("X-Dd-B") != "" || h.Get("X-Datadome") != ""):
		return "DataDome", true
	}
	return "", false
}

func setsCookie(h http.Header, name string) bool {
	for _, c := range h["Set-Cookie"] {
		if strings.HasPrefix(c, name+"=") {
			return true
		}
	}
	return false
}

// challengeWait is how long a challenge asks to wait; 0: it names no time.
func challengeWait(resp *http.Response) time.Duration {
	if d := retryAfter(resp); d > 0 {
		return d
	}
	s, _, _ := strings.Cut(resp.Header.Get("Refresh"), ";")
	if n, err := strconv.Atoi(strings.TrimSpace(s)); err == nil && n > 0 {
		return min(time.Duration(n)*time.Second, maxHold)
	}
	return 0
}

// looksHTML keeps the look away from feeds and data, whose texts may quote markup.
func looksHTML(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), " \t\r\n")
	for _, p := range []string{"<?xml", "<rss", "<feed", "<rdf", "<urlset", "<sitemapindex", "{", "["} {
		if len(head) >= len(p) && strings.EqualFold(string(head[:len(p)]), p) {
			return false
		}
	}
	return bytes.IndexByte(head, '<') >= 0
}

// markers must all appear in some sign below: a page without any of them needs no closer look.
var markers = [...]string{
	"cdn-cgi/", "cf-", "_cf_chl", "Cloudflare", "captcha", "Incapsula", "edgesuite", "sec-if-cpt", "cp_challenge", "bm-verify",
	"sucuri", "Sucuri", "px-captcha", "ddos-guard", "anubis", "KPSDK", "turnstile", "__arcsjs", "perfdrive",
}

func containsAny(b []byte, words []string) bool {
	for _, w := range words {
		if bytes.Contains(b, []byte(w)) {
			return true
		}
	}
	return false
}

// pageBuild is how a page is built, as far as guards betray themselves by it.
type pageBuild struct {
	title   string
	sources string // addresses of scripts, frames and forms, a line each
	scripts string // inline scripts
	names   string // ids and classes, each between spaces
	words   string // what a reader sees of a short page
	text    int    // signs in it, counted up to a bound
	article bool   // it calls itself an article, or describes itself to social networks, as no guard does
}

func (p *pageBuild) source(s string) bool { return strings.Contains(p.sources, s) }
func (p *pageBuild) script(s string) bool { return strings.Contains(p.scripts, s) }
func (p *pageBuild) name(s string) bool   { return strings.Contains(p.names, " "+s+" ") }

// build reads the head of a page with the tokenizer alone: no tree is needed.
func build(head []byte) *pageBuild {
	p := new(pageBuild)
	var sources, scripts, names, title, words strings.Builder
	names.WriteByte(' ')
	z := html.NewTokenizer(bytes.NewReader(head))
	inside := ""
	for {
		switch z.Next() {
		case html.ErrorToken:
			p.title, p.words = strings.TrimSpace(title.String()), words.String()
			p.sources, p.scripts, p.names = sources.String(), scripts.String(), names.String()
			return p
		case html.StartTagToken, html.SelfClosingTagToken:
			inside = p.tag(z, &sources, &names)
		case html.EndTagToken:
			inside = ""
		case html.TextToken:
			switch inside {
			case "script":
				scripts.Write(z.Raw())
			case "title":
				title.Write(z.Text())
			case "style", "noscript":
			default:
				if p.text <= mostChallengeText {
					t := z.Text()
					words.Write(t)
					p.text += letters(t)
				}
			}
		}
	}
}

func (p *pageBuild) tag(z *html.Tokenizer, sources, names *strings.Builder) string {
	name, more := z.TagName()
	tag := string(name)
	p.article = p.article || tag == "article"
	for more {
		var key, val []byte
		key, val, more = z.TagAttr()
		switch string(key) {
		case "src", "action", "data-src":
			sources.Write(val)
			sources.WriteByte('\n')
		case "property":
			p.article = p.article || bytes.HasPrefix(val, []byte("og:")) || bytes.HasPrefix(val, []byte("article:"))
		case "id", "class":
			names.Write(bytes.Join(bytes.Fields(val), []byte{' '}))
			names.WriteByte(' ')
		}
	}
	return tag
}

func letters(text []byte) int {
	n := 0
	for _, r := range string(text) {
		if r > ' ' {
			n++
		}
	}
	return n
}

// signs of guards, the surest first. alone: enough on a page of status 200 with little text.
var signs = []struct {
	by        string
	challenge bool
	alone     bool
	found     func(p *pageBuild, resp *http.Response) bool
}{
	{"Cloudflare", true, true, func(p *pageBuild, _ *http.Response) bool {
		return p.script("_cf_chl_opt") || p.source("__cf_chl_") || p.name("cf-im-under-attack") || p.name("cf-browser-verification") ||
			(p.source("/cdn-cgi/challenge-platform/") || p.script("/cdn-cgi/challenge-platform/")) && (p.source("/orchestrate/chl_") || p.script("/orchestrate/chl_"))
	}},
	{"Cloudflare", false, false, func(p *pageBuild, resp *http.Response) bool {
		ours := p.name("cf-error-details") || p.name("cf-wrapper") || strings.HasSuffix(p.title, "| Cloudflare") && resp.Header.Get("Cf-Ray") != ""
		return ours && resp.StatusCode != http.StatusServiceUnavailable
	}},
	{"DataDome", true, true, func(p *pageBuild, _ *http.Response) bool {
		return p.source("captcha-delivery.com") || p.script("captcha-delivery.com")
	}},
	{"Imperva", true, true, func(p *pageBuild, _ *http.Response) bool {
		return p.source("/_Incapsula_Resource") || p.script("/_Incapsula_Resource")
	}},
	{"Akamai", true, true, func(p *pageBuild, _ *http.Response) bool {
		return p.name("sec-if-cpt-container") || p.source("/_sec/cp_challenge/") || p.script("/_sec/cp_challenge/") || p.script("bm-verify")
	}},
	{"Akamai", false, false, func(p *pageBuild, resp *http.Response) bool {
		return p.title == "Access Denied" && (resp.Header.Get("Server") == "AkamaiGHost" || strings.Contains(p.words, "errors.edgesuite.net"))
	}},
	{"Sucuri", false, false, func(p *pageBuild, resp *http.Response) bool {
		return resp.Header.Get("X-Sucuri-Id") != "" && strings.HasPrefix(p.title, "Sucuri")
	}},
	{"Sucuri", true, true, func(p *pageBuild, _ *http.Response) bool { return p.script("sucuri_cloudproxy_js") }},
	{"HUMAN (PerimeterX)", true, true, func(p *pageBuild, _ *http.Response) bool {
		return p.name("px-captcha") || p.source("captcha.px-c") || p.source("captcha.perimeterx")
	}},
	{"DDoS-Guard", true, true, func(p *pageBuild, _ *http.Response) bool {
		return p.source("/.well-known/ddos-guard/") || p.script("/.well-known/ddos-guard/")
	}},
	{"Anubis", true, true, func(p *pageBuild, _ *http.Response) bool {
		return p.name("anubis_challenge") || p.source("/.within.website/")
	}},
	{"Kasada", true, true, func(p *pageBuild, _ *http.Response) bool { return p.script("KPSDK") }},
	{"ArvanCloud", true, true, func(p *pageBuild, _ *http.Response) bool { return p.script("__arcsjs") || p.source("__arcsjs") }},
	{"Radware", true, true, func(p *pageBuild, _ *http.Response) bool {
		return p.source("perfdrive.com") || p.script("perfdrive.com")
	}},
	{"a captcha", true, true, func(p *pageBuild, _ *http.Response) bool {
		return !p.article && (p.name("g-recaptcha") || p.name("h-captcha") || p.name("cf-turnstile") || p.source("hcaptcha.com/captcha") || p.source("recaptcha/api2/"))
	}},
}
