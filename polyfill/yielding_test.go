//go:build !js

package polyfill_test

import (
	"context"
	"errors"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

// newSpin makes an instance of testdata/fixtures/async-spin.wat, whose functions yield until stop holds.
func newSpin(t *testing.T, config *polyfill.Config, stop *atomic.Bool) *polyfill.Instance {
	t.Helper()
	rt := newRuntime(t, config)
	bytes, err := os.ReadFile("../testdata/fixtures/async-spin.wasm")
	if err != nil {
		t.Fatal(err)
	}
	component, err := rt.Compile(ctx, bytes)
	if err != nil {
		t.Fatal(err)
	}
	linker := rt.NewLinker()
	linker.Func("stop", stop.Load)
	return instantiate(t, linker, component)
}

// soon fails the test if f takes its time.
func soon(t *testing.T, what string, f func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		f()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatalf("%s does not end", what)
	}
}

// The end of a context ends a call whose guest yields for ever, whether it takes the cancellation or not, and one that waits while
// another task of the instance yields. Cancel does not wait for such a guest either.
func TestYieldingGuests(t *testing.T) {
	for _, background := range []bool{true, false} {
		var stop atomic.Bool
		inst := newSpin(t, polyfill.NewConfig().WithBackgroundWork(background), &stop)
		for _, name := range []string{"nap", "spin", "nap"} {
			soon(t, name, func() {
				timeout, cancel := context.WithTimeout(ctx, 5*time.Millisecond)
				defer cancel()
				if v, err := inst.Func(name).Call(timeout); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("%s: %v, %v", name, v, err)
				}
			})
		}
		soon(t, "Cancel", func() {
			call, err := inst.Func("spin").Start(ctx)
			if err != nil {
				t.Fatal(err)
			}
			call.Cancel()
			stop.Store(true)
			if v, err := call.Result(); err != nil {
				t.Errorf("after Cancel: %v, %v", v, err)
			}
		})
		soon(t, "the rest", func() {
			if v, err := inst.Func("nap").Call(ctx); v != uint32(1) || err != nil {
				t.Errorf("nap: %v, %v", v, err)
			}
			if err := inst.Close(ctx); err != nil {
				t.Error(err)
			}
		})
	}
}
