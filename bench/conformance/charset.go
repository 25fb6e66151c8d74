package main

import "github.com/marsad/marsad/scraper/fetch"

// utf8Text decodes a body as the fetcher does for a source that names no charset and whose language nobody knows.
func utf8Text(body []byte, contentType string) []byte {
	text, _ := fetch.Decode(body, contentType, "")
	return text
}
