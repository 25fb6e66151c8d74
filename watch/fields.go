package watch

import (
	"net/url"
	"slices"
	"strings"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/watch/query"
)

// fieldSet is a set of fields, one bit each in the order of query.Fields.
type fieldSet uint16

const (
	title = iota
	body
	numFields = 9

	defaultFields = fieldSet(1<<title | 1<<body)
)

func fieldNamed(name string) fieldSet {
	return 1 << max(0, slices.Index(query.Fields, name))
}

func (s fieldSet) has(field int) bool { return s&(1<<field) != 0 }

// highlightFields are the fields whose text a reader sees, so that a place in it can be shown.
const highlightFields = 4 // title, body, section, byline

// fieldText is the text of one field of an article.
func fieldText(art *article.Article, field int) string {
	switch query.Fields[field] {
	case "title":
		return art.Title
	case "body":
		return art.Body
	case "section":
		return art.Section
	case "byline":
		return art.Byline
	case "author":
		return strings.Join(art.Authors, "\n\n")
	case "source": // by its id or by the name that people know
		return strings.TrimSuffix(art.Source+"\n\n"+art.SourceName, "\n\n")
	case "site":
		return host(art.URL)
	case "lang":
		return art.Language
	}
	return art.URL
}

// host is the host of an address; what is no address is taken for a host.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	return u.Hostname()
}
