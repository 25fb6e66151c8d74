package fetch

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestHostsAreAskedOneRequestAtATimeWithAGap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hs := newHosts(10)
		start := time.Now()
		var mu sync.Mutex
		var starts []time.Duration
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				release, err := hs.acquire(t.Context(), "paper.example", 500*time.Millisecond, time.Minute)
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				starts = append(starts, time.Since(start))
				mu.Unlock()
				time.Sleep(800 * time.Millisecond) // longer than the gap: the next waits for the end
				release()
			})
		}
		wg.Wait()

		if want := []time.Duration{0, 800 * time.Millisecond, 1600 * time.Millisecond, 2400 * time.Millisecond}; !slices.Equal(starts, want) {
			t.Errorf("starts = %v; want %v", starts, want)
		}
	})
}

func TestHostsDoNotWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hs := newHosts(100)
		start := time.Now()
		for i := range 100 {
			if _, err := hs.acquire(t.Context(), fmt.Sprintf("p%d.example", i), time.Minute, time.Minute); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("100 hosts took %s", took)
		}
	})
}

func TestAHostThatIsHeldLongIsAnErrorAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hs := newHosts(1)
		hs.hold("paper.example", 2*time.Hour, 429)
		start := time.Now()

		_, err := hs.acquire(t.Context(), "paper.example", 0, 30*time.Second)

		var held *StatusError
		if !errors.As(err, &held) || held.Code != 429 || held.RetryAfter != maxHold || time.Since(start) != 0 {
			t.Errorf("acquire = %v after %s; want a 429 of %s at once", err, time.Since(start), maxHold)
		}
	})
}

func TestAHostThatIsHeldShortlyIsWaitedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hs := newHosts(1)
		hs.hold("paper.example", 20*time.Second, 503)
		hs.hold("paper.example", 5*time.Second, 503) // a later, shorter wish does not shorten the first
		start := time.Now()

		release, err := hs.acquire(t.Context(), "paper.example", 0, 30*time.Second)

		if err != nil || time.Since(start) != 20*time.Second {
			t.Fatalf("acquire = %v after %s; want success after 20s", err, time.Since(start))
		}
		release()
	})
}

func TestWaitingEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hs := newHosts(1)
		release, err := hs.acquire(t.Context(), "paper.example", time.Minute, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()

		_, busy := hs.acquire(ctx, "paper.example", 0, time.Minute)
		_, full := hs.acquire(ctx, "other.example", 0, time.Minute)
		release()
		ctx, cancel = context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		_, resting := hs.acquire(ctx, "paper.example", 0, time.Minute)

		for name, err := range map[string]error{"busy host": busy, "all places taken": full, "resting host": resting} {
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%s: acquire = %v; want a deadline exceeded", name, err)
			}
		}
		if _, err := hs.acquire(t.Context(), "other.example", 0, time.Minute); err != nil {
			t.Errorf("after those who left, a place is free: %v", err)
		}
	})
}

func TestIdleHostsAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hs := newHosts(10)
		for i := range 10_000 {
			release, err := hs.acquire(t.Context(), fmt.Sprintf("p%d.example", i), 500*time.Millisecond, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			release()
			time.Sleep(10 * time.Millisecond)
		}
		hs.hold("held.example", time.Hour, 503)

		if n := len(hs.m); n > 2500 {
			t.Errorf("%d hosts are remembered; want those of the last seconds", n)
		}
		time.Sleep(time.Minute)
		release, err := hs.acquire(t.Context(), "new.example", 0, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		release()
		if n := len(hs.m); n != 2 {
			t.Errorf("%d hosts are remembered; want the new one and the one that is held", n)
		}
	})
}
