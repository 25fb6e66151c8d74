package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/marsad/marsad/internal/press"
	"github.com/marsad/marsad/internal/press/kiosk"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"marsad": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
			stop()
			os.Exit(code)
		},
	})
}

// TestScript plays the command line as text: testdata/script/*.txtar.
// The papers of package kiosk stand under KIOSK_NAME, DataLife Engine's under KIOSK_DLE.
func TestScript(t *testing.T) {
	papers := map[string]string{"KIOSK_DLE": serve(t, press.New(time.Now))}
	for _, name := range kiosk.Names() {
		h, err := kiosk.Open(name, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		papers["KIOSK_"+strings.ToUpper(name)] = serve(t, h)
	}
	testscript.Run(t, testscript.Params{Dir: "testdata/script", Setup: func(e *testscript.Env) error {
		e.Setenv("NO_COLOR", "1")
		for name, address := range papers {
			e.Setenv(name, address)
		}
		return nil
	}})
}

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}
