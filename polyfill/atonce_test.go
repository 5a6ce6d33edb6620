//go:build !js

package polyfill_test

import (
	"context"
	"errors"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

// Async functions of the host answer at once, or wait, as they like, however they are lowered.
func TestAtOnce(t *testing.T) {
	for _, waits := range []func(n uint32) bool{
		func(uint32) bool { return false },
		func(uint32) bool { return true },
		func(n uint32) bool { return n%2 == 1 },
	} {
		rt := newRuntime(t, nil)
		h := newAsyncHost(rt)
		var calls, waited atomic.Int32
		answer := func(ctx context.Context, n uint32) error {
			calls.Add(1)
			if waits(n) {
				if !polyfill.MayWait(ctx) {
					return polyfill.ErrWait
				}
				waited.Add(1)
				time.Sleep(time.Millisecond)
			}
			return nil
		}
		h.linker.Instance("host").
			Func("sleep", polyfill.AtOnce(polyfill.HostFunc1(func(ctx context.Context, n uint32) (uint32, error) {
				return n, answer(ctx, n)
			}))).
			Func("look", polyfill.AtOnce(polyfill.HostFunc1(func(ctx context.Context, t *thing) (uint32, error) {
				return uint32(t.n), answer(ctx, 1)
			}))).
			Func("text", polyfill.AtOnce(polyfill.HostFunc1(func(ctx context.Context, s string) (string, error) {
				if err := answer(ctx, 1); err != nil {
					return "", err
				}
				if s == "" {
					return "", polyfill.ErrorValue(uint32(7))
				}
				return strings.ToUpper(s), nil
			})))
		inst := instantiate(t, h.linker, compile(t, rt, "async"))
		for _, name := range sums {
			for _, n := range []uint32{0, 1, 2, 10} {
				expectCall(t, inst.Exports, name, n*(n-min(n, 1))/2, n)
			}
		}
		expectCall(t, inst.Exports, "ask", "HELLO", "hello")
		expectCall(t, inst.Exports, "ask", "7", "")
		expectCall(t, inst.Exports, "show", uint32(5), &thing{n: 5})
		if waits(1) == (waited.Load() == 0) || calls.Load() < 2*waited.Load() {
			t.Errorf("%d calls, of which %d waited", calls.Load(), waited.Load())
		}
	}
}

// What the guest of an asynchronous lower gets.
func TestAtOnceStatus(t *testing.T) {
	bin, err := os.ReadFile("../testdata/fixtures/async-import.wasm")
	if err != nil {
		t.Fatal(err)
	}
	rt := newRuntime(t, nil)
	c, err := rt.Compile(ctx, bin)
	if err != nil {
		t.Fatal(err)
	}
	l := rt.NewLinker()
	failed := errors.New("it failed")
	l.Instance("test:later/host@0.1.0").Func("sleep", polyfill.AtOnce(polyfill.HostFunc1(func(ctx context.Context, ms uint32) (struct{}, error) {
		switch {
		case ms == 13:
			return struct{}{}, failed
		case ms > 0 && !polyfill.MayWait(ctx):
			return struct{}{}, polyfill.ErrWait
		}
		return struct{}{}, nil
	})))
	inst := instantiate(t, l, c)
	const started, returned = 1, 2 // CanonicalABI.md, Subtask.State
	expectCall(t, inst.Exports, "start", uint32(returned), 0)
	expectCall(t, inst.Exports, "start", uint32(1<<4|started), 1)
	expectCall(t, inst.Exports, "start", uint32(returned), 0)
	if _, err := inst.Func("start").Call(ctx, 13); !errors.Is(err, failed) {
		t.Errorf("a function that fails: %v", err)
	}
}

// An async call that cannot begin is a trap, and the instance can be closed.
func TestAsyncCallThatDoesNotBegin(t *testing.T) {
	before := runtime.NumGoroutine()
	t.Run("too many", func(t *testing.T) {
		bin, err := readComponent("async-import")
		if err != nil {
			t.Fatal(err)
		}
		rt := newRuntime(t, polyfill.NewConfig().WithMaxTasks(2))
		c, err := rt.Compile(ctx, bin)
		if err != nil {
			t.Fatal(err)
		}
		l := rt.NewLinker()
		var ended atomic.Int32
		l.Instance("test:later/host@0.1.0").Func("sleep", func(ctx context.Context, ms uint32) error {
			<-ctx.Done()
			ended.Add(1)
			return ctx.Err()
		})
		inst := instantiate(t, l, c)
		expectCall(t, inst.Exports, "start", uint32(1<<4|1), 1)
		expectCall(t, inst.Exports, "start", uint32(2<<4|1), 1)
		expectErr(t, inst.Exports, "start", []string{"too many tasks: the limit is 2"}, 1)
		for end := time.Now().Add(5 * time.Second); ended.Load() != 2; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%d calls have ended", ended.Load())
			}
		}
	})
	for _, by := range []string{"by-async", "by-sync"} {
		for _, fn := range []any{
			func(context.Context, string) {},
			polyfill.AtOnce(polyfill.HostFunc1(func(context.Context, string) (struct{}, error) { return struct{}{}, nil })),
		} {
			rt := newRuntime(t, nil)
			l := rt.NewLinker()
			l.Func("text", fn)
			inst := instantiate(t, l, compile(t, rt, "bad-lift"))
			err := expectErr(t, inst.Exports, by, []string{"out of bounds"})
			var trap *polyfill.Trap
			if !errors.As(err, &trap) || len(trap.Stack) != 1 || !strings.Contains(trap.Stack[0], "Main.") {
				t.Errorf("%s: %v", by, err)
			}
			if err := inst.Close(ctx); err != nil {
				t.Error(err)
			}
		}
	}
	expectGoroutines(t, before)
}
