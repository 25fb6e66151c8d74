package sources

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mmcdole/gofeed"
)

// newspaperFeed is a feed of n items as papers serve them: a summary of 400 letters, categories, a picture.
func newspaperFeed(n int, built string) []byte {
	var b strings.Builder
	b.WriteString(feedHead + "<lastBuildDate>" + built + "</lastBuildDate>")
	for i := n; i > 0; i-- {
		fmt.Fprintf(&b, `<item><title>خبر رقم %[1]d عن الجسر الجديد في بغداد</title><link>https://alsabaah.iq/%[1]d-.html</link><guid isPermaLink="true">https://alsabaah.iq/%[1]d-.html</guid>`+
			`<pubDate>Mon, 17 Mar 2025 10:%02[2]d:00 +0300</pubDate><category>محليات</category><enclosure url="/uploads/%[1]d.jpg" type="image/jpeg" length="1"/>`+
			`<description><![CDATA[<p>%[3]s</p>]]></description></item>`, i, i%60, strings.Repeat("أعلنت وزارة النقل افتتاح الجسر. ", 13))
	}
	b.WriteString("</channel></rss>")
	return []byte(b.String())
}

func TestRawItemsTellWhatIsNew(t *testing.T) {
	before, ok := RawItems(newspaperFeed(3, "10:00"))
	if !ok || len(before) != 3 {
		t.Fatalf("%d items, %v; want 3", len(before), ok)
	}
	known := func(text []byte) bool {
		now, ok := RawItems(text)
		return ok && !slices.ContainsFunc(now, func(h uint64) bool { return !slices.Contains(before, h) })
	}
	for _, c := range []struct {
		name string
		text []byte
		want bool
	}{
		{"another hour in the head", newspaperFeed(3, "10:05"), true},
		{"the oldest item gone", newspaperFeed(3, "")[:bytes.LastIndex(newspaperFeed(3, ""), []byte("<item"))], true},
		{"one item more", newspaperFeed(4, "10:00"), false},
		{"a word changed", bytes.Replace(newspaperFeed(3, "10:00"), []byte("رقم 2"), []byte("رقم ٢"), 1), false},
		{"a page", []byte("<html><body>خبر</body></html>"), false},
		{"Atom that quotes RSS", []byte("<feed xmlns='http://www.w3.org/2005/Atom'><entry><content>" + string(newspaperFeed(1, "")) + "</content></entry></feed>"), false},
		{"JSON that quotes RSS", []byte(`{"items":[{"content_html":"` + string(newspaperFeed(1, "")) + `"}]}`), false},
		{"nothing", nil, false},
	} {
		if got := known(c.text); got != c.want {
			t.Errorf("%s: known %v; want %v", c.name, got, c.want)
		}
	}
}

// BenchmarkUnchanged compares a feed of 30 items in which nothing is new, but whose head names another hour, with
// what it costs to parse it.
func BenchmarkUnchanged(b *testing.B) {
	text := newspaperFeed(30, "10:00")
	known, _ := RawItems(text)
	slices.Sort(known)
	b.Run("raw items", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if RawText(text) == 0 { // a body that differs is looked at further
				b.Fatal("no hash")
			}
			now, ok := RawItems(text)
			for _, h := range now {
				if _, found := slices.BinarySearch(known, h); !found || !ok {
					b.Fatal("an item is new")
				}
			}
		}
	})
	b.Run("plain gofeed", func(b *testing.B) {
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if _, err := gofeed.NewParser().Parse(bytes.NewReader(text)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("read whole", func(b *testing.B) {
		r := alsabaah(b)
		b.SetBytes(int64(len(text)))
		for b.Loop() {
			if _, err := r.Feed("https://alsabaah.iq/rss.xml", text); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func FuzzRawItems(f *testing.F) {
	f.Add(newspaperFeed(2, "10:00"))
	f.Add([]byte("<!-- <rss --><feed><entry></entry><entry/></feed>"))
	f.Fuzz(func(t *testing.T, text []byte) {
		if items, ok := RawItems(text); ok != (len(items) > 0) {
			t.Errorf("RawItems(%q) = %d items, %v", text, len(items), ok)
		}
	})
}
