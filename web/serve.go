package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

const (
	headerTime  = 10 * time.Second
	bodyTime    = 20 * time.Second
	answerTime  = 40 * time.Second // more than queryTime, so that a page can still say what is wrong
	idleTime    = 60 * time.Second
	headerBytes = 32 << 10
	stopTime    = 3 * time.Second // for answers under way when ctx ends
)

// Serve answers requests at listen ("127.0.0.1:8080") with h until ctx ends, then lets the answers
// under way finish for at most three seconds. It returns when all of it has ended; nil when ctx was
// the reason.
func Serve(ctx context.Context, listen string, h http.Handler, log *slog.Logger) error {
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", listen)
	if err != nil {
		return fmt.Errorf("pages: cannot listen at %s: %w; choose another address", listen, err)
	}
	return serve(ctx, ln, h, log)
}

// serve is Serve on an open listener, which it closes.
func serve(ctx context.Context, ln net.Listener, h http.Handler, log *slog.Logger) error {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	srv := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       bodyTime,
		WriteTimeout:      answerTime,
		IdleTimeout:       idleTime,
		MaxHeaderBytes:    headerBytes,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug), // callers that break off: no fault of ours
	}
	ended := make(chan error, 1)
	go func() { ended <- srv.Serve(ln) }()
	log.Info("pages are served", "address", "http://"+ln.Addr().String()+"/")
	select {
	case err := <-ended:
		return fmt.Errorf("pages: %w", err)
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	if err := srv.Shutdown(last); err != nil {
		srv.Close() // who still hangs after stopTime is cut off
	}
	if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("pages: %w", err)
	}
	return nil
}
