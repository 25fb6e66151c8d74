package press

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Server is a paper that can be read over the net.
type Server struct {
	URL string // http://127.0.0.1:port, without a slash at the end

	http *http.Server
	done chan struct{} // closed when Serve has returned
	stop func() bool   // takes back what the end of the context would do
}

// Start serves the paper on a free port of this machine until Close or the end of ctx.
func (p *Paper) Start(ctx context.Context) (*Server, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("press: no port to listen on: %w", err)
	}
	s := &Server{
		URL:  "http://" + listener.Addr().String(),
		http: &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second},
		done: make(chan struct{}),
	}
	go func() {
		defer close(s.done)
		s.http.Serve(listener) // ends with ErrServerClosed, by Close
	}()
	s.stop = context.AfterFunc(ctx, func() { s.http.Close() })
	return s, nil
}

// Close ends the server and all its connections, and waits for it. It may be called again.
func (s *Server) Close() {
	s.stop()
	s.http.Close()
	<-s.done
}
