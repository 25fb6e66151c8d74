package storetest

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"
)

// Main runs a package's tests with a private PostgreSQL server, when one is installed, and looks
// for goroutines that they left behind. It is the body of a TestMain.
func Main(m *testing.M, server **Server) {
	var err error
	if *server, err = StartPostgres(); err != nil {
		fmt.Fprintln(os.Stderr, "private PostgreSQL:", err)
		os.Exit(1)
	}
	code := m.Run()
	if *server != nil {
		(*server).Stop()
	}
	if code == 0 {
		if err := goleak.Find(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			code = 1
		}
	}
	os.Exit(code)
}
