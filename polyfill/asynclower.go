//go:build !js

package polyfill

import (
	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/task"
)

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
