package kiosk

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/encoding/charmap"
)

// papers are those that have articles, by name.
func papers(now func() time.Time) map[string]*paper {
	dated := func(p piece) string { return p.Published.In(baghdad).Format("/2006/01/02/") + p.Slug + "/" }
	monthly := func(p piece) string { return p.Published.In(baghdad).Format("/2006/01/") + p.Slug + ".html" }
	out := map[string]*paper{
		"wordpress": {link: dated, front: wordpressFront, article: wordpressArticle, extra: map[string]func(*paper, *http.Request) answer{
			"/feed/":          func(p *paper, r *http.Request) answer { return p.rss(r, true, 0) },
			"/comments/feed/": func(_ *paper, _ *http.Request) answer { return comments() },
		}},
		"blogger": {link: monthly, front: bloggerFront, article: bloggerArticle, extra: map[string]func(*paper, *http.Request) answer{
			"/feeds/posts/default": (*paper).atom,
		}},
		"drupal": {link: func(p piece) string { return fmt.Sprintf("/node/%d", p.Number) }, front: drupalFront, article: drupalArticle, extra: map[string]func(*paper, *http.Request) answer{
			"/rss.xml": func(p *paper, r *http.Request) answer { return p.rss(r, false, 0) },
		}},
		"listing": {link: func(p piece) string { return fmt.Sprintf("/news/%s/%d", sectionOf(p), p.Number) }, front: listingFront, article: listingArticle, extra: map[string]func(*paper, *http.Request) answer{
			"/latest": func(p *paper, r *http.Request) answer { return p.render(listingLatest, r, piece{}) },
		}},
		"query": {link: func(p piece) string { return fmt.Sprintf("/news.php?id=%d", p.Number) }, front: queryFront, article: queryArticle, charset: charmap.Windows1256, extra: map[string]func(*paper, *http.Request) answer{
			"/rss.php": func(p *paper, r *http.Request) answer { return p.rss(r, false, 0) },
		}},
		"sitemap": {link: func(p piece) string { return fmt.Sprintf("/story/%d/%s", p.Number, p.Slug) }, front: queryFront, article: wordpressArticle, extra: map[string]func(*paper, *http.Request) answer{
			"/robots.txt": func(_ *paper, r *http.Request) answer {
				return answer{kind: "text/plain", body: []byte("User-agent: *\nDisallow: /admin/\n\nSitemap: http://" + r.Host + "/maps/index.xml\n")}
			},
			"/maps/index.xml": func(_ *paper, r *http.Request) answer {
				return answer{kind: "text/xml", body: []byte(`<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>http://` + r.Host + `/maps/pages.xml</loc></sitemap><sitemap><loc>http://` + r.Host + `/maps/news.xml</loc></sitemap></sitemapindex>`)}
			},
			"/maps/news.xml": (*paper).newsSitemap,
		}},
		"stale": {link: dated, front: wordpressFront, article: wordpressArticle, extra: map[string]func(*paper, *http.Request) answer{
			"/feed/": func(p *paper, r *http.Request) answer { return p.rss(r, false, 3*365*24*time.Hour) },
		}},
	}
	for name, p := range out {
		p.name, p.now = name, now
	}
	return out
}

// sectionOf is the name of a section as it stands in addresses.
func sectionOf(p piece) string {
	names := map[string]string{"اقتصاد": "economy", "رياضة": "sport", "ثقافة": "culture", "العراق": "iraq", "عربي ودولي": "world"}
	if n, ok := names[p.Section]; ok {
		return n
	}
	return "general"
}

type rssItem struct {
	Title       string `xml:"title"`
	Link        string `xml:"link"`
	GUID        string `xml:"guid"`
	PubDate     string `xml:"pubDate"`
	Description string `xml:"description"`
	Content     string `xml:"http://purl.org/rss/1.0/modules/content/ encoded,omitempty"`
}

// rss is the paper's feed, as old as said.
func (p *paper) rss(r *http.Request, full bool, age time.Duration) answer {
	var feed struct {
		XMLName xml.Name `xml:"rss"`
		Version string   `xml:"version,attr"`
		Channel struct {
			Title string    `xml:"title"`
			Link  string    `xml:"link"`
			Items []rssItem `xml:"item"`
		} `xml:"channel"`
	}
	feed.Version, feed.Channel.Title, feed.Channel.Link = "2.0", "صحيفة الرصيف", "http://"+r.Host+"/"
	for _, one := range p.pieces() {
		it := rssItem{Title: one.Title, Link: "http://" + r.Host + one.Link, GUID: fmt.Sprintf("http://%s/?p=%d", r.Host, one.Number), PubDate: one.Published.Add(-age).In(baghdad).Format(time.RFC1123Z), Description: one.Paragraphs[0]}
		if full {
			it.Content = "<p>" + strings.Join(one.Paragraphs, "</p><p>") + "</p>"
		}
		feed.Channel.Items = append(feed.Channel.Items, it)
	}
	body, err := xml.Marshal(feed)
	if err != nil { // strings alone: they always marshal
		return answer{status: http.StatusInternalServerError, body: []byte(err.Error())}
	}
	head := xml.Header
	if p.charset != nil {
		head = `<?xml version="1.0" encoding="windows-1256"?>` + "\n"
	}
	return answer{kind: "application/rss+xml", body: append([]byte(head), body...)}
}

func comments() answer {
	return answer{kind: "application/rss+xml", body: []byte(`<rss version="2.0"><channel><title>Comments</title></channel></rss>`)}
}

// atom is a feed as Blogger writes it.
func (p *paper) atom(r *http.Request) answer {
	return p.render(atomFeed, r, piece{}).as("application/atom+xml")
}

func (p *paper) newsSitemap(r *http.Request) answer {
	return p.render(newsMap, r, piece{}).as("application/xml")
}

// as is an answer of another kind; templates of XML begin without a declaration, which the template
// engine of pages would take for markup.
func (a answer) as(kind string) answer {
	if a.status == 0 {
		a.kind, a.body = kind, append([]byte(xml.Header), a.body...)
	}
	return a
}
