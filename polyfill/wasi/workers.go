//go:build !js

package wasi

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/jco-go/jco-go/polyfill"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/p2"
	"github.com/jco-go/jco-go/polyfill/wasi/internal/p3"
)

// worker is an instance that serves requests.
type worker struct {
	inst   *polyfill.Instance
	handle *polyfill.Function
	p3     bool
	// life is the context of what the guest does, which kill ends.
	life context.Context
	kill context.CancelFunc
	// progress counts what the guest has come to, see watch.
	progress atomic.Int64

	// What follows belongs to workers. left are those of the active calls that nobody waits for.
	active, served int
	left           map[*polyfill.Pending]struct{}
	listed         bool
	ending         bool // it is about to be closed, or may trap
}

// workers are the instances of a service. It is safe for concurrent use.
type workers struct {
	linker    *polyfill.Linker
	component *polyfill.Component
	// atOnce is how many requests an instance serves at a time, reuse how many at all, 0 for any number.
	atOnce, reuse int

	mu       sync.Mutex
	made     int       // how many there were
	free     []*worker // that have room for a request
	starting int
	started  chan struct{} // closed when one that was starting has room, or has failed
	closed   bool
	cancels  answer // to a guest's cancellation
}

// answer is what guests answer to the cancellation of a call, as far as is known.
type answer int

const (
	unknown answer = iota
	works
	traps
)

// instantiate makes a worker.
func (ws *workers) instantiate(ctx context.Context) (*worker, error) {
	inst, err := ws.linker.Instantiate(ctx, ws.component)
	if err != nil {
		return nil, err
	}
	w := &worker{inst: inst, handle: inst.Func(p3.Handler + "#handle"), p3: true, left: map[*polyfill.Pending]struct{}{}}
	if w.handle == nil {
		w.handle, w.p3 = inst.Func(p2.Handler+"#handle"), false
	}
	if w.handle == nil {
		return nil, errors.Join(ErrNoService, inst.Close(ctx))
	}
	w.life, w.kill = context.WithCancel(context.Background())
	ws.mu.Lock()
	defer ws.mu.Unlock()
	ws.made++
	return w, nil
}

// isDone tells that the instance is of no use any more.
func (w *worker) isDone() bool {
	select {
	case <-w.inst.Done():
		return true
	default:
		return false
	}
}

// room tells whether a worker can take a request; mu is held. One whose calls are mostly those that nobody waits for
// takes no more: it ends with the others.
func (ws *workers) room(w *worker) bool {
	return !ws.closed && !w.ending && !w.isDone() && w.active < ws.atOnce && (ws.reuse == 0 || w.served < ws.reuse) && len(w.left) <= ws.atOnce/2
}

// take gives a worker with room for a request. It is given back with give.
func (ws *workers) take(ctx context.Context) (*worker, error) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	for {
		if ws.closed {
			return nil, http.ErrServerClosed
		}
		if w := ws.last(); w != nil {
			w.active++
			w.served++
			return w, nil
		}
		if ws.starting == 0 || ws.atOnce == 1 {
			break
		}
		started := ws.started
		ws.mu.Unlock()
		select {
		case <-started:
			ws.mu.Lock()
		case <-ctx.Done():
			ws.mu.Lock()
			return nil, context.Cause(ctx)
		}
	}
	if ws.starting++; ws.starting == 1 {
		ws.started = make(chan struct{})
	}
	ws.mu.Unlock()
	w, err := ws.instantiate(ctx)
	ws.mu.Lock()
	if err == nil {
		w.active, w.served = 1, 1
		ws.list(w)
	}
	ws.starting--
	close(ws.started)
	if ws.starting > 0 {
		ws.started = make(chan struct{})
	}
	return w, err
}

// last is the worker that was used last and has room, nil if none has; mu is held.
func (ws *workers) last() *worker {
	for n := len(ws.free); n > 0; n = len(ws.free) {
		w := ws.free[n-1]
		if ws.room(w) {
			return w
		}
		w.listed = false
		ws.free = slices.Delete(ws.free, n-1, n)
		if w.active == 0 {
			go w.close()
		}
	}
	return nil
}

// list lists a worker if it has room; mu is held.
func (ws *workers) list(w *worker) {
	if !w.listed && ws.room(w) {
		w.listed = true
		ws.free = append(ws.free, w)
	}
}

// give takes a worker back for a request of which nothing runs any more; call is its guest's, nil if there is none.
func (ws *workers) give(w *worker, call *polyfill.Pending) {
	ws.mu.Lock()
	w.active--
	delete(w.left, call)
	ws.list(w)
	over := w.active == 0 && !ws.room(w)
	if over && w.listed {
		w.listed = false
		ws.free = slices.DeleteFunc(ws.free, func(x *worker) bool { return x == w })
	}
	ws.settle(w)
	ws.mu.Unlock()
	if over {
		w.close()
	}
}

// leave is for a call that nobody waits for any more, and that goes on.
func (ws *workers) leave(w *worker, call *polyfill.Pending) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	w.left[call] = struct{}{}
	ws.settle(w)
}

// settle ends the calls that nobody waits for, if that harms no others: some guests trap when a call of
// theirs is cancelled. Whether these do, is found out when there are no others. mu is held.
func (ws *workers) settle(w *worker) {
	alone := w.active == len(w.left)
	switch {
	case len(w.left) == 0 || w.ending || w.isDone():
	case ws.cancels == works:
		for call := range w.left {
			go call.Cancel()
		}
	case ws.cancels == unknown && alone:
		w.ending = true
		go ws.tryCancel(w, slices.Collect(maps.Keys(w.left))[0])
	case ws.cancels == traps && alone:
		w.ending = true
		go w.close() // which ends the calls
	}
}

// tryCancel cancels a call, and sees what comes of it.
func (ws *workers) tryCancel(w *worker, call *polyfill.Pending) {
	call.Cancel()
	ws.mu.Lock()
	defer ws.mu.Unlock()
	switch {
	case ws.closed:
	case w.isDone():
		ws.cancels = traps
	default:
		ws.cancels = works
		w.ending = false
		ws.list(w)
		ws.settle(w)
	}
}

// spoil has a worker that failed take no more requests.
func (ws *workers) spoil(w *worker) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	w.served = max(w.served, ws.reuse, 1)
}

// close closes the workers that serve nothing; those that do follow when they are given back.
func (ws *workers) close() {
	ws.mu.Lock()
	ws.closed = true
	var idle []*worker
	for _, w := range ws.free {
		w.listed = false
		if w.active == 0 {
			idle = append(idle, w)
		}
	}
	ws.free = nil
	ws.mu.Unlock()
	for _, w := range idle {
		w.close()
	}
}

func (w *worker) close() {
	_ = w.inst.Close(context.Background()) // what its destructors say concerns nobody
	w.kill()
}
