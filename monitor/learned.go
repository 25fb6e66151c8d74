package monitor

import (
	"cmp"
	"encoding/json"
	"time"

	"github.com/marsad/marsad/scraper/extract"
)

// learnedProfile is what was learned of a source's pages, as the store keeps it; empty: nothing in use.
type learnedProfile struct{ source, text string }

// meet makes the desk's site with what the store kept of it. A profile that cannot be read is no fault: it is
// learned again.
func (d *desk) meet(kept string) error {
	var p *extract.Profile
	var fault error
	if kept != "" {
		p = new(extract.Profile)
		fault = json.Unmarshal([]byte(kept), p)
	}
	site, err := extract.NewSite(p)
	if fault != nil || err != nil {
		site, _ = extract.NewSite(nil) // never fails
		fault = cmp.Or(fault, err)
	}
	d.site = site
	return fault
}

// readArticle reads a page with what was learned of its site. An article that was read before the site's profile
// was in use is read again as it was then: the profile leaves out what repeats on every page, and that
// would be taken for an edit.
func (d *desk) readArticle(page extract.Page, again bool, now time.Time) (extract.Extracted, error) {
	if again && now.Sub(d.site.Since()) < looksLast() {
		return extract.Article(d.reader, page)
	}
	return d.site.Article(d.reader, page)
}

// looksLast is how long after an article's first reading its page is looked at again.
func looksLast() time.Duration {
	var all time.Duration
	for _, l := range lookAgain {
		all += l
	}
	return all
}

// learned is the profile to write behind; ok is false where nothing changed.
func (d *desk) learned() (p learnedProfile, ok bool) {
	profile, changed := d.site.Profile()
	if !changed {
		return p, false
	}
	p.source = d.src.ID
	if profile != nil {
		if text, err := json.Marshal(profile); err == nil {
			p.text = string(text)
		}
	}
	return p, true
}
