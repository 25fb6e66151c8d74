// Package webhook is the channel that posts signed JSON to an HTTP address, and
// the other end of the line: verifying what was received.
//
// The wire is Standard Webhooks 1.0 (https://github.com/standard-webhooks/standard-webhooks):
// a POST with three headers.
//
//	webhook-id         names the delivery; the same at every attempt, so it is the receiver's key
//	webhook-timestamp  seconds since 1970 of this attempt
//	webhook-signature  "v1," and the base64 of HMAC-SHA256 over "id.timestamp.body";
//	                   two of them, separated by a blank, while a secret is being changed
//
// What an answer means, in terms of package notify:
//
//	2xx                   taken (nil)
//	410                   notify.ErrGone
//	other, Retry-After    *notify.LaterError, at most 24 hours
//	other, 3xx included   an error: redirects are never followed, because body and
//	                      signature were meant for the address that the user wrote
//	no answer in time     an error that wraps context.DeadlineExceeded
//
// Errors and answers name the receiver by scheme and host alone. Paths, queries, passwords and
// header values of a webhook's address are often its key, and none of them is ever shown.
//
// Not here: when to try again and how often (package notify), which addresses may be
// dialled (the client that is handed in), what the JSON says (package notify).
package webhook
