package sources

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"
	"github.com/marsad/marsad/article"
	"github.com/nlnwa/whatwg-url/url"
	"golang.org/x/net/html"
)

// Reader is a source whose expressions and selectors have been checked and compiled. It is safe for
// concurrent use.
type Reader struct {
	src          Source
	system       *Addresses
	numbers      []*regexp.Regexp // the source's own rule, before the system's
	article      *regexp.Regexp   // nil: any address
	continuation *regexp.Regexp   // nil: none
	hosts        []string         // on which Numbers may be read, without www.; empty: any
	page         PageSelectors
	listings     []listing
	localZ       struct{ pages, feeds bool } // see WithLocalZ
}

// PageSelectors are a source's selectors, compiled; nil where the source has none.
type PageSelectors struct {
	Title, Section, Date, Byline, Image, Body cascadia.Matcher
	Drop                                      []cascadia.Matcher
}

// Compile checks and compiles a source into which its preset has been filled (see Fill). Relative
// addresses of feeds and listings are resolved against Home. The error names the field.
func Compile(s Source) (*Reader, error) {
	r := &Reader{src: s}
	for _, step := range []func() error{r.compileAddresses, r.compileExpressions, r.compileSelectors, r.compileListings} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("source %s: %w", s.ID, err)
		}
	}
	return r, nil
}

// Source is what the reader was compiled from, addresses resolved.
func (r *Reader) Source() Source { return r.src }

// Selectors are the compiled selectors of the source's article pages.
func (r *Reader) Selectors() PageSelectors { return r.page }

func (r *Reader) compileAddresses() error {
	s := &r.src
	if s.Home != "" {
		home, err := resolve("", s.Home)
		if err != nil {
			return fmt.Errorf("home: %w", err)
		}
		s.Home = home
	}
	for _, list := range []struct {
		field string
		urls  *[]string
	}{{"feeds", &s.Feeds}, {"probe", &s.Probe}} {
		out := make([]string, len(*list.urls))
		for i, u := range *list.urls {
			abs, err := resolve(s.Home, u)
			if err != nil {
				return fmt.Errorf("%s[%d]: %w", list.field, i, err)
			}
			out[i] = abs
		}
		*list.urls = out
	}
	return nil
}

func (r *Reader) compileExpressions() (err error) {
	if r.system, err = AddressesOf(cmp.Or(r.src.System, "generic")); err != nil {
		return fmt.Errorf("system: %w", err)
	}
	for i, n := range r.src.Numbers {
		re, err := compileExpression(fmt.Sprintf("numbers[%d]", i), n)
		if err != nil {
			return err
		}
		if re.NumSubexp() < 1 {
			return fmt.Errorf("numbers[%d]: %s has no group; put the number into ( )", i, n)
		}
		r.numbers = append(r.numbers, re)
	}
	if r.article, err = compileExpression("article", r.src.Article); err != nil {
		return err
	}
	if r.continuation, err = compileExpression("continuation", r.src.Continuation); err != nil {
		return err
	}
	if c := r.src.Canonical; c != "" && !strings.Contains(c, "{number}") {
		return fmt.Errorf("canonical: %s has no {number}", c)
	}
	return nil
}

func compileExpression(field, text string) (*regexp.Regexp, error) {
	if text == "" {
		return nil, nil
	}
	re, err := regexp.Compile(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", field, err)
	}
	return re, nil
}

func (r *Reader) compileSelectors() error {
	s := r.src.Selectors
	for _, one := range []struct {
		field, text string
		to          *cascadia.Matcher
	}{
		{"title", s.Title, &r.page.Title}, {"section", s.Section, &r.page.Section}, {"date", s.Date, &r.page.Date},
		{"byline", s.Byline, &r.page.Byline}, {"image", s.Image, &r.page.Image}, {"body", s.Body, &r.page.Body},
	} {
		m, err := compileSelector("selectors."+one.field, one.text)
		if err != nil {
			return err
		}
		*one.to = m
	}
	for i, d := range s.Drop {
		m, err := compileSelector(fmt.Sprintf("selectors.drop[%d]", i), d)
		if err != nil {
			return err
		}
		if m != nil {
			r.page.Drop = append(r.page.Drop, m)
		}
	}
	return nil
}

func compileSelector(field, text string) (cascadia.Matcher, error) {
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	m, err := cascadia.ParseGroup(text)
	if err != nil {
		return nil, fmt.Errorf("%s: the CSS selector %q cannot be read: %w", field, text, err)
	}
	return m, nil
}

// compileListings also collects the hosts that are the paper's own: the front page's where it is
// known, else those of the listings. A feed may stand on a stranger's host, so it tells nothing.
func (r *Reader) compileListings() error {
	r.src.Listings = append([]Listing(nil), r.src.Listings...)
	for i := range r.src.Listings {
		l := &r.src.Listings[i]
		abs, err := resolve(r.src.Home, l.URL)
		if err != nil {
			return fmt.Errorf("listings[%d].url: %w", i, err)
		}
		l.URL = abs
		if l.Next, err = resolveForm(abs, l.Next); err != nil {
			return fmt.Errorf("listings[%d].next: %w", i, err)
		}
		if l.Item == "" && r.article == nil && !r.system.numbered {
			return fmt.Errorf("listings[%d]: name the items by a CSS selector (item), or the articles by a regular expression over their addresses (article)", i)
		}
		c, err := compileListing(*l)
		if err != nil {
			return fmt.Errorf("listings[%d].%w", i, err)
		}
		r.listings = append(r.listings, c)
		if r.src.Home == "" {
			r.hosts = append(r.hosts, hostOf(abs))
		}
	}
	if r.src.Home != "" {
		r.hosts = []string{hostOf(r.src.Home)}
	}
	return nil
}

// resolveForm resolves an address form, whose {page} no address parser may touch.
func resolveForm(base, form string) (string, error) {
	if form == "" {
		return "", nil
	}
	const stand = "marsad-page-number"
	if !strings.Contains(form, "{page}") {
		return "", fmt.Errorf("%s has no {page}", form)
	}
	abs, err := resolve(base, strings.ReplaceAll(form, "{page}", stand))
	return strings.ReplaceAll(abs, stand, "{page}"), err
}

// Number is the number that the paper's system gives an article, read from its address by the
// source's own rule, else by the system's; empty when the address has none or is not the paper's own.
func (r *Reader) Number(rawURL string) string {
	canonical, err := article.Canonical(rawURL)
	if err != nil || !r.Own(canonical) {
		return ""
	}
	for _, re := range r.numbers {
		m := re.FindStringSubmatch(canonical)
		if m == nil {
			continue
		}
		if n := strings.TrimLeft(m[1], "0"); n != "" {
			return n
		}
	}
	_, number := r.system.read(canonical)
	return number
}

// Own tells whether an address is on the paper's own host, with or without www. A source that knows
// neither front page nor listing takes every host for its own.
func (r *Reader) Own(rawURL string) bool {
	if len(r.hosts) == 0 {
		return true
	}
	host := hostOf(rawURL)
	for _, h := range r.hosts {
		if h == host {
			return true
		}
	}
	return false
}

// Identify gives an article's key, its canonical address and the aliases under which it may be met
// again: its number, the canonical address, the system's plain form of it, and the canonical form of
// the address as given.
func (r *Reader) Identify(rawURL string) (key, canonicalURL string, aliases []string, err error) {
	given, err := article.Canonical(rawURL)
	if err != nil {
		return "", "", nil, fmt.Errorf("source %s: %w", r.src.ID, err)
	}
	plain, _ := r.system.read(given)
	canonicalURL = "https://" + plain
	number := r.Number(given)
	if form := cmp.Or(r.src.Canonical, r.system.form); number != "" && form != "" {
		form = strings.NewReplacer("{number}", number, "{origin}", originOf(given)).Replace(form)
		if canonicalURL, err = article.Canonical(form); err != nil {
			return "", "", nil, fmt.Errorf("source %s: canonical: %w", r.src.ID, err)
		}
	}
	if number != "" {
		aliases = append(aliases, article.AliasNumber(number))
	}
	for _, u := range []string{canonicalURL, given} {
		if a := article.AliasURL(u); !slices.Contains(aliases, a) {
			aliases = append(aliases, a)
		}
	}
	return article.Key(number, canonicalURL), canonicalURL, aliases, nil
}

// IsArticle tells whether an address has the form of the paper's articles: the source's own form, else a
// number where the system gives every article one. Otherwise all but the front page and the listings have.
func (r *Reader) IsArticle(rawURL string) bool {
	canonical, err := article.Canonical(rawURL)
	if err != nil {
		return false
	}
	if r.article != nil {
		return r.Own(canonical) && r.article.MatchString(canonical)
	}
	if r.system.numbered {
		return r.Number(canonical) != ""
	}
	return !r.IsFront(canonical)
}

// IsFront tells whether an address is the front page or a listing.
func (r *Reader) IsFront(rawURL string) bool {
	canonical, err := article.Canonical(rawURL)
	if err != nil {
		return false
	}
	if canonical == originOf(canonical)+"/" {
		return true
	}
	for _, l := range r.listings {
		if l.is(canonical) {
			return true
		}
	}
	return false
}

// IsContinuation tells whether an address is that of an article's second page, or a later one.
func (r *Reader) IsContinuation(rawURL string) bool {
	canonical, err := article.Canonical(rawURL)
	if err != nil {
		return false
	}
	if r.continuation != nil {
		return r.continuation.MatchString(canonical)
	}
	return r.system.further != nil && r.system.further.MatchString(strings.TrimPrefix(canonical, "https://"))
}

// resolve makes an address absolute, as a browser does. Only http and https are addresses here.
func resolve(base, ref string) (string, error) {
	ref = strings.TrimSpace(ref)
	if ref == "" {
		return "", fmt.Errorf("the address is empty")
	}
	var u *url.Url
	var err error
	if base == "" {
		u, err = url.Parse(ref)
	} else {
		u, err = url.ParseRef(base, ref)
	}
	if err != nil {
		return "", fmt.Errorf("%q is no address: write it with https:// in front", ref)
	}
	if p := u.Protocol(); p != "http:" && p != "https:" {
		return "", fmt.Errorf("%q is no web address", ref)
	}
	return u.Href(false), nil
}

// hostOf is an address's host with its port, without www.; empty when it has none.
func hostOf(rawURL string) string {
	u, err := url.Parse(rawURL)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Host(), "www.")
}

// originOf is scheme and host of a canonical address.
func originOf(canonical string) string {
	u, err := url.Parse(canonical)
	if err != nil {
		return ""
	}
	return u.Protocol() + "//" + u.Host()
}

// attr is the value of an attribute, blanks at its ends removed.
func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name && a.Namespace == "" {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}
