package discover

import (
	"fmt"
	"regexp"
	"strings"
)

// System is a guess at the content system behind a paper, with what it rests on.
type System struct {
	Name  string   `json:"name"` // dle, wordpress, drupal, joomla, blogger, ghost, arc; custom: none of them
	Signs []string `json:"signs"`
}

// sign is one thing by which a system shows itself.
type sign struct {
	system string
	where  string // generator, asset, page, link
	form   *regexp.Regexp
	weight int
}

func signs() []sign {
	return []sign{
		{"dle", "generator", regexp.MustCompile(`(?i)datalife engine`), 10},
		{"dle", "asset", regexp.MustCompile(`/engine/(?:classes|editor|ajax|skins)/`), 6},
		{"dle", "page", regexp.MustCompile(`var dle_(?:root|skin|login_hash|admin)\b`), 8},
		{"dle", "link", regexp.MustCompile(`^/(?:[^?,]*/)?\d+-[^/?]*\.html$|[?&](?:newsid=\d+|do=(?:lastnews|search|rss))`), 3},
		{"wordpress", "generator", regexp.MustCompile(`(?i)^wordpress\b`), 10},
		{"wordpress", "asset", regexp.MustCompile(`/wp-(?:content|includes)/`), 7},
		{"wordpress", "page", regexp.MustCompile(`/wp-json/`), 5},
		{"drupal", "generator", regexp.MustCompile(`(?i)^drupal\b`), 10},
		{"drupal", "asset", regexp.MustCompile(`/sites/(?:default|all)/(?:files|themes|modules)/|/core/misc/drupal`), 6},
		{"drupal", "page", regexp.MustCompile(`data-drupal-|Drupal\.settings`), 7},
		{"joomla", "generator", regexp.MustCompile(`(?i)^joomla`), 10},
		{"joomla", "asset", regexp.MustCompile(`/media/(?:system|jui)/js/|/components/com_`), 5},
		{"joomla", "link", regexp.MustCompile(`[?&]option=com_content`), 6},
		{"blogger", "generator", regexp.MustCompile(`(?i)^blogger$`), 10},
		{"blogger", "asset", regexp.MustCompile(`\.bp\.blogspot\.com|blogger\.com/static|blogger\.googleusercontent\.com`), 4},
		{"blogger", "link", regexp.MustCompile(`^/(?:19|20)\d\d/\d\d/[^/?]+\.html$`), 2},
		{"ghost", "generator", regexp.MustCompile(`(?i)^ghost\b`), 10},
		{"ghost", "asset", regexp.MustCompile(`/ghost/api/|/assets/built/|/public/ghost`), 4},
		{"arc", "page", regexp.MustCompile(`Fusion\.(?:globalContent|contextPath)|id="fusion-`), 9},
		{"arc", "asset", regexp.MustCompile(`/pf/(?:dist|resources)/|arcpublishing\.com`), 6},
	}
}

// leastWeight is what the signs must weigh to name a system: a link's form alone names none.
const leastWeight = 5

// nameSystem guesses the system from what the front page says and links to.
func (s *search) nameSystem(f *Finding) {
	weight := map[string]int{}
	found := map[string][]string{}
	for _, one := range signs() {
		if seen := s.front.shows(one); seen != "" {
			weight[one.system] += one.weight
			found[one.system] = append(found[one.system], seen)
		}
	}
	f.System = System{Name: "custom", Signs: []string{}}
	best := leastWeight - 1
	for _, name := range []string{"dle", "wordpress", "drupal", "joomla", "blogger", "ghost", "arc"} {
		if weight[name] > best {
			best = weight[name]
			f.System = System{Name: name, Signs: found[name]}
		}
	}
	if g := s.front.generator; f.System.Name == "custom" && g != "" {
		f.System.Signs = append(f.System.Signs, "its pages name another system: "+g)
	}
}

// shows tells what of a sign stands on the page; empty: nothing.
func (f *front) shows(one sign) string {
	switch one.where {
	case "generator":
		if one.form.MatchString(f.generator) {
			return "the page names its generator: " + f.generator
		}
	case "asset":
		for _, a := range f.assets {
			if m := one.form.FindString(a); m != "" {
				return "it loads from " + m
			}
		}
	case "page":
		if m := one.form.Find(f.text[:min(len(f.text), 1<<20)]); m != nil {
			return "its markup has " + strings.TrimSpace(string(m))
		}
	case "link":
		n := 0
		for _, l := range f.links {
			if one.form.MatchString(pathOf(l.Canonical)) {
				n++
			}
		}
		if n >= 3 {
			return fmt.Sprintf("%d of its links have the system's form", n)
		}
	}
	return ""
}

// pathOf is a canonical address without scheme and host.
func pathOf(canonical string) string {
	rest := strings.TrimPrefix(canonical, "https://")
	if i := strings.IndexByte(rest, '/'); i >= 0 {
		return rest[i:]
	}
	return "/"
}
