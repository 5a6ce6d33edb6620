//go:build unix

package wasi_test

import (
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/jco-go/jco-go/internal/tools/load"
	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi"
)

// connections is how many clients send requests at once under load.
const connections = 64

// TestServiceLoad sends many requests from 64 connections, JCO_GO_REQUESTS=10000 for example, and prints
// their rate: all are answered, and the heap is afterwards what it was.
func TestServiceLoad(t *testing.T) {
	n, _ := strconv.ParseInt(os.Getenv("JCO_GO_REQUESTS"), 10, 64)
	if n == 0 {
		n = 640
	}
	for _, c := range []struct {
		name    string
		serve   func(*testing.T, *polyfill.Config, wasi.Config, wasi.ServiceOptions) *serving
		path    string
		options wasi.ServiceOptions
	}{
		{"WASI 0.2, a fresh instance each", serve, "/", wasi.ServiceOptions{}},
		{"WASI 0.2, an instance for many", serve, "/", wasi.ServiceOptions{Reuse: 1000}},
		{"WASI 0.3, one instance for all", serve3, "/head", wasi.ServiceOptions{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := heap()
			s := c.serve(t, nil, wasi.Config{}, c.options)
			answered(t, s.URL+c.path, 2*connections)
			answered(t, s.URL+c.path, n)
			if list := s.failures(t, 0); len(list) > 0 {
				t.Errorf("%d failures: %v", len(list), list[0])
			}
			if err := s.service.Close(ctx); err != nil {
				t.Error(err)
			}
			if grown := heap() - before; grown > 8<<20 {
				t.Errorf("the heap has grown by %d KiB", grown>>10)
			}
		})
	}
}

// TestServiceThrough sends a large body through a guest, JCO_GO_BODY=1073741824 for one of 1 GiB, and prints how long that
// takes: the heap does not grow with it.
func TestServiceThrough(t *testing.T) {
	n, _ := strconv.ParseInt(os.Getenv("JCO_GO_BODY"), 10, 64)
	if n == 0 {
		n = 16 << 20
	}
	t.Run("WASI 0.2", func(t *testing.T) { through(t, serve(t, nil, wasi.Config{}, wasi.ServiceOptions{}).URL+"/echo", n) })
	t.Run("WASI 0.3", func(t *testing.T) { through(t, serve3(t, nil, wasi.Config{}, wasi.ServiceOptions{}).URL+"/echo", n) })
}

// heap is what is in use after garbage has been collected.
func heap() int64 {
	var m runtime.MemStats
	for range 3 { // cleanups run after a collection, and leave garbage
		runtime.GC()
		time.Sleep(10 * time.Millisecond)
	}
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// answered sends n requests and wants 200 for each.
func answered(t *testing.T, url string, n int64) {
	t.Helper()
	r := load.Requests(url, n, connections)
	if len(r.Errors) > 0 {
		t.Errorf("%d of %d requests failed: %v", len(r.Errors), n, r.Errors[0])
	}
	t.Logf("%d requests at %d connections: %.0f/s, median %v, p99 %v", len(r.Each), connections, r.Rate(),
		r.Percentile(50).Round(10*time.Microsecond), r.Percentile(99).Round(10*time.Microsecond))
}
