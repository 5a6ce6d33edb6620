//go:build !js

package p3

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/web"
)

// Handler is the interface that a service exports, by its name in WIT.
const Handler = "wasi:http/handler" + version

// Serve answers a request by a guest: call runs the guest's handle function with a request, and gives its
// result. Serve returns when the response is written. The context of the request ends both. The error says what went
// wrong; answered tells whether a part of the response was written before. failed is told if the guest says
// that it could not handle the request.
func Serve(w http.ResponseWriter, r *http.Request, call func(request any) (any, error), failed func(error)) (answered bool, err error) {
	// Else the server reads all of the request before it writes the response. HTTP/2 is so already.
	_ = http.NewResponseController(w).EnableFullDuplex()
	result, err := call(newRequest(web.NewIncoming(r), failed))
	if err != nil {
		return false, err
	}
	p, err := responseOf(result)
	if err != nil {
		return false, err
	}
	return p.respond(w, r)
}

// newRequest makes the resource of a request that came in.
func newRequest(in *web.Incoming, failed func(error)) *request {
	return &request{
		method: in.Method, scheme: &in.Scheme, authority: &in.Authority, path: &in.Path, header: in.Header,
		contents: &received{reader: in.Request.Body, trailers: in.Trailers, failed: failed},
	}
}

// responseOf is the response in a result of handle.
func responseOf(result any) (*response, error) {
	r, _ := result.(polyfill.Result)
	if p, ok := r.Value.(*response); ok && !r.IsErr {
		return p, nil
	}
	code, _ := r.Value.(polyfill.Variant)
	if code.Value != nil {
		return nil, fmt.Errorf("the guest answered with the error %s: %v", code.Case, code.Value)
	}
	return nil, fmt.Errorf("the guest answered with the error %s", code.Case)
}

// Discard gives up the result of a call that nobody waits for any more.
func Discard(result any) {
	if p, err := responseOf(result); err == nil {
		p.drop()
	}
}

// respond writes the response, as the guest writes its body.
func (p *response) respond(w http.ResponseWriter, r *http.Request) (answered bool, err error) {
	length, err := p.header.ContentLength()
	if err != nil {
		p.drop()
		return false, fmt.Errorf("the guest's response has a content-length that is none: %w", err)
	}
	if p.status < 200 {
		p.drop()
		return false, fmt.Errorf("the guest's response has the status %d, which is not that of a response", p.status)
	}
	body := p.contents.send(length, web.ResponseBodySize)
	defer body.Close()
	switch {
	case body.body == nil && length > 0 && web.MayHaveBody(r.Method, int(p.status)):
		err = &web.Error{Case: web.ResponseBodySize, Payload: uint64(0)}
	case body.body == nil || !web.MayHaveBody(r.Method, int(p.status)):
		web.WriteHead(w, int(p.status), p.header)
		answered = true
	default:
		stop := context.AfterFunc(r.Context(), func() { _ = body.Close() }) // the guest's next write is told
		defer stop()
		answered, err = p.copy(w, body)
	}
	if err != nil && r.Context().Err() != nil {
		err = context.Cause(r.Context())
	}
	body.end(err)
	return answered, err
}

// buffers are for bodies on their way.
var buffers = sync.Pool{New: func() any { return new([64 << 10]byte) }}

// copy writes head and body. What the guest has, is there before it is waited for: a short response is
// written in one piece.
func (p *response) copy(w http.ResponseWriter, body *sending) (answered bool, err error) {
	buf := buffers.Get().(*[64 << 10]byte)
	defer buffers.Put(buf)
	for {
		n, err := body.TryRead(buf[:])
		if n == 0 && err == nil {
			if !answered {
				web.WriteHead(w, int(p.status), p.header)
				answered = true
			}
			if err := http.NewResponseController(w).Flush(); err != nil {
				return true, err
			}
			n, err = body.Read(buf[:])
		}
		if err != nil && err != io.EOF {
			return answered, err
		}
		if !answered {
			web.WriteHead(w, int(p.status), p.header)
			answered = true
		}
		if n > 0 {
			if _, err := w.Write(buf[:n]); err != nil {
				return true, err
			}
		}
		if err == io.EOF {
			t, err := body.Trailers()
			if t != nil && err == nil {
				web.WriteTrailers(w, t)
			}
			return true, err
		}
	}
}
