// Package web serves the pages, health and metrics.
package web
