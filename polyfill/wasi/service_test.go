//go:build unix

package wasi_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi"
)

func serve(t *testing.T, engine *polyfill.Config, config wasi.Config, o wasi.ServiceOptions) *serving {
	t.Helper()
	return serveBy(t, guest(t, "service"), engine, config, o)
}

func TestService(t *testing.T) {
	back := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "from behind") }))
	defer back.Close()
	s := serve(t, nil, wasi.Config{Network: wasi.Network{Connect: []string{strings.TrimPrefix(back.URL, "http://")}}}, wasi.ServiceOptions{})
	for path, want := range map[string]string{
		"/":                          "200 Hello, world!\n",
		"/sleep":                     "200 true\n",
		"/nothing":                   "404 nothing here\n",
		"/fetch?" + back.URL + "/x":  "200 200 OK: from behind",
		"/fetch?http://example.com/": "502 ErrorCode::HttpRequestDenied",
		"/fetch?http://192.0.2.1/":   "502 ErrorCode::DestinationIpProhibited",
		"/fetch?http://127.0.0.1:1/": "502 ErrorCode::DestinationIpProhibited",
		"/panic":                     "500 the service failed\n",
		"/exit":                      "500 the service failed\n",
	} {
		status, body := get(t, s.URL+path)
		if got := fmt.Sprint(status, " ", body); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	var trap *polyfill.Trap
	var exit *wasi.ExitError
	if list := errors.Join(s.failures(t, 2)...); !errors.As(list, &trap) || !errors.As(list, &exit) {
		t.Errorf("failures: %v", list)
	}
	req, _ := http.NewRequest("PATCH", s.URL+"/look?a=b", http.NoBody)
	req.Header.Add("X-Two", "1")
	req.Header.Add("X-Two", "2")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if res.StatusCode != http.StatusCreated || res.Header.Get("X-Answer") != "42" || res.Header.Get("Content-Type") != "" ||
		!strings.Contains(string(text), "PATCH "+s.URL+"/look?a=b") || !strings.Contains(string(text), "x-two: 1\nx-two: 2\n") || strings.Contains(string(text), "host:") {
		t.Errorf("%v\n%s", res, text)
	}
}

// TestServiceStreams sends a body back as it comes: the first bytes before the last are sent.
func TestServiceStreams(t *testing.T) {
	serve(t, nil, wasi.Config{}, wasi.ServiceOptions{}).sendsBack(t, "first ", "last")
}

// TestServiceLargeBody: memory does not grow with a body.
func TestServiceLargeBody(t *testing.T) {
	s := serve(t, nil, wasi.Config{}, wasi.ServiceOptions{})
	through(t, s.URL+"/echo", 64<<20)
}

// TestServiceConcurrency holds many requests at once, and leaves nothing behind.
func TestServiceConcurrency(t *testing.T) {
	for _, reuse := range []int{1, 10} {
		s := serve(t, nil, wasi.Config{}, wasi.ServiceOptions{Reuse: reuse, Concurrent: 16})
		s.echoes(t)
		if list := s.failures(t, 0); len(list) > 0 {
			t.Errorf("failures: %v", list)
		}
	}
}

func TestServiceLimits(t *testing.T) {
	engine := polyfill.NewConfig().WithCloseOnContextDone(true)
	t.Run("time", func(t *testing.T) {
		s := serve(t, engine, wasi.Config{}, wasi.ServiceOptions{Timeout: 100 * time.Millisecond})
		for _, path := range []string{"/spin", "/sleep"} {
			if status, _ := get(t, s.URL+path); status != http.StatusGatewayTimeout {
				t.Errorf("%s: %d", path, status)
			}
		}
		if status, _ := get(t, s.URL+"/"); status != http.StatusOK {
			t.Errorf("after that: %d", status)
		}
	})
	t.Run("body", func(t *testing.T) {
		serve(t, engine, wasi.Config{}, wasi.ServiceOptions{MaxBody: 1000}).limitsBody(t, 1000)
	})
	t.Run("requests", func(t *testing.T) {
		serve(t, engine, wasi.Config{}, wasi.ServiceOptions{Concurrent: 2}).limitsRequests(t, "/sleep")
	})
}

// TestClientGoesAway: the guest of a client that is gone ends, and the next one is served.
func TestClientGoesAway(t *testing.T) {
	s := serve(t, polyfill.NewConfig().WithCloseOnContextDone(true), wasi.Config{}, wasi.ServiceOptions{Concurrent: 1})
	for _, path := range []string{"/spin", "/sleep", "/echo"} {
		s.leave(t, path, path == "/echo")
		if status, _ := get(t, s.URL+"/"); status != http.StatusOK {
			t.Errorf("after %s: %d", path, status)
		}
	}
}

// TestGracefulEnd: what is under way is answered, what comes later is not.
func TestGracefulEnd(t *testing.T) {
	s := serve(t, nil, wasi.Config{}, wasi.ServiceOptions{})
	type answer struct {
		status int
		body   string
	}
	slow := make(chan answer, 1)
	go func() {
		status, body := get(t, s.URL+"/sleep")
		slow <- answer{status, body}
	}()
	time.Sleep(50 * time.Millisecond)
	if err := s.service.Close(ctx); err != nil {
		t.Error(err)
	}
	if status, _ := get(t, s.URL+"/"); status != http.StatusServiceUnavailable {
		t.Errorf("after the end: %d", status)
	}
	if a := <-slow; a.status != http.StatusOK || a.body != "true\n" {
		t.Errorf("under way: %v", a)
	}
}

func TestNoService(t *testing.T) {
	host, err := wasi.New(wasi.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer host.Close()
	c := compiled(t, nil, guest(t, "probe"))
	l := c.Runtime().NewLinker()
	host.Define(l)
	if _, err := wasi.NewService(ctx, l, c, wasi.ServiceOptions{}); !errors.Is(err, wasi.ErrNoService) {
		t.Errorf("a command serves: %v", err)
	}
	var link *polyfill.LinkError
	if _, err := wasi.NewService(ctx, c.Runtime().NewLinker(), c, wasi.ServiceOptions{}); !errors.As(err, &link) {
		t.Errorf("without WASI: %v", err)
	}
}
