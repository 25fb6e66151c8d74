package sources

import "testing"

func TestWhatAFeedSaysOfItself(t *testing.T) {
	atom := `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0"><title>أ</title>` +
		`<link rel="self" href="/feed"/><link rel="hub" href="https://hub.example/"/>`
	rss := `<rss version="2.0" xmlns:x="http://www.w3.org/2005/Atom"><channel><title>أ</title>` +
		`<x:link rel="self" href="https://paper.example/feed"/><x:link rel="hub" href="https://hub.example/"/>`
	for _, c := range []struct{ name, text, next string }{
		{"a paged feed (RFC 5005, 3)", atom + `<link rel="next" href="/feed?page=2"/></feed>`, "https://paper.example/feed?page=2"},
		{"an archived feed (RFC 5005, 4)", atom + `<link rel="prev-archive" href="/2025/02.xml"/></feed>`, "https://paper.example/2025/02.xml"},
		{"RSS with links of Atom", rss + `<x:link rel="prev-archive" href="/2025/02.xml"/></channel></rss>`, "https://paper.example/2025/02.xml"},
		{"an address that is none", atom + `<link rel="next" href="javascript:x"/></feed>`, ""},
	} {
		f, err := alsabaah(t).Feed("https://paper.example/feed", []byte(c.text))
		if err != nil || f.Next != c.next || f.Hub != "https://hub.example/" || f.Self != "https://paper.example/feed" {
			t.Errorf("%s: next %q, hub %q, self %q, %v; want %q", c.name, f.Next, f.Hub, f.Self, err, c.next)
		}
	}
}

func TestLinkHeadersGoBeforeTheFeed(t *testing.T) {
	f := Feed{Hub: "https://old.example/", Next: "https://paper.example/feed?page=2"}

	f.HeaderLinks("https://paper.example/feed", []string{`<https://hub.example/>; rel="hub", </feed>; rel="self alternate"`, `</other>; rel=next`, `broken; rel=hub`, `<x`})

	if f.Hub != "https://hub.example/" || f.Self != "https://paper.example/feed" || f.Next != "https://paper.example/feed?page=2" {
		t.Errorf("%+v", f)
	}
}

func FuzzHeaderLinks(f *testing.F) {
	f.Add(`<https://hub.example/>; rel="hub", </feed>; rel=self`)
	f.Fuzz(func(t *testing.T, value string) {
		for _, l := range headerLinks(value) {
			if l.rel == "" {
				t.Errorf("headerLinks(%q) has a link without a relation", value)
			}
		}
	})
}
