package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/marsad/marsad/internal/press"
	"github.com/marsad/marsad/store"
)

// desk is a configuration of one local paper, and the command line over it.
type desk struct {
	t          *testing.T
	paper      *press.Paper
	dir, sheet string
}

func newDesk(t *testing.T, watches string) *desk {
	t.Helper()
	d := &desk{t: t, paper: press.New(time.Now), dir: t.TempDir()}
	srv := httptest.NewServer(d.paper)
	t.Cleanup(srv.Close)
	d.sheet = filepath.Join(d.dir, "marsad.yaml")
	text := fmt.Sprintf("data_dir: %q\nlisten: 127.0.0.1:0\nallow_private: [\"127.0.0.1\"]\nfetch: { gap: 1ms }\nsources:\n  - { id: sabah, name: الصباح, preset: alsabaah, home: %q, every: 1s, jitter: 0s }\nwatches:\n%s", filepath.Join(d.dir, "data"), srv.URL+"/", watches)
	if err := os.WriteFile(d.sheet, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return d
}

// marsad runs a command and returns its output and exit code.
func (d *desk) marsad(args ...string) (string, int) {
	d.t.Helper()
	var out, errout bytes.Buffer
	code := run(d.t.Context(), append([]string{"--config", d.sheet}, args...), strings.NewReader(""), &out, &errout)
	return out.String() + errout.String(), code
}

// read lets the daemon work until so many whole articles are stored.
func (d *desk) read(articles int) {
	d.t.Helper()
	ctx, stop := context.WithCancel(d.t.Context())
	ended := make(chan int, 1)
	go func() {
		var out bytes.Buffer
		ended <- run(ctx, []string{"--config", d.sheet, "run"}, strings.NewReader(""), &out, &out)
	}()
	deadline := time.After(30 * time.Second)
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for d.stored() < articles {
		select {
		case <-tick.C:
		case <-deadline:
			stop()
			d.t.Fatalf("%d articles are stored after 30 s; want %d", d.stored(), articles)
		}
	}
	stop()
	<-ended
}

func (d *desk) stored() int {
	s, err := store.Look(d.t.Context(), store.Options{Dir: filepath.Join(d.dir, "data")})
	if err != nil {
		return 0
	}
	defer s.Close()
	list, err := s.Articles(d.t.Context(), store.ArticleFilter{Limit: 100})
	n := 0
	for _, a := range list {
		if err == nil && !a.Partial {
			n++
		}
	}
	return n
}

func TestWatchesAreToldByTheArchiveAndThePaper(t *testing.T) {
	d := newDesk(t, "  - { name: المتنبي }\n  - { name: يوم, query: 'في OR المتنبي' }\n")

	for _, c := range []struct {
		name, want string
		code       int
		args       []string
	}{
		{"nothing is stored yet", "--fetch reads the paper now", exitFailed, []string{"watch", "test", "المتنبي", "--source", "sabah"}},
		{"the paper as it is now", "of the newest 12 articles of sabah match", exitOK, []string{"watch", "test", "المتنبي", "--source", "sabah", "--fetch"}},
		{"a watch that is not in it", "0 of the newest", exitNoMatch, []string{"watch", "test", "--query", "قطارات", "--source", "sabah", "--fetch", "--limit", "3"}},
		{"check has no archive", "is sound", exitOK, []string{"check"}},
		{"a source that is none", "source list", exitFailed, []string{"watch", "test", "المتنبي", "--source", "nobody"}},
	} {
		if out, code := d.marsad(c.args...); code != c.code || !strings.Contains(out, c.want) {
			t.Errorf("%s: exit code %d, want %d; output lacks %q:\n%s", c.name, code, c.code, c.want, out)
		}
	}
	d.read(12)
	for _, c := range []struct {
		name, want string
		code       int
		args       []string
	}{
		{"what is stored", "of the newest 12 articles of sabah match", exitOK, []string{"watch", "test", "المتنبي", "--source", "sabah"}},
		{"a yes, and why nothing was sent", "no alert: it stood there when the source was first read", exitOK, []string{"watch", "explain", "المتنبي", "1"}},
		{"the page's word is marked", "⟦المتنبي⟧", exitOK, []string{"watch", "explain", "المتنبي", "1"}},
		{"for programs", `"kind": "first"`, exitOK, []string{"watch", "explain", "المتنبي", "1", "--json"}},
		{"a no", "no   قطارات — قطارات does not occur", exitNoMatch, []string{"watch", "explain", "--query", "قطارات", "1"}},
		{"a source by its name", "yes  source:الصباح", exitOK, []string{"watch", "explain", "--query", "source:الصباح", "1"}},
		{"how often the archive says it", "of the 12 articles of the last 7 days", exitOK, []string{"check"}},
		{"and not when it is not asked", "is sound", exitOK, []string{"check", "--no-archive"}},
	} {
		if out, code := d.marsad(c.args...); code != c.code || !strings.Contains(out, c.want) || strings.Contains(out, "12 articles of the last") && c.args[len(c.args)-1] == "--no-archive" {
			t.Errorf("%s: exit code %d, want %d; output lacks %q:\n%s", c.name, code, c.code, c.want, out)
		}
	}
}
