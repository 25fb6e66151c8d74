package web

import "github.com/marsad/marsad/article"
import "fmt"

func numbered(i int) article.Article {
	u := fmt.Sprintf("https://alsabaah.iq/%d-.html", i)
	return article.Article{Source: "alsabaah", Key: article.Key(fmt.Sprint(i), ""), URL: u, Link: u, Title: fmt.Sprintf("خبر رقم %d", i), Body: fmt.Sprintf("نص الخبر رقم %d", i)}
}
