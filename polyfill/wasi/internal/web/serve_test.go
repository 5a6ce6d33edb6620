//go:build !js

package web

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
)

// TestWriteTrailers: also a response that is written in one piece has its trailers.
func TestWriteTrailers(t *testing.T) {
	fields, err := NewFields([]Field{{"x-end", []byte("1")}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		WriteHead(w, http.StatusOK, &Fields{})
		_, _ = w.Write([]byte("short"))
		WriteTrailers(w, fields)
	}))
	defer server.Close()
	res, err := http.Get(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if string(body) != "short" || err != nil || res.Trailer.Get("x-end") != "1" {
		t.Errorf("body %q, %v, trailers %v", body, err, res.Trailer)
	}
}

// TestNames: names go out as they were written, but those that net/http looks at.
func TestNames(t *testing.T) {
	fields, err := NewFields([]Field{{"x-One", []byte("1")}, {"content-TYPE", []byte("text/x")}})
	if err != nil {
		t.Fatal(err)
	}
	h := http.Header{}
	fields.addTo(h)
	if len(h) != 2 || !slices.Contains(slices.Collect(maps.Keys(h)), "x-One") || h["Content-Type"] == nil {
		t.Errorf("%v", h)
	}
}
