// Command archive measures what reads the archive: searches and backtests over many stored articles,
// which it invents and stores first. An archive that is there already is used again.
//
//	go run ./bench/archive -dir DIR -articles 100000
//	go run ./bench/archive -database postgres://… -articles 100000
//	go run ./bench/archive -dir DIR -articles 1000000 -backtest [QUERY …]
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"slices"
	"syscall"
	"time"

	"github.com/marsad/marsad/internal/search"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

func main() {
	log.SetFlags(0)
	dir := flag.String("dir", "", "data directory of the SQLite archive")
	database := flag.String("database", "", "postgres://… instead of SQLite")
	articles := flag.Int("articles", 100_000, "articles that the archive should hold")
	backtest := flag.Bool("backtest", false, "time backtests instead of searches")
	flag.Parse()
	if *dir == "" && *database == "" {
		log.Fatal("archive: -dir DIR or -database postgres://… is needed")
	}
	ctx := context.Background()
	s, err := store.Open(ctx, store.Options{Dir: *dir, URL: *database})
	if err != nil {
		log.Fatal("archive: ", err)
	}
	defer s.Close()
	if err := fill(ctx, s, *articles); err != nil {
		log.Fatal("archive: ", err)
	}
	measure := searches
	if *backtest {
		measure = backtests
	}
	if err := measure(ctx, s); err != nil {
		log.Fatal("archive: ", err)
	}
}

// processors is the time that all processors together have worked for this process.
func processors() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// backtests times watches over all that is stored.
func backtests(ctx context.Context, s *store.Store) error {
	others := []watch.Watch{{Name: "1", Keyword: "نينوى"}, {Name: "2", Query: "وزير لجنة"}, {Name: "3", Keyword: "هيغسيث"}}
	fmt.Println("| watch | stored | read | hits | alerts | took | processors' time |\n|---|---|---|---|---|---|---|")
	queries := flag.Args()
	if len(queries) == 0 {
		queries = []string{"حصيبة", "نينوى", `"وزير النفط"`, "وزير", "~وزير", "NOT وزير", "*صيبة"}
	}
	for _, q := range queries {
		began, spent := time.Now(), processors()
		t, err := search.Backtest(ctx, s, search.Sweep{Watch: watch.Watch{Query: q}}, others, nil)
		if err != nil {
			return err
		}
		fmt.Printf("| `%s` | %d | %d | %d | %d | %.1f s | %.1f s |\n", q, t.Stored, t.Read, t.Hits, t.Alerts, time.Since(began).Seconds(), (processors() - spent).Seconds())
	}
	return nil
}

// searches times the first page of forty.
func searches(ctx context.Context, s *store.Store) error {
	fmt.Println("| search | found on the first page | median | worst of 9 |\n|---|---|---|---|")
	for _, q := range []struct{ what, query string }{
		{"a common word", "الوزير"}, {"a word in one of a hundred", "نينوى"}, {"a rare word", "حصيبة"}, {"a rare name with spellings", "هيغسيث"},
		{"two common words", "وزير لجنة"}, {"a phrase of common words", `"وزير النفط"`}, {"a rare phrase", `"حصيبة الغربية"`}, {"near", "وزير NEAR/3 نفط"},
		{"a choice", "حصيبة OR نينوى OR هيغسيث"}, {"with NOT", "وزير -لجنة"}, {"a rare word with NOT", "حصيبة -وزير"}, {"NOT alone", "NOT نينوى"}, {"a title", "title:نينوى"},
		{"a star behind", "حصيب*"}, {"a star behind, common", "وز*"}, {"a family", "~وزير"}, {"a rare family", "~حصيبة"}, {"no hit", "زقزوق"},
		{"no hit, a phrase", `"وزير زقزوق"`}, {"no hit of two common words", `"لجنة لجنة لجنة"`}, {"a star in front", "*صيبة"},
	} {
		var took []time.Duration
		var found int
		for range 9 {
			began := time.Now()
			page, err := search.Find(ctx, s, search.Query{Text: q.query})
			if err != nil {
				return fmt.Errorf("%s: %w", q.query, err)
			}
			took, found = append(took, time.Since(began)), len(page.Hits)
			if took[0] > 2*time.Second {
				break
			}
		}
		slices.Sort(took)
		fmt.Printf("| %s: `%s` | %d | %.1f ms | %.1f ms |\n", q.what, q.query, found, ms(took[len(took)/2]), ms(took[len(took)-1]))
	}
	return nil
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
