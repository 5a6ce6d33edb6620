//go:build !js

package polyfill

import (
	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// trampoline is a core function that this package is: what a canon definition
// other than lift makes, in one instance. A failure ends in Instance.abort.
type trampoline interface {
	call(stack []uint64)
}

// trampoline finds trampoline i, binding it on first use: what its options refer to
// exists by then.
func (inst *Instance) trampoline(i int) trampoline {
	if t := inst.trampolines[i]; t != nil {
		return t
	}
	return inst.bindTrampoline(i)
}

func (inst *Instance) bindTrampoline(i int) trampoline {
	p := &inst.component.plan.Trampolines[i]
	if inst.store != nil {
		inst.trampolines[i] = inst.store.bindTrampoline(p)
		return inst.trampolines[i]
	}
	at := &inst.components[p.Instance]
	var t trampoline
	switch p.Kind {
	case plan.LowerImport:
		t = inst.bindLowerImport(p, at)
	case plan.LowerLift:
		if p.Reenters {
			t = &reentering{inst, at}
		} else {
			t = inst.bindLowerLift(p, at)
		}
	case plan.ResourceNew:
		t = &resourceNew{inst, at, inst.types[p.Resource-1]}
	case plan.ResourceRep:
		t = &resourceRep{inst, at, inst.types[p.Resource-1]}
	case plan.ResourceDrop:
		t = inst.bindResourceDrop(p, at)
	default:
		// Instantiate refuses plans with other built-ins.
		inst.abort(&UnsupportedError{[]Need{{"canon " + p.Canon.Op.String(), "core import " + p.Name}}})
	}
	inst.trampolines[i] = t
	return t
}

// lowerLift calls a lifted function of another component instance
// (CanonicalABI.md, canon lower of a canon lift).
type lowerLift struct {
	inst           *Instance
	caller, callee *componentState
	enter          []*componentState
	adapter        *canon.Adapter
	crossing       canon.Crossing
	scope          *scope // of the passage that is under way
	core           *coreFunc
	postReturn     *coreFunc
}

func (inst *Instance) bindLowerLift(p *plan.Trampoline, at *componentState) trampoline {
	l := &inst.component.plan.Lifts[p.Lift]
	t := &lowerLift{
		inst: inst, caller: at, callee: &inst.components[l.Instance], enter: inst.states(p.Enter),
		adapter: inst.component.adapters[p.ID],
		core:    inst.coreFunc(&l.Core), postReturn: inst.coreFunc(l.Options.PostReturn),
	}
	caller, callee := inst.canonContext(&p.Options, at), inst.canonContext(&l.Options, t.callee)
	t.crossing = canon.Crossing{Caller: &caller, Callee: &callee, Transfer: t.transfer}
	return t
}

func (t *lowerLift) transfer(from, _ *component.ValType, index uint32, toCallee bool) (uint32, error) {
	if toCallee {
		return t.inst.transfer(t.caller, t.callee, from, index, t.scope)
	}
	return t.inst.transfer(t.callee, t.caller, from, index, t.scope)
}

func (t *lowerLift) call(stack []uint64) {
	inst := t.inst
	if !t.caller.mayLeave {
		inst.abort(errCannotLeave)
	}
	if inst.depth++; inst.depth > maxDepth {
		inst.abort(&Trap{Message: "wasm trap: call stack exhausted: too many calls between component instances"})
	}
	inst.enter(t.enter)
	a := t.core.get()
	t.scope = &a.scope
	if err := t.adapter.Params(&t.crossing, stack, a.stack); err != nil {
		inst.abort(err)
	}
	if err := t.core.call(a); err != nil {
		inst.abort(nil)
	}
	if err := a.scope.task.checkReturn(); err != nil {
		inst.abort(err)
	}
	t.scope = &a.scope // a nested call may have used it
	if err := t.adapter.Result(&t.crossing, a.stack, stack); err != nil {
		inst.abort(err)
	}
	if t.postReturn != nil {
		if err := t.callee.postReturn(t.postReturn, a); err != nil {
			inst.abort(nil)
		}
	}
	a.scope.end(inst, &t.caller.handles)
	leave(t.enter)
	inst.depth--
	t.core.put(a)
}

// maxDepth bounds a chain of calls between component instances: each call has a stack
// of its own in wazero, and frames on Go's, which end the process when they overflow.
const maxDepth = 5000

// reentering is a lowered function of the caller's own instance, of one that it lies in or
// of one inside it: such a call traps (plan.Trampoline.Reenters).
type reentering struct {
	inst *Instance
	at   *componentState
}

func (t *reentering) call([]uint64) {
	if !t.at.mayLeave {
		t.inst.abort(errCannotLeave)
	}
	t.inst.abort(errCannotEnter)
}

// resourceNew, resourceRep and resourceDrop are the built-ins of these names
// (CanonicalABI.md, canon resource.new and following).
type resourceNew struct {
	inst *Instance
	at   *componentState
	rt   *ResourceType
}

func (t *resourceNew) call(stack []uint64) {
	if !t.at.mayLeave {
		t.inst.abort(errCannotLeave)
	}
	i, err := t.at.handles.add(handle{rt: t.rt, rep: uint32(stack[0]), own: true})
	if err != nil {
		t.inst.abort(err)
	}
	stack[0] = uint64(i)
}

type resourceRep struct {
	inst *Instance
	at   *componentState
	rt   *ResourceType
}

func (t *resourceRep) call(stack []uint64) {
	h, err := t.at.handles.get(uint32(stack[0]), t.rt)
	if err != nil {
		t.inst.abort(err)
	}
	stack[0] = uint64(h.rep)
}

type resourceDrop struct {
	inst *Instance
	at   *componentState
	rt   *ResourceType
	// enter is what the destructor enters: the defining instance and its
	// ancestors, less at and its ancestors.
	enter []*componentState
}

func (inst *Instance) bindResourceDrop(p *plan.Trampoline, at *componentState) trampoline {
	t := &resourceDrop{inst: inst, at: at, rt: inst.types[p.Resource-1]}
	if t.rt.inst == inst {
		inside := map[*componentState]bool{}
		for i := p.Instance; i >= 0; i = inst.component.plan.Instances[i].Parent {
			inside[&inst.components[i]] = true
		}
		for _, c := range t.rt.enter {
			if !inside[c] {
				t.enter = append(t.enter, c)
			}
		}
	}
	return t
}

func (t *resourceDrop) call(stack []uint64) {
	if !t.at.mayLeave {
		t.inst.abort(errCannotLeave)
	}
	h, err := t.at.handles.drop(uint32(stack[0]), t.rt)
	if err != nil {
		t.inst.abort(err)
	}
	switch {
	case !h.own:
	case t.rt.host():
		if err := t.rt.dropValue(t.inst.ctx.Context, t.inst, t.inst.values.remove(h.rep)); err != nil {
			t.inst.abort(&HostError{Import: t.rt.dropName, Err: err})
		}
	case t.rt.inst == t.inst:
		t.inst.enter(t.enter)
		if err := t.rt.callDtor(h.rep); err != nil {
			t.inst.abort(nil)
		}
		leave(t.enter)
	default: // a type of another top-level instance, linked with this one
		if err := t.rt.destroy(t.inst.ctx.Context, h.rep); err != nil {
			t.inst.abort(&HostError{Import: t.rt.dropName, Err: err})
		}
	}
}
