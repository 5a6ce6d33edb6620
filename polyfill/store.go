//go:build !js

package polyfill

import (
	"context"
	"runtime/debug"
	"sync/atomic"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/task"
	"github.com/jco-go/jco-go/webstreams"
)

// store runs an Instance whose plan needs the async runtime: the task core has the
// states, handles and flags of its component instances, and this its stacks, values and
// goroutines (docs/async.md). Everything but the baton belongs to the goroutine that has
// the baton, and to the stacks that it runs and waits for.
type store struct {
	inst  *Instance
	core  *task.Store
	hub   *webstreams.Hub
	ends  map[int32]*hostEnd // by the hub's handle
	ids   []task.InstanceID  // by plan.InstanceID
	baton baton
	// picked: what runs is a thread that drive has picked. until is what drive waits for.
	picked bool
	until  *bool
	// ended: the instance is poisoned or closed, nothing of it runs again.
	ended bool

	// running is the thread that runs; base the context of what is no thread's.
	running runningThread
	base    *callContext
	parked  map[task.ThreadID]*stack
	// idleStacks and idleWorkers are goroutines without a job.
	idleStacks  []*stack
	idleWorkers []chan *importCall

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
	// inHost counts the host functions on the stacks of guests, which everything waits for.
	inHost atomic.Int32
	// reasons are why futures fail, by the integers that the core gets.
	reasons map[string]int32
	texts   []string
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
	s.baton.held = true // by who instantiates
	s.hub = webstreams.New(s.core)
	s.ends = map[int32]*hostEnd{}
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
	case task.TrapFutureFailed:
		if reason := s.core.Mail[1]; reason > 0 {
			text += ": " + s.texts[reason-1]
		}
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

// callInside calls a function of the host that everything else stands still for: the caller has the baton, or
// a guest that calls it is on the stack. enterHost looks for it.
//
//go:noinline
func (s *store) callInside(err *error, f func() error) {
	s.inHost.Add(1)
	protect(err, f)
	s.inHost.Add(-1)
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
