package web

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// browser starts a headless Chromium for one test. Where none is installed the test is skipped, or
// fails when MARSAD_NO_SKIP=1 says that nothing may be.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	switch {
	case path == "" && os.Getenv("MARSAD_NO_SKIP") == "1":
		t.Fatal("no chromium found, and MARSAD_NO_SKIP=1 lets no test be skipped")
	case path == "":
		t.Skip("no chromium found: the pages were not looked at in a browser")
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.DisableGPU, chromedp.Flag("disable-background-networking", true))
	if os.Geteuid() == 0 {
		opts = append(opts, chromedp.NoSandbox) // Chromium's sandbox refuses root
	}
	ctx, stop := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	return ctx
}

// evaluate runs a script in the page.
func evaluate[T any](t *testing.T, ctx context.Context, script string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](script))
	if err != nil {
		t.Fatalf("%s: %v", script, err)
	}
	return v
}

// open loads a page within half a minute.
func open(t *testing.T, ctx context.Context, url string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
		t.Fatalf("load %s: %v", url, err)
	}
}

func TestInABrowserNoPayloadRuns(t *testing.T) {
	ctx := browser(t)
	s := newSite(t, nil)
	id := s.fillHostile(payloads)

	for _, path := range []string{"/?lang=ar", "/articles", fmt.Sprintf("/articles/%d", id), explainPath(id, payloads[len(payloads)-1]), "/deliveries", "/deliveries/msg_hostile", "/articles?q=" + `%22%3E%3Cscript%3Ewindow.__x=1%3C/script%3E`} {
		open(t, ctx, s.URL+path)

		if dir := evaluate[string](t, ctx, `document.documentElement.dir`); dir != "rtl" {
			t.Errorf("%s: dir = %q; want rtl", path, dir)
		}
		if ran := evaluate[bool](t, ctx, `typeof window.__x !== "undefined"`); ran {
			t.Errorf("%s: a payload ran", path)
		}
		if n := evaluate[int](t, ctx, `document.querySelectorAll("iframe,object,embed,base,[onerror],[onload],[onfocus],a[href^='javascript'],script:not([src='/static/live.js'])").length`); n != 0 {
			t.Errorf("%s: %d elements of payloads", path, n)
		}
	}
}

func TestInABrowserAPageFitsAPhone(t *testing.T) {
	ctx := browser(t)
	s := newSite(t, nil)
	id := s.fill()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile)); err != nil {
		t.Fatal(err)
	}

	for _, path := range []string{"/?lang=ar", "/articles", fmt.Sprintf("/articles/%d", id), explainPath(id, "سد حديثة"), "/deliveries", "/deliveries/msg_delivered", "/nowhere", "/?lang=en"} {
		open(t, ctx, s.URL+path)

		if over := evaluate[int](t, ctx, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); over > 0 {
			t.Errorf("%s: %d pixels wider than the screen", path, over)
		}
	}
}

// TestScreenshots writes pictures of the pages into the folder that MARSAD_SHOTS names, for people
// to look at.
func TestScreenshots(t *testing.T) {
	dir := os.Getenv("MARSAD_SHOTS")
	if dir == "" {
		t.Skip("MARSAD_SHOTS names no folder")
	}
	ctx := browser(t)
	s, locked := newSite(t, nil), newSite(t, func(o *Options) { o.Token = "secret" })
	art := fmt.Sprintf("/articles/%d", s.fill())
	s.daemon.health.ConfigFault = "marsad.yaml:3:20: watch \"isis\": the quote that opens here is never closed\n    query: داعش OR \"تنظيم الدولة"
	for _, lang := range []string{"ar", "en"} {
		for name, url := range map[string]string{
			"overview": s.URL + "/?", "articles": s.URL + "/articles?", "search": s.URL + "/articles?q=حديثة&", "try": s.URL + "/try?q=حديثة+OR+\"ملايين\"&", "article": s.URL + art + "?", "explain": s.URL + explainPath(1, "سد حديثة") + "&",
			"deliveries": s.URL + "/deliveries?", "delivery": s.URL + "/deliveries/msg_delivered?", "missing": s.URL + "/nowhere?", "login": locked.URL + "/?",
		} {
			picture(t, ctx, filepath.Join(dir, name+"-"+lang+".png"), url+"lang="+lang, 1200, "light")
			if name == "overview" || name == "article" {
				picture(t, ctx, filepath.Join(dir, name+"-"+lang+"-dark-phone.png"), url+"lang="+lang, 390, "dark")
			}
		}
	}
}

func picture(t *testing.T, ctx context.Context, file, url string, width int64, scheme string) {
	t.Helper()
	media := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 800), chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, media)
		return err
	})); err != nil {
		t.Fatal(err)
	}
	open(t, ctx, url)
	evaluate[chromedp.Void](t, ctx, `document.querySelectorAll("details").forEach((d) => { d.open = true })`)
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, png, 0o644); err != nil {
		t.Fatal(err)
	}
}
