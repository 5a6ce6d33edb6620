//go:build !js

package p2

import (
	"context"
	"errors"
	"net/http"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/host"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/web"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wit"
)

// The resources of wasi:http/types that are not bodies.
type (
	incomingRequest struct {
		*web.Incoming
		consumed bool
	}

	outgoingRequest struct {
		method, path, authority string
		hasPath, hasAuthority   bool
		scheme                  *string
		header                  *web.Fields
		body                    *outgoingBody
	}

	requestOptions = wit.RequestOptions

	incomingResponse struct {
		*web.Response
		consumed bool
	}

	outgoingResponse struct {
		status uint16
		header *web.Fields
		body   *outgoingBody
	}

	futureResponse = future[*web.Response]
)

// future is a resource of wasi:http/types for something that comes later, and is given once.
type future[T any] struct {
	*task[T]
	taken bool
}

// defineFuture gives the two functions of a future; ok makes the guest's value of what came.
func defineFuture[T any](it *polyfill.Items, resource string, ok func(T) any) {
	it.Func("[method]"+resource+".subscribe", polyfill.HostFunc1(func(_ context.Context, f *future[T]) (*pollable, error) {
		return newPollable(f), nil
	}))
	it.Func("[method]"+resource+".get", polyfill.HostFunc1(func(_ context.Context, f *future[T]) (any, error) {
		switch {
		case !f.ready():
			return nil, nil
		case f.taken:
			return polyfill.Err(nil), nil
		}
		f.taken = true
		value, err := f.result()
		if err != nil {
			return polyfill.Ok(polyfill.Err(wit.HTTPCode(err))), nil
		}
		return polyfill.Ok(polyfill.Ok(ok(value))), nil
	}))
}

// httpError makes the error case of a function whose error is an error-code.
func httpError(err error) error {
	if err == nil {
		return nil
	}
	return polyfill.ErrorValue(wit.HTTPCode(err))
}

// failed is the error case of a result without an error type.
var failed = polyfill.ErrorValue(nil)

func check(ok bool) error {
	if !ok {
		return failed
	}
	return nil
}

// headerError makes the error case of a function whose error is a header-error.
func headerError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, web.ErrSize):
		return polyfill.ErrorValue(polyfill.Variant{Case: "forbidden"})
	}
	return polyfill.ErrorValue(polyfill.Variant{Case: err.Error()})
}

func defineHTTP(l *polyfill.Linker, h *host.Host) {
	it := l.Instance("wasi:http/types" + version)
	it.Func("http-error-code", polyfill.HostFunc1(func(_ context.Context, e *ioError) (any, error) {
		if e.of != httpOrigin {
			return nil, nil
		}
		return wit.HTTPCode(e.err), nil
	}))
	defineFields(it)
	defineIncomingRequest(it)
	defineOutgoingRequest(it)
	defineResponses(it)
	defineBodies(it)

	l.Instance("wasi:http/outgoing-handler"+version).
		Func("handle", polyfill.HostFunc2(func(_ context.Context, r *outgoingRequest, o *requestOptions) (*futureResponse, error) {
			req := r.request(o)
			return &futureResponse{task: begin(func(ctx context.Context) (*web.Response, error) {
				res, err := h.HTTP.Send(ctx, req)
				switch {
				case r.body == nil:
				case err != nil:
					_ = r.body.pipe.Close()
				default:
					r.body.answered()
				}
				return res, err
			})}, nil
		}))
}

// request is the request as it is sent.
func (r *outgoingRequest) request(o *requestOptions) *web.Request {
	req := &web.Request{Method: r.method, Authority: r.authority, Path: r.path, Header: r.header, Timeouts: o.Timeouts()}
	if r.scheme != nil {
		req.Scheme = *r.scheme
	}
	if r.body != nil {
		req.Body, req.Trailers = r.body.pipe, r.body.Trailers
	}
	return req
}

func defineFields(it *polyfill.Items) {
	type f = *web.Fields
	type entry struct {
		Name  string
		Value []byte
	}
	it.Resource("fields", polyfill.NewResource[f]("fields", nil))
	it.Func("[constructor]fields", polyfill.HostFunc0(func(context.Context) (f, error) { return &web.Fields{}, nil }))
	it.Func("[static]fields.from-list", polyfill.HostFunc1(func(_ context.Context, list []entry) (f, error) {
		entries := make([]web.Field, len(list))
		for i, e := range list {
			entries[i] = web.Field{Name: e.Name, Value: e.Value}
		}
		made, err := web.NewFields(entries)
		if err != nil {
			return nil, headerError(err)
		}
		return made, nil
	}))
	it.Func("[method]fields.get", polyfill.HostFunc2(func(_ context.Context, h f, name string) ([][]byte, error) {
		return h.Get(name), nil
	}))
	it.Func("[method]fields.has", polyfill.HostFunc2(func(_ context.Context, h f, name string) (bool, error) { return h.Has(name), nil }))
	it.Func("[method]fields.set", polyfill.HostFunc3(func(_ context.Context, h f, name string, values [][]byte) (none, error) {
		return none{}, headerError(h.Set(name, values))
	}))
	it.Func("[method]fields.delete", polyfill.HostFunc2(func(_ context.Context, h f, name string) (none, error) {
		return none{}, headerError(h.Delete(name))
	}))
	it.Func("[method]fields.append", polyfill.HostFunc3(func(_ context.Context, h f, name string, value []byte) (none, error) {
		return none{}, headerError(h.Append(name, value))
	}))
	it.Func("[method]fields.entries", polyfill.HostFunc1(func(_ context.Context, h f) ([]entry, error) {
		list := h.Entries()
		entries := make([]entry, len(list))
		for i, e := range list {
			entries[i] = entry(e)
		}
		return entries, nil
	}))
	it.Func("[method]fields.clone", polyfill.HostFunc1(func(_ context.Context, h f) (f, error) { return h.Clone(), nil }))
}

func defineIncomingRequest(it *polyfill.Items) {
	type r = *incomingRequest
	it.Resource("incoming-request", polyfill.NewResource[r]("incoming-request", nil))
	it.Func("[method]incoming-request.method", polyfill.HostFunc1(func(_ context.Context, q r) (polyfill.Variant, error) {
		return wit.Method(q.Method), nil
	}))
	it.Func("[method]incoming-request.path-with-query", polyfill.HostFunc1(func(_ context.Context, q r) (*string, error) { return &q.Path, nil }))
	it.Func("[method]incoming-request.scheme", polyfill.HostFunc1(func(_ context.Context, q r) (*polyfill.Variant, error) {
		v := wit.Scheme(q.Scheme)
		return &v, nil
	}))
	it.Func("[method]incoming-request.authority", polyfill.HostFunc1(func(_ context.Context, q r) (*string, error) {
		if q.Authority == "" {
			return nil, nil
		}
		return &q.Authority, nil
	}))
	it.Func("[method]incoming-request.headers", polyfill.HostFunc1(func(_ context.Context, q r) (*web.Fields, error) {
		return q.Incoming.Header, nil
	}))
	it.Func("[method]incoming-request.consume", polyfill.HostFunc1(func(_ context.Context, q r) (*incomingBody, error) {
		if q.consumed {
			return nil, failed
		}
		q.consumed = true
		return newIncomingBody(q.Request.Body, q.Trailers), nil
	}))
}

func defineOutgoingRequest(it *polyfill.Items) {
	type r = *outgoingRequest
	it.Resource("outgoing-request", polyfill.NewResource("outgoing-request", func(_ context.Context, q r) error {
		if q.body != nil { // nobody will read it
			_ = q.body.pipe.Close()
		}
		return nil
	}))
	it.Func("[constructor]outgoing-request", polyfill.HostFunc1(func(_ context.Context, h *web.Fields) (r, error) {
		return &outgoingRequest{method: http.MethodGet, header: h.Freeze()}, nil
	}))
	it.Func("[method]outgoing-request.body", polyfill.HostFunc1(func(_ context.Context, q r) (*outgoingBody, error) {
		length, err := q.header.ContentLength()
		if q.body != nil || err != nil {
			return nil, failed
		}
		q.body = &outgoingBody{pipe: newPipe(length, web.RequestBodySize)}
		return q.body, nil
	}))
	it.Func("[method]outgoing-request.method", polyfill.HostFunc1(func(_ context.Context, q r) (polyfill.Variant, error) {
		return wit.Method(q.method), nil
	}))
	it.Func("[method]outgoing-request.set-method", polyfill.HostFunc2(func(_ context.Context, q r, v polyfill.Variant) (none, error) {
		if !web.CheckMethod(wit.MethodOf(v)) {
			return none{}, failed
		}
		q.method = wit.MethodOf(v)
		return none{}, nil
	}))
	it.Func("[method]outgoing-request.path-with-query", polyfill.HostFunc1(func(_ context.Context, q r) (*string, error) {
		return optional(q.path, q.hasPath), nil
	}))
	it.Func("[method]outgoing-request.set-path-with-query", polyfill.HostFunc2(func(_ context.Context, q r, v *string) (none, error) {
		return none{}, check(set(v, &q.path, &q.hasPath, web.CheckPath))
	}))
	it.Func("[method]outgoing-request.authority", polyfill.HostFunc1(func(_ context.Context, q r) (*string, error) {
		return optional(q.authority, q.hasAuthority), nil
	}))
	it.Func("[method]outgoing-request.set-authority", polyfill.HostFunc2(func(_ context.Context, q r, v *string) (none, error) {
		return none{}, check(set(v, &q.authority, &q.hasAuthority, web.CheckAuthority))
	}))
	it.Func("[method]outgoing-request.scheme", polyfill.HostFunc1(func(_ context.Context, q r) (*polyfill.Variant, error) {
		if q.scheme == nil {
			return nil, nil
		}
		v := wit.Scheme(*q.scheme)
		return &v, nil
	}))
	it.Func("[method]outgoing-request.set-scheme", polyfill.HostFunc2(func(_ context.Context, q r, v *polyfill.Variant) (none, error) {
		if v == nil {
			q.scheme = nil
			return none{}, nil
		}
		s := wit.SchemeOf(*v)
		if !web.CheckScheme(s) {
			return none{}, failed
		}
		q.scheme = &s
		return none{}, nil
	}))
	it.Func("[method]outgoing-request.headers", polyfill.HostFunc1(func(_ context.Context, q r) (*web.Fields, error) { return q.header, nil }))

	type o = *requestOptions
	it.Resource("request-options", polyfill.NewResource[o]("request-options", nil))
	it.Func("[constructor]request-options", polyfill.HostFunc0(func(context.Context) (o, error) { return &requestOptions{}, nil }))
	for name, of := range map[string]func(o) **uint64{
		"connect-timeout":       func(r o) **uint64 { return &r.Connect },
		"first-byte-timeout":    func(r o) **uint64 { return &r.FirstByte },
		"between-bytes-timeout": func(r o) **uint64 { return &r.BetweenBytes },
	} {
		it.Func("[method]request-options."+name, polyfill.HostFunc1(func(_ context.Context, r o) (*uint64, error) { return *of(r), nil }))
		it.Func("[method]request-options.set-"+name, polyfill.HostFunc2(func(_ context.Context, r o, v *uint64) (none, error) {
			*of(r) = v
			return none{}, nil
		}))
	}
}

func optional(s string, has bool) *string {
	if !has {
		return nil
	}
	return &s
}

// set sets an optional part of a request, if it is one.
func set(v *string, to *string, has *bool, ok func(string) bool) bool {
	if v != nil && !ok(*v) {
		return false
	}
	*to, *has = "", v != nil
	if v != nil {
		*to = *v
	}
	return true
}

func defineResponses(it *polyfill.Items) {
	type in = *incomingResponse
	it.Resource("incoming-response", polyfill.NewResource("incoming-response", func(_ context.Context, r in) error {
		if !r.consumed {
			_ = r.Body.Close()
		}
		return nil
	}))
	it.Func("[method]incoming-response.status", polyfill.HostFunc1(func(_ context.Context, r in) (uint16, error) { return uint16(r.Status), nil }))
	it.Func("[method]incoming-response.headers", polyfill.HostFunc1(func(_ context.Context, r in) (*web.Fields, error) { return r.Header, nil }))
	it.Func("[method]incoming-response.consume", polyfill.HostFunc1(func(_ context.Context, r in) (*incomingBody, error) {
		if r.consumed {
			return nil, failed
		}
		r.consumed = true
		return newIncomingBody(r.Body, r.Trailers), nil
	}))

	type out = *outgoingResponse
	it.Resource("outgoing-response", polyfill.NewResource("outgoing-response", func(_ context.Context, r out) error {
		if r.body != nil {
			_ = r.body.pipe.Close()
		}
		return nil
	}))
	it.Func("[constructor]outgoing-response", polyfill.HostFunc1(func(_ context.Context, h *web.Fields) (out, error) {
		return &outgoingResponse{status: http.StatusOK, header: h.Freeze()}, nil
	}))
	it.Func("[method]outgoing-response.status-code", polyfill.HostFunc1(func(_ context.Context, r out) (uint16, error) { return r.status, nil }))
	it.Func("[method]outgoing-response.set-status-code", polyfill.HostFunc2(func(_ context.Context, r out, status uint16) (none, error) {
		if status < 200 || status > 999 {
			return none{}, failed
		}
		r.status = status
		return none{}, nil
	}))
	it.Func("[method]outgoing-response.headers", polyfill.HostFunc1(func(_ context.Context, r out) (*web.Fields, error) { return r.header, nil }))
	it.Func("[method]outgoing-response.body", polyfill.HostFunc1(func(_ context.Context, r out) (*outgoingBody, error) {
		length, err := r.header.ContentLength()
		if r.body != nil || err != nil {
			return nil, failed
		}
		r.body = &outgoingBody{pipe: newPipe(length, web.ResponseBodySize)}
		return r.body, nil
	}))

	it.Resource("future-incoming-response", polyfill.NewResource("future-incoming-response", func(_ context.Context, f *futureResponse) error {
		if !f.taken {
			f.cancel()
			f.then(func(r *web.Response, err error) {
				if err == nil {
					_ = r.Body.Close()
				}
			})
		}
		return nil
	}))
	defineFuture(it, "future-incoming-response", func(r *web.Response) any { return &incomingResponse{Response: r} })
	defineOutparam(it)
}

func defineBodies(it *polyfill.Items) {
	type in = *incomingBody
	it.Resource("incoming-body", polyfill.NewResource("incoming-body", func(_ context.Context, b in) error {
		b.release()
		return nil
	}))
	it.Func("[method]incoming-body.stream", polyfill.HostFunc1(func(_ context.Context, b in) (*inputStream, error) {
		s, ok := b.stream()
		return s, check(ok)
	}))
	it.Func("[static]incoming-body.finish", polyfill.HostFunc1(func(_ context.Context, b in) (*futureTrailers, error) { return b.finish(), nil }))

	it.Resource("future-trailers", polyfill.NewResource("future-trailers", func(_ context.Context, f *futureTrailers) error {
		f.cancel()
		return nil
	}))
	defineFuture(it, "future-trailers", func(fields *web.Fields) any {
		if fields == nil {
			return nil
		}
		return fields
	})

	type out = *outgoingBody
	it.Resource("outgoing-body", polyfill.NewResource("outgoing-body", func(_ context.Context, b out) error {
		if !b.done {
			b.abandon(errUnfinished)
		}
		return nil
	}))
	it.Func("[method]outgoing-body.write", polyfill.HostFunc1(func(_ context.Context, b out) (*outputStream, error) {
		s, ok := b.stream()
		return s, check(ok)
	}))
	it.Func("[static]outgoing-body.finish", polyfill.HostFunc2(func(_ context.Context, b out, t *web.Fields) (none, error) {
		b.done = true
		return none{}, httpError(b.finished(t))
	}))
}
