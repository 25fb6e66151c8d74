// Package store keeps what must not be lost: articles and their versions, every address under
// which they were seen, matches, alerts, and deliveries with their attempts. It speaks SQLite
// (one file in the data directory) and PostgreSQL with the same SQL wherever both understand it;
// what differs stands in sqlite.go and postgres.go.
//
// All writes go through Write, which groups what waits into one commit: an article, its matches
// and its queued deliveries are kept together or not at all. Reads never wait for writes.
//
// Errors: ErrNotFound, ErrFull, ErrUnavailable, ErrNotLeading by errors.Is; the same write may be
// tried again after ErrFull and ErrUnavailable.
//
// Not here: what is worth an alert (package notify), when something is due (package monitor), how
// text is folded for the search (the caller hands in folded text).
package store
