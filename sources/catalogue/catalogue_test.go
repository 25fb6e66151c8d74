package catalogue_test

import (
	"strings"
	"testing"

	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/sources/catalogue"
)

func all(t *testing.T) []catalogue.Paper {
	t.Helper()
	papers, err := catalogue.All()
	if err != nil {
		t.Fatal(err)
	}
	return papers
}

func TestTheShippedFileIsRight(t *testing.T) {
	papers := all(t)

	if len(papers) < 40 {
		t.Errorf("%d papers; want at least 40", len(papers))
	}
	iraqi := 0
	for i, p := range papers {
		if p.Country == "IQ" {
			if iraqi++; iraqi != i+1 {
				t.Errorf("%s stands behind papers of other countries; Iraqi ones come first", p.ID)
			}
		}
		src, err := sources.Fill(p.Source())
		if err != nil {
			t.Errorf("%s: %v", p.ID, err)
		}
		if _, err := sources.Compile(src); err != nil {
			t.Errorf("%s: %v", p.ID, err)
		}
		if (p.Checked == "") == p.Verified {
			t.Errorf("%s: checked %q, verified %v: an unchecked paper is not verified", p.ID, p.Checked, p.Verified)
		}
	}
	if iraqi < 16 {
		t.Errorf("%d Iraqi papers; want at least 16", iraqi)
	}
}

func TestAMistakeInTheFileIsNamed(t *testing.T) {
	const good = "- { id: a1, name: أ, english: A, country: IQ, language: ar, home: https://a.example/, kind: site, verified: false }\n"
	tests := []struct{ name, text, says string }{
		{"an unknown key", strings.Replace(good, "kind", "art", 1), "art"},
		{"the same id", good + strings.Replace(good, "a.example", "b.example", 1), "twice"},
		{"the same front page", good + strings.Replace(strings.Replace(good, "a1", "a2", 1), "https://a", "http://www.a", 1), "front page is that of a1"},
		{"no country", strings.Replace(good, "IQ", "Iraq", 1), "country"},
		{"another kind", strings.Replace(good, "site", "paper", 1), "kind"},
		{"a zone that is none", strings.Replace(good, "verified", "zone: Asia/Nowhere, verified", 1), "zone"},
		{"verified, and no day", strings.Replace(good, "false", "true", 1), "day of the check"},
		{"a day that is none", strings.Replace(good, "verified", "checked: 2025-13-01, verified", 1), "checked"},
		{"a preset that is none", strings.Replace(good, "verified", "preset: x, verified", 1), "preset"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := catalogue.Parse([]byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("Parse = %v; want an error that says %q", err, tt.says)
			}
		})
	}
}

func TestAPaperIsFoundByWhatPeopleType(t *testing.T) {
	tests := []struct{ typed, id string }{
		{"alsabaah", "alsabaah"}, {"جريدة الصباح", "alsabaah"}, {"الانباء العراقيه", "ina"}, {"Al-Mada", "almada"}, {"شفق", "shafaq"},
		{"nothing of this kind", ""}, {"الأنباء", ""},
	}
	for _, tt := range tests {
		if p, _ := catalogue.Named(all(t), tt.typed); p.ID != tt.id {
			t.Errorf("Named(%q) = %q; want %q", tt.typed, p.ID, tt.id)
		}
	}
}

func TestAnAddressLeadsToItsPaper(t *testing.T) {
	tests := []struct{ address, id string }{
		{"http://alsabaah.iq", "alsabaah"}, {"https://www.alsabaah.iq/lastnews/", "alsabaah"}, {"https://www.bbc.com/arabic", "bbcarabic"},
		{"https://www.bbc.com/sport", ""}, {"https://paper.example/", ""}, {"no address", ""},
	}
	for _, tt := range tests {
		if p, _ := catalogue.Of(all(t), tt.address); p.ID != tt.id {
			t.Errorf("Of(%q) = %q; want %q", tt.address, p.ID, tt.id)
		}
	}
}
