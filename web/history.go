package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/article/diff"
	"github.com/marsad/marsad/monitor"
	"github.com/marsad/marsad/store"
)

const (
	historyShown = 50 // entries of one article, the newest
	editedShown  = 100
	removedShown = 50
)

// historyView is what became of one article, newest first.
type historyView struct {
	store.Stored
	SourceName string
	Side       bool // versions stand side by side, else in one text
	Entries    []historyEntry
	Earlier    int // entries not shown
}

// historyEntry is a version, or something that happened to the article.
type historyEntry struct {
	At   time.Time
	Kind string // "version", or a kind of happening

	N       int // of the version
	First   bool
	Heading []change // the headline, when it changed
	Inline  []change // the text with what went and what came
	Rows    []row    // the same side by side
	Detail  string   // of a happening
}

// row sets a paragraph beside the one that took its place; either may be missing.
type row struct{ Before, After []change }

func (s *server) history(w http.ResponseWriter, r *http.Request) error {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return errNoPage
	}
	v, err := s.historyView(r.Context(), id, r.URL.Query().Get("view") == "side")
	if err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, "history", languageOf(r).say("history.title")+": "+v.Title, v)
}

func (s *server) historyView(ctx context.Context, id int64, side bool) (*historyView, error) {
	a, err := s.store.Article(ctx, id)
	if err != nil {
		return nil, err
	}
	versions, err := s.store.Versions(ctx, id)
	if err != nil {
		return nil, err
	}
	happenings, err := s.store.Happenings(ctx, id)
	if err != nil {
		return nil, err
	}
	v := &historyView{Stored: a, SourceName: s.sourceName(a.Source), Side: side}
	from := max(0, len(versions)-historyShown)
	for i, ver := range versions[from:] {
		if i += from; i == 0 {
			v.Entries = append(v.Entries, historyEntry{At: ver.SeenAt, Kind: "version", N: ver.N, First: true})
			continue
		}
		v.Entries = append(v.Entries, versionEntry(versions[i-1], ver, side))
	}
	for _, h := range happenings[max(0, len(happenings)-historyShown):] {
		v.Entries = append(v.Entries, historyEntry{At: h.At, Kind: h.Kind, Detail: h.Detail})
	}
	v.Earlier = from + max(0, len(happenings)-historyShown)
	slices.SortStableFunc(v.Entries, func(a, b historyEntry) int { return cmp.Or(b.At.Compare(a.At), b.N-a.N) })
	return v, nil
}

func versionEntry(before, after article.Version, side bool) historyEntry {
	d := monitor.Changes(before, after)
	e := historyEntry{At: after.SeenAt, Kind: "version", N: after.N}
	if len(d.Title) > 0 || before.Title != after.Title {
		e.Heading = inline(before.Title, after.Title, d.Title)
	}
	if side {
		e.Rows = sideBySide(before.Body, after.Body, d.Body)
		return e
	}
	e.Inline = shortened(inline(before.Body, after.Body, d.Body))
	return e
}

// inline is the new text, with what went in its old place.
func inline(before, after string, cs []diff.Change) []change {
	var out changes
	pos := 0
	for _, c := range cs {
		out.add("", after[pos:max(pos, c.After.Start)])
		out.add("del", before[c.Before.Start:c.Before.End])
		if c.Before.Start < c.Before.End && c.After.Start < c.After.End {
			out.add("", " ")
		}
		out.add("ins", after[c.After.Start:c.After.End])
		pos = max(pos, c.After.End)
	}
	out.add("", after[pos:])
	return slices.DeleteFunc(out, func(c change) bool { return c.Text == "" })
}

// sideBySide sets the paragraphs of two versions beside each other. A paragraph stands beside the first
// one with which it shares a word that stayed.
func sideBySide(before, after string, cs []diff.Change) []row {
	old, now := paragraphSpans(before), paragraphSpans(after)
	var rows []row
	i := 0
	for _, p := range now {
		partner := -1
		if at, ok := stayedIn(p, cs); ok {
			partner = slices.IndexFunc(old, func(o diff.Span) bool { return o.Start <= at && at < o.End })
		}
		for ; partner >= i && i < partner; i++ {
			rows = append(rows, row{Before: struck(before, old[i], cs)})
		}
		r := row{After: added(after, p, cs)}
		if partner == i && i < len(old) {
			r.Before = struck(before, old[i], cs)
			i++
		}
		rows = append(rows, r)
	}
	for ; i < len(old); i++ {
		rows = append(rows, row{Before: struck(before, old[i], cs)})
	}
	return rows
}

func paragraphSpans(s string) []diff.Span {
	var out []diff.Span
	pos := 0
	for p := range strings.SplitSeq(s, "\n\n") {
		if strings.TrimSpace(p) != "" {
			out = append(out, diff.Span{Start: pos, End: pos + len(p)})
		}
		pos += len(p) + 2
	}
	return out
}

// stayedIn finds where in the old text the first stayed byte of a span of the new one stands.
func stayedIn(p diff.Span, cs []diff.Change) (before int, ok bool) {
	shift, pos := 0, p.Start
	for _, c := range cs {
		if c.After.Start > pos && c.After.Start > p.Start { // something stays before this change
			break
		}
		shift = c.Before.End - c.After.End
		pos = max(pos, c.After.End)
	}
	// One byte on, a word's first sign may be the blank before it.
	if pos+1 >= p.End {
		return 0, false
	}
	return pos + 1 + shift, true
}

func struck(text string, p diff.Span, cs []diff.Change) []change {
	return within(text, p, cs, "del", func(c diff.Change) diff.Span { return c.Before })
}

func added(text string, p diff.Span, cs []diff.Change) []change {
	return within(text, p, cs, "ins", func(c diff.Change) diff.Span { return c.After })
}

// within marks what of the changes lies in one paragraph.
func within(text string, p diff.Span, cs []diff.Change, op string, side func(diff.Change) diff.Span) []change {
	var out changes
	pos := p.Start
	for _, c := range cs {
		x := side(c)
		from, to := max(x.Start, pos), min(x.End, p.End)
		if from >= to {
			continue
		}
		out.add("", text[pos:from])
		out.add(op, text[from:to])
		pos = to
	}
	out.add("", text[pos:p.End])
	return slices.DeleteFunc(out, func(c change) bool { return c.Text == "" })
}

// editedView lists the articles that papers changed most often, and those that they took down.
type editedView struct {
	Days    int
	Choices []choice
	Edited  []store.Stored
	Removed []store.Stored
}

// editedDays are the spans to choose from; 0: all.
var editedDays = []int{1, 7, 30, 0}

func (s *server) edited(w http.ResponseWriter, r *http.Request) error {
	v := editedView{Days: 7}
	if asked := r.URL.Query().Get("days"); asked != "" {
		n, err := strconv.Atoi(asked)
		if err != nil || !slices.Contains(editedDays, n) {
			return errInput
		}
		v.Days = n
	}
	var since time.Time
	if v.Days > 0 {
		since = s.now().AddDate(0, 0, -v.Days)
	}
	for _, n := range editedDays {
		name := languageOf(r).say("edited.all")
		if n > 0 {
			name = languageOf(r).say("edited.days." + strconv.Itoa(n))
		}
		v.Choices = append(v.Choices, choice{Value: strconv.Itoa(n), Name: name, Chosen: n == v.Days})
	}
	var err error
	if v.Edited, err = s.store.MostEdited(r.Context(), "", since, editedShown); err != nil {
		return err
	}
	if v.Removed, err = s.store.RemovedArticles(r.Context(), removedShown); err != nil {
		return err
	}
	return s.render(w, r, http.StatusOK, "edited", languageOf(r).say("edited.title"), v)
}
