package extract

import (
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/sources"
	"golang.org/x/net/html"
)

// shownClock is the date with a time of day and without a zone that the page shows: the one that was read, or
// where that tells Greenwich's time, the one nearest to the headline. Empty where there is none, or where nobody
// asks what the paper means by its Z.
func (d *document) shownClock(read lang.Date) string {
	src := d.r.Source()
	if src.Zone == nil || src.Dates.Z != sources.ZLearned {
		return ""
	}
	if clock := localClock(read); clock != "" || read.ZoneSource != "text" || read.Precision == lang.DateDay {
		return clock
	}
	if _, offset := read.At.In(read.Zone).Zone(); offset != 0 {
		return ""
	}
	either := func(n *html.Node) bool { return isMarkedDate(n) || isDateClass(n) }
	for box := d.headlineNode(); box != nil; box = box.Parent {
		if got := d.dateIn(box, either, true); known(got) {
			return localClock(got)
		}
	}
	return localClock(d.dateBelowHeadline())
}

func localClock(d lang.Date) string {
	if d.ZoneSource != "source" || d.Precision != lang.DateMinute && d.Precision != lang.DateSecond {
		return ""
	}
	return d.Raw
}
