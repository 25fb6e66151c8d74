package extract

import (
	"encoding/json"
	"strings"

	"github.com/marsad/marsad/sources/prose"
)

// linkedData is what schema.org data in a page says of its article. Broken JSON says nothing.
type linkedData struct {
	headline, published, section, image string
	authors                             []string
	pagePublished                       string // what is said of the page, where nothing is said of an article
	known                               bool   // an article was found
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
	d := json.NewDecoder(strings.NewReader(strings.TrimSpace(script)))
	if d.Decode(&v) == nil {
		l.walk(v, 0)
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
		if t, _ := v["@type"].(string); t == "WebPage" {
			l.pagePublished = firstOf(l.pagePublished, jsonText(v["datePublished"]))
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

func (l *linkedData) take(v map[string]any) {
	l.known = true
	l.headline = jsonText(v["headline"])
	l.published = firstOf(jsonText(v["datePublished"]), jsonText(v["dateCreated"]))
	l.section = jsonText(v["articleSection"])
	l.image = jsonURL(v["image"])
	publisher := strings.Join(jsonNames(v["publisher"]), "")
	for _, name := range jsonNames(v["author"]) {
		if name != publisher {
			l.authors = append(l.authors, name)
		}
	}
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

// jsonNames are the names of people; an organisation is no author.
func jsonNames(v any) []string {
	switch v := v.(type) {
	case string:
		if strings.HasPrefix(v, "http") {
			return nil
		}
		return []string{jsonText(v)}
	case []any:
		var out []string
		for _, e := range v {
			out = append(out, jsonNames(e)...)
		}
		return out
	case map[string]any:
		if t, _ := v["@type"].(string); strings.HasSuffix(t, "Organization") {
			return nil
		}
		return jsonNames(v["name"])
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
