//go:build !js

package polyfill

import (
	"context"

	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/task"
)

// bindResource binds canon resource.new, .rep and .drop.
func (s *store) bindResource(p *plan.Trampoline, at task.InstanceID) trampoline {
	rt := s.inst.types[p.Resource-1]
	id, m := s.resourceID(rt), &s.core.Mail
	switch p.Kind {
	case plan.ResourceNew:
		return builtin(func(stack []uint64) {
			s.check(s.core.ResourceNew(at, id, int32(stack[0])))
			stack[0] = uint64(uint32(m[0]))
		})
	case plan.ResourceRep:
		return builtin(func(stack []uint64) {
			s.check(s.core.ResourceRep(at, id, int32(stack[0])))
			stack[0] = uint64(uint32(m[0]))
		})
	}
	return builtin(func(stack []uint64) {
		s.check(s.core.ResourceDrop(at, id, int32(stack[0])))
		if m[0] != 0 {
			s.dropOwned(rt, uint32(m[1]), at)
		}
	})
}

// dropOwned destroys a resource whose owner, a component instance, has dropped it.
func (s *store) dropOwned(rt *ResourceType, rep uint32, at task.InstanceID) {
	ctx := s.running.origin(s).hostContext()
	var err error
	switch {
	case rt.host():
		v := s.inst.values.remove(rep)
		if rt.drop != nil {
			s.settleInside()
			s.callInside(&err, func() error { return rt.drop(ctx, v) })
		}
	case rt.inst == s.inst:
		s.callDtor(rt, rep, at)
	default: // a type of another top-level instance, linked with this one
		err = rt.destroy(ctx, rep)
	}
	if err != nil {
		s.inst.abort(&HostError{Import: rt.dropName, Err: err})
	}
}

// callDtor calls a guest's destructor as a sync call by caller, 0 for the host
// (CanonicalABI.md, canon resource.drop).
func (s *store) callDtor(rt *ResourceType, rep uint32, caller task.InstanceID) {
	if rt.lift == 0 {
		rt.lift = s.core.NewLift(s.ids[rt.implID], 0, 0, 0)
		s.names[rt.lift] = rt.dropName
	}
	s.callSync(rt.lift, caller, s.inst.component.plan.Instances[rt.implID].Blocks, func() {
		s.must(rt.callDtor(rep))
	})
}

// destroy runs a guest's destructor on behalf of the host.
func (s *store) destroy(ctx context.Context, rt *ResourceType, rep uint32) error {
	return s.dropHeld(ctx, &Resource{rt: rt, rep: rep, own: true})
}

// dropHeld drops a resource that the host owns. Calls that it is lent to end on any goroutine, so
// only who has the baton looks at it.
func (s *store) dropHeld(ctx context.Context, r *Resource) error {
	if ctx == nil {
		ctx = context.Background()
	}
	if err := s.take(ctx); err != nil {
		return err
	}
	err := r.droppable()
	if err == nil {
		r.gone = true
		err = s.inst.usable(ctx)
	}
	if err != nil {
		s.leave()
		return err
	}
	rt, rep := r.rt, r.rep
	s.guarded(func() {
		s.running.call = &taskCall{origin: s.newOrigin(ctx)}
		s.callDtor(rt, rep, 0)
	})
	if s.ended {
		err = located(copyFailure(s.inst.poison), rt.dropName, "")
	} else {
		s.driveFor(nil, nil, patience)
	}
	s.leave()
	return err
}
