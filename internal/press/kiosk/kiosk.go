// Package kiosk is a row of small newspapers, one for each way in which papers are built: the content
// systems that marsad knows by their signs, a paper without any feed, and those that cannot be read.
// They have the texts of package press, and exist for tests and trials of finding out how an
// unknown paper is read.
//
//	wordpress  /2026/11/24/slug/, full texts in /feed/, a feed of comments beside it
//	blogger    /2026/11/slug.html, Atom in /feeds/posts/default
//	drupal     /node/96701, summaries in /rss.xml
//	listing    no feed: /news/economy/96701, the newest at /latest, days printed in Arabic
//	query      /news.php?id=96701, windows-1256, a feed at /rss.php that nothing names
//	sitemap    no feed, but a news sitemap that robots.txt names
//	stale      a feed that was left years ago, and a front page that lives
//	script     an empty page until a browser runs its scripts
//	challenge  Cloudflare's browser check
//	refused    403 for everything
//	empty      a page without articles
//
// DataLife Engine is press.Paper itself. Each paper needs a host of its own.
package kiosk

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding/charmap"

	"github.com/marsad/marsad/internal/press"
)

// piece is an article with what a paper's templates ask of it.
type piece struct {
	press.Piece
	Slug string // of the title, as systems make it
	Link string // path on its paper
}

// paper is one newspaper.
type paper struct {
	name    string
	now     func() time.Time
	link    func(piece) string // path of an article
	front   string             // templates
	article string
	extra   map[string]func(*paper, *http.Request) answer // by path
	charset *charmap.Charmap                              // nil: UTF-8
}

type answer struct {
	status int
	kind   string
	body   []byte
}

var baghdad = time.FixedZone("+03", 3*60*60)

// Names are the papers that there are.
func Names() []string {
	out := []string{"script", "challenge", "refused", "empty"}
	for name := range papers(time.Now) {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Open is the paper of a name, whose newest article is an hour old by now.
func Open(name string, now func() time.Time) (http.Handler, error) {
	switch name {
	case "script":
		return http.HandlerFunc(script), nil
	case "challenge":
		p := press.New(now)
		p.Break(press.Challenge)
		return p, nil
	case "refused":
		return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "Forbidden", http.StatusForbidden)
		}), nil
	case "empty":
		return http.HandlerFunc(empty), nil
	}
	if p, ok := papers(now)[name]; ok {
		return p, nil
	}
	return nil, fmt.Errorf("kiosk: there is no paper %q; there are: %s", name, strings.Join(Names(), ", "))
}

func script(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/robots.txt" || strings.Contains(r.URL.Path, "sitemap") || strings.Contains(r.URL.Path, "rss") || strings.Contains(r.URL.Path, "feed") {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, `<!doctype html><html lang="ar"><head><title>صحيفة</title></head><body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"></div><script src="/static/js/main.8f2a.js"></script></body></html>`)
}

func empty(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path != "/" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, `<!doctype html><html lang="ar"><head><title>شركة</title></head><body><h1>شركة للمقاولات العامة</h1><p>نعمل منذ عام 1990 في بناء الطرق والجسور والمدارس في محافظات الوسط والجنوب، ولنا خبرة طويلة في أعمال الصيانة، ونرحب باستفساراتكم على مدار الأسبوع ما عدا أيام العطل الرسمية. يعمل معنا أكثر من مئة مهندس وفني، ونملك أسطولاً من المعدات الثقيلة والحديثة.</p><a href="/about">من نحن</a> <a href="/contact">اتصل بنا</a></body></html>`)
}

// pieces are the articles, newest first, an hour apart.
func (p *paper) pieces() []piece {
	var out []piece
	archive := press.Archive()
	slices.Reverse(archive)
	for i, a := range archive {
		a.Number = 96700 + len(archive) - i
		a.Published = p.now().Add(-time.Duration(i+1) * time.Hour).Truncate(time.Minute)
		one := piece{Piece: a, Slug: slugOf(a.Title)}
		one.Link = p.link(one)
		out = append(out, one)
	}
	return out
}

var notWord = regexp.MustCompile(`[^\p{L}\p{M}\p{N}]+`)

func slugOf(title string) string {
	return strings.Trim(notWord.ReplaceAllString(strings.ToLower(title), "-"), "-")
}

// ServeHTTP serves the paper.
func (p *paper) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := p.answer(r)
	kind := a.kind
	if kind == "" {
		kind = "text/html; charset=utf-8"
	}
	if p.charset != nil && a.status == 0 {
		encoded, err := p.charset.NewEncoder().Bytes(a.body)
		if err == nil {
			a.body = encoded
		}
		kind, _, _ = strings.Cut(kind, ";")
	}
	w.Header().Set("Content-Type", kind)
	if a.status != 0 {
		w.WriteHeader(a.status)
	}
	w.Write(a.body)
}

func (p *paper) answer(r *http.Request) answer {
	path := r.URL.Path
	if f, ok := p.extra[path]; ok {
		return f(p, r)
	}
	if path == "/" {
		return p.render(p.front, r, piece{})
	}
	for _, one := range p.pieces() {
		if one.Link == r.URL.RequestURI() || one.Link == path || one.Link == path+"?"+r.URL.RawQuery {
			return p.render(p.article, r, one)
		}
	}
	return answer{status: http.StatusNotFound, kind: "text/plain", body: []byte("no such page")}
}

// sheet is what templates are given.
type sheet struct {
	Base   string
	Pieces []piece
	Piece  piece
}

var functions = template.FuncMap{
	"rfc3339": func(t time.Time) string { return t.In(baghdad).Format(time.RFC3339) },
	"rfc822":  func(t time.Time) string { return t.In(baghdad).Format(time.RFC1123Z) },
	"utc":     func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	"day":     func(t time.Time) string { return t.In(baghdad).Format("02/01/2006 - 15:04") },
	"arabic":  arabicDay,
	"join":    func(ps []string) string { return "<p>" + strings.Join(ps, "</p><p>") + "</p>" },
	"first":   func(ps []string) string { return ps[0] },
}

// arabicDay is a date as papers of Iraq print it: «24 تشرين الثاني 2026 | 10:30 ص».
func arabicDay(t time.Time) string {
	months := []string{"كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"}
	t = t.In(baghdad)
	half := "ص"
	if t.Hour() >= 12 {
		half = "م"
	}
	return strconv.Itoa(t.Day()) + " " + months[t.Month()-1] + " " + strconv.Itoa(t.Year()) + " | " + t.Format("3:04 ") + half
}

func (p *paper) render(text string, r *http.Request, one piece) answer {
	t, err := template.New(p.name).Funcs(functions).Parse(text)
	if err != nil {
		return answer{status: http.StatusInternalServerError, kind: "text/plain", body: []byte(err.Error())}
	}
	var b bytes.Buffer
	if err := t.Execute(&b, sheet{Base: "http://" + r.Host, Pieces: p.pieces(), Piece: one}); err != nil {
		return answer{status: http.StatusInternalServerError, kind: "text/plain", body: []byte(err.Error())}
	}
	return answer{body: b.Bytes()}
}
