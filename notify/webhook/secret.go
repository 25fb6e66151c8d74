package webhook

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

const secretPrefix = "whsec_"

// Bounds of a key in bytes, from the specification (section "Signature scheme").
const (
	minKeyBytes = 24
	maxKeyBytes = 64
	newKeyBytes = 32
)

// ErrSecret is a secret that is not of the form whsec_<base64 of 24 to 64 bytes>.
var ErrSecret = errors.New("is no webhook secret")

// Secret is a parsed signing key. Printing one shows no part of it. The zero value signs and
// verifies nothing.
type Secret struct{ key []byte }

// String stands for the secret in every output.
func (Secret) String() string { return secretPrefix + "…" }

// GoString is String.
func (s Secret) GoString() string { return s.String() }

// ParseSecret reads whsec_ and base64 with padding, of 24 to 64 bytes. Its errors wrap ErrSecret
// and repeat no part of s.
func ParseSecret(s string) (Secret, error) {
	encoded, ok := strings.CutPrefix(s, secretPrefix)
	if !ok {
		return Secret{}, fmt.Errorf("%w: it does not begin with %s", ErrSecret, secretPrefix)
	}
	if strings.ContainsAny(encoded, "\r\n") { // encoding/base64 would skip them, other libraries would not
		return Secret{}, fmt.Errorf("%w: there is a line break in it", ErrSecret)
	}
	key, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil {
		return Secret{}, fmt.Errorf("%w: what follows %s is not base64 (letters, digits, + and /, filled up with =)", ErrSecret, secretPrefix)
	}
	if len(key) < minKeyBytes || len(key) > maxKeyBytes {
		return Secret{}, fmt.Errorf("%w: its key has %d bytes, not %d to %d", ErrSecret, len(key), minKeyBytes, maxKeyBytes)
	}
	return Secret{key}, nil
}

// NewSecret makes a secret of 32 random bytes.
func NewSecret() string {
	key := make([]byte, newKeyBytes)
	rand.Read(key) // crypto/rand never fails and always fills (Go 1.24)
	return secretPrefix + base64.StdEncoding.EncodeToString(key)
}
