//go:build !js

package polyfill

import (
	"errors"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/plan"
)

// lifted is a lifted function of one instance, called by the host
// (CanonicalABI.md, canon lift).
type lifted struct {
	inst *Instance
	at   *componentState
	// enter are the component instances to mark as entered: none where nothing
	// inside the component could enter them.
	enter      []*componentState
	fn         *canon.Func
	cx         canon.Context
	handles    valueHandles
	core       *coreFunc
	postReturn *coreFunc
	// activation is core's: the host makes one call at a time.
	activation *activation
	// resources tells that handles cross, so that a call has a scope.
	resources bool
	dynamic   dynamicCall // used again by each call
}

func (inst *Instance) lift(id plan.LiftID) *lifted {
	if l := inst.lifted[id]; l != nil {
		return l
	}
	p := &inst.component.plan.Lifts[id]
	at := &inst.components[p.Instance]
	l := &lifted{
		inst: inst, at: at, fn: inst.component.lifts[id],
		cx:      inst.canonContext(&p.Options, at),
		handles: valueHandles{inst: inst, at: at},
		core:    inst.coreFunc(&p.Core), postReturn: inst.coreFunc(p.Options.PostReturn),
		resources: hasResources(p.Type),
	}
	if inst.component.enters {
		l.enter = inst.states(p.Enter)
	}
	l.cx.Handles = &l.handles
	l.dynamic.lifted = l
	inst.lifted[id] = l
	return l
}

// values are the arguments and the result of one call, in the form that the
// caller has them.
type values interface {
	lowerParams(cx *canon.Context, stack []uint64) error
	liftResult(cx *canon.Context, stack []uint64) error
}

// dynamicCall is a call with values in their dynamic forms.
type dynamicCall struct {
	lifted *lifted
	args   []any
	result any
}

func (c *dynamicCall) run() (bool, error) { return c.lifted.call(c) }

func (c *dynamicCall) lowerParams(cx *canon.Context, stack []uint64) error {
	return c.lifted.fn.LowerParams(cx, c.args, stack)
}

func (c *dynamicCall) liftResult(cx *canon.Context, stack []uint64) (err error) {
	c.result, err = c.lifted.fn.LiftResult(cx, stack)
	return err
}

// clear lets go of the values.
func (c *dynamicCall) clear() {
	clear(c.args)
	c.args, c.result = c.args[:0], nil
}

// call calls the function; its instances are entered. began is false if an
// argument was refused before the guest saw anything.
func (l *lifted) call(v values) (began bool, err error) {
	a := l.activate()
	if l.resources {
		// What was lent to the guest comes back even if the call fails: it may
		// belong to another instance.
		defer a.scope.end(l.inst, nil)
		l.handles.scope = &a.scope
	}
	if err := v.lowerParams(&l.cx, a.stack); err != nil {
		var wrong *ValueError
		if errors.As(err, &wrong) || errors.Is(err, ErrArgCount) {
			return false, err
		}
		return true, err
	}
	if err := l.core.call(a); err != nil {
		return true, err
	}
	if l.resources {
		l.handles.scope = &a.scope // a nested call may have used it
	}
	if err := v.liftResult(&l.cx, a.stack); err != nil {
		return true, err
	}
	if l.resources {
		if err := a.scope.task.checkReturn(); err != nil {
			return true, err
		}
	}
	if l.postReturn != nil {
		if err := l.at.postReturn(l.postReturn, a); err != nil {
			return true, err
		}
	}
	return true, nil
}

// activate gives the activation, and makes it at first.
func (l *lifted) activate() *activation {
	if l.activation == nil {
		l.activation = l.core.get()
	}
	return l.activation
}
