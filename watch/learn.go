package watch

import "github.com/marsad/marsad/lang"

// Learn returns the same watches, reading texts by what newspapers taught: see lang.Learned. Only
// the memo begins anew; the receiver goes on as it is, so that one can be swapped for the other
// while matching goes on.
func (ix *Index) Learn(l *lang.Learned) *Index {
	vocab := *ix.vocab
	vocab.learned = l
	out := &Index{watches: ix.watches, sources: ix.sources, trees: ix.trees, vocab: &vocab, filed: ix.filed, always: ix.always, fields: ix.fields}
	out.memo = newMemo(memoSize(len(ix.watches)), &vocab)
	out.scratch.New = func() any { return newScratch(out) }
	return out
}

// Learn makes the gauge read as the daemon does. It is called before the first Add.
func (g *Gauge) Learn(l *lang.Learned) { g.index = g.index.Learn(l) }
