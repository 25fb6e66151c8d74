package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/marsad/marsad/store"
)

func TestLookingMakesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")

	_, err := store.Look(t.Context(), store.Options{Dir: dir})

	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Look = %v; want ErrNotFound", err)
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Stat = %v; looking has made the folder", err)
	}
}

func TestLookingAtADatabaseWithoutTablesFindsNone(t *testing.T) {
	_, err := store.Look(t.Context(), store.Options{URL: postgres.URL(t)})

	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Look = %v; want ErrNotFound", err)
	}
}

func TestLookingReadsBesideTheDaemonAndWritesNothing(t *testing.T) {
	for name, o := range map[string]store.Options{"sqlite": {Dir: t.TempDir()}, "postgres": {URL: postgres.URL(t)}} {
		t.Run(name, func(t *testing.T) {
			open(t, o)

			s, err := store.Look(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()

			if _, err := s.Counts(t.Context()); err != nil {
				t.Error(err)
			}
			err = s.Write(t.Context(), func(context.Context, *store.Tx) error { return nil })
			if !errors.Is(err, store.ErrUnavailable) {
				t.Errorf("Write = %v; want ErrUnavailable", err)
			}
		})
	}
}
