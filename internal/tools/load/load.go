// Package load sends many requests to a service at once, and measures how long they take.
package load

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Result is what n requests took.
type Result struct {
	// All is how long they took together, and Each how long each of them, the shortest first.
	All  time.Duration
	Each []time.Duration
	// Errors are of those that were not answered with 200 and a whole body.
	Errors []error
}

// Rate is requests per second.
func (r Result) Rate() float64 { return float64(len(r.Each)) / r.All.Seconds() }

// Percentile is what so many percent of the requests took at most.
func (r Result) Percentile(percent int) time.Duration { return r.Each[len(r.Each)*percent/100] }

// Requests gets a URL n times, at least once, over some connections.
func Requests(url string, n int64, connections int) Result {
	transport := &http.Transport{MaxIdleConnsPerHost: connections}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport}
	var left atomic.Int64
	left.Store(max(n, 1))
	var mu sync.Mutex
	var r Result
	var wg sync.WaitGroup
	begin := time.Now()
	for range connections {
		wg.Go(func() {
			var took []time.Duration
			var failed []error
			for left.Add(-1) >= 0 {
				sent := time.Now()
				if err := get(client, url); err != nil {
					failed = append(failed, err)
				}
				took = append(took, time.Since(sent))
			}
			mu.Lock()
			defer mu.Unlock()
			r.Each = append(r.Each, took...)
			r.Errors = append(r.Errors, failed...)
		})
	}
	wg.Wait()
	r.All = time.Since(begin)
	slices.Sort(r.Each)
	return r
}

func get(client *http.Client, url string) error {
	res, err := client.Get(url)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, res.Status)
	}
	return nil
}
