package extract

import (
	"github.com/marsad/marsad/lang"
	"golang.org/x/net/html"
)

// shownClock is the date nearest to the headline that the page shows as text with a time of day and without a
// zone; empty where there is none, or where nobody asks what the paper means by its Z.
func (d *document) shownClock() string {
	src := d.r.Source()
	if src.Zone == nil || src.Dates.Z != "" {
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
