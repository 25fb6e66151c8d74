package notify

import (
	"slices"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/article/diff"
)

// ChangeInfo is what an edit changed, of article.updated alerts.
type ChangeInfo struct {
	Reasons   []string `json:"reasons" jsonschema:"enum=appeared,enum=vanished,enum=sentence,enum=headline,enum=restored,description=why this watch is told: it is found now and was not before; it is found no more; a sentence with it changed; the headline changed; the article was taken down and stands again"`
	Before    int      `json:"before,omitempty" jsonschema:"description=the version that it is compared with"`
	Title     []Piece  `json:"title,omitempty" jsonschema:"description=the headline with what came and went; absent when it is as it was"`
	Body      []Piece  `json:"body,omitempty" jsonschema:"description=the places of the text that changed, ready to show"`
	Appeared  []string `json:"appeared,omitempty" jsonschema:"description=words that the version before lacks altogether"`
	Vanished  []string `json:"vanished,omitempty" jsonschema:"description=words that the new version lacks"`
	Truncated bool     `json:"truncated,omitempty" jsonschema:"description=more changed than stands here"`
}

// Piece is a run of text that stayed, came or went.
type Piece struct {
	Text string `json:"text"`
	Op   string `json:"op,omitempty" jsonschema:"enum=ins,enum=del,description=absent: it stayed; « … » stands for what was left out"`
}

// RemovalInfo is how an article was found to be taken down, of article.removed alerts.
type RemovalInfo struct {
	FirstMissed time.Time `json:"first_missed" jsonschema:"description=the first look that did not find the page"`
	ConfirmedAt time.Time `json:"confirmed_at"`
	Looks       int       `json:"looks" jsonschema:"description=how often the page was looked for in vain, while other pages of the paper stood"`
	Detail      string    `json:"detail,omitempty" jsonschema:"description=what the server answered last"`
}

const (
	changeBytes = 5_000 // of all pieces together
	changeWords = 60    // in each of the lists
	goneBytes   = 1_200 // shown of one passage that came or went
)

// ChangeOf puts a comparison into an alert's form: the changed places with the words around them.
func ChangeOf(reasons []string, before, after article.Article, d diff.Result) *ChangeInfo {
	c := &ChangeInfo{Reasons: reasons, Before: before.Version}
	if len(d.Title) > 0 {
		c.Title = pieces(before.Title, after.Title, d.Title)
	}
	c.Body = pieces(before.Body, after.Body, d.Body)
	c.Appeared, c.Vanished = d.Appeared, d.Vanished
	for _, x := range append(slices.Clone(d.Title), d.Body...) {
		c.Truncated = c.Truncated || x.Before.End-x.Before.Start > goneBytes || x.After.End-x.After.Start > goneBytes
	}
	c.shorten(changeBytes, changeWords)
	return c
}

// pieces shows the changes in the new text, with what went before what came. Text between two changes
// is shortened.
func pieces(before, after string, changes []diff.Change) []Piece {
	var out []Piece
	pos := 0
	for i, x := range changes {
		stayed := after[pos:max(pos, x.After.Start)]
		out = add(out, Piece{Text: shorten(stayed, i > 0, true)})
		out = add(out, Piece{Text: clipped(before[x.Before.Start:x.Before.End]), Op: "del"})
		if x.Before.Start < x.Before.End && x.After.Start < x.After.End {
			out = add(out, Piece{Text: " "})
		}
		out = add(out, Piece{Text: clipped(after[x.After.Start:x.After.End]), Op: "ins"})
		pos = max(pos, x.After.End)
	}
	if len(changes) > 0 && pos < len(after) {
		out = add(out, Piece{Text: shorten(after[pos:], true, false)})
	}
	return out
}

func add(list []Piece, p Piece) []Piece {
	if p.Text == "" {
		return list
	}
	return append(list, p)
}

func clipped(s string) string {
	if len(s) <= goneBytes {
		return s
	}
	return strings.TrimRight(cut(s, goneBytes), " \n") + " …"
}

// shorten bounds what a change takes in an alert.
func (c *ChangeInfo) shorten(bytes, words int) {
	for _, list := range []*[]string{&c.Appeared, &c.Vanished} {
		if len(*list) > words {
			*list, c.Truncated = slices.Clone((*list)[:words]), true
		}
	}
	for _, list := range []*[]Piece{&c.Title, &c.Body} {
		size := 0
		for i, p := range *list {
			if size += len(p.Text); size > bytes {
				*list, c.Truncated = append(slices.Clone((*list)[:i]), Piece{Text: " …"}), true
				break
			}
		}
	}
}
