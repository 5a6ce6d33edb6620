//go:build !js

package polyfill

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/tetratelabs/wazero"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/task"
)

// store runs an Instance whose plan needs the async runtime: the task core has the
// states, handles and flags of its component instances, and this its stacks, values and
// goroutines (docs/async.md). Everything but the baton belongs to the goroutine that has
// the baton, and to the stacks that it runs and waits for.
type store struct {
	inst  *Instance
	core  *task.Store
	ids   []task.InstanceID // by plan.InstanceID
	baton baton
	// ended: the instance is poisoned or closed, nothing of it runs again.
	ended bool

	// running is the thread that runs; base the context of what is no thread's.
	running runningThread
	base    *callContext
	parked  map[task.ThreadID]*stack

	calls    slots[*taskCall]
	threads  slots[*threadStart]
	imports  slots[*importCall]
	messages slots[string] // of error contexts
	lifts    []*asyncLift  // by plan.LiftID, bound on first use
	names    map[task.LiftID]string
	starts   map[task.InstanceID]task.LiftID // for start functions

	// Integers by which the core tells types and options apart.
	resources map[*ResourceType]int32
	types     map[uint32]int32 // stream and future types, by component.ValType.ID
	elems     []*component.ValType
	buffers   []buffers // by the integer of a copy's options
	elements  map[elementsKey]*canon.Elements
	copying   canon.Crossing
	copyFrom  task.InstanceID
	copyTo    task.InstanceID

	// pending are the host's calls that are not resolved; resolved those whose callers are
	// to be told when the guest's code has returned.
	pending  map[*Pending]struct{}
	resolved []*Pending
	// waiting counts the goroutines that wait for a call and can do nothing else;
	// outside what may come from elsewhere: host functions that have not answered,
	// streams that the host holds.
	waiting, outside int
	// driving: there is a goroutine that runs what is ready.
	driving bool
}

// runningThread is a thread that runs: its stack, nil if that is its resumer's, and the call that
// it belongs to.
type runningThread struct {
	stack  *stack
	thread task.ThreadID
	call   *taskCall
}

func newStore(inst *Instance) *store {
	p := inst.component.plan
	config := inst.component.rt.config
	s := &store{
		inst: inst, core: task.NewStore(task.Limits{Handles: int32(config.maxHandles), Tasks: config.maxTasks, Threads: config.maxTasks}),
		base:      &callContext{context.Background(), inst},
		ids:       make([]task.InstanceID, len(p.Instances)),
		parked:    map[task.ThreadID]*stack{},
		lifts:     make([]*asyncLift, len(p.Lifts)),
		names:     map[task.LiftID]string{},
		starts:    map[task.InstanceID]task.LiftID{},
		resources: map[*ResourceType]int32{},
		types:     map[uint32]int32{},
		elems:     make([]*component.ValType, 1),
		elements:  map[elementsKey]*canon.Elements{},
		pending:   map[*Pending]struct{}{},
		buffers:   make([]buffers, 1),
	}
	s.copying.Transfer = s.transferElement
	if config.seed != 0 {
		s.core.Seed(config.seed)
	}
	for i := range p.Instances {
		parent := task.InstanceID(0)
		if at := p.Instances[i].Parent; at >= 0 {
			parent = s.ids[at]
		}
		s.ids[i] = s.core.NewInstance(parent)
	}
	return s
}

// enter makes a thread the running one for the time until restore.
func (s *store) enter(r runningThread) (before runningThread) {
	before, s.running = s.running, r
	s.setContext()
	return before
}

func (s *store) restore(before runningThread) {
	s.running = before
	s.setContext()
}

// setContext makes core functions get the context of the running call.
func (s *store) setContext() {
	if c := s.running.call; c != nil {
		s.inst.ctx = c.origin.ctx
	}
}

// trap ends the guest's code after an operation of the core that trapped.
func (s *store) trap() { s.inst.abort(s.trapError()) }

// trapError is the trap that the last operation of the core gave.
func (s *store) trapError() error {
	text := s.core.TrapText()
	switch task.Trap(s.core.Mail[0]) {
	case task.TrapCannotEnter, task.TrapCannotLeave, task.TrapSyncBlock, task.TrapDeadlock:
		text = "wasm trap: " + text
	}
	return &canon.Trap{Msg: text}
}

// check ends the guest's code unless an operation is done.
func (s *store) check(st task.Status) {
	if st != task.OK {
		s.trap()
	}
}

// finish does what an operation of the running thread asks for, until it is done; its
// values are in the core's mail then.
func (s *store) finish(st task.Status) {
	switch st {
	case task.OK:
	case task.Copied:
		s.copyElements()
	case task.Block:
		s.park(action{})
	case task.Run:
		s.park(s.action())
	default:
		s.trap()
	}
}

// action is a thread to run, as the core gave it.
type action struct {
	kind   task.Action // 0: there is none
	thread task.ThreadID
	token  int32
	args   [3]int32
}

func (s *store) action() action {
	m := &s.core.Mail
	return action{task.Action(m[0]), task.ThreadID(m[1]), m[3], [3]int32{m[4], m[5], m[6]}}
}

// perform runs a thread until it ends or blocks, and those that it switches to.
func (s *store) perform(a action) {
	for a.kind != 0 {
		a = s.step(a)
		if s.inst.failure != nil {
			panic(errAborted)
		}
	}
}

// step runs one thread; it gives the one that it switched to.
func (s *store) step(a action) action {
	switch a.kind {
	case task.ActionSwitch:
		st := s.parked[a.thread]
		delete(s.parked, a.thread)
		return s.resume(st)
	case task.ActionThread:
		t := s.threads.at(a.token)
		s.threads.remove(a.token)
		return s.run(a.thread, t.call, true, func() { t.run() })
	}
	c := s.calls.at(a.token)
	if a.kind == task.ActionStart {
		return s.run(a.thread, c, c.lift.blocks, func() { c.lift.start(c) })
	}
	return s.run(a.thread, c, c.lift.blocks, func() { c.lift.callAgain(c, a.args) })
}

// guarded runs f, which runs guests, at the bottom of a goroutine. If that fails, the instance
// is poisoned.
func (s *store) guarded(f func()) {
	returned := false
	defer func() {
		if r := recover(); r != nil {
			s.inst.failPanic(r)
		} else if !returned {
			s.inst.fail(errGoexit)
		}
		s.running = runningThread{}
		s.inst.ctx = s.base
		if s.inst.failure != nil {
			s.poison()
		}
		s.tell()
	}()
	f()
	returned = true
}

// tell wakes the callers whose calls are resolved.
func (s *store) tell() {
	for i, p := range s.resolved {
		s.resolved[i] = nil
		close(p.done)
	}
	s.resolved = s.resolved[:0]
}

// drive runs what is ready, until nothing is or until says so. In between it lets
// others have the baton.
func (s *store) drive(until *Pending) {
	if until == nil && s.waiting == 0 && !s.inst.component.rt.config.background {
		return
	}
	for !s.ended && (until == nil || !until.isResolved) {
		idle := false
		s.guarded(func() {
			for {
				switch s.core.Tick() {
				case task.Run:
					s.perform(s.action())
					s.tell()
				case task.Trapped:
					s.trap()
				default:
					idle = true
				}
				if idle || until != nil && until.isResolved || s.baton.wanted() {
					return
				}
			}
		})
		if idle {
			return
		}
		if s.baton.wanted() {
			s.baton.give()
			s.baton.take(context.Background())
		}
	}
}

// leave gives the baton back. What is still ready goes on in a goroutine of its own; if
// nothing is, and nothing can come from elsewhere, callers that wait are told.
func (s *store) leave() {
	switch {
	case s.ended || s.driving:
	case s.core.Ready():
		if !s.inst.component.rt.config.background && s.waiting == 0 {
			break
		}
		s.driving = true
		go func() {
			s.baton.take(context.Background())
			s.drive(nil)
			s.driving = false
			s.leave()
		}()
	case s.waiting > 0 && s.outside == 0 && !s.baton.wanted() && s.inst.component.rt.config.deadlocks:
		s.inst.failure = s.deadlock()
		s.poison()
		s.tell()
	}
	s.baton.give()
}

// poison ends everything after a trap: the reason is in inst.failure.
func (s *store) poison() {
	inst := s.inst
	cause := inst.failure
	inst.failure = nil
	inst.poison = cause
	if len(s.pending) == 1 {
		for p := range s.pending {
			inst.poison = located(cause, p.f.name, p.f.signature)
		}
	}
	s.end(func(p *Pending) error { return located(copyFailure(cause), p.f.name, p.f.signature) })
}

// copyFailure copies what located changes.
func copyFailure(err error) error {
	var t *Trap
	var h *HostError
	switch {
	case errors.As(err, &h):
		c := *h
		return &c
	case errors.As(err, &t):
		c := *t
		return &c
	}
	return err
}

// end ends the stacks that are parked, the host's functions that run, and all calls,
// each with what failed gives. Nobody's code is on the goroutine's stack.
func (s *store) end(failed func(p *Pending) error) {
	s.ended = true
	s.core.Poison(s.ids[0])
	s.core.Unwind(0)
	for id, st := range s.parked {
		delete(s.parked, id)
		st.end()
	}
	s.inst.failure = nil // of the unwinding
	for _, c := range s.imports.list {
		if c != nil {
			c.abandon()
		}
	}
	// Who has not been told yet is not told of a result: the same code went on and failed,
	// in a post-return function for instance.
	for _, p := range s.resolved {
		p.result, p.err = nil, failed(p)
	}
	for p := range s.pending {
		p.resolve(nil, failed(p))
	}
	s.calls, s.threads, s.imports = slots[*taskCall]{}, slots[*threadStart]{}, slots[*importCall]{}
}

// typeID is the core's integer for the result type of a function, 0 for none.
func typeID(t *component.ValType) int32 {
	if t == nil {
		return 0
	}
	return int32(t.ID)
}

// intern numbers keys from 1.
func intern[K comparable](m map[K]int32, k K) int32 {
	id, ok := m[k]
	if !ok {
		id = int32(len(m) + 1)
		m[k] = id
	}
	return id
}

// resourceID is the core's integer for a resource type: negative for the host's.
func (s *store) resourceID(rt *ResourceType) int32 {
	id := intern(s.resources, rt)
	if rt.host() {
		return -id
	}
	return id
}

// streamType is the core's type for a stream or future type of the plan.
func (s *store) streamType(t *component.ValType) int32 {
	if id, ok := s.types[t.ID]; ok {
		return id
	}
	number, size := true, uint32(0)
	if t.Elem != nil {
		number = canon.IsNumber(t.Elem.Kind)
		size, _ = s.inst.component.compiler.SizeAlign(t.Elem)
	}
	id := s.core.NewType(t.Kind == component.KindFuture, number, size)
	s.types[t.ID] = id
	for len(s.elems) <= int(id) {
		s.elems = append(s.elems, nil)
	}
	s.elems[id] = t.Elem
	return id
}

// protect calls a host function; a panic is an error. If the goroutine is ending, err
// stays errGoexit.
func protect(err *error, f func() error) {
	*err = errGoexit
	defer func() {
		if r := recover(); r != nil {
			*err = &HostPanic{r, debug.Stack()}
		}
	}()
	*err = f()
}

// instantiate instantiates a core module. Its start function is a call of type func()
// (dont-block-start.wast). Nobody else is in the store.
func (s *store) instantiate(ctx context.Context, core *plan.CoreInstance, compiled wazero.CompiledModule) error {
	inst := s.inst
	at := s.ids[core.Instance]
	if s.starts[at] == 0 {
		s.starts[at] = s.core.NewLift(at, 0, 0, 0)
		s.names[s.starts[at]] = "start function"
	}
	before := inst.ctx
	s.guarded(func() {
		s.callSync(s.starts[at], 0, inst.component.plan.Instances[core.Instance].Blocks, func() {
			m, err := inst.component.rt.wazero.InstantiateModule(ctx, compiled, wazero.NewModuleConfig().WithName("").WithStartFunctions())
			if err != nil {
				inst.failCore(ctx, err)
				inst.abort(nil)
			}
			inst.cores[core.ID] = m
		})
	})
	inst.ctx = before
	return inst.poison
}

// destroy runs a guest's destructor on behalf of the host.
func (s *store) destroy(ctx context.Context, rt *ResourceType, rep uint32) error {
	if ctx == nil {
		ctx = context.Background()
	}
	if err := s.take(ctx); err != nil {
		return err
	}
	defer s.leave()
	if err := s.inst.usable(ctx); err != nil {
		return err
	}
	s.guarded(func() {
		s.running.call = &taskCall{origin: s.newOrigin(ctx)}
		s.callDtor(rt, rep, 0)
	})
	if s.ended {
		return located(s.inst.poison, rt.dropName, "")
	}
	s.drive(nil)
	return nil
}

// close ends all calls; the caller has the baton.
func (s *store) close() {
	if !s.ended {
		s.end(func(p *Pending) error {
			return fmt.Errorf("polyfill: export %q: the instance is %w", p.f.name, ErrClosed)
		})
		s.tell()
	}
}
