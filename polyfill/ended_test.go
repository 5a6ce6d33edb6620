//go:build !js

package polyfill_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/jco-go/jco-go/polyfill"
)

// over tells whether a channel is closed.
func over(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// TestEnded: a call has ended when nothing of it runs any more, not when it has returned.
func TestEnded(t *testing.T) {
	inst, h := newAsync(t, nil)
	h.hold()
	p, err := inst.Func("later").Start(ctx, 4)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Result(); err != nil {
		t.Fatal(err)
	}
	ended := p.Ended()
	if over(ended) || over(p.Ended()) {
		t.Error("it has ended, and still works")
	}
	h.release()
	<-ended
	<-p.Ended()

	// One that fails, one that is cancelled, one of which the instance is closed, one that never began to wait.
	h.hold()
	p, _ = inst.Func("sum").Start(ctx, 5)
	ended = p.Ended()
	p.Cancel()
	<-ended
	p, _ = inst.Func("poke").Start(ctx, 1)
	<-p.Ended()
	p, _ = inst.Func("sum").Start(ctx, 5)
	ended = p.Ended()
	if over(ended) || over(inst.Done()) {
		t.Error("it has ended before its instance")
	}
	inst.Close(ctx)
	<-ended
	<-inst.Done()
	<-p.Ended()

	plain := instantiate(t, inst.Component().Runtime().NewLinker(), compile(t, inst.Component().Runtime(), "recursion"))
	p, err = plain.Func("f").Start(ctx, 0)
	if err != nil {
		t.Fatal(err)
	}
	<-p.Ended()
	if over(plain.Done()) {
		t.Error("the instance is done before its end")
	}
	plain.Close(ctx)
	<-plain.Done()
	if (*polyfill.Instance)(nil).Done() != nil {
		t.Error("no instance is done")
	}
}

// TestJoin: the end of the context ends the waiting, and not the call.
func TestJoin(t *testing.T) {
	inst, h := newAsync(t, nil)
	h.hold()
	p, err := inst.Func("sum").Start(ctx, 3)
	if err != nil {
		t.Fatal(err)
	}
	short, cancel := context.WithTimeout(ctx, 5*time.Millisecond)
	defer cancel()
	for range 2 {
		if _, err := p.Join(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v", err)
		}
	}
	h.release()
	if v, err := p.Join(ctx); v != uint32(3) || err != nil {
		t.Errorf("%v, %v", v, err)
	}
	if v, err := p.Join(short); v != uint32(3) || err != nil {
		t.Errorf("again: %v, %v", v, err)
	}
}

// TestDoneOfTraps: an instance that a call has poisoned is done.
func TestDoneOfTraps(t *testing.T) {
	rt := newRuntime(t, nil)
	inst := instantiate(t, rt.NewLinker(), compile(t, rt, "traps"))
	expectErr(t, inst.Exports, "unreachable", []string{"unreachable"})
	<-inst.Done()
}

func TestOverlaps(t *testing.T) {
	inst, _ := newAsync(t, nil)
	for name, want := range map[string]bool{"sum": true, "sum-stackful": true, "sum-sync": false, "poke": false} {
		if got := function(t, inst.Exports, name).Overlaps(); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestStartContext: the context of Start is that of what the call does after its return, too.
func TestStartContext(t *testing.T) {
	inst, h := newAsync(t, polyfill.NewConfig().WithCloseOnContextDone(true))
	h.hold()
	c, cancel := context.WithCancel(ctx)
	defer cancel()
	p, err := inst.Func("later").Start(c, 4)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Result(); err != nil {
		t.Fatal(err)
	}
	cancel()
	if over(inst.Done()) {
		t.Error("the instance ends while nothing of it runs")
	}
	h.release() // now something would
	<-inst.Done()
	if _, err := inst.Func("sum").Call(ctx, 1); err == nil {
		t.Error("the instance goes on")
	}
}

// TestTryRead reads what is there, and does not wait for more.
func TestTryRead(t *testing.T) {
	inst := newStreams(t)
	one := inst.Exports.Instance("one")
	r, err := polyfill.Call[*polyfill.StreamReader[byte]](ctx, one.Func("open"))
	if err != nil {
		t.Fatal(err)
	}
	p := make([]byte, 100)
	for range 2 {
		if n, err := r.TryRead(p); n != 0 || err != nil {
			t.Fatalf("nothing is there: %d, %v", n, err)
		}
	}
	if n, err := r.TryRead(nil); n != 0 || err != nil {
		t.Errorf("no room: %d, %v", n, err)
	}
	if _, err := one.Func("copy").Call(ctx, 5); err != nil {
		t.Fatal(err)
	}
	if n, err := r.TryRead(p); n != 5 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	expectCall(t, one, "event", int32(5<<4))
	// Who waits in another goroutine has the turn.
	read := make(chan int)
	go func() {
		n, _ := r.Read(p)
		read <- n
	}()
	time.Sleep(5 * time.Millisecond)
	if _, err := one.Func("copy").Call(ctx, 3); err != nil {
		t.Fatal(err)
	}
	if n := <-read; n != 3 {
		t.Errorf("read %d", n)
	}
	if _, err := one.Func("drop").Call(ctx); err != nil {
		t.Fatal(err)
	}
	if n, err := r.TryRead(p); n != 0 || err != io.EOF {
		t.Errorf("at the end: %d, %v", n, err)
	}
	r.Close()
	if n, err := r.TryRead(p); n != 0 || err != io.EOF && !errors.Is(err, polyfill.ErrDropped) {
		t.Errorf("after Close: %d, %v", n, err)
	}

	// A guest that copies is run as far as it comes.
	copied, err := polyfill.Call[*polyfill.StreamReader[byte]](ctx, inst.Func("copy"), []byte("text"))
	if err != nil {
		t.Fatal(err)
	}
	var got []byte
	for {
		n, err := copied.TryRead(p)
		got = append(got, p[:n]...)
		if err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if string(got) != "text" {
		t.Errorf("%q", got)
	}
}
