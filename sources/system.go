package sources

import (
	"fmt"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/marsad/marsad/article"
)

// System is what is known of a content system's addresses, as data: which of its forms are one
// article. It stands on article.Canonical, which unifies what every server takes for one address,
// and says further what only this system takes for one.
//
// All expressions see a canonical address without its scheme, escapes as they stand there:
// host, path, query with its parameters sorted.
type System struct {
	Name string
	// Never are addresses that look like an article's and are not: feeds, lists, editors. They stay
	// as they are.
	Never []string
	// Dress are parameters that change how this system shows an article, and nothing else.
	Dress []string
	// Rewrites are tried in order, each as long as it changes something: another form of a page
	// becomes the plain one.
	Rewrites []Rewrite
	// Numbers give the article's number as group 1; the first that is found decides, whatever else
	// the address says. A group named "site" keeps apart what counts its articles for itself.
	Numbers []string
	// Numbered says that every article's address has a number: one without is no article.
	Numbered bool
	// Further are addresses of an article's second page and on, where they have a form of their own.
	Further string
	// Form is the address that shows an article by its number, with {origin} and {number}; empty:
	// the system has none.
	Form string
}

// Rewrite turns one form of an address into another, as regexp.ReplaceAllString does.
type Rewrite struct{ From, To string }

const dated = `(?:19|20)\d\d/\d{1,2}/\d{1,2}/`

// systems are the known content systems by name. A paper of none of them is "generic": there
// article.Canonical decides alone.
func systems() []System {
	return []System{
		{
			// DataLife Engine: /96712-slug.html, /section/96712-slug.html, /index.php?newsid=96712,
			// /print:page,1,96712-slug.html, /page,1,2,96712-slug.html, /engine/print.php?newsid=96712,
			// and of its first releases ?subaction=showfull&id=96712.
			Name:  "dle",
			Never: []string{`^[^/]+/(?:tags|user|xfsearch|catalog|forum|uploads|templates|statistics|favorites)(?:/|$)`, `[?&](?:do|mod)=(?:rss|static|tags|cat|search|stats|pm|register|feedback|addnews|lostpassword)(?:&|$)`},
			Numbers: []string{
				`^[^/]+/(?:[^?,]*/)?(?:print:)?(?:page,\d+,(?:\d+,)?)?0*(\d+)-[^/?]*\.html(?:\?|$)`,
				`^[^/]+/(?:engine/print\.php)?\?(?:.*&)?newsid=0*(\d+)(?:&|$)`,
				`^[^/]+/\?(?:.*&)?id=0*(\d+)&(?:.*&)?subaction=showfull(?:&|$)`,
			},
			Numbered: true,
			Further:  `^[^/]+/(?:[^?,]*/)?(?:print:)?page,\d+,(?:[2-9]|[1-9]\d+),\d+-`,
			Form:     "{origin}/{number}-.html",
		},
		{
			// WordPress Codex, Using Permalinks: ?p=N is every post's; a text is split by /2/, comments
			// by /comment-page-2/, index.php stands in front where the server cannot rewrite.
			Name:  "wordpress",
			Never: []string{`/feed(?:/[^?]*)?(?:\?|$)`, `[?&](?:feed|cat|tag|s|author|attachment_id|page_id|m|rest_route)=`, `^[^/]+/(?:tag|category|author|wp-json|wp-content|wp-admin|search|feed)(?:/|$)`},
			Dress: []string{
				"preview", "preview_id", "preview_nonce", "doing_wp_cron", "relatedposts", "relatedposts_hit", "relatedposts_origin", "relatedposts_position",
				"unapproved", "moderation-hash", "wpmp_switcher", "wptouch_switch", "fdx_switcher", "wt-preview", "_wpnonce", "noamp", "pfstyle", "print", "pdf-print", "likes", "wpmp_tp",
			},
			Rewrites: []Rewrite{
				{`^([^/]+)/index\.php/`, `$1/`},
				{`/(?:comment-page-\d+|embed|trackback|amp|print)(\?|$)`, `$1`},
				{`^([^/]+/(?:[^?]*/)?` + dated + `[^/?]+)/(?:page/)?\d{1,2}(\?|$)`, `$1$2`},
				{`^([^/]+/(?:[^?]*/)?` + dated + `[^/?]+)\?page=\d{1,2}$`, `$1`},
				{`^([^/]+/[^/?]*-[^/?]*-[^/?]*)/\d{1,2}(\?|$)`, `$1$2`},
			},
			Numbers: []string{`^[^/]+/\?(?:.*&)?p=0*(\d+)(?:&|$)`, `^[^/]+/archives/0*(\d+)(?:/[^/?]*)?(?:\?|$)`},
		},
		{
			// Drupal: /node/N whatever alias it has; /?q=node/N without clean addresses; the print modules'
			// /print/N, /print/node/N, /node/N/print, /node/N/printable/print. Comments are paged by ?page=.
			// A language in front is another text.
			Name:  "drupal",
			Dress: []string{"amp", "destination"},
			Rewrites: []Rewrite{
				{`^([^/]+/(?:content|article|story|articles)/[^/?]+)\?page=[\d,]+$`, `$1`},
				{`^([^/]+)/\?(.*&)?q=(node(?:/|%2F)\d+(?:/print|%2Fprint)?)(?:&|$)`, `$1/$3?$2`},
				{`^([^/]+)/node%2F`, `$1/node/`},
			},
			Numbers: []string{
				`^[^/]+/(?P<site>(?:[a-z]{2}/)?)node/0*(\d+)(?:/print|%2Fprint|/printable/print|/printable|/view|/amp)?(?:\?(?:page=[\d,%C]*)?&?)?$`,
				`^[^/]+/(?P<site>(?:[a-z]{2}/)?)print(?:pdf)?/(?:node/|view/node/)?0*(\d+)(?:\?|$)`,
			},
		},
		{
			// Arc XP: section, day and slug; outputType says in which dress, and some papers close
			// the slug with the story's id, 26 signs of base 32.
			Name:  "arc",
			Never: []string{`^[^/]+/(?:arc/outboundfeeds|arcio|resizer)/`, `[?&]outputType=(?:xml|json|rss|feed|sitemap)`},
			Dress: []string{"outputType", "_website", "d", "mxId", "itid"},
			Rewrites: []Rewrite{
				{`^([^/]+)/pf/`, `$1/`},
			},
			Numbers: []string{`^[^/]+/(?:[^?]*[/_-])?([A-Z2-7]{26})(?:[/.?_][^?]*)?(?:\?|$)`},
		},
		{
			// Blogger serves one blog under a host for each country; /ncr/ keeps a reader from being sent there.
			Name:  "blogger",
			Never: []string{`^[^/]+/feeds/`, `^[^/]+/search(?:[/?]|$)`},
			Dress: []string{"m", "view", "commentPage", "showComment", "zx", "expref", "spref", "pli", "bl", "sc", "hl"},
			Rewrites: []Rewrite{
				{`^([^/.]+)\.blogspot\.(?:[a-z]{2,3}|com?\.[a-z]{2})/`, `$1.blogspot.com/`},
				{`^([^/]+)/ncr/`, `$1/`},
			},
		},
	}
}

// Addresses is a System with its expressions compiled. It is safe for concurrent use.
type Addresses struct {
	dress    map[string]bool
	never    []*regexp.Regexp
	rewrites []rewrite
	numbers  []*regexp.Regexp
	numbered bool
	further  *regexp.Regexp // nil: no form of its own
	form     string
}

type rewrite struct {
	from *regexp.Regexp
	to   string
}

var loadSystems = sync.OnceValue(func() map[string]*Addresses {
	out := map[string]*Addresses{"generic": {}}
	for _, s := range systems() {
		a := &Addresses{dress: map[string]bool{}, numbered: s.Numbered, form: s.Form}
		if s.Further != "" {
			a.further = regexp.MustCompile(s.Further)
		}
		for _, p := range s.Dress {
			a.dress[strings.ToLower(p)] = true
		}
		for _, e := range s.Never {
			a.never = append(a.never, regexp.MustCompile(e))
		}
		for _, r := range s.Rewrites {
			a.rewrites = append(a.rewrites, rewrite{regexp.MustCompile(r.From), r.To})
		}
		for _, e := range s.Numbers {
			a.numbers = append(a.numbers, regexp.MustCompile(e))
		}
		out[s.Name] = a
	}
	return out
})

// AddressesOf finds a content system by its name (SystemNames).
func AddressesOf(system string) (*Addresses, error) {
	if a, ok := loadSystems()[system]; ok {
		return a, nil
	}
	return nil, fmt.Errorf("there is no content system %q; there are: %s", system, strings.Join(SystemNames(), ", "))
}

// SystemNames lists the content systems by name.
func SystemNames() []string { return slices.Sorted(maps.Keys(loadSystems())) }

// Key is the same string for two addresses of one article, as far as the addresses and the system
// tell. It is no address: compare it, and ask for what the paper gave. The error is an
// *article.AddressError.
func (a *Addresses) Key(rawURL string) (string, error) {
	canonical, err := article.Canonical(rawURL)
	if err != nil {
		return "", err
	}
	plain, number := a.read(canonical)
	if number == "" {
		return plain, nil
	}
	host, _, _ := strings.Cut(plain, "/")
	return host + "/#" + number, nil
}

// read takes a canonical address apart: its plain form without the scheme, and the article's number
// in it, empty where there is none. What counts its articles for itself stands before the number.
func (a *Addresses) read(canonical string) (plain, number string) {
	plain = strings.TrimPrefix(canonical, "https://")
	for _, re := range a.never {
		if re.MatchString(plain) {
			return plain, ""
		}
	}
	plain = a.plain(plain)
	for _, re := range a.numbers {
		if m := re.FindStringSubmatch(plain); m != nil {
			site := ""
			if i := re.SubexpIndex("site"); i > 0 {
				site = m[i]
			}
			return plain, site + m[len(m)-1]
		}
	}
	return plain, ""
}

// Same tells whether two addresses are one article's. An address that cannot be read is nobody's.
func (a *Addresses) Same(one, other string) bool {
	x, err := a.Key(one)
	if err != nil {
		return false
	}
	y, err := a.Key(other)
	return err == nil && x == y
}

// plain takes the system's own dress off an address.
func (a *Addresses) plain(s string) string {
	s = a.undress(s)
	for _, r := range a.rewrites {
		for range 4 { // forms of forms; more are no newspaper's
			next := strings.TrimRight(r.from.ReplaceAllString(s, r.to), "?&")
			if next == s {
				break
			}
			s = next
		}
	}
	return s
}

// undress leaves off the parameters that only change how an article is shown.
func (a *Addresses) undress(s string) string {
	path, query, ok := strings.Cut(s, "?")
	if !ok || len(a.dress) == 0 {
		return s
	}
	query, route, routed := strings.Cut(query, "#")
	var keep []string
	for pair := range strings.SplitSeq(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if plain, err := url.PathUnescape(name); err == nil {
			name = plain
		}
		if !a.dress[strings.ToLower(name)] {
			keep = append(keep, pair)
		}
	}
	if len(keep) > 0 {
		path += "?" + strings.Join(keep, "&")
	}
	if routed {
		path += "#" + route
	}
	return path
}
