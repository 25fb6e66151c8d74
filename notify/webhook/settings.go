// Package webhook is the channel that posts signed JSON, by Standard Webhooks 1.0.
package webhook

import "time"

// Settings of one webhook receiver.
type Settings struct {
	URL        string
	Secret     string        // whsec_…; never printed
	OldSecret  string        // signs beside Secret during a rotation
	Timeout    time.Duration // one attempt; 0: 15 s
	Headers    map[string]string
	Concurrent int // attempts under way at once; 0: 4
}
