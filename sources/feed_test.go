package sources

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/article"
)

const feedHead = `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>صحيفة</title><link>https://alsabaah.iq/</link>`

func item(n int) string {
	return fmt.Sprintf("<item><title>خبر %d</title><link>/%d-.html</link><guid isPermaLink=\"false\">g%d</guid><pubDate>Sun, 07 Jan 2024 10:0%d:00 +0300</pubDate><category>محليات</category></item>", n, n, n, n)
}

func TestFeedsThatAreBroken(t *testing.T) {
	whole := feedHead + item(1) + item(2) + "</channel></rss>"
	cases := []struct {
		name, text string
		titles     []string
		salvaged   bool
		cut        bool
	}{
		{"sound", whole, []string{"خبر 1", "خبر 2"}, false, false},
		{"a warning before the declaration", "<br />\n<b>Warning</b>: x.php line 3<br />\n" + whole, []string{"خبر 1", "خبر 2"}, true, false},
		{"blanks and a byte order mark before it", "\uFEFF\n\n" + whole, []string{"خبر 1", "خبر 2"}, false, false},
		{"text after the end", whole + "<!-- 0.2 s --> served by x", []string{"خبر 1", "خبر 2"}, true, false},
		{"cut in an item", feedHead + item(1) + item(2)[:40], []string{"خبر 1"}, true, true},
		{"cut between items", feedHead + item(1), []string{"خبر 1"}, true, true},
		{"cut inside a letter", feedHead + item(1) + "<item><title>\xd8", []string{"خبر 1"}, true, true},
		{"CDATA never closed", feedHead + item(1) + "<item><title><![CDATA[x</title></item></channel></rss>", []string{"خبر 1"}, true, true},
		{"an item never closed", feedHead + "<item><title>أ</title><link>/1-.html</link>" + item(2) + "</channel></rss>", []string{"أ", "خبر 2"}, true, false},
		{"a bare ampersand", feedHead + "<item><title>أ & ب</title><link>/1-.html</link></item></channel></rss>", []string{"أ & ب"}, true, false},
		{"entities of HTML and of nobody", feedHead + "<item><title>أ&nbsp;ب &foo; ج</title><link>/1-.html</link></item></channel></rss>", []string{"أ ب &foo; ج"}, true, false},
		{"a control character", feedHead + "<item><title>أ\x08ب</title><link>/1-.html</link></item></channel></rss>", []string{"أب"}, true, false},
		{"unescaped markup", feedHead + "<item><title>أ</title><description>سطر<br>آخر <img src=x></description><link>/1-.html</link></item></channel></rss>", []string{"أ"}, false, false},
		{"an attribute twice, and one without quotes", feedHead + `<item x=1 x="2"><title>أ</title><link>/1-.html</link></item></channel></rss>`, []string{"أ"}, true, false},
		{"markup in a title", feedHead + "<item><title><![CDATA[<b>أ</b>: 5 < 7 &amp; 3]]></title><link>/1-.html</link></item></channel></rss>", []string{"أ: 5 < 7 & 3"}, false, false},
		{"entities that would grow", `<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>` + feedHead[38:] + "<item><title>أ &b;</title><link>/1-.html</link></item></channel></rss>", []string{"أ &b;"}, true, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f, err := alsabaah(t).Feed("https://alsabaah.iq/rss.xml", []byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			var titles []string
			for _, ref := range f.Refs {
				titles = append(titles, ref.Title)
			}
			if !slices.Equal(titles, c.titles) || f.Salvaged != c.salvaged || f.Cut != c.cut {
				t.Errorf("titles %q, salvaged %v, cut %v; want %q, %v, %v", titles, f.Salvaged, f.Cut, c.titles, c.salvaged, c.cut)
			}
		})
	}
}

func TestFeedItem(t *testing.T) {
	text := feedHead + item(1) + "</channel></rss>"

	f, err := alsabaah(t).Feed("https://alsabaah.iq/rss.xml", []byte(text))
	if err != nil || len(f.Refs) != 1 {
		t.Fatalf("%d items, %v", len(f.Refs), err)
	}

	ref := f.Refs[0]
	if ref.URL != "https://alsabaah.iq/1-.html" || ref.GUID != "g1" || ref.Section != "محليات" {
		t.Errorf("url %s, guid %s, section %s", ref.URL, ref.GUID, ref.Section)
	}
	if want := time.Date(2024, 1, 7, 7, 1, 0, 0, time.UTC); !ref.Published.At.Equal(want) || ref.Published.ZoneSource != "text" {
		t.Errorf("published %+v; want %s", ref.Published, want)
	}
}

func TestItemHashLeavesOutTheGuid(t *testing.T) {
	r := alsabaah(t)
	hash := func(text string) string {
		f, err := r.Feed("https://alsabaah.iq/rss.xml", []byte(feedHead+text+"</channel></rss>"))
		if err != nil {
			t.Fatal(err)
		}
		return f.Refs[0].ItemHash
	}

	same := strings.Replace(item(1), "g1", "another", 1)
	edited := strings.Replace(item(1), "محليات", "ثقافة", 1)
	if hash(item(1)) != hash(same) {
		t.Error("another guid made another hash")
	}
	if hash(item(1)) == hash(edited) {
		t.Error("another section made no other hash")
	}
}

func TestItemAddresses(t *testing.T) {
	cases := []struct{ name, item, url string }{
		{"relative", "<link>1-.html</link>", "https://alsabaah.iq/1-.html"},
		{"a query alone", "<link>?newsid=1</link>", "https://alsabaah.iq/?newsid=1"},
		{"escaped twice", "<link>https://alsabaah.iq/?newsid=1&amp;amp;x=2</link>", "https://alsabaah.iq/?newsid=1&x=2"},
		{"a permalink guid and no link", "<guid>https://alsabaah.iq/1-.html</guid>", "https://alsabaah.iq/1-.html"},
		{"a guid that is no link", `<guid isPermaLink="false">https://alsabaah.iq/1-.html</guid>`, ""},
		{"the front page as link, the guid knows better", "<link>https://alsabaah.iq/</link><guid>https://alsabaah.iq/1-.html</guid>", "https://alsabaah.iq/1-.html"},
		{"the printed issue, enclosed", `<enclosure url="/uploads/12.pdf" type="application/pdf" length="1"/>`, "https://alsabaah.iq/uploads/12.pdf"},
		{"a script", "<link>javascript:alert(1)</link>", ""},
		{"a file", "<link>file:///etc/passwd</link>", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			text := feedHead + "<item><title>أ</title>" + c.item + "</item></channel></rss>"

			f, err := alsabaah(t).Feed("https://alsabaah.iq/rss.xml", []byte(text))

			got := ""
			if len(f.Refs) == 1 {
				got = f.Refs[0].URL
			}
			if err != nil || got != c.url || len(f.Refs)+len(f.Loose) != 1 {
				t.Errorf("url %q, %d loose, %v; want %q", got, len(f.Loose), err, c.url)
			}
		})
	}
}

func TestMidnightsOfAnEditionAreDays(t *testing.T) {
	var items strings.Builder
	for n := range 4 {
		fmt.Fprintf(&items, "<item><title>أ</title><link>/%d-.html</link><pubDate>Sun, 07 Jan 2024 00:00:00 +0300</pubDate></item>", n+1)
	}

	f, err := alsabaah(t).Feed("https://alsabaah.iq/rss.xml", []byte(feedHead+items.String()+"</channel></rss>"))

	if err != nil || f.Refs[0].Published.Precision != article.Day {
		t.Errorf("precision %s, %v; want a day", f.Refs[0].Published.Precision, err)
	}
}

func TestWhatIsNoFeed(t *testing.T) {
	r := alsabaah(t)
	page := `<html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head><body>خبر</body></html>`

	_, err := r.Feed("https://alsabaah.iq/feed", []byte(page))

	var no *NotFeedError
	if !errors.Is(err, ErrNotFeed) || !errors.As(err, &no) || !slices.Equal(no.Links, []string{"https://alsabaah.iq/rss.xml"}) {
		t.Errorf("a page: %v; want ErrNotFeed with the feed that it names", err)
	}
	for name, text := range map[string]string{"nothing": "", "items within items": "<rss><channel>" + strings.Repeat("<item>", 300), "nested too deep": "<rss><channel>" + strings.Repeat("<a>", 300)} {
		var broken *FeedError
		if _, err := r.Feed("https://alsabaah.iq/feed", []byte(text)); !errors.As(err, &broken) {
			t.Errorf("%s: %v; want a FeedError", name, err)
		}
	}
	for name, text := range map[string]string{"JSON of another kind": `{"error":"slow down"}`, "words": "temporarily closed"} {
		if _, err := r.Feed("https://alsabaah.iq/feed", []byte(text)); !errors.Is(err, ErrNotFeed) {
			t.Errorf("%s: %v; want ErrNotFeed", name, err)
		}
	}
}

func FuzzFeed(f *testing.F) {
	f.Add(feedHead + item(1) + "</channel></rss>")
	f.Add(`<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/x/"><entry><link href="y"/><title type="xhtml"><div>z</div></title></entry></feed>`)
	f.Add(`{"version":"https://jsonfeed.org/version/1.1","items":[{"id":1,"url":"/1"}]}`)
	f.Add(`<urlset><url><loc>https://alsabaah.iq/1-.html</loc></url></urlset>`)
	r, err := Compile(Source{ID: "fuzzed"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := r.Feed("https://alsabaah.iq/rss.xml", []byte(text))
		if err != nil {
			return
		}
		for _, ref := range got.Refs {
			if !strings.HasPrefix(ref.URL, "http://") && !strings.HasPrefix(ref.URL, "https://") || ref.ItemHash == "" {
				t.Errorf("ref %+v: no web address or no hash", ref)
			}
		}
	})
}

func BenchmarkFeed(b *testing.B) {
	var items strings.Builder
	for n := range 50 {
		items.WriteString(item(n%9 + 1))
	}
	text := []byte(feedHead + items.String() + "</channel></rss>")
	r := alsabaah(b)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := r.Feed("https://alsabaah.iq/rss.xml", text); err != nil {
			b.Fatal(err)
		}
	}
}

func TestBase64TitleOfAtom03(t *testing.T) {
	r, err := Compile(Source{ID: "paper"})
	if err != nil {
		t.Fatal(err)
	}

	f, err := r.Feed("https://paper.example/feed", []byte(`<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry>
<title type="text/html" mode="base64">PGI+QnJpZGdlPC9iPiBjbG9zZWQ=</title><link rel="alternate" href="https://paper.example/1"/></entry></feed>`))

	if err != nil || len(f.Refs) != 1 || f.Refs[0].Title != "Bridge closed" {
		t.Errorf("%+v, %v; want one item, Bridge closed", f.Refs, err)
	}
}

func TestFeedsOfAtomUnderOtherNames(t *testing.T) {
	for name, text := range map[string]string{
		"a namespace of nobody": `<feed version="0.3" xmlns="http://example.com/new#"><title>صحيفة</title><entry><title>أ</title><link href="https://paper.example/1"/></entry></feed>`,
		"items for entries":     `<feed xmlns="http://www.w3.org/2005/Atom"><title>صحيفة</title><item><title>أ</title><link href="https://paper.example/1"/></item></feed>`,
	} {
		f, err := alsabaah(t).Feed("https://paper.example/feed", []byte(text))
		if err != nil || f.Title != "صحيفة" || len(f.Refs) != 1 || f.Refs[0].Title != "أ" || !f.Salvaged {
			t.Errorf("%s: %+v, %v; want the title, one item, salvaged", name, f, err)
		}
	}
}
