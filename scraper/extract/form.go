package extract

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/marsad/marsad/sources/prose"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// What an article's page is where it is not a text and nothing else (Extracted.Form). Its words are stored and
// matched all the same: a watch may hit a headline over a video, or the lead before a paywall.
const (
	Paywall = "paywall" // the text goes on for subscribers only; what is stored is its beginning
	Live    = "live"    // grows by entries while something happens; edits are to be expected
	Video   = "video"   // a film with a few words
	Gallery = "gallery" // pictures with their captions
)

// How long a text may be, in characters, that goes with a form.
const (
	paywallRunes = 2500
	videoRunes   = 600
	galleryRunes = 800
	galleryLeast = 4 // pictures
)

var (
	paywallWords = []string{
		"للمشتركين فقط", "للمشتركين", "اشترك لمتابعة القراءة", "اشترك لقراءة", "لمتابعة القراءة اشترك", "لإكمال القراءة",
		"subscribe to continue", "subscribe to read", "subscribers only", "for subscribers", "to continue reading", "already a subscriber", "become a subscriber",
		"jetzt weiterlesen", "nur für abonnenten", "artikel freischalten", "réservé aux abonnés", "solo para suscriptores", "מנויים בלבד", "ویژه مشترکان",
	}
	paywallMark = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:pay-?wall|piano-?offer|subscriber-?only|locked-?content|premium-?(?:offer|wall|barrier)|meter-?wall)(?:$|[\s_-])`)
	playerMark  = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:video-?(?:player|js|wrapper|container|embed)|jw-?player|brightcove|player)(?:$|[\s_-])`)
	galleryMark = regexp.MustCompile(`(?i)(?:^|[\s_-])(?:galler(?:y|ies)|slide-?show|carousel|album|photo-?story)(?:$|[\s_-])`)
	liveAddress = regexp.MustCompile(`(?i)/(?:live|liveblog|live-blog|live-updates|newsblog|liveticker)(?:/|$)`)
)

// formOf tells what an article's page is, from what its data says and from what it shows; "": a text.
func (d *document) formOf(f findings) string {
	runes := utf8.RuneCountInString(strings.Join(f.paragraphs, " "))
	switch {
	case d.linked.kind == "LiveBlogPosting", liveAddress.MatchString(d.address) && runes > 0:
		return Live
	case runes <= paywallRunes && d.isClosed():
		return Paywall
	case runes <= videoRunes && d.showsVideo():
		return Video
	case runes <= galleryRunes && d.pictures() >= galleryLeast:
		return Gallery
	}
	return ""
}

// isClosed tells whether the text ends for those who do not pay: the data says that it is not free, or a box of the
// page does.
func (d *document) isClosed() bool {
	if d.linked.closed {
		return true
	}
	var last *html.Node // boxes of that name within another were read with it
	for n := range d.root.Descendants() {
		if n.Type != html.ElementNode || !prose.IsBlock(n) || last != nil && within(n, last) || !paywallMark.MatchString(attr(n, "class")+" "+attr(n, "id")) {
			continue
		}
		last = n
		if line := prose.Line(n); len(line) <= 2000 && says([]string{line}, paywallWords) {
			return true
		}
	}
	return false
}

func (d *document) showsVideo() bool {
	if strings.HasPrefix(strings.ToLower(d.meta["og:type"]), "video") || d.linked.kind == "VideoObject" {
		return true
	}
	for n := range d.root.Descendants() {
		if n.DataAtom == atom.Video || n.Type == html.ElementNode && prose.IsBlock(n) && playerMark.MatchString(attr(n, "class")) {
			return !besideText(n)
		}
	}
	return false
}

// pictures counts the images in elements which are called galleries.
func (d *document) pictures() int {
	count := 0
	for n := range d.root.Descendants() {
		if n.DataAtom != atom.Img || besideText(n) {
			continue
		}
		for p := n.Parent; p != nil && p.DataAtom != atom.Body; p = p.Parent {
			if galleryMark.MatchString(attr(p, "class")) {
				count++
				break
			}
		}
	}
	return count
}

// consentRunes is how long the text of a page may be, in characters, that asks for consent and shows nothing else.
const consentRunes = 4000

var (
	consentTitles = []string{
		"consent", "cookie", "privacy", "before you continue", "zustimm", "einwilligung", "datenschutz", "consentement", "confidentialité", "consentimiento", "privacidad",
		"ملفات تعريف الارتباط", "الكوكيز", "الخصوصية", "موافقتك", "قبل المتابعة", "حریم خصوصی", "הסכמה", "פרטיות",
	}
	consentWords = []string{"cookie", "ملفات تعريف الارتباط", "الكوكيز", "كوكيز", "کوکی", "עוגיות"}
)

// isConsentWall tells whether a page asks for consent instead of showing an article: its heading says so and its text speaks
// of cookies, while its head knows of no article.
func (d *document) isConsentWall(text string) bool {
	return !d.saysArticle() && utf8.RuneCountInString(text) <= consentRunes && says(d.headings(), consentTitles) && says([]string{text}, consentWords) && d.asks()
}

// asks tells whether the page has something to press.
func (d *document) asks() bool {
	for n := range d.root.Descendants() {
		if n.DataAtom == atom.Button || n.DataAtom == atom.Form || n.DataAtom == atom.Input {
			return true
		}
	}
	return false
}
