//go:build unix

package p3

import (
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

// serve runs handle for a request, as a guest.
func serve(t *testing.T, handle func(w *wasiTest, request any) (any, error), failed func(error)) *httptest.Server {
	return wittest.Serve(t, func(rw http.ResponseWriter, r *http.Request) (bool, error) {
		w := newTest(t, settings{World: "http"})
		return Serve(rw, r, func(request any) (any, error) {
			w.Ctx = r.Context()
			return handle(w, request)
		}, failed)
	})
}

// respond makes a response of a guest's, and the future of its transmission.
func (w *wasiTest) respond(status int, header, contents, trailers any) (result polyfill.Result, sent any) {
	w.T.Helper()
	pair := w.Call(httpTypes+"[static]response.new", header, contents, trailers).(polyfill.Tuple)
	w.OK(responseMethod+"set-status-code", pair[0], status)
	return polyfill.Ok(w.Gone(pair[0])), pair[1]
}

func TestServe(t *testing.T) {
	codes := make(chan string, 1)
	s := serve(t, func(w *wasiTest, request any) (any, error) {
		look := w.look(request)
		h := w.Call(requestMethod+"get-headers", request)
		if got := w.Call(fieldsMethod+"get", h, "x-mine").([]any); string(got[0].([]byte)) != "yes" {
			t.Errorf("%q", got)
		}
		if w.Call(fieldsMethod+"has", h, "connection") != false {
			t.Error("a guest sees the connection")
		}
		contents, end := w.consume("request", request)
		text := readAll(t, contents)
		if got := w.end(end); got != "[[x-end end]]" {
			t.Errorf("%s", got)
		}
		res, sent := w.respond(201, w.fields("x-answer", "42"), look+" "+text, polyfill.Ok(w.fields("x-sum", "7")))
		go func() { codes <- outcomeOf(t, sent) }()
		return res, nil
	}, func(err error) { t.Error(err) })
	res, got := wittest.Put(t, s.URL+"/p?q", "body")
	want := fmt.Sprintf("[{put <nil>} {HTTP <nil>} %s /p?q] body", s.Listener.Addr())
	if got != want || res.StatusCode != 201 || res.Header.Get("X-Answer") != "42" || res.Trailer.Get("X-Sum") != "7" {
		t.Errorf("%d %q %v %v", res.StatusCode, got, res.Header, res.Trailer)
	}
	if code := <-codes; code != "" {
		t.Errorf("the transmission: %s", code)
	}
}

// TestServeStreams: what a guest writes is there at once, and it sees when nobody reads.
func TestServeStreams(t *testing.T) {
	next, ended := make(chan string), make(chan string, 1)
	s := serve(t, func(w *wasiTest, _ any) (any, error) {
		body := polyfill.NewStreamWriter[byte]()
		res, sent := w.respond(200, w.fields(), body, noTrailers())
		go func() {
			for {
				var text string
				select {
				case text = <-next:
				case <-time.After(10 * time.Millisecond):
					text = "."
				}
				if _, err := io.WriteString(body, text); err != nil {
					ended <- outcomeOf(t, sent)
					return
				}
			}
		}()
		return res, nil
	}, nil)
	wittest.Converse(t, s.URL, next, "one", "two")
	select {
	case code := <-ended:
		if code == "" {
			t.Error("the guest takes it for sent")
		}
	case <-time.After(10 * time.Second):
		t.Error("the guest writes on")
	}
}

// TestServeFails are guests that give no whole answer.
func TestServeFails(t *testing.T) {
	failed := polyfill.Err(polyfill.Variant{Case: "internal-error", Value: "why"})
	for _, c := range []struct {
		name   string
		handle func(w *wasiTest) (any, any, error)
		status int // 0 for a response that breaks off
		text   string
		sent   string
	}{
		{"failure", func(*wasiTest) (any, any, error) { return nil, nil, errors.New("trap") }, 500, "trap", ""},
		{"error-code", func(*wasiTest) (any, any, error) { return failed, nil, nil }, 500, "internal-error: why", ""},
		{"error-code without text", func(*wasiTest) (any, any, error) {
			return polyfill.Err(polyfill.Variant{Case: "loop-detected"}), nil, nil
		}, 500, "the error loop-detected", ""},
		{"no body", func(w *wasiTest) (any, any, error) {
			res, sent := w.respond(204, w.fields(), nil, noTrailers())
			return res, sent, nil
		}, 204, "", ""},
		{"no body where one is announced", func(w *wasiTest) (any, any, error) {
			res, sent := w.respond(200, w.fields("content-length", "3"), nil, noTrailers())
			return res, sent, nil
		}, 500, "HTTP-response-body-size", "HTTP-response-body-size"},
		{"a status that is none of a response", func(w *wasiTest) (any, any, error) {
			res, sent := w.respond(103, w.fields(), nil, noTrailers())
			return res, sent, nil
		}, 500, "status 103", ""},
		{"a length that is none", func(w *wasiTest) (any, any, error) {
			res, sent := w.respond(200, w.fields("content-length", "many"), "x", noTrailers())
			return res, sent, nil
		}, 500, "content-length", ""},
		{"short body", func(w *wasiTest) (any, any, error) {
			res, sent := w.respond(200, w.fields("content-length", "10"), "begin", noTrailers())
			return res, sent, nil
		}, 0, "", "HTTP-response-body-size"},
		{"long body", func(w *wasiTest) (any, any, error) {
			res, sent := w.respond(200, w.fields("content-length", "3"), strings.NewReader("too long"), noTrailers())
			return res, sent, nil
		}, 0, "", "HTTP-response-body-size"},
		{"an error in place of trailers", func(w *wasiTest) (any, any, error) {
			res, sent := w.respond(200, w.fields(), "begin", failed)
			return res, sent, nil
		}, 0, "", "internal-error"},
		{"failure in the body", func(w *wasiTest) (any, any, error) {
			body := polyfill.NewStreamWriter[byte]()
			res, _ := w.respond(200, w.fields(), body, noTrailers())
			go func() {
				_, _ = io.WriteString(body, "begin")
				w.Instance.Close(context.Background())
			}()
			return res, nil, nil
		}, 0, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			codes := make(chan string, 1)
			s := serve(t, func(w *wasiTest, _ any) (any, error) {
				res, sent, err := c.handle(w)
				if sent != nil {
					go func() { codes <- outcomeOf(t, sent) }()
				} else {
					codes <- ""
				}
				return res, err
			}, nil)
			res, err := http.Get(s.URL)
			var text []byte
			if err == nil {
				text, err = io.ReadAll(res.Body)
				res.Body.Close()
			}
			switch {
			case c.status == 0 && err == nil && res.StatusCode == 200:
				t.Errorf("the client takes the response for whole: %q", text)
			case c.status != 0 && (err != nil || res.StatusCode != c.status || !strings.Contains(string(text), c.text)):
				t.Errorf("%v %q, %v", res, text, err)
			}
			if code := <-codes; code != c.sent {
				t.Errorf("the transmission: %q, want %q", code, c.sent)
			}
		})
	}
}

// TestServeHead: there is no body in the response to HEAD, and nobody reads it.
func TestServeHead(t *testing.T) {
	s := serve(t, func(w *wasiTest, _ any) (any, error) {
		res, _ := w.respond(200, w.fields("content-length", "1000"), zeros{}, noTrailers())
		return res, nil
	}, nil)
	res, err := http.Head(s.URL)
	if err != nil || res.ContentLength != 1000 {
		t.Errorf("%v, %v", res, err)
	}
}

// TestServeHandled: a guest that cannot handle the body of a request says so.
func TestServeHandled(t *testing.T) {
	failures := make(chan error, 1)
	s := serve(t, func(w *wasiTest, request any) (any, error) {
		w.Call(httpTypes+"[static]request.consume-body", w.Gone(request), polyfill.Err(polyfill.Variant{Case: "HTTP-request-denied"}))
		res, _ := w.respond(403, w.fields(), nil, noTrailers())
		return res, nil
	}, func(err error) { failures <- err })
	res, err := http.Post(s.URL, "", strings.NewReader("body"))
	if err != nil || res.StatusCode != 403 {
		t.Errorf("%v, %v", res, err)
	}
	if err := <-failures; !strings.Contains(err.Error(), "HTTP-request-denied") {
		t.Errorf("%v", err)
	}
}

// TestForward: what came over the network, in or out, can be sent on as it is.
func TestForward(t *testing.T) {
	back := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("X-Seen", r.Header.Get("X-Mine"))
		_ = http.NewResponseController(rw).EnableFullDuplex()
		_ = http.NewResponseController(rw).Flush()
		_, _ = io.Copy(rw, r.Body)
		rw.Header().Set(http.TrailerPrefix+"X-Sum", "7")
	}))
	defer back.Close()
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w := newTest(t, settings{World: "http", Connect: []string{"127.0.0.1"}})
		answered, err := Serve(rw, r, func(request any) (any, error) {
			w.OK(requestMethod+"set-authority", request, back.Listener.Addr().String())
			return w.Call("http/client#send", request), nil
		}, nil)
		if err != nil {
			t.Error(answered, err)
		}
	}))
	defer s.Close()
	req, _ := http.NewRequest("POST", s.URL, struct{ io.Reader }{strings.NewReader("through")})
	req.Header.Set("X-Mine", "yes")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(res.Body)
	res.Body.Close()
	if string(text) != "through" || err != nil || res.Header.Get("X-Seen") != "yes" || res.Trailer.Get("X-Sum") != "7" {
		t.Errorf("%q, %v, %v, %v", text, err, res.Header, res.Trailer)
	}
}
