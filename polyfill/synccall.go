//go:build !js

package polyfill

import (
	"context"

	"github.com/tetratelabs/wazero"

	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/task"
)

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
			m, err := inst.component.rt.wazero.InstantiateModule(ctx, compiled, moduleConfig)
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
