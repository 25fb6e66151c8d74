package main

import (
	"bytes"
	"regexp"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

var declared = regexp.MustCompile(`(?i)(?:encoding|charset)\s*=\s*["']?([\w.:-]+)`)

// utf8Text decodes in the fetcher's order: BOM, UTF-16 by its zeros, valid UTF-8, header,
// declaration, windows-1256.
func utf8Text(b []byte, contentType string) []byte {
	head := b[:min(len(b), 1024)]
	var e encoding.Encoding
	switch {
	case bytes.HasPrefix(b, []byte{0xEF, 0xBB, 0xBF}):
		return b[3:]
	case bytes.HasPrefix(b, []byte{0xFF, 0xFE}), bytes.HasPrefix(b, []byte{'<', 0}):
		e = unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	case bytes.HasPrefix(b, []byte{0xFE, 0xFF}), bytes.HasPrefix(b, []byte{0, '<'}):
		e = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
	case utf8.Valid(b), len(b) > 3 && utf8.Valid(b[:len(b)-cutRune(b)]):
		return b
	default:
		for _, in := range [][]byte{[]byte(contentType), head} {
			if m := declared.FindSubmatch(in); m != nil && e == nil {
				if found, name := charset.Lookup(string(m[1])); name != "utf-8" {
					e = found
				}
			}
		}
	}
	if e == nil {
		e = charmap.Windows1256
	}
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		return b
	}
	return out
}

// cutRune is the length of the letter in which b was cut off, 0 for none.
func cutRune(b []byte) int {
	for n := 1; n < utf8.UTFMax; n++ {
		if c := b[len(b)-n]; utf8.RuneStart(c) {
			if c >= 0xC0 && !utf8.FullRune(b[len(b)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}
