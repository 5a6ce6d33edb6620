//go:build unix

package p2

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/wittest"
)

const httpTypes = "http/types#"

// fields makes fields of names and values.
func (w *wasiTest) fields(nameValues ...string) any {
	var list []any
	for i := 0; i < len(nameValues); i += 2 {
		list = append(list, polyfill.Tuple{nameValues[i], []byte(nameValues[i+1])})
	}
	return w.OK(httpTypes+"[static]fields.from-list", list)
}

func TestFields(t *testing.T) {
	w := newTest(t, settings{})
	f := w.Call(httpTypes + "[constructor]fields")
	const m = httpTypes + "[method]fields."
	w.OK(m+"append", f, "X-One", []byte("1"))
	w.OK(m+"append", f, "x-one", []byte("2"))
	w.OK(m+"set", f, "Two", []any{[]byte("3"), []byte("4")})
	if got := w.Call(m+"get", f, "X-ONE").([]any); len(got) != 2 || string(got[1].([]byte)) != "2" {
		t.Errorf("%q", got)
	}
	if w.Call(m+"has", f, "two") != true || w.Call(m+"has", f, "three") != false {
		t.Error("has")
	}
	c := w.Call(m+"clone", f)
	w.OK(m+"delete", f, "x-ONE")
	if got := w.Call(m+"entries", f).([]any); len(got) != 2 || got[0].(polyfill.Tuple)[0] != "Two" {
		t.Errorf("%q", got)
	}
	if got := w.Call(m+"entries", c).([]any); len(got) != 4 {
		t.Errorf("%q", got)
	}
	for _, name := range []string{"", "a b", "a\r\nb", "é", "a:b", "x\x00"} {
		w.Fails("invalid-syntax", m+"append", f, name, []byte("v"))
		w.Fails("invalid-syntax", m+"set", f, name, []any{})
		w.Fails("invalid-syntax", httpTypes+"[static]fields.from-list", []any{polyfill.Tuple{name, []byte("v")}})
	}
	for _, value := range []string{"a\nb", "a\rb", "a\x00b", "\x7f"} {
		w.Fails("invalid-syntax", m+"append", f, "x", []byte(value))
	}
	for _, name := range []string{"Host", "connection", "Transfer-Encoding", "upgrade", "Keep-Alive", "TE"} {
		w.Fails("forbidden", m+"append", f, name, []byte("v"))
	}
	w.Fails("forbidden", m+"append", f, "x", bytes.Repeat([]byte("x"), 2<<20))
}

// request makes an outgoing request.
func (w *wasiTest) request(method, scheme, authority, path string, header any) any {
	w.T.Helper()
	const m = httpTypes + "[method]outgoing-request."
	r := w.Call(httpTypes+"[constructor]outgoing-request", header)
	w.OK(m+"set-method", r, polyfill.Variant{Case: method})
	w.OK(m+"set-scheme", r, polyfill.Variant{Case: scheme})
	w.OK(m+"set-authority", r, authority)
	w.OK(m+"set-path-with-query", r, path)
	return r
}

// send sends a request and gives the response, or the error-code.
func (w *wasiTest) send(r, options any) (response any, code string) {
	w.T.Helper()
	f := w.OK("http/outgoing-handler#handle", r, options)
	return w.response(f)
}

func (w *wasiTest) response(f any) (response any, code string) {
	w.T.Helper()
	w.block(w.Call(httpTypes+"[method]future-incoming-response.subscribe", f))
	outer := w.Call(httpTypes+"[method]future-incoming-response.get", f).(polyfill.Result)
	if outer.IsErr {
		w.T.Fatal("the response was taken before")
	}
	if again := w.Call(httpTypes+"[method]future-incoming-response.get", f).(polyfill.Result); !again.IsErr {
		w.T.Error("the response can be taken twice")
	}
	inner := outer.Value.(polyfill.Result)
	if inner.IsErr {
		return nil, inner.Value.(polyfill.Variant).Case
	}
	return inner.Value, ""
}

// write writes a body and ends it.
func (w *wasiTest) write(body any, text string, trailers any) {
	w.T.Helper()
	s := w.OK(httpTypes+"[method]outgoing-body.write", body)
	w.Fails("nothing", httpTypes+"[method]outgoing-body.write", body)
	w.OK("io/streams#[method]output-stream.blocking-write-and-flush", s, []byte(text))
	w.OK(httpTypes+"[static]outgoing-body.finish", body, trailers)
}

// read reads a body to its end, and gives its trailers.
func (w *wasiTest) read(body any) (text string, trailers any) {
	w.T.Helper()
	s := w.OK(httpTypes+"[method]incoming-body.stream", body)
	w.Fails("nothing", httpTypes+"[method]incoming-body.stream", body)
	for {
		r := w.Call("io/streams#[method]input-stream.blocking-read", s, 10).(polyfill.Result)
		if r.IsErr {
			if c := wittest.Describe(r); c != "closed" {
				w.T.Errorf("the body ends with %s", c)
			}
			break
		}
		text += string(r.Value.([]byte))
	}
	f := w.Call(httpTypes+"[static]incoming-body.finish", body)
	w.block(w.Call(httpTypes+"[method]future-trailers.subscribe", f))
	outer := w.Call(httpTypes+"[method]future-trailers.get", f).(polyfill.Result)
	inner := outer.Value.(polyfill.Result)
	if inner.IsErr {
		w.T.Errorf("trailers: %s", wittest.Describe(inner))
	}
	return text, inner.Value
}

func TestClient(t *testing.T) {
	w := newTest(t, settings{Connect: []string{"127.0.0.1"}})
	authority := wittest.Echo(t)
	r := w.request("post", "HTTP", authority, "/a?b=c", w.fields("X-Mine", "yes"))
	body := w.OK(httpTypes+"[method]outgoing-request.body", r)
	w.Fails("nothing", httpTypes+"[method]outgoing-request.body", r)
	const m = httpTypes + "[method]outgoing-request."
	for name, want := range map[string]any{"path-with-query": "/a?b=c", "authority": authority} {
		if got := w.Call(m+name, r); got != want {
			t.Errorf("%s is %v", name, got)
		}
	}
	if m, s := w.Call(m+"method", r).(polyfill.Variant), w.Call(m+"scheme", r).(polyfill.Variant); m.Case != "post" || s.Case != "HTTP" {
		t.Errorf("%v %v", m, s)
	}
	w.Fails("immutable", httpTypes+"[method]fields.append", w.Call(m+"headers", r), "x", []byte("y"))
	options := w.Call(httpTypes + "[constructor]request-options")
	for _, name := range []string{"connect-timeout", "first-byte-timeout", "between-bytes-timeout"} {
		w.OK(httpTypes+"[method]request-options.set-"+name, options, uint64(10e9))
		if got := w.Call(httpTypes+"[method]request-options."+name, options); got != uint64(10e9) {
			t.Errorf("%s is %v", name, got)
		}
	}
	f := w.OK("http/outgoing-handler#handle", r, options)
	w.write(body, "some text", w.fields("X-End", "end"))
	res, code := w.response(f)
	if code != "" {
		t.Fatal(code)
	}
	if status := w.Call(httpTypes+"[method]incoming-response.status", res); status != uint16(http.StatusTeapot) {
		t.Errorf("status %v", status)
	}
	h := w.Call(httpTypes+"[method]incoming-response.headers", res)
	if got := w.Call(httpTypes+"[method]fields.get", h, "x-header").([]any); string(got[0].([]byte)) != "yes" {
		t.Errorf("%q", got)
	}
	in := w.OK(httpTypes+"[method]incoming-response.consume", res)
	w.Fails("nothing", httpTypes+"[method]incoming-response.consume", res)
	text, trailers := w.read(in)
	if want := fmt.Sprintf("POST %s /a?b=c -1 %q %q", authority, "some text", "end"); text != want {
		t.Errorf("%s, want %s", text, want)
	}
	if got := w.Call(httpTypes+"[method]fields.get", trailers, "x-sum").([]any); len(got) != 1 || string(got[0].([]byte)) != "7" {
		t.Errorf("trailers: %q", got)
	}
}

// TestClientFails are requests that get an error-code.
func TestClientFails(t *testing.T) {
	bad := wittest.NewBad(t)
	const ms = uint64(1e6)
	for _, c := range []struct {
		name, method, scheme, authority, path string
		firstByte, between                    uint64
		body                                  bool
		want, bodyError                       string
	}{
		{name: "name that is not allowed", authority: "example.org", want: "HTTP-request-denied"},
		{name: "address that is not allowed", authority: "192.0.2.1", want: "destination-IP-prohibited"},
		{name: "name of this machine", authority: "localhost:1", want: "HTTP-request-denied"},
		{name: "name that is none", authority: "nothing.invalid", want: "DNS-error"},
		{name: "nobody listens", authority: bad.Nobody, want: "connection-refused"},
		{name: "nobody listens to a body", method: "post", authority: bad.Nobody, body: true, want: "connection-refused"},
		{name: "certificate of nobody", scheme: "HTTPS", authority: bad.Secure, want: "TLS-certificate-error"},
		{name: "TLS to what has none", scheme: "HTTPS", authority: bad.Here, want: "TLS-protocol-error"},
		{name: "CONNECT", method: "connect", authority: bad.Here, want: "HTTP-request-method-invalid"},
		{name: "peer stalls", authority: bad.Here, path: "/stall", firstByte: 30 * ms, want: "HTTP-response-timeout"},
		{name: "peer goes away", authority: bad.Here, path: "/drop", want: "connection-terminated"},
		{name: "no HTTP", authority: bad.Here, path: "/nonsense", want: "HTTP-protocol-error"},
		{name: "large head", authority: bad.Here, path: "/head", want: "HTTP-response-header-section-size"},
		{name: "body shorter than announced", authority: bad.Here, path: "/short", bodyError: "HTTP-response-incomplete"},
		{name: "peer stalls in the body", authority: bad.Here, path: "/drip", between: 30 * ms, bodyError: "connection-read-timeout"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTest(t, settings{Connect: []string{"127.0.0.0/8", "*.invalid"}})
			if c.method == "" {
				c.method = "get"
			}
			if c.scheme == "" {
				c.scheme = "HTTP"
			}
			r := w.request(c.method, c.scheme, c.authority, c.path, w.fields())
			if c.body {
				// A body can be written to its end all the same.
				body := w.OK(httpTypes+"[method]outgoing-request.body", r)
				defer w.write(body, strings.Repeat("x", 100_000), nil)
			}
			o := w.Call(httpTypes + "[constructor]request-options")
			for name, d := range map[string]uint64{"first-byte-timeout": c.firstByte, "between-bytes-timeout": c.between} {
				if d > 0 {
					w.OK(httpTypes+"[method]request-options.set-"+name, o, d)
				}
			}
			res, code := w.send(r, o)
			if code != c.want {
				t.Fatalf("%q, want %q", code, c.want)
			}
			if c.bodyError == "" {
				return
			}
			s := w.OK(httpTypes+"[method]incoming-body.stream", w.OK(httpTypes+"[method]incoming-response.consume", res))
			var last polyfill.Result
			for !last.IsErr {
				last = w.Call("io/streams#[method]input-stream.blocking-read", s, 1000).(polyfill.Result)
			}
			if wittest.Describe(last) != "last-operation-failed" {
				t.Fatalf("the body ends with %s", wittest.Describe(last))
			}
			got := w.Call(httpTypes+"http-error-code", last.Value.(polyfill.Variant).Value).(polyfill.Variant)
			if got.Case != c.bodyError {
				t.Errorf("the body ends with %s, want %s", got.Case, c.bodyError)
			}
		})
	}
	w := newTest(t, settings{Connect: []string{"127.0.0.1"}})
	if res, code := w.send(w.request("get", "HTTP", bad.Here, "/redirect", w.fields()), nil); code != "" || w.Call(httpTypes+"[method]incoming-response.status", res) != uint16(http.StatusFound) {
		t.Errorf("a redirect is followed: %v %v", res, code)
	}
}

// TestWrongRequests are parts of requests that are refused, and bodies of another length than
// was announced.
func TestWrongRequests(t *testing.T) {
	w := newTest(t, settings{Connect: []string{"127.0.0.1"}})
	r := w.Call(httpTypes+"[constructor]outgoing-request", w.fields("content-length", "5"))
	const m = httpTypes + "[method]outgoing-request."
	w.CheckWrongParts(m+"set-", r)
	body := w.OK(m+"body", r)
	s := w.OK(httpTypes+"[method]outgoing-body.write", body)
	w.OK("io/streams#[method]output-stream.write", s, []byte("four"))
	w.Fails("HTTP-request-body-size", httpTypes+"[static]outgoing-body.finish", body, nil)

	r = w.Call(httpTypes+"[constructor]outgoing-request", w.fields("content-length", "5"))
	body = w.OK(m+"body", r)
	s = w.OK(httpTypes+"[method]outgoing-body.write", body)
	got := w.Call("io/streams#[method]output-stream.write", s, []byte("more than five")).(polyfill.Result)
	if wittest.Describe(got) != "last-operation-failed" {
		t.Errorf("a long body: %s", wittest.Describe(got))
	}
	for _, length := range []string{"-1", "x", "99999999999999999999"} {
		r := w.Call(httpTypes+"[constructor]outgoing-request", w.fields("content-length", length))
		w.Fails("nothing", m+"body", r)
	}
}

// serve runs handle for a request, as a guest.
func serve(t *testing.T, handle func(w *wasiTest, request, out any) error) *httptest.Server {
	return wittest.Serve(t, func(rw http.ResponseWriter, r *http.Request) (bool, error) {
		w := newTest(t, settings{})
		ended := make(chan struct{})
		t.Cleanup(func() { <-ended }) // the guest may go on when the client has its answer
		return Serve(rw, r, func(ctx context.Context, request, out any) error {
			w.Ctx = ctx
			return handle(w, request, out)
		}, func(error) { close(ended) })
	})
}

func TestServe(t *testing.T) {
	ended := make(chan struct{})
	s := serve(t, func(w *wasiTest, request, out any) error {
		defer close(ended)
		const m = httpTypes + "[method]incoming-request."
		method, scheme := w.Call(m+"method", request).(polyfill.Variant), w.Call(m+"scheme", request).(polyfill.Variant)
		look := fmt.Sprint(method.Case, " ", scheme.Case, " ", w.Call(m+"path-with-query", request), " ", strings.HasPrefix(w.Call(m+"authority", request).(string), "127."))
		if got := w.Call(httpTypes+"[method]fields.get", w.Call(m+"headers", request), "x-mine").([]any); string(got[0].([]byte)) != "yes" {
			t.Errorf("%q", got)
		}
		if w.Call(httpTypes+"[method]fields.has", w.Call(m+"headers", request), "connection") != false {
			t.Error("a guest sees the connection")
		}
		text, trailers := w.read(w.OK(m+"consume", request))
		w.Fails("nothing", m+"consume", request)
		if got := w.Call(httpTypes+"[method]fields.get", trailers, "x-end").([]any); string(got[0].([]byte)) != "end" {
			t.Errorf("%q", got)
		}
		w.OK(httpTypes+"[method]response-outparam.send-informational", out, uint16(103), w.fields("link", "</x>"))
		w.Fails("HTTP-protocol-error", httpTypes+"[method]response-outparam.send-informational", out, uint16(200), w.fields())
		res := w.Call(httpTypes+"[constructor]outgoing-response", w.fields("x-answer", "42"))
		w.OK(httpTypes+"[method]outgoing-response.set-status-code", res, uint16(201))
		w.Fails("nothing", httpTypes+"[method]outgoing-response.set-status-code", res, uint16(99))
		if got := w.Call(httpTypes+"[method]outgoing-response.status-code", res); got != uint16(201) {
			t.Errorf("status %v", got)
		}
		w.Call(httpTypes+"[method]outgoing-response.headers", res)
		body := w.OK(httpTypes+"[method]outgoing-response.body", res)
		w.Call(httpTypes+"[static]response-outparam.set", out, polyfill.Ok(res))
		w.write(body, look+" "+text, w.fields("x-sum", "7"))
		return nil
	})
	res, got := wittest.Put(t, s.URL+"/p?q", "body")
	if got != "put HTTP /p?q true body" || res.StatusCode != 201 || res.Header.Get("X-Answer") != "42" || res.Trailer.Get("X-Sum") != "7" || res.Header.Get("Link") != "" {
		t.Errorf("%d %q %v %v", res.StatusCode, got, res.Header, res.Trailer)
	}
	<-ended
}

// TestServeStreams: what a guest writes is there at once, and it sees when nobody reads.
func TestServeStreams(t *testing.T) {
	next, ended := make(chan string), make(chan error, 1)
	s := serve(t, func(w *wasiTest, _, out any) error {
		ctx := w.Ctx
		w.Ctx = context.WithoutCancel(ctx) // calls go on
		res := w.Call(httpTypes+"[constructor]outgoing-response", w.fields())
		body := w.OK(httpTypes+"[method]outgoing-response.body", res)
		w.Call(httpTypes+"[static]response-outparam.set", out, polyfill.Ok(res))
		s := w.OK(httpTypes+"[method]outgoing-body.write", body)
		for {
			var text string
			select {
			case text = <-next:
			case <-time.After(10 * time.Millisecond):
				text = "."
			}
			r := w.Call("io/streams#[method]output-stream.blocking-write-and-flush", s, []byte(text)).(polyfill.Result)
			if r.IsErr {
				ended <- nil
				return nil
			}
			if ctx.Err() != nil {
				ended <- context.Cause(ctx)
				return ctx.Err()
			}
		}
	})
	wittest.Converse(t, s.URL, next, "one", "two")
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("the guest writes on")
	}
}

// TestServeFails are guests that give no whole answer.
func TestServeFails(t *testing.T) {
	respond := func(w *wasiTest, out any, header ...string) any {
		res := w.Call(httpTypes+"[constructor]outgoing-response", w.fields(header...))
		body := w.OK(httpTypes+"[method]outgoing-response.body", res)
		w.Call(httpTypes+"[static]response-outparam.set", out, polyfill.Ok(res))
		return body
	}
	for _, c := range []struct {
		name   string
		handle func(w *wasiTest, request, out any) error
		status int // 0 for a response that breaks off
	}{
		{"nothing", func(*wasiTest, any, any) error { return nil }, 500},
		{"failure", func(*wasiTest, any, any) error { return errors.New("trap") }, 500},
		{"error-code", func(w *wasiTest, _, out any) error {
			w.Call(httpTypes+"[static]response-outparam.set", out, polyfill.Err(polyfill.Variant{Case: "internal-error", Value: "why"}))
			return nil
		}, 500},
		{"no body", func(w *wasiTest, _, out any) error {
			w.Call(httpTypes+"[static]response-outparam.set", out, polyfill.Ok(w.Call(httpTypes+"[constructor]outgoing-response", w.fields())))
			return nil
		}, 200},
		{"unfinished body", func(w *wasiTest, _, out any) error {
			respond(w, out)
			return nil
		}, 0},
		{"failure in the body", func(w *wasiTest, _, out any) error {
			s := w.OK(httpTypes+"[method]outgoing-body.write", respond(w, out))
			w.OK("io/streams#[method]output-stream.blocking-write-and-flush", s, []byte("begin"))
			return errors.New("trap")
		}, 0},
		{"short body", func(w *wasiTest, _, out any) error {
			body := respond(w, out, "content-length", "10")
			s := w.OK(httpTypes+"[method]outgoing-body.write", body)
			w.OK("io/streams#[method]output-stream.write", s, []byte("begin"))
			w.Fails("HTTP-response-body-size", httpTypes+"[static]outgoing-body.finish", body, nil)
			return nil
		}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := serve(t, c.handle)
			res, err := http.Get(s.URL)
			if err == nil {
				_, err = io.ReadAll(res.Body)
				res.Body.Close()
			}
			switch {
			case c.status == 0 && err == nil:
				t.Error("the client takes the response for whole")
			case c.status != 0 && (err != nil || res.StatusCode != c.status):
				t.Errorf("%v, %v", res, err)
			}
		})
	}
}
