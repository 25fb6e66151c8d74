package monitor

import (
	"context"
	"fmt"
	"slices"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/store"
)

// wants tells whether a watch asks for an event: "new", "edit", "removed". Without a word on it, new.
func (mt *matching) wants(watch, event string) bool {
	on := mt.on[watch]
	return slices.Contains(on, event) || len(on) == 0 && event == "new"
}

// telling is one alert about an article, before it is queued.
type telling struct {
	kind, dedup string
	art         article.Article // as stored: ID, Version and FirstSeenAt set
	story       int64           // of art: the id of its first article; 0: not asked
	match       article.Match
	change      *notify.ChangeInfo
	removal     *notify.RemovalInfo
}

// alerts records what the watches found in a new article or version, and queues the alerts that are
// due. It returns the names of the watches that were alerted.
func (m *Monitor) alerts(ctx context.Context, tx *store.Tx, in intakeOf, saved store.Saved) ([]string, error) {
	a := in.Article
	a.ID, a.Version, a.FirstSeenAt = saved.ID, saved.Version, saved.First
	var out []string
	tell := func(match article.Match, found bool, t telling, silent string) error {
		t.art, t.match, t.story = a, match, saved.Story
		if silent == "" {
			told, err := m.tell(ctx, tx, t)
			if err != nil {
				return fmt.Errorf("alert for %s: %w", match.Watch, err)
			}
			switch {
			case told:
				out = append(out, match.Watch)
			case t.kind == notify.ArticleMatched && saved.Story != saved.ID:
				silent = silentStory
				if err := m.follow(ctx, tx, t); err != nil {
					return fmt.Errorf("alert for %s: %w", match.Watch, err)
				}
			default:
				silent = silentAlready
			}
		}
		if !found {
			return nil
		}
		return tx.AddMatch(ctx, saved.ID, saved.Version, match, silent)
	}
	if saved.New || saved.Filled || saved.Before.Body == "" { // a stub that was written
		for _, match := range in.matches {
			t, silent, err := m.firstAlert(ctx, tx, saved, match)
			if err != nil {
				return nil, err
			}
			if err := tell(match, true, t, silent); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return out, m.editAlerts(ctx, tx, a, saved, in.matches, tell)
}

// firstAlert decides on a watch that is found in an article that is new, or whose text is read for the
// first time after the feed's words.
func (m *Monitor) firstAlert(ctx context.Context, tx *store.Tx, saved store.Saved, match article.Match) (t telling, silent string, err error) {
	t = matchedOf(saved, match.Watch)
	before := false
	if !saved.New {
		if before, err = tx.MatchedBefore(ctx, saved.ID, saved.Version, match.Watch); err != nil {
			return t, "", err
		}
	}
	switch {
	case saved.Old && (saved.New || saved.Filled):
		silent = silentOld
	case before:
		silent = silentBefore
	case !m.matching.Load().wants(match.Watch, "new"):
		silent = silentNew
	}
	return t, silent, nil
}

// Why no alert is made of a match. Package web has the same in both languages.
const (
	silentOld      = "it stood there at the first reading of the source"
	silentBefore   = "the watch was found in an earlier version"
	silentNew      = "the watch does not ask for new articles"
	silentAlready  = "already alerted"
	silentStory    = "already alerted for this story"
	silentSentence = "the sentences with it did not change"
)

// matchedOf names the first alert of a watch: one for a story, whichever paper brings it.
func matchedOf(saved store.Saved, watch string) telling {
	return telling{kind: notify.ArticleMatched, dedup: fmt.Sprintf("%s:%d:%s", notify.ArticleMatched, saved.Story, watch)}
}

// editAlerts decides on the watches that are found in one of two versions, by the matcher over both.
func (m *Monitor) editAlerts(ctx context.Context, tx *store.Tx, a article.Article, saved store.Saved, now []article.Match, tell func(article.Match, bool, telling, string) error) error {
	e := m.editOf(a, saved.Before)
	for _, is := range now {
		was := matchOf(e.was, is.Watch)
		t, silent, err := m.editAlert(ctx, tx, e, a, saved, was, &is)
		if err != nil {
			return err
		}
		if err := tell(is, true, t, silent); err != nil {
			return err
		}
	}
	for _, was := range e.was {
		if matchOf(now, was.Watch) != nil {
			continue
		}
		t, silent, err := m.editAlert(ctx, tx, e, a, saved, &was, nil)
		if err != nil {
			return err
		}
		gone := was
		gone.Highlights = nil
		if err := tell(gone, false, t, silent); err != nil {
			return err
		}
	}
	return nil
}

func matchOf(list []article.Match, watch string) *article.Match {
	if i := slices.IndexFunc(list, func(m article.Match) bool { return m.Watch == watch }); i >= 0 {
		return &list[i]
	}
	return nil
}

// editAlert decides on one watch. Who does not ask for edits still hears once of an article into which
// the watch was written later.
func (m *Monitor) editAlert(ctx context.Context, tx *store.Tx, e edit, a article.Article, saved store.Saved, was, is *article.Match) (t telling, silent string, err error) {
	any := is
	if any == nil {
		any = was
	}
	mt := m.matching.Load()
	reasons := e.reasons(was, is, a)
	switch {
	case len(reasons) == 0:
		return t, silentSentence, nil
	case mt.wants(any.Watch, "edit"):
		change := notify.ChangeOf(reasons, e.before, a, e.diff)
		return telling{kind: notify.ArticleUpdated, change: change, dedup: fmt.Sprintf("%s:%d:%d:%s", notify.ArticleUpdated, saved.ID, saved.Version, any.Watch)}, "", nil
	case was != nil || is == nil:
		return t, silentBefore, nil
	}
	before, err := tx.MatchedBefore(ctx, saved.ID, saved.Version, is.Watch)
	switch {
	case err != nil:
		return t, "", err
	case before:
		silent = silentBefore
	case !mt.wants(is.Watch, "new"):
		silent = silentNew
	}
	return matchedOf(saved, is.Watch), silent, nil
}

// tellRestored tells those who heard that an article was taken down that it stands again.
func (m *Monitor) tellRestored(ctx context.Context, tx *store.Tx, in intakeOf, saved store.Saved) error {
	a := in.Article
	a.ID, a.Version, a.FirstSeenAt = saved.ID, saved.Version, saved.First
	for _, match := range in.matches {
		told, err := tx.ToldRemoved(ctx, saved.ID, match.Watch, notify.ArticleRemoved)
		if err != nil {
			return err
		}
		if told == "" {
			continue
		}
		if _, err := m.tell(ctx, tx, telling{kind: notify.ArticleUpdated, art: a, match: match, change: &notify.ChangeInfo{Reasons: []string{reasonRestored}},
			dedup: "restored:" + told}); err != nil {
			return err
		}
	}
	return nil
}

// tell queues an alert, the same body for every attempt and channel; false: there was one of that name.
func (m *Monitor) tell(ctx context.Context, tx *store.Tx, t telling) (bool, error) {
	id, err := tx.AddAlert(ctx, t.kind, t.match.Watch, t.art.ID, t.art.Version, t.dedup)
	if err != nil || id == 0 {
		return false, err
	}
	mt := m.matching.Load()
	src := mt.sources[t.art.Source]
	link := ""
	if m.pageURL != "" {
		link = fmt.Sprintf("%s/articles/%d", m.pageURL, t.art.ID)
	}
	alert := notify.Matched(t.kind, t.art, src.Name, src.Zone, t.match, link, m.now())
	alert.Data.Change, alert.Data.Removal = t.change, t.removal
	if alert.Data.Story, err = m.storyInfo(ctx, tx, t.art.ID, mt); err != nil {
		return false, err
	}
	body, err := alert.Encode()
	if err != nil {
		return false, err
	}
	return true, m.outbox.Queue(ctx, tx, id, t.kind, body, mt.to[t.match.Watch])
}
