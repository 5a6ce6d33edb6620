//go:build !js

package polyfill_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

// asyncHost is the host of testdata/async.wat.
type asyncHost struct {
	mu    sync.Mutex
	gate  chan struct{} // holds calls of sleep back until it is closed; nil lets them through
	notes chan uint32
	// cancelled counts calls of sleep whose context ended; running those under way.
	cancelled, running atomic.Int32
	linker             *polyfill.Linker
}

func (h *asyncHost) held() chan struct{} {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.gate
}

// hold makes calls of sleep wait until release.
func (h *asyncHost) hold() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.gate = make(chan struct{})
}

func (h *asyncHost) release() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.gate != nil {
		close(h.gate)
		h.gate = nil
	}
}

func newAsyncHost(rt *polyfill.Runtime) *asyncHost {
	h := &asyncHost{notes: make(chan uint32, 100), linker: rt.NewLinker()}
	h.linker.Instance("host").
		Resource("thing", polyfill.NewResource[*thing]("thing", nil)).
		Func("sleep", func(ctx context.Context, n uint32) (uint32, error) {
			h.running.Add(1)
			defer h.running.Add(-1)
			if gate := h.held(); gate != nil {
				select {
				case <-gate:
				case <-ctx.Done():
					h.cancelled.Add(1)
					return 0, ctx.Err()
				}
			}
			if n == 13 {
				return 0, errHost
			}
			return n, nil
		}).
		Func("note", func(n uint32) { h.notes <- n }).
		Func("look", func(ctx context.Context, t *thing) uint32 {
			time.Sleep(time.Millisecond)
			return uint32(t.n)
		}).
		Func("text", func(ctx context.Context, s string) (string, error) {
			if s == "" {
				return "", polyfill.ErrorValue(uint32(7))
			}
			time.Sleep(time.Millisecond)
			return strings.ToUpper(s), nil
		})
	return h
}

// newAsync makes an instance of testdata/async.wat.
func newAsync(t testing.TB, config *polyfill.Config) (*polyfill.Instance, *asyncHost) {
	t.Helper()
	rt := newRuntime(t, config)
	h := newAsyncHost(rt)
	return instantiate(t, h.linker, compile(t, rt, "async")), h
}

// expectGoroutines waits until there are no more goroutines than before.
func expectGoroutines(t *testing.T, before int) {
	t.Helper()
	for end := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			buf := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
		}
	}
}

var sums = []string{"sum", "sum-sync", "sum-stackful"}

// An async export waits for async imports, however either is lifted and lowered.
func TestAsyncCalls(t *testing.T) {
	before := runtime.NumGoroutine()
	inst, _ := newAsync(t, nil)
	for _, name := range sums {
		for _, n := range []uint32{0, 1, 2, 10} {
			expectCall(t, inst.Exports, name, n*(n-min(n, 1))/2, n)
		}
	}
	expectCall(t, inst.Exports, "ask", "HELLO", "hello")
	expectCall(t, inst.Exports, "ask", "7", "")
	expectCall(t, inst.Exports, "show", uint32(5), &thing{n: 5})
	if err := inst.Close(ctx); err != nil {
		t.Error(err)
	}
	expectGoroutines(t, before)
}

// Typed forms of async exports.
func TestAsyncTyped(t *testing.T) {
	inst, _ := newAsync(t, nil)
	f := inst.Func("sum")
	sum := bound[func(context.Context, uint32) (uint32, error)](t)(polyfill.Func1[uint32, uint32](f))
	typed := bound[func(context.Context, uint32) (uint32, error)](t)(polyfill.Typed[func(context.Context, uint32) (uint32, error)](f))
	for name, call := range map[string]func() (uint32, error){
		"Func1": func() (uint32, error) { return sum(ctx, 4) },
		"Typed": func() (uint32, error) { return typed(ctx, 4) },
		"Call":  func() (uint32, error) { return polyfill.Call[uint32](ctx, f, 4) },
	} {
		if n, err := call(); n != 6 || err != nil {
			t.Errorf("%s: %v, %v", name, n, err)
		}
	}
	if _, err := polyfill.Func1[string, uint32](f); err == nil {
		t.Error("a parameter of another type")
	}
	var wrong *polyfill.ValueError
	if _, err := f.Call(ctx, "four"); !errors.As(err, &wrong) || wrong.Path != "n" {
		t.Errorf("%v", err)
	}
	if _, err := f.Call(ctx); !errors.Is(err, polyfill.ErrArgCount) {
		t.Errorf("%v", err)
	}
	expectCall(t, inst.Exports, "sum", uint32(3), 3)
}

// Many goroutines call one instance, and many calls wait at once.
func TestAsyncConcurrently(t *testing.T) {
	before := runtime.NumGoroutine()
	inst, h := newAsync(t, nil)
	h.hold()
	var wg sync.WaitGroup
	const calls = 64
	for i := range calls {
		wg.Go(func() {
			n := uint32(i % 9)
			name := []string{"sum", "sum-stackful"}[i%2]
			if got, err := inst.Func(name).Call(ctx, n); got != n*(n-min(n, 1))/2 || err != nil {
				t.Errorf("%s(%d): %v, %v", name, n, got, err)
			}
		})
	}
	for h.running.Load() < calls*8/9-8 {
		runtime.Gosched()
	}
	h.release()
	wg.Wait()
	// Those that are lifted synchronously run one after the other.
	for i := range 8 {
		wg.Go(func() {
			if got, err := inst.Func("sum-sync").Call(ctx, 5); got != uint32(10) || err != nil {
				t.Errorf("sum-sync, goroutine %d: %v, %v", i, got, err)
			}
		})
	}
	wg.Wait()
	if err := inst.Close(ctx); err != nil {
		t.Error(err)
	}
	expectGoroutines(t, before)
}

// Start gives the call back while it waits; two calls can need each other.
func TestStart(t *testing.T) {
	inst, h := newAsync(t, nil)
	h.hold()
	p, err := inst.Func("sum").Start(ctx, 3)
	if err != nil {
		t.Fatal(err)
	}
	runtime.Gosched()
	select {
	case <-p.Done():
		t.Error("it is over")
	default:
	}
	h.release()
	if got, err := p.Result(); got != uint32(3) || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := p.Wait(ctx); got != uint32(3) || err != nil {
		t.Errorf("again: %v, %v", got, err)
	}
	p.Cancel() // too late

	spin, err := inst.Func("spin").Start(ctx)
	if err != nil {
		t.Fatal(err)
	}
	expectCall(t, inst.Exports, "poke", nil, 9)
	if got, err := spin.Result(); got != uint32(9) || err != nil {
		t.Errorf("spin: %v, %v", got, err)
	}
	// A sync function is over when Start returns, also in an instance without tasks.
	plain := instantiate(t, inst.Component().Runtime().NewLinker(), compile(t, inst.Component().Runtime(), "recursion"))
	for _, f := range []*polyfill.Function{inst.Func("poke"), plain.Func("f")} {
		p, err := f.Start(ctx, 0)
		if err != nil {
			t.Fatal(err)
		}
		select {
		case <-p.Done():
		default:
			t.Error("a sync function is under way")
		}
		p.Cancel() // too late
	}
	if _, err := (*polyfill.Function)(nil).Start(ctx); !errors.Is(err, polyfill.ErrNoExport) {
		t.Error(err)
	}
	if _, err := inst.Func("sum").Start(ctx, "x"); err == nil {
		t.Error("a wrong argument")
	}
}

// What a task does after it has returned goes on without anybody waiting, if that is
// wanted, and its context is not the call's.
func TestAsyncBackground(t *testing.T) {
	for _, config := range []*polyfill.Config{nil, polyfill.NewConfig().WithCloseOnContextDone(true)} {
		inst, h := newAsync(t, config)
		c, cancel := context.WithCancel(ctx)
		h.hold()
		if got, err := inst.Func("later").Call(c, 4); got != uint32(0) || err != nil {
			t.Fatalf("%v, %v", got, err)
		}
		cancel()
		h.release()
		if n := <-h.notes; n != 6 {
			t.Errorf("noted %d", n)
		}
	}

	inst, h := newAsync(t, polyfill.NewConfig().WithBackgroundWork(false))
	h.hold()
	expectCall(t, inst.Exports, "later", uint32(0), 1)
	h.release()
	for h.running.Load() > 0 {
		runtime.Gosched()
	}
	time.Sleep(10 * time.Millisecond)
	select {
	case n := <-h.notes:
		t.Errorf("noted %d without a call", n)
	default:
	}
	for { // what the host function gave may take its time to come in
		expectCall(t, inst.Exports, "sum", uint32(1), 2)
		select {
		case n := <-h.notes:
			if n != 0 {
				t.Errorf("noted %d", n)
			}
			return
		case <-time.After(time.Millisecond):
		}
	}
}

// A host function that the instance waits for cannot call it, one that is async can.
func TestAsyncReentry(t *testing.T) {
	rt := newRuntime(t, nil)
	h := newAsyncHost(rt)
	var inst *polyfill.Instance
	h.linker.Instance("host").
		Func("note", func(ctx context.Context, n uint32) error {
			_, err := inst.Func("sum").Call(ctx, 1)
			if closing := inst.Close(ctx); closing != polyfill.ErrBusy {
				return fmt.Errorf("Close: %v", closing)
			}
			return err
		}).
		Func("sleep", func(ctx context.Context, n uint32) (uint32, error) {
			if n > 0 {
				return polyfill.Call[uint32](ctx, inst.Func("sum"), n)
			}
			return 1, nil
		})
	inst = instantiate(t, h.linker, compile(t, rt, "async"))
	expectCall(t, inst.Exports, "sum", uint32(8), 4) // 1 + 1 + 2 + 4
	if _, err := inst.Func("later").Call(ctx, 0); !errors.Is(err, polyfill.ErrBusy) {
		t.Errorf("%v", err)
	}
}

// Streams, futures and error contexts in the hands of a host that drops them or hands
// them on.
func TestAsyncValues(t *testing.T) {
	inst, _ := newAsync(t, nil)
	open := func() *polyfill.StreamReader[byte] {
		t.Helper()
		s, err := polyfill.Call[*polyfill.StreamReader[byte]](ctx, inst.Func("open"))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	expectCall(t, inst.Exports, "write", int32(-1))
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if _, err := s.Read(make([]byte, 1)); !errors.Is(err, polyfill.ErrDropped) {
		t.Errorf("%v", err)
	}
	if _, err := inst.Func("read").Call(ctx, s); err == nil || !strings.Contains(err.Error(), "want stream<u8>, got the resource is gone") {
		t.Errorf("%v", err)
	}
	s = open()
	expectCall(t, inst.Exports, "write", int32(-1))
	expectCall(t, inst.Exports, "read", int32(4<<4), s) // 4 elements, from memory to memory
	if _, err := inst.Func("read").Call(ctx, s); err == nil || !strings.Contains(err.Error(), "want stream<u8>, got the resource is gone") {
		t.Errorf("%v", err)
	}
	s = open()
	expectCall(t, inst.Exports, "close", nil)
	expectCall(t, inst.Exports, "read", int32(1), s)

	f, err := polyfill.Call[*polyfill.Future[any]](ctx, inst.Func("future"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := inst.Func("read").Call(ctx, f); err == nil || !strings.Contains(err.Error(), "want stream<u8>, got *polyfill.Future[interface {}], which is no source for a stream") {
		t.Errorf("%v", err)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}

	e, err := polyfill.Call[*polyfill.ErrorContext](ctx, inst.Func("fail"))
	if err != nil || e.Message != "it broke" || e.Error() != "it broke" {
		t.Fatalf("%v, %v", e, err)
	}
	expectCall(t, inst.Exports, "explain", "worse", &polyfill.ErrorContext{Message: "worse"})
	if _, err := inst.Func("explain").Call(ctx, "text"); err == nil {
		t.Error("a string was taken")
	}
}

// The choices that the specification leaves open depend on a seed.
func TestSeed(t *testing.T) {
	for seed := range uint32(20) {
		inst, _ := newAsync(t, polyfill.NewConfig().WithSeed(seed))
		for _, name := range sums {
			expectCall(t, inst.Exports, name, uint32(10), 5)
		}
	}
}

// More tasks than are allowed: the host's call is refused, and nothing else harmed.
func TestMaxTasks(t *testing.T) {
	inst, _ := newAsync(t, polyfill.NewConfig().WithMaxTasks(3))
	for range 3 {
		if _, err := inst.Func("never").Start(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := inst.Func("sum").Call(ctx, 1); err == nil || !strings.Contains(err.Error(), "too many tasks: the limit is 3") {
		t.Errorf("%v", err)
	}
}

// An async function of another instance, linked.
func TestAsyncLink(t *testing.T) {
	inner, _ := newAsync(t, nil)
	rt := inner.Component().Runtime()
	l := rt.NewLinker()
	l.Instance("host").
		Resource("thing", polyfill.NewResource[*thing]("thing", nil)).
		Func("sleep", inner.Func("sum")).
		Func("note", func(uint32) {}).
		Func("look", func(*thing) uint32 { return 0 }).
		Func("text", func(string) (string, error) { return "", nil })
	outer := instantiate(t, l, inner.Component())
	for _, name := range sums {
		expectCall(t, outer.Exports, name, uint32(0+0+1+3), 4)
	}
}
