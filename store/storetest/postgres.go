// Package storetest examines a store: the same tests for both engines, and a private PostgreSQL
// server for whoever needs one in a test.
package storetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a private PostgreSQL server with its files in a temporary folder.
type Server struct {
	dir, bin string
	port     int
	asUser   string // the server refuses to run as root
}

// StartPostgres starts a private server, or returns nil when no PostgreSQL is installed. Stop it
// when the tests of the package are done.
func StartPostgres() (*Server, error) {
	bin := findPostgres()
	if bin == "" {
		return nil, nil
	}
	dir, err := os.MkdirTemp("", "marsad-postgres-")
	if err != nil {
		return nil, err
	}
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, bin: bin, port: port}
	if os.Geteuid() == 0 {
		if err := s.giveToPostgres(); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(dir, "data")
	if err := s.run("initdb", "-D", data, "-A", "trust", "-U", "marsad", "-E", "UTF8", "--locale=C", "--no-sync"); err != nil {
		return nil, err
	}
	if err := s.Up(); err != nil {
		return nil, err
	}
	return s, nil
}

// Up starts the server's process.
func (s *Server) Up() error {
	return s.run("pg_ctl", "-D", filepath.Join(s.dir, "data"), "-w", "-t", "30", "-l", filepath.Join(s.dir, "log"),
		"-o", fmt.Sprintf("-p %d -c listen_addresses=127.0.0.1 -k %s -c fsync=off", s.port, s.dir), "start")
}

// Down stops it hard, as a crash would.
func (s *Server) Down() error {
	return s.run("pg_ctl", "-D", filepath.Join(s.dir, "data"), "-m", "immediate", "stop")
}

// Stop ends the server and removes its files.
func (s *Server) Stop() {
	_ = s.Down()
	os.RemoveAll(s.dir)
}

// findPostgres returns the folder of the newest server programs.
func findPostgres() string {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/pg_ctl")
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	if len(found) > 0 {
		return filepath.Dir(found[0])
	}
	if p, err := exec.LookPath("pg_ctl"); err == nil {
		return filepath.Dir(p)
	}
	return ""
}

func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	return n
}

func (s *Server) giveToPostgres() error {
	u, err := user.Lookup("postgres")
	if err != nil {
		return fmt.Errorf("PostgreSQL does not run as root, and there is no user postgres: %w", err)
	}
	uid, _ := strconv.Atoi(u.Uid)
	gid, _ := strconv.Atoi(u.Gid)
	s.asUser = "postgres"
	return os.Chown(s.dir, uid, gid)
}

func (s *Server) run(program string, args ...string) error {
	name := filepath.Join(s.bin, program)
	if s.asUser != "" {
		args = append([]string{"-u", s.asUser, "--", name}, args...)
		name = "runuser"
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = s.dir
	// A file rather than a pipe: the server keeps it open and would be waited for.
	out, err := os.CreateTemp("", "marsad-postgres-out-")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		return fmt.Errorf("%s: %w\n%s", program, err, bytes.TrimSpace(said))
	}
	return nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// URL makes an empty database and returns its address. Without a server the test is skipped, or
// fails where MARSAD_NO_SKIP says that nothing may be left out.
func (s *Server) URL(t testing.TB) string {
	t.Helper()
	if s == nil {
		if os.Getenv("MARSAD_NO_SKIP") != "" {
			t.Fatal("PostgreSQL is not installed, and MARSAD_NO_SKIP is set")
		}
		t.Skip("PostgreSQL is not installed: the tests over it are left out")
	}
	name := "t" + strings.ToLower(rand.Text()[:12])
	admin := fmt.Sprintf("postgres://marsad@127.0.0.1:%d/postgres?sslmode=disable", s.port)
	conn, err := pgx.Connect(t.Context(), admin)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("postgres://marsad@127.0.0.1:%d/%s?sslmode=disable", s.port, name)
}
