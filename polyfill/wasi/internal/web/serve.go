//go:build !js

package web

import (
	"net/http"
	"strconv"
	"strings"
)

// Incoming is a request to a guest.
type Incoming struct {
	Method, Scheme, Authority, Path string
	Header                          *Fields
	*http.Request
}

// NewIncoming makes one of a request of net/http's server.
func NewIncoming(r *http.Request) *Incoming {
	in := &Incoming{Method: r.Method, Scheme: "http", Authority: r.Host, Path: r.URL.RequestURI(), Header: fromHeader(r.Header), Request: r}
	if r.TLS != nil {
		in.Scheme = "https"
	}
	if r.Header.Get("Content-Length") == "" && r.ContentLength > 0 {
		in.Header.add("content-length", strconv.AppendInt(nil, r.ContentLength, 10))
	}
	return in
}

// Trailers are for when the body has ended, nil if there are none.
func (in *Incoming) Trailers() *Fields {
	if len(in.Request.Trailer) == 0 {
		return nil
	}
	return fromHeader(in.Request.Trailer)
}

// WriteHead writes the status and the fields of a response.
func WriteHead(w http.ResponseWriter, status int, header *Fields) {
	h := w.Header()
	header.addTo(h)
	if h["Content-Type"] == nil {
		h["Content-Type"] = nil // else net/http makes one up
	}
	w.WriteHeader(status)
}

// WriteTrailers adds the trailers of a response whose body has been written.
func WriteTrailers(w http.ResponseWriter, trailers *Fields) {
	entries := trailers.Entries()
	if len(entries) > 0 {
		// What net/http can send in one piece gets a length, and no trailers.
		_ = http.NewResponseController(w).Flush()
	}
	for _, e := range entries {
		w.Header().Add(http.TrailerPrefix+e.Name, string(e.Value))
	}
}

// MayHaveBody tells whether a response to a method with a status has a body.
func MayHaveBody(method string, status int) bool {
	return !strings.EqualFold(method, http.MethodHead) && status >= 200 && status != http.StatusNoContent && status != http.StatusNotModified
}
