// Package peers measures marsad's matcher beside what one would otherwise take, over the same
// invented articles and watches in one run:
//
//	go test -bench .
//
// Each peer answers the same question, which watches an article makes true, as well as it can:
// substring search and Aho-Corasick over folded text know neither words nor what is attached to
// them; Bleve keeps an index of the one article and runs every watch over it, with its Arabic
// analyzer, which stems. The hits an article that each prints are therefore not the same.
//
// It is a module of its own, so that the daemon does not depend on its peers.
package peers
