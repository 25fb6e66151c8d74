package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
)

// acceptEncoding is what body reads; unlike net/http's own it includes brotli.
const acceptEncoding = "gzip, deflate, br"

// maxLayers bounds encodings within encodings: labelled, and a .gz file within that.
const maxLayers = 3

// errTooLarge is the limit speaking; the chain knows the address and makes a TooLargeError of it.
var errTooLarge = errors.New("body too large")

// readBody reads an answer to its end and unpacks it. limit counts bytes after unpacking, and before
// it as well: millions of empty gzip members unpack to nothing. What was read before an error is
// returned with it. packed is the answer as it came, where that is one whole gzip member: who keeps
// the page need not compress it again.
func readBody(resp *http.Response, limit int64) (body, packed []byte, err error) {
	src := &capped{r: resp.Body, left: limit + 1}
	label := resp.Header.Get("Content-Encoding")
	if strings.EqualFold(strings.TrimSpace(label), "gzip") {
		src.copy = new(bytes.Buffer)
	}
	r, only, err := unpack(src, label)
	if err != nil {
		return nil, nil, err
	}
	size := int64(4 << 10)
	if r == io.Reader(src) && resp.ContentLength > 0 {
		size = min(resp.ContentLength, limit) + 1 // a byte more, or the read that finds the end grows it
	}
	body, err = readAll(r, limit, size)
	if err == nil && src.copy != nil && only != nil && only.whole {
		packed = src.copy.Bytes()
	}
	return body, packed, err
}

// readAll reads at most limit bytes; size is the first guess at how many come.
func readAll(r io.Reader, limit, size int64) ([]byte, error) {
	const mostGuessed = 1 << 20 // Content-Length is only a claim
	b := make([]byte, 0, min(size, mostGuessed))
	for {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if int64(len(b)) > limit {
			return nil, errTooLarge
		}
		if err == io.EOF {
			return b, nil
		}
		if err != nil {
			return b, err
		}
	}
}

// capped is io.LimitReader with an error instead of a silent end.
type capped struct {
	r    io.Reader
	left int64
	copy *bytes.Buffer // of what was read; nil: none is kept
}

func (c *capped) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errTooLarge
	}
	n, err := c.r.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	if c.copy != nil {
		c.copy.Write(p[:n])
	}
	return n, err
}

// unpack undoes Content-Encoding, the last encoding first (RFC 9110 §8.4). Labels lie both ways, so
// the bytes decide where they can: a gzip head is unpacked without a label, and a body labelled gzip
// without that head is taken as it is. only is the gzip layer when that is the only encoding.
func unpack(r io.Reader, label string) (body io.Reader, only *members, err error) {
	labels := strings.Split(strings.ToLower(label), ",")
	layers := 0
	for i := len(labels) - 1; i >= 0; i-- {
		switch strings.TrimSpace(labels[i]) {
		case "br":
			r = brotli.NewReader(r)
		case "deflate":
			r, err = inflate(r)
		default: // gzip and x-gzip are told by their head, identity and unknown ones are left alone
			continue
		}
		if layers++; err != nil || layers > maxLayers {
			return nil, nil, errors.Join(err, errLayers(layers))
		}
	}
	for ; layers < maxLayers; layers++ {
		peek := bufio.NewReaderSize(r, 4<<10)
		head, err := peek.Peek(3)
		if len(head) == 0 && err != nil && err != io.EOF {
			return nil, nil, err
		}
		if r = peek; !bytes.Equal(head, gzipHead) {
			return r, only, nil
		}
		z, err := gzip.NewReader(peek)
		if err != nil {
			return nil, nil, err
		}
		z.Multistream(false)
		m := &members{src: peek, z: z}
		if r, only = m, nil; layers == 0 {
			only = m
		}
	}
	return r, only, nil
}

// members reads the members of a gzip stream, one behind the other. What follows and is no member is left
// aside, as browsers do: some servers pad, and some append a word of their own.
type members struct {
	src     *bufio.Reader
	z       *gzip.Reader
	further bool // there was more than one
	whole   bool // there was one, and nothing behind it
}

func (m *members) Read(p []byte) (int, error) {
	for {
		n, err := m.z.Read(p)
		if n > 0 || err != io.EOF {
			if err == io.EOF {
				err = nil
			}
			return n, err
		}
		if head, err := m.src.Peek(len(gzipHead)); !bytes.Equal(head, gzipHead) {
			if err == errTooLarge {
				return 0, err
			}
			m.whole = !m.further && len(head) == 0
			return 0, io.EOF
		}
		m.further = true
		if err := m.z.Reset(m.src); err != nil {
			return 0, err
		}
		m.z.Multistream(false)
	}
}

var gzipHead = []byte{0x1f, 0x8b, 8}

func errLayers(n int) error {
	if n > maxLayers {
		return errors.New("too many content encodings within each other")
	}
	return nil
}

// inflate reads "deflate", which is zlib by the standard and raw deflate from many servers.
func inflate(r io.Reader) (io.Reader, error) {
	peek := bufio.NewReader(r)
	head, err := peek.Peek(2)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if len(head) == 2 && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
		return zlib.NewReader(peek)
	}
	return flate.NewReader(peek), nil
}
