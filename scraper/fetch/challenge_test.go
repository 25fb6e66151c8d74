package fetch

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestGuardsAreToldFromNewspapers(t *testing.T) {
	article := strings.Repeat("<p>قال المتحدث باسم الوزارة إن الجسر الجديد يفتتح غداً أمام المارة والسيارات.</p>", 30)
	const jsd = `<script>(function(){window.__CF$cv$params={r:'92'};a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'})();</script>`
	const turnstile = `<form action="/comment"><div class="cf-turnstile" data-sitekey="x"></div></form><script src="https://challenges.cloudflare.com/turnstile/v0/api.js"></script>`
	tests := []struct {
		name      string
		status    int
		header    http.Header
		body      string
		by        string // "" : no guard
		challenge bool
	}{
		{"Cloudflare says so", 403, http.Header{"Cf-Mitigated": {"challenge"}}, "", "Cloudflare", true},
		{"Cloudflare's page", 503, nil, `<title>Just a moment...</title><script>window._cf_chl_opt={cvId:"3"}</script>`, "Cloudflare", true},
		{"Cloudflare's page with status 200", 200, nil, `<title>Un momento…</title><script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=9"></script>`, "Cloudflare", true},
		{"Cloudflare's refusal", 403, http.Header{"Cf-Ray": {"9-BGW"}}, `<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>`, "Cloudflare", false},
		{"Cloudflare's refusal, styled", 403, nil, `<title>صحيفة</title><div id="cf-wrapper"><div id="cf-error-details">1020</div></div>`, "Cloudflare", false},
		{"Cloudflare's refusal in one line", 403, http.Header{"Server": {"cloudflare"}, "Content-Type": {"text/plain"}}, "error code: 1020", "Cloudflare", false},
		{"Cloudflare reports a broken server", 521, nil, `<title>paper.example | 521: Web server is down</title><div id="cf-wrapper"><div id="cf-error-details">`, "", false},
		{"waiting room", 200, http.Header{"Set-Cookie": {"__cfwaitingroom=C; Path=/"}, "Refresh": {"20"}}, "<h1>أنت في قائمة الانتظار</h1>", "Cloudflare waiting room", true},
		{"behind the waiting room", 200, http.Header{"Set-Cookie": {"__cfwaitingroom=C; Path=/"}}, article, "", false},
		{"DataDome", 403, nil, `<script>var dd={'rt':'c','host':'geo.captcha-delivery.com'}</script><script src="https://ct.captcha-delivery.com/c.js"></script>`, "DataDome", true},
		{"DataDome to a client of data", 403, http.Header{"X-Datadome": {"protected"}, "Content-Type": {"application/json"}}, `{"url":"https://geo.captcha-delivery.com/captcha/"}`, "DataDome", true},
		{"a page that DataDome let pass", 200, http.Header{"X-Datadome": {"protected"}}, article, "", false},
		{"Imperva with status 200", 200, nil, `<html><head><META NAME="robots" CONTENT="noindex"></head><iframe src="/_Incapsula_Resource?CWUDNSAI=9"></iframe></html>`, "Imperva", true},
		{"a page that Imperva let pass", 200, nil, `<script src="/_Incapsula_Resource?SWJIYLWA=7"></script>` + article, "", false},
		{"Akamai refuses", 403, http.Header{"Server": {"AkamaiGHost"}}, `<TITLE>Access Denied</TITLE><H1>Access Denied</H1>https://errors.edgesuite.net/18.x`, "Akamai", false},
		{"Akamai wants a browser", 429, nil, `<div id="sec-if-cpt-container"></div><script src="/_sec/cp_challenge/ak-challenge-3-7.js"></script>`, "Akamai", true},
		{"Sucuri refuses", 403, http.Header{"X-Sucuri-Id": {"1"}}, `<title>Sucuri WebSite Firewall - Access Denied</title>`, "Sucuri", false},
		{"Sucuri wants a browser", 200, nil, `<html><script>sucuri_cloudproxy_js='';S='cz0';</script></html>`, "Sucuri", true},
		{"PerimeterX", 403, nil, `<title>Access to this page has been denied</title><div id="px-captcha"></div>`, "HUMAN (PerimeterX)", true},
		{"AWS", 202, http.Header{"X-Amzn-Waf-Action": {"challenge"}}, "", "AWS WAF", true},
		{"a captcha of any make", 200, nil, `<h1>Are you human?</h1><div class="g-recaptcha" data-sitekey="x"></div>`, "a captcha", true},

		{"an article on a site behind Cloudflare", 200, http.Header{"Cf-Ray": {"9"}}, `<meta property="og:type" content="article">` + article + jsd, "", false},
		{"a stub on a site behind Cloudflare", 200, nil, "<title>خبر</title><p>...</p>" + jsd, "", false},
		{"an article about Cloudflare", 200, nil, "<title>Just a moment...</title><p>الصفحة تحمل العنوان Just a moment... وفيها _cf_chl_opt من Cloudflare</p>", "", false},
		{"an article that shows the code", 200, nil, "<p>هكذا: <pre>&lt;script src=\"/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1\"&gt;</pre>", "", false},
		{"an article with a captcha before its comments", 200, nil, article + turnstile, "", false},
		{"a missing page with a captcha in its form", 404, nil, "<h1>404</h1>" + turnstile, "", false},
		{"a feed that quotes the code", 200, http.Header{"Content-Type": {"application/rss+xml"}}, `<?xml version="1.0"?><rss><item><description><![CDATA[<script>window._cf_chl_opt={}</script>]]></description></item></rss>`, "", false},
		{"the newspaper's own refusal", 403, http.Header{"Cf-Ray": {"9"}, "Server": {"cloudflare"}}, "<title>403 Forbidden</title><center>nginx</center>", "", false},
		{"the newspaper is closed", 503, nil, "<h1>الموقع مغلق للصيانة</h1>", "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "text/html; charset=utf-8")
				for k, v := range tt.header {
					w.Header()[k] = v
				}
				w.WriteHeader(tt.status)
				io.WriteString(w, tt.body)
			})
			_, err := newClient(t).Get(t.Context(), Request{URL: srv.URL})
			var blocked *BlockedError
			if errors.As(err, &blocked) != (tt.by != "") {
				t.Fatalf("Get = %v; want a guard: %q", err, tt.by)
			}
			if blocked != nil && (blocked.By != tt.by || blocked.Challenge != tt.challenge) {
				t.Errorf("By = %q, Challenge = %v; want %q, %v", blocked.By, blocked.Challenge, tt.by, tt.challenge)
			}
		})
	}
}

func TestAWaitingRoomNamesItsTime(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Set-Cookie", "__cfwaitingroom=C; Path=/")
		w.Header().Set("Refresh", "20; url=/")
	})

	_, err := newClient(t).Get(t.Context(), Request{URL: srv.URL})

	var blocked *BlockedError
	if !errors.As(err, &blocked) || blocked.RetryAfter != 20*time.Second {
		t.Errorf("Get = %v; want a BlockedError of 20s", err)
	}
}
