package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/sources"
)

func TestAddSourceKeepsEveryOtherLine(t *testing.T) {
	paper := sources.Source{ID: "paper", Home: "https://paper.example/", Feeds: []string{"https://paper.example/feed"}, Pages: true}
	const entry = "- id: paper\n    home: 'https://paper.example/'\n    feeds: ['https://paper.example/feed']\n"
	tests := []struct{ name, file, want string }{
		{"behind the last source, before the next key's comment",
			"# mine\nsources:\n  - id: old # first\n    preset: alsabaah\n\n# words\nwatches: []\n",
			"# mine\nsources:\n  - id: old # first\n    preset: alsabaah\n  " + entry + "\n# words\nwatches: []\n"},
		{"into an empty list", "sources: [] # none yet\n", "sources: # none yet\n  " + entry},
		{"where there were none", "data_dir: ./d\n", "data_dir: ./d\nsources:\n  " + entry},
		{"with the line ends of Windows", "data_dir: ./d\r\n", "data_dir: ./d\r\nsources:\r\n  " + strings.ReplaceAll(entry, "\n", "\r\n")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := config.AddSource([]byte(tt.file), paper)

			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("file (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnAddedSourceIsReadAsItWasGiven(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Baghdad")
	if err != nil {
		t.Fatal(err)
	}
	want := sources.Source{
		ID: "all", Name: `جريدة "الميناء": أخبار`, Home: "https://paper.example/ar", Language: "ar", Zone: zone, Charset: "windows-1256",
		Feeds:     []string{"https://paper.example/feed?a=1&b=2", "https://paper.example/two"},
		Listings:  []sources.Listing{{URL: "https://paper.example/latest", Next: "https://paper.example/latest?page={page}", Max: 5}, {URL: "https://paper.example/b", Item: "div.row > a[href]"}},
		Numbers:   []string{`^https?://[^/?#]+/news/(?:[^/?#]+/)*(\d+)(?:[?#]|$)`},
		Article:   `^https?://[^/?#]+/news/(?:[^/?#]+/)*\d+(?:[?#]|$)|it's`,
		Selectors: sources.Selectors{Title: "h1.title", Date: `span[style*="--orange"]`, Body: "#text", BylineInBody: true, Drop: []string{"div.also", "div.share a"}},
		DateForm:  "02/01/2006", Every: 90 * time.Second, Jitter: -1, Pages: false,
	}

	text, err := config.AddSource([]byte("data_dir: ./data\n"), want)

	if err != nil {
		t.Fatal(err)
	}
	got := parse(t, string(text)).Sources[0]
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })); diff != "" {
		t.Errorf("source (-want +got):\n%s\n%s", diff, text)
	}
}

func TestAddSourceRefusesWhatItCannotKeep(t *testing.T) {
	tests := []struct{ name, file, id, says string }{
		{"the same id again", "sources:\n  - id: paper\n", "paper", "already"},
		{"a list in brackets", "sources: [{id: old}]\n", "paper", "brackets"},
		{"no id", "sources: []\n", "a b", "no id"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := config.AddSource([]byte(tt.file), sources.Source{ID: tt.id})

			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("AddSource = %v; want an error that says %q", err, tt.says)
			}
		})
	}
}

func FuzzAddSource(f *testing.F) {
	f.Add("sources:\n  - id: old\n", "paper", "جريدة", "https://paper.example/", `\d+`)
	f.Add(config.Example(), "x", "colon: #", "'\"\\\n\t", "[")
	f.Fuzz(func(t *testing.T, file, id, name, home, expr string) {
		src := sources.Source{ID: id, Name: name, Home: home, Article: expr, Feeds: []string{home, name}}
		out, err := config.AddSource([]byte(file), src)
		if err != nil {
			return
		}
		if _, err := config.AddSource(out, src); err == nil {
			t.Errorf("the source %q can be added twice, so it was not found again in:\n%s", id, out)
		}
	})
}
