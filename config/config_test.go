package config_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/marsad/marsad/config"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/watch"
)

var update = flag.Bool("update", false, "write the messages of this run into testdata")

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

// env is an environment in which a few names are set.
func env(name string) (string, bool) {
	value, ok := map[string]string{"NEWSROOM_SECRET": secret, "EMPTY": "", "PAPER": "paper.example"}[name]
	return value, ok
}

func parse(t testing.TB, text string) *config.Config {
	t.Helper()
	c, err := config.Parse("marsad.yaml", []byte(text), env)
	if err != nil {
		t.Fatalf("Parse:\n%v", err)
	}
	return c
}

func faults(t testing.TB, text string) []config.Fault {
	t.Helper()
	_, err := config.Parse("marsad.yaml", []byte(text), env)
	all, ok := errors.AsType[*config.Faults](err)
	if !ok {
		t.Fatalf("Parse = %v; want faults", err)
	}
	return all.All
}

func TestAWrongFileIsShownWithItsLinesAndRemedies(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			_, err = config.Parse("marsad.yaml", ar.Files[0].Data, env)
			got := fmt.Sprintln(err)

			if *update {
				ar.Files[1].Data = []byte(got)
				if err := os.WriteFile(path, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(ar.Files[1].Data), got); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
			if strings.Contains(got, "sesame") {
				t.Errorf("a secret is shown:\n%s", got)
			}
		})
	}
}

func TestTheSmallestFileHasTheDefaults(t *testing.T) {
	c := parse(t, "sources:\n  - id: paper\n    feed: https://paper.example/feed.xml\n")

	want := &config.Config{
		Zone: time.UTC, DataDir: "./data", Listen: "127.0.0.1:8080", Log: config.Log{Format: "text"},
		Sources: []sources.Source{{ID: "paper", Zone: time.UTC, Feeds: []string{"https://paper.example/feed.xml"}, Every: 5 * time.Minute, Jitter: -1, Pages: true}},
		Paused:  map[string]bool{},
	}
	if diff := cmp.Diff(want, c, byName, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("config (-want +got):\n%s", diff)
	}
}

var byName = cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })

const full = `
timezone: Asia/Baghdad
data_dir: /var/lib/marsad
database: postgres://marsad@db.example/marsad
listen: :8080
public_url: https://marsad.example.org/papers
token: "${NEWSROOM_SECRET}"
log: { level: warn, format: json }
fetch: { user_agent: "Reader/1.0", contact: desk@paper.example, timeout: 20s, gap: 0s, max_body: 4MiB, robots: false, concurrent: 8 }
allow_private: [archive.lan]
sources:
  - id: paper
    name: الجريدة
    home: https://${PAPER}/
    feeds: ["https://${PAPER}/a.xml", "http://archive.lan/b.xml"]
    listing: { url: "https://paper.example/news/", next: "https://paper.example/news/{page}/", item: "a.title", pages: 3 }
    article: "/[0-9]+-"
    numbers: ["/([0-9]+)-"]
    selectors: { title: h1, body: article, byline_in_body: true, drop: [.ad, .share] }
    date_form: "2006/01/02"
    dates: { order: mdy, hijri_offset: -1, z: local }
    language: ar
    charset: windows-1256
    timezone: Asia/Beirut
    schedule: "*/5 6-23 * * *"
    jitter: 0s
    timeout: 10s
    gap: 2s
    max_body: 1MiB
    full_text: feed
    backfill: true
    paused: true
watches:
  - name: داعش
    query: داعش OR "تنظيم الدولة"
    sources: paper
    to: [newsroom]
    on: [new, edit]
  - name: عدن
channels:
  - name: newsroom
    webhook: { url: "https://hooks.example.org/marsad", secret: "${NEWSROOM_SECRET}", headers: { Authorization: Bearer x }, timeout: 5s, concurrent: 2 }
    retry: [1s, 2m]
  - name: desk
    webhook:
      url: https://hooks.example.org/desk
      secret: ${NEWSROOM_SECRET}
`

func TestEveryKeyFindsItsPlace(t *testing.T) {
	c := parse(t, full)

	beirut, err := time.LoadLocation("Asia/Beirut")
	if err != nil {
		t.Fatal(err)
	}
	wantSource := sources.Source{
		ID: "paper", Name: "الجريدة", Home: "https://paper.example/", Language: "ar", Zone: beirut,
		Feeds:     []string{"https://paper.example/a.xml", "http://archive.lan/b.xml"},
		Listings:  []sources.Listing{{URL: "https://paper.example/news/", Next: "https://paper.example/news/{page}/", Item: "a.title", Max: 3}},
		Numbers:   []string{"/([0-9]+)-"},
		Article:   "/[0-9]+-",
		Selectors: sources.Selectors{Title: "h1", Body: "article", BylineInBody: true, Drop: []string{".ad", ".share"}},
		DateForm:  "2006/01/02", Schedule: "*/5 6-23 * * *", Timeout: 10 * time.Second, Gap: 2 * time.Second, MaxBody: 1 << 20,
		Backfill: true, Charset: "windows-1256", Dates: sources.DateHabit{Order: lang.MonthFirst, Hijri: -1, Z: sources.ZLocal},
	}
	wantFetch := fetch.Settings{UserAgent: "Reader/1.0", Contact: "desk@paper.example", Timeout: 20 * time.Second, Gap: -1, MaxBody: 4 << 20, AllowPrivate: []string{"archive.lan"}, IgnoreRobots: true, Concurrent: 8}
	wantWatches := []watch.Watch{
		{Name: "داعش", Query: `داعش OR "تنظيم الدولة"`, Sources: []string{"paper"}, To: []string{"newsroom"}, On: []string{"new", "edit"}},
		{Name: "عدن", Keyword: "عدن", To: []string{"newsroom", "desk"}},
	}
	for _, d := range []struct {
		what      string
		want, got any
	}{
		{"source", wantSource, c.Sources[0]},
		{"fetch", wantFetch, c.Fetch},
		{"watches", wantWatches, c.Watches},
		{"paused", map[string]bool{"paper": true}, c.Paused},
		{"retry", []time.Duration{time.Second, 2 * time.Minute}, c.Channels[0].Retry},
		{"default retry", config.DefaultRetry(), c.Channels[1].Retry},
		{"secret", secret, c.Channels[1].Webhook.Secret},
		{"headers", map[string]string{"Authorization": "Bearer x"}, c.Channels[0].Webhook.Headers},
		{"token", secret, c.Token},
		{"public address", "https://marsad.example.org/papers", c.PublicURL},
		{"database", "postgres://marsad@db.example/marsad", c.Database},
		{"level", "WARN", c.Log.Level.String()},
	} {
		if diff := cmp.Diff(d.want, d.got, byName); diff != "" {
			t.Errorf("%s (-want +got):\n%s", d.what, diff)
		}
	}
}

func TestSecretsComeFromFilesBesideTheConfiguration(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "newsroom.secret"), []byte(secret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "marsad.yaml")
	text := "channels:\n  - name: newsroom\n    webhook: { url: https://hooks.example.org/, secret_file: newsroom.secret }\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}

	c, err := config.Load(path)

	if err != nil || c.Channels[0].Webhook.Secret != secret {
		t.Fatalf("Load = %v; want the secret of the file", err)
	}
}

func TestAFileThatIsNotThereSaysWhatToDo(t *testing.T) {
	_, err := config.Load(filepath.Join(t.TempDir(), "marsad.yaml"))

	if err == nil || !strings.Contains(err.Error(), "marsad init") {
		t.Fatalf("Load = %v; want a word of marsad init", err)
	}
}

func TestOtherEncodingsAreRefusedWithTheirPlace(t *testing.T) {
	tests := []struct {
		name, text, says string
		line, col        int
	}{
		{"windows-1256", "# ok\ntimezone: \xc8\xdb\xcf", "not UTF-8", 2, 11},
		{"UTF-16", "\xff\xfet\x00i\x00", "UTF-16", 1, 1},
		{"NUL", "data_dir: a\x00b", "control character (U+0000)", 1, 12},
		{"escape sequence", "data_dir: م\x1b[31m", "U+001B", 1, 12},
		{"a carriage return within a line", "data_dir: a\rb", "U+000D", 1, 12},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := faults(t, tt.text)[0]

			if f.Line != tt.line || f.Col != tt.col || !strings.Contains(f.Problem, tt.says) {
				t.Errorf("fault = %d:%d %q; want %d:%d and %q", f.Line, f.Col, f.Problem, tt.line, tt.col, tt.says)
			}
		})
	}
}

func TestABOMAndWindowsLineEndsAreFine(t *testing.T) {
	parse(t, "\ufefftimezone: Asia/Baghdad\r\nwatches:\r\n  - name: داعش\r\n")
}

func TestAliasesShareSettings(t *testing.T) {
	c := parse(t, `
sources:
  - &defaults
    id: a
    feed: https://a.example/feed
    every: 30s
    language: ar
  - <<: *defaults
    id: b
    feed: https://b.example/feed
`)

	if b := c.Sources[1]; b.ID != "b" || b.Every != 30*time.Second || b.Language != "ar" {
		t.Errorf("second source = %+v; want the first one's period and language", b)
	}
}

func TestHostileFilesEndQuickly(t *testing.T) {
	laugh := "a0: &a0 [x]\n"
	for i := 1; i < 40; i++ {
		laugh += fmt.Sprintf("a%d: &a%d [*a%d, *a%d, *a%d]\n", i, i, i-1, i-1, i-1)
	}
	tests := map[string]string{
		"billion laughs":        laugh,
		"an anchor in itself":   "sources: &s [*s, *s]\n",
		"brackets without end":  "sources: " + strings.Repeat("[", 100_000),
		"dashes without end":    strings.Repeat("- ", 100_000),
		"questions without end": strings.Repeat("? ", 100_000),
		"stairs":                stairs(300),
		"thousands of unknown keys": func() string {
			var b strings.Builder
			for i := range 3_000 {
				fmt.Fprintf(&b, "k%d: 1\n", i)
			}
			return b.String()
		}(),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			start := time.Now()

			faults(t, text)

			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

func stairs(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%sa:\n", strings.Repeat(" ", i))
	}
	return b.String()
}

func TestTheExampleIsRight(t *testing.T) {
	unset := func(string) (string, bool) { return "", false }
	if _, err := config.Parse("marsad.yaml", []byte(config.Example()), unset); err != nil {
		t.Errorf("as written:\n%v", err)
	}

	opened := regexp.MustCompile(`(?m)^#(  |[a-z_]+:)`).ReplaceAllString(config.Example(), "$1")
	if c, err := config.Parse("marsad.yaml", []byte(opened), env); err != nil || len(c.Channels) != 1 || len(c.Sources) != 2 {
		t.Errorf("with its comments opened:\n%v", err)
	}
}

func TestFiveThousandSourcesAreReadInTime(t *testing.T) {
	var b strings.Builder
	b.WriteString("sources:\n")
	for i := range 5000 {
		fmt.Fprintf(&b, "  - id: paper-%d\n    feed: https://p%d.example.org/feed.xml\n    every: 60s\n", i, i)
	}
	start := time.Now()

	c := parse(t, b.String())

	t.Logf("%d sources in %s", len(c.Sources), time.Since(start))
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(full))
	f.Add([]byte(config.Example()))
	paths, _ := filepath.Glob("testdata/*.txtar")
	for _, path := range paths {
		if ar, err := txtar.ParseFile(path); err == nil {
			f.Add(ar.Files[0].Data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := config.Parse("marsad.yaml", data, env)
		if err == nil {
			return
		}
		all, ok := errors.AsType[*config.Faults](err)
		if !ok || len(all.All) == 0 {
			t.Fatalf("Parse = %v; want faults", err)
		}
		for _, one := range all.All {
			if one.Problem == "" || one.Line < 0 || one.Line > 0 && one.Col < 1 {
				t.Errorf("a fault without a place or a sentence: %+v", one)
			}
		}
	})
}
