//go:build !js

package p3

import (
	"context"
	"net/http"
	"sync"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/web"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wit"
)

// request is the resource request. A part that is nil was not set.
type request struct {
	method          string
	scheme          *string
	authority, path *string
	header          *web.Fields
	options         *requestOptions
	contents        contents
}

func (r *request) drop() { r.contents.drop() }

// response is the resource response.
type response struct {
	status   uint16
	header   *web.Fields
	contents contents
}

func (r *response) drop() { r.contents.drop() }

// requestOptions is the resource request-options.
type requestOptions struct {
	mu        sync.Mutex
	timeouts  wit.RequestOptions
	immutable bool
}

func (o *requestOptions) clone() *requestOptions {
	o.mu.Lock()
	defer o.mu.Unlock()
	return &requestOptions{timeouts: o.timeouts}
}

func (o *requestOptions) freeze() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.immutable = true
}

// refusal is the error case of a result without an error type.
var refusal = polyfill.ErrorValue(nil)

// set sets an optional part of a request, if it is one.
func set(v *string, to **string, ok func(string) bool) error {
	if v != nil && !ok(*v) {
		return refusal
	}
	*to = v
	return nil
}

func defineRequest(it *polyfill.Items) {
	type r = *request
	const method = "[method]request."
	it.Resource("request", polyfill.NewResource("request", func(_ context.Context, q r) error {
		q.drop()
		return nil
	})).
		Func("[static]request.new", polyfill.HostFunc4(func(_ context.Context, h *web.Fields, stream any, trailers *polyfill.Future[any], o *requestOptions) (polyfill.Tuple, error) {
			m := newMade(stream, trailers)
			if o != nil {
				o.freeze()
			}
			return polyfill.Tuple{&request{method: http.MethodGet, header: h.Freeze(), options: o, contents: m}, m.sent}, nil
		})).
		Func(method+"get-method", polyfill.HostFunc1(func(_ context.Context, q r) (polyfill.Variant, error) { return wit.Method(q.method), nil })).
		Func(method+"set-method", polyfill.HostFunc2(func(_ context.Context, q r, v polyfill.Variant) (none, error) {
			if !web.CheckMethod(wit.MethodOf(v)) {
				return none{}, refusal
			}
			q.method = wit.MethodOf(v)
			return none{}, nil
		})).
		Func(method+"get-path-with-query", polyfill.HostFunc1(func(_ context.Context, q r) (*string, error) {
			if q.path != nil && *q.path == "" && q.method != http.MethodOptions { // RFC 9110, 4.2.3
				return new("/"), nil
			}
			return q.path, nil
		})).
		Func(method+"set-path-with-query", polyfill.HostFunc2(func(_ context.Context, q r, v *string) (none, error) {
			return none{}, set(v, &q.path, web.CheckPath)
		})).
		Func(method+"get-scheme", polyfill.HostFunc1(func(_ context.Context, q r) (*polyfill.Variant, error) {
			if q.scheme == nil {
				return nil, nil
			}
			return new(wit.Scheme(*q.scheme)), nil
		})).
		Func(method+"set-scheme", polyfill.HostFunc2(func(_ context.Context, q r, v *polyfill.Variant) (none, error) {
			if v == nil {
				q.scheme = nil
				return none{}, nil
			}
			return none{}, set(new(wit.SchemeOf(*v)), &q.scheme, web.CheckScheme)
		})).
		Func(method+"get-authority", polyfill.HostFunc1(func(_ context.Context, q r) (*string, error) { return q.authority, nil })).
		Func(method+"set-authority", polyfill.HostFunc2(func(_ context.Context, q r, v *string) (none, error) {
			return none{}, set(v, &q.authority, web.CheckAuthority)
		})).
		Func(method+"get-options", polyfill.HostFunc1(func(_ context.Context, q r) (*requestOptions, error) { return q.options, nil })).
		Func(method+"get-headers", polyfill.HostFunc1(func(_ context.Context, q r) (*web.Fields, error) { return q.header, nil })).
		Func("[static]request.consume-body", polyfill.HostFunc2(func(_ context.Context, q r, handled *polyfill.Future[any]) (any, error) {
			return q.contents.consume(handled), nil
		}))
}

func defineRequestOptions(it *polyfill.Items) {
	type o = *requestOptions
	it.Resource("request-options", polyfill.NewResource[o]("request-options", nil)).
		Func("[constructor]request-options", polyfill.HostFunc0(func(context.Context) (o, error) { return &requestOptions{}, nil })).
		Func("[method]request-options.clone", polyfill.HostFunc1(func(_ context.Context, r o) (o, error) { return r.clone(), nil }))
	for name, of := range map[string]func(o) **uint64{
		"connect-timeout":       func(r o) **uint64 { return &r.timeouts.Connect },
		"first-byte-timeout":    func(r o) **uint64 { return &r.timeouts.FirstByte },
		"between-bytes-timeout": func(r o) **uint64 { return &r.timeouts.BetweenBytes },
	} {
		it.Func("[method]request-options.get-"+name, polyfill.HostFunc1(func(_ context.Context, r o) (*uint64, error) {
			r.mu.Lock()
			defer r.mu.Unlock()
			return *of(r), nil
		}))
		it.Func("[method]request-options.set-"+name, polyfill.HostFunc2(func(_ context.Context, r o, v *uint64) (none, error) {
			r.mu.Lock()
			defer r.mu.Unlock()
			if r.immutable {
				return none{}, polyfill.ErrorValue(polyfill.Variant{Case: "immutable"})
			}
			*of(r) = v
			return none{}, nil
		}))
	}
}

func defineResponse(it *polyfill.Items) {
	type r = *response
	const method = "[method]response."
	it.Resource("response", polyfill.NewResource("response", func(_ context.Context, p r) error {
		p.drop()
		return nil
	})).
		Func("[static]response.new", polyfill.HostFunc3(func(_ context.Context, h *web.Fields, stream any, trailers *polyfill.Future[any]) (polyfill.Tuple, error) {
			m := newMade(stream, trailers)
			return polyfill.Tuple{&response{status: http.StatusOK, header: h.Freeze(), contents: m}, m.sent}, nil
		})).
		Func(method+"get-status-code", polyfill.HostFunc1(func(_ context.Context, p r) (uint16, error) { return p.status, nil })).
		Func(method+"set-status-code", polyfill.HostFunc2(func(_ context.Context, p r, status uint16) (none, error) {
			if status < 100 || status > 599 { // RFC 9110, 15
				return none{}, refusal
			}
			p.status = status
			return none{}, nil
		})).
		Func(method+"get-headers", polyfill.HostFunc1(func(_ context.Context, p r) (*web.Fields, error) { return p.header, nil })).
		Func("[static]response.consume-body", polyfill.HostFunc2(func(_ context.Context, p r, handled *polyfill.Future[any]) (any, error) {
			return p.contents.consume(handled), nil
		}))
}
