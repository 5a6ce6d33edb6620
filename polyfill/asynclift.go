//go:build !js

package polyfill

import (
	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/task"
)

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
	return s.inst.canonContext(o, coreGuard{s.core, at})
}

// coreGuard is the reallocGuard of an instance of the core's.
type coreGuard struct {
	core *task.Store
	at   task.InstanceID
}

func (g coreGuard) reallocBegin() { g.core.ReallocBegin(g.at) }
func (g coreGuard) reallocEnd()   { g.core.ReallocEnd(g.at) }

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
		st := task.OK
		if s.goesOn() {
			st = s.core.CallbackNext(packed)
		} else {
			st = s.core.CallbackReturned(packed)
		}
		switch st {
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
	l.handles.scope = nil // which is in the Pending, and that has the result
	c.host.resolve(v, nil)
}
