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
	"strconv"
	"time"

	"github.com/jco-go/jco-go/internal/tools/load"
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
	r := load.Requests(url, n, connections)
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	return taken{r.Rate(), ms(r.Percentile(50)), ms(r.Percentile(99)), len(r.Errors)}
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
