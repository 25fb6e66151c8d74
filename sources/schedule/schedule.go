// Package schedule tells when a source is due: by cron fields in the source's zone, or by a period.
//
// Fields are read by robfig/cron; what it does at the jumps of summer time is put right here: a
// job with fixed hours runs once for each local time, at the first instant after a gap and at the
// first of two equal times, and nonsense that cron accepts is refused. All functions are pure: the
// clock is handed in.
//
// Not here: who runs (package monitor).
package schedule

import (
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Schedule tells when a source is due. It is a value without memory, safe for concurrent use.
type Schedule interface {
	// Next is the first due time strictly after the given one. It is never zero.
	Next(after time.Time) time.Time
}

const (
	leastPeriod   = time.Second
	longestPeriod = 366 * 24 * time.Hour
	longestSpread = 30 * time.Second
)

// Every is due each d, counted from the run before. d is between a second and a year.
func Every(d time.Duration) (Schedule, error) {
	switch {
	case d < leastPeriod:
		return nil, fmt.Errorf("a period of %s is too short: the least is 1s; write for example 60s", d)
	case d > longestPeriod:
		return nil, fmt.Errorf("a period of %s is too long: the longest is a year, 8784h", d)
	}
	return every(d), nil
}

type every time.Duration

func (e every) Next(after time.Time) time.Time { return after.Add(time.Duration(e)) }

// Parse reads five cron fields (minute, hour, day of month, month, day of week) or a word:
// @hourly, @daily, @midnight, @weekly, @monthly, @yearly, @annually, @every DURATION. The fields
// speak of the clock in zone; "CRON_TZ=Area/City " in front names another. What can never be due
// is refused.
//
// When the clock jumps, a schedule with chosen hours is due once for each of its local times: at
// the first instant after a gap, at the first of two equal times. One that is due in every hour
// follows the clock.
func Parse(expr string, zone *time.Location) (Schedule, error) {
	expr, zone, err := cutZone(strings.Trim(expr, " \t"), zone)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(expr, "@") {
		return parseWord(expr, zone)
	}
	fields, err := checkFields(expr)
	if err != nil {
		return nil, err
	}
	return parseFields(fields, zone)
}

// cutZone takes CRON_TZ=… off. The cron library would panic without a space behind it and take
// an empty name for UTC.
func cutZone(expr string, zone *time.Location) (string, *time.Location, error) {
	name, named := strings.CutPrefix(expr, "CRON_TZ=")
	if !named {
		name, named = strings.CutPrefix(expr, "TZ=")
	}
	if !named {
		return expr, zone, nil
	}
	name, rest, _ := strings.Cut(name, " ")
	if name == "" || name == "Local" || strings.HasPrefix(name, "/") {
		return "", nil, fmt.Errorf("%q names no time zone; leave it out and write  timezone: Asia/Baghdad  beside the schedule", name)
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		return "", nil, fmt.Errorf("unknown time zone %q; leave it out and write  timezone: Asia/Baghdad  beside the schedule", name)
	}
	return strings.Trim(rest, " \t"), zone, nil
}

func parseWord(expr string, zone *time.Location) (Schedule, error) {
	if text, ok := strings.CutPrefix(expr, "@every"); ok {
		d, err := time.ParseDuration(strings.TrimSpace(text))
		if err != nil {
			return nil, fmt.Errorf("@every needs a duration with a unit, not %q; write for example @every 5m", strings.TrimSpace(text))
		}
		return Every(d)
	}
	spec, err := cron.ParseStandard(expr)
	if err != nil {
		return nil, fmt.Errorf("unknown word %q; write @hourly, @daily, @weekly, @monthly, @yearly, @every 5m, or five fields such as */5 * * * *", expr)
	}
	return newClock(spec, zone)
}

func parseFields(fields []string, zone *time.Location) (Schedule, error) {
	spec, err := cron.ParseStandard(strings.Join(fields, " "))
	if err != nil {
		return nil, fmt.Errorf("%w; write five fields such as */5 * * * *", err)
	}
	return newClock(spec, zone)
}

// clock wraps the cron library's schedule, which is only ever asked about UTC, where every day has
// 24 hours: in a zone it skips runs inside a gap, repeats them in an overlap and loses days that
// have no midnight. A wall time is written as that time in UTC.
type clock struct {
	wall      *cron.SpecSchedule
	zone      *time.Location
	everyHour bool
}

const allHours = 1<<24 - 1

func newClock(spec cron.Schedule, zone *time.Location) (Schedule, error) {
	wall, ok := spec.(*cron.SpecSchedule)
	if !ok || zone == nil {
		return nil, errors.New("a schedule of cron fields needs a time zone")
	}
	own := *wall
	own.Location = time.UTC
	c := clock{wall: &own, zone: zone, everyHour: own.Hour&allHours == allHours}
	// 29 February is rarest between 2096 and 2104.
	if c.nextWall(time.Date(2096, 3, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return nil, errors.New("is never due: no chosen month has that day; write a day that exists, such as 28")
	}
	return c, nil
}

func (c clock) Next(after time.Time) time.Time {
	if c.everyHour {
		return c.follow(after)
	}
	// Both ways between wall times and instants keep the order, so the first wall time whose
	// instant lies behind after is the next one. Within an overlap some lie before it.
	for wall := wallOf(after, c.zone); ; {
		wall = c.nextWall(wall)
		if at := instantOf(wall, c.zone); at.After(after) {
			return at
		}
	}
}

// follow finds the next instant at which the clock shows a chosen time, stretch by stretch of
// equal offset.
func (c clock) follow(after time.Time) time.Time {
	for {
		_, offset := after.In(c.zone).Zone()
		shift := time.Duration(offset) * time.Second
		at := c.nextWall(after.UTC().Add(shift)).Add(-shift)
		end := stretchEnd(after, c.zone)
		if end.IsZero() || at.Before(end) {
			return at.In(c.zone)
		}
		_, offset = end.Zone()
		first := end.UTC().Add(time.Duration(offset) * time.Second)
		if c.nextWall(first.Add(-time.Nanosecond)).Equal(first) {
			return end.In(c.zone)
		}
		after = end
	}
}

// stretchEnd is the end of a stretch of equal offset that holds after; zero: it never ends.
// ZoneBounds calculates far years in 365 days, so that on the last day of a leap year its end lies
// behind (seen with go1.26 in 2040); no rule moves a clock on that day.
func stretchEnd(after time.Time, zone *time.Location) time.Time {
	_, end := after.In(zone).ZoneBounds()
	if !end.IsZero() && !end.After(after) {
		return after.In(zone).Add(24 * time.Hour)
	}
	return end
}

// nextWall asks again behind the five years after which the library gives up: 2100 has no 29
// February. Zero means never.
func (c clock) nextWall(wall time.Time) time.Time {
	for range 3 {
		if next := c.wall.Next(wall); !next.IsZero() {
			return next
		}
		wall = time.Date(wall.Year()+5, 1, 1, 0, 0, 0, 0, time.UTC).Add(-time.Second)
	}
	return time.Time{}
}

// wallOf is what the clock in zone shows at an instant.
func wallOf(at time.Time, zone *time.Location) time.Time {
	_, offset := at.In(zone).Zone()
	return at.UTC().Add(time.Duration(offset) * time.Second)
}

// instantOf is the first instant at which the clock shows wall, or the end of the gap that skips it.
func instantOf(wall time.Time, zone *time.Location) time.Time {
	at := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, zone)
	start, end := at.ZoneBounds()
	if shown := wallOf(at, zone); !shown.Equal(wall) { // in a gap; package time leaves open on which side it lands
		if shown.After(wall) {
			return start
		}
		return end
	}
	if start.IsZero() {
		return at
	}
	_, before := start.Add(-time.Second).Zone()
	if early := wall.Add(-time.Duration(before) * time.Second); early.Before(start) {
		return early.In(zone)
	}
	return at
}

// CatchUp decides at a start what to do about runs missed while nothing ran: one run for all of
// them. A source that never ran (zero lastRun) runs now; a lastRun in the future is a clock that
// was wrong, and the schedule goes on from now.
func CatchUp(s Schedule, lastRun, now time.Time) (runNow bool, next time.Time) {
	if lastRun.After(now) {
		return false, s.Next(now)
	}
	if lastRun.IsZero() {
		return true, s.Next(now)
	}
	if due := s.Next(lastRun); due.After(now) {
		return false, due
	}
	return true, s.Next(now)
}

// Jitter moves a source's start by a part of spread, in [0, spread), that depends on its id alone:
// the same after every restart, different between neighbours.
func Jitter(id string, spread time.Duration) time.Duration {
	if spread <= 0 {
		return 0
	}
	h := fnv.New64a()
	h.Write([]byte(id))
	return time.Duration(scatter(h.Sum64()) % uint64(spread))
}

// scatter mixes the high bits of a hash down (the end of MurmurHash3), because FNV leaves ids that
// differ in their last letter close together.
func scatter(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// DefaultSpread is a tenth of the time between the two runs that follow at, and at most 30 s.
func DefaultSpread(s Schedule, at time.Time) time.Duration {
	first := s.Next(at)
	return min(s.Next(first).Sub(first)/10, longestSpread)
}
