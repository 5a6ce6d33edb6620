//go:build unix

package wasi_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi"
)

// serving serves by the guest service.
type serving struct {
	*httptest.Server
	service *wasi.Service

	mu     sync.Mutex
	failed []error
}

func serve(t *testing.T, engine *polyfill.Config, config wasi.Config, o wasi.ServiceOptions) *serving {
	t.Helper()
	return serveBy(t, guest(t, "service"), engine, config, o)
}

// serveBy serves by a component.
func serveBy(t *testing.T, bin []byte, engine *polyfill.Config, config wasi.Config, o wasi.ServiceOptions) *serving {
	t.Helper()
	host, err := wasi.New(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { host.Close() })
	c := compiled(t, engine, bin)
	l := c.Runtime().NewLinker()
	host.Define(l)
	s := &serving{}
	o.Failed = func(_ *http.Request, err error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.failed = append(s.failed, err)
	}
	if s.service, err = wasi.NewService(ctx, l, c, o); err != nil {
		t.Fatal(err)
	}
	s.Server = httptest.NewUnstartedServer(s.service)
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.Start()
	t.Cleanup(func() {
		s.Server.Close()
		end, cancel := context.WithTimeout(ctx, 20*time.Second)
		defer cancel()
		if err := s.service.Close(end); err != nil {
			t.Errorf("guests are still running: %v", err)
		}
	})
	return s
}

// failures are the errors so far, after those of requests that are over have come in.
func (s *serving) failures(t *testing.T, want int) []error {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		s.mu.Lock()
		list := s.failed
		s.mu.Unlock()
		if len(list) >= want || time.Now().After(end) {
			return list
		}
	}
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(text)
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
	s := serve(t, nil, wasi.Config{}, wasi.ServiceOptions{})
	r, w := io.Pipe()
	res, err := http.Post(s.URL+"/echo", "", struct{ io.Reader }{io.MultiReader(strings.NewReader("first "), r)})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	p := make([]byte, 6)
	if _, err := io.ReadFull(res.Body, p); string(p) != "first " || err != nil {
		t.Fatalf("%q, %v", p, err)
	}
	go func() {
		_, _ = io.WriteString(w, "last")
		w.Close()
	}()
	if rest, err := io.ReadAll(res.Body); string(rest) != "last" || err != nil {
		t.Errorf("%q, %v", rest, err)
	}
}

// TestServiceLargeBody: memory does not grow with a body.
func TestServiceLargeBody(t *testing.T) {
	s := serve(t, nil, wasi.Config{}, wasi.ServiceOptions{})
	const size = 64 << 20
	var before, during runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	res, err := http.Post(s.URL+"/echo", "", io.LimitReader(zeros{}, size))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, io.LimitReader(res.Body, size/2))
	if err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&during)
	m, err := io.Copy(io.Discard, res.Body)
	if n+m != size || err != nil {
		t.Errorf("%d bytes came back, %v", n+m, err)
	}
	if grown := int64(during.HeapAlloc) - int64(before.HeapAlloc); grown > 32<<20 {
		t.Errorf("the heap grew by %d MiB", grown>>20)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestServiceConcurrency holds many requests at once, and leaves nothing behind.
func TestServiceConcurrency(t *testing.T) {
	for _, reuse := range []int{1, 10} {
		s := serve(t, nil, wasi.Config{}, wasi.ServiceOptions{Reuse: reuse, Concurrent: 16})
		var wg sync.WaitGroup
		for i := range 24 {
			wg.Go(func() {
				for j := range 10 {
					body := fmt.Sprint(i, " ", j)
					res, err := http.Post(s.URL+"/echo", "", strings.NewReader(body))
					if err != nil {
						t.Error(err)
						return
					}
					got, err := io.ReadAll(res.Body)
					res.Body.Close()
					if string(got) != body || err != nil || res.StatusCode != http.StatusOK {
						t.Errorf("%d %q, %v, want %q", res.StatusCode, got, err, body)
					}
				}
			})
		}
		wg.Wait()
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
		s := serve(t, engine, wasi.Config{}, wasi.ServiceOptions{MaxBody: 1000})
		res, err := http.Post(s.URL+"/echo", "", bytes.NewReader(make([]byte, 1001)))
		if err != nil || res.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("a body announced as too long: %v, %v", res, err)
		} else {
			res.Body.Close()
		}
		res, err = http.Post(s.URL+"/echo", "", struct{ io.Reader }{bytes.NewReader(make([]byte, 100_000))})
		if err == nil {
			var n int64
			n, err = io.Copy(io.Discard, res.Body)
			res.Body.Close()
			if err == nil && res.StatusCode == http.StatusOK {
				t.Errorf("%d bytes come back as a whole", n)
			}
		}
		if status, _ := get(t, s.URL+"/"); status != http.StatusOK {
			t.Errorf("after that: %d", status)
		}
	})
	t.Run("requests", func(t *testing.T) {
		s := serve(t, engine, wasi.Config{}, wasi.ServiceOptions{Concurrent: 2})
		var wg sync.WaitGroup
		var mu sync.Mutex
		statuses := map[int]int{}
		for range 12 {
			wg.Go(func() {
				status, _ := get(t, s.URL+"/sleep")
				mu.Lock()
				defer mu.Unlock()
				statuses[status]++
			})
		}
		wg.Wait()
		if statuses[http.StatusOK] < 4 || statuses[http.StatusServiceUnavailable] == 0 || len(statuses) != 2 {
			t.Errorf("statuses: %v", statuses)
		}
		if list := errors.Join(s.failures(t, 1)...); !errors.Is(list, wasi.ErrOverloaded) {
			t.Errorf("failures: %v", list)
		}
	})
}

// TestClientGoesAway: the guest of a client that is gone ends, and the next one is served.
func TestClientGoesAway(t *testing.T) {
	s := serve(t, polyfill.NewConfig().WithCloseOnContextDone(true), wasi.Config{}, wasi.ServiceOptions{Concurrent: 1})
	for _, path := range []string{"/spin", "/sleep", "/echo"} {
		gone, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		var body io.Reader
		if path == "/echo" {
			r, _ := io.Pipe() // never a byte of it
			context.AfterFunc(gone, func() { r.Close() })
			body = r
		}
		req, err := http.NewRequestWithContext(gone, "POST", s.URL+path, body)
		if err != nil {
			t.Fatal(err)
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			_, err = io.ReadAll(res.Body)
			res.Body.Close()
			if err == nil {
				t.Errorf("%s: there is an answer", path)
			}
		}
		cancel()
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
