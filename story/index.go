package story

import (
	"cmp"
	"slices"
	"time"
)

const (
	sampled     = 4   // one word triple in so many is kept
	perArticle  = 32  // samples of one article at most: those of the smallest hashes
	maxChain    = 256 // postings of one triple that are looked at, the newest first: a phrase of every article names nobody
	candidates  = 12  // articles named at most
	minInCommon = 2   // samples in common to be named; 1 for short texts
	aFifth      = 0.2 // of the samples, for texts of one length: copies share more, two articles of one topic less
)

// Index names articles that may be one story with a new one. Its memory is fixed by its size: about
// 700 bytes an article. It belongs to one goroutine.
type Index struct {
	docs  []doc
	posts []post // perArticle of each doc
	heads []int32
	next  int // the oldest doc, overwritten next
	size  int
}

type doc struct {
	id    int64
	at    time.Time
	n     int // postings in use
	words int
}

// post is a sample of an article, in a chain of the samples that fall into the same head.
type post struct {
	hash       uint32
	prev, next int32 // -1: none
}

// NewIndex makes an index of at most size articles; a further one takes the oldest's place.
func NewIndex(size int) *Index {
	heads := 1024
	for heads < size*perArticle/2 {
		heads *= 2
	}
	x := &Index{size: max(size, 1), heads: make([]int32, heads)}
	for i := range x.heads {
		x.heads[i] = -1
	}
	return x
}

// Add puts an article in. One that is put in again under the same id (a new version) is named once.
func (x *Index) Add(id int64, s Sketch) {
	at := x.next
	if at == len(x.docs) {
		x.docs = append(x.docs, doc{})
		x.posts = append(x.posts, make([]post, perArticle)...)
	} else {
		x.drop(at)
	}
	x.next = (x.next + 1) % x.size
	x.docs[at] = doc{id: id, at: s.SeenAt, n: min(len(s.Samples), perArticle), words: s.Words}
	for i, h := range s.Samples[:x.docs[at].n] {
		p := int32(at*perArticle + i)
		head := &x.heads[h&uint32(len(x.heads)-1)]
		x.posts[p] = post{hash: h, prev: -1, next: *head}
		if *head >= 0 {
			x.posts[*head].prev = p
		}
		*head = p
	}
}

// drop takes the samples of a doc out of their chains.
func (x *Index) drop(at int) {
	for p := at * perArticle; p < at*perArticle+x.docs[at].n; p++ {
		gone := x.posts[p]
		if gone.next >= 0 {
			x.posts[gone.next].prev = gone.prev
		}
		if gone.prev >= 0 {
			x.posts[gone.prev].next = gone.next
		} else {
			x.heads[gone.hash&uint32(len(x.heads)-1)] = gone.next
		}
	}
	x.docs[at].n = 0
}

// Candidates are the ids of articles seen within Window that share samples with s, the most alike
// first, at most a dozen. Judge decides.
func (x *Index) Candidates(s Sketch) []int64 {
	if s.Words < MinWords {
		return nil
	}
	shared := map[int]int{}
	for _, h := range s.Samples {
		p := x.heads[h&uint32(len(x.heads)-1)]
		for steps := 0; p >= 0 && steps < maxChain; steps++ {
			if x.posts[p].hash == h {
				shared[int(p)/perArticle]++
			}
			p = x.posts[p].next
		}
	}
	var docs []int
	for d, n := range shared {
		gap := s.SeenAt.Sub(x.docs[d].at)
		if gap > Window || gap < -Window || n < inCommon(s, x.docs[d]) {
			continue
		}
		docs = append(docs, d)
	}
	slices.SortFunc(docs, func(a, b int) int { return cmp.Or(shared[b]-shared[a], cmp.Compare(x.docs[a].id, x.docs[b].id)) })
	var out []int64
	for _, d := range docs {
		if id := x.docs[d].id; !slices.Contains(out, id) && len(out) < candidates {
			out = append(out, id)
		}
	}
	return out
}

// inCommon is how many samples a text must share with another to be named. Where one is much longer, as
// when it holds the other whole, fewer of its samples fall into what they share.
func inCommon(s Sketch, d doc) int {
	n := min(len(s.Samples), d.n)
	ratio := float64(min(s.Words, d.words)) / float64(max(s.Words, d.words, 1))
	return max(min(minInCommon, (n+5)/6), int(aFifth*float64(n)*ratio))
}

// sample picks word triples by their hash, so that two texts pick the same of what they share.
func sample(r *Reading) []uint32 {
	var out []uint32
	for i := range r.sentences {
		w := r.sentences[i].words
		for j := 0; j+2 < len(w); j++ {
			if h := hash(w[j].stem, w[j+1].stem, w[j+2].stem); h%sampled == 0 {
				out = append(out, uint32(h>>32))
			}
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return slices.Clone(out[:min(len(out), perArticle)])
}

// hash is FNV-1a of the words, mixed at the end so that all bits depend on all letters.
func hash(words ...string) uint64 {
	h := uint64(14695981039346656037)
	for _, w := range words {
		for i := range len(w) {
			h = (h ^ uint64(w[i])) * 1099511628211
		}
		h = (h ^ 0xFF) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return h ^ h>>33
}
