package sources

import "github.com/marsad/marsad/lang"

// DateHabit is how a newspaper writes dates. The zero value knows nothing: an impossible order decides, else
// the day stands first; the Islamic calendar is umm al-qura; Z means what it says until articles contradict it.
type DateHabit struct {
	Order lang.DateOrder
	Hijri int   // days to add to a converted day of the Islamic calendar: 1 where the months begin a day later
	Z     ZRule // what Z, UTC, GMT and +00:00 mean
}

// ZRule is what a newspaper means by Greenwich's time.
type ZRule string

// Software that writes the paper's own time with a Z is common.
const (
	ZLearned ZRule = ""      // Greenwich's time, until the pages show otherwise
	ZLocal   ZRule = "local" // the paper's own time
	ZTrue    ZRule = "utc"   // Greenwich's time, whatever the pages show
)

// WithLocalZ is a reader for a newspaper whose Z turned out to be its local time, in its pages, in its feeds or
// in both. Where the source says what its Z means, that stands.
func (r *Reader) WithLocalZ(pages, feeds bool) *Reader {
	if r.src.Dates.Z != ZLearned {
		return r
	}
	own := *r
	own.localZ.pages, own.localZ.feeds = pages, feeds
	return &own
}

// PageDates is what is known of the dates in the newspaper's pages; Now and Layout are for the caller to add.
func (r *Reader) PageDates() lang.DateContext { return r.dates(r.localZ.pages) }

// feedDates is what is known of the dates in its feeds.
func (r *Reader) feedDates() lang.DateContext { return r.dates(r.localZ.feeds) }

func (r *Reader) dates(localZ bool) lang.DateContext {
	h := r.src.Dates
	return lang.DateContext{Zone: r.src.Zone, Language: r.src.Language, Order: h.Order, Hijri: h.Hijri, LocalZ: localZ || h.Z == ZLocal}
}
