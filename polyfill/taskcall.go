//go:build !js

package polyfill

import (
	"context"

	"github.com/tetratelabs/wazero/api"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/task"
)

// taskCall is a task as the engine knows it: a call of a lifted function, by the host or
// by another component instance. Its values wait here until it starts, and
// until its caller takes them.
type taskCall struct {
	lift   *asyncLift // nil for destructors and start functions
	token  int32
	id     task.TaskID
	sub    task.WaitableID // 0 if the host called
	origin *origin
	// alive counts the threads that have not ended.
	alive   int
	started bool

	host  *Pending    // the host's call
	lower *asyncLower // a guest's
	stack []uint64    // the guest's core parameters, and core results afterwards
}

// origin is the host's call that calls among guests descend from.
type origin struct {
	ctx *callContext
	// inside is what sync host functions get: it tells calls back into the instance.
	inside context.Context
}

func (s *store) newOrigin(ctx context.Context) *origin {
	return &origin{ctx: &callContext{ctx, s.inst}}
}

// returned: the host's call is over. What goes on in the background ends with the
// instance, not with the call's context.
func (o *origin) returned() {
	if o.ctx.Context.Done() != nil {
		o.ctx = &callContext{context.WithoutCancel(o.ctx.Context), o.ctx.inst}
		o.inside = nil
	}
}

// insideKey finds out whether a context is that of a host function which an instance
// is waiting for.
type insideKey struct{ inst *Instance }

type insideContext struct {
	context.Context
	inst *Instance
}

func (c *insideContext) Value(key any) any {
	if k, ok := key.(insideKey); ok && k.inst == c.inst {
		return c
	}
	return c.Context.Value(key)
}

// hostContext is the context of host functions that the instance waits for.
func (o *origin) hostContext() context.Context {
	if o.inside == nil {
		o.inside = &insideContext{o.ctx.Context, o.ctx.inst}
	}
	return o.inside
}

// threadEnded counts a thread less; a call without threads is forgotten.
func (s *store) threadEnded(c *taskCall) {
	if c.alive--; c.alive == 0 {
		s.calls.remove(c.token)
	}
}

// exit ends the running thread.
func (s *store) exit(c *taskCall) {
	s.check(s.core.ThreadExit())
	s.threadEnded(c)
}

// asyncLift is a lifted function of an instance with a store (CanonicalABI.md, canon lift).
type asyncLift struct {
	s    *store
	id   task.LiftID
	at   task.InstanceID
	plan *plan.Lift
	// blocks: its threads may block in the middle of core code.
	blocks bool

	fn         *canon.Func
	cx         canon.Context
	handles    asyncHandles
	core       *coreFunc
	callback   *coreFunc
	postReturn *coreFunc
}

func (s *store) lift(id plan.LiftID) *asyncLift {
	if l := s.lifts[id]; l != nil {
		return l
	}
	inst := s.inst
	p := &inst.component.plan.Lifts[id]
	l := &asyncLift{
		s: s, at: s.ids[p.Instance], plan: p, blocks: inst.component.plan.Instances[p.Instance].Blocks,
		fn: inst.component.lifts[id], core: inst.coreFunc(&p.Core),
		callback: inst.coreFunc(p.Options.Callback), postReturn: inst.coreFunc(p.Options.PostReturn),
	}
	l.cx = s.canonContext(&p.Options, l.at)
	l.handles = asyncHandles{valueHandles: valueHandles{inst: inst}, s: s, at: l.at}
	l.cx.Handles = &l.handles
	flags := task.LiftFlags(0)
	if p.Type.Async {
		flags |= task.LiftAsyncType
	}
	if p.Options.Async {
		flags |= task.LiftAsync
	}
	if p.Options.Callback != nil {
		flags |= task.LiftCallback
	}
	l.id = s.core.NewLift(l.at, flags, typeID(p.Type.Result), p.ReturnOptions)
	s.names[l.id] = p.Name
	s.lifts[id] = l
	return l
}

// bindLifts binds all lifted functions, so that Exports.Func has nothing to write: it may
// be called while the instance is in use.
func (s *store) bindLifts() {
	for i := range s.lifts {
		s.inst.lift(plan.LiftID(i))
		s.lift(plan.LiftID(i))
	}
}

// canonContext is Instance.canonContext with the core's flags and context slots.
func (s *store) canonContext(o *plan.Options, at task.InstanceID) canon.Context {
	inst := s.inst
	cx := canon.Context{MaxLift: inst.component.rt.config.maxLift}
	if o.Memory != nil {
		cx.Memory = memory{inst.cores[o.Memory.Instance].ExportedMemory(o.Memory.Name)}
	}
	if o.Realloc != nil {
		f := inst.coreFunc(o.Realloc)
		var a *activation // one is enough: realloc cannot leave the instance
		cx.Realloc = func(old, oldSize, align, newSize uint32) (uint32, error) {
			if a == nil {
				a = f.get()
			}
			a.stack[0], a.stack[1], a.stack[2], a.stack[3] = uint64(old), uint64(oldSize), uint64(align), uint64(newSize)
			s.core.ReallocBegin(at)
			if err := f.call(a); err != nil {
				return 0, err
			}
			s.core.ReallocEnd(at)
			return uint32(a.stack[0]), nil
		}
	}
	return cx
}

// start begins a task: its thread runs.
func (l *asyncLift) start(c *taskCall) {
	s := l.s
	c.started = true
	a := l.core.get()
	if err := l.lowerParams(c, a.stack); err != nil {
		s.inst.abort(err)
	}
	s.must(l.core.call(a))
	switch {
	case l.callback != nil:
		packed := int32(a.stack[0])
		l.core.put(a)
		l.callbackReturned(c, packed)
	case l.plan.Options.Async:
		l.core.put(a)
		s.exit(c)
	default:
		s.check(s.core.ReturnCheck(c.id))
		l.returnResult(c, a.stack)
		if l.postReturn != nil {
			post := l.postReturn.get()
			copy(post.stack, a.stack)
			s.core.SetMayLeave(l.at, false)
			s.must(l.postReturn.call(post))
			s.core.SetMayLeave(l.at, true)
			l.postReturn.put(post)
		}
		l.core.put(a)
		s.exit(c)
	}
}

// must ends the guest's code if a core function did not return.
func (s *store) must(err error) {
	if err != nil {
		s.inst.abort(nil)
	}
}

// callAgain calls the callback with an event.
func (l *asyncLift) callAgain(c *taskCall, event [3]int32) {
	l.callbackReturned(c, l.callCallback(event))
}

func (l *asyncLift) callCallback(event [3]int32) (packed int32) {
	a := l.callback.get()
	for i, v := range event {
		a.stack[i] = uint64(uint32(v))
	}
	l.s.must(l.callback.call(a))
	packed = int32(a.stack[0])
	l.callback.put(a)
	return packed
}

// callbackReturned does what the function or its callback has returned.
func (l *asyncLift) callbackReturned(c *taskCall, packed int32) {
	s := l.s
	for {
		switch s.core.CallbackReturned(packed) {
		case task.OK:
			s.threadEnded(c)
			return
		case task.Block:
			return
		case task.Run:
			packed = l.callCallback(s.action().args)
		default:
			s.trap()
		}
	}
}

func (l *asyncLift) lowerParams(c *taskCall, stack []uint64) error {
	if c.lower != nil {
		return c.lower.params(c, stack)
	}
	l.handles.scope, l.handles.task = &c.host.scope, c.id
	return l.fn.LowerAccepted(&l.cx, c.host.args, stack)
}

// returnResult resolves a task with its result, which stack has in core values.
func (l *asyncLift) returnResult(c *taskCall, stack []uint64) {
	s := l.s
	if c.lower != nil {
		if err := c.lower.result(c, stack); err != nil {
			s.inst.abort(err)
		}
		s.core.Return(c.id)
		return
	}
	l.handles.scope = &c.host.scope
	v, err := l.fn.LiftResult(&l.cx, stack)
	if err != nil {
		s.inst.abort(err)
	}
	s.core.Return(c.id)
	c.host.resolve(v, nil)
}

// callSync makes a call of a function that is not lifted by the component: a destructor, or
// the start function of a core module, which is one of type func() (CanonicalABI.md, canon
// resource.drop). caller is 0 for the host.
func (s *store) callSync(l task.LiftID, caller task.InstanceID, own bool, job func()) {
	c := &taskCall{alive: 1, origin: s.running.origin(s)}
	c.token = s.calls.add(c)
	var st task.Status
	if caller == 0 {
		st = s.core.Call(l, c.token)
	} else {
		st = s.core.CallGuest(caller, l, c.token)
	}
	s.check(st)
	c.id = task.TaskID(s.core.Mail[0])
	thread := task.ThreadID(s.core.Mail[1])
	if caller != 0 {
		c.sub = task.WaitableID(s.core.Mail[2])
	}
	s.perform(s.runChecked(thread, c, own, func() {
		job()
		s.check(s.core.ReturnCheck(c.id))
		s.core.Return(c.id)
		s.exit(c)
	}))
	s.waitForSync(c.id)
	if caller != 0 {
		s.check(s.core.LowerDone(c.sub, false))
	}
}

// runChecked is run that unwinds with the thread.
func (s *store) runChecked(id task.ThreadID, c *taskCall, own bool, job func()) action {
	then := s.run(id, c, own, job)
	if s.inst.failure != nil {
		panic(errAborted)
	}
	return then
}

// waitForSync runs other threads of its instance until a task of a sync-typed function
// has returned.
func (s *store) waitForSync(id task.TaskID) {
	for {
		switch s.core.SyncNext(id) {
		case task.OK:
			return
		case task.Run:
			s.perform(s.action())
		default:
			s.trap()
		}
	}
}

// origin is that of the running call, or a new one.
func (r runningThread) origin(s *store) *origin {
	if r.call != nil {
		return r.call.origin
	}
	return s.newOrigin(context.Background())
}

// threadStart is a thread of thread.new-indirect that has not begun.
type threadStart struct {
	call *taskCall
	s    *store
	fn   api.Function
	arg  uint64
}

func (t *threadStart) run() {
	s := t.s
	if err := t.fn.CallWithStack(s.inst.ctx, []uint64{t.arg}); err != nil {
		s.inst.failCore(s.inst.ctx, err)
		s.inst.abort(nil)
	}
	s.exit(t.call)
}

// asyncLower calls a lifted function of another component instance (CanonicalABI.md, canon
// lower of a canon lift).
type asyncLower struct {
	s        *store
	at       task.InstanceID // the caller
	lift     *asyncLift
	adapter  *canon.Adapter
	crossing canon.Crossing
	subject  *taskCall // whose values cross
	async    bool
	slots    int // of the core parameters
	results  int
}

func (s *store) bindLower(p *plan.Trampoline) trampoline {
	at := s.ids[p.Instance]
	if p.Reenters {
		return builtin(func([]uint64) {
			s.leaving(at)
			s.inst.abort(errCannotEnter)
		})
	}
	l := s.lift(p.Lift)
	t := &asyncLower{
		s: s, at: at, lift: l, adapter: s.inst.component.adapters[p.ID], async: p.Options.Async,
		slots: len(p.CoreType.Params), results: len(p.CoreType.Results),
	}
	caller, callee := s.canonContext(&p.Options, at), s.canonContext(&l.plan.Options, l.at)
	t.crossing = canon.Crossing{Caller: &caller, Callee: &callee, Transfer: t.transfer}
	return t
}

func (t *asyncLower) params(c *taskCall, stack []uint64) error {
	t.subject = c
	return t.adapter.Params(&t.crossing, c.stack, stack)
}

func (t *asyncLower) result(c *taskCall, stack []uint64) error {
	t.subject = c
	return t.adapter.Result(&t.crossing, stack, c.stack)
}

func (t *asyncLower) transfer(from, _ *component.ValType, index uint32, toCallee bool) (uint32, error) {
	c := t.subject
	if toCallee {
		return t.s.transfer(t.at, t.lift.at, from, index, c.sub, c.id)
	}
	return t.s.transfer(t.lift.at, t.at, from, index, 0, 0)
}

func (t *asyncLower) call(stack []uint64) {
	s := t.s
	if !t.async && t.lift.plan.Type.Async {
		s.check(s.core.CheckBlock(t.at))
	}
	c := &taskCall{lift: t.lift, lower: t, alive: 1, origin: s.running.origin(s), stack: make([]uint64, max(t.slots, t.results))}
	copy(c.stack, stack[:t.slots])
	c.token = s.calls.add(c)
	st := s.core.CallGuest(t.at, t.lift.id, c.token)
	if st == task.Trapped {
		s.trap()
	}
	m := &s.core.Mail
	c.id, c.sub = task.TaskID(m[0]), task.WaitableID(m[2])
	if st == task.OK {
		s.perform(action{kind: task.ActionStart, thread: task.ThreadID(m[1]), token: c.token})
		if !t.lift.plan.Type.Async {
			s.waitForSync(c.id)
		}
	} else {
		for !c.started && s.core.QueuedNext(c.id, t.at) == task.Run {
			s.perform(s.action())
		}
	}
	s.finish(s.core.LowerDone(c.sub, t.async))
	if t.async {
		stack[0] = uint64(uint32(m[0]))
	} else {
		copy(stack, c.stack[:t.results])
	}
}
