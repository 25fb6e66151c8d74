package monitor

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/notify"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/story"
)

// storyWindow bounds the articles among which copies are looked for: about 62 MB when it is full.
const storyWindow = 100_000

// stories finds the articles that are one story. What is in the store decides; the index only
// names whom to compare with, so one name too many does no harm.
type stories struct {
	mu    sync.Mutex
	index *story.Index
	added int // articles in this process
}

// dropEvery is how many articles go by before sketches from before the window are dropped.
const dropEvery = 1000

// fillStories reads the sketches of the last days, at the start of a term.
func (m *Monitor) fillStories(ctx context.Context) error {
	since := m.now().Add(-story.Window)
	index := story.NewIndex(storyWindow)
	err := m.store.Sketches(ctx, since, storyWindow, func(s store.Sketch) {
		index.Add(s.Article, story.Sketch{SeenAt: s.SeenAt, Words: s.Words, Samples: s.Samples})
	})
	if err != nil {
		return fmt.Errorf("read the stories of the last days: %w", err)
	}
	m.stories.mu.Lock()
	m.stories.index = index
	m.stories.mu.Unlock()
	return m.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.DropSketches(ctx, since) })
}

// compared is an article on its way into a story: its reading and what it was compared with.
type compared struct {
	*story.Reading
	verdicts map[int64]story.Verdict
}

// compare judges an article against those that it may be a copy of, ahead of its transaction.
// Nil: one that can be no copy. What stood there at the first reading is compared when its page is
// read: an archive of thousands is no reason to keep the news waiting.
func (m *Monitor) compare(ctx context.Context, in store.Intake) *compared {
	a := in.Article
	if a.Kind != article.Text || in.Old && a.Partial {
		return nil
	}
	c := &compared{story.Read(story.Text{Body: a.Body, SeenAt: a.FirstSeenAt}), map[int64]story.Verdict{}}
	if c.Words() < story.MinWords {
		return nil
	}
	copies, err := m.store.Copies(ctx, m.stories.candidates(c.Sketch()))
	if err != nil {
		return c // the transaction will find out what is wrong with the database
	}
	for id, with := range copies {
		c.judge(id, with)
	}
	return c
}

func (c *compared) judge(id int64, with store.Copy) {
	c.verdicts[id] = story.Judge(c.Reading, story.Read(story.Text{Body: with.Body, SeenAt: with.SeenAt}))
}

func (s *stories) candidates(k story.Sketch) []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.index == nil {
		return nil
	}
	return s.index.Candidates(k)
}

// add puts an article in. true: it is time to drop old sketches.
func (s *stories) add(id int64, k story.Sketch) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.index != nil {
		s.index.Add(id, k)
	}
	s.added++
	return s.added%dropEvery == 0
}

// place finds the story of an article that was just saved: that of the article it copies, or its
// own. Transactions come one after another, so of two copies that arrive together the second finds
// the first. A story once found, by reading or by hand, stays.
func (m *Monitor) place(ctx context.Context, tx *store.Tx, in intakeOf, saved store.Saved) (int64, error) {
	own, joined, err := tx.StoryOf(ctx, saved.ID)
	if err != nil || joined || in.compared == nil || !saved.New && !saved.Filled {
		return own, err
	}
	ids := m.stories.candidates(in.compared.Sketch())
	copies, err := tx.Copies(ctx, ids)
	if err != nil {
		return own, err
	}
	delete(copies, saved.ID) // its own first words
	found, err := m.join(ctx, tx, in.compared, saved.ID, ids, copies)
	if err != nil {
		return own, err
	}
	k := in.compared.Sketch()
	if err := tx.SaveSketch(ctx, store.Sketch{Article: saved.ID, SeenAt: k.SeenAt, Words: k.Words, Samples: k.Samples}); err != nil {
		return own, err
	}
	if m.stories.add(saved.ID, k) {
		err = tx.DropSketches(ctx, m.now().Add(-story.Window))
	}
	return found, err
}

// join makes an article part of the story of the first candidate that it is a copy of. When it is
// none's, it is linked to what it shares most with.
func (m *Monitor) join(ctx context.Context, tx *store.Tx, c *compared, id int64, ids []int64, copies map[int64]store.Copy) (int64, error) {
	link := int64(0)
	for _, with := range ids {
		copied, ok := copies[with]
		if !ok {
			continue
		}
		if _, ok := c.verdicts[with]; !ok {
			c.judge(with, copied)
		}
		v := c.verdicts[with]
		if v.Same && c.Sketch().SeenAt.Sub(copied.StoryAt) <= story.Window {
			return copied.Story, tx.JoinStory(ctx, id, copied.Story, false)
		}
		if v.Reason == story.Differs && link == 0 {
			link = with
		}
	}
	if link == 0 {
		return id, nil
	}
	return id, tx.LinkStories(ctx, id, copies[link].Story, c.verdicts[link].Why())
}

// follow queues a watch's further alert about a story that other papers carry too, when the watch
// wants to hear of that: at a number of papers, or when enough time has passed.
func (m *Monitor) follow(ctx context.Context, tx *store.Tx, t telling) error {
	follow := m.matching.Load().follow[t.match.Watch]
	if len(follow.Papers) == 0 && follow.Every == 0 {
		return nil
	}
	papers, err := tx.Story(ctx, t.art.ID)
	if err != nil {
		return err
	}
	t.kind = notify.StoryUpdated
	if n := differentPapers(papers); slices.Contains(follow.Papers, n) {
		t.dedup = fmt.Sprintf("%s:%d:%s:%d papers", t.kind, t.story, t.match.Watch, n)
		_, err = m.tell(ctx, tx, t)
		return err
	}
	last, err := tx.LastAlert(ctx, t.story, t.match.Watch)
	if err != nil || follow.Every == 0 || m.now().Sub(last) < follow.Every {
		return err
	}
	t.dedup = fmt.Sprintf("%s:%d:%s:after %d", t.kind, t.story, t.match.Watch, last.UnixMicro())
	_, err = m.tell(ctx, tx, t)
	return err
}

// differentPapers counts the sources of a story.
func differentPapers(list []store.Paper) int {
	seen := map[string]bool{}
	for _, p := range list {
		seen[p.Source] = true
	}
	return len(seen)
}

// storyInfo is the story of an article as alerts tell it; nil for one that no other carries.
func (m *Monitor) storyInfo(ctx context.Context, tx *store.Tx, article int64, mt *matching) (*notify.StoryInfo, error) {
	story, joined, err := tx.StoryOf(ctx, article)
	if err != nil || !joined {
		return nil, err
	}
	papers, err := tx.Story(ctx, article)
	if err != nil || len(papers) < 2 {
		return nil, err
	}
	return notify.Story(story, differentPapers(papers), papers, func(id string) string { return mt.sources[id].Name }), nil
}
