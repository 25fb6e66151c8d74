package sources

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"hash/maphash"
	"strings"

	"github.com/marsad/marsad/article"
)

// itemHash is over everything that the paper said in an item but its guid, which some papers make
// anew at every fetch. more is what has no place in a Ref.
func itemHash(ref article.Ref, more ...string) string {
	h := sha256.New()
	said := append([]string{ref.URL, ref.Title, ref.Summary, ref.Content, ref.Section, ref.Author, ref.ImageURL, ref.Published.Raw}, more...)
	for _, s := range said {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// rawSeed makes the hashes of RawText and RawItems worth nothing outside the process: they are never stored.
var rawSeed = maphash.MakeSeed()

// RawText hashes a whole text for this process.
func RawText(text []byte) uint64 { return maphash.Bytes(rawSeed, text) }

// RawItems hashes a feed's items as they stand in its text, without reading them: a feed of which every item was
// there before says nothing new, whatever its head says of the hour. Every byte from the first item to the end
// of the last is in one of the hashes. false: the text is not RSS or Atom as most papers write it, and has to
// be read. The hashes hold for this process.
func RawItems(text []byte) ([]uint64, bool) {
	open, end := []byte("<item"), []byte("</item>")
	switch rawRoot(text) {
	case "rss", "rdf":
	case "feed":
		open, end = []byte("<entry"), []byte("</entry>")
	default:
		return nil, false
	}
	first, last := bytes.Index(text, open), bytes.LastIndex(text, end)
	if first < 0 || last < first {
		return nil, false
	}
	items := text[first : last+len(end)]
	hashes := make([]uint64, 0, 64)
	for {
		next := bytes.Index(items[len(open):], open)
		if next < 0 {
			return append(hashes, maphash.Bytes(rawSeed, items)), true
		}
		next += len(open)
		hashes = append(hashes, maphash.Bytes(rawSeed, items[:next]))
		items = items[next:]
	}
}

// rawRoot is the local name of the root element of a text that is XML from its first letter on, in small letters.
func rawRoot(text []byte) string {
	text = bytes.TrimLeft(text, "\uFEFF \t\r\n")
	for len(text) > 1 && text[0] == '<' {
		mark := ">"
		switch {
		case bytes.HasPrefix(text, []byte("<!--")):
			mark = "-->"
		case text[1] == '!', text[1] == '?':
		default:
			name, n := xmlName(string(text[1:min(len(text), 64)]))
			if n == 0 {
				return ""
			}
			return strings.ToLower(name[strings.IndexByte(name, ':')+1:])
		}
		_, rest, ok := bytes.Cut(text, []byte(mark))
		if !ok {
			return ""
		}
		text = bytes.TrimLeft(rest, " \t\r\n")
	}
	return ""
}
