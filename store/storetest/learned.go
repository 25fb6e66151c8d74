package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/marsad/marsad/store"
)

func learned(t *testing.T, s *store.Store) {
	at := time.Date(2025, 3, 17, 6, 0, 0, 0, time.UTC)
	err := s.Write(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		for _, l := range [][3]string{{"sabah", "z", "page"}, {"sabah", "z", "page feed"}, {"sabah", "gone", "x"}, {"nahar", "z", "feed"}} {
			if err := tx.Learn(ctx, l[0], l[1], l[2], at); err != nil {
				return err
			}
		}
		return tx.Forget(ctx, "sabah", "gone")
	})
	if err != nil {
		t.Fatal(err)
	}

	got, err := s.Learned(t.Context())

	want := map[string]map[string]store.Learned{"sabah": {"z": {Value: "page feed", At: at}}, "nahar": {"z": {Value: "feed", At: at}}}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}
