package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/internal/search"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

const (
	articlesPage   = 40
	queryBytes     = 2_000
	searchPatience = 3 * time.Second // where no index helps; then what was found is shown
)

// articlesView is the list of articles, or what a search found.
type articlesView struct {
	Query, Source string
	Sources       []choice
	Articles      []listedArticle
	Next          string             // query of the page behind this one; empty: it is the last
	Later         bool               // not the first page
	Late          bool               // the search took too long to fill the page; Next goes on
	Fault         *watch.SyntaxError // why the search cannot be read; nil: it can
}

// listedArticle is an article with its title and a piece of its text cut at the hits of a search.
type listedArticle struct {
	store.Stored
	Words, Text []article.Segment
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
	before, err := beforeOf(q.Get("before"))
	if err != nil {
		return err
	}
	v.Later = before > 0
	if v.Query != "" {
		err = s.found(r.Context(), &v, before)
	} else {
		err = s.listed(r.Context(), &v, before)
	}
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, "articles", languageOf(r).say("articles.title"), v)
}

// listed fills one page of the list.
func (s *server) listed(ctx context.Context, v *articlesView, before int64) error {
	list, err := s.store.Articles(ctx, store.ArticleFilter{Source: clean(v.Source), Limit: articlesPage + 1, Before: before})
	if err != nil {
		return err
	}
	if len(list) > articlesPage {
		list = list[:articlesPage]
		v.Next = pageQuery("", v.Source, list[articlesPage-1].ID)
	}
	for _, a := range list {
		v.Articles = append(v.Articles, listedArticle{Stored: a, Words: article.Segments(a.Title, "title", nil)})
	}
	return nil
}

// found fills one page of the results of a search; a fault in the query is told on the page.
func (s *server) found(ctx context.Context, v *articlesView, before int64) error {
	page, err := search.Find(ctx, s.store, search.Query{Text: clean(v.Query), Source: clean(v.Source), Before: before, Limit: articlesPage, Names: s.sourceNames(), Patience: searchPatience, Learned: s.daemon.Learned(), Spellings: s.spellings()})
	var fault *watch.SyntaxError
	if errors.As(err, &fault) {
		v.Fault = fault
		return nil
	}
	if err != nil {
		return err
	}
	v.Late = page.Late
	if page.Next > 0 {
		v.Next = pageQuery(v.Query, v.Source, page.Next)
	}
	for _, h := range page.Hits {
		v.Articles = append(v.Articles, listedArticle{h.Stored, article.Segments(h.Title, "title", h.Highlights), article.Excerpt(h.Article, h.Highlights)})
	}
	return nil
}

// beforeOf reads the id of the last article of the page before; 0 for the first page.
func beforeOf(before string) (int64, error) {
	if before == "" {
		return 0, nil
	}
	id, err := strconv.ParseInt(before, 10, 64)
	if err != nil || id <= 0 {
		return 0, errInput
	}
	return id, nil
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

// sourceNames are the names of the sources for people, by id.
func (s *server) sourceNames() map[string]string {
	names := map[string]string{}
	for _, st := range s.daemon.Status() {
		names[st.ID] = st.Name
	}
	return names
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
