package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/marsad/marsad/lang"
	"github.com/marsad/marsad/store"
)

const (
	articlesPage = 40
	searchMost   = 200 // results of a search, the newest
	termsMost    = 12
	queryBytes   = 400
)

// articlesView is the list of articles, or what a search found.
type articlesView struct {
	Query, Source string
	Sources       []choice
	Articles      []store.Stored
	Next          string // query of the page behind this one; empty: it is the last
	Later         bool   // not the first page
	Most          int    // results shown at most, when there may be more; else 0
	NoWords       bool   // the search holds no word
}

// choice is one option of a list.
type choice struct {
	Value, Name string
	Chosen      bool
}

func (s *server) articles(w http.ResponseWriter, r *http.Request) error {
	q := r.URL.Query()
	v := articlesView{Query: strings.TrimSpace(q.Get("q")), Source: q.Get("source")}
	if len(v.Query) > queryBytes || len(v.Source) > queryBytes {
		return errInput
	}
	v.Sources = s.sourceChoices(v.Source)
	var err error
	if v.Query != "" {
		err = s.found(r.Context(), &v)
	} else {
		err = s.listed(r.Context(), &v, q.Get("before"))
	}
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, "articles", languageOf(r).say("articles.title"), v)
}

// listed fills one page of the list; before is the id of the last article of the page before.
func (s *server) listed(ctx context.Context, v *articlesView, before string) error {
	f := store.ArticleFilter{Source: clean(v.Source), Limit: articlesPage + 1}
	if before != "" {
		id, err := strconv.ParseInt(before, 10, 64)
		if err != nil || id <= 0 {
			return errInput
		}
		f.Before, v.Later = id, true
	}
	list, err := s.store.Articles(ctx, f)
	if err != nil {
		return err
	}
	if len(list) > articlesPage {
		list = list[:articlesPage]
		v.Next = pageQuery(v.Source, list[articlesPage-1].ID)
	}
	v.Articles = list
	return nil
}

// found fills the results of a search.
func (s *server) found(ctx context.Context, v *articlesView) error {
	terms := searchTerms(v.Query)
	if len(terms) == 0 {
		v.NoWords = true
		return nil
	}
	list, err := s.store.Search(ctx, terms, searchMost)
	if err != nil {
		return err
	}
	if len(list) == searchMost {
		v.Most = searchMost
	}
	if v.Source != "" {
		list = slices.DeleteFunc(list, func(a store.Stored) bool { return a.Source != v.Source })
	}
	v.Articles = list
	return nil
}

// searchTerms are the words of a search in the form in which the store keeps them.
func searchTerms(q string) []string {
	terms := strings.FieldsFunc(lang.Fold(q), func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.N, unicode.M) || r == unicode.ReplacementChar
	})
	slices.Sort(terms)
	terms = slices.Compact(terms)
	return terms[:min(len(terms), termsMost)]
}

// clean is a value without what the database refuses.
func clean(s string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "")
}

func (s *server) sourceChoices(chosen string) []choice {
	out := []choice{}
	listed := chosen == ""
	for _, st := range s.daemon.Status() {
		c := choice{Value: st.ID, Name: cmp.Or(st.Name, st.ID), Chosen: st.ID == chosen}
		listed = listed || c.Chosen
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b choice) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value))
	})
	if !listed { // a source that the configuration names no more, and whose articles are still here
		out = append(out, choice{Value: chosen, Name: chosen, Chosen: true})
	}
	return out
}

// sourceName is a source's name for people.
func (s *server) sourceName(id string) string {
	for _, st := range s.daemon.Status() {
		if st.ID == id {
			return cmp.Or(st.Name, id)
		}
	}
	return id
}
