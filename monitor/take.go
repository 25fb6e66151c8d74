package monitor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/scraper/extract"
	"github.com/marsad/marsad/scraper/fetch"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// item is a ref with its identity and what is known of it.
type item struct {
	ref     article.Ref
	key     string
	url     string // canonical
	aliases []string
	mark    string // the name under which this feed's item is remembered
}

var (
	// When a page is asked for again after the first, second, … time in vain.
	askAgain = []time.Duration{10 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour}
	// When a young article is looked at again: papers correct without a word.
	lookAgain = []time.Duration{10 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour}
)

// intake takes what is new or changed among the refs of one feed or listing. Until the feed was
// read whole once, what stands there is no news: it is stored without being fetched, its pages
// are owed, and all of it is one transaction with the feed's baseline.
func (m *Monitor) intake(ctx context.Context, d *desk, f *store.FeedState, refs []article.Ref, whole bool) error {
	items := d.identify(f, refs)
	names := make([]string, 0, 4*len(items))
	for _, it := range items {
		names = append(append(names, it.key, it.mark), it.aliases...)
	}
	seen, err := m.store.Seen(ctx, d.src.ID, names)
	if err != nil {
		return err
	}
	if f.BaselineAt.IsZero() && !d.src.Backfill {
		return m.baseline(ctx, d, f, items, seen, whole)
	}
	if f.BaselineAt.IsZero() && whole {
		f.BaselineAt = m.now()
		d.feedsD[f.URL] = true
	}
	return m.takeNew(ctx, d, f, items, seen)
}

// identify gives each ref its key and names. An item without an address is known by its guid, one
// without either by its words; an address that is none is left out. The oldest comes first, as the
// paper published them.
func (d *desk) identify(f *store.FeedState, refs []article.Ref) []item {
	var items []item
	feed := hashBytes([]byte(f.URL))[:8]
	for _, ref := range slices.Backward(refs) {
		it := item{ref: ref}
		key, url, aliases, err := d.reader.Identify(ref.URL)
		switch {
		case err == nil:
			it.key, it.url, it.aliases = key, url, aliases
		case ref.URL == "" && ref.GUID != "":
			it.key = article.AliasGUID(ref.GUID)
		case ref.URL == "" && ref.Title+ref.Summary != "":
			it.key = article.AliasGUID("item:" + ref.ItemHash)
		default:
			continue
		}
		if ref.GUID != "" && ref.GUID != ref.URL {
			it.aliases = append(slices.Clone(it.aliases), article.AliasGUID(ref.GUID))
		}
		it.mark = "i:" + feed + ":" + it.key
		items = append(items, it)
	}
	return items
}

// knownAs returns what an item was seen as: by its key or address first; a guid proves the same
// article only while no address speaks against it, for papers repeat guids.
func (it item) knownAs(seen map[string]store.SeenItem) (store.SeenItem, bool) {
	if s, ok := seen[it.key]; ok {
		return s, true
	}
	for _, a := range it.aliases {
		if s, ok := seen[a]; ok && (a[0] != 'g' || it.url == "") {
			return s, true
		}
	}
	return store.SeenItem{}, false
}

// baseline stores what stands in a feed at its first reading.
func (m *Monitor) baseline(ctx context.Context, d *desk, f *store.FeedState, items []item, seen map[string]store.SeenItem, whole bool) error {
	now := m.now()
	m.seeNewest(d, f, items)
	next := *f
	if whole {
		next.BaselineAt = now
	}
	var ins []intakeOf
	for i, it := range items {
		if _, known := it.knownAs(seen); known {
			continue
		}
		art, err := m.fromRef(d, it)
		if err != nil {
			continue
		}
		in := m.intakeFor(d, art, it)
		in.Old = true
		if art.Partial {
			in.OwedAt = now.Add(time.Duration(len(items)-i) * time.Millisecond) // the newest first
		}
		ins = append(ins, m.study(ctx, in))
	}
	err := m.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, in := range ins {
			if _, err := m.save(ctx, tx, in); err != nil {
				return err
			}
		}
		return tx.SaveFeed(ctx, next)
	})
	if err != nil {
		return err
	}
	*f = next
	if len(ins) > 0 {
		d.owe(now)
	}
	m.log.Info("first reading: what stood there is stored and not alerted", "source", d.src.ID, "url", f.URL, "articles", len(ins), "whole", whole)
	return nil
}

// owe brings the desk's next look at owed pages forward.
func (d *desk) owe(at time.Time) {
	if at.IsZero() {
		return
	}
	if d.owedAt.IsZero() || at.Before(d.owedAt) {
		d.owedAt = at
	}
}

// takeNew takes the items that are new, or whose words in the feed changed.
func (m *Monitor) takeNew(ctx context.Context, d *desk, f *store.FeedState, items []item, seen map[string]store.SeenItem) error {
	var notes []item // known articles that this feed shows for the first time
	var blocked error
	failed := 0
	h := m.horizon(d, f, items, seen)
	defer func() { m.tellFlood(ctx, d, h) }()
	for _, it := range items {
		_, ok := it.knownAs(seen)
		mark, marked := seen[it.mark]
		switch {
		case ok && marked && mark.ItemHash == it.ref.ItemHash:
			continue
		case ok && !marked:
			notes = append(notes, it)
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		err := m.take(ctx, d, it, h, failed < giveUpInARow)
		if storeTrouble(err) {
			return err
		}
		if err != nil {
			failed++
			m.log.Warn("article's page could not be read", "source", d.src.ID, "url", it.ref.URL, "error", err)
		}
		if b := (*fetch.BlockedError)(nil); errors.As(err, &b) {
			blocked, failed = err, giveUpInARow
		}
	}
	if err := m.remember(ctx, d, notes, seen); err != nil {
		return err
	}
	return blocked
}

// remember files items of known articles, so that a change of their words shows.
func (m *Monitor) remember(ctx context.Context, d *desk, notes []item, seen map[string]store.SeenItem) error {
	if len(notes) == 0 {
		return nil
	}
	return m.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
		for _, it := range notes {
			known, _ := it.knownAs(seen)
			if err := tx.Remember(ctx, d.src.ID, it.mark, known.ArticleID, it.ref.ItemHash); err != nil {
				return err
			}
		}
		return nil
	})
}

// take carries one article from its address to its queued alerts; before the commit nothing has
// happened. When the page cannot be had, the feed's words are stored and the page is owed: an
// alert must not wait for a server that hangs. The returned error is the page's.
func (m *Monitor) take(ctx context.Context, d *desk, it item, h *horizon, ask bool) error {
	art, ferr := m.read(ctx, d, it, ask)
	if ferr != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	var in store.Intake
	if ferr == nil {
		in = m.intakeFor(d, art, it)
		in.OwedAt = m.lookAgainAt(art, 0)
	} else {
		ref, err := m.fromRef(d, it)
		if err != nil {
			return ferr
		}
		ref.Partial = true
		in = m.intakeFor(d, ref, it)
		in.OwedAt, in.Tries = m.now().Add(askAgain[0]), 1
	}
	in.Old = h.old(in.Article)
	if err := m.commit(ctx, d, in); err != nil {
		return err
	}
	d.owe(in.OwedAt)
	return ferr
}

// takeOwed asks for an owed page.
func (m *Monitor) takeOwed(ctx context.Context, d *desk, o store.Owed) error {
	art, ferr := m.read(ctx, d, item{ref: article.Ref{URL: o.Link}}, true)
	if ferr != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		var at time.Time // the last time in vain: the feed's words stay
		if o.Tries < len(askAgain) {
			at = m.now().Add(askAgain[o.Tries])
		}
		err := m.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.Owe(ctx, o.ID, at, o.Tries+1) })
		return errors.Join(ferr, err)
	}
	in := m.intakeFor(d, art, item{})
	in.ID = o.ID
	in.Old = o.Old
	in.Tries = o.Tries
	if o.Whole {
		in.Tries++
	} else {
		in.Tries = 0
	}
	if !o.Old {
		in.OwedAt = m.lookAgainAt(art, in.Tries)
	}
	return m.commit(ctx, d, in)
}

// lookAgainAt is when a young article is looked at again; zero: no more.
func (m *Monitor) lookAgainAt(a article.Article, looks int) time.Time {
	if looks >= len(lookAgain) || a.Link == "" {
		return time.Time{}
	}
	return m.now().Add(lookAgain[looks])
}

// read fetches and reads an article's page, or takes the feed's own text where the source is set
// to that.
func (m *Monitor) read(ctx context.Context, d *desk, it item, ask bool) (article.Article, error) {
	if it.ref.URL == "" || !d.src.Pages && it.key != "" {
		return m.fromRef(d, it)
	}
	if !ask {
		return article.Article{}, errors.New("not asked for now: the paper's pages fail one after another")
	}
	art, err := m.readPage(ctx, d, it, it.ref.URL)
	var moved *extract.NotArticleError
	if errors.As(err, &moved) && moved.Location != "" { // a page that only sends the reader on
		return m.readPage(ctx, d, it, moved.Location)
	}
	return art, err
}

func (m *Monitor) readPage(ctx context.Context, d *desk, it item, url string) (article.Article, error) {
	began := time.Now()
	page, err := m.pages.Get(ctx, d.request(url))
	m.Metrics.fetched("page", time.Since(began), err)
	if err != nil {
		return article.Article{}, err
	}
	return m.extract(ctx, d, it, page)
}

// extract reads a page, at most as many at a time as there are processors.
func (m *Monitor) extract(ctx context.Context, d *desk, it item, page *fetch.Page) (article.Article, error) {
	select {
	case m.cpu <- struct{}{}:
		defer func() { <-m.cpu }()
	case <-ctx.Done():
		return article.Article{}, ctx.Err()
	}
	began := time.Now()
	read, err := extract.Article(d.reader, extract.Page{URL: page.URL, Text: page.Text, Body: page.Body, ContentType: page.ContentType, FetchedAt: page.FetchedAt})
	m.Metrics.extracted(time.Since(began))
	if err != nil {
		return article.Article{}, fmt.Errorf("%s: %w", page.URL, err)
	}
	art := read.Article
	if read.Fallback {
		d.fallbacks++
	} else {
		d.fallbacks = 0
	}
	art.Link = page.URL
	art.Page = &article.Page{URL: page.URL, FetchedAt: page.FetchedAt, Body: page.Body, Gzip: page.Gzip}
	if art.Published.IsZero() && !it.ref.Published.IsZero() {
		art.Published = it.ref.Published
	}
	return art, nil
}

func (m *Monitor) fromRef(d *desk, it item) (article.Article, error) {
	art, err := extract.FromRef(d.reader, it.ref)
	if err != nil {
		return art, err
	}
	if art.Link == "" {
		art.Link = it.ref.URL
	}
	return art, nil
}

// intakeFor completes an article's identity and prepares all that needs no transaction.
func (m *Monitor) intakeFor(d *desk, art article.Article, it item) store.Intake {
	art.Source, art.SourceName = d.src.ID, d.src.Name
	if it.key != "" {
		// What the feed called it and what the page calls itself are one article: the page's own
		// key leads, the feed's address is an alias.
		art.Aliases = append(append(art.Aliases, it.key), it.aliases...)
		if art.Key == "" {
			art.Key = it.key
		}
		if art.URL == "" {
			art.URL = it.url
		}
	}
	if art.Kind == "" {
		art.Kind = article.Text
	}
	if art.Language == "" {
		art.Language = d.src.Language
	}
	art.FirstSeenAt = m.now()
	title, body := lang.Fold(art.Title), lang.Fold(art.Body)
	art.Hash = article.HashText(title, body)
	return store.Intake{Article: art, ItemMark: it.mark, ItemHash: it.ref.ItemHash, FoldedTitle: watch.Indexed(art.Title), FoldedBody: watch.Indexed(art.Body), Packed: store.Pack(art.Page)}
}

// intakeOf is an intake with its matches, and what it was compared with.
type intakeOf struct {
	store.Intake
	matches  []article.Match
	compared *compared // nil: it can be no copy
}

// study does what needs no transaction.
func (m *Monitor) study(ctx context.Context, in store.Intake) intakeOf {
	return intakeOf{in, m.match(in.Article), m.compare(ctx, in)}
}

// match finds the watches in an article. Stubs and printed issues have no text of their own.
func (m *Monitor) match(art article.Article) []article.Match {
	mt := m.matching.Load()
	if mt == nil || art.Kind != article.Text {
		return nil
	}
	began := time.Now()
	out := mt.index.Match(art)
	m.Metrics.matched(time.Since(began))
	return out
}

// commit stores an article with its matches and queued alerts: all of it or nothing.
func (m *Monitor) commit(ctx context.Context, d *desk, in store.Intake) error {
	x := m.study(ctx, in)
	var events []Event
	err := m.store.Write(ctx, func(ctx context.Context, tx *store.Tx) (err error) {
		events, err = m.save(ctx, tx, x)
		return err
	})
	if err != nil {
		return err
	}
	for _, e := range events {
		m.Metrics.event(e.Kind)
		m.observe(e)
		if e.Kind == "new" {
			m.mu.Lock()
			d.state.LastNewAt = m.now()
			m.mu.Unlock()
		}
	}
	return nil
}

// save is the body of the transaction.
func (m *Monitor) save(ctx context.Context, tx *store.Tx, in intakeOf) ([]Event, error) {
	saved, err := tx.SaveArticle(ctx, in.Intake)
	if err != nil {
		return nil, err
	}
	ev := Event{Kind: "same", Source: in.Article.Source, URL: in.Article.Link, Title: in.Article.Title}
	if !saved.New && !saved.Changed {
		return []Event{ev}, nil
	}
	switch {
	case saved.New:
		ev.Kind = "new"
	case saved.Filled:
		ev.Kind = "filled"
	default:
		ev.Kind = "version"
	}
	if saved.Story, err = m.place(ctx, tx, in, saved); err != nil {
		return nil, fmt.Errorf("find the story of %s: %w", ev.URL, err)
	}
	events := []Event{ev}
	if saved.Story != saved.ID {
		events = append(events, Event{Kind: "joined", Source: ev.Source, URL: ev.URL, Title: ev.Title})
	}
	for _, match := range in.matches {
		alerted, err := m.alert(ctx, tx, in, saved, match)
		if err != nil {
			return nil, fmt.Errorf("alert for %s: %w", match.Watch, err)
		}
		if alerted {
			events = append(events, Event{Kind: "alert", Source: ev.Source, URL: ev.URL, Title: ev.Title, Detail: match.Watch})
		}
	}
	return events, nil
}

// alert records a match and, unless there is a reason to be silent, queues its alert.
func (m *Monitor) alert(ctx context.Context, tx *store.Tx, in intakeOf, saved store.Saved, match article.Match) (bool, error) {
	before := false
	if !saved.New {
		var err error
		if before, err = tx.MatchedBefore(ctx, saved.ID, saved.Version, match.Watch); err != nil {
			return false, err
		}
	}
	mt := m.matching.Load()
	kind, silent := notify.ArticleMatched, ""
	dedup := fmt.Sprintf("%s:%d:%s", kind, saved.Story, match.Watch) // one for a story, whichever paper brings it
	switch {
	case saved.Old && (saved.New || saved.Filled):
		silent = "it stood there at the first reading of the source"
	case before && slices.Contains(mt.on[match.Watch], "edit") && !saved.Filled:
		kind = notify.ArticleUpdated
		dedup = fmt.Sprintf("%s:%d:%d:%s", kind, saved.ID, saved.Version, match.Watch)
	case before:
		silent = "the watch was found in an earlier version"
	}
	if silent == "" {
		id, err := tx.AddAlert(ctx, kind, match.Watch, saved.ID, saved.Version, dedup)
		if err != nil {
			return false, err
		}
		if id == 0 && saved.Story != saved.ID {
			silent = "already alerted for this story"
			if err := m.tellStory(ctx, tx, in, saved, match); err != nil {
				return false, err
			}
		} else if id == 0 {
			silent = "already alerted"
		} else if err := m.queue(ctx, tx, id, kind, in.Article, saved, match, mt); err != nil {
			return false, err
		}
	}
	return silent == "", tx.AddMatch(ctx, saved.ID, saved.Version, match, silent)
}

// queue writes the alert's body, the same for every attempt and channel.
func (m *Monitor) queue(ctx context.Context, tx *store.Tx, alertID int64, kind string, a article.Article, saved store.Saved, match article.Match, mt *matching) error {
	src := mt.sources[a.Source]
	a.ID, a.Version, a.FirstSeenAt = saved.ID, saved.Version, saved.First
	link := ""
	if m.pageURL != "" {
		link = fmt.Sprintf("%s/articles/%d", m.pageURL, saved.ID)
	}
	alert := notify.Matched(kind, a, src.Name, src.Zone, match, link, m.now())
	var err error
	if alert.Data.Story, err = m.storyInfo(ctx, tx, saved, mt); err != nil {
		return err
	}
	body, err := alert.Encode()
	if err != nil {
		return err
	}
	return m.outbox.Queue(ctx, tx, alertID, kind, body, mt.to[match.Watch])
}
