//go:build !js

package polyfill

import (
	"github.com/tetratelabs/wazero/api"

	"github.com/jco-go/jco-go/internal/plan"
)

// coreFunc is a core function of an instance: an export of a core instance, or a
// trampoline that never went through core code.
//
// Making an api.Function costs microseconds and one serves one call at a time,
// so each activation keeps its own and they are used again.
type coreFunc struct {
	inst       *Instance
	module     api.Module // nil for a trampoline
	name       string
	trampoline plan.TrampolineID
	slots      int // core parameters or results, whichever are more
	idle       []*activation
}

// activation is one call of a core function under way: its stack in wazero's
// form, parameters at entry and results at return.
type activation struct {
	fn    api.Function
	stack []uint64
	scope scope
}

// coreFunc finds a core function of the plan, nil for a nil definition.
func (inst *Instance) coreFunc(def *plan.CoreDef) *coreFunc {
	if def == nil {
		return nil
	}
	f := &coreFunc{
		inst: inst, name: def.Name, trampoline: def.Trampoline,
		slots: max(len(def.Type.Func.Params), len(def.Type.Func.Results)),
	}
	if def.Trampoline < 0 {
		f.module = inst.cores[def.Instance]
	}
	return f
}

// get takes an activation. One that ends in a trap is not put back.
func (f *coreFunc) get() *activation {
	if n := len(f.idle); n > 0 {
		a := f.idle[n-1]
		f.idle = f.idle[:n-1]
		return a
	}
	a := &activation{stack: make([]uint64, f.slots)}
	if f.module != nil {
		a.fn = f.module.ExportedFunction(f.name)
	}
	return a
}

func (f *coreFunc) put(a *activation) { f.idle = append(f.idle, a) }

// call runs the function. It returns errAborted after a failure, which is
// recorded in the instance; a trampoline panics with it.
func (f *coreFunc) call(a *activation) error {
	if f.module == nil {
		f.inst.trampoline(int(f.trampoline)).call(a.stack)
		return nil
	}
	err := a.fn.CallWithStack(f.inst.ctx, a.stack)
	if err == nil {
		return nil
	}
	f.inst.failCore(f.inst.ctx, err)
	return errAborted
}
