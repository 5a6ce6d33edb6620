//go:build !js

package web

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/jco-go/jco-go/polyfill/wasi/internal/network"
)

// Client sends guests' requests, as far as a network policy lets it. It follows no redirect,
// unpacks nothing and knows no proxy: what a guest asks for is what is done. It is safe for
// concurrent use.
type Client struct {
	transport *http.Transport
	slots     chan struct{}
}

// What a host has where request-options say nothing, and its limits.
const (
	defaultTimeout    = 600 * time.Second
	maxResponseHeader = 1 << 20
	maxRequests       = 256 // under way at once
)

type connectTimeout struct{}

// NewClient makes a client; a nil policy allows nothing. base can be nil; of another
// transport the client takes what is about TLS.
func NewClient(policy *network.Policy, resolver network.Resolver, base *http.Transport) *Client {
	t := &http.Transport{}
	if base != nil {
		t = base.Clone()
	}
	t.Proxy = nil
	t.DisableCompression = true
	t.ForceAttemptHTTP2 = true
	t.MaxIdleConnsPerHost = 16
	t.IdleConnTimeout = 30 * time.Second
	t.MaxResponseHeaderBytes = maxResponseHeader
	t.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		timeout, _ := ctx.Value(connectTimeout{}).(time.Duration)
		ctx, cancel := context.WithTimeoutCause(ctx, timeout, ConnectionTimeout)
		defer cancel()
		conn, err := policy.Dial(ctx, resolver, &net.Dialer{}, network, addr)
		if err != nil && context.Cause(ctx) == error(ConnectionTimeout) {
			return nil, ConnectionTimeout
		}
		return conn, err
	}
	return &Client{transport: t, slots: make(chan struct{}, maxRequests)}
}

// Close closes idle connections.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Send sends a request and waits for the head of the response. The caller closes the
// response's body. ctx is that of the whole exchange, including the bodies. ErrorOf finds
// the error-code of the error.
func (c *Client) Send(ctx context.Context, r *Request) (*Response, error) {
	select {
	case c.slots <- struct{}{}:
	default:
		return nil, ConnectionLimitReached
	}
	release := sync.OnceFunc(func() { <-c.slots })
	ctx, cancel := context.WithCancelCause(ctx)
	end := func(cause error) { cancel(cause); release() }
	or := func(d time.Duration) time.Duration {
		if d <= 0 {
			return defaultTimeout
		}
		return d
	}
	req, err := r.httpRequest(context.WithValue(ctx, connectTimeout{}, or(r.Timeouts.Connect)))
	if err != nil {
		end(nil)
		return nil, err
	}
	timer := time.AfterFunc(or(r.Timeouts.FirstByte), func() { cancel(ResponseTimeout) })
	res, err := c.transport.RoundTrip(req)
	if !timer.Stop() && err == nil {
		_ = res.Body.Close()
		err = ResponseTimeout
	}
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			err = cause
		}
		end(nil)
		return nil, err
	}
	body := &responseBody{ctx: ctx, cancel: cancel, end: end, body: res.Body, between: or(r.Timeouts.BetweenBytes)}
	return &Response{
		Status: res.StatusCode, Header: fromHeader(res.Header), Body: body,
		Trailers: func() *Fields {
			if len(res.Trailer) == 0 {
				return nil
			}
			return fromHeader(res.Trailer)
		},
	}, nil
}

// responseBody is a body with a limit on the time between its bytes.
type responseBody struct {
	ctx     context.Context
	cancel  context.CancelCauseFunc
	end     func(error)
	body    io.ReadCloser
	between time.Duration
}

func (b *responseBody) Read(p []byte) (int, error) {
	timer := time.AfterFunc(b.between, func() { b.cancel(ConnectionReadTimeout) })
	n, err := b.body.Read(p)
	timer.Stop()
	if err != nil && err != io.EOF {
		if cause := context.Cause(b.ctx); cause != nil {
			err = cause
		}
	}
	return n, err
}

func (b *responseBody) Close() error {
	err := b.body.Close()
	b.end(nil)
	return err
}
