package sources

import (
	"crypto/sha256"
	"encoding/hex"

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
