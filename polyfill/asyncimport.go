//go:build !js

package polyfill

import (
	"context"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/task"
)

// asyncImport calls a function of the host for an instance with a store (CanonicalABI.md,
// canon lower). A function that is not async runs where it is called, as everything stands
// still meanwhile; an async one runs on a goroutine of its own, without the baton.
type asyncImport struct {
	s       *store
	at      task.InstanceID
	fn      *canon.Func
	bound   *canon.Bound // fn for the types of a Go function, nil for a dynamic one
	host    *hostFunc
	cx      canon.Context
	handles asyncHandles
	// borrows: handles are lent to the function.
	borrows bool
	async   bool // the canon option
	slots   int  // of the core parameters
	results int
	frames  []goFrame
}

func (s *store) bindImport(p *plan.Trampoline) trampoline {
	inst, at := s.inst, s.ids[p.Instance]
	t := &asyncImport{
		s: s, at: at, fn: inst.component.lowers[p.ID], host: inst.imports[p.Import],
		cx: s.canonContext(&p.Options, at), handles: asyncHandles{valueHandles: valueHandles{inst: inst}, s: s, at: at},
		async: p.Options.Async, slots: len(p.CoreType.Params), results: len(p.CoreType.Results),
	}
	for _, param := range p.Type.Params {
		t.borrows = t.borrows || param.Type.HasBorrow()
	}
	t.cx.Handles = &t.handles
	if g := t.host.typed; g != nil {
		var err error
		if t.bound, err = inst.component.compiler.Bind(t.fn, g.params, g.result); err != nil {
			inst.abort(&HostError{Import: t.host.name, Err: err}) // linking has checked the types
		}
	}
	if p.Type.Async {
		return builtin(t.callAsync)
	}
	return builtin(t.callSync)
}

// importCall is a call of a host function: its values, between lifting and lowering.
type importCall struct {
	t     *asyncImport
	scope scope
	// frame holds the variables of a typed function, args and value those of a dynamic one.
	frame goFrame
	args  []any
	value any
	err   error

	// The rest is an async function's.
	token    int32
	origin   *origin
	sub      task.WaitableID
	stack    []uint64 // the guest's core parameters, and core results afterwards
	ctx      context.Context
	end      context.CancelFunc
	finished bool // it was cancelled, or its instance ended
}

// lift takes the arguments, which stack has in core values; borrows are lent to sub.
func (t *asyncImport) lift(c *importCall, stack []uint64) error {
	t.handles.scope, t.handles.sub = &c.scope, c.sub
	if t.bound == nil {
		c.args = make([]any, len(t.fn.Type.Params))
		return t.fn.LiftParams(&t.cx, stack, c.args)
	}
	if n := len(t.frames); n > 0 {
		c.frame, t.frames = t.frames[n-1], t.frames[:n-1]
	} else {
		c.frame = t.host.typed.code.newFrame(t.host.typed.wrap)
	}
	return t.bound.LiftParams(&t.cx, stack, c.frame.args())
}

// call calls the Go function. It may panic.
func (c *importCall) call(ctx context.Context) (err error) {
	if c.frame != nil {
		return c.frame.call(ctx)
	}
	c.value, err = c.t.host.dynamic(ctx, c.args)
	return err
}

// lower gives the guest what the function has returned.
func (t *asyncImport) lower(c *importCall, stack []uint64) {
	c.scope.end(t.s.inst, nil)
	t.handles.scope, t.handles.task = &c.scope, 0
	var err error
	if c.err != nil {
		var failed any
		if failed, err = errorCase(t.fn.Type, c.err); err != nil {
			t.s.inst.abort(&HostError{Import: t.host.name, Err: err})
		}
		err = t.fn.LowerResult(&t.cx, failed, stack)
	} else if t.bound != nil {
		err = t.bound.LowerResult(&t.cx, c.frame.result(), stack)
	} else {
		err = t.fn.LowerResult(&t.cx, c.value, stack)
	}
	if err != nil {
		c.scope.giveUpEnds()
		t.host.failed(err)
	}
	if c.frame != nil {
		c.frame.clear()
		t.frames = append(t.frames, c.frame)
	}
	c.scope = scope{}
}

// callSync calls a function that is not async.
func (t *asyncImport) callSync(stack []uint64) {
	s := t.s
	c := importCall{t: t}
	if t.borrows {
		s.check(s.core.HostBegin(t.at, 0))
		c.sub = waitable(s.core.Mail[0])
	} else {
		s.leaving(t.at)
	}
	if err := t.lift(&c, stack); err != nil {
		t.host.failed(err)
	}
	s.settleInside()
	ctx := s.running.origin(s).hostContext()
	s.callInside(&c.err, func() error { return c.call(ctx) })
	if s.inst.failure != nil {
		panic(errAborted)
	}
	if t.borrows {
		s.core.HostReturned(c.sub)
	}
	t.lower(&c, stack)
}

// callAsync begins a call of an async function. An asynchronous lower gives the guest a
// subtask, a synchronous one waits.
func (t *asyncImport) callAsync(stack []uint64) {
	s := t.s
	if !t.async {
		s.check(s.core.CheckBlock(t.at))
	}
	c := &importCall{t: t, origin: s.running.origin(s), stack: make([]uint64, max(t.slots, t.results))}
	copy(c.stack, stack[:t.slots])
	c.token = s.imports.add(c)
	if st := s.core.HostBegin(t.at, c.token); st != task.OK {
		s.trap()
	}
	c.sub = waitable(s.core.Mail[0])
	if err := t.lift(c, c.stack); err != nil {
		t.host.failed(err)
	}
	if t.host.atOnce && t.answeredAtOnce(c, stack) {
		return
	}
	ctx := c.origin.ctx.Context
	if ctx.Done() != nil {
		ctx = context.WithoutCancel(ctx)
	}
	c.ctx, c.end = context.WithCancel(ctx)
	s.outside++
	if n := len(s.idleWorkers); n > 0 {
		s.idleWorkers[n-1] <- c
		s.idleWorkers = s.idleWorkers[:n-1]
	} else {
		go s.work(c)
	}
	if t.async {
		s.check(s.core.HostSubtask(c.sub))
		stack[0] = uint64(uint32(s.core.Mail[0]))
		return
	}
	s.finish(s.core.HostWait(c.sub))
	copy(stack, c.stack[:t.results])
}

// work is a goroutine that makes calls of async functions. It is used again: its stack has
// grown then.
func (s *store) work(c *importCall) {
	jobs := make(chan *importCall, 1)
	for c != nil {
		c.run(jobs)
		c = <-jobs
	}
}

// run makes the call; jobs gets the goroutine's next one, or is closed.
func (c *importCall) run(jobs chan *importCall) {
	defer c.end()
	returned := false
	defer func() { c.returned(jobs, returned) }() // also if the function ends the goroutine
	protect(&c.err, func() error { return c.call(c.ctx) })
	returned = true
}

// returned hands the result to the guest, and runs what that makes ready.
func (c *importCall) returned(jobs chan *importCall, again bool) {
	s := c.t.s
	s.baton.take(context.Background())
	late := c.finished && again && c.err == nil
	if !c.finished {
		s.imports.remove(c.token)
		s.outside--
		c.finished = true
		s.guarded(func() {
			s.inst.ctx = c.origin.ctx
			c.t.lower(c, c.stack)
			s.core.HostResolve(c.sub)
		})
		s.drive(nil)
	}
	if again && !s.ended && len(s.idleWorkers) < maxIdle {
		s.idleWorkers = append(s.idleWorkers, jobs)
	} else {
		close(jobs)
	}
	s.leave()
	if late {
		protect(&c.err, c.discard) // nobody hears of an error
	}
}

// cancel is subtask.cancel of the call: what the function returns later is dropped.
func (c *importCall) cancel() {
	c.t.s.imports.remove(c.token)
	c.abandon()
}

func (c *importCall) abandon() {
	c.finished = true
	c.scope.end(c.t.s.inst, nil)
	if c.end != nil { // it has begun
		c.t.s.outside--
		c.end()
	}
}
