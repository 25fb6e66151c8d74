package web

import (
	"io/fs"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

func TestLanguageIsChosen(t *testing.T) {
	s := newSite(t, nil)
	for name, c := range map[string]struct {
		path, accept, cookie, want string
	}{
		"nothing said":             {"/", "", "", "en"},
		"browser likes Arabic":     {"/", "ar-IQ,ar;q=0.9,en;q=0.5", "", "ar"},
		"browser likes English":    {"/", "en-GB,ar;q=0.5", "", "en"},
		"weights count, not place": {"/", "en;q=0.3,ar;q=0.8", "", "ar"},
		"neither, then Arabic":     {"/", "fr,ar;q=0.2", "", "ar"},
		"neither":                  {"/", "fr,de", "", "en"},
		"nonsense":                 {"/", ";;;=", "", "en"},
		"chosen before":            {"/", "en", "ar", "ar"},
		"chosen now":               {"/?lang=en", "ar", "ar", "en"},
		"a choice that is none":    {"/?lang=fr", "ar", "", "ar"},
	} {
		t.Run(name, func(t *testing.T) {
			h := []string{"Accept-Language", c.accept}
			if c.cookie != "" {
				h = append(h, "Cookie", languageCookie+"="+c.cookie)
			}

			r := s.get(c.path, h...)

			if !strings.Contains(r.text, `<html lang="`+c.want+`"`) {
				t.Errorf("page is not in %s", c.want)
			}
		})
	}
}

func TestAChosenLanguageIsKept(t *testing.T) {
	r := newSite(t, nil).get("/articles?lang=ar")

	if len(r.Cookies()) != 1 {
		t.Fatalf("cookies = %v", r.Cookies())
	}
	if c := r.Cookies()[0]; c.Value != "ar" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode {
		t.Errorf("cookie = %v", c)
	}
}

func TestEveryWordStandsInBothLanguages(t *testing.T) {
	arabicLetter, verb := regexp.MustCompile(`\p{Arabic}`), regexp.MustCompile(`%[.\d]*[a-z]`)
	for key, w := range catalogue {
		if w.en == "" || w.ar == "" {
			t.Errorf("%s: a language is missing: %q", key, w)
		}
		if w.en != ", " && !arabicLetter.MatchString(w.ar) || arabicLetter.MatchString(w.en) {
			t.Errorf("%s: a word stands in the wrong language: %q", key, w)
		}
		if en, ar := verb.FindAllString(w.en, -1), verb.FindAllString(w.ar, -1); !strings.HasPrefix(key, "unit.") && strings.Join(en, " ") != strings.Join(ar, " ") {
			t.Errorf("%s: other values in each language: %v, %v", key, en, ar)
		}
	}
}

func TestEveryKeyOfATemplateIsInTheCatalogue(t *testing.T) {
	key := regexp.MustCompile(`\$?\.T "([^"]+)"`)
	err := fs.WalkDir(templateFiles, "templates", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := templateFiles.ReadFile(path)
		for _, m := range key.FindAllStringSubmatch(string(b), -1) {
			if _, ok := catalogue[m[1]]; !ok {
				t.Errorf("%s: no words for %q", path, m[1])
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []*problem{errNoPage, errMethod, errForeign, errHost, errTooMany, errInput, errWaiting, errAway, errFull, errStandby, errFault} {
		for _, k := range []string{"error." + p.key, "error." + p.key + ".title"} {
			if _, ok := catalogue[k]; !ok {
				t.Errorf("no words for %q", k)
			}
		}
	}
}
