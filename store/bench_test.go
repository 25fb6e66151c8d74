package store_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/store"
)

// BenchmarkSave stores new articles of 5 KB, each durably, 64 at a time as the daemon's runs do.
func BenchmarkSave(b *testing.B) {
	s, err := store.Open(b.Context(), store.Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	text := strings.Repeat("أكّد الوزير أنَّ المشروع سيبدأ مطلع الشهر. ", 60)
	n := make(chan int)
	go func() {
		for i := range b.N {
			n <- i
		}
		close(n)
	}()
	b.SetParallelism(32)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i, ok := <-n
			if !ok {
				continue
			}
			url := fmt.Sprintf("https://sabah.example/%d-.html", i)
			a := article.Article{Source: "sabah", Key: article.AliasNumber(fmt.Sprint(i)), URL: url, Link: url, Aliases: []string{article.AliasGUID(url)}, Title: "خبر", Body: text, Kind: article.Text, Hash: fmt.Sprint(i)}
			if err := s.Write(context.Background(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.SaveArticle(ctx, store.Intake{Article: a, FoldedTitle: "خبر", FoldedBody: text, ItemMark: "i:" + url, ItemHash: "h"})
				return err
			}); err != nil {
				b.Error(err)
			}
		}
	})
}
