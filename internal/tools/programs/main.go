// Command programs is a client that counts: it sends requests to a service, or one large body through it, and prints what that
// took as JSON.
//
//	programs requests URL N CONNECTIONS
//	programs body URL BYTES
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// taken is what was measured. Times are milliseconds.
type taken struct {
	Rate   float64 `json:"rate"` // requests or bytes per second
	Median float64 `json:"median,omitempty"`
	P99    float64 `json:"p99,omitempty"`
	Errors int     `json:"errors"`
}

func main() {
	if len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "usage: programs requests URL N CONNECTIONS | programs body URL BYTES")
		os.Exit(2)
	}
	n, err := strconv.ParseInt(os.Args[3], 10, 64)
	result := taken{}
	if err == nil && os.Args[1] == "body" {
		result, err = body(os.Args[2], n)
	} else if err == nil {
		connections := 0
		if connections, err = strconv.Atoi(os.Args[len(os.Args)-1]); err == nil {
			result = requests(os.Args[2], n, connections)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	_ = json.NewEncoder(os.Stdout).Encode(result)
}

// requests sends n requests over some connections.
func requests(url string, n int64, connections int) taken {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections}}
	var left, failed atomic.Int64
	left.Store(n)
	var mu sync.Mutex
	var all []time.Duration
	var wg sync.WaitGroup
	begin := time.Now()
	for range connections {
		wg.Go(func() {
			var took []time.Duration
			for left.Add(-1) >= 0 {
				sent := time.Now()
				if !ok(client.Get(url)) {
					failed.Add(1)
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
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	return taken{float64(n) / d.Seconds(), ms(all[len(all)/2]), ms(all[len(all)*99/100]), int(failed.Load())}
}

func ok(res *http.Response, err error) bool {
	if err != nil {
		return false
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, res.Body)
	return err == nil && res.StatusCode == http.StatusOK
}

// body sends n bytes to a service that sends them back in capitals, and counts what comes back.
func body(url string, n int64) (taken, error) {
	begin := time.Now()
	res, err := http.Post(url, "text/plain", io.LimitReader(letters{}, n))
	if err != nil {
		return taken{}, err
	}
	defer res.Body.Close()
	got, wrong := int64(0), 0
	buf := make([]byte, 64<<10)
	for {
		k, err := res.Body.Read(buf)
		got += int64(k)
		wrong += k - bytes.Count(buf[:k], []byte{'A'})
		if err == io.EOF {
			break
		}
		if err != nil {
			return taken{}, err
		}
	}
	if got != n || wrong > 0 {
		return taken{}, fmt.Errorf("%d bytes came back of %d, %d of them wrong", got, n, wrong)
	}
	return taken{Rate: float64(n) / time.Since(begin).Seconds()}, nil
}

// letters is an endless text.
type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a'
	}
	return len(p), nil
}
