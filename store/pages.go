package store

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"
	"time"

	"github.com/marsad/marsad/article"
)

// Packed is a page's bytes, ready to be stored.
type Packed struct {
	SHA256    string // of the bytes before compression, hex
	URL       string
	FetchedAt time.Time
	Gzip      []byte
}

func (p *Packed) sum() string {
	if p == nil {
		return ""
	}
	return p.SHA256
}

// Pack compresses a page, unless the server has done so. It is done before the write, so that the one
// writer does not wait for it.
func Pack(p *article.Page) *Packed {
	if p == nil || len(p.Body) == 0 {
		return nil
	}
	sum := sha256.Sum256(p.Body)
	packed := Packed{SHA256: hex.EncodeToString(sum[:]), URL: p.URL, FetchedAt: p.FetchedAt, Gzip: p.Gzip}
	if packed.Gzip != nil {
		return &packed
	}
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestSpeed) // the level is valid
	w.Write(p.Body)
	w.Close()
	packed.Gzip = b.Bytes()
	return &packed
}

// Page returns a stored page's bytes by their SHA-256.
func (s *Store) Page(ctx context.Context, sha string) (*article.Page, error) {
	var p article.Page
	var at int64
	var z []byte
	err := s.ro.QueryRowContext(ctx, "SELECT url, fetched_at, gzip FROM pages WHERE sha256 = $1", sha).Scan(&p.URL, &at, &z)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, ErrNotFound
	}
	if err != nil {
		return nil, s.engine.classify(err)
	}
	p.FetchedAt = instant(at)
	r, err := gzip.NewReader(bytes.NewReader(z))
	if err != nil {
		return nil, err
	}
	p.Body, err = io.ReadAll(r)
	return &p, err
}
