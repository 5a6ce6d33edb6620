//go:build !js

package polyfill

import (
	"context"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/plan"
)

// lifted is a lifted function of one instance, called by the host
// (CanonicalABI.md, canon lift).
type lifted struct {
	inst       *Instance
	at         *componentState
	enter      []*componentState
	fn         *canon.Func
	cx         canon.Context
	handles    valueHandles
	core       *coreFunc
	postReturn *coreFunc
}

func (inst *Instance) lift(id plan.LiftID) *lifted {
	if l := inst.lifted[id]; l != nil {
		return l
	}
	p := &inst.component.plan.Lifts[id]
	at := &inst.components[p.Instance]
	l := &lifted{
		inst: inst, at: at, enter: inst.states(p.Enter), fn: inst.component.lifts[id],
		cx:      inst.canonContext(&p.Options, at),
		handles: valueHandles{inst: inst, at: at},
		core:    inst.coreFunc(&p.Core), postReturn: inst.coreFunc(p.Options.PostReturn),
	}
	l.cx.Handles = &l.handles
	inst.lifted[id] = l
	return l
}

// call calls the function; its instances are entered.
func (l *lifted) call(ctx context.Context, args []any) (result any, err error) {
	a := l.core.get()
	// What was lent to the guest comes back even if the call fails: it may
	// belong to another instance.
	defer a.scope.end(l.inst, nil)
	l.handles.scope = &a.scope
	if err := l.fn.LowerParams(&l.cx, args, a.stack); err != nil {
		return nil, err
	}
	if err := l.core.call(ctx, a); err != nil {
		return nil, err
	}
	l.handles.scope = &a.scope // a nested call may have used it
	if result, err = l.fn.LiftResult(&l.cx, a.stack); err != nil {
		return nil, err
	}
	if err := a.scope.task.checkReturn(); err != nil {
		return nil, err
	}
	if l.postReturn != nil {
		if err := l.at.postReturn(ctx, l.postReturn, a); err != nil {
			return nil, err
		}
	}
	l.core.put(a)
	return result, nil
}
