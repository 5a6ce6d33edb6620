//go:build unix

package wasi_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi"
)

// serve3 serves by a service of WASI 0.3, testdata/wasi/http-service.
func serve3(t *testing.T, engine *polyfill.Config, config wasi.Config, o wasi.ServiceOptions) *serving {
	t.Helper()
	bin, err := os.ReadFile("../../testdata/wasi/http-service/http-service.wasm")
	if err != nil {
		t.Fatal(err)
	}
	return serveBy(t, bin, engine, config, o)
}

func TestService3(t *testing.T) {
	s := serve3(t, nil, wasi.Config{}, wasi.ServiceOptions{})
	for path, want := range map[string]string{
		"/head?x":     "200 GET\nSome(Scheme::Http)\n" + s.Listener.Addr().String() + "\n/head?x\nimmutable: true\n",
		"/status?404": "404 ",
		"/status?103": "500 the service failed\n",
		"/no-body":    "200 ",
		"/wait":       "200 waited\n",
		"/error":      "500 the service failed\n",
	} {
		status, body := get(t, s.URL+path)
		if got := fmt.Sprint(status, " ", body); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
	if list := errors.Join(s.failures(t, 2)...); !strings.Contains(list.Error(), "HTTP-request-denied") || !strings.Contains(list.Error(), "status 103") {
		t.Errorf("failures: %v", list)
	}
	if n := s.service.Instances(); n != 1 {
		t.Errorf("%d instances", n)
	}
	req, _ := http.NewRequest("POST", s.URL+"/trailers", struct{ io.Reader }{strings.NewReader("body")})
	req.Trailer = http.Header{"X-Start": {"1"}}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if string(text) != "x-start: 1" || res.Trailer.Get("X-End") != "of the service" {
		t.Errorf("%q, %v", text, res.Trailer)
	}
}

// TestService3Streams sends a body back as it comes: the first bytes before the last are sent.
func TestService3Streams(t *testing.T) {
	serve3(t, nil, wasi.Config{}, wasi.ServiceOptions{}).sendsBack(t, "FIRST ", "LAST")
}

// TestService3Concurrent: one instance serves all requests, as many at once as it may.
func TestService3Concurrent(t *testing.T) {
	for _, c := range []struct {
		options   wasi.ServiceOptions
		instances int
	}{
		{wasi.ServiceOptions{}, 1},
		{wasi.ServiceOptions{ConcurrentReuse: 8}, 3},
		{wasi.ServiceOptions{Concurrent: 24, Reuse: 12}, 2},
	} {
		s := serve3(t, nil, wasi.Config{}, c.options)
		begin := time.Now()
		if got := statuses(t, s.URL+"/wait", 24); got[http.StatusOK] != 24 {
			t.Errorf("%+v: %v", c.options, got)
		}
		if d := time.Since(begin); d > 24*300*time.Millisecond/2 {
			t.Errorf("%+v: one after the other, in %v", c.options, d)
		}
		if n := s.service.Instances(); n != c.instances {
			t.Errorf("%+v: %d instances, want %d", c.options, n, c.instances)
		}
		s.echoes(t)
		if list := s.failures(t, 0); len(list) > 0 {
			t.Errorf("%+v: failures: %v", c.options, list)
		}
	}
}

// TestService3Traps: a trap fails the requests of its instance, and no others.
func TestService3Traps(t *testing.T) {
	s := serve3(t, nil, wasi.Config{Stderr: io.Discard}, wasi.ServiceOptions{})
	waiting := make(chan map[int]int)
	go func() { waiting <- statuses(t, s.URL+"/wait", 5) }()
	time.Sleep(100 * time.Millisecond)
	if status, _ := get(t, s.URL+"/trap"); status != http.StatusInternalServerError {
		t.Errorf("%d", status)
	}
	if got := <-waiting; got[http.StatusInternalServerError] != 5 {
		t.Errorf("requests of an instance that traps: %v", got)
	}
	if status, body := get(t, s.URL+"/head"); status != http.StatusOK || s.service.Instances() != 2 {
		t.Errorf("the next request: %d %q, by instance %d", status, body, s.service.Instances())
	}
	list := s.failures(t, 6)
	for _, err := range list {
		var trap *polyfill.Trap
		if !errors.As(err, &trap) {
			t.Errorf("%v is no trap", err)
		}
	}
	if len(list) != 6 {
		t.Errorf("%d failures", len(list))
	}
	// One that comes after the beginning of the response, and one that the guest tells itself.
	for _, path := range []string{"/trap-later", "/broken"} {
		res, err := http.Get(s.URL + path)
		if err == nil {
			_, err = io.ReadAll(res.Body)
			res.Body.Close()
		}
		if err == nil && res.StatusCode == http.StatusOK {
			t.Errorf("%s: the response is taken for whole", path)
		}
		if status, _ := get(t, s.URL+"/head"); status != http.StatusOK {
			t.Errorf("after %s: %d", path, status)
		}
	}
}

func TestService3Limits(t *testing.T) {
	engine := polyfill.NewConfig().WithCloseOnContextDone(true)
	t.Run("time", func(t *testing.T) {
		s := serve3(t, engine, wasi.Config{}, wasi.ServiceOptions{Timeout: 100 * time.Millisecond})
		if status, _ := get(t, s.URL+"/wait"); status != http.StatusGatewayTimeout {
			t.Errorf("/wait: %d", status)
		}
		res, err := http.Get(s.URL + "/endless")
		if err == nil {
			_, err = io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
		if err == nil {
			t.Error("a body without end has one")
		}
		if status, _ := get(t, s.URL+"/head"); status != http.StatusOK {
			t.Errorf("after that: %d", status)
		}
		// A guest that takes no notice ends with its instance.
		before := s.service.Instances()
		if status, _ := get(t, s.URL+"/spin"); status != http.StatusGatewayTimeout {
			t.Errorf("/spin: %d", status)
		}
		if status, _ := get(t, s.URL+"/head"); status != http.StatusOK || s.service.Instances() != before+1 {
			t.Errorf("after /spin: %d, by instance %d", status, s.service.Instances()-before)
		}
	})
	t.Run("body", func(t *testing.T) {
		serve3(t, engine, wasi.Config{}, wasi.ServiceOptions{MaxBody: 1000}).limitsBody(t, 1000)
	})
	t.Run("requests", func(t *testing.T) {
		serve3(t, engine, wasi.Config{}, wasi.ServiceOptions{Concurrent: 2}).limitsRequests(t, "/wait")
	})
}

// TestService3ClientGoesAway: what the guest does for a client that is gone ends, and the next one is served.
func TestService3ClientGoesAway(t *testing.T) {
	var out syncBuilder
	s := serve3(t, nil, wasi.Config{Stdout: &out}, wasi.ServiceOptions{Concurrent: 1})
	for _, path := range []string{"/wait", "/echo", "/endless"} {
		s.leave(t, path, path == "/echo")
		if status, _ := get(t, s.URL+"/head"); status != http.StatusOK {
			t.Errorf("after %s: %d", path, status)
		}
	}
	if text := out.String(); text != "nobody reads any more\n" {
		t.Errorf("%q", text)
	}
}

// TestService3CancelHarmsNobody: this guest traps when a call is cancelled, which shows to no other request.
func TestService3CancelHarmsNobody(t *testing.T) {
	s := serve3(t, nil, wasi.Config{}, wasi.ServiceOptions{})
	leave := func() {
		gone, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
		defer cancel()
		req, _ := http.NewRequestWithContext(gone, "GET", s.URL+"/wait", nil)
		if _, err := http.DefaultClient.Do(req); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
	}
	for range 2 {
		patient := make(chan map[int]int, 1)
		go func() { patient <- statuses(t, s.URL+"/wait", 5) }()
		time.Sleep(20 * time.Millisecond)
		leave()
		if got := <-patient; got[http.StatusOK] != 5 {
			t.Errorf("the others: %v", got)
		}
		time.Sleep(100 * time.Millisecond) // what was left is cancelled, or over
		get(t, s.URL+"/head")
		before := s.service.Instances()
		leave()                            // alone
		time.Sleep(100 * time.Millisecond) // it is not waited for
		if status, _ := get(t, s.URL+"/head"); status != http.StatusOK || s.service.Instances() != before+1 {
			t.Errorf("after that: %d, by instance %d", status, s.service.Instances()-before)
		}
	}
}

// syncBuilder is a strings.Builder that one goroutine writes and another reads.
type syncBuilder struct {
	mu sync.Mutex
	b  strings.Builder
}

func (b *syncBuilder) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *syncBuilder) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// TestService3End: what is under way is answered, what comes later is not.
func TestService3End(t *testing.T) {
	s := serve3(t, nil, wasi.Config{}, wasi.ServiceOptions{})
	slow := make(chan map[int]int, 1)
	go func() { slow <- statuses(t, s.URL+"/wait", 3) }()
	time.Sleep(100 * time.Millisecond)
	if err := s.service.Close(ctx); err != nil {
		t.Error(err)
	}
	if status, _ := get(t, s.URL+"/head"); status != http.StatusServiceUnavailable {
		t.Errorf("after the end: %d", status)
	}
	if got := <-slow; got[http.StatusOK] != 3 {
		t.Errorf("under way: %v", got)
	}
}

// TestService3LargeBody: memory does not grow with a body.
func TestService3LargeBody(t *testing.T) {
	s := serve3(t, nil, wasi.Config{}, wasi.ServiceOptions{})
	through(t, s.URL+"/echo", 64<<20)
}

// TestSharedServices are services of WASI 0.3 that compilers of Rust and JavaScript made.
func TestSharedServices(t *testing.T) {
	dir := shared(t)
	if dir == "" {
		return
	}
	for _, c := range []struct {
		file, path, body string
		status           int
		header, want     string
	}{
		{"rust-http3/guest-http3", "/a?b", "some Text", 200, "/a?b", "SOME TEXT"},
		{"qjs-p3-http/app", "/x", "", 201, "/x", "post /x 0\npost /x 1\npost /x 2\n"},
		{"qjs-p3-http/app", "/echo", "some Text", 201, "/echo", "some Text"},
		{"qjs-p3-http/app", "/fail", "", 500, "", "the service failed\n"},
	} {
		bin, err := os.ReadFile(filepath.Join(dir, c.file+".wasm"))
		if err != nil {
			t.Fatal(err)
		}
		s := serveBy(t, bin, nil, wasi.Config{}, wasi.ServiceOptions{})
		for range 3 {
			res, err := http.Post(s.URL+c.path, "", strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(res.Body)
			res.Body.Close()
			if res.StatusCode != c.status || string(text) != c.want || err != nil || res.Header.Get("X-Path") != c.header {
				t.Errorf("%s %s: %d %q, %v, %v", c.file, c.path, res.StatusCode, text, res.Header, err)
			}
		}
		if list := s.failures(t, 0); (len(list) > 0) != (c.status == 500) {
			t.Errorf("%s %s: %v", c.file, c.path, list)
		}
	}
}
