package monitor

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
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
	via     string // the feed's or listing's address
	again   bool   // its page was read before
}

var (
	// When a page is asked for again after the first, second, … time in vain.
	askAgain = []time.Duration{10 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute, time.Hour, 6 * time.Hour, 24 * time.Hour}
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
		it := item{ref: ref, via: f.URL}
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

// knownAs returns what an item was seen as: by what a person decided, then by its key or address; a
// guid proves the same article only while no address speaks against it, for papers repeat guids. An
// address that another article's page merely claims is not known yet: somebody has to look there.
func (it item) knownAs(seen map[string]store.SeenItem) (store.SeenItem, bool) {
	var found *store.SeenItem
	for _, n := range append([]string{it.key}, it.aliases...) {
		s, ok := seen[n]
		switch {
		case !ok || s.Weak || n[0] == 'g' && it.url != "":
		case s.ByHand:
			return s, true
		case found == nil:
			found = &s
		}
	}
	if found == nil {
		return store.SeenItem{}, false
	}
	return *found, true
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
		in := m.intakeFor(d, reading{Article: art}, it)
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
		it.again = ok
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
			if err := tx.Remember(ctx, d.src.ID, it.mark, known.ArticleID, it.ref.ItemHash, it.via); err != nil {
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
	r, ferr := m.read(ctx, d, it, fetch.Request{}, ask)
	if ferr != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	var in store.Intake
	if ferr == nil {
		in = m.intakeFor(d, r, it)
		in.OwedAt = m.lookAgainAt(d, r.Link, 0)
	} else {
		ref, err := m.fromRef(d, it)
		if err != nil {
			return ferr
		}
		ref.Partial = true
		in = m.intakeFor(d, reading{Article: ref}, it)
		in.OwedAt, in.Tries = m.now().Add(askAgain[0]), 1
	}
	in.Old = h.old(in.Article)
	if err := m.commit(ctx, d, in); err != nil {
		return err
	}
	d.owe(in.OwedAt)
	return ferr
}

// intakeFor completes an article's identity and prepares all that needs no transaction.
func (m *Monitor) intakeFor(d *desk, r reading, it item) store.Intake {
	art := r.Article
	art.Source, art.SourceName = d.src.ID, d.src.Name
	why := map[string]string{}
	if it.key != "" {
		// What the feed called it and what the page calls itself are one article: the page's own
		// key leads, the feed's address is an alias.
		for _, n := range append([]string{it.key}, it.aliases...) {
			if r.redirected && n[0] != 'g' && n != art.Key && !slices.Contains(art.Aliases, n) {
				why[n] = article.WhyRedirect
			}
			art.Aliases = append(art.Aliases, n)
		}
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
	return store.Intake{Article: art, ItemMark: it.mark, ItemHash: it.ref.ItemHash, FoldedTitle: watch.Indexed(art.Title), FoldedBody: watch.Indexed(art.Body), Packed: store.Pack(art.Page),
		Why: why, Via: it.via, Claims: r.claims, Lie: r.lie, ETag: r.etag, LastModified: r.modified, Compare: compare}
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
	if x.Article.Kind == article.Text {
		m.lexicon.observe(&x.Article)
	}
	m.report(d, events)
	return nil
}

// report tells what was committed.
func (m *Monitor) report(d *desk, events []Event) {
	for _, e := range events {
		m.Metrics.event(e.Kind)
		m.observe(e)
		if e.Kind == "new" {
			m.mu.Lock()
			d.state.LastNewAt = m.now()
			m.mu.Unlock()
		}
	}
}

// save is the body of the transaction.
func (m *Monitor) save(ctx context.Context, tx *store.Tx, in intakeOf) ([]Event, error) {
	saved, err := tx.SaveArticle(ctx, in.Intake)
	if err != nil {
		return nil, err
	}
	ev := Event{Kind: "same", Source: in.Article.Source, URL: in.Article.Link, Title: in.Article.Title}
	events := []Event{ev}
	if saved.Restored {
		events[0].Kind = "restored"
		if err := m.tellRestored(ctx, tx, in, saved); err != nil {
			return nil, err
		}
	}
	switch {
	case saved.Refreshed:
		return events, tx.MoveHighlights(ctx, saved.ID, saved.Version, in.matches)
	case !saved.New && !saved.Changed:
		return events, nil
	case saved.New:
		events[0].Kind = "new"
	case saved.Filled:
		events[0].Kind = "filled"
	default:
		events[0].Kind = "version"
	}
	if saved.Story, err = m.place(ctx, tx, in, saved); err != nil {
		return nil, fmt.Errorf("find the story of %s: %w", ev.URL, err)
	}
	if saved.Story != saved.ID {
		events = append(events, Event{Kind: "joined", Source: ev.Source, URL: ev.URL, Title: ev.Title})
	}
	alerted, err := m.alerts(ctx, tx, in, saved)
	for _, name := range alerted {
		events = append(events, Event{Kind: "alert", Source: ev.Source, URL: ev.URL, Title: ev.Title, Detail: name})
	}
	return events, err
}
