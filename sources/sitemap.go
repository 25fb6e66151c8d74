package sources

import (
	"encoding/xml"
	"strings"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/lang"
)

// sitemapURL is an address of a sitemap, with what Google's news extension says beside it. Both
// namespaces are read by their local names: papers write them in many ways.
type sitemapURL struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod"`
	News    struct {
		Title string `xml:"title"`
		Date  string `xml:"publication_date"`
		Paper struct {
			Language string `xml:"language"`
			Name     string `xml:"name"`
		} `xml:"publication"`
	} `xml:"news"`
	Image struct {
		Loc string `xml:"loc"`
	} `xml:"image"`
}

// sitemap reads a sitemap that has been mended, for which gofeed has no reader. Addresses that have
// not the form of an article are left out: a plain sitemap names the front page and the sections too.
func (r *Reader) sitemap(text string) (Feed, error) {
	var parsed struct {
		URLs []sitemapURL `xml:"url"`
	}
	d := xml.NewDecoder(strings.NewReader(text))
	d.Strict = false
	if err := d.Decode(&parsed); err != nil {
		return Feed{}, &FeedError{Problem: "its XML is broken beyond repair", Err: err}
	}
	var f Feed
	for _, u := range parsed.URLs {
		abs, err := resolve("", cleanLink(u.Loc))
		if err != nil || !r.IsArticle(abs) || r.IsFront(abs) {
			continue
		}
		f.Title, f.Language = firstOf(f.Title, plainLine(u.News.Paper.Name)), firstOf(f.Language, strings.TrimSpace(u.News.Paper.Language))
		ref := article.Ref{URL: abs, Title: plainLine(u.News.Title)}
		ref.Published = toDate(lang.ReadDate(u.News.Date, r.feedDates()))
		if img, err := resolve(abs, cleanLink(u.Image.Loc)); err == nil {
			ref.ImageURL = img
		}
		ref.ItemHash = itemHash(ref, u.LastMod) // a day of change, not of publication
		f.Refs = append(f.Refs, ref)
	}
	return f, nil
}
