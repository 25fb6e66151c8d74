// Package watch is what a user looks for. (Package comment to be completed with the code.)
package watch

// Watch is one watch as configured.
type Watch struct {
	Name    string
	Keyword string   // literal words; empty when Query is set
	Query   string   // query language; empty when Keyword is set
	Sources []string // ids; empty: all
	To      []string // channel names
	On      []string // "new", "edit", "removed"; empty: new
	Version int      // counts from 1 and grows when the query changes; 0 before the store has seen it
}
