package article

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestResolveReadsAddressesAsBrowsersDo(t *testing.T) {
	const base = "https://paper.example/news/today/index.html"
	tests := []struct{ name, base, ref, want string }{
		{"absolute", "", "https://paper.example/a?b=1#c", "https://paper.example/a?b=1#c"},
		{"beside the page", base, "a.html", "https://paper.example/news/today/a.html"},
		{"one folder up", base, "../a", "https://paper.example/news/a"},
		{"from the root", base, "/a", "https://paper.example/a"},
		{"other host, same scheme", base, "//other.example/a", "https://other.example/a"},
		{"query alone", base, "?p=2", "https://paper.example/news/today/index.html?p=2"},
		{"white space around and a line break within", base, " \n/a\n-1 ", "https://paper.example/a-1"},
		{"backslashes", base, `\news\a`, "https://paper.example/news/a"},
		{"raw Arabic", base, "/خبر", "https://paper.example/%D8%AE%D8%A8%D8%B1"},
		{"Arabic host", "", "https://صحيفة.example/", "https://xn--ogbhx3c3b.example/"},
		{"number as host", "", "http://2130706433/", "http://127.0.0.1/"},
		{"upper case and default port", "", "HTTPS://PAPER.example:443/A", "https://paper.example/A"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Resolve(tt.base, tt.ref)
			if err != nil || got != tt.want {
				t.Errorf("Resolve(%q, %q) = %q, %v; want %q", tt.base, tt.ref, got, err, tt.want)
			}
		})
	}
}

func TestResolveRefusesWhatIsNotFetched(t *testing.T) {
	for _, ref := range []string{
		"", "//", "http://", "javascript:alert(1)", "mailto:desk@paper.example", "data:text/html,x", "ftp://paper.example/a", "file:///etc/passwd",
		"http://[::1", "https://paper.example:99999/", "tag:paper.example,2025:1", "https://paper.example/" + strings.Repeat("a", maxAddress),
	} {
		got, err := Resolve("", ref)
		if bad := (*AddressError)(nil); !errors.As(err, &bad) {
			t.Errorf("Resolve(%.40q) = %q, %v; want an AddressError", ref, got, err)
		}
	}
}

func TestAddressErrorHidesPasswords(t *testing.T) {
	_, err := Resolve("", "ftp://desk:secret@paper.example/")
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("error = %v; want one without the password", err)
	}
}

func TestCanonicalUnifiesTheFormsOfOneAddress(t *testing.T) {
	const want = "https://paper.example/news/a-1"
	for _, raw := range []string{
		"https://paper.example/news/a-1",
		"http://www.paper.example/news/a-1/",
		"https://m.paper.example/news//a-1",
		"HTTPS://PAPER.EXAMPLE:443/news/a-1#comments",
		"https://paper.example./news/a-1?",
		"https://user:pw@paper.example/news/a-1",
		"https://paper.example/news/%61-1",
		"https://paper.example/news/a-1?utm_source=rss&fbclid=x&_gl=1*x",
		"https://paper.example/news/a-1?share=facebook&nb=1",
		"https://paper.example/news/a-1;jsessionid=1F2E3D",
		"https://paper.example/news/a-1?PHPSESSID=abc",
		"https://paper.example/news/a-1/index.html",
		"https://paper.example/news/a-1/amp/",
		"https://paper.example/amp/news/a-1",
		"https://paper.example/news/a-1.amp",
		"https://paper.example/news/a-1?amp=1",
		"https://paper.example/news/a-1?outputType=amp",
		"https://paper.example/news/a-1/print",
		"https://paper.example/news/a-1?page=1",
		"https://paper.example/(S(lit3py55t21z5v55vlm25s55))/news/a-1",
		"https://paper.example/news/a-1?itm_source=front&amp;utm_medium=x",
		"https://paper.example/news/a-1?ref=rss",
		"https://paper-example.cdn.ampproject.org/c/s/paper.example/news/a-1?amp_js_v=0.1",
		"https://www.google.com/url?sa=t&url=https%3A%2F%2Fpaper.example%2Fnews%2Fa-1&usg=x",
		"https://l.facebook.com/l.php?u=https%3A%2F%2Fpaper.example%2Fnews%2Fa-1&h=x",
	} {
		if got, err := Canonical(raw); err != nil || got != want {
			t.Errorf("Canonical(%q) = %q, %v; want %q", raw, got, err, want)
		}
	}
}

func TestCanonicalFoldsSpellingsThatReadersCannotTellApart(t *testing.T) {
	tests := []struct{ name, a, b string }{
		{"kashida", "/خـــبر", "/خبر"},
		{"Farsi yeh and kaf", "/کتاب-ی", "/كتاب-ي"},
		{"joiner", "/می\u200cرود", "/ميرود"},
		{"presentation forms", "/\uFEA7\uFE92\uFEAE", "/خبر"},
		{"lam-alef ligature", "/\uFEFB", "/لا"},
		{"decomposed hamza", "/ا\u0654", "/أ"},
		{"encoded in lower case", "/%d8%a3", "/أ"},
		{"mark of direction", "/خبر\u200f", "/خبر"},
		{"encoded comma", "/a%2Cb", "/a,b"},
		{"plus for a space in the query", "/?q=a+b", "/?q=a%20b"},
		{"order of parameters", "/a?x=1&y=2", "/a?y=2&x=1"},
		{"parameter without a value", "/a?x", "/a?x="},
		{"second part of an article shown by a program", "/article.php?id=17&page=2", "/article.php?id=17"},
		{"second part of a split post", "/2025/03/17/gold-price-climbs/2/", "/2025/03/17/gold-price-climbs/"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a, b := canonical(t, tt.a), canonical(t, tt.b); a != b {
				t.Errorf("%q and %q are apart: %q, %q", tt.a, tt.b, a, b)
			}
		})
	}
}

func TestCanonicalKeepsArticlesApart(t *testing.T) {
	tests := []struct{ name, a, b string }{
		{"number in the query", "/story.aspx?id=17", "/story.aspx?id=18"},
		{"number under a name that elsewhere says whence", "/view?ref=8841", "/view?ref=8842"},
		{"story number under a name of sessions", "/modules.php?sid=12", "/modules.php?sid=13"},
		{"case of the path", "/A-1", "/a-1"},
		{"hamza seat", "/مسؤول", "/مسئول"},
		{"Arabic digit", "/١", "/1"},
		{"encoded slash", "/a%2Fb", "/a/b"},
		{"encoded question mark", "/a%3Fid=1", "/a?id=1"},
		{"encoded per cent sign", "/a%2541", "/aA"},
		{"encoded ampersand", "/?q=a%26b", "/?q=a&b"},
		{"route of a page that is one program", "/#!/news/12", "/#!/news/13"},
		{"day of a column", "/2025/03/17/daily", "/2025/03/18/daily"},
		{"second page of a section", "/news/2", "/news"},
		{"second page of a section shown by a program", "/section.php?id=17&page=2", "/section.php?id=17"},
		{"parameter of the path that is no session", "/a;id=1", "/a;id=2"},
		{"slug that ends in amp", "/a/example-amp", "/a/example"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if a, b := canonical(t, tt.a), canonical(t, tt.b); a == b {
				t.Errorf("%q and %q are one: %q", tt.a, tt.b, a)
			}
		})
	}
	if canonical(t, "https://sport.paper.example/1") == canonical(t, "/1") {
		t.Error("another host of the house is one with the main host")
	}
}

func canonical(t *testing.T, path string) string {
	t.Helper()
	href, err := Resolve("https://paper.example/", path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Canonical(href)
	if err != nil {
		t.Fatalf("Canonical(%q): %v", href, err)
	}
	return got
}

func TestCanonicalRefusesWhatIsNoArticleAddress(t *testing.T) {
	for _, raw := range []string{"", "urn:uuid:1", "https://" + strings.Repeat("a", 64) + ".example/", "https://..example/a"} {
		if got, err := Canonical(raw); err == nil {
			t.Errorf("Canonical(%.30q) = %q; want an error", raw, got)
		}
	}
}

func TestCanonicalOfACanonicalAddressIsTheAddress(t *testing.T) {
	piece := rapid.SampledFrom([]string{
		"/", "//", "a", "A-1", "%61", "%2F", "%25", "%zz", "%", "?", "&", "=", "#", "#!", "+", ";", ";jsessionid=1", ".", "..", "\u200c", "ـ", "ی", "أ", "ا\u0654", "\uFEFB", "%D8",
		"amp", "print", "index.html", "page=1", "page=2", "utm_source=x", "id=7", "2025/03/17/", "b-c-d", ".amp.html", " ", "\\", ":", "@", "www.", "%2e", "|", "\"", "ref=rss", "\u0301",
	})
	rapid.Check(t, func(t *rapid.T) {
		raw := "https://www.m.paper.example/" + strings.Join(rapid.SliceOfN(piece, 0, 14).Draw(t, "pieces"), "")
		checkIdempotent(t, raw)
	})
}

func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"https://paper.example/a?b=1#c", "http://www.google.com/url?q=https://m.x.example/%2561", "https://x.example/%D8\u200c/..;sid=1", "https://x/\xff?\xfe=%"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) { checkIdempotent(t, raw) })
}

func checkIdempotent(t interface{ Fatalf(string, ...any) }, raw string) {
	once, err := Canonical(raw)
	if err != nil {
		return
	}
	if twice, err := Canonical(once); err != nil || twice != once {
		t.Fatalf("Canonical(%q) = %q; of that %q, %v", raw, once, twice, err)
	}
}
