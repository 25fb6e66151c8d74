package article

import (
	"crypto/sha256"
	"encoding/hex"
)

// Aliases are keys with a letter in front that says what they are, so that a guid can never be taken for an address.
const (
	numberPrefix = "n:" // the number that the paper's system gives an article
	urlPrefix    = "u:" // a canonical address
	guidPrefix   = "g:" // a feed's guid: an alias, never the key (papers change, repeat and omit them)
	hashPrefix   = "h:" // a content hash: the same text under another address of one source
)

// Why an article is known by a name.
const (
	WhyNumber   = "number"   // the address holds the number that the paper's system gives the article
	WhyAddress  = "address"  // the address, in the form in which addresses are compared
	WhyRedirect = "redirect" // another of its addresses led there
	WhyClaim    = "claim"    // its page names this address as its own, and the texts agree where both were read
	WhyText     = "text"     // the same text stood there
	WhyGUID     = "guid"     // a feed named it so
	WhyReused   = "reused"   // the paper gave this name to a second article, and this is it
	WhyHand     = "hand"     // a person said so
)

// AliasNumber is the alias for an article's number in its paper's system.
func AliasNumber(number string) string { return numberPrefix + number }

// AliasURL is the alias for a canonical address.
func AliasURL(canonical string) string { return urlPrefix + canonical }

// AliasGUID is the alias for a feed's guid.
func AliasGUID(guid string) string { return guidPrefix + guid }

// AliasHash is the alias for a content hash.
func AliasHash(hash string) string { return hashPrefix + hash }

// Key is the identity of an article within its source: the number where the source's system has
// one, else the canonical address.
func Key(number, canonical string) string {
	if number != "" {
		return AliasNumber(number)
	}
	return AliasURL(canonical)
}

// HashText is the content hash of a version: over title and body, which the caller has folded
// (lang.Fold), so that vowel marks, white space and letter variants make no new version.
func HashText(foldedTitle, foldedBody string) string {
	h := sha256.New()
	h.Write([]byte(foldedTitle))
	h.Write([]byte{0})
	h.Write([]byte(foldedBody))
	return hex.EncodeToString(h.Sum(nil)[:16])
}
