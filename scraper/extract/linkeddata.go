package extract

import (
	"encoding/json"
	"strings"

	"github.com/marsad/marsad/sources/prose"
)

// linkedData is what schema.org data in a page says of its article. Broken JSON says nothing.
type linkedData struct {
	headline, published, section, image, publisher string
	body                                           string   // articleBody, as written
	authors                                        []string // people
	offices                                        []string // organisations that are named as authors
	modified                                       string   // when the article or its page was changed
	pagePublished                                  string   // what is said of the page, where nothing is said of an article
	known                                          bool     // an article was found
	closed                                         bool     // it is not free to read
	kind                                           string   // its type: NewsArticle, LiveBlogPosting; or VideoObject where no article was found

	byID map[string]map[string]any // objects to which others point by @id
}

// linkedLongest bounds one script, and linkedDeepest how deep its objects are followed.
const (
	linkedLongest = 1 << 20
	linkedDeepest = 6
)

func (l *linkedData) read(script string) {
	if len(script) > linkedLongest {
		return
	}
	var v any
	d := json.NewDecoder(strings.NewReader(linkedText(script)))
	if d.Decode(&v) == nil {
		l.byID = map[string]map[string]any{}
		l.index(v, 0)
		l.walk(v, 0)
	}
}

// linkedText mends what pages do to JSON: line ends within strings, comment and CDATA signs around the whole.
func linkedText(script string) string {
	s := strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, script)
	if i := strings.IndexAny(s, "{["); i > 0 && i < 64 && !strings.Contains(s[:i], `"`) {
		s = s[i:]
		s = strings.TrimPrefix(s, "[CDATA[")
	}
	return strings.TrimSpace(s)
}

// index keeps the objects that have an @id and say more than that.
func (l *linkedData) index(v any, depth int) {
	if depth > linkedDeepest {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			l.index(e, depth+1)
		}
	case map[string]any:
		if id, _ := v["@id"].(string); id != "" && len(v) > len(l.byID[id]) {
			l.byID[id] = v
		}
		l.index(v["@graph"], depth+1)
	}
}

// walk looks for the first object that is an article, through lists and @graph.
func (l *linkedData) walk(v any, depth int) {
	if l.known || depth > linkedDeepest {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			l.walk(e, depth+1)
		}
	case map[string]any:
		if isArticleType(v["@type"]) {
			l.take(v)
			return
		}
		if t, _ := v["@type"].(string); t == "VideoObject" {
			l.kind = t
		} else if t == "WebPage" {
			l.pagePublished = firstOf(l.pagePublished, jsonText(v["datePublished"]))
			l.modified = firstOf(l.modified, jsonText(v["dateModified"]))
		}
		for _, key := range []string{"@graph", "mainEntity", "mainEntityOfPage"} {
			l.walk(v[key], depth+1)
		}
	}
}

func isArticleType(v any) bool {
	switch v := v.(type) {
	case string:
		t := strings.TrimPrefix(strings.TrimPrefix(v, "https://schema.org/"), "http://schema.org/")
		return strings.HasSuffix(t, "Article") || strings.HasSuffix(t, "BlogPosting") || t == "Report" || t == "OpinionNewsArticle"
	case []any:
		for _, e := range v {
			if isArticleType(e) {
				return true
			}
		}
	}
	return false
}

// articleType is the most telling type of an article: a live blog is often an article, too.
func articleType(v any) string {
	switch v := v.(type) {
	case string:
		return strings.TrimPrefix(strings.TrimPrefix(v, "https://schema.org/"), "http://schema.org/")
	case []any:
		first := ""
		for _, e := range v {
			if t := articleType(e); t == "LiveBlogPosting" {
				return t
			} else if first == "" {
				first = t
			}
		}
		return first
	}
	return ""
}

// isFalse reads what pages write for false.
func isFalse(v any) bool {
	s, isText := v.(string)
	b, isBool := v.(bool)
	return isBool && !b || isText && strings.HasSuffix(strings.ToLower(s), "false")
}

func (l *linkedData) take(v map[string]any) {
	l.known = true
	l.kind = articleType(v["@type"])
	l.closed = isFalse(v["isAccessibleForFree"])
	l.headline = jsonText(v["headline"])
	l.published = firstOf(jsonText(v["datePublished"]), jsonText(v["dateCreated"]))
	l.modified = firstOf(jsonText(v["dateModified"]), l.modified)
	l.section = jsonText(v["articleSection"])
	l.image = jsonURL(v["image"])
	l.body, _ = v["articleBody"].(string)
	l.publisher = firstOf(l.names(v["publisher"], true)...)
	by := v["author"]
	if by == nil {
		by = v["creator"]
	}
	l.authors = l.names(by, false)
	l.offices = l.names(by, true)
}

// jsonText is a string, or the first one of a list, without markup.
func jsonText(v any) string {
	switch v := v.(type) {
	case string:
		return strings.Join(prose.Fragment(v), " ")
	case []any:
		if len(v) > 0 {
			return jsonText(v[0])
		}
	}
	return ""
}

// names are the names of people, or of organisations.
func (l *linkedData) names(v any, offices bool) []string {
	switch v := v.(type) {
	case string:
		if strings.HasPrefix(v, "http") {
			return nil
		}
		return []string{jsonText(v)}
	case []any:
		var out []string
		for _, e := range v {
			out = append(out, l.names(e, offices)...)
		}
		return out
	case map[string]any:
		if id, _ := v["@id"].(string); v["name"] == nil && id != "" {
			v = l.byID[id]
		}
		t, _ := v["@type"].(string)
		if strings.HasSuffix(t, "Organization") != offices {
			return nil
		}
		name := v["name"]
		if name == nil && (v["givenName"] != nil || v["familyName"] != nil) {
			name = strings.TrimSpace(jsonText(v["givenName"]) + " " + jsonText(v["familyName"]))
		}
		if _, nested := name.(map[string]any); nested || name == nil {
			return nil
		}
		return l.names(name, offices)
	}
	return nil
}

func jsonURL(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		if len(v) > 0 {
			return jsonURL(v[0])
		}
	case map[string]any:
		return firstOf(jsonURL(v["url"]), jsonURL(v["contentUrl"]))
	}
	return ""
}
