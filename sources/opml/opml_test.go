package opml_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/marsad/marsad/sources/opml"
)

const list = `<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>مصادر</title></head><body>
<outline text="العراق"><outline text="اقتصاد">
  <outline type="rss" text="الميناء" xmlUrl="https://port.example/feed" htmlUrl="https://port.example/" language="ar"/>
</outline>
  <outline text="النخيل" xmlurl="feed://palm.example/rss.xml"/>
</outline>
<outline text="مرة أخرى" xmlUrl="https://port.example/feed"/>
<outline text="سيئ" xmlUrl="javascript:alert(1)"/>
</body></opml>`

func TestFeedsAreReadWithTheirFolders(t *testing.T) {
	feeds, skipped, err := opml.Read([]byte(list))

	if err != nil {
		t.Fatal(err)
	}
	want := []opml.Feed{
		{Title: "الميناء", URL: "https://port.example/feed", Home: "https://port.example/", Language: "ar", Folders: []string{"العراق", "اقتصاد"}, Line: 4},
		{Title: "النخيل", URL: "http://palm.example/rss.xml", Folders: []string{"العراق"}, Line: 6},
	}
	if diff := cmp.Diff(want, feeds); diff != "" {
		t.Errorf("feeds (-want +got):\n%s", diff)
	}
	if len(skipped) != 1 || skipped[0].Line != 9 || !strings.Contains(skipped[0].Error(), "سيئ") {
		t.Errorf("skipped = %v; want the one of line 9", skipped)
	}
}

func TestABadFileIsRefusedWithItsPlace(t *testing.T) {
	deep := strings.Repeat("<outline text='a'>", 40)
	tests := []struct {
		name, file, says string
		line             int
	}{
		{"nothing", "", "no <opml>", 1},
		{"a page", "<html><body>x</body></html>", "begins with <html>", 1},
		{"cut in the middle", "<opml>\n<body>\n<outline text='a'", "broken", 3},
		{"a tag that is never closed", "<opml><body>\n<outline text='a'></body></opml>", "broken", 2},
		{"entities that grow", "<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>\n<opml><body><outline text='&b;'/></body></opml>", "document type", 1},
		{"an entity of its own", "<opml><body>\n<outline text='&b;'/></body></opml>", "broken", 2},
		{"too deep", "<opml><body>" + deep, "deeper", 1},
		{"an endless attribute", "<opml><body><outline text='" + strings.Repeat("a", 5000) + "'/></body></opml>", "more than 4096 bytes", 1},
		{"too many", "<opml><body>" + strings.Repeat("<outline/>", 20_001) + "</body></opml>", "more than 20000 outlines", 1},
		{"an unknown encoding", `<?xml version="1.0" encoding="klingon"?><opml/>`, "broken", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := opml.Read([]byte(tt.file))

			place, ok := errors.AsType[*opml.Error](err)
			if !ok || !strings.Contains(err.Error(), tt.says) || place.Line != tt.line {
				t.Errorf("Read = %v; want line %d and %q", err, tt.line, tt.says)
			}
		})
	}
}

func TestAnotherCharsetIsRead(t *testing.T) {
	file := []byte("<?xml version='1.0' encoding='windows-1256'?><opml><body><outline text='\xce\xc8\xd1' xmlUrl='https://a.example/f'/></body></opml>")

	feeds, _, err := opml.Read(file)

	if err != nil || len(feeds) != 1 || feeds[0].Title != "خبر" {
		t.Errorf("Read = %v, %v; want the title خبر", feeds, err)
	}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	want := []opml.Feed{
		{Title: `جريدة "الميناء" & <أخبار>`, URL: "https://port.example/feed?a=1&b=2", Home: "https://port.example/", Language: "ar"},
		{Title: "b", URL: "https://b.example/rss"},
	}

	text, err := opml.Write("مرصد", want)

	if err != nil {
		t.Fatal(err)
	}
	got, skipped, err := opml.Read(text)
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(opml.Feed{}, "Line")); err != nil || len(skipped) > 0 || diff != "" {
		t.Errorf("read again: %v, %v (-want +got):\n%s", err, skipped, diff)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(list))
	f.Add([]byte("<opml><body><outline xmlUrl='http://a/'><outline/></outline>"))
	f.Fuzz(func(t *testing.T, file []byte) {
		feeds, _, err := opml.Read(file)
		if err != nil {
			return
		}
		text, err := opml.Write("x", feeds)
		if err != nil {
			t.Fatal(err)
		}
		again, _, err := opml.Read(text)
		if err != nil || len(again) != len(feeds) {
			t.Errorf("%d feeds were written and %d read again, %v:\n%s", len(feeds), len(again), err, text)
		}
	})
}
