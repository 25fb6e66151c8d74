package web

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/store"
)

const (
	versionsShown = 30 // compared on one page, the newest
	seenShown     = 100
)

// articleView is one article with its history and what came of it.
type articleView struct {
	store.Stored
	SourceName string
	Shown      article.Version // the version whose text is shown
	Current    bool            // it is the newest

	HeadMarked, SectionMarked, BylineMarked []article.Segment
	Text                                    [][]article.Segment // paragraphs

	Versions   []versionView // newest first
	Earlier    int           // versions too old to be compared here
	Seen       []sighting
	MoreSeen   int
	Matches    []matchView
	Deliveries []store.Delivery
	Story      storyView
}

type versionView struct {
	article.Version
	Shown       bool
	Title, Body []change // against the version before; nil for the first
}

// sighting is one name under which an article was seen.
type sighting struct {
	Kind string // "number", "address", "guid", "feed"
	Name string
	store.Sighting
}

type matchView struct {
	store.StoredMatch
	Why string // key of the catalogue for the reason of silence; empty: Silent as it stands
}

func (s *server) article(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return errNoPage
	}
	v, err := s.articleView(r.Context(), id, r.URL.Query().Get("version"))
	if err != nil {
		return err
	}
	title := v.Shown.Title
	if title == "" {
		title = languageOf(r).say("article.untitled")
	}
	return s.render(w, r, http.StatusOK, "article", title, v)
}

func (s *server) articleView(ctx context.Context, id int64, version string) (*articleView, error) {
	a, err := s.store.Article(ctx, id)
	if err != nil {
		return nil, err
	}
	v := &articleView{Stored: a, SourceName: s.sourceName(a.Source)}
	versions, err := s.store.Versions(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := v.choose(versions, version); err != nil {
		return nil, err
	}
	v.compare(versions)
	matches, err := s.store.Matches(ctx, id)
	if err != nil {
		return nil, err
	}
	v.mark(matches)
	seen, err := s.store.Sightings(ctx, id)
	if err != nil {
		return nil, err
	}
	v.see(seen)
	if v.Story, err = s.storyView(ctx, id); err != nil {
		return nil, err
	}
	v.Deliveries, err = s.store.Deliveries(ctx, store.DeliveryFilter{ArticleID: id, Limit: deliveriesMost})
	return v, err
}

// choose takes the version that is asked for, or the newest.
func (v *articleView) choose(versions []article.Version, asked string) error {
	v.Shown = article.Version{N: v.Version, Title: v.Stored.Title, Body: v.Stored.Body, SeenAt: v.UpdatedAt}
	if asked != "" {
		n, err := strconv.Atoi(asked)
		if err != nil {
			return errInput
		}
		i := slices.IndexFunc(versions, func(x article.Version) bool { return x.N == n })
		if i < 0 {
			return errNoPage
		}
		v.Shown = versions[i]
	}
	v.Current = v.Shown.N == v.Version
	return nil
}

// compare sets each version against the one before.
func (v *articleView) compare(versions []article.Version) {
	first := max(0, len(versions)-versionsShown)
	v.Earlier = first
	for i, ver := range versions[first:] {
		view := versionView{Version: ver, Shown: ver.N == v.Shown.N}
		if i += first; i > 0 {
			before := versions[i-1]
			view.Title = diffText(before.Title, ver.Title)
			view.Body = shortened(diffText(before.Body, ver.Body))
		}
		v.Versions = append(v.Versions, view)
	}
	slices.Reverse(v.Versions)
}

// mark marks the hits in the version that is shown. Section and byline are kept for the newest
// version alone, and with them their hits.
func (v *articleView) mark(matches []store.StoredMatch) {
	hs := highlightsOf(matches, v.Shown.N)
	v.HeadMarked = marked(v.Shown.Title, "title", hs)
	v.Text = paragraphs(marked(v.Shown.Body, "body", hs))
	if !v.Current {
		hs = nil
	}
	v.SectionMarked = marked(v.Section, "section", hs)
	v.BylineMarked = marked(v.Byline, "byline", hs)
	for _, m := range matches {
		v.Matches = append(v.Matches, matchView{m, silences[m.Silent]})
	}
	slices.Reverse(v.Matches)
}

// silences has words in both languages for the reasons that package monitor writes down.
var silences = map[string]string{
	"it stood there at the first reading of the source": "silent.first",
	"found when the archive was matched again":          "silent.rematch",
	"the watch was found in an earlier version":         "silent.before",
	"already alerted for this story":                    "silent.story",
	"already alerted":                                   "silent.already",
	"the watch does not ask for new articles":           "silent.new",
	"the sentences with it did not change":              "silent.sentence",
}

// see lists the names that mean something to people, then the feeds and listings, each once: content
// hashes do not.
func (v *articleView) see(seen []store.Sighting) {
	kinds := []struct{ prefix, kind string }{{article.AliasNumber(""), "number"}, {article.AliasURL(""), "address"}, {article.AliasGUID(""), "guid"}}
	var feeds []sighting
	for _, g := range seen {
		if g.Via != "" {
			if !slices.ContainsFunc(feeds, func(f sighting) bool { return f.Name == g.Via }) {
				feeds = append(feeds, sighting{"feed", g.Via, g})
			}
			continue
		}
		for _, k := range kinds {
			if name, ok := strings.CutPrefix(g.Alias, k.prefix); ok {
				if k.kind == "number" && g.Why == article.WhyNumber {
					g.Why = "own"
				}
				v.Seen = append(v.Seen, sighting{k.kind, name, g})
			}
		}
	}
	v.Seen = append(v.Seen, feeds...)
	if v.MoreSeen = len(v.Seen) - seenShown; v.MoreSeen > 0 {
		v.Seen = v.Seen[:seenShown]
	}
	v.MoreSeen = max(v.MoreSeen, 0)
}
