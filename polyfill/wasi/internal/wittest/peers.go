//go:build !js

package wittest

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Discard is where servers log that a client has gone.
var Discard = log.New(io.Discard, "", 0)

// Echo is a server that answers "METHOD HOST URL LENGTH BODY TRAILER", with the header x-mine as x-header, and
// the trailer x-sum.
func Echo(t *testing.T) (authority string) {
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		rw.Header().Set("Trailer", "X-Sum")
		rw.Header().Set("X-Header", r.Header.Get("X-Mine"))
		rw.WriteHeader(http.StatusTeapot)
		fmt.Fprintf(rw, "%s %s %s %d %q %q", r.Method, r.Host, r.URL, r.ContentLength, body, r.Trailer.Get("X-End"))
		rw.Header().Set("X-Sum", "7")
	}))
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

// Bad are the authorities of servers that give no answer, or none that is whole.
type Bad struct {
	Here   string // what its paths say
	Secure string // whose certificate nobody knows
	Nobody string // where nobody listens
}

// NewBad starts them.
func NewBad(t *testing.T) Bad {
	t.Helper()
	stop := make(chan struct{})
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/read":
			if _, err := io.Copy(io.Discard, r.Body); err != nil {
				panic(http.ErrAbortHandler)
			}
		case "/stall":
			<-stop
		case "/short":
			rw.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(rw, "short")
		case "/drip":
			_, _ = io.WriteString(rw, "drip")
			_ = http.NewResponseController(rw).Flush()
			<-stop
		case "/drop":
			c, _, _ := http.NewResponseController(rw).Hijack()
			c.Close()
		case "/nonsense":
			c, _, _ := http.NewResponseController(rw).Hijack()
			_, _ = io.WriteString(c, "SMTP ready\r\n\r\n")
			c.Close()
		case "/head":
			rw.Header().Set("X", strings.Repeat("x", 2<<20))
		case "/redirect":
			http.Redirect(rw, r, "http://192.0.2.1/", http.StatusFound)
		}
	}))
	server.Config.ErrorLog = Discard
	server.Start()
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(stop) })
	tls := httptest.NewUnstartedServer(http.NotFoundHandler())
	tls.Config.ErrorLog = Discard
	tls.StartTLS()
	t.Cleanup(tls.Close)
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()
	return Bad{server.Listener.Addr().String(), tls.Listener.Addr().String(), closed.Addr().String()}
}

// Serve starts a server whose handler tells whether it has answered when it fails.
func Serve(t *testing.T, handle func(rw http.ResponseWriter, r *http.Request) (answered bool, err error)) *httptest.Server {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch answered, err := handle(rw, r); {
		case err != nil && answered:
			panic(http.ErrAbortHandler)
		case err != nil:
			http.Error(rw, err.Error(), http.StatusInternalServerError)
		}
	}))
	s.Config.ErrorLog = Discard
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// Converse gives texts to who writes a response, each when the one before has come.
func Converse(t *testing.T, url string, next chan<- string, texts ...string) {
	t.Helper()
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close() // the client goes away
	for _, text := range texts {
		next <- text
		var got []byte
		for !bytes.Contains(got, []byte(text)) {
			p := make([]byte, 100)
			n, err := res.Body.Read(p)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, p[:n]...)
		}
	}
}

// Put sends a request with the header x-mine, a body of unknown length and the trailer x-end.
func Put(t *testing.T, url, body string) (res *http.Response, text string) {
	t.Helper()
	req, err := http.NewRequest("PUT", url, struct{ io.Reader }{strings.NewReader(body)})
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-Mine", "yes")
	req.Trailer = http.Header{"X-End": {"end"}}
	if res, err = http.DefaultClient.Do(req); err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		t.Error(err)
	}
	return res, string(got)
}
