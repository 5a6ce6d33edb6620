//go:build !js

package polyfill

import (
	"errors"
	"strings"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental/table"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/task"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// threadStart is a thread of thread.new-indirect that has not begun.
type threadStart struct {
	call *taskCall
	s    *store
	fn   api.Function
	arg  uint64
}

func (t *threadStart) run() {
	s := t.s
	if err := t.fn.CallWithStack(s.inst.ctx, []uint64{t.arg}); err != nil {
		s.inst.failCore(s.inst.ctx, err)
		s.inst.abort(nil)
	}
	s.exit(t.call)
}

// bindThreadNew binds thread.new-indirect.
func (s *store) bindThreadNew(p *plan.Trampoline, at task.InstanceID) trampoline {
	inst := s.inst
	module := inst.cores[p.Table.Instance]
	index, err := inst.exportIndex(p.Table)
	if err != nil {
		inst.abort(err)
	}
	return builtin(func(stack []uint64) {
		s.leaving(at)
		fn, err := lookupThread(module, index, uint32(stack[0]))
		if err != nil {
			inst.abort(err)
		}
		c := s.running.call
		token := s.threads.add(&threadStart{call: c, s: s, fn: fn, arg: uint64(uint32(stack[1]))})
		s.check(s.core.ThreadNew(at, token))
		c.alive++
		stack[0] = uint64(uint32(s.core.Mail[0]))
	})
}

// exportIndex finds a core export's index in its module.
func (inst *Instance) exportIndex(d *plan.CoreDef) (uint32, error) {
	ref := inst.component.plan.CoreInstances[d.Instance].Module
	var m *Module
	if ref.Module >= 0 {
		m = inst.component.modules[ref.Module]
	} else {
		m = inst.importedModules[ref.Import]
	}
	e, _ := m.typ.Export(d.Name)
	if e.Type.Kind != wasmcode.KindTable {
		return 0, errors.New("internal error: the export " + d.Name + " is no table")
	}
	return e.Index, nil
}

// lookupThread finds a function func(i32) in a table, or the trap of a call_indirect.
func lookupThread(module api.Module, index, offset uint32) (fn api.Function, err error) {
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(error)
			if !ok {
				panic(r)
			}
			text := strings.TrimPrefix(e.Error(), coreErrorPrefix)
			if known, ok := coreTraps[text]; ok {
				err = &canon.Trap{Msg: "wasm trap: " + known}
				return
			}
			err = e
		}
	}()
	return table.LookupFunction(module, index, offset, []api.ValueType{api.ValueTypeI32}, nil), nil
}
