package press

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"time"
)

// inFeed is how many articles the feed has at most.
const inFeed = 20

// rss and its parts are RSS 2.0.
type rss struct {
	XMLName xml.Name `xml:"rss"`
	Version string   `xml:"version,attr"`
	Channel channel  `xml:"channel"`
}

type channel struct {
	Title       string `xml:"title"`
	Link        string `xml:"link"`
	Language    string `xml:"language"`
	Description string `xml:"description"`
	Items       []item `xml:"item"`
}

type item struct {
	Title       string `xml:"title"`
	GUID        guid   `xml:"guid"`
	Link        string `xml:"link"`
	Description string `xml:"description"`
	Category    string `xml:"category"`
	PubDate     string `xml:"pubDate"`
}

type guid struct {
	PermaLink bool   `xml:"isPermaLink,attr"`
	Value     string `xml:",chardata"`
}

// feed has the first paragraph of each article, as most Iraqi papers' feeds do.
func (t site) feed(s issue) document {
	feed := rss{Version: "2.0", Channel: channel{Title: paperName, Link: t.base + "/", Language: "ar", Description: paperName}}
	for _, piece := range s.pieces[:min(inFeed, len(s.pieces))] {
		entry := item{
			Title: piece.Title, Link: t.address(piece.Number), Category: piece.Section,
			GUID:    guid{PermaLink: true, Value: t.address(piece.Number)},
			PubDate: piece.Published.In(baghdad).Format(time.RFC1123Z),
		}
		if s.guids > 0 {
			entry.GUID = guid{Value: fmt.Sprintf("press-%d-%d", s.guids, piece.Number)}
		}
		if len(piece.Paragraphs) > 0 {
			entry.Description = piece.Paragraphs[0]
		}
		feed.Channel.Items = append(feed.Channel.Items, entry)
	}
	body, err := xml.MarshalIndent(feed, "", "")
	if err != nil { // strings and numbers alone: they always marshal
		return document{status: http.StatusInternalServerError, kind: "text/plain", body: []byte(err.Error())}
	}
	return document{kind: "application/rss+xml", body: append([]byte(xml.Header), body...)}
}
