package press_test

import (
	"compress/gzip"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"go.uber.org/goleak"

	"github.com/marsad/marsad/internal/press"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// monday is when the paper of these tests is read.
var monday = time.Date(2025, 3, 17, 9, 0, 0, 0, time.FixedZone("+03", 3*60*60))

// clock is a time that tests move.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

// reader reads one paper over the net.
type reader struct {
	*press.Paper
	t     *testing.T
	clock *clock
	url   string
	http  *http.Client
}

func open(t *testing.T) *reader {
	t.Helper()
	c := &clock{monday}
	paper := press.New(c.now)
	server := httptest.NewServer(paper)
	t.Cleanup(server.Close)
	return &reader{Paper: paper, t: t, clock: c, url: server.URL, http: server.Client()}
}

// get asks for a path; headers are pairs of name and value.
func (r *reader) get(path string, headers ...string) (*http.Response, string) {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.url+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	for pair := range slices.Chunk(headers, 2) {
		req.Header.Set(pair[0], pair[1])
	}
	resp, err := r.http.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return resp, string(body)
}

// page gets a path and parses it.
func (r *reader) page(path string) *goquery.Document {
	r.t.Helper()
	resp, body := r.get(path)
	if resp.StatusCode != http.StatusOK {
		r.t.Fatalf("%s: status %d", path, resp.StatusCode)
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	return doc
}

func TestEveryAddressFormServesTheSameArticle(t *testing.T) {
	r := open(t)
	seed := press.SeedPiece()
	n := r.Publish(seed)
	_, want := r.get(fmt.Sprintf("/%d-.html", n))
	forms := []struct{ name, path string }{
		{"any slug", fmt.Sprintf("/%d-any-slug.html", n)},
		{"slug in Arabic", fmt.Sprintf("/%d-%%D8%%AE%%D8%%A8%%D8%%B1.html", n)},
		{"newsid", fmt.Sprintf("/index.php?newsid=%d", n)},
	}
	for _, form := range forms {
		if _, got := r.get(form.path); got != want {
			t.Errorf("%s (%s) serves another page than the canonical address", form.name, form.path)
		}
	}

	print := r.page(fmt.Sprintf("/print:page,1,%d-x.html", n))

	if got := print.Find("h1").Text(); got != seed.Title {
		t.Errorf("the print page's headline = %q; want %q", got, seed.Title)
	}
	for _, paragraph := range seed.Paragraphs {
		if !strings.Contains(print.Text(), paragraph) {
			t.Errorf("the print page lacks %q", paragraph)
		}
	}
}

func TestArticleHasThePartsOfTheRealPage(t *testing.T) {
	r := open(t)
	seed := press.SeedPiece()
	n := r.Publish(seed)

	doc := r.page(fmt.Sprintf("/%d-x.html", n))

	parts := []struct{ name, got, want string }{
		{"headline", doc.Find("span#news-title").Text(), seed.Title},
		{"section", doc.Find("span#news-category").Text(), "الأولى"},
		{"image", doc.Find("img#news-img").AttrOr("src", ""), seed.Image},
		{"canonical", doc.Find("link[rel=canonical]").AttrOr("href", ""), fmt.Sprintf("%s/%d-.html", r.url, n)},
		{"date", strings.TrimSpace(doc.Find(`.news-full span[style="color: var(--main-orange)"]`).Text()), "2025/03/17"},
		{"byline", strings.TrimSpace(doc.Find("#news-details").Contents().First().Text()), "بغداد : الصباح"},
	}
	for _, part := range parts {
		if part.got != part.want {
			t.Errorf("%s = %q; want %q", part.name, part.got, part.want)
		}
	}
	body, _ := doc.Find("#news-details").Html()
	if got := strings.Count(body, "<br/><br/>"); got != len(seed.Paragraphs) {
		t.Errorf("%d double breaks; want one after the byline and one between paragraphs: %d", got, len(seed.Paragraphs))
	}
	if got := doc.Find(".side-item").Length(); got != 4 {
		t.Errorf("%d articles beside it; want 4", got)
	}
}

func TestListHasTwelveAPageNewestFirst(t *testing.T) {
	r := open(t)
	newest := r.Publish(press.QuietPiece())

	first, second := r.page("/lastnews/"), r.page("/lastnews/page/2/")

	if a, b := first.Find("a.img-box").Length(), second.Find("a.img-box").Length(); a != 12 || b != 1 {
		t.Errorf("%d and %d articles; want 12 and 1", a, b)
	}
	top := first.Find("a.img-box").First()
	if link := top.AttrOr("href", ""); !strings.HasSuffix(link, fmt.Sprintf("/%d-.html", newest)) {
		t.Errorf("the first link is %q; want that of %d", link, newest)
	}
	if got := top.Find(`span[style="color: var(--main-orange)"]`).Text(); got != "2025/03/17" {
		t.Errorf("its date = %q", got)
	}
	for _, path := range []string{"/lastnews/page/3/", "/lastnews/page/0/", "/lastnews/page/99999999999999999999/", "/sec8/"} {
		if resp, _ := r.get(path); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d; want 404", path, resp.StatusCode)
		}
	}
	if got := r.page("/sec4/").Find("a.img-box").Length(); got != 2 {
		t.Errorf("%d articles on page of the section «ثقافة»; want 2", got)
	}
}

func TestFeedNamesTheNewest(t *testing.T) {
	r := open(t)
	n := r.Publish(press.SeedPiece())
	resp, body := r.get("/rss.xml")
	var feed struct {
		Items []struct {
			Title   string `xml:"title"`
			Link    string `xml:"link"`
			GUID    string `xml:"guid"`
			PubDate string `xml:"pubDate"`
		} `xml:"channel>item"`
	}
	if err := xml.Unmarshal([]byte(body), &feed); err != nil {
		t.Fatal(err)
	}

	if got := resp.Header.Get("Content-Type"); got != "application/rss+xml; charset=utf-8" {
		t.Errorf("Content-Type = %q", got)
	}
	if len(feed.Items) != 13 {
		t.Fatalf("%d items; want 13", len(feed.Items))
	}
	item, link := feed.Items[0], fmt.Sprintf("%s/%d-.html", r.url, n)
	if item.Title != press.SeedPiece().Title || item.Link != link || item.GUID != link || item.PubDate != "Mon, 17 Mar 2025 09:00:00 +0300" {
		t.Errorf("the first item is %+v", item)
	}

	r.ChangeGUIDs()
	if _, after := r.get("/rss.xml"); strings.Contains(after, "<guid isPermaLink=\"true\">") || !strings.Contains(after, "<link>"+link+"</link>") {
		t.Errorf("after ChangeGUIDs the guids must be others and the links the same:\n%s", after)
	}
	r.SetFeed(false)
	if resp, _ := r.get("/rss.xml"); resp.StatusCode != http.StatusNotFound {
		t.Errorf("a feed that is off answers %d; want 404", resp.StatusCode)
	}
}

func TestUnchangedPagesAnswer304(t *testing.T) {
	r := open(t)
	for _, path := range []string{"/96701-.html", "/lastnews/", "/rss.xml"} {
		resp, _ := r.get(path)
		validators := [][]string{
			{"If-None-Match", resp.Header.Get("ETag")},
			{"If-Modified-Since", resp.Header.Get("Last-Modified")},
		}
		for _, validator := range validators {
			if again, body := r.get(path, validator...); again.StatusCode != http.StatusNotModified || body != "" {
				t.Errorf("%s with %q: status %d; want 304", path, validator, again.StatusCode)
			}
		}
		if got := r.Counts(path); got != (press.Count{Requests: 3, NotModified: 2}) {
			t.Errorf("Counts(%q) = %+v; want 3 requests, 2 of them 304", path, got)
		}
	}
}

func TestEditsOfOneSecondAreToldApart(t *testing.T) {
	r := open(t)
	n := r.Publish(press.SeedPiece())
	path := fmt.Sprintf("/%d-.html", n)
	before, _ := r.get(path)
	if got := before.Header.Get("Last-Modified"); got != "" {
		t.Errorf("Last-Modified = %q within the second of the change; want none", got)
	}

	r.Edit(n, func(piece *press.Piece) { *piece = press.EditedSeedPiece() })

	after, body := r.get(path, "If-None-Match", before.Header.Get("ETag"))
	if after.StatusCode != http.StatusOK || !strings.Contains(body, press.EditedSeedPiece().Paragraphs[6]) {
		t.Errorf("after an edit: status %d; want 200 and the new text", after.StatusCode)
	}
	if !strings.Contains(body, "2025/03/17") {
		t.Error("an edit must keep the date of publication")
	}
	r.clock.at = r.clock.at.Add(time.Second)
	if later, _ := r.get(path); later.Header.Get("Last-Modified") == "" {
		t.Error("no Last-Modified a second after the change")
	}
}

func TestANewArticleChangesOthersPagesButNotTheirText(t *testing.T) {
	r := open(t)
	before, _ := r.get("/96701-.html")
	text := r.page("/96701-.html").Find("#news-details").Text()

	r.Publish(press.QuietPiece())

	after, _ := r.get("/96701-.html")
	if before.Header.Get("ETag") == after.Header.Get("ETag") {
		t.Error("the page beside a new article has the same ETag")
	}
	if got := r.page("/96701-.html").Find("#news-details").Text(); got != text {
		t.Error("its text changed")
	}
}

func TestGzipWhereItIsAccepted(t *testing.T) {
	r := open(t)
	_, plain := r.get("/96701-.html", "Accept-Encoding", "identity")

	resp, packed := r.get("/96701-.html", "Accept-Encoding", "gzip")

	if got := resp.Header.Get("Content-Encoding"); got != "gzip" {
		t.Fatalf("Content-Encoding = %q; want gzip", got)
	}
	z, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if unpacked, err := io.ReadAll(z); err != nil || string(unpacked) != plain {
		t.Errorf("unpacked it differs from the plain page (%v)", err)
	}
}

func TestRemovedArticleIsNotFound(t *testing.T) {
	r := open(t)

	if !r.Remove(96705) || r.Remove(96705) {
		t.Error("Remove must tell whether there was an article")
	}

	for _, path := range []string{"/96705-.html", "/index.php?newsid=96705", "/print:page,1,96705-x.html"} {
		if resp, _ := r.get(path); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: status %d; want 404", path, resp.StatusCode)
		}
	}
	if _, body := r.get("/rss.xml"); strings.Contains(body, "/96705-") {
		t.Error("the feed still names it")
	}
	if r.Edit(96705, func(*press.Piece) { t.Error("f was called") }) {
		t.Error("Edit found it")
	}
}

func TestFaults(t *testing.T) {
	r := open(t)
	r.Break(press.Down)
	if resp, _ := r.get("/lastnews/"); resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("Down: status %d; want 503", resp.StatusCode)
	}
	r.Break(press.Challenge)
	if resp, body := r.get("/lastnews/"); resp.StatusCode != http.StatusForbidden || resp.Header.Get("cf-mitigated") != "challenge" || !strings.Contains(body, "Just a moment") {
		t.Errorf("Challenge: status %d, %v; want a browser check", resp.StatusCode, resp.Header)
	}
	r.Break(press.CutGzip)
	_, packed := r.get("/lastnews/", "Accept-Encoding", "gzip")
	z, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(z); err != io.ErrUnexpectedEOF {
		t.Errorf("CutGzip: %v; want an unexpected end", err)
	}
	if resp, _ := r.get("/robots.txt"); resp.StatusCode != http.StatusOK {
		t.Errorf("robots.txt: status %d; want 200 through all faults", resp.StatusCode)
	}
	r.Heal()
	r.page("/lastnews/")
}

func TestPiecesAreWhole(t *testing.T) {
	archive := press.Archive()
	if len(archive) != 12 {
		t.Errorf("the archive has %d articles; want a dozen", len(archive))
	}
	for _, piece := range append(archive, press.SeedPiece(), press.EditedSeedPiece(), press.QuietPiece()) {
		if piece.Title == "" || piece.Section == "" || piece.Byline == "" || piece.Image == "" || len(piece.Paragraphs) < 3 {
			t.Errorf("a part is missing in %+v", piece)
		}
		if share := marked(piece.Paragraphs); share < 0.2 || share > 0.5 {
			t.Errorf("%s: %.0f %% of the words carry vowel marks; a daily marks about a quarter", piece.Title, 100*share)
		}
	}
}

// marked is the share of words that carry a vowel mark.
func marked(paragraphs []string) float64 {
	words := strings.Fields(strings.Join(paragraphs, " "))
	n := 0
	for _, word := range words {
		if strings.ContainsFunc(word, func(r rune) bool { return 0x64B <= r && r <= 0x652 }) {
			n++
		}
	}
	return float64(n) / float64(len(words))
}

func TestOnlyTheQuietPieceIsQuiet(t *testing.T) {
	watched := []string{"داعش", "السوداني", "هيغسيث", "التحالف"}
	text := func(piece press.Piece) string { return piece.Title + strings.Join(piece.Paragraphs, " ") }
	for _, word := range watched {
		if strings.Contains(text(press.QuietPiece()), word) {
			t.Errorf("the quiet piece says %s", word)
		}
		if !strings.Contains(text(press.SeedPiece()), word) {
			t.Errorf("the seed piece does not say %s", word)
		}
	}
	if !slices.ContainsFunc(press.Archive(), func(piece press.Piece) bool { return strings.Contains(text(piece), "داعش") }) {
		t.Error("no article of the archive speaks of داعش: nothing shows that old news is not alerted")
	}
}

func TestStartServesUntilClose(t *testing.T) {
	server, err := press.New(time.Now).Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get(server.URL + "/lastnews/")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()

	server.Close()
	server.Close()

	if _, err := client.Get(server.URL); err == nil {
		t.Error("the server answers after Close")
	}
}
