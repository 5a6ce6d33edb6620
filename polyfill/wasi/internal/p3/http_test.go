//go:build unix

package p3

import (
	"bytes"
	"context"
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

const (
	httpTypes      = "http/types#"
	requestMethod  = httpTypes + "[method]request."
	responseMethod = httpTypes + "[method]response."
	fieldsMethod   = httpTypes + "[method]fields."
)

// noTrailers is a future<result<option<trailers>, error-code>> for none.
func noTrailers() any { return polyfill.Ok(nil) }

// fields makes fields of names and values.
func (w *wasiTest) fields(nameValues ...string) any {
	w.T.Helper()
	list := []any{}
	for i := 0; i < len(nameValues); i += 2 {
		list = append(list, polyfill.Tuple{nameValues[i], []byte(nameValues[i+1])})
	}
	return w.OK(httpTypes+"[static]fields.from-list", list)
}

func TestFields(t *testing.T) {
	w := newTest(t, settings{World: "http"})
	f := w.Call(httpTypes + "[constructor]fields")
	w.OK(fieldsMethod+"append", f, "X-One", []byte("1"))
	w.OK(fieldsMethod+"append", f, "x-one", []byte("2"))
	w.OK(fieldsMethod+"set", f, "Two", []any{[]byte("3"), []byte("4")})
	if got := w.Call(fieldsMethod+"get", f, "X-ONE").([]any); len(got) != 2 || string(got[1].([]byte)) != "2" {
		t.Errorf("%q", got)
	}
	if w.Call(fieldsMethod+"has", f, "two") != true || w.Call(fieldsMethod+"has", f, "three") != false || w.Call(fieldsMethod+"has", f, "a b") != false {
		t.Error("has")
	}
	c := w.Call(fieldsMethod+"clone", f)
	if got := w.OK(fieldsMethod+"get-and-delete", f, "TWO").([]any); len(got) != 2 || string(got[0].([]byte)) != "3" {
		t.Errorf("%q", got)
	}
	w.OK(fieldsMethod+"delete", f, "x-ONE")
	if got := w.Call(fieldsMethod+"copy-all", f).([]any); len(got) != 0 {
		t.Errorf("%q", got)
	}
	if got := fmt.Sprintf("%s", w.Call(fieldsMethod+"copy-all", c)); got != "[[X-One 1] [X-One 2] [Two 3] [Two 4]]" {
		t.Errorf("%s", got)
	}
	for _, name := range []string{"", "a b", "a\r\nb", "é", "a:b", "x\x00"} {
		w.Fails("invalid-syntax", fieldsMethod+"append", f, name, []byte("v"))
		w.Fails("invalid-syntax", fieldsMethod+"set", f, name, []any{})
		w.Fails("invalid-syntax", fieldsMethod+"delete", f, name)
		w.Fails("invalid-syntax", fieldsMethod+"get-and-delete", f, name)
		w.Fails("invalid-syntax", httpTypes+"[static]fields.from-list", []any{polyfill.Tuple{name, []byte("v")}})
	}
	for _, value := range []string{"a\nb", "a\rb", "a\x00b", "\x7f"} {
		w.Fails("invalid-syntax", fieldsMethod+"append", f, "x", []byte(value))
	}
	for _, name := range []string{"Host", "connection", "Transfer-Encoding", "upgrade", "Keep-Alive", "TE"} {
		w.Fails("forbidden", fieldsMethod+"append", f, name, []byte("v"))
	}
	w.Fails("size-exceeded", fieldsMethod+"append", f, "x", bytes.Repeat([]byte("x"), 2<<20))
	w.Fails("size-exceeded", fieldsMethod+"set", f, "x", []any{bytes.Repeat([]byte("x"), 2<<20)})
	w.newRequest("get", "", "", "", f, nil, noTrailers(), nil) // which freezes them
	for _, name := range []string{"append", "set"} {
		var v any = []byte("v")
		if name == "set" {
			v = []any{v}
		}
		w.Fails("immutable", fieldsMethod+name, f, "x", v)
	}
	w.Fails("immutable", fieldsMethod+"delete", f, "x")
	w.Fails("immutable", fieldsMethod+"get-and-delete", f, "x")
}

// newRequest makes a request, and the future of its transmission.
func (w *wasiTest) newRequest(method, scheme, authority, path string, header, contents, trailers, options any) (request, sent any) {
	w.T.Helper()
	pair := w.Call(httpTypes+"[static]request.new", header, contents, trailers, options).(polyfill.Tuple)
	r := pair[0]
	w.OK(requestMethod+"set-method", r, polyfill.Variant{Case: method})
	if scheme != "" {
		w.OK(requestMethod+"set-scheme", r, polyfill.Variant{Case: scheme})
	}
	if authority != "" {
		w.OK(requestMethod+"set-authority", r, authority)
	}
	if path != "" {
		w.OK(requestMethod+"set-path-with-query", r, path)
	}
	return r, pair[1]
}

// send sends a request, and gives the response or the error-code.
func (w *wasiTest) send(r any) (response any, code string) {
	w.T.Helper()
	result := w.Call("http/client#send", w.Gone(r)).(polyfill.Result)
	if result.IsErr {
		return nil, wittest.Describe(result)
	}
	return result.Value, ""
}

// consume gives the body of a message to its reader.
func (w *wasiTest) consume(kind string, message any) (contents *polyfill.StreamReader[byte], trailers *polyfill.Future[any]) {
	w.T.Helper()
	pair := w.Call(httpTypes+"[static]"+kind+".consume-body", w.Gone(message), polyfill.Ok(nil)).(polyfill.Tuple)
	return pair[0].(*polyfill.StreamReader[byte]), pair[1].(*polyfill.Future[any])
}

// end waits for what comes after a body: its trailers, as text, or an error-code.
func (w *wasiTest) end(f *polyfill.Future[any]) string {
	w.T.Helper()
	ctx, cancel := context.WithTimeout(w.Ctx, 20*time.Second)
	defer cancel()
	v, err := f.Get(ctx)
	if err != nil {
		w.T.Fatal(err)
	}
	r := v.(polyfill.Result)
	switch {
	case r.IsErr:
		return wittest.Describe(r)
	case r.Value == nil:
		return ""
	}
	return fmt.Sprintf("%s", w.Call(fieldsMethod+"copy-all", r.Value))
}

// look is what a request says of its target.
func (w *wasiTest) look(r any) string {
	w.T.Helper()
	var parts []any
	for _, name := range []string{"method", "scheme", "authority", "path-with-query"} {
		parts = append(parts, w.Call(requestMethod+"get-"+name, r))
	}
	return fmt.Sprint(parts)
}

// TestRequest: what a request has is what it was given, if that is something to be sent.
func TestRequest(t *testing.T) {
	w := newTest(t, settings{World: "http"})
	options := w.Call(httpTypes + "[constructor]request-options")
	for i, name := range []string{"connect-timeout", "first-byte-timeout", "between-bytes-timeout"} {
		if got := w.Call(httpTypes+"[method]request-options.get-"+name, options); got != nil {
			t.Errorf("%s is %v at first", name, got)
		}
		w.OK(httpTypes+"[method]request-options.set-"+name, options, uint64(i))
		if got := w.Call(httpTypes+"[method]request-options.get-"+name, options); got != uint64(i) {
			t.Errorf("%s is %v", name, got)
		}
	}
	r, sent := w.newRequest("post", "HTTPS", "example.com:8443", "/a?b", w.fields("X", "1"), nil, noTrailers(), options)
	if got := w.look(r); got != "[{post <nil>} {HTTPS <nil>} example.com:8443 /a?b]" {
		t.Errorf("%s", got)
	}
	kept := w.Call(requestMethod+"get-options", r)
	w.Fails("immutable", httpTypes+"[method]request-options.set-connect-timeout", kept, nil)
	c := w.Call(httpTypes+"[method]request-options.clone", kept)
	w.OK(httpTypes+"[method]request-options.set-connect-timeout", c, nil)
	if a, b := w.Call(httpTypes+"[method]request-options.get-connect-timeout", kept), w.Call(httpTypes+"[method]request-options.get-connect-timeout", c); a != uint64(0) || b != nil {
		t.Errorf("%v, and of the copy %v", a, b)
	}
	w.Fails("immutable", fieldsMethod+"append", w.Call(requestMethod+"get-headers", r), "x", []byte("y"))
	other := func(s string) any { return polyfill.Variant{Case: "other", Value: s} }
	w.CheckWrongParts(requestMethod+"set-", r)
	w.OK(requestMethod+"set-method", r, other("PURGE"))
	w.OK(requestMethod+"set-path-with-query", r, "")
	w.OK(requestMethod+"set-scheme", r, nil)
	w.OK(requestMethod+"set-authority", r, nil)
	if got := w.look(r); got != "[{other PURGE} <nil> <nil> /]" {
		t.Errorf("%s", got)
	}
	w.OK(requestMethod+"set-path-with-query", r, nil)
	if got := w.Call(requestMethod+"get-path-with-query", r); got != nil {
		t.Errorf("%v", got)
	}
	// It is dropped unsent.
	w.Gone(r).(*request).drop()
	if code := outcomeOf(t, sent); code != "" {
		t.Errorf("the transmission of nothing: %s", code)
	}
}

func TestResponse(t *testing.T) {
	w := newTest(t, settings{World: "http"})
	pair := w.Call(httpTypes+"[static]response.new", w.fields("X", "1"), nil, noTrailers()).(polyfill.Tuple)
	p := pair[0]
	if got := w.Call(responseMethod+"get-status-code", p); got != uint16(200) {
		t.Errorf("%v", got)
	}
	for _, status := range []int{100, 204, 404, 599} {
		w.OK(responseMethod+"set-status-code", p, status)
	}
	for _, status := range []int{0, 99, 600, 1000, 65535} {
		w.Fails("nothing", responseMethod+"set-status-code", p, status)
	}
	if got := w.Call(responseMethod+"get-status-code", p); got != uint16(599) {
		t.Errorf("%v", got)
	}
	w.Fails("immutable", fieldsMethod+"delete", w.Call(responseMethod+"get-headers", p), "x")
	contents, trailers := w.consume("response", p)
	if text, end := readAll(t, contents), w.end(trailers); text != "" || end != "" {
		t.Errorf("%q, %q", text, end)
	}
	if code := outcomeOf(t, pair[1]); code != "" { // as its reader says
		t.Errorf("%s", code)
	}
}

// TestConsumeMade: who consumes a message that a guest has made gets what the guest gives, and says what became of it.
func TestConsumeMade(t *testing.T) {
	w := newTest(t, settings{World: "http"})
	for _, c := range []struct {
		trailers any
		want     string
	}{
		{noTrailers(), ""},
		{polyfill.Ok(w.fields("x-end", "1")), "[[x-end 1]]"},
		{polyfill.Err(polyfill.Variant{Case: "HTTP-protocol-error"}), "HTTP-protocol-error"},
	} {
		r, sent := w.newRequest("post", "", "", "", w.fields(), "contents", c.trailers, nil)
		handled := polyfill.NewFutureWriter[polyfill.Result]()
		pair := w.Call(httpTypes+"[static]request.consume-body", w.Gone(r), handled).(polyfill.Tuple)
		if text, end := readAll(t, pair[0]), w.end(pair[1].(*polyfill.Future[any])); text != "contents" || end != c.want {
			t.Errorf("%q, %q, want %q", text, end, c.want)
		}
		handled.Set(polyfill.Err(polyfill.Variant{Case: "loop-detected"}))
		if code := outcomeOf(t, sent); code != "loop-detected" {
			t.Errorf("%s", code)
		}
	}
}

func TestClient(t *testing.T) {
	w := newTest(t, settings{World: "http", Connect: []string{"127.0.0.1"}})
	authority := wittest.Echo(t)
	for _, c := range []struct {
		header   []string
		contents any
		want     string
	}{
		{[]string{"X-Mine", "yes"}, "some text", `-1 "some text" "end"`},
		{[]string{"X-Mine", "yes", "Trailer", "x-end"}, "some text", `-1 "some text" "end"`},
		{[]string{"X-Mine", "yes", "Content-Length", "9"}, "some text", `9 "some text" ""`},
		{[]string{"X-Mine", "yes", "Content-Length", "0"}, "", `0 "" ""`},
		{[]string{"X-Mine", "yes"}, nil, `0 "" ""`},
	} {
		r, sent := w.newRequest("post", "HTTP", authority, "/a?b=c", w.fields(c.header...), c.contents, polyfill.Ok(w.fields("X-End", "end")), nil)
		res, code := w.send(r)
		if code != "" {
			t.Fatal(code)
		}
		if status := w.Call(responseMethod+"get-status-code", res); status != uint16(http.StatusTeapot) {
			t.Errorf("status %v", status)
		}
		h := w.Call(responseMethod+"get-headers", res)
		if got := w.Call(fieldsMethod+"get", h, "x-header").([]any); string(got[0].([]byte)) != "yes" {
			t.Errorf("%q", got)
		}
		w.Fails("immutable", fieldsMethod+"append", h, "x", []byte("y"))
		contents, trailers := w.consume("response", res)
		text := readAll(t, contents)
		if want := fmt.Sprintf("POST %s /a?b=c %s", authority, c.want); text != want {
			t.Errorf("%s, want %s", text, want)
		}
		if end := w.end(trailers); end != "[[x-sum 7]]" {
			t.Errorf("trailers: %s", end)
		}
		if code := outcomeOf(t, sent); code != "" {
			t.Errorf("the transmission: %s", code)
		}
	}
}

// TestClientFails are requests that get an error-code.
func TestClientFails(t *testing.T) {
	bad := wittest.NewBad(t)
	const ms = uint64(1e6)
	failed := func() any { return polyfill.Err(polyfill.Variant{Case: "configuration-error"}) }
	for _, c := range []struct {
		name, method, scheme, authority, path string
		firstByte, between                    uint64
		length                                string
		contents, trailers                    any
		want, sent, bodyError                 string
	}{
		{name: "name that is not allowed", authority: "example.org", want: "HTTP-request-denied"},
		{name: "address that is not allowed", authority: "192.0.2.1", want: "destination-IP-prohibited"},
		{name: "name of this machine", authority: "localhost:1", want: "HTTP-request-denied"},
		{name: "name that is none", authority: "nothing.invalid", want: "DNS-error"},
		{name: "no authority", want: "HTTP-request-URI-invalid"},
		{name: "nobody listens", authority: bad.Nobody, want: "connection-refused"},
		{name: "nobody listens to a body", method: "post", authority: bad.Nobody, contents: strings.NewReader(strings.Repeat("x", 100_000)), want: "connection-refused"},
		{name: "certificate of nobody", scheme: "HTTPS", authority: bad.Secure, want: "TLS-certificate-error"},
		{name: "TLS to what has none", scheme: "HTTPS", authority: bad.Here, want: "TLS-protocol-error"},
		{name: "CONNECT", method: "connect", authority: bad.Here, want: "HTTP-request-method-invalid"},
		{name: "peer stalls", authority: bad.Here, path: "/stall", firstByte: 30 * ms, want: "HTTP-response-timeout"},
		{name: "peer goes away", authority: bad.Here, path: "/drop", want: "connection-terminated"},
		{name: "no HTTP", authority: bad.Here, path: "/nonsense", want: "HTTP-protocol-error"},
		{name: "large head", authority: bad.Here, path: "/head", want: "HTTP-response-header-section-size"},
		{name: "body longer than announced", method: "post", authority: bad.Here, path: "/read", length: "4", contents: "too long", want: "HTTP-request-body-size"},
		{name: "body shorter than announced", method: "post", authority: bad.Here, path: "/read", length: "400", contents: "short", want: "HTTP-request-body-size"},
		{name: "no body where one is announced", method: "post", authority: bad.Here, path: "/read", length: "4", want: "HTTP-request-body-size"},
		{name: "a body where none is announced", method: "post", authority: bad.Here, path: "/read", length: "0", contents: "some", sent: "HTTP-request-body-size"},
		{name: "a length that is none", method: "post", authority: bad.Here, path: "/read", length: "many", contents: "some", want: "HTTP-protocol-error"},
		{name: "an error in place of trailers", method: "post", authority: bad.Here, path: "/read", contents: "some", trailers: failed(), want: "configuration-error"},
		{name: "response shorter than announced", authority: bad.Here, path: "/short", bodyError: "HTTP-response-incomplete"},
		{name: "peer stalls in the body", authority: bad.Here, path: "/drip", between: 30 * ms, bodyError: "connection-read-timeout"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newTest(t, settings{World: "http", Connect: []string{"127.0.0.0/8", "*.invalid"}})
			if c.method == "" {
				c.method = "get"
			}
			if c.scheme == "" {
				c.scheme = "HTTP"
			}
			if c.trailers == nil {
				c.trailers = noTrailers()
			}
			var header []string
			if c.length != "" {
				header = []string{"content-length", c.length}
			}
			o := w.Call(httpTypes + "[constructor]request-options")
			for name, d := range map[string]uint64{"first-byte-timeout": c.firstByte, "between-bytes-timeout": c.between} {
				if d > 0 {
					w.OK(httpTypes+"[method]request-options.set-"+name, o, d)
				}
			}
			r, sent := w.newRequest(c.method, c.scheme, c.authority, c.path, w.fields(header...), c.contents, c.trailers, o)
			res, code := w.send(r)
			if code != c.want {
				t.Fatalf("%q, want %q", code, c.want)
			}
			if c.want != "" {
				c.sent = c.want
			}
			if got := outcomeOf(t, sent); got != c.sent {
				t.Errorf("the transmission: %q, want %q", got, c.sent)
			}
			if c.bodyError == "" {
				return
			}
			contents, trailers := w.consume("response", res)
			if _, err := io.ReadAll(contents); err != nil {
				t.Error(err)
			}
			if end := w.end(trailers); end != c.bodyError {
				t.Errorf("the body ends with %s, want %s", end, c.bodyError)
			}
		})
	}
}

// TestClientCancelled: a call that is given up, a response that is dropped or read in part, leave nothing under way.
func TestClientCancelled(t *testing.T) {
	gone := make(chan struct{}, 10)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/body" {
			_, _ = io.WriteString(rw, "drip")
			_ = http.NewResponseController(rw).Flush()
		}
		<-r.Context().Done()
		gone <- struct{}{}
	}))
	defer server.Close()
	w := newTest(t, settings{World: "http", Connect: []string{"127.0.0.1"}})
	get := func(path string) any {
		r, _ := w.newRequest("get", "HTTP", server.Listener.Addr().String(), path, w.fields(), nil, noTrailers(), nil)
		return r
	}
	short, cancel := context.WithTimeout(w.Ctx, 50*time.Millisecond)
	defer cancel()
	w.Ctx = short
	if v, err := w.Try("http/client#send", w.Gone(get("/"))); err == nil && !v.(polyfill.Result).IsErr {
		t.Errorf("there is a response: %v", v)
	}
	w.Ctx = context.Background()
	<-gone

	res, code := w.send(get("/body"))
	if code != "" {
		t.Fatal(code)
	}
	w.Gone(res).(*response).drop()
	<-gone

	res, _ = w.send(get("/body"))
	contents, trailers := w.consume("response", res)
	if _, err := io.ReadFull(contents, make([]byte, 4)); err != nil {
		t.Error(err)
	}
	contents.Close()
	<-gone
	if end := w.end(trailers); end != "" {
		t.Errorf("a body that nobody wants ends with %s", end)
	}

	// Its reader says that it could not be handled.
	res, _ = w.send(get("/body"))
	w.Call(httpTypes+"[static]response.consume-body", w.Gone(res), polyfill.Err(polyfill.Variant{Case: "internal-error"}))
	<-gone
}
