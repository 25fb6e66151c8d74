package discover

import (
	"context"
	"errors"
	"fmt"

	"github.com/marsad/marsad/article"
)

// Kind is what stands in the way of reading.
type Kind string

// The kinds of trouble.
const (
	Blocked     Kind = "blocked"     // a guard asked for a browser, or refuses this machine
	Refused     Kind = "refused"     // the server answers 401 or 403
	Absent      Kind = "absent"      // 404, 410: there is no such page
	Forbidden   Kind = "robots"      // robots.txt says no
	Private     Kind = "private"     // not an address of the public net
	Failing     Kind = "failing"     // the server answers with an error
	Unreachable Kind = "unreachable" // no answer at all
	BadAddress  Kind = "address"     // what was given is no address
	Script      Kind = "javascript"  // the page is empty until a browser runs its scripts
	NoArticles  Kind = "no-articles" // a page without links to articles
	Unreadable  Kind = "unreadable"  // articles are linked, and none of them could be read
	Spent       Kind = "spent"       // the search has asked as often as it may
)

// Trouble says why a page could not be had. Error is for people, and names the address.
type Trouble struct {
	Kind   Kind
	Status int // HTTP status; 0: none
	Err    error
}

func (t *Trouble) Error() string { return t.Err.Error() }

func (t *Trouble) Unwrap() error { return t.Err }

// troubleOf is the trouble in an error: whatever has no kind of its own is one of the way there.
func troubleOf(err error) *Trouble {
	if t, ok := errors.AsType[*Trouble](err); ok {
		return t
	}
	return &Trouble{Kind: Unreachable, Err: err}
}

// asker asks each address once, and not more often than it may. A guard that turns it away from a page
// ends the asking, one that guards a feed the guessing: more questions would not make it friendlier.
type asker struct {
	web     Web
	left    int
	made    int
	answers map[string]answer
	shut    *Trouble // the guard's answer
	guarded bool     // a feed was guarded
}

type answer struct {
	page Page
	err  error
}

func (a *asker) get(ctx context.Context, r Request) (Page, error) {
	name, err := article.Resolve("", r.URL)
	if err != nil {
		return Page{}, &Trouble{Kind: BadAddress, Err: err}
	}
	if old, ok := a.answers[name]; ok {
		return old.page, old.err
	}
	switch {
	case ctx.Err() != nil:
		return Page{}, ctx.Err()
	case a.shut != nil:
		return Page{}, a.shut
	case a.left <= 0:
		return Page{}, &Trouble{Kind: Spent, Err: fmt.Errorf("%s: not asked, because %d pages of this paper were asked for already", r.URL, a.made)}
	}
	a.left--
	a.made++
	page, err := a.web.Get(ctx, r)
	if err != nil {
		switch t := troubleOf(err); {
		case t.Status == 429, t.Kind == Blocked && !r.Feed:
			a.shut = t
		case t.Kind == Blocked:
			a.guarded = true
		}
	}
	a.answers[name] = answer{page, err}
	return page, err
}

// problem words a trouble for the person who typed the address.
func problem(t *Trouble) *Problem {
	p := &Problem{Kind: t.Kind, Seen: t.Error()}
	switch t.Kind {
	case Blocked:
		p.Do = "ask the newspaper to let marsad's User-Agent pass, or whether it offers a feed under another address; from another network the guard may answer otherwise. marsad does not pretend to be a browser"
	case Refused:
		p.Do = "open the address in a browser: if it asks for a password there too, marsad cannot read it; if not, the paper turns programs away, and only the paper can change that"
	case Absent:
		p.Do = "correct the address: type the paper's front page, for example https://paper.example/"
	case Forbidden:
		p.Do = "try another page of the paper, or a feed, that its robots.txt allows; with the paper's consent  fetch: {robots: false}  reads it all the same"
	case Private:
		p.Do = "type a public address; an address of your own network must first be named in allow_private of the configuration"
	case BadAddress:
		p.Do = "type it as a browser shows it, for example https://paper.example/, or a name that  marsad source list --catalogue  shows"
	case Failing:
		p.Do = "try again later: the paper's server has a fault of its own"
	default:
		p.Do = "look whether the address opens in a browser on this machine, and try again"
	}
	return p
}
