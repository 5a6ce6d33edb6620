//go:build !js

package web

import (
	"context"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/jco-go/jco-go/polyfill/wasi/internal/network"
)

// CheckMethod tells whether a method is one.
func CheckMethod(method string) bool { return isToken(method) }

// CheckPath tells whether a path with a query can be sent.
func CheckPath(path string) bool {
	for _, c := range []byte(path) {
		if c <= ' ' || c == 0x7f || strings.IndexByte("#<>`", c) >= 0 {
			return false
		}
	}
	return true
}

// CheckScheme tells whether a scheme is one.
func CheckScheme(scheme string) bool {
	for i, c := range []byte(scheme) {
		letter := 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '+' && c != '-' && c != '.') {
			return false
		}
	}
	return scheme != ""
}

// CheckAuthority tells whether an authority is one: HOST or HOST:PORT.
func CheckAuthority(authority string) bool {
	u, err := url.Parse("//" + authority)
	if err != nil || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.Host != authority && u.User == nil {
		return false
	}
	if port := u.Port(); port != "" {
		if _, err := strconv.ParseUint(port, 10, 16); err != nil {
			return false
		}
	}
	host := u.Hostname()
	if strings.Contains(host, ":") { // in brackets, or it would be a port
		_, err := netip.ParseAddr(host)
		return err == nil && strings.Contains(u.Host, "[")
	}
	return host != ""
}

// Request is a request of a guest. Body is nil if there is none, and closed when it is not
// wanted any more. Trailers is asked when Body has ended; there must be one if there is a Body.
type Request struct {
	Method, Scheme, Authority, Path string
	Header                          *Fields
	Body                            io.ReadCloser
	Trailers                        func() (*Fields, error)
	Timeouts                        Timeouts
}

// Timeouts are those of request-options; 0 stands for the host's.
type Timeouts struct{ Connect, FirstByte, BetweenBytes time.Duration }

// Response is what a guest gets for a request. Trailers is for when Body has ended.
type Response struct {
	Status   int
	Header   *Fields
	Body     io.ReadCloser
	Trailers func() *Fields
}

// ContentLength is the length that the fields announce, -1 if they do not.
func (f *Fields) ContentLength() (int64, error) {
	values := f.Get("content-length")
	if len(values) == 0 {
		return -1, nil
	}
	n, err := strconv.ParseUint(string(values[0]), 10, 63)
	if err != nil || len(values) > 1 {
		return 0, ProtocolError
	}
	return int64(n), nil
}

// httpRequest is the request as net/http has it.
func (r *Request) httpRequest(ctx context.Context) (*http.Request, error) {
	// CONNECT makes a tunnel, which no network rule sees into.
	if !CheckMethod(r.Method) || r.Method == http.MethodConnect {
		return nil, RequestMethodInvalid
	}
	scheme := strings.ToLower(r.Scheme)
	if scheme == "" {
		scheme = "https"
	}
	if scheme != "http" && scheme != "https" || !CheckAuthority(r.Authority) || !CheckPath(r.Path) {
		return nil, RequestURIInvalid
	}
	u, err := url.Parse(scheme + "://" + r.Authority)
	if err != nil {
		return nil, RequestURIInvalid
	}
	u = target(u, r.Path)
	u.User = nil
	if host := u.Hostname(); !strings.Contains(host, ":") {
		ascii, err := network.ASCII(host)
		if err != nil {
			return nil, RequestURIInvalid
		}
		u.Host = ascii + strings.TrimPrefix(u.Host, host)
	}
	req := (&http.Request{Method: r.Method, URL: u, Host: u.Host, Header: http.Header{}, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}).WithContext(ctx)
	r.Header.addTo(req.Header)
	announced := announcedTrailers(req.Header["Trailer"])
	req.Header.Del("Trailer")
	if !r.Header.Has("user-agent") {
		req.Header["User-Agent"] = []string{""} // else net/http names itself
	}
	if r.Body == nil {
		return req, nil
	}
	if req.ContentLength, err = r.Header.ContentLength(); err != nil {
		return nil, err
	}
	req.Header.Del("Content-Length")
	if req.ContentLength == 0 {
		req.Body = http.NoBody
		return req, nil
	}
	if req.ContentLength < 0 { // else there is no place for them
		req.Trailer = announced
	}
	req.Body = &trailing{ReadCloser: r.Body, trailers: r.Trailers, to: req.Trailer}
	return req, nil
}

// target is the URL of a path with a query. One that is no URL's, for a % that is none, is the server's to refuse.
func target(base *url.URL, path string) *url.URL {
	if path != "*" {
		if !strings.HasPrefix(path, "/") {
			path = "/" + path
		}
		if u, err := url.Parse(base.Scheme + "://" + base.Host + path); err == nil {
			return u
		}
		path = "/" + strings.TrimLeft(path, "/") // of two it would be a host
	}
	u := *base
	u.Opaque = path
	return &u
}

// announcedTrailers are the trailers that a field announces, without values, as net/http wants them.
func announcedTrailers(lists []string) http.Header {
	h := http.Header{}
	for _, list := range lists {
		for name := range strings.SplitSeq(list, ",") {
			name = http.CanonicalHeaderKey(strings.TrimSpace(name))
			if isToken(name) && !forbidden(name) && name != "Trailer" && name != "Content-Length" {
				h[name] = nil
			}
		}
	}
	return h
}

// trailing is a body that has its trailers when it ends. If they cannot be had, it is not whole.
type trailing struct {
	io.ReadCloser
	trailers func() (*Fields, error)
	to       http.Header // nil for nobody
	asked    bool
}

func (t *trailing) Read(p []byte) (int, error) {
	n, err := t.ReadCloser.Read(p)
	if err == io.EOF && !t.asked {
		t.asked = true
		f, failed := t.trailers()
		if failed != nil {
			return n, failed
		}
		if f != nil && t.to != nil {
			f.addTo(t.to)
		}
	}
	return n, err
}
