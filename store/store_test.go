package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/store/storetest"
)

var postgres *storetest.Server

func TestMain(m *testing.M) { storetest.Main(m, &postgres) }

func open(t *testing.T, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestSQLite(t *testing.T) {
	storetest.Examine(t, func(t *testing.T) *store.Store { return open(t, store.Options{Dir: t.TempDir()}) })
}

func TestPostgreSQL(t *testing.T) {
	storetest.Examine(t, func(t *testing.T) *store.Store { return open(t, store.Options{URL: postgres.URL(t)}) })
}

func TestDamagedFileIsRefused(t *testing.T) {
	for name, spoil := range map[string]func(path string) error{
		"not SQLite":      func(p string) error { return os.WriteFile(p, []byte("<html>an error page</html>"), 0o600) },
		"cut to nothing":  func(p string) error { return os.Truncate(p, 0) },
		"cut in the half": func(p string) error { return os.Truncate(p, 20480) },
		"gone":            os.Remove,
		"a page spoiled": func(p string) error {
			f, err := os.OpenFile(p, os.O_WRONLY, 0)
			if err != nil {
				return err
			}
			defer f.Close()
			_, err = f.WriteAt(make([]byte, 9000), 4096)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s, err := store.Open(t.Context(), store.Options{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			lead, err := s.Lead(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			lead.Release()
			s.Close()
			path := filepath.Join(dir, "marsad.db")
			os.Remove(path + "-wal")
			if err := spoil(path); err != nil {
				t.Fatal(err)
			}

			s, err = store.Open(t.Context(), store.Options{Dir: dir})

			if err == nil {
				s.Close()
				t.Fatal("the file was opened")
			}
			t.Log(err)
		})
	}
}

func TestNewerTablesAreRefused(t *testing.T) {
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	db, err := sql.Open("sqlite", filepath.Join(dir, "marsad.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)"); err != nil {
		t.Fatal(err)
	}
	db.Close()

	_, err = store.Open(t.Context(), store.Options{Dir: dir})

	if !errors.Is(err, store.ErrNewer) {
		t.Fatalf("Open = %v; want ErrNewer", err)
	}
}

func TestSecondStandsByAndTakesOver(t *testing.T) {
	dir := t.TempDir()
	url := ""
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			if engine == "postgres" {
				url = postgres.URL(t)
			}
			first, second := open(t, store.Options{Dir: dir, URL: url}), open(t, store.Options{Dir: dir, URL: url})
			lead, err := first.Lead(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			took := make(chan *store.Lead, 1)
			go func() {
				l, err := second.Lead(context.WithoutCancel(t.Context()))
				if err != nil {
					t.Error(err)
				}
				took <- l
			}()
			select {
			case <-took:
				t.Fatal("the second leads beside the first")
			case <-time.After(1500 * time.Millisecond):
			}

			lead.Release()

			select {
			case l := <-took:
				defer l.Release()
			case <-time.After(15 * time.Second):
				t.Fatal("the second did not take over within 15 s")
			}
			err = first.Write(t.Context(), func(context.Context, *store.Tx) error { return nil })
			if !errors.Is(err, store.ErrNotLeading) {
				t.Errorf("the first still writes: %v; want ErrNotLeading", err)
			}
		})
	}
}
