//go:build !js

package p3

import (
	"context"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/web"
)

func defineHTTP(l *polyfill.Linker, h *host.Host) {
	it := l.Instance("wasi:http/types" + version)
	defineFields(it)
	defineRequest(it)
	defineRequestOptions(it)
	defineResponse(it)
	l.Instance("wasi:http/client"+version).
		Func("send", polyfill.HostFunc1(func(ctx context.Context, q *request) (*response, error) {
			p, err := send(ctx, h.HTTP, q)
			return p, httpError(err)
		}))
}

// send sends a guest's request. ctx is that of the guest's call, which ends with the head of the
// response; the bodies go on after it.
func send(ctx context.Context, client *web.Client, q *request) (*response, error) {
	length, err := q.header.ContentLength()
	body := q.contents.send(length, web.RequestBodySize)
	if err != nil {
		_ = body.Close()
		body.end(err)
		return nil, err
	}
	out := &web.Request{Method: q.method, Scheme: text(q.scheme), Authority: text(q.authority), Path: text(q.path), Header: q.header}
	if q.options != nil {
		out.Timeouts = q.options.timeouts.Timeouts()
	}
	switch {
	case body.body == nil && length > 0:
		err := &web.Error{Case: web.RequestBodySize, Payload: uint64(0)}
		body.end(err)
		return nil, err
	case body.body == nil:
	case length == 0:
		go body.drain()
	default:
		out.Body, out.Trailers = body, body.Trailers
	}
	exchange, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { cancel(context.Cause(ctx)) })
	in, err := client.Send(exchange, out)
	if !stop() && err == nil { // nobody is there for the response
		_ = in.Body.Close()
		err = context.Cause(ctx)
	}
	if err != nil {
		_ = body.Close()
		body.end(err)
		cancel(nil)
		return nil, err
	}
	body.answer()
	return &response{status: uint16(in.Status), header: in.Header, contents: &received{reader: in.Body, trailers: in.Trailers}}, nil
}

// text is an optional text, empty if there is none.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
