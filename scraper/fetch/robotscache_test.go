package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

// answers is a robots.txt that changes: one answer a request, the last one for ever.
type answers struct {
	n    int
	says []func() (int, http.Header, []byte, error)
}

func (a *answers) get(context.Context, string) (int, http.Header, []byte, error) {
	f := a.says[min(a.n, len(a.says)-1)]
	a.n++
	return f()
}

func file(text, cacheControl string) func() (int, http.Header, []byte, error) {
	return func() (int, http.Header, []byte, error) {
		return 200, http.Header{"Cache-Control": {cacheControl}}, []byte(text), nil
	}
}

func down() (int, http.Header, []byte, error) { return 0, nil, nil, errors.New("connection refused") }

func newCache(get func(context.Context, string) (int, http.Header, []byte, error)) *robotsCache {
	return &robotsCache{get: get, m: make(map[string]*robotsEntry)}
}

func TestRulesAgeByTheirHeadersWithinBounds(t *testing.T) {
	tests := []struct {
		cacheControl string
		want         time.Duration
	}{
		{"", robotsLongest}, {"max-age=7200", 2 * time.Hour}, {"public, max-age=60", robotsShortest}, {"no-cache", robotsShortest},
		{"max-age=999999999999999999999", robotsLongest}, {"max-age=never", robotsLongest},
	}
	for _, tt := range tests {
		t.Run(tt.cacheControl, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := &answers{says: []func() (int, http.Header, []byte, error){file("", tt.cacheControl)}}
				c := newCache(a.get)
				u := urlOf(t, "https://paper.example/a")
				ask := func() {
					if _, err := c.rules(t.Context(), u); err != nil {
						t.Fatal(err)
					}
				}
				ask()
				time.Sleep(tt.want - time.Second)
				ask()
				before := a.n
				time.Sleep(2 * time.Second)
				ask()
				if before != 1 || a.n != 2 {
					t.Errorf("asked %d times before %s and %d after; want 1 and 2", before, tt.want, a.n)
				}
			})
		})
	}
}

func TestOldRulesStayInForceWhileTheFileCannotBeHad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &answers{says: []func() (int, http.Header, []byte, error){file("User-agent: *\nDisallow: /x", "max-age=3600"), down}}
		c := newCache(a.get)
		u := urlOf(t, "https://paper.example/x")
		for range 3 {
			rules, err := c.rules(t.Context(), u)
			if err != nil || rules.Allowed(u) || !rules.Allowed(urlOf(t, "https://paper.example/y")) {
				t.Fatalf("rules = %v, %v; want those of the file", rules, err)
			}
			time.Sleep(2 * time.Hour)
		}
	})
}

func TestAFileThatCannotBeHadIsNotAskedForAtEveryTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := &answers{says: []func() (int, http.Header, []byte, error){down, down, file("", "")}}
		c := newCache(a.get)
		u := urlOf(t, "https://paper.example/x")
		var healed time.Duration
		start := time.Now()
		for range 60 {
			if _, err := c.rules(t.Context(), u); err == nil {
				healed = time.Since(start)
				break
			}
			time.Sleep(10 * time.Second)
		}
		if a.n != 3 || healed != 2*robotsRetry {
			t.Errorf("asked %d times, healed after %s; want 3 and %s", a.n, healed, 2*robotsRetry)
		}
	})
}

func TestTheRequestIsGivenUpWhenTheLastWhoWaitsHasLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := 0
		c := newCache(func(ctx context.Context, _ string) (int, http.Header, []byte, error) {
			<-ctx.Done()
			ended++
			return 0, nil, nil, ctx.Err()
		})
		u := urlOf(t, "https://paper.example/x")
		for _, patience := range []time.Duration{time.Second, 3 * time.Second} {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			go c.rules(ctx, u)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if ended != 0 {
			t.Error("the first to leave ended the request of the second")
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if ended != 1 || len(c.m) != 0 {
			t.Errorf("ended %d requests, %d origins remembered; want 1 and 0", ended, len(c.m))
		}
	})
}

func TestOriginsRememberedAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newCache((&answers{says: []func() (int, http.Header, []byte, error){file("", "")}}).get)
		for i := range robotsOrigins + 100 {
			if _, err := c.rules(t.Context(), urlOf(t, fmt.Sprintf("https://p%d.example/", i))); err != nil {
				t.Fatal(err)
			}
		}
		if len(c.m) > robotsOrigins {
			t.Errorf("%d origins are remembered", len(c.m))
		}
	})
}
