package press

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	paperName = "جريدة الصباح (نسخة تجريبية)"
	perPage   = 12 // articles on a page of a list
	beside    = 4  // other articles beside an article
)

// sections in the order of the menu: number i stands at /sec<i>/.
var sections = []string{"الأولى", "عربي ودولي", "العراق", "اقتصاد", "ثقافة", "رياضة", "أسرة ومجتمع", "أخيرة"}

// robots keeps crawlers out of the machinery, as the engine's own file does.
const robots = "User-agent: *\nDisallow: /engine/\nDisallow: /index.php?do=\nAllow: /\n"

const challengePage = `<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body>
<noscript>Enable JavaScript and cookies to continue</noscript>
<script>window._cf_chl_opt={cType:"managed"};</script><script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>
</body></html>`

//go:embed templates/*.html
var templateFiles embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"day": func(t time.Time) string { return t.In(baghdad).Format("2006/01/02") },
}).ParseFS(templateFiles, "templates/*.html"))

// site is the address under which a reader has reached the paper; links that name a host name this one.
type site struct{ base string }

func newSite(r *http.Request) site {
	if r.TLS != nil {
		return site{"https://" + r.Host}
	}
	return site{"http://" + r.Host}
}

// address is an article's canonical address.
func (t site) address(number int) string { return fmt.Sprintf("%s/%d-.html", t.base, number) }

// page is what the templates are given.
type page struct {
	Name, Base string
	Title      string
	Canonical  string // empty: none
	Sections   []string

	Piece  Piece   // of an article
	Others []Piece // beside it
	Days   []Piece // the menu of former issues: the first article of each day

	List           []entry // of a list
	Previous, Next string  // its neighbours; empty: none
}

// entry is an article in a list; half of the links name the host and half do not, as in the real one.
type entry struct {
	Piece
	Link string
}

func (t site) page(title, canonical string) page {
	return page{Name: paperName, Base: t.base, Title: title, Canonical: canonical, Sections: sections}
}

func (t site) article(s issue, piece Piece) document {
	data := t.page(piece.Title, t.address(piece.Number))
	data.Piece = piece
	data.Others, data.Days = s.others(piece.Number), s.days()
	return render("article.html", data)
}

func (t site) print(piece Piece) document {
	data := t.page(piece.Title, "")
	data.Piece = piece
	return render("print.html", data)
}

func (s issue) missing(t site) document {
	data := t.page("خطأ", "")
	data.Others, data.Days = s.others(0), s.days()
	d := render("missing.html", data)
	d.status = http.StatusNotFound
	return d
}

// list makes page n (empty: the first) of the newest articles, or of one section's (empty: of all).
// A page beyond the last is not found, but the first is always there.
func (s issue) list(t site, section, n string) document {
	path, title, pieces := "/lastnews/", "آخر الأخبار", s.pieces
	if section != "" {
		i, err := strconv.Atoi(section)
		if err != nil || i >= len(sections) {
			return s.missing(t)
		}
		path, title, pieces = fmt.Sprintf("/sec%d/", i), sections[i], s.in(sections[i])
	}
	number := 1
	if n != "" {
		number, _ = strconv.Atoi(n) // digits alone; too many of them give the greatest int
	}
	pages := max(1, (len(pieces)+perPage-1)/perPage)
	if number < 1 || number > pages {
		return s.missing(t)
	}
	numbered := func(n int) string { return fmt.Sprintf("%spage/%d/", path, n) }
	data := t.page(title, t.base+path)
	if number > 1 {
		data.Canonical, data.Previous = t.base+numbered(number), numbered(number-1)
	}
	if number < pages {
		data.Next = numbered(number + 1)
	}
	start := (number - 1) * perPage
	data.List = t.entries(pieces[start:min(start+perPage, len(pieces))])
	return render("list.html", data)
}

func (t site) entries(pieces []Piece) []entry {
	var list []entry
	for _, piece := range pieces {
		link := t.address(piece.Number)
		if piece.Number%2 == 0 {
			link = strings.TrimPrefix(link, t.base)
		}
		list = append(list, entry{piece, link})
	}
	return list
}

// in returns the articles of one section.
func (s issue) in(section string) []Piece {
	return slices.DeleteFunc(slices.Clone(s.pieces), func(piece Piece) bool { return piece.Section != section })
}

// others returns the newest articles but one.
func (s issue) others(number int) []Piece {
	rest := slices.DeleteFunc(slices.Clone(s.pieces), func(piece Piece) bool { return piece.Number == number })
	return rest[:min(beside, len(rest))]
}

// days returns one article for each day on which any was published.
func (s issue) days() []Piece {
	day := func(piece Piece) string { return piece.Published.In(baghdad).Format(time.DateOnly) }
	return slices.CompactFunc(slices.Clone(s.pieces), func(a, b Piece) bool { return day(a) == day(b) })
}

// render fills a template. The templates are part of the program and take any page, so an error can
// only be a mistake in them; the tests render them all.
func render(name string, data page) document {
	var out bytes.Buffer
	if err := templates.ExecuteTemplate(&out, name, data); err != nil {
		return document{status: http.StatusInternalServerError, kind: "text/plain", body: []byte(err.Error())}
	}
	return document{kind: "text/html", body: out.Bytes()}
}
