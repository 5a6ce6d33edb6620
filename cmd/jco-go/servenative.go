//go:build !js

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/jco-go/jco-go/polyfill/wasi"
	"github.com/urfave/cli/v3"
)

// The limits of connections. Who sends a head takes its time at the cost of all.
const (
	headTimeout = 10 * time.Second
	idleTimeout = 2 * time.Minute
	firstPort   = 8000
)

func serveNative(ctx context.Context, cmd *cli.Command) error {
	config, err := grants(cmd)
	if err != nil {
		return err
	}
	options, headers, err := serviceOptions(cmd)
	if err != nil {
		return err
	}
	access := &accessLog{w: cmd.Root().ErrWriter, quiet: cmd.Bool("quiet")}
	options.Failed = access.failed
	config.Stdin = nil // requests have no standard input
	g, err := newGuest(ctx, cmd, config)
	if err != nil {
		return err
	}
	defer g.close(ctx)
	service, err := wasi.NewService(ctx, g.linker, g.component, options)
	if errors.Is(err, wasi.ErrNoService) {
		err = errNoService
	}
	if err != nil {
		return g.failed(err)
	}
	l, err := listen(cmd)
	if err != nil {
		return err
	}
	server := &http.Server{
		Handler: access.around(service), ReadHeaderTimeout: headTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: headers, ErrorLog: access.forServer(),
	}
	fmt.Fprintf(cmd.Root().ErrWriter, "serving %s at http://%s/\n", g.in.path, l.Addr())
	return serveUntil(ctx, server, service, l, cmd.Duration("grace"))
}

// serveUntil serves until a signal asks for the end, and ends what is under way.
func serveUntil(ctx context.Context, server *http.Server, service *wasi.Service, l net.Listener, grace time.Duration) error {
	signals, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-signals.Done():
	}
	stop() // a second signal ends the process
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if server.Shutdown(end) != nil {
		_ = server.Close() // the clients that are left have had their time
	}
	if err := service.Close(end); !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

func serviceOptions(cmd *cli.Command) (o wasi.ServiceOptions, headers int, err error) {
	o = wasi.ServiceOptions{Timeout: cmd.Duration("timeout")}
	for _, n := range []struct {
		name string
		to   *int
	}{
		{"concurrency", &o.Concurrent}, {"max-instance-reuse-count", &o.Reuse},
		{"max-instance-concurrent-reuse-count", &o.ConcurrentReuse},
	} {
		if !cmd.IsSet(n.name) {
			continue
		}
		if *n.to = cmd.Int(n.name); *n.to < 1 {
			return o, 0, usagef(cmd, "--%s: want at least 1", n.name)
		}
	}
	if text := cmd.String("max-body"); text != "" {
		size, err := parseSize(text)
		if err != nil {
			return o, 0, usagef(cmd, "--max-body: %v", err)
		}
		o.MaxBody = int64(size)
	}
	size, err := parseSize(cmd.String("max-headers"))
	if err != nil || size > 1<<30 {
		return o, 0, usagef(cmd, "--max-headers: %q is no size", cmd.String("max-headers"))
	}
	return o, int(size), nil
}

// listen listens where the options say: at --addr, at --host and --port, or at the first free
// port.
func listen(cmd *cli.Command) (net.Listener, error) {
	if addr := cmd.String("addr"); addr != "" {
		return net.Listen("tcp", addr)
	}
	host := cmd.String("host")
	if cmd.IsSet("port") {
		return net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(cmd.Int("port"))))
	}
	for port := firstPort; ; port++ {
		l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
		if err == nil || port == firstPort+100 || !errors.Is(err, syscall.EADDRINUSE) {
			return l, err
		}
	}
}

// accessLog writes a line for each request, and for what went wrong.
type accessLog struct {
	mu    sync.Mutex
	w     io.Writer
	quiet bool
}

func (a *accessLog) line(format string, args ...any) {
	a.mu.Lock()
	defer a.mu.Unlock()
	fmt.Fprintf(a.w, format+"\n", args...)
}

func (a *accessLog) failed(r *http.Request, err error) {
	text := err.Error()
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		text = "it took longer than --timeout"
	case errors.Is(err, context.Canceled):
		text = "the client went away, or the service ended"
	}
	a.line("%q: %s", requestLine(r), text)
}

func requestLine(r *http.Request) string { return r.Method + " " + r.URL.RequestURI() + " " + r.Proto }

// around writes a line per request: time, client, method and path, status, bytes, duration.
func (a *accessLog) around(h http.Handler) http.Handler {
	if a.quiet {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begin := time.Now()
		rec := &recorder{ResponseWriter: w}
		defer func() {
			client, _, _ := net.SplitHostPort(r.RemoteAddr)
			a.line("%s %s %q %d %d %v", begin.UTC().Format(time.RFC3339), client, requestLine(r),
				rec.status, rec.size, time.Since(begin).Round(time.Microsecond))
		}()
		h.ServeHTTP(rec, r)
	})
}

// recorder sees how a response goes.
type recorder struct {
	http.ResponseWriter
	status int
	size   int64
}

func (r *recorder) WriteHeader(status int) {
	if r.status < 200 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(p)
	r.size += int64(n)
	return n, err
}

// Unwrap is for http.ResponseController.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// forServer is where the server itself says what is wrong with its connections.
func (a *accessLog) forServer() *log.Logger { return log.New(lineWriter{a}, "", 0) }

type lineWriter struct{ a *accessLog }

func (w lineWriter) Write(p []byte) (int, error) {
	if !w.a.quiet {
		w.a.line("%s", bytes.TrimRight(p, "\n"))
	}
	return len(p), nil
}
