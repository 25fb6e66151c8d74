package sources

import (
	"slices"
	"strings"
	"testing"
)

func TestOneArticleHasManyAddresses(t *testing.T) {
	r := alsabaah(t)
	for name, address := range map[string]string{
		"no slug":           "https://alsabaah.iq/96712-.html",
		"any slug":          "https://alsabaah.iq/96712-any-slug.html",
		"an Arabic slug":    "https://alsabaah.iq/96712-افتتاح-مكتبة.html",
		"by query":          "https://alsabaah.iq/index.php?newsid=96712",
		"by query alone":    "https://alsabaah.iq/?newsid=96712",
		"in a section":      "https://alsabaah.iq/iraq/96712-slug.html",
		"the print page":    "https://alsabaah.iq/print:page,1,96712-x.html",
		"page 2":            "https://alsabaah.iq/page,1,2,96712-x.html",
		"http and www":      "http://www.alsabaah.iq/96712-.html",
		"tracked":           "https://alsabaah.iq/96712-.html?utm_source=x",
		"with a fragment":   "https://alsabaah.iq/96712-.html#comment",
		"zeros in front":    "https://alsabaah.iq/0096712-.html",
		"more in the query": "https://alsabaah.iq/index.php?do=x&newsid=96712",
	} {
		key, canonical, aliases, err := r.Identify(address)
		if err != nil || key != "n:96712" || canonical != "https://alsabaah.iq/96712-.html" || !slices.Contains(aliases, "n:96712") {
			t.Errorf("%s: %s, %s, %q, %v", name, key, canonical, aliases, err)
		}
		if !r.IsArticle(address) {
			t.Errorf("%s: taken for no article", name)
		}
	}
}

func TestAddressesThatAreNoArticles(t *testing.T) {
	r := alsabaah(t)
	for _, address := range []string{
		"https://alsabaah.iq/", "https://alsabaah.iq/lastnews/", "https://alsabaah.iq/lastnews/page/2/", "https://alsabaah.iq/about.html",
		"https://other.example/96712-x.html", "https://alsabaah.iq.evil.example/96712-x.html", "ftp://alsabaah.iq/96712-x.html", "",
	} {
		if r.IsArticle(address) || r.Number(address) != "" {
			t.Errorf("%q: taken for article %q", address, r.Number(address))
		}
	}
}

func TestFurtherPagesAreKnown(t *testing.T) {
	r := alsabaah(t)
	for address, want := range map[string]bool{
		"https://alsabaah.iq/page,1,2,96712-x.html":     true,
		"https://alsabaah.iq/page,1,11,96712-x.html":    true,
		"https://alsabaah.iq/page,1,1,96712-x.html":     false,
		"https://alsabaah.iq/print:page,1,96712-x.html": false,
		"https://alsabaah.iq/96712-.html":               false,
	} {
		if got := r.IsContinuation(address); got != want {
			t.Errorf("%s: %v; want %v", address, got, want)
		}
	}
}

func TestFillKeepsWhatTheUserWrote(t *testing.T) {
	s, err := Fill(Source{ID: "x", Preset: "alsabaah", Name: "صحيفتي", Feeds: []string{"https://alsabaah.iq/other.xml"}, Selectors: Selectors{Title: "h1.mine"}})
	if err != nil {
		t.Fatal(err)
	}
	if s.Name != "صحيفتي" || len(s.Feeds) != 1 || len(s.Listings) != 0 || s.Selectors.Title != "h1.mine" {
		t.Errorf("the user's own were changed: %+v", s)
	}
	if s.Selectors.Body != "#news-details" || !s.Selectors.BylineInBody || s.Zone.String() != "Asia/Baghdad" || !s.Pages || s.System != "dle" {
		t.Errorf("the preset's are missing: %+v", s)
	}
}

func TestAPaperOnTheSameSystem(t *testing.T) {
	s, err := Fill(Source{ID: "ina", Preset: "dle", Home: "https://ina.example/"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := Compile(s)
	if err != nil {
		t.Fatal(err)
	}
	if _, canonical, _, err := r.Identify("https://www.ina.example/5-x.html"); err != nil || canonical != "https://ina.example/5-.html" {
		t.Errorf("canonical %s, %v", canonical, err)
	}
	if got := r.Source().Listings[0].URL; got != "https://ina.example/lastnews/" {
		t.Errorf("listing %s", got)
	}
}

func TestASourcesOwnRuleStandsBeforeItsSystems(t *testing.T) {
	r, err := Compile(Source{ID: "x", Home: "https://x.example/", System: "wordpress", Numbers: []string{`/story-(\d+)`}})
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{
		"https://x.example/2025/03/17/story-0081/": "n:81",
		"https://x.example/?p=81":                  "n:81",
		"https://x.example/2025/03/17/gold/amp/":   "u:https://x.example/2025/03/17/gold",
		"https://y.example/?p=81":                  "u:https://y.example/?p=81",
	} {
		if key, _, _, err := r.Identify(address); err != nil || key != want {
			t.Errorf("Identify(%s) = %s, %v; want %s", address, key, err, want)
		}
	}
}

func TestFaultsNameTheField(t *testing.T) {
	cases := []struct {
		field string
		src   Source
	}{
		{"home", Source{Home: "alsabaah"}},
		{"feeds[0]", Source{Feeds: []string{"/rss.xml"}}},
		{"system", Source{System: "typewriter"}},
		{"numbers[0]", Source{Numbers: []string{"("}}},
		{"numbers[0]", Source{Numbers: []string{`\d+`}}},
		{"article", Source{Article: "["}},
		{"canonical", Source{Canonical: "https://x.example/"}},
		{"selectors.body", Source{Selectors: Selectors{Body: "div["}}},
		{"selectors.drop[0]", Source{Selectors: Selectors{Drop: []string{":::"}}}},
		{"listings[0].item", Source{Listings: []Listing{{URL: "https://x.example/", Item: "a["}}}},
		{"listings[0].next", Source{Listings: []Listing{{URL: "https://x.example/", Item: "a", Next: "/page/"}}}},
		{"listings[0]", Source{Listings: []Listing{{URL: "https://x.example/"}}}},
	}
	for _, c := range cases {
		c.src.ID = "x"
		if _, err := Compile(c.src); err == nil || !strings.Contains(err.Error(), c.field) {
			t.Errorf("%v; want an error that names %s", err, c.field)
		}
	}
	if _, err := Fill(Source{ID: "x", Preset: "alsabah"}); err == nil || !strings.Contains(err.Error(), "alsabaah, arc, blogger, dle, drupal, wordpress") {
		t.Errorf("an unknown preset: %v; want the names that there are", err)
	}
}

func TestListingTellsTitleSectionAndDate(t *testing.T) {
	page := `<div><a class="img-box" href="/7-.html"><img src="/t/7.jpg"><span class="badge">محليات</span><h5>افتتاح مكتبة</h5><span>2024/01/07</span></a></div>
<div><a class="img-box" href="/6-x.html"><h5>خبر</h5></a></div><a class="img-box" href="/7-again.html"><h5>افتتاح مكتبة</h5></a>
<a class="img-box" href="https://ads.example/9-.html"><h5>إعلان</h5></a><a href="/lastnews/page/2/">التالي</a>`
	r := alsabaah(t)

	refs, next, err := r.Listing("https://alsabaah.iq/lastnews/", r.Source().Listings[0], []byte(page))

	if err != nil || len(refs) != 2 || next != "https://alsabaah.iq/lastnews/page/2/" {
		t.Fatalf("%d refs, next %q, %v", len(refs), next, err)
	}
	if ref := refs[0]; ref.Title != "افتتاح مكتبة" || ref.Section != "محليات" || ref.Published.Precision != "day" || ref.ImageURL != "https://alsabaah.iq/t/7.jpg" {
		t.Errorf("%+v", ref)
	}
}
