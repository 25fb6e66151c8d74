package monitor

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/store"
)

// Bounds of what newspapers teach.
const (
	maxLearned   = 20000 // words in all
	maxSeenOnce  = 20000 // words that one article showed; when there are more all are forgotten
	learnEvery   = time.Minute
	firstLessons = 5000 // articles of an archive that are read when nothing was learned yet
)

// lexicon learns which words newspapers write with the article: the first letter of such a word is
// no particle (lang.Learned). A word counts when two articles show it, for one may have a slip.
type lexicon struct {
	mu      sync.Mutex
	learned *lang.Learned // in force
	words   []string      // all that were learned
	known   map[string]bool
	once    map[string]string // by word: the article that showed it
	fresh   []string          // learned, not yet written
}

// load takes over what the store holds, and what was learned here and is not written yet.
func (l *lexicon) load(words []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.words, l.known = nil, map[string]bool{}
	for _, w := range append(words, l.fresh...) {
		if !l.known[w] && len(l.words) < maxLearned {
			l.known[w] = true
			l.words = append(l.words, w)
		}
	}
	if l.once == nil {
		l.once = map[string]string{}
	}
	if l.learned.Len() != len(l.words) {
		l.learned = lang.NewLearned(l.words)
	}
}

// observe reads an article, which is told from others by its source and key.
func (l *lexicon) observe(art *article.Article) {
	words := lang.Definites(art.Title + "\n\n" + art.Body)
	id := art.Source + " " + art.Key
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, w := range words {
		if l.known == nil || l.known[w] || len(l.words) >= maxLearned {
			continue
		}
		first, seen := l.once[w]
		switch {
		case !seen && len(l.once) >= maxSeenOnce:
			clear(l.once)
			fallthrough
		case !seen:
			l.once[w] = id
		case first != id:
			delete(l.once, w)
			l.known[w] = true
			l.words, l.fresh = append(l.words, w), append(l.fresh, w)
		}
	}
}

// unwritten are the words that the store does not hold yet.
func (l *lexicon) unwritten() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]string(nil), l.fresh...)
}

// written tells that the first n of them are kept, and puts all into force.
func (l *lexicon) written(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fresh = l.fresh[n:]
	l.learned = lang.NewLearned(l.words)
}

func (l *lexicon) inForce() *lang.Learned {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.learned
}

// Learned is what newspapers taught, by which the watches are matched.
func (m *Monitor) Learned() *lang.Learned { return m.lexicon.inForce() }

// learnLoop writes down what was learned and puts it into force, once a minute at most: each time
// the matcher's memory of words begins anew.
func (m *Monitor) learnLoop(ctx context.Context) {
	for first := true; ctx.Err() == nil; {
		err := m.learnWords(ctx, first)
		if err != nil && ctx.Err() == nil {
			m.log.Warn("what newspapers taught could not be read or written; trying again", "error", err)
		}
		first = first && err != nil
		if pause(ctx, learnEvery) != nil {
			return
		}
	}
}

// learnWords is one turn of it. In a daemon's first turn it takes over what others wrote, and when there
// is nothing it reads the archive.
func (m *Monitor) learnWords(ctx context.Context, first bool) error {
	if first {
		if err := m.takeOver(ctx); err != nil {
			return err
		}
	}
	words := m.lexicon.unwritten()
	if len(words) > 0 {
		if err := m.store.Write(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.AddWords(ctx, words) }); err != nil {
			return err
		}
		m.lexicon.written(len(words))
		m.log.Info("words were learned: newspapers write them with the article", "new", len(words), "all", m.lexicon.inForce().Len())
	}
	m.relearn()
	return nil
}

func (m *Monitor) takeOver(ctx context.Context) error {
	words, err := m.store.Words(ctx)
	if err != nil {
		return err
	}
	m.lexicon.load(words)
	if len(words) > 0 {
		return nil
	}
	left := firstLessons
	err = m.store.Each(ctx, store.ArticleFilter{}, func(a store.Stored) error {
		if left--; left < 0 {
			return errLessonsOver
		}
		if a.Kind == article.Text {
			m.lexicon.observe(&a.Article)
		}
		return ctx.Err()
	})
	if errors.Is(err, errLessonsOver) {
		return nil
	}
	return err
}

// recall takes over what was learned before the first plan comes into force, so that no article is
// read without it.
func (m *Monitor) recall(ctx context.Context) error {
	if m.matching.Load() != nil {
		return nil
	}
	words, err := m.store.Words(ctx)
	if err != nil {
		return fmt.Errorf("learned words: %w", err)
	}
	m.lexicon.load(words)
	return nil
}

var errLessonsOver = errors.New("enough was read")

// relearn swaps the matcher for one that reads by what is in force; one that does already stays.
func (m *Monitor) relearn() {
	for {
		old, learned := m.matching.Load(), m.lexicon.inForce()
		if old == nil || old.learned == learned {
			return
		}
		next := *old
		next.learned, next.index = learned, old.index.Learn(learned)
		if m.matching.CompareAndSwap(old, &next) {
			return
		}
	}
}
