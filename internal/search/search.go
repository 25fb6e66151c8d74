// Package search reads the archive with the live matcher: Find answers a query in the language of
// the watches. The full-text index narrows (watch.Narrow), the matcher decides: what is found is what
// the matcher finds in all stored articles, the newest first.
//
// Not here: what a query matches (package watch), the index (package store), how hits are shown.
package search

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// Query is what is looked for, and where.
type Query struct {
	Text   string
	Source string            // id; empty: all
	Before int64             // of the page before: its Next; 0: the first page
	Limit  int               // 0: 40
	Names  map[string]string // of sources by id, for queries that name one by the name that people know

	Learned   *lang.Learned    // as for watch.Index.Learn
	Spellings *watch.Spellings // the owner's; nil: none
	// Patience bounds the reading where no index helps (a word with a star in front). 0: no bound.
	Patience time.Duration
}

// Hit is an article that the query is true of, and where.
type Hit struct {
	store.Stored
	Highlights []article.Highlight // bytes of its title, body, section or byline
}

// Page is what was found.
type Page struct {
	Hits []Hit
	Next int64 // Before of the page behind this one; 0: this is the last
	Late bool  // the patience ended before the page was full: Next goes on there
}

// The articles that are read at a time: few first, for a common word fills the page with them.
const (
	firstRead = 64
	mostRead  = 1024
	chunk     = 128 // matched before the next look at whether the page is full
)

// Find returns one page of articles. A fault in the query is a *watch.SyntaxError.
func Find(ctx context.Context, s *store.Store, q Query) (Page, error) {
	w := watch.Watch{Query: q.Text, Spellings: q.Spellings}
	index, err := watch.CompileArchive([]watch.Watch{w}, q.Learned)
	if err != nil {
		return Page{}, err
	}
	if q.Limit <= 0 {
		q.Limit = 40
	}
	f := finder{Query: q, index: index, began: time.Now()}
	filter := store.ArticleFilter{Source: q.Source, Before: q.Before, Limit: firstRead}
	words, ok := watch.Narrow(w)
	if ok && !s.IndexInOrder() {
		// Such an index gathers all that hold a common word before the first is known: the newest
		// articles are sooner read, as long as enough of them are hits.
		filter.Limit = chunk
		err = f.read(ctx, s, &filter, f.promising)
	}
	if filter.Words = words; err == nil && !f.ended {
		err = f.read(ctx, s, &filter, func() bool { return true })
	}
	return f.page, err
}

// finder fills a page.
type finder struct {
	Query
	index  *watch.Index
	began  time.Time
	page   Page
	looked int  // at articles
	ended  bool // the page is full, or nothing is left
}

// read looks at articles, ever more at a time, until the page is full or none is left, or goOn says
// no. The filter is left where it ended.
func (f *finder) read(ctx context.Context, s *store.Store, filter *store.ArticleFilter, goOn func() bool) error {
	for {
		list, err := s.Articles(ctx, *filter)
		if err != nil {
			return err
		}
		for part := range slices.Chunk(list, chunk) {
			for i, ms := range matchAll(f.index, part, f.Names) {
				if f.add(part[i], ms); f.page.Next > 0 {
					f.ended = true
					return nil
				}
			}
		}
		f.looked += len(list)
		if f.ended = len(list) < filter.Limit; f.ended {
			return nil
		}
		filter.Before = list[len(list)-1].ID
		filter.Limit = min(2*filter.Limit, mostRead)
		if f.Patience > 0 && time.Since(f.began) > f.Patience {
			f.page.Next, f.page.Late, f.ended = filter.Before, true, true
			return nil
		}
		if !goOn() {
			return nil
		}
	}
}

// promising tells whether the page would be full after some more articles, by the share of hits so far.
func (f *finder) promising() bool {
	const most = 2048
	return len(f.page.Hits)*most > f.looked*f.Limit
}

// add takes one article with what was found in it. The first hit that finds the page full says
// where the next begins.
func (f *finder) add(a store.Stored, ms []article.Match) {
	switch {
	case len(ms) == 0:
	case len(f.page.Hits) == f.Limit:
		f.page.Next = f.page.Hits[f.Limit-1].ID
	default:
		f.page.Hits = append(f.page.Hits, Hit{a, ms[0].Highlights})
	}
}

// matchAll matches articles on all processors; the answers stand in their order.
func matchAll(index *watch.Index, list []store.Stored, names map[string]string) [][]article.Match {
	out := make([][]article.Match, len(list))
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(list); i += workers {
				list[i].SourceName = names[list[i].Source]
				out[i] = index.Match(list[i].Article)
			}
		})
	}
	wg.Wait()
	return out
}
