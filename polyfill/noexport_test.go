//go:build !js

package polyfill

import (
	"context"
	"errors"
	"testing"
)

// A name that is not exported must not end in a panic far from the typo.
func TestNilFunctionGivesAnError(t *testing.T) {
	ctx := context.Background()
	var f *Function
	if _, err := f.Call(ctx); !errors.Is(err, ErrNoExport) {
		t.Errorf("Call: %v", err)
	}
	if _, err := Call[uint32](ctx, f); !errors.Is(err, ErrNoExport) {
		t.Errorf("Call[T]: %v", err)
	}
	if _, err := Typed[func(context.Context) error](f); !errors.Is(err, ErrNoExport) {
		t.Errorf("Typed: %v", err)
	}
	if _, err := Func0[struct{}](f); !errors.Is(err, ErrNoExport) {
		t.Errorf("Func0: %v", err)
	}
}
