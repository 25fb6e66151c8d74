package web

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	sessionCookie = "marsad_session"
	sessionTime   = 30 * 24 * time.Hour
	wrongDelay    = 700 * time.Millisecond // after a wrong token
	wrongAtOnce   = 4                      // wrong tokens that wait at a time; further ones are turned away
)

// door knows the token and lets in who has it, or a cookie made of it. The cookie holds no token:
// it is the time until which it is good, with an HMAC over that time.
type door struct {
	token string // empty: the door stands open
	now   func() time.Time
	wrong chan struct{}
}

func newDoor(token string, now func() time.Time) *door {
	return &door{token: token, now: now, wrong: make(chan struct{}, wrongAtOnce)}
}

func (d *door) locked() bool { return d.token != "" }

// opens tells whether the token is the right one, in a time that does not depend on it.
func (d *door) opens(token string) bool {
	a, b := sha256.Sum256([]byte(d.token)), sha256.Sum256([]byte(token))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// session makes the cookie's value, good until the given time.
func (d *door) session(until time.Time) string {
	t := strconv.FormatInt(until.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(d.token))
	mac.Write([]byte("marsad session until " + t))
	return t + "." + hex.EncodeToString(mac.Sum(nil))
}

// knows tells whether a cookie's value is one of session's and still good.
func (d *door) knows(value string) bool {
	t, _, _ := strings.Cut(value, ".")
	sec, err := strconv.ParseInt(t, 10, 64)
	if err != nil || d.now().Unix() >= sec {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(value), []byte(d.session(time.Unix(sec, 0)))) == 1
}

// slow makes whoever was wrong wait. It returns false when too many wait already.
func (d *door) slow(ctx context.Context) bool {
	select {
	case d.wrong <- struct{}{}:
	default:
		return false
	}
	defer func() { <-d.wrong }()
	t := time.NewTimer(wrongDelay)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
	return true
}

// signedIn tells whether a request carries the token or its cookie. sent: it carried a token at all.
func (d *door) signedIn(r *http.Request) (in, sent bool) {
	if !d.locked() {
		return true, false
	}
	if scheme, token, ok := strings.Cut(r.Header.Get("Authorization"), " "); ok && strings.EqualFold(scheme, "Bearer") {
		return d.opens(strings.TrimSpace(token)), true
	}
	c, err := r.Cookie(sessionCookie)
	return err == nil && d.knows(c.Value), false
}

// asked lets only those pass who are signed in; the others get the form.
func (s *server) asked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		in, sent := s.door.signedIn(r)
		if in {
			next.ServeHTTP(w, r)
			return
		}
		if sent && !s.door.slow(r.Context()) {
			s.fail(w, r, errTooMany)
			return
		}
		w.Header().Set("WWW-Authenticate", `Bearer realm="marsad"`)
		to := "/"
		if r.Method == http.MethodGet {
			to = r.URL.RequestURI()
		}
		s.show(w, r, http.StatusUnauthorized, "login", languageOf(r).say("login.title"), loginForm{Next: to, Wrong: sent})
	})
}

type loginForm struct {
	Next  string
	Wrong bool
}

func (s *server) login(w http.ResponseWriter, r *http.Request) error {
	to := ownPath(r.PostFormValue("next"))
	if !s.door.locked() {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return nil
	}
	if !s.door.opens(strings.TrimSpace(r.PostFormValue("token"))) {
		if !s.door.slow(r.Context()) {
			return errTooMany
		}
		return s.render(w, r, http.StatusUnauthorized, "login", languageOf(r).say("login.title"), loginForm{Next: to, Wrong: true})
	}
	until := s.door.now().Add(sessionTime)
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Value: s.door.session(until), Path: "/", Expires: until,
		HttpOnly: true, Secure: overTLS(r), SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

func (s *server) logout(w http.ResponseWriter, r *http.Request) error {
	http.SetCookie(w, &http.Cookie{Name: sessionCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: overTLS(r), SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/", http.StatusSeeOther)
	return nil
}

// overTLS tells whether the browser came by https, here or at a proxy in front. A header that lies
// can only make the cookie stricter.
func overTLS(r *http.Request) bool {
	return r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https"
}

// ownPath is p when it leads to a page of this server, else the first page: «//host» and «/\host»
// lead elsewhere.
func ownPath(p string) string {
	if !strings.HasPrefix(p, "/") || strings.HasPrefix(p, "//") || strings.ContainsAny(p, "\\\r\n\t") {
		return "/"
	}
	return p
}
