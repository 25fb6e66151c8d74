package main

import (
	"context"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/marsad/marsad/article"
	"github.com/marsad/marsad/store"
	"github.com/marsad/marsad/watch"
)

// Of the invented articles.
const (
	bodyBytes = 4_800
	words     = 60_000 // of the vocabulary
	papers    = 20
	perDay    = 1_000
	together  = 500 // stored in one transaction
)

// press invents articles in which, as in a newspaper, a few words are said often and most rarely,
// a fifth of them with particles.
type press struct {
	rnd   *rand.Rand
	words []string
	begin time.Time
}

func newPress(seed uint64) *press {
	p := &press{rnd: rand.New(rand.NewPCG(seed, 1)), begin: time.Now().UTC().Truncate(24 * time.Hour)}
	known := strings.Fields(`في من على إلى أن التي الذي بعد هذا رئيس الوزراء وزير الدفاع مجلس النواب الحكومة العراق بغداد اجتماع قال أكد أعلن بحث
		لجنة الأمن القوات محافظة البصرة مدينة مشروع ملف الطاقة النفط أسعار السوق الدولار البنك المركزي موازنة عام مليون دينار اتفاق تعاون دولة`)
	p.words = append(p.words, known...)
	letters := []rune("ابتجحدرزسشصطعغفقكلمنهوي")
	for len(p.words) < words {
		word := make([]rune, 3+p.rnd.IntN(5))
		for i := range word {
			word[i] = letters[p.rnd.IntN(len(letters))]
		}
		p.words = append(p.words, string(word))
	}
	return p
}

// word draws one by Zipf's law.
func (p *press) word() string {
	rank := int(math.Exp(p.rnd.Float64()*math.Log(float64(len(p.words))))) - 1
	w := p.words[rank]
	switch p.rnd.IntN(20) {
	case 0:
		return "و" + w
	case 1:
		return "ب" + w
	case 2:
		return w + "ها"
	case 3:
		return "لل" + w
	}
	return w
}

func (p *press) text(bytes int) string {
	var b strings.Builder
	for n := 1; b.Len() < bytes; n++ {
		b.WriteString(p.word())
		switch {
		case n%60 == 0:
			b.WriteString(".\n\n")
		case n%14 == 0:
			b.WriteString("، ")
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// article is number i of n, the first being the oldest.
func (p *press) article(i, n int) article.Article {
	url := fmt.Sprintf("https://paper%d.example/%d-.html", i%papers, i)
	a := article.Article{
		Source: fmt.Sprintf("paper%d", i%papers), Key: article.AliasNumber(fmt.Sprint(i)), URL: url, Link: url, Title: p.text(90), Body: p.text(bodyBytes),
		Section: "الأولى", Kind: article.Text, Language: "ar", Hash: fmt.Sprint(i),
		FirstSeenAt: p.begin.Add(-time.Duration(n-i) * 24 * time.Hour / perDay),
	}
	for every, said := range map[int]string{100: " في نينوى", 5_000: " بحصيبة", 5_001: " حصيبة الغربية", 7_000: " هيجسيث", 300: " وزير النفط"} {
		if i%every == every-1 {
			a.Body += said
		}
	}
	if i%1_000 == 0 {
		a.Title += " نينوى"
	}
	return a
}

// fill stores articles until there are n.
func fill(ctx context.Context, s *store.Store, n int) error {
	c, err := s.Counts(ctx)
	if err != nil || int(c.Articles) >= n {
		return err
	}
	p, began := newPress(uint64(c.Articles)), time.Now()
	for i := int(c.Articles); i < n; i += together {
		err := s.Write(ctx, func(ctx context.Context, tx *store.Tx) error {
			for j := i; j < min(i+together, n); j++ {
				a := p.article(j, n)
				if _, err := tx.SaveArticle(ctx, store.Intake{Article: a, FoldedTitle: watch.Indexed(a.Title), FoldedBody: watch.Indexed(a.Body), Old: j < n/10}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		if i%(100*together) == 0 {
			log.Printf("%d of %d stored after %s", i, n, time.Since(began).Round(time.Second))
		}
	}
	return nil
}
