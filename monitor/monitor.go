// Package monitor is the daemon's heart: who runs when, and the way of an article from its
// address to its queued alerts.
package monitor
