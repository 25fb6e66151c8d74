package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/watch"
)

func TestAddWatchKeepsEveryOtherLine(t *testing.T) {
	bank := watch.Watch{Name: "البنك المركزي", Keyword: "البنك المركزي"}
	tests := []struct{ name, file, want string }{
		{"behind the last watch, before the next key's comment",
			"# mine\nwatches:\n  - name: داعش # first\n    to: [newsroom]\n    # still about داعش\n\n# receivers\nchannels: []\n",
			"# mine\nwatches:\n  - name: داعش # first\n    to: [newsroom]\n    # still about داعش\n  - name: البنك المركزي\n\n# receivers\nchannels: []\n"},
		{"at the end of the file", "watches:\n- name: عدن\n", "watches:\n- name: عدن\n- name: البنك المركزي\n"},
		{"without a line break at the end", "watches:\n    - name: عدن", "watches:\n    - name: عدن\n    - name: البنك المركزي"},
		{"into an empty list", "watches: [] # none yet\nsources: []\n", "watches: # none yet\n  - name: البنك المركزي\nsources: []\n"},
		{"under a key without value", "watches:\nsources: []\n", "watches:\n  - name: البنك المركزي\nsources: []\n"},
		{"where there were no watches", "data_dir: ./data\n", "data_dir: ./data\nwatches:\n  - name: البنك المركزي\n"},
		{"with the line ends of Windows", "watches:\r\n  - name: عدن\r\n", "watches:\r\n  - name: عدن\r\n  - name: البنك المركزي\r\n"},
		{"behind a block of text", "watches:\n  - name: عدن\n    query: |\n      عدن\n      # no comment\nsources: []\n",
			"watches:\n  - name: عدن\n    query: |\n      عدن\n      # no comment\n  - name: البنك المركزي\nsources: []\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := config.AddWatch([]byte(tt.file), bank)

			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Errorf("file (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnAddedWatchIsReadAsItWasGiven(t *testing.T) {
	watches := []watch.Watch{
		{Name: "phrase", Query: `داعش OR "تنظيم الدولة"`},
		{Name: "quote", Query: `"l'Orient" OR 'x`},
		{Name: "true", Keyword: "null"},
		{Name: "colon: and # sign", Keyword: "- not a list"},
		{Name: "1948", Keyword: "* 48"},
		{Name: "all", Query: "عدن", Sources: []string{"paper"}, To: []string{"newsroom"}, On: []string{"new", "edit"}},
	}
	text := []byte("sources: [{ id: paper, feed: \"https://paper.example/feed\" }]\nchannels:\n  - name: newsroom\n    webhook: { url: \"https://hooks.example.org/\", secret: \"${NEWSROOM_SECRET}\" }\n")
	for _, w := range watches {
		var err error
		if text, err = config.AddWatch(text, w); err != nil {
			t.Fatalf("AddWatch(%q): %v", w.Name, err)
		}
	}

	got := parse(t, string(text)).Watches

	for i := range watches {
		watches[i].To = []string{"newsroom"}
	}
	if diff := cmp.Diff(watches, got); diff != "" {
		t.Errorf("watches (-want +got):\n%s", diff)
	}
}

func TestAddWatchRefusesWhatItCannotKeep(t *testing.T) {
	tests := []struct{ name, file, says string }{
		{"the same name again", "watches:\n  - name: عدن\n", "already"},
		{"a list in brackets", "watches: [{name: داعش}]\n", "brackets"},
		{"a file that is no YAML", "watches: [\n", "never closed"},
		{"a file that ends in a document mark", "data_dir: a\n...\n", "by hand"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := config.AddWatch([]byte(tt.file), watch.Watch{Name: "عدن", Keyword: "عدن"})

			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("AddWatch = %v; want an error that says %q", err, tt.says)
			}
		})
	}
}

func FuzzAddWatch(f *testing.F) {
	f.Add("watches:\n  - name: عدن\n", "داعش", "a OR 'b'")
	f.Add(config.Example(), "colon: #", "\"\\\n\t")
	f.Fuzz(func(t *testing.T, file, name, query string) {
		w := watch.Watch{Name: name, Query: query}
		out, err := config.AddWatch([]byte(file), w)
		if err != nil {
			return
		}
		if _, err := config.AddWatch(out, w); err == nil {
			t.Errorf("the watch %q can be added twice, so it was not found again in:\n%s", name, out)
		}
	})
}
