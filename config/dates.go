package config

import (
	"fmt"
	"net/url"
	"strconv"

	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/sources"
)

// mostHijri is the most days by which a country's Islamic calendar is off umm al-qura's.
const mostHijri = 2

// dates is how a source writes dates.
func (s *section) dates() sources.DateHabit {
	n := s.value("dates")
	if n == nil {
		return sources.DateHabit{}
	}
	d := s.section(n, s.path+": dates", keys{
		known: []string{"order", "hijri_offset", "z"},
		hints: map[string]hint{
			"form":     {"", "write  date_form:  beside dates, not in it"},
			"timezone": {"", "write  timezone:  beside dates, not in it"},
			"hijri":    {"hijri_offset", "write hijri_offset"},
			"utc":      {"z", "write z"},
		},
	})
	if d == nil {
		return sources.DateHabit{}
	}
	return sources.DateHabit{
		Order: lang.DateOrder(d.oneOf("order", string(lang.DayFirst), string(lang.MonthFirst), string(lang.YearFirst))),
		Hijri: d.hijri(),
		Z:     sources.ZRule(d.oneOf("z", string(sources.ZLocal), string(sources.ZTrue))),
	}
}

func (s *section) hijri() int {
	text, ok := s.word("hijri_offset")
	if !ok {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < -mostHijri || n > mostHijri {
		s.at("hijri_offset", fmt.Sprintf("is %q and must be a whole number of days from -%d to %d", text, mostHijri, mostHijri), "write for example  hijri_offset: 1  where the months begin a day after those of umm al-qura")
		return 0
	}
	return n
}

// publicURL is the address under which the world reaches this daemon; empty: it does not.
func (s *section) publicURL() string {
	text := s.text("public_url")
	if text == "" {
		return ""
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		s.at("public_url", "is no address under which hubs could reach marsad", "write for example  public_url: https://marsad.example.org , the address that your web server passes on to listen:")
		return ""
	}
	return u.String()
}
