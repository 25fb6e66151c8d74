package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
)

const feedText = `<?xml version="1.0"?><rss><channel><item><title>خبر</title></item></channel></rss>`

func packed(t testing.TB, s string, pack func(io.Writer) io.WriteCloser) string {
	t.Helper()
	var b bytes.Buffer
	w := pack(&b)
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func toGzip(w io.Writer) io.WriteCloser   { return gzip.NewWriter(w) }
func toZlib(w io.Writer) io.WriteCloser   { return zlib.NewWriter(w) }
func toBrotli(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) }
func toDeflate(w io.Writer) io.WriteCloser {
	f, _ := flate.NewWriter(w, flate.BestSpeed) // the level is valid
	return f
}

func TestBodiesAreUnpackedWhateverTheirLabelSays(t *testing.T) {
	zipped := packed(t, feedText, toGzip)
	tests := []struct{ name, label, body string }{
		{"plain", "", feedText},
		{"identity", "identity", feedText},
		{"gzip", "gzip", zipped},
		{"gzip under its old name", "x-gzip", zipped},
		{"gzip without a label", "", zipped},
		{"labelled gzip, but plain", "gzip", feedText},
		{"gzip twice", "gzip, gzip", packed(t, zipped, toGzip)},
		{"a .gz file sent as gzip", "gzip", packed(t, zipped, toGzip)},
		{"two members", "gzip", packed(t, feedText[:20], toGzip) + packed(t, feedText[20:], toGzip)},
		{"rubbish behind the end", "gzip", zipped + "\r\n<!-- cached -->"},
		{"deflate as the standard means it", "deflate", packed(t, feedText, toZlib)},
		{"deflate as many servers mean it", "deflate", packed(t, feedText, toDeflate)},
		{"brotli", "br", packed(t, feedText, toBrotli)},
		{"gzip within brotli", "gzip, br", packed(t, zipped, toBrotli)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Encoding", tt.label)
				io.WriteString(w, tt.body)
			})
			page, err := newClient(t).Get(t.Context(), Request{URL: srv.URL})
			if err != nil {
				t.Fatal(err)
			}
			if string(page.Body) != feedText {
				t.Errorf("body = %q; want the feed", page.Body)
			}
			// Kept as it came only when it is one member and nothing else.
			if kept, want := string(page.Gzip), tt.name == "gzip"; want && kept != tt.body || !want && kept != "" {
				t.Errorf("kept as it came: %d bytes", len(kept))
			}
		})
	}
}

func TestALargeBodyIsAnErrorAndNeverACut(t *testing.T) {
	block := bytes.Repeat([]byte("<!-- x -->"), 10_000)
	const limit = 1 << 20
	tests := []struct {
		name  string
		write func(w http.ResponseWriter)
	}{
		{"200 MB", func(w http.ResponseWriter) {
			for range 2000 {
				w.Write(block)
			}
		}},
		{"without end", func(w http.ResponseWriter) {
			for {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		}},
		{"gzip without end", func(w http.ResponseWriter) {
			w.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(w)
			for {
				if _, err := z.Write(block); err != nil {
					return
				}
			}
		}},
		{"gzip within gzip", func(w http.ResponseWriter) {
			w.Header().Set("Content-Encoding", "gzip, gzip")
			inner := packed(t, strings.Repeat("0", 50<<20), toGzip)
			io.WriteString(w, packed(t, inner, toGzip))
		}},
		{"members that unpack to nothing", func(w http.ResponseWriter) {
			w.Header().Set("Content-Encoding", "gzip")
			empty := strings.Repeat(packed(t, "", toGzip), 1000)
			for range 100 {
				io.WriteString(w, empty)
			}
		}},
		{"one byte too many", func(w http.ResponseWriter) { w.Write(make([]byte, limit+1)) }},
		{"a lie about its length", func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "1099511627776")
			for range 200 {
				w.Write(block)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			srv := serve(t, func(w http.ResponseWriter, _ *http.Request) { tt.write(w) })
			c := newClient(t)
			before := allocated()
			page, err := c.Get(t.Context(), Request{URL: srv.URL, MaxBody: limit})
			if large := (*TooLargeError)(nil); !errors.As(err, &large) || large.Limit != limit {
				t.Errorf("Get = %v, %v; want a TooLargeError of %d", page, err, limit)
			}
			// The sum of all allocations, of the server too: no buffer grew with the body.
			if grown := allocated() - before; tt.name != "gzip within gzip" && grown > 64<<20 {
				t.Errorf("%d MB were allocated", grown>>20)
			}
		})
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

func TestABodyOfExactlyTheLimitIsRead(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, strings.Repeat("a", 4096)) })

	page, err := newClient(t).Get(t.Context(), Request{URL: srv.URL, MaxBody: 4096})

	if err != nil || len(page.Body) != 4096 {
		t.Errorf("Get = %v, %v", page, err)
	}
}

// raw is a server that answers every request but robots.txt with the bytes given, and then closes, or resets.
func raw(t *testing.T, answer string, reset bool) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			req, err := http.ReadRequest(bufio.NewReader(conn))
			if err == nil && req.URL.Path == "/robots.txt" {
				io.WriteString(conn, "HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
			} else {
				io.WriteString(conn, answer)
				if reset {
					time.Sleep(20 * time.Millisecond) // a reset overtakes bytes that the reader has not taken yet
					conn.(*net.TCPConn).SetLinger(0)
				}
			}
			conn.Close()
		}
	}()
	return "http://" + l.Addr().String() + "/feed.xml"
}

func TestABrokenBodyGivesWhatArrived(t *testing.T) {
	const head = "HTTP/1.1 200 OK\r\nConnection: close\r\nETag: \"v1\"\r\nContent-Type: application/rss+xml\r\n"
	zipped := packed(t, strings.Repeat(feedText, 100), toGzip)
	spoiled := []byte(zipped)
	spoiled[len(spoiled)/2] ^= 0x55
	tests := []struct {
		name, answer string
		reset        bool
		least        int // bytes that must have been saved
	}{
		{"shorter than its length", head + "Content-Length: 500\r\n\r\n" + feedText, false, len(feedText)},
		{"reset", head + "Content-Length: 500\r\n\r\n" + feedText, true, len(feedText)},
		{"last chunk missing", head + fmt.Sprintf("Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n", len(feedText), feedText), false, len(feedText)},
		{"nonsense for a chunk", head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n", false, 5},
		{"gzip cut", head + fmt.Sprintf("Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(zipped)*2/3, zipped[:len(zipped)*2/3]), false, 1},
		{"gzip spoiled", head + fmt.Sprintf("Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s", len(spoiled), spoiled), false, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			page, err := newClient(t).Get(t.Context(), Request{URL: raw(t, tt.answer, tt.reset)})
			var cut *TruncatedError
			if !errors.As(err, &cut) {
				t.Fatalf("Get = %v, %v; want a TruncatedError", page, err)
			}
			if len(cut.Partial.Text) < tt.least {
				t.Errorf("saved %q; want at least %d bytes", cut.Partial.Text, tt.least)
			}
			if cut.Partial.ETag != "" {
				t.Errorf("ETag = %s; a broken body must be asked for again", cut.Partial.ETag)
			}
		})
	}
}

func TestABodyThatDripsEndsAtTheDeadlineWithWhatArrived(t *testing.T) {
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			io.WriteString(w, "<")
			w.(http.Flusher).Flush()
			time.Sleep(5 * time.Millisecond)
		}
	})

	_, err := newClient(t).Get(t.Context(), Request{URL: srv.URL, Timeout: 60 * time.Millisecond})

	var cut *TruncatedError
	if !errors.As(err, &cut) || !errors.Is(err, context.DeadlineExceeded) || len(cut.Partial.Body) == 0 {
		t.Errorf("Get = %v; want a TruncatedError by deadline with a part", err)
	}
}

func TestHeadersAreBounded(t *testing.T) {
	for name, answer := range map[string]string{
		"one of 20 MB":    "HTTP/1.1 200 OK\r\nX-Big: " + strings.Repeat("a", 20<<20) + "\r\n\r\n",
		"200,000 of them": "HTTP/1.1 200 OK\r\n" + strings.Repeat("X-A: b\r\n", 200_000) + "\r\n",
		"interim answers": strings.Repeat("HTTP/1.1 102 Processing\r\n\r\n", 50_000),
		"no head at all":  feedText,
	} {
		t.Run(name, func(t *testing.T) {
			address := raw(t, answer, false)
			if page, err := newClient(t).Get(t.Context(), Request{URL: address}); err == nil || !strings.Contains(err.Error(), address) {
				t.Errorf("Get = %v, %v; want an error that names the address", page, err)
			}
		})
	}
}
