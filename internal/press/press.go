// Package press is a small local newspaper, for the demo and for tests.
package press
