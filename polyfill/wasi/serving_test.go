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

// serving serves by a component.
type serving struct {
	*httptest.Server
	service *wasi.Service

	mu     sync.Mutex
	failed []error
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

// statuses gets a path some times at once, and counts what comes.
func statuses(t *testing.T, url string, n int) map[int]int {
	t.Helper()
	var mu sync.Mutex
	var wg sync.WaitGroup
	count := map[int]int{}
	for range n {
		wg.Go(func() {
			status, _ := get(t, url)
			mu.Lock()
			defer mu.Unlock()
			count[status]++
		})
	}
	wg.Wait()
	return count
}

// sendsBack posts a body to /echo in two parts: of the answer, the first has come before the second is sent. What is sent
// is in small letters.
func (s *serving) sendsBack(t *testing.T, first, last string) {
	t.Helper()
	r, w := io.Pipe()
	res, err := http.Post(s.URL+"/echo", "", struct{ io.Reader }{io.MultiReader(strings.NewReader(strings.ToLower(first)), r)})
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	p := make([]byte, len(first))
	if _, err := io.ReadFull(res.Body, p); string(p) != first || err != nil {
		t.Fatalf("%q, %v", p, err)
	}
	go func() {
		_, _ = io.WriteString(w, strings.ToLower(last))
		w.Close()
	}()
	if rest, err := io.ReadAll(res.Body); string(rest) != last || err != nil {
		t.Errorf("%q, %v", rest, err)
	}
}

// echoes posts to /echo, 24 at once, ten times each. What is sent is in capitals.
func (s *serving) echoes(t *testing.T) {
	t.Helper()
	var wg sync.WaitGroup
	for i := range 24 {
		wg.Go(func() {
			for j := range 10 {
				body := fmt.Sprint("TEXT ", i, " ", j)
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
}

// limitsBody posts to /echo more than the limit, announced and not.
func (s *serving) limitsBody(t *testing.T, limit int) {
	t.Helper()
	res, err := http.Post(s.URL+"/echo", "", bytes.NewReader(make([]byte, limit+1)))
	if err != nil || res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("a body announced as too long: %v, %v", res, err)
	} else {
		res.Body.Close()
	}
	res, err = http.Post(s.URL+"/echo", "", struct{ io.Reader }{bytes.NewReader(make([]byte, 100*limit))})
	if err == nil {
		var n int64
		n, err = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if err == nil && res.StatusCode == http.StatusOK {
			t.Errorf("%d bytes come back as a whole", n)
		}
	}
	if res, err := http.Post(s.URL+"/echo", "", strings.NewReader("small")); err != nil || res.StatusCode != http.StatusOK {
		t.Errorf("after that: %v, %v", res, err)
	} else {
		res.Body.Close()
	}
}

// limitsRequests gets a path that takes its time 12 times at once from a service that takes two, and as many in its queue.
func (s *serving) limitsRequests(t *testing.T, path string) {
	t.Helper()
	got := statuses(t, s.URL+path, 12)
	if got[http.StatusOK] < 4 || got[http.StatusServiceUnavailable] == 0 || len(got) != 2 {
		t.Errorf("statuses: %v", got)
	}
	if list := errors.Join(s.failures(t, 1)...); !errors.Is(list, wasi.ErrOverloaded) {
		t.Errorf("failures: %v", list)
	}
}

// leave posts to a path that takes longer than the client waits, if stalled with a body of which no byte comes.
func (s *serving) leave(t *testing.T, path string, stalled bool) {
	t.Helper()
	gone, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	var body io.Reader
	if stalled {
		r, _ := io.Pipe()
		context.AfterFunc(gone, func() { r.Close() })
		body = r
	}
	req, err := http.NewRequestWithContext(gone, "POST", s.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	if res, err := http.DefaultClient.Do(req); err == nil {
		_, err = io.Copy(io.Discard, res.Body)
		res.Body.Close()
		if err == nil {
			t.Errorf("%s: there is an answer", path)
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// through sends a body of zeros, which come back, and measures the heap half-way.
func through(t *testing.T, url string, size int64) {
	t.Helper()
	before := heap()
	begin := time.Now()
	res, err := http.Post(url, "", io.LimitReader(zeros{}, size))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, io.LimitReader(res.Body, size/2))
	if err != nil {
		t.Fatal(err)
	}
	var during runtime.MemStats
	runtime.ReadMemStats(&during)
	m, err := io.Copy(io.Discard, res.Body)
	d := time.Since(begin)
	if n+m != size || err != nil {
		t.Errorf("%d bytes came back, %v", n+m, err)
	}
	grown := int64(during.HeapAlloc) - before
	if grown > 32<<20 {
		t.Errorf("the heap grew by %d MiB", grown>>20)
	}
	t.Logf("%d MiB there and back in %v: %.0f MB/s, the heap is %d KiB larger", size>>20, d.Round(time.Millisecond), float64(size)/1e6/d.Seconds(), grown>>10)
}
