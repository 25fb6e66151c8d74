package monitor

import (
	"context"
	"slices"
	"strings"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/scraper/extract"
	"github.com/marsad/marsad/sources"
	"github.com/marsad/marsad/store"
)

// zPairs is how many articles that tell of a paper's Z are looked at together.
const zPairs = 5

// zRule is what a desk's articles have shown of its Z. Its run owns it.
type zRule struct {
	pages, feeds           []lang.DatePair // the latest that tell, each article once
	localPages, localFeeds bool
}

// learnedZ is the name under which the rule is kept; its value names «pages», «feeds» or both.
const learnedZ = "z-is-local"

// noticeZ is what people are told.
const noticeZ = "the paper writes its local time as if it were Greenwich's (Z): its dates are read so;  dates: {z: utc}  in the configuration takes it back"

// watchZ compares what a page tells machines, and what the feed told, with the clock that the page shows. Once
// five articles agree that a Z is the paper's own time, its dates are read so from then on.
func (m *Monitor) watchZ(ctx context.Context, d *desk, read extract.Extracted, ref article.Ref) {
	if read.Clock == "" || d.src.Zone == nil {
		return
	}
	tell := func(list *[]lang.DatePair, machine string) bool {
		p := lang.DatePair{Machine: machine, Visible: read.Clock, Seen: m.now()}
		at := lang.DateContext{Zone: d.src.Zone}
		if !p.TellsOfZ(at) || slices.ContainsFunc(*list, func(o lang.DatePair) bool { return o.Machine == machine }) {
			return false
		}
		*list = append(*list, p)
		*list = (*list)[max(0, len(*list)-zPairs):]
		return lang.ZIsLocal(*list, at)
	}
	z := &d.z
	pages := !z.localPages && tell(&z.pages, read.Published.Raw)
	feeds := !z.localFeeds && tell(&z.feeds, ref.Published.Raw)
	if !pages && !feeds {
		return
	}
	z.localPages, z.localFeeds = z.localPages || pages, z.localFeeds || feeds
	m.log.Warn("the paper's Z is its local time; its dates are read so from now on", "source", d.src.ID, "pages", z.localPages, "feeds", z.localFeeds)
	m.observe(Event{Kind: "notice", Source: d.src.ID, Detail: noticeZ})
	if err := m.learn(ctx, d, learnedZ, z.value()); err != nil {
		m.log.Warn("what the paper means by its Z could not be stored; it is learned again after a restart", "source", d.src.ID, "error", err)
	}
	d.readerWithZ()
}

func (z zRule) value() string {
	var words []string
	if z.localPages {
		words = append(words, "pages")
	}
	if z.localFeeds {
		words = append(words, "feeds")
	}
	return strings.Join(words, " ")
}

// readerWithZ applies what was learned to the desk's reader.
func (d *desk) readerWithZ() {
	if d.reader != nil && (d.z.localPages || d.z.localFeeds) {
		d.reader = d.reader.WithLocalZ(d.z.localPages, d.z.localFeeds)
	}
}

// learn stores what a source has taught.
func (m *Monitor) learn(ctx context.Context, d *desk, name, value string) error {
	return m.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.Learn(ctx, d.src.ID, name, value, m.now())
	})
}

// recall takes up what a source taught before this term.
func (d *desk) recall(learned map[string]store.Learned) {
	d.z = zRule{localPages: strings.Contains(learned[learnedZ].Value, "pages"), localFeeds: strings.Contains(learned[learnedZ].Value, "feeds")}
	d.readerWithZ()
	d.moved = map[string]movedFeed{}
	for name, l := range learned {
		if url, ok := strings.CutPrefix(name, learnedFeed); ok {
			d.moved[url] = movedFeed{to: l.Value, at: l.At}
		}
	}
}

// notices are what people should know of a source that is read well; empty: nothing.
func (d *desk) notices() string {
	var out []string
	if d.fallbacks >= 3 {
		out = append(out, "its pages do not fit the selectors any more (a new design?); the general extractor reads them")
	}
	if d.src.Dates.Z == sources.ZLearned && (d.z.localPages || d.z.localFeeds) {
		out = append(out, noticeZ)
	}
	for url, f := range d.moved {
		out = append(out, url+" is a page and no feed; the feed that it names is read instead: "+f.to)
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}
