package peers

import (
	"fmt"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/ar"
	"github.com/blevesearch/bleve/v2/search/query"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/internal/invented"
)

// sampled bounds the watches that Bleve runs over an article: every one costs the same, so the
// figure for more is reckoned from these.
const sampled = 1_000

func BenchmarkBleve(b *testing.B) {
	arts := articles()
	for _, n := range sizes {
		ws := invented.Watches(n)[:min(n, sampled)]
		queries := make([]query.Query, len(ws))
		for i, w := range ws {
			queries[i] = asQuery(w)
		}
		b.Run(fmt.Sprintf("%d watches of which %d are run", n, len(ws)), func(b *testing.B) {
			hits := 0
			for i := 0; b.Loop(); i++ {
				h, err := percolate(arts[i%len(arts)], queries)
				if err != nil {
					b.Fatal(err)
				}
				hits += h
			}
			times := float64(n) / float64(len(ws))
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)*times, "reckoned-ns/op")
			b.ReportMetric(float64(hits)/float64(b.N)*times, "reckoned-hits/op")
		})
	}
}

// percolate makes an index of one article and counts the queries that find it.
func percolate(art article.Article, queries []query.Query) (int, error) {
	mapping := bleve.NewIndexMapping()
	mapping.DefaultAnalyzer = ar.AnalyzerName
	ix, err := bleve.NewMemOnly(mapping)
	if err != nil {
		return 0, err
	}
	defer ix.Close()
	if err := ix.Index("article", map[string]string{"text": art.Title + "\n" + art.Body}); err != nil {
		return 0, err
	}
	hits := 0
	for _, q := range queries {
		found, err := ix.Search(bleve.NewSearchRequestOptions(q, 1, 0, false))
		if err != nil {
			return 0, err
		}
		hits += int(found.Total)
	}
	return hits, nil
}

func asQuery(w invented.Watch) query.Query {
	q := bleve.NewBooleanQuery()
	for _, words := range w.All {
		q.AddMust(phrase(words))
	}
	for _, words := range w.Any {
		q.AddShould(phrase(words))
	}
	if len(w.Any) > 0 {
		q.SetMinShould(1)
	}
	for _, words := range w.None {
		q.AddMustNot(phrase(words))
	}
	return q
}

func phrase(words string) query.Query {
	q := bleve.NewMatchPhraseQuery(words)
	q.SetField("text")
	return q
}
