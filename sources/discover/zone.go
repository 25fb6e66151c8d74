package discover

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/marsad/marsad/lang"
)

// countryZones are the zones of countries with one time of their own, by their domain. Papers of the
// region under .com or .net have none here: their zone is not guessed.
var countryZones = map[string]string{
	"iq": "Asia/Baghdad", "sy": "Asia/Damascus", "lb": "Asia/Beirut", "jo": "Asia/Amman", "ps": "Asia/Hebron", "eg": "Africa/Cairo",
	"sa": "Asia/Riyadh", "ae": "Asia/Dubai", "qa": "Asia/Qatar", "kw": "Asia/Kuwait", "bh": "Asia/Bahrain", "om": "Asia/Muscat", "ye": "Asia/Aden",
	"ly": "Africa/Tripoli", "tn": "Africa/Tunis", "dz": "Africa/Algiers", "ma": "Africa/Casablanca", "mr": "Africa/Nouakchott",
	"sd": "Africa/Khartoum", "so": "Africa/Mogadishu", "ir": "Asia/Tehran", "tr": "Europe/Istanbul", "af": "Asia/Kabul", "il": "Asia/Jerusalem",
	"de": "Europe/Berlin", "fr": "Europe/Paris", "uk": "Europe/London",
}

// zoneOf guesses a paper's zone from the country in its host; nil: there is none.
func zoneOf(address string) (*time.Location, string) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, ""
	}
	host := u.Hostname()
	country := host[strings.LastIndexByte(host, '.')+1:]
	name, ok := countryZones[country]
	if !ok {
		return nil, ""
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return nil, ""
	}
	return zone, "." + country
}

// offsets counts what the offsets in a paper's own dates say of a zone.
type offsets struct{ agree, differ, utc int }

func (o *offsets) add(raw string, zone *time.Location) {
	d := lang.ReadDate(raw, lang.DateContext{Zone: zone})
	if d.At.IsZero() || d.ZoneSource != "text" || d.Zone == nil {
		return
	}
	_, printed := d.At.In(d.Zone).Zone()
	_, local := d.At.In(zone).Zone()
	switch {
	case printed == local:
		o.agree++
	case printed == 0:
		o.utc++
	default:
		o.differ++
	}
}

// zoneVerdict says how far the zone can be trusted.
func (s *search) zoneVerdict(f *Finding) Verdict {
	v := Verdict{Part: "time zone"}
	zone := f.Source.Zone
	_, country := zoneOf(s.front.url)
	from := "taken from " + country
	switch {
	case s.Known.Zone != nil:
		from = "as given"
	case zone == nil && s.Zone != nil && s.Zone != time.UTC:
		zone, from = s.Zone, "the timezone at the top of the configuration"
	case zone == nil:
		v.Level, v.Why = Unsure, "neither the address nor anybody names one. Write  timezone: Area/City"
		if s.datesNeedZone(f) {
			v.Level, v.Why = Missing, v.Why+": the paper prints dates without an offset, which are no instants now"
		}
		return v
	}
	var o offsets
	for _, x := range f.Feeds {
		for _, ref := range x.refs {
			o.add(ref.Published.Raw, zone)
		}
	}
	for _, r := range f.Articles {
		o.add(r.Printed, zone)
	}
	switch {
	case o.differ > o.agree:
		v.Level, v.Why = Unsure, fmt.Sprintf("%s, %s, but %d of the paper's own dates name another offset", zone, from, o.differ)
	case o.agree > 0:
		v.Level, v.Why = OK, fmt.Sprintf("%s, %s; %d of the paper's own dates name its offset", zone, from, o.agree)
	case s.Known.Zone != nil:
		v.Level, v.Why = OK, fmt.Sprintf("%s, %s", zone, from)
	default:
		v.Level, v.Why = Unsure, fmt.Sprintf("%s, %s; no date of the paper confirms it, and none contradicts it", zone, from)
	}
	return v
}

// datesNeedZone tells whether a date was printed that is no instant without a zone.
func (s *search) datesNeedZone(f *Finding) bool {
	for _, r := range f.Articles {
		if r.art.Published.IsZero() && r.Printed != "" {
			return true
		}
	}
	return false
}
