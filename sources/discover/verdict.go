package discover

import (
	"fmt"
	"slices"
)

// Level is how far a part can be trusted.
type Level string

// The levels.
const (
	OK      Level = "ok"
	Unsure  Level = "unsure"
	Missing Level = "missing"
)

// Verdict is what is thought of one part of a proposal or of an article, and why.
type Verdict struct {
	Part  string `json:"part"`
	Level Level  `json:"level"`
	Why   string `json:"why"`
}

// needed are the parts without which no alert can be right.
func (v Verdict) needed() bool {
	return slices.Contains([]string{"reading", "title", "text"}, v.Part)
}

// judge puts together what was seen of each part.
func (s *search) judge(f *Finding) {
	f.Verdicts = append([]Verdict{
		s.readingVerdict(f), s.addressVerdict(f), s.identityVerdict(f),
		across(f, "title", 0.8), across(f, "text", 0.8), across(f, "date", 0.8), s.zoneVerdict(f), across(f, "byline", 0.5),
	}, f.Verdicts...)
}

func (s *search) readingVerdict(f *Finding) Verdict {
	v := Verdict{Part: "reading", Level: OK}
	feeds, lists := 0, 0
	for _, x := range f.Feeds {
		if x.Chosen {
			feeds++
			v.Why = fmt.Sprintf("the %s is alive and has %d items", x.Kind, x.Items)
			if x.Newest.IsZero() {
				v.Level = Unsure
				v.Why += ", none with a date"
			}
			if x.Of > 0 {
				v.Why += fmt.Sprintf("; it holds %d of the %d articles that the listing shows", x.Covers, x.Of)
			}
		}
	}
	for _, l := range f.Listings {
		if l.Chosen {
			lists++
		}
	}
	switch {
	case !f.Source.Pages:
		v.Level, v.Why = Unsure, "the articles' pages cannot be read, so the feed's own texts are the articles"
	case feeds == 0 && lists > 0:
		v.Why = "no feed is alive; the listing is read, and what is on it for less than one run is missed"
		v.Level = Unsure
		for _, l := range f.Listings {
			if l.Chosen && (l.Next != "" || l.Articles >= 10) {
				v.Level, v.Why = OK, fmt.Sprintf("no feed is alive; the listing shows %d articles and is read in its place", l.Articles)
			}
		}
	case feeds > 0 && lists > 0:
		v.Why += "; the listing is read too"
	case feeds == 0 && f.Source.Preset == "":
		v.Level, v.Why = Missing, "neither a feed nor a listing"
	case feeds == 0:
		v.Why = "as the preset " + f.Source.Preset + " says"
	}
	return v
}

func (s *search) addressVerdict(f *Finding) Verdict {
	v := Verdict{Part: "addresses", Level: OK}
	n := 0
	for _, form := range f.Forms {
		n += form.Links
	}
	switch {
	case len(f.Forms) == 0:
		v.Level, v.Why = Unsure, "no common form was found: every address is taken for an article's"
	case n < 5:
		v.Level, v.Why = Unsure, fmt.Sprintf("the form rests on %d articles", n)
	default:
		v.Why = fmt.Sprintf("%d of the articles seen have it, as %s", n, f.Forms[0].Example)
	}
	if f.Source.Preset != "" {
		v.Why += "; the preset " + f.Source.Preset + " reads them"
	}
	return v
}

func (s *search) identityVerdict(f *Finding) Verdict {
	v := Verdict{Part: "identity", Level: OK, Why: "the whole address names an article"}
	if len(f.Forms) == 0 {
		return v
	}
	v.Why = f.Forms[0].Why
	numbered := 0
	for _, form := range f.Forms {
		if form.Number != "" {
			numbered++
		}
	}
	if numbered > 0 && numbered < len(f.Forms) {
		v.Level, v.Why = Unsure, v.Why+"; some forms of address have no number"
	}
	return v
}

// across sums up one part of all articles that were read: ok from the given share on.
func across(f *Finding, part string, share float64) Verdict {
	v := Verdict{Part: part}
	n, good, some := 0, 0, 0
	why := ""
	for _, r := range f.Articles {
		for _, p := range r.Parts {
			if p.Part != part {
				continue
			}
			n++
			switch p.Level {
			case OK:
				good++
			case Unsure:
				some++
				why = firstOf(why, p.Why)
			default:
				why = firstOf(why, p.Why)
			}
		}
	}
	v.Why = fmt.Sprintf("in %d of %d articles", good, n)
	if unread := len(f.Articles) - n; unread > 0 {
		v.Why += fmt.Sprintf("; %d pages could not be read", unread)
	}
	if why != "" {
		v.Why += "; else: " + why
	}
	switch {
	case n > 0 && float64(good) >= share*float64(n) && n*2 > len(f.Articles):
		v.Level = OK
	case good+some > 0:
		v.Level = Unsure
	default:
		v.Level = Missing
	}
	return v
}
