//go:build !js

package polyfill_test

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

type upperReader struct{ io.Reader }

func (u upperReader) Read(p []byte) (int, error) {
	n, err := u.Reader.Read(p)
	copy(p, strings.ToUpper(string(p[:n])))
	return n, err
}

func newOnward(t *testing.T) *polyfill.Exports {
	t.Helper()
	rt := newRuntime(t, nil)
	l := rt.NewLinker()
	l.Instance("host").
		Func("upper", func(r io.Reader) io.Reader { return upperReader{r} }).
		Func("sum", func(ctx context.Context, f *polyfill.Future[uint32], n uint32) (uint32, error) {
			v, err := f.Get(ctx)
			return v + n, err
		}).
		Func("pair", func(fails bool) any {
			if fails {
				return io.MultiReader(strings.NewReader("begin"), errReader{polyfill.ErrorValue(uint32(7))})
			}
			return strings.NewReader("all")
		}).
		Func("nap", func(ctx context.Context, ms uint32) error {
			select {
			case <-time.After(time.Duration(ms) * time.Millisecond):
				return nil
			case <-ctx.Done():
				return context.Cause(ctx)
			}
		})
	return instantiate(t, l, compile(t, rt, "onward")).Instance("host")
}

type errReader struct{ error }

func (e errReader) Read([]byte) (int, error) { return 0, e.error }

// Streams and futures reach a function of the host that is exported again, and come back from it, as what a
// guest's would be.
func TestOnward(t *testing.T) {
	before := runtime.NumGoroutine()
	host := newOnward(t)
	out, err := polyfill.Call[io.Reader](ctx, host.Func("upper"), strings.NewReader("some text"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := polyfill.Call[io.Reader](ctx, host.Func("upper"), out) // one that came out is given back
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(again); string(text) != "SOME TEXT" || err != nil {
		t.Errorf("%q, %v", text, err)
	}
	expectCall(t, host, "sum", uint32(5), 2, 3)
	later := polyfill.NewFutureWriter[uint32]()
	time.AfterFunc(time.Millisecond, func() { later.Set(40) })
	expectCall(t, host, "sum", uint32(42), later, 2)

	for fails, want := range map[bool]string{false: "all", true: "begin"} {
		pair, err := polyfill.Call[*polyfill.ResultReader[byte, struct{}]](ctx, host.Func("pair"), fails)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(pair)
		var failed *polyfill.ResultError
		if string(text) != want || errors.As(err, &failed) != fails || fails && failed.Value != uint32(7) {
			t.Errorf("%q, %v", text, err)
		}
	}
	runtime.GC()
	expectGoroutines(t, before)
}

// Calls that wait run at once, each with its context.
func TestOnwardAsync(t *testing.T) {
	host := newOnward(t)
	begin := time.Now()
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() { expectCall(t, host, "nap", nil, 200) })
	}
	wg.Wait()
	if took := time.Since(begin); took > 1500*time.Millisecond {
		t.Errorf("10 calls took %v", took)
	}
	short, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	if _, err := host.Func("nap").Call(short, 60_000); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a call whose context ended: %v", err)
	}
}

// What does not fit is refused before the function is called, and what it came with can be given again.
func TestOnwardRefuses(t *testing.T) {
	host := newOnward(t)
	w := polyfill.NewFutureWriter[uint32]()
	var wrong *polyfill.ValueError
	if _, err := host.Func("sum").Call(ctx, w, "text"); !errors.As(err, &wrong) {
		t.Errorf("a wrong argument: %v", err)
	}
	w.Set(1)
	expectCall(t, host, "sum", uint32(3), w, 2)
	if _, err := host.Func("upper").Call(ctx, 5); !errors.As(err, &wrong) {
		t.Errorf("a number for a stream: %v", err)
	}
	if _, err := host.Func("upper").Call(ctx); !errors.Is(err, polyfill.ErrArgCount) {
		t.Errorf("no argument: %v", err)
	}
}
