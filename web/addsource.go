package web

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/marsad/marsad/sources/discover"
)

// Finder finds out how the paper at an address is read, and gives the text that would stand in the
// configuration. It must ask no address that is not public: whoever may open the pages may name any.
type Finder func(ctx context.Context, address string) (*discover.Finding, string, error)

const (
	findTime    = 90 * time.Second // for one search: some thirty requests to one host
	findsAtOnce = 2
	findsPer    = 10 // searches in findSpan, whoever asks
	findSpan    = 10 * time.Minute
	addressMost = 2048 // bytes
)

// rate bounds how many searches run at once, and how many begin within a span.
type rate struct {
	mu    sync.Mutex
	now   func() time.Time
	under int
	began []time.Time
}

// enter says whether a search may begin; leave must follow it.
func (l *rate) enter() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.began) > 0 && l.now().Sub(l.began[0]) > findSpan {
		l.began = l.began[1:]
	}
	if l.under >= findsAtOnce || len(l.began) >= findsPer {
		return false
	}
	l.under++
	l.began = append(l.began, l.now())
	return true
}

func (l *rate) leave() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.under--
}

// addSourceView is the page: a form, and under it what was found.
type addSourceView struct {
	Address string
	Finding *discover.Finding
	YAML    string
	Busy    bool // too many searches at once
	Late    bool // it took too long
}

// addSource shows the form.
func (s *server) addSource(w http.ResponseWriter, r *http.Request) error {
	if s.find == nil {
		return errNoPage
	}
	return s.showAddSource(w, r, http.StatusOK, addSourceView{})
}

// findSource looks at the address in the form. Nothing is written: the page shows what to copy.
func (s *server) findSource(w http.ResponseWriter, r *http.Request) error {
	if s.find == nil {
		return errNoPage
	}
	v := addSourceView{Address: strings.TrimSpace(r.PostFormValue("address"))}
	if v.Address == "" || len(v.Address) > addressMost {
		return errInput
	}
	if !s.finds.enter() {
		v.Busy = true
		w.Header().Set("Retry-After", "60")
		return s.showAddSource(w, r, http.StatusTooManyRequests, v)
	}
	defer s.finds.leave()
	if err := unhurried(w); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(r.Context(), findTime)
	defer cancel()
	var err error
	v.Finding, v.YAML, err = s.find(ctx, v.Address)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		v.Late, v.Finding = true, nil
	case err != nil:
		return err
	}
	s.log.Info("an address was looked at", "address", v.Address)
	return s.showAddSource(w, r, http.StatusOK, v)
}

// unhurried moves the server's own limits, which are for pages, for one answer.
func unhurried(w http.ResponseWriter) error {
	c, until := http.NewResponseController(w), time.Now().Add(findTime+queryTime)
	err := errors.Join(c.SetReadDeadline(until), c.SetWriteDeadline(until))
	if errors.Is(err, http.ErrNotSupported) {
		return nil
	}
	return err
}

func (s *server) showAddSource(w http.ResponseWriter, r *http.Request, status int, v addSourceView) error {
	return s.render(w, r, status, "addsource", languageOf(r).say("addsource.title"), v)
}
