package watch_test

import (
	"fmt"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/watch"
)

func ExampleIndex_Match() {
	ix, err := watch.Compile([]watch.Watch{
		{Name: "bridges", Keyword: "جسر"},
		{Name: "ministry", Query: `"وزير النقل" -استقالة`},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	art := article.Article{Body: "افتتح وزيرُ النّقلِ الجسرَ الجديد"}
	for _, m := range ix.Match(art) {
		for _, h := range m.Highlights {
			fmt.Println(m.Watch, art.Body[h.Start:h.End])
		}
	}
	// Output:
	// bridges الجسرَ
	// ministry وزيرُ النّقلِ
}
