package storetest

import (
	"context"
	"maps"
	"testing"

	"github.com/marsad/marsad/store"
)

// profiles keeps one profile for each source, replaces it, and forgets it.
func profiles(t *testing.T, s *store.Store) {
	save := func(source, profile string) {
		t.Helper()
		err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.SaveProfile(ctx, source, profile) })
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range [][2]string{{"sabah", `{"body":"div.old"}`}, {"nahr", `{"body":"article"}`}, {"sabah", `{"body":"div.نص"}`}, {"nahr", ""}, {"none", ""}} {
		save(p[0], p[1])
	}

	got, err := s.Profiles(t.Context())

	if want := map[string]string{"sabah": `{"body":"div.نص"}`}; err != nil || !maps.Equal(got, want) {
		t.Errorf("Profiles = %v, %v; want %v", got, err, want)
	}
}
