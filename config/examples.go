package config

import (
	"fmt"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/watch"
)

func exampleKeys() keys {
	return keys{known: []string{"text", "title", "match"}}
}

// examples runs a watch's labelled examples through the live matcher. One that comes out otherwise
// than its label is a fault of the file, as a failing test is one of a program.
func (s *section) examples(w watch.Watch) {
	list := s.children("examples")
	if len(list) == 0 || w.Check() != nil {
		return
	}
	index, err := watch.Compile([]watch.Watch{{Name: w.Name, Keyword: w.Keyword, Query: w.Query, Spellings: w.Spellings}})
	if err != nil {
		return // Check has told it, or the watch's own section will
	}
	for i, n := range list {
		one := s.section(n, fmt.Sprintf("%s: example %d", s.path, i+1), exampleKeys())
		if one == nil {
			continue
		}
		art := article.Article{Title: one.literal("title"), Body: one.literal("text"), Kind: article.Text}
		if art.Title == "" && art.Body == "" {
			one.at("text", "is missing", "write  text: …  with words that the watch should find, or not")
			continue
		}
		want, set := one.boolean("match")
		if !set {
			if !one.has("match") {
				one.at("match", "is missing", "write  match: true  or  match: false")
			}
			continue
		}
		if got := len(index.Match(art)) > 0; got != want {
			one.at("match", fmt.Sprintf("is %v, but the watch says %v", want, got), "change the query or the label; it matches: "+watch.Describe(w))
		}
	}
}
