//go:build !js

package polyfill

import (
	"errors"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
)

// lowerImport calls a function of the host (CanonicalABI.md, canon lower).
type lowerImport struct {
	inst    *Instance
	at      *componentState
	fn      *canon.Func
	bound   *canon.Bound // fn for the types of a Go function, nil for a dynamic one
	host    *hostFunc
	cx      canon.Context
	handles valueHandles
	// resources tells that handles cross, so that a call needs a scope.
	resources bool
	idle      []*scope
	frames    []goFrame
}

func (inst *Instance) bindLowerImport(p *plan.Trampoline, at *componentState) trampoline {
	t := &lowerImport{
		inst: inst, at: at, fn: inst.component.lowers[p.ID], host: inst.imports[p.Import],
		cx: inst.canonContext(&p.Options, at), handles: valueHandles{inst: inst, at: at},
		resources: hasResources(p.Type),
	}
	t.cx.Handles = &t.handles
	if g := t.host.typed; g != nil {
		var err error
		if t.bound, err = inst.component.compiler.Bind(t.fn, g.params, g.result); err != nil {
			inst.abort(&HostError{Import: t.host.name, Err: err}) // linking has checked the types
		}
		if code, ok := g.code.(scalarCode); ok {
			if scalars := t.bound.Scalars(); scalars != nil {
				return &lowerScalar{inst: inst, at: at, host: t.host, code: code, scalars: scalars}
			}
		}
	}
	return t
}

func hasResources(t *component.FuncType) bool {
	for _, p := range t.Params {
		if p.Type.HasResource() {
			return true
		}
	}
	return t.Result.HasResource()
}

func (t *lowerImport) call(stack []uint64) {
	if !t.at.mayLeave {
		t.inst.abort(errCannotLeave)
	}
	var sc *scope
	if t.resources {
		sc = t.scope()
		t.handles.scope = sc
	}
	if t.bound != nil {
		t.callTyped(sc, stack)
	} else {
		t.callDynamic(sc, stack)
	}
	if sc != nil {
		sc.accepted = sc.accepted[:0]
		t.idle = append(t.idle, sc)
	}
}

func (t *lowerImport) callDynamic(sc *scope, stack []uint64) {
	var args []any
	if n := len(t.fn.Type.Params); n > 0 {
		args = make([]any, n)
		if err := t.fn.LiftParams(&t.cx, stack, args); err != nil {
			t.failed(err)
		}
	}
	result, err := t.host.callDynamic(args)
	t.endBorrows(sc)
	if err != nil {
		result = t.errorCase(err)
	}
	if err := t.fn.LowerResult(&t.cx, result, stack); err != nil {
		t.failed(err)
	}
}

func (t *lowerImport) callTyped(sc *scope, stack []uint64) {
	var f goFrame
	if n := len(t.frames); n > 0 {
		f, t.frames = t.frames[n-1], t.frames[:n-1]
	} else {
		f = t.host.typed.code.newFrame(t.host.typed.wrap)
	}
	if err := t.bound.LiftParams(&t.cx, stack, f.args()); err != nil {
		t.failed(err)
	}
	err := t.host.call(f)
	t.endBorrows(sc)
	if err != nil {
		err = t.fn.LowerResult(&t.cx, t.errorCase(err), stack)
	} else {
		err = t.bound.LowerResult(&t.cx, f.result(), stack)
	}
	if err != nil {
		t.failed(err)
	}
	f.clear()
	t.frames = append(t.frames, f)
}

// endBorrows gives back what the call borrowed. That comes before the result is
// lowered: the realloc in between cannot tell, and a failure leaves nothing
// behind in other instances.
func (t *lowerImport) endBorrows(sc *scope) {
	if sc != nil {
		sc.end(t.inst, &t.at.handles)
		t.handles.scope = sc // a nested call may have set its own
	}
}

// errorCase is the result that an error of the host function stands for, if it
// does for one.
func (t *lowerImport) errorCase(err error) any {
	result, err := errorCase(t.fn.Type, err)
	if err != nil {
		t.inst.abort(&HostError{Import: t.host.name, Err: err})
	}
	return result
}

func (t *lowerImport) failed(err error) { t.host.failed(err) }

// failed ends the call: a wrong value is the host function's fault, everything
// else the guest's.
func (h *hostFunc) failed(err error) {
	var wrong *canon.ValueError
	if errors.As(err, &wrong) {
		err = &HostError{Import: h.name, Err: err}
	}
	h.inst.abort(err)
}

func (t *lowerImport) scope() *scope {
	if n := len(t.idle); n > 0 {
		sc := t.idle[n-1]
		t.idle = t.idle[:n-1]
		return sc
	}
	return new(scope)
}
