package discover

import (
	"fmt"
	"regexp"
	"testing"

	"github.com/marsad/marsad/article"
)

// linksTo are links of a page at https://paper.example, with titles or with names of sections.
func linksTo(t *testing.T, titled bool, paths ...string) []link {
	t.Helper()
	var out []link
	for i, p := range paths {
		u := "https://paper.example" + p
		c, err := article.Canonical(u)
		if err != nil {
			t.Fatal(err)
		}
		text := fmt.Sprint("قسم ", i)
		if titled {
			text = fmt.Sprintf("عنوان طويل لخبر من الأخبار رقم %d", i)
		}
		out = append(out, link{URL: u, Canonical: c, Text: text, first: i})
	}
	return out
}

func TestFormsOfAddresses(t *testing.T) {
	tests := []struct {
		name               string
		articles, sections []string
		fits, fitsNot      []string // further addresses
		number             string   // of the first article; empty: none
	}{
		{"number and slug", []string{"/96712-a-b.html", "/96711-c.html", "/96710-d-e.html"}, []string{"/news/", "/page/about.html"},
			[]string{"/1-x.html", "/100000-.html"}, []string{"/about.html", "/news/96712"}, "96712"},
		{"section before the number", []string{"/news/economy/4411", "/news/sport/4412", "/news/iraq/4413"}, []string{"/news/economy", "/news/sport"},
			[]string{"/news/world/99"}, []string{"/news/world", "/video/4411"}, "4411"},
		{"day and slug", []string{"/2025/03/17/one-two/", "/2025/03/16/three/", "/2025/3/15/four-five-six"}, []string{"/category/politics/"},
			[]string{"/2026/12/1/x"}, []string{"/2025/03/", "/about-us/"}, ""},
		{"number behind the slug", []string{"/politics/some-words-here-102934", "/sport/other-words-102935", "/a/b-c-102936"}, []string{"/politics", "/page/privacy-policy"},
			[]string{"/x/y-5000"}, []string{"/politics/some-words"}, "102934"},
		{"a query", []string{"/news.php?id=71&cat=2", "/news.php?id=72&cat=2", "/news.php?cat=9&id=73"}, []string{"/list.php?cat=2"},
			[]string{"/news.php?id=5"}, []string{"/news.php?cat=2"}, "71"},
		{"titles alone", []string{"/world/three-words-here", "/sport/four-words-are-here", "/iraq/five-words-are-here-now"}, []string{"/world", "/about-us", "/iraq/baghdad-news"},
			[]string{"/a/three-more-words-here"}, []string{"/about-us", "/iraq/baghdad-news"}, ""},
		{"months by name", []string{"/world/2024/feb/24/one-two", "/sport/2024/mar/3/three-four", "/uk-news/2024/feb/23/five-six"}, []string{"/world", "/uk-news"},
			[]string{"/x/2025/oct/1/y-z"}, []string{"/world/2024"}, ""},
		{"lists of the same build", []string{"/news/details/31268/1/a-b", "/news/details/31269/1/c-d", "/news/details/31270/1/e-f"}, []string{"/news/section/160/1/x-y", "/news/section/161/1/z"},
			[]string{"/news/details/9/2/q"}, []string{"/news/section/162/1/w"}, "31268"},
		{"sections with a hyphen and without", []string{"/arab_world/20200317-a-b", "/news/20200318-c-d", "/sport/20200319-e"}, []string{"/arab_world"},
			[]string{"/new-section/20200320-x"}, []string{"/arab_world"}, "20200317"},
		{"links of one section alone", []string{"/business/one-two-1322369", "/business/three-1322370", "/business/four-five-1322371"}, []string{"/business", "/sport"},
			[]string{"/sport/x-1322380"}, []string{"/sport/x-y"}, "1322369"},
		{"an id of letters and digits", []string{"/arabic/articles/c4gzk0x1m2po", "/arabic/articles/c8d9zk1x2y3o", "/arabic/articles/cx2y3z4k5l6o"}, []string{"/arabic/topics"},
			[]string{"/arabic/articles/c111111111po"}, []string{"/arabic/articles"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			all := append(linksTo(t, true, tt.articles...), linksTo(t, false, tt.sections...)...)

			forms := formsOf(all, nil)

			if len(forms) != 1 {
				t.Fatalf("forms = %+v; want one", forms)
			}
			re := regexp.MustCompile(forms[0].Article)
			for _, l := range linksTo(t, true, append(tt.articles, tt.fits...)...) {
				if !re.MatchString(l.Canonical) {
					t.Errorf("%s does not fit %s", forms[0].Article, l.Canonical)
				}
			}
			for _, l := range linksTo(t, true, append(tt.sections, tt.fitsNot...)...) {
				if re.MatchString(l.Canonical) {
					t.Errorf("%s fits %s", forms[0].Article, l.Canonical)
				}
			}
			got := ""
			if forms[0].Number != "" {
				got = regexp.MustCompile(forms[0].Number).FindStringSubmatch(all[0].Canonical)[1]
			}
			if got != tt.number {
				t.Errorf("number = %q by %q (%s); want %q", got, forms[0].Number, forms[0].Why, tt.number)
			}
		})
	}
}

func TestANumberThatNamesManyArticlesIsNoIdentity(t *testing.T) {
	links := linksTo(t, true, "/story/12/one-two", "/story/12/three-four", "/story/12/five-six", "/story/13/x-y")

	forms := formsOf(links, nil)

	if len(forms) != 1 || forms[0].Number != "" {
		t.Errorf("forms = %+v; want one without a number", forms)
	}
}

func TestIDsOfAddresses(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.alsabaah.iq/": "alsabaah", "https://arabic.rt.com/": "arabic-rt", "https://www.alquds.co.uk/x": "alquds",
		"http://127.0.0.1:8080/": "127-0-0-1", "https://paper.example/": "paper", "": "paper",
	} {
		if got := IDOf(address); got != want {
			t.Errorf("IDOf(%q) = %q; want %q", address, got, want)
		}
	}
}

func TestSystemsShowThemselves(t *testing.T) {
	for _, tt := range []struct{ name, page, want string }{
		{"generator", `<meta name="generator" content="Joomla! - Open Source Content Management">`, "joomla"},
		{"Ghost", `<meta name="generator" content="Ghost 5.8">`, "ghost"},
		{"scripts of Arc", `<script src="/pf/dist/engine/react.js"></script>`, "arc"},
		{"a state in the markup", `<script>var dle_root = '/';</script>`, "dle"},
		{"one weak sign", `<a href="/1-a.html">x</a><a href="/2-b.html">y</a><a href="/3-c.html">z</a>`, "custom"},
		{"a system that is not known", `<meta name="generator" content="Papier 2">`, "custom"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := readFront(Page{URL: "https://paper.example/", Text: []byte(tt.page)})
			if err != nil {
				t.Fatal(err)
			}
			f := &Finding{}

			(&search{front: p}).nameSystem(f)

			if f.System.Name != tt.want {
				t.Errorf("system = %+v; want %s", f.System, tt.want)
			}
		})
	}
}

// FuzzFront: whatever a page is, it is taken apart, and what is proposed of it can be compiled.
func FuzzFront(f *testing.F) {
	f.Add(`<title>a | b</title><a href="/1-a.html">عنوان طويل من كلمات كثيرة</a><a href="?id=7&x=[">x</a>`)
	f.Add(`<base href="//[::1"><noscript>javascript</noscript><div id=root></div><a href="/(a/*+/2025/13/40/%zz">الف باء تاء ثاء جيم</a>`)
	f.Fuzz(func(t *testing.T, page string) {
		p, err := readFront(Page{URL: "https://paper.example/", Text: []byte(page)})
		if err != nil {
			return
		}
		forms := formsOf(p.links, p.links)
		s := &search{front: p}
		if r := s.compileForms(forms); r == nil && len(forms) > 0 {
			t.Errorf("the forms cannot be compiled: %+v", forms)
		}
		for _, form := range forms {
			if !regexp.MustCompile(form.Article).MatchString(keyOf(form.Example)) {
				t.Errorf("%s does not fit its own example %s", form.Article, form.Example)
			}
		}
		nextForm(p)
		s.nameSystem(&Finding{})
	})
}
