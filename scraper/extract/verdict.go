package extract

import (
	"strings"
	"unicode/utf8"

	"github.com/marsad/marsad/sources/prose"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// refuseAtSight refuses what no reading can make an article: nothing to see, a page that only sends
// on, a later page of an article, the address of a list.
func (d *document) refuseAtSight() error {
	seen := d.visible(fewSeen)
	switch {
	case d.refresh != "" && seen < fewSeen:
		return &NotArticleError{Reason: Redirect, Location: absolute(d.base, d.refresh), Detail: "a meta refresh"}
	case seen == 0 && !d.saysArticle():
		return &NotArticleError{Reason: Empty}
	case d.page.URL == "":
		return nil
	case d.r.IsContinuation(d.page.URL):
		return &NotArticleError{Reason: Continuation, Detail: "a further page of an article"}
	case d.r.IsFront(d.page.URL):
		return &NotArticleError{Reason: Listing, Detail: "the front page or a list"}
	case !d.r.IsArticle(d.page.URL):
		return &NotArticleError{Reason: Listing, Detail: "its address has not the form of the source's articles"}
	}
	return nil
}

// visible counts the letters and digits that the page shows, up to enough.
func (d *document) visible(enough int) int {
	count := 0
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Type == html.ElementNode && prose.Unseen(n) {
			return
		}
		if n.Type == html.TextNode && hasText(n.Data) {
			count += utf8.RuneCountInString(prose.Collapse(n.Data))
		}
		for c := n.FirstChild; c != nil && count < enough; c = c.NextSibling {
			walk(c)
		}
	}
	walk(d.root)
	return count
}

// refuseCut refuses a page that ends within the article's text: nothing follows the body, and
// neither it nor the page is closed. A minifier may leave out </body>, never </div>.
func (d *document) refuseCut() error {
	tail := strings.ToLower(string(d.page.Text[max(0, len(d.page.Text)-4096):]))
	if strings.Contains(tail, "</body") || strings.Contains(tail, "</html") {
		return nil
	}
	last := d.root
	for last.LastChild != nil {
		last = last.LastChild
	}
	for n := last; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && d.r.Selectors().Body.Match(n) {
			if strings.HasSuffix(strings.TrimSpace(tail), "</"+n.Data+">") {
				return nil
			}
			return &NotArticleError{Reason: Incomplete, Detail: "the page ends within the article's text"}
		}
	}
	return nil
}

// Pages without a text of their own are short, and say in a heading what they are.
const (
	errorPageRunes  = 500
	closedPageRunes = 250
)

// refuseErrorPage recognises error pages, closed sites and log-in walls that come with status 200. An
// article that speaks of them has a text, so only pages without one are looked at.
func (d *document) refuseErrorPage() error {
	text := d.mainText()
	runes := utf8.RuneCountInString(text)
	if d.isConsentWall(text) {
		return &NotArticleError{Reason: ConsentWall}
	}
	if runes > errorPageRunes {
		return nil
	}
	headings := d.headings()
	switch {
	case d.password && (runes < errorPageRunes/2 || says(headings, loginWords)):
		return &NotArticleError{Reason: LoginWall, Detail: "it asks for a password"}
	case runes < closedPageRunes && says(headings, closedWords):
		return &NotArticleError{Reason: Maintenance}
	case saysAlone(headings, missingAlone), says(headings, missingWords):
		return &NotArticleError{Reason: SoftMissing}
	case !d.r.Source().Selectors.IsZero() && says([]string{text}, missingWords):
		return &NotArticleError{Reason: SoftMissing}
	}
	return nil
}

var (
	loginWords  = []string{"تسجيل الدخول", "سجل الدخول", "سجّل الدخول", "دخول المشتركين", "log in", "login", "sign in", "anmelden", "se connecter"}
	closedWords = []string{
		"مغلق مؤقت", "الموقع مغلق", "للصيانة", "تحت الصيانة", "قيد الصيانة", "أعمال صيانة", "الموقع متوقف",
		"under maintenance", "down for maintenance", "scheduled maintenance", "maintenance mode", "temporarily unavailable", "service unavailable",
	}
	missingWords = []string{
		"غير موجود", "لم يتم العثور", "لم نتمكن من العثور", "لا يمكن العثور", "تم حذفه", "تم حذفها", "الصفحة المطلوبة", "خطأ 404", "یافت نشد", "نہیں ملا",
		"not found", "404", "no longer available", "does not exist", "nicht gefunden", "introuvable", "no encontrada",
	}
	missingAlone = []string{"خطأ", "خطا", "error", "oops", "عذرا", "عذراً", "fehler", "erreur"}
)

// says tells whether one of the texts contains one of the words.
func says(texts, words []string) bool {
	for _, t := range texts {
		t = strings.ToLower(t)
		for _, w := range words {
			if strings.Contains(t, w) {
				return true
			}
		}
	}
	return false
}

// saysAlone tells whether one of the texts is one of the words and nothing else.
func saysAlone(texts, words []string) bool {
	for _, t := range texts {
		t = strings.ToLower(strings.Trim(t, " .!:،…"))
		for _, w := range words {
			if t == w {
				return true
			}
		}
	}
	return false
}

// headings are what the page calls itself.
func (d *document) headings() []string {
	out := []string{d.meta["og:title"], d.title, withoutSite(d.title, d.meta["og:site_name"])}
	for _, h := range d.h1 {
		out = append(out, prose.Line(h))
	}
	return out
}

// mainText is what the page shows outside its navigation and its links.
func (d *document) mainText() string {
	return strings.Join(prose.Strings(d.root, func(n *html.Node) bool {
		switch n.DataAtom {
		case atom.Nav, atom.Header, atom.Footer, atom.Aside, atom.A, atom.Label:
			return true
		}
		return false
	}), " ")
}
