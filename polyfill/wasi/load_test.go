//go:build unix

package wasi_test

import (
	"io"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi"
)

// connections is how many clients send requests at once under load.
const connections = 64

// TestServiceLoad sends many requests from 64 connections, JCO_GO_REQUESTS=10000 for example, and prints
// their rate: all are answered, and the heap is afterwards what it was.
func TestServiceLoad(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("JCO_GO_REQUESTS"))
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
			load(t, s.URL+c.path, 2*connections)
			load(t, s.URL+c.path, n)
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

// load sends n requests and wants 200 for each.
func load(t *testing.T, url string, n int) {
	t.Helper()
	transport := &http.Transport{MaxIdleConnsPerHost: connections}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	var left atomic.Int64
	left.Store(int64(n))
	var mu sync.Mutex
	var all []time.Duration
	var wg sync.WaitGroup
	begin := time.Now()
	for range connections {
		wg.Go(func() {
			var took []time.Duration
			for left.Add(-1) >= 0 {
				sent := time.Now()
				res, err := client.Get(url)
				if err != nil {
					t.Error(err)
					return
				}
				_, err = io.Copy(io.Discard, res.Body)
				res.Body.Close()
				if err != nil || res.StatusCode != http.StatusOK {
					t.Errorf("status %d, %v", res.StatusCode, err)
				}
				took = append(took, time.Since(sent))
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, took...)
		})
	}
	wg.Wait()
	d := time.Since(begin)
	slices.Sort(all)
	t.Logf("%d requests at %d connections: %.0f/s, median %v, p99 %v", len(all), connections, float64(len(all))/d.Seconds(),
		all[len(all)/2].Round(10*time.Microsecond), all[len(all)*99/100].Round(10*time.Microsecond))
}
