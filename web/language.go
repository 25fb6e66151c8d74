package web

import (
	"fmt"
	"net/http"

	"golang.org/x/text/language"
)

// tongue is a language of the pages.
type tongue string

const (
	english tongue = "en"
	arabic  tongue = "ar"
)

const languageCookie = "marsad_lang"

// dir is the direction of its script.
func (t tongue) dir() string {
	if t == arabic {
		return "rtl"
	}
	return "ltr"
}

// other is the language to change to.
func (t tongue) other() tongue {
	if t == arabic {
		return english
	}
	return arabic
}

// languageOf chooses a request's language: what it asks for, what was chosen before, what the
// browser likes best, else English.
func languageOf(r *http.Request) tongue {
	if t, ok := asTongue(r.URL.Query().Get("lang")); ok {
		return t
	}
	if c, err := r.Cookie(languageCookie); err == nil {
		if t, ok := asTongue(c.Value); ok {
			return t
		}
	}
	tags, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil {
		return english
	}
	for _, tag := range tags { // the best first
		base, _ := tag.Base()
		if t, ok := asTongue(base.String()); ok {
			return t
		}
	}
	return english
}

func asTongue(s string) (tongue, bool) {
	switch t := tongue(s); t {
	case english, arabic:
		return t, true
	}
	return "", false
}

// rememberLanguage keeps what ?lang= chose for the pages that follow.
func rememberLanguage(w http.ResponseWriter, r *http.Request) {
	t, ok := asTongue(r.URL.Query().Get("lang"))
	if !ok {
		return
	}
	http.SetCookie(w, &http.Cookie{Name: languageCookie, Value: string(t), Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, Secure: overTLS(r), SameSite: http.SameSiteLaxMode})
}

// word is one entry of the catalogue.
type word struct{ en, ar string }

func (w word) in(t tongue) string {
	if t == arabic {
		return w.ar
	}
	return w.en
}

// say gives the words of a key, with the arguments in the places of its verbs. An unknown key
// gives itself; a test finds those.
func (t tongue) say(key string, args ...any) string {
	w, ok := catalogue[key]
	if !ok {
		return key
	}
	if len(args) == 0 {
		return w.in(t)
	}
	return fmt.Sprintf(w.in(t), args...)
}

// label gives the words for a value of the database («ok», «pending»), or the value itself when a
// newer marsad wrote one that has no words here.
func (t tongue) label(group, value string) string {
	if w, ok := catalogue[group+"."+value]; ok {
		return w.in(t)
	}
	return value
}
