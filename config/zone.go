package config

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // a slim container has no zones of its own
)

// zoneNames are the zones of the IANA database (zone.tab), for suggestions only.
//
//go:embed zones.txt
var zoneNames string

var offset = regexp.MustCompile(`^(?i:utc|gmt)?[+-]\d`)

// zone is the time zone that a key names; nil when it is absent or wrong.
func (s *section) zone(key string) *time.Location {
	name, ok := s.word(key)
	if !ok {
		return nil
	}
	if name == "UTC" {
		return time.UTC
	}
	z, err := time.LoadLocation(name)
	switch {
	case name == "" || offset.MatchString(name):
		s.at(key, fmt.Sprintf("%q names no place, and a bare offset knows nothing of summer time", name), "write a name such as Asia/Baghdad or Asia/Riyadh")
	case !strings.Contains(name, "/"):
		s.at(key, fmt.Sprintf("%s is an abbreviation, and such mean different zones to different people", name), "write a name such as Asia/Baghdad or Asia/Riyadh, or UTC")
	case err != nil:
		remedy := "write a name such as Asia/Baghdad or Asia/Riyadh"
		if like := nearest(name, strings.Fields(zoneNames)); like != "" {
			remedy = "write " + like
		}
		s.at(key, fmt.Sprintf("there is no time zone %s", name), remedy)
	default:
		return z
	}
	return nil
}
