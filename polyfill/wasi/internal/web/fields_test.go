//go:build !js

package web

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

// TestFieldsOfNetwork bounds what a guest can add to a copy of fields that came over the network.
func TestFieldsOfNetwork(t *testing.T) {
	f := fromHeader(http.Header{"A": {strings.Repeat("x", maxFieldsSize/2)}}).Clone()
	half := make([]byte, maxFieldsSize/2-2)
	for i := range half {
		half[i] = 'x'
	}
	if err := f.Append("b", half[:len(half)-1]); err != nil {
		t.Fatalf("what has room: %v", err)
	}
	if err := f.Append("c", []byte("xxx")); !errors.Is(err, ErrSize) {
		t.Errorf("more than there is room for: %v, want %v", err, ErrSize)
	}
}
