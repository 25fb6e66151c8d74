package web

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/monitor"
	"github.com/marsad/marsad/store"
)

// payloads are what newspapers, receivers and callers must not be able to run. Each sets window.__x.
var payloads = []string{
	`<script>window.__x=1</script>`,
	`"><script>window.__x=1</script>`,
	`</title><script>window.__x=1</script>`,
	`</textarea></pre></style><img src=x onerror=window.__x=1>`,
	`' autofocus onfocus=window.__x=1 x='`,
	`" onmouseover="window.__x=1" style="animation:x" x="`,
	`<svg onload=window.__x=1>`,
	`<iframe srcdoc="<script>parent.__x=1</script>">`,
	`<base href=javascript:window.__x=1//>`,
	`<meta http-equiv=refresh content="0;url=javascript:window.__x=1">`,
	`javascript:window.__x=1`,
	`java` + "\t" + `script:window.__x=1`,
	`data:text/html,<script>window.__x=1</script>`,
	`{{constructor.constructor('window.__x=1')()}}`,
	`${window.__x=1}`,
	`-->]]><script>window.__x=1</script>`,
	"\u202egnp.exe\u202d<b>\u2066window.__x\u2069",
	`\";window.__x=1;//`,
	`&lt;script&gt;window.__x=1&lt;/script&gt;`,
}

func numbered(i int) article.Article {
	u := fmt.Sprintf("https://alsabaah.iq/%d-.html", i)
	return article.Article{Source: "alsabaah", Key: article.Key(fmt.Sprint(i), ""), URL: u, Link: u, Title: fmt.Sprintf("خبر رقم %d", i), Body: fmt.Sprintf("نص الخبر رقم %d", i)}
}

// fillHostile puts every payload wherever a stranger's words may stand, and returns the number of
// the last article.
func (s *site) fillHostile(list []string) (id int64) {
	s.t.Helper()
	for i, p := range list {
		src := "paper" + fmt.Sprint(i)
		s.daemon.sources = append(s.daemon.sources, monitor.SourceStatus{SourceState: store.SourceState{ID: src, State: "failing", Failures: 3, Detail: p, LastSuccessAt: noon.Add(-time.Hour)}, Name: p, Home: p})
		a := article.Article{Source: src, Key: article.AliasURL(p + fmt.Sprint(i)), URL: p, Link: p, Aliases: []string{article.AliasURL(p), article.AliasGUID(p), article.AliasNumber(p)},
			Title: "داعش " + p, Section: p, Byline: p, Authors: []string{p}, Body: p + "\n\nداعش " + p, Language: p, ImageURL: p, Published: article.Date{Raw: p, Precision: article.None}}
		m := article.Match{Watch: p, Version: 1, Query: p, Highlights: []article.Highlight{hit("title", a.Title, "داعش"), hit("title", a.Title, p), hit("body", a.Body, p), hit("section", p, p), hit("byline", p, p)}}
		s.save(a, m)
		a.Body = "داعش " + p + " ثم " + p
		id = s.save(a, m)
		body, err := json.Marshal(map[string]string{"type": p, "text": p})
		if err != nil {
			s.t.Fatal(err)
		}
		d := store.Delivery{ID: "msg_hostile", Channel: p, Body: body, State: store.Failed}
		if i > 0 {
			d.ID += fmt.Sprint(i)
		}
		s.alert(id, p, d, store.Attempt{At: noon, Status: 500, Error: p, Answer: p})
	}
	s.daemon.health.ConfigFault = strings.Join(list, "\n")
	s.daemon.health.Database = databaseOK
	return id
}

func TestNoPayloadSurvives(t *testing.T) {
	s := newSite(t, nil)
	s.fillHostile(payloads)

	for _, path := range hostilePages(len(payloads), payloads) {
		r := s.get(path)

		if r.StatusCode >= 500 {
			t.Errorf("%s = %d", path, r.StatusCode)
		}
		for _, fault := range dangers(r.text) {
			t.Errorf("%s: %s", path, fault)
		}
	}
}

// hostilePages are the pages of a site that fillHostile has filled with n payloads.
func hostilePages(n int, list []string) []string {
	out := []string{"/", "/?all=1", "/articles", "/deliveries", "/deliveries/msg_hostile", "/nowhere"}
	for i := 1; i <= n; i++ {
		out = append(out, fmt.Sprintf("/articles/%d", i), fmt.Sprintf("/articles/%d?version=1", i), explainPath(int64(i), list[i-1]))
		if i < n {
			out = append(out, fmt.Sprintf("/deliveries/msg_hostile%d", i))
		}
	}
	for _, p := range list {
		q := url.QueryEscape(p)
		out = append(out, "/articles?q="+q, "/articles?source="+q, "/articles?q="+q+"&lang="+q, "/deliveries?state="+q, "/"+url.PathEscape(p))
	}
	return out
}

// dangers finds what may run, frame or lead astray in one of our pages.
func dangers(page string) (out []string) {
	z := html.NewTokenizer(strings.NewReader(page))
	script := false
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out
		case html.TextToken:
			if script && strings.TrimSpace(string(z.Raw())) != "" {
				out = append(out, "script text: "+string(z.Raw()))
			}
		case html.EndTagToken:
			script = false
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			script = tok.Data == "script"
			out = append(out, dangersOf(tok)...)
		}
	}
}

var (
	foreign   = []string{"iframe", "object", "embed", "base", "applet", "frame", "frameset", "portal", "math", "svg", "template", "style", "video", "audio", "textarea"}
	addresses = []string{"href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcset"}
)

func dangersOf(tok html.Token) (out []string) {
	if slices.Contains(foreign, tok.Data) {
		out = append(out, "<"+tok.Data+">")
	}
	for _, a := range tok.Attr {
		v := strings.ToLower(strings.Map(func(r rune) rune {
			if r <= ' ' {
				return -1
			}
			return r
		}, a.Val))
		switch {
		case strings.HasPrefix(a.Key, "on"), a.Key == "style", a.Key == "srcdoc", a.Key == "http-equiv":
			out = append(out, fmt.Sprintf("<%s %s=%q>", tok.Data, a.Key, a.Val))
		case tok.Data == "script" && a.Key == "src" && a.Val != "/static/live.js":
			out = append(out, "script from "+a.Val)
		case slices.Contains(addresses, a.Key) && !regexp.MustCompile(`^(/[^/\\]|/$|\?|#|https?://)`).MatchString(v):
			out = append(out, fmt.Sprintf("<%s %s=%q>", tok.Data, a.Key, a.Val))
		}
	}
	return out
}

func TestOnlyAddressesOfTheWebBecomeLinks(t *testing.T) {
	for name, c := range map[string]struct{ address, want string }{
		"https":                {"https://alsabaah.iq/96712-.html", "https://alsabaah.iq/96712-.html"},
		"http and Arabic":      {"http://paper.example/خبر", "http://paper.example/%D8%AE%D8%A8%D8%B1"},
		"script":               {"javascript:alert(1)", ""},
		"script with a tab":    {"java\tscript:alert(1)", ""},
		"script before a host": {"javascript://paper.example/%0aalert(1)", ""},
		"data":                 {"data:text/html,x", ""},
		"no scheme":            {"//paper.example/x", ""},
		"relative":             {"/articles", ""},
		"with a password":      {"https://alsabaah.iq@evil.example/", ""},
		"file":                 {"file:///etc/passwd", ""},
		"nothing":              {"", ""},
	} {
		if got := webLink(c.address); got != c.want {
			t.Errorf("%s: webLink(%q) = %q; want %q", name, c.address, got, c.want)
		}
	}
}

func TestUnseenSignsOfTechnicalTextAreShown(t *testing.T) {
	s := newSite(t, nil)
	s.save(article.Article{Source: "p", Key: "u:x", URL: "x", Link: "x", Aliases: []string{article.AliasGUID("abc\u202edef")}, Title: "t"})

	text := s.get("/articles/1").text

	if strings.ContainsRune(text, '\u202e') || !strings.Contains(text, `abc\u202edef`) {
		t.Error("a sign that turns the line round stands in a guid unseen")
	}
}

// TestCorpusOfPayloads puts each payload of the shared torture corpus wherever a stranger's words
// may stand.
func TestCorpusOfPayloads(t *testing.T) {
	list := corpus(t)
	s := newSite(t, nil)
	s.fillHostile(list)

	carried := 0
	for _, path := range hostilePages(len(list), list) {
		r := s.get(path)
		if r.StatusCode >= 500 {
			t.Errorf("%s = %d", path, r.StatusCode)
		}
		if strings.Contains(r.text, "__x") {
			carried++
		}
		for _, fault := range dangers(r.text) {
			t.Errorf("%s: %s", path, fault)
		}
	}
	t.Logf("%d payloads, %d pages with one", len(list), carried)
	if carried == 0 {
		t.Error("no page carries a payload: the test tests nothing")
	}
}

// corpus reads the payloads: the corpus's own, and its files whole.
func corpus(t *testing.T) (list []string) {
	t.Helper()
	dir := sharedData(t)
	b, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Skipf("no torture corpus: %v", err)
	}
	var m struct {
		Groups map[string]struct {
			Cases []struct{ Payload, File string }
		}
	}
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	for _, c := range m.Groups["xss"].Cases {
		if c.File != "" {
			b, err := os.ReadFile(filepath.Join(dir, c.File))
			if err != nil {
				t.Fatal(err)
			}
			c.Payload = string(b)
		}
		list = append(list, c.Payload)
	}
	return list
}

// sharedData finds the folder of the torture corpus: MARSAD_SHARED, or «shared» beside the repository.
func sharedData(t *testing.T) string {
	t.Helper()
	dir := cmp.Or(os.Getenv("MARSAD_SHARED"), "../../shared")
	if _, err := os.Stat(filepath.Join(dir, "data/torture")); err == nil {
		return filepath.Join(dir, "data/torture")
	}
	t.Skip("no shared data: the corpus of payloads was not tried")
	return ""
}
