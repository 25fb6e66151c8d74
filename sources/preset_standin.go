package sources

import "fmt"

// Stand-in for the room's own presets; not for merge.

type Preset struct {
	Name string
	Source
}

func Presets() map[string]Preset {
	return map[string]Preset{
		"dle":      {Name: "dle"},
		"alsabaah": {Name: "alsabaah", Source: Source{Home: "https://alsabaah.iq/", Language: "ar"}},
	}
}

func Fill(s Source) (Source, error) {
	if s.Preset == "" {
		return s, nil
	}
	p, ok := Presets()[s.Preset]
	if !ok {
		return s, fmt.Errorf("there is no preset %q", s.Preset)
	}
	if s.Home == "" {
		s.Home = p.Home
	}
	if len(s.Feeds) == 0 && len(s.Listings) == 0 {
		s.Listings = []Listing{{URL: s.Home + "lastnews/", Item: "a"}}
	}
	s.Pages = true
	return s, nil
}
