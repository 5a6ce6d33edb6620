//go:build !js

package polyfill_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

// The end of the context cancels the task, and its cancellation the context of the import.
func TestAsyncCancel(t *testing.T) {
	before := runtime.NumGoroutine()
	inst, h := newAsync(t, nil)
	h.hold()
	cause := errors.New("enough")
	c, cancel := context.WithCancelCause(ctx)
	go func() {
		for h.running.Load() == 0 {
			runtime.Gosched()
		}
		cancel(cause)
	}()
	if _, err := inst.Func("sum").Call(c, 5); err != cause {
		t.Errorf("%v", err)
	}
	for h.cancelled.Load() == 0 {
		runtime.Gosched()
	}
	p, err := inst.Func("sum").Start(ctx, 5)
	if err != nil {
		t.Fatal(err)
	}
	p.Cancel()
	if _, err := p.Result(); err != context.Canceled {
		t.Errorf("%v", err)
	}
	p, _ = inst.Func("never").Start(ctx)
	p.Cancel()
	if _, err := p.Result(); err != context.Canceled {
		t.Errorf("never: %v", err)
	}
	// A guest that takes no notice goes on; its caller does not wait for it.
	c, cancel2 := context.WithTimeout(ctx, 5*time.Millisecond)
	defer cancel2()
	h.hold()
	if _, err := inst.Func("sum-sync").Call(c, 2); err != context.DeadlineExceeded {
		t.Errorf("sum-sync: %v", err)
	}
	h.release()
	// A call that has not started is over at once, and takes nothing.
	expectCall(t, inst.Exports, "hold", nil, true)
	shown := &thing{n: 1}
	p, err = inst.Func("show").Start(ctx, shown)
	if err != nil {
		t.Fatal(err)
	}
	p.Cancel()
	if _, err := p.Result(); err != context.Canceled {
		t.Errorf("show: %v", err)
	}
	expectCall(t, inst.Exports, "hold", nil, false)
	expectCall(t, inst.Exports, "show", uint32(1), shown)
	if err := inst.Close(ctx); err != nil {
		t.Error(err)
	}
	expectGoroutines(t, before)
}

// A deadlock is a trap that lists who waits, unless something may come.
func TestAsyncDeadlock(t *testing.T) {
	before := runtime.NumGoroutine()
	inst, h := newAsync(t, nil)
	h.hold()
	stuck, _ := inst.Func("never-stackful").Start(ctx)
	busy, _ := inst.Func("sum").Start(ctx, 2)
	go func() {
		time.Sleep(5 * time.Millisecond)
		h.release()
	}()
	_, err := inst.Func("never").Call(ctx)
	var trap *polyfill.Trap
	if !errors.As(err, &trap) || trap.Message != "wasm trap: deadlock detected: event loop cannot make further progress" ||
		trap.Export != "never" || len(trap.Waiting) != 2 {
		t.Fatalf("%v", err)
	}
	for _, want := range []string{`"never" in component.instance "plain" waits for an event of waitable set `, `"never-stackful" in component.instance "blocking" waits for an event`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
	if _, err := stuck.Result(); !errors.As(err, &trap) || trap.Export != "never-stackful" {
		t.Errorf("%v", err)
	}
	if got, err := busy.Result(); got != uint32(1) || err != nil {
		t.Errorf("what was not stuck: %v, %v", got, err)
	}
	if _, err := inst.Func("sum").Call(ctx, 1); !isPoisoned(err) {
		t.Errorf("after it: %v", err)
	}
	expectGoroutines(t, before)

	inst, _ = newAsync(t, polyfill.NewConfig().WithDeadlockDetection(false))
	c, cancel := context.WithTimeout(ctx, 10*time.Millisecond)
	defer cancel()
	if _, err := inst.Func("never").Call(c); err != context.DeadlineExceeded {
		t.Errorf("%v", err)
	}
}

// A failure ends all calls, wherever they wait, and all goroutines.
func TestAsyncPoison(t *testing.T) {
	for name, fail := range map[string]func(inst *polyfill.Instance, h *asyncHost) error{
		"trap in the background": func(inst *polyfill.Instance, h *asyncHost) error {
			_, err := inst.Func("trap-later").Start(ctx, 1)
			return err
		},
		"host error": func(inst *polyfill.Instance, h *asyncHost) error {
			_, err := inst.Func("sum").Start(ctx, 14)
			return err
		},
		"host error in a call that waits on its stack": func(inst *polyfill.Instance, h *asyncHost) error {
			_, err := inst.Func("sum-stackful").Start(ctx, 14)
			return err
		},
		"block in a sync function": func(inst *polyfill.Instance, h *asyncHost) error {
			h.release()
			_, err := inst.Func("block").Call(ctx, 1)
			if err == nil || !strings.Contains(err.Error(), "cannot block a synchronous task before returning") {
				t.Errorf("block: %v", err)
			}
			return nil
		},
	} {
		before := runtime.NumGoroutine()
		inst, h := newAsync(t, nil)
		h.hold()
		var waiting []*polyfill.Pending
		for _, export := range []string{"never", "never-stackful", "sum", "sum-stackful", "sum-sync"} {
			args := []any{3}
			if strings.HasPrefix(export, "never") {
				args = nil
			}
			p, err := inst.Func(export).Start(ctx, args...)
			if err != nil {
				t.Fatal(err)
			}
			waiting = append(waiting, p)
		}
		if err := fail(inst, h); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		h.release()
		failed := 0
		for _, p := range waiting {
			if _, err := p.Result(); err != nil {
				failed++
			}
		}
		if failed < 2 {
			t.Errorf("%s: %d calls failed", name, failed)
		}
		if _, err := inst.Func("sum").Call(ctx, 1); !isPoisoned(err) {
			t.Errorf("%s, after it: %v", name, err)
		}
		if err := inst.Close(ctx); err != nil {
			t.Error(err)
		}
		expectGoroutines(t, before)
	}
}

// Close ends what waits.
func TestAsyncClose(t *testing.T) {
	before := runtime.NumGoroutine()
	inst, h := newAsync(t, nil)
	h.hold()
	var waiting []*polyfill.Pending
	for _, export := range sums {
		p, err := inst.Func(export).Start(ctx, 3)
		if err != nil {
			t.Fatal(err)
		}
		waiting = append(waiting, p)
	}
	if err := inst.Close(ctx); err != nil {
		t.Error(err)
	}
	for i, p := range waiting {
		if _, err := p.Result(); !errors.Is(err, polyfill.ErrClosed) {
			t.Errorf("%s: %v", sums[i], err)
		}
	}
	if _, err := inst.Func("sum").Call(ctx, 1); !errors.Is(err, polyfill.ErrClosed) {
		t.Errorf("%v", err)
	}
	expectGoroutines(t, before)
}

// A Goexit or a panic in a host function is a failure like another.
func TestAsyncGoexit(t *testing.T) {
	before := runtime.NumGoroutine()
	for name, end := range map[string]func(){"Goexit": runtime.Goexit, "panic": func() { panic("out of order") }} {
		for _, export := range sums {
			rt := newRuntime(t, nil)
			h := newAsyncHost(rt)
			h.linker.Instance("host").Func("sleep", func(uint32) uint32 { end(); return 0 })
			inst := instantiate(t, h.linker, compile(t, rt, "async"))
			_, err := inst.Func(export).Call(ctx, 1)
			var host *polyfill.HostError
			if !errors.As(err, &host) || host.Import != "host#sleep" || host.Export != export {
				t.Errorf("%s in %s: %v", name, export, err)
			}
			if err := inst.Close(ctx); err != nil {
				t.Error(err)
			}
		}
		// One that is not async ends the goroutine of its caller, and the instance is free for others.
		rt := newRuntime(t, nil)
		h := newAsyncHost(rt)
		h.linker.Instance("host").Func("note", func(uint32) { end() })
		inst := instantiate(t, h.linker, compile(t, rt, "async"))
		done := make(chan struct{})
		go func() {
			defer close(done)
			inst.Func("later").Call(ctx, 0)
		}()
		<-done
		if _, err := inst.Func("sum").Call(ctx, 1); !isPoisoned(err) {
			t.Errorf("%s in note: %v", name, err)
		}
	}
	expectGoroutines(t, before)
}

// A context that has ended begins nothing, however a function is called: the error is its cause.
func TestContextThatHasEnded(t *testing.T) {
	cause := errors.New("enough")
	c, cancel := context.WithCancelCause(ctx)
	cancel(cause)
	expect := func(how string, err error) {
		t.Helper()
		if err != cause {
			t.Errorf("%s: %v", how, err)
		}
	}
	inst, h := newAsync(t, nil)
	h.hold()
	sum := inst.Func("sum")
	_, err := sum.Call(c, 5)
	expect("Call", err)
	_, err = sum.Start(c, 5)
	expect("Start", err)
	_, err = polyfill.Call[uint32](c, sum, 5)
	expect("polyfill.Call", err)
	f1, err := polyfill.Func1[uint32, uint32](sum)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f1(c, 5)
	expect("Func1", err)
	if n := h.running.Load() + h.cancelled.Load(); n != 0 {
		t.Errorf("%d calls of the host's function", n)
	}
	h.release()
	expectCall(t, inst.Exports, "sum", uint32(10), 5)

	rt := newRuntime(t, nil)
	sync := instantiate(t, rt.NewLinker(), compile(t, rt, "loop"))
	fine := sync.Func("fine")
	_, err = fine.Call(c)
	expect("sync Call", err)
	_, err = fine.Start(c)
	expect("sync Start", err)
	f0, err := polyfill.Func0[struct{}](fine)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f0(c)
	expect("sync Func0", err)
	expectCall(t, sync.Exports, "fine", nil)
}
