// Package catalogue is the shipped list of newspapers, agencies and broadcasters: their names, country,
// language, front page and time zone, in one readable file, papers.yaml.
//
// It states what is known and nothing more: no feed, no selector. How a paper is read is found out when
// it is added (package sources/discover), because papers rebuild. Verified says whether somebody has
// read the paper with marsad and found every part right, and Checked when.
//
// Not here: what a user configured (package config), presets (package sources).
package catalogue

import (
	"bytes"
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/sources"
)

//go:embed papers.yaml
var file []byte

// Paper is one entry.
type Paper struct {
	ID       string `yaml:"id" json:"id"`
	Name     string `yaml:"name" json:"name"`
	English  string `yaml:"english" json:"english"`
	Country  string `yaml:"country" json:"country"`   // ISO 3166-1, of the publisher
	Language string `yaml:"language" json:"language"` // BCP 47
	Home     string `yaml:"home" json:"home"`
	Kind     string `yaml:"kind" json:"kind"` // newspaper, agency, broadcaster, site
	Zone     string `yaml:"zone" json:"zone,omitempty"`
	Preset   string `yaml:"preset" json:"preset,omitempty"`
	Note     string `yaml:"note" json:"note,omitempty"`
	Checked  string `yaml:"checked" json:"checked"` // a day, 2006-01-02; empty: nobody is known to have
	Verified bool   `yaml:"verified" json:"verified"`
}

// Kinds of papers.
func kinds() []string { return []string{"newspaper", "agency", "broadcaster", "site"} }

var read = sync.OnceValues(func() ([]Paper, error) { return Parse(file) })

// All are the shipped papers in the file's order. The error can only be a mistake in the file, which
// the tests read.
func All() ([]Paper, error) {
	papers, err := read()
	return append([]Paper(nil), papers...), err
}

// Parse reads and checks a file of papers.
func Parse(text []byte) ([]Paper, error) {
	var papers []Paper
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&papers); err != nil {
		return nil, fmt.Errorf("catalogue: %w", err)
	}
	ids, homes := map[string]bool{}, map[string]string{}
	for i, p := range papers {
		if err := p.check(); err != nil {
			return nil, fmt.Errorf("catalogue: entry %d (%s): %w", i+1, p.ID, err)
		}
		home, err := article.Canonical(p.Home)
		switch {
		case err != nil:
			return nil, fmt.Errorf("catalogue: entry %d (%s): home: %w", i+1, p.ID, err)
		case ids[p.ID]:
			return nil, fmt.Errorf("catalogue: entry %d: the id %s stands twice", i+1, p.ID)
		case homes[home] != "":
			return nil, fmt.Errorf("catalogue: entry %d (%s): the front page is that of %s", i+1, p.ID, homes[home])
		}
		ids[p.ID], homes[home] = true, p.ID
	}
	return papers, nil
}

var (
	plainID = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,30}$`)
	country = regexp.MustCompile(`^[A-Z]{2}$`)
)

// check finds the first thing that is wrong with an entry.
func (p Paper) check() error {
	switch {
	case !plainID.MatchString(p.ID):
		return fmt.Errorf("%q is no id: small Latin letters, digits and -", p.ID)
	case p.Name == "" || p.English == "":
		return fmt.Errorf("name and english are needed")
	case !country.MatchString(p.Country):
		return fmt.Errorf("%q is no country of ISO 3166-1", p.Country)
	case p.Language == "":
		return fmt.Errorf("language is needed")
	case !strings.HasPrefix(p.Home, "https://") && !strings.HasPrefix(p.Home, "http://"):
		return fmt.Errorf("home %q is no web address", p.Home)
	case !contains(kinds(), p.Kind):
		return fmt.Errorf("kind %q is none of %s", p.Kind, strings.Join(kinds(), ", "))
	case p.Verified && p.Checked == "":
		return fmt.Errorf("it is verified, and no day of the check is given")
	}
	if p.Checked != "" {
		if _, err := time.Parse(time.DateOnly, p.Checked); err != nil {
			return fmt.Errorf("checked: %w", err)
		}
	}
	if _, err := time.LoadLocation(p.Zone); err != nil {
		return fmt.Errorf("zone: %w", err)
	}
	if p.Preset != "" {
		_, err := sources.PresetNamed(p.Preset)
		return err
	}
	return nil
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// Source is what the entry says of a source: enough to begin a search with.
func (p Paper) Source() sources.Source {
	src := sources.Source{ID: p.ID, Name: p.Name, Home: p.Home, Language: p.Language, Preset: p.Preset}
	if p.Zone != "" {
		src.Zone, _ = time.LoadLocation(p.Zone) // checked when the file was read
	}
	return src
}

// Find are the papers whose id, names, country, kind or address hold every word of a text, in any
// spelling of its letters. An empty text finds all.
func Find(papers []Paper, text string) []Paper {
	words := strings.Fields(lang.Fold(strings.ToLower(text)))
	var out []Paper
	for _, p := range papers {
		in := lang.Fold(strings.ToLower(strings.Join([]string{p.ID, p.Name, p.English, p.Country, p.Kind, p.Home}, " ")))
		all := true
		for _, w := range words {
			all = all && strings.Contains(in, w)
		}
		if all {
			out = append(out, p)
		}
	}
	return out
}

// Named is the paper of an id, or the only one that Find finds. ok is false for none and for several.
func Named(papers []Paper, text string) (Paper, bool) {
	for _, p := range papers {
		if p.ID == text || lang.Fold(p.Name) == lang.Fold(text) || strings.EqualFold(p.English, text) {
			return p, true
		}
	}
	if found := Find(papers, text); len(found) == 1 {
		return found[0], true
	}
	return Paper{}, false
}

// Of is the paper that an address belongs to: the one with this front page, else the only one on its
// host.
func Of(papers []Paper, address string) (Paper, bool) {
	want, err := article.Canonical(address)
	if err != nil {
		return Paper{}, false
	}
	var onHost []Paper
	for _, p := range papers {
		home, err := article.Canonical(p.Home)
		switch {
		case err != nil:
		case home == want:
			return p, true
		case hostOf(home) == hostOf(want):
			onHost = append(onHost, p)
		}
	}
	if len(onHost) == 1 && strings.HasSuffix(strings.TrimSuffix(onHost[0].Home, "/"), hostOf(want)) {
		return onHost[0], true
	}
	return Paper{}, false
}

func hostOf(canonical string) string {
	host, _, _ := strings.Cut(strings.TrimPrefix(canonical, "https://"), "/")
	return host
}
