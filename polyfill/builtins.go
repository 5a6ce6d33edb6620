//go:build !js

package polyfill

import (
	"errors"
	"strings"

	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental/table"

	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/task"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// builtin is a trampoline of an instance with a store.
type builtin func(stack []uint64)

func (f builtin) call(stack []uint64) { f(stack) }

// leaving is the check of may_leave, for what is no operation of the core.
func (s *store) leaving(at task.InstanceID) {
	if !s.core.MayLeave(at) {
		s.inst.abort(errCannotLeave)
	}
}

// waitable is for results in the mail.
func waitable(n int32) task.WaitableID { return task.WaitableID(n) }

// bindTrampoline binds a trampoline of any kind.
func (s *store) bindTrampoline(p *plan.Trampoline) trampoline {
	at := s.ids[p.Instance]
	switch p.Kind {
	case plan.LowerImport:
		return s.bindImport(p)
	case plan.LowerLift:
		return s.bindLower(p)
	case plan.ResourceNew, plan.ResourceRep, plan.ResourceDrop:
		return s.bindResource(p, at)
	}
	return s.bindBuiltin(p, at)
}

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
			protect(&err, func() error { return rt.drop(ctx, v) })
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

// bindBuiltin binds the canonical built-ins of the async runtime (CanonicalABI.md, canon
// task.return and following).
func (s *store) bindBuiltin(p *plan.Trampoline, at task.InstanceID) trampoline {
	c, core, m := p.Canon, s.core, &s.core.Mail
	// done is an operation without a result, give one whose result is the mail's first word.
	done := func(op func(stack []uint64) task.Status) trampoline {
		return builtin(func(stack []uint64) { s.finish(op(stack)) })
	}
	give := func(op func(stack []uint64) task.Status) trampoline {
		return builtin(func(stack []uint64) {
			s.finish(op(stack))
			stack[0] = uint64(uint32(m[0]))
		})
	}
	arg := func(stack []uint64, i int) int32 { return int32(stack[i]) }
	switch c.Op {
	case component.CanonTaskReturn:
		return s.bindTaskReturn(p, at)
	case component.CanonTaskCancel:
		return builtin(func([]uint64) {
			s.check(core.TaskCancel(at))
			if call := s.calls.at(m[1]); call.host != nil {
				call.host.resolve(nil, call.host.cause)
			}
		})
	case component.CanonContextGet:
		return builtin(func(stack []uint64) { stack[0] = core.Context[c.Slot] })
	case component.CanonContextSet:
		return builtin(func(stack []uint64) { core.Context[c.Slot] = stack[0] })
	case component.CanonBackpressureInc:
		return done(func([]uint64) task.Status { return core.BackpressureInc(at) })
	case component.CanonBackpressureDec:
		return done(func([]uint64) task.Status { return core.BackpressureDec(at) })
	case component.CanonSubtaskCancel:
		return s.bindSubtaskCancel(at, c.Async)
	case component.CanonSubtaskDrop:
		return done(func(st []uint64) task.Status { return core.SubtaskDrop(at, arg(st, 0)) })

	case component.CanonWaitableSetNew:
		return give(func([]uint64) task.Status { return core.WaitableSetNew(at) })
	case component.CanonWaitableSetWait:
		return s.bindWait(p, at, func(si int32) task.Status { return core.WaitableSetWait(at, c.Cancellable, si) })
	case component.CanonWaitableSetPoll:
		return s.bindWait(p, at, func(si int32) task.Status { return core.WaitableSetPoll(at, c.Cancellable, si) })
	case component.CanonWaitableSetDrop:
		return done(func(st []uint64) task.Status { return core.WaitableSetDrop(at, arg(st, 0)) })
	case component.CanonWaitableJoin:
		return done(func(st []uint64) task.Status { return core.WaitableJoin(at, arg(st, 0), arg(st, 1)) })

	case component.CanonStreamNew, component.CanonFutureNew:
		typ := s.streamType(p.StreamType)
		return builtin(func(stack []uint64) {
			s.check(core.EndNew(at, typ))
			stack[0] = uint64(uint32(m[0])) | uint64(uint32(m[1]))<<32
		})
	case component.CanonStreamRead:
		return s.bindCopy(p, at, false, false)
	case component.CanonStreamWrite:
		return s.bindCopy(p, at, true, false)
	case component.CanonFutureRead:
		return s.bindCopy(p, at, false, true)
	case component.CanonFutureWrite:
		return s.bindCopy(p, at, true, true)
	case component.CanonStreamCancelRead, component.CanonStreamCancelWrite,
		component.CanonFutureCancelRead, component.CanonFutureCancelWrite:
		typ := s.streamType(p.StreamType)
		write := c.Op == component.CanonStreamCancelWrite || c.Op == component.CanonFutureCancelWrite
		return give(func(st []uint64) task.Status { return core.CopyCancel(at, typ, c.Async, write, arg(st, 0)) })
	case component.CanonStreamDropReadable, component.CanonStreamDropWritable,
		component.CanonFutureDropReadable, component.CanonFutureDropWritable:
		typ := s.streamType(p.StreamType)
		writable := c.Op == component.CanonStreamDropWritable || c.Op == component.CanonFutureDropWritable
		return done(func(st []uint64) task.Status { return core.EndDrop(at, typ, arg(st, 0), writable) })

	case component.CanonErrorContextNew, component.CanonErrorContextDebugMsg, component.CanonErrorContextDrop:
		return s.bindErrorContext(p, at)

	case component.CanonThreadIndex:
		return give(func([]uint64) task.Status { return core.ThreadIndex(at) })
	case component.CanonThreadNewIndirect:
		return s.bindThreadNew(p, at)
	case component.CanonThreadResumeLater:
		return done(func(st []uint64) task.Status { return core.ThreadResumeLater(at, arg(st, 0)) })
	case component.CanonThreadYield:
		return give(func([]uint64) task.Status { return core.ThreadYield(at, c.Cancellable) })
	case component.CanonThreadSuspend:
		return give(func([]uint64) task.Status { return core.ThreadSuspend(at, c.Cancellable) })
	case component.CanonThreadSuspendResume:
		return give(func(st []uint64) task.Status { return core.ThreadSuspendThenResume(at, c.Cancellable, arg(st, 0)) })
	case component.CanonThreadYieldResume:
		return give(func(st []uint64) task.Status { return core.ThreadYieldThenResume(at, c.Cancellable, arg(st, 0)) })
	case component.CanonThreadSuspendPromote:
		return give(func(st []uint64) task.Status { return core.ThreadSuspendThenPromote(at, c.Cancellable, arg(st, 0)) })
	case component.CanonThreadYieldPromote:
		return give(func(st []uint64) task.Status { return core.ThreadYieldThenPromote(at, c.Cancellable, arg(st, 0)) })
	}
	// Instantiate refuses plans with other built-ins.
	s.inst.abort(&UnsupportedError{[]Need{{"canon " + c.Op.String(), "core import " + p.Name}}})
	return nil
}

func (s *store) bindTaskReturn(p *plan.Trampoline, at task.InstanceID) trampoline {
	result, options := typeID(p.Result), p.ReturnOptions
	return builtin(func(stack []uint64) {
		s.check(s.core.ReturnBegin(at, result, options))
		c := s.calls.at(s.core.Mail[1])
		c.lift.returnResult(c, stack)
	})
}

func (s *store) bindSubtaskCancel(at task.InstanceID, async bool) trampoline {
	m := &s.core.Mail
	return builtin(func(stack []uint64) {
		i := int32(stack[0])
		st := s.core.SubtaskCancel(at, async, i)
		switch st {
		case task.OK:
			if m[0] == int32(task.SubtaskCancelledBeforeStarted) {
				s.calls.remove(m[1])
			}
		case task.Run:
			s.perform(s.action())
			st = s.core.SubtaskCancelDone(at, async, i)
		case task.HostCancel:
			s.imports.at(m[1]).cancel()
			st = s.core.SubtaskCancelDone(at, async, i)
		}
		s.finish(st)
		stack[0] = uint64(uint32(m[0]))
	})
}

// bindWait binds waitable-set.wait and .poll: the event's code is the result, its payload
// is stored.
func (s *store) bindWait(p *plan.Trampoline, at task.InstanceID, op func(si int32) task.Status) trampoline {
	mem := memory{s.inst.cores[p.Memory.Instance].ExportedMemory(p.Memory.Name)}
	m := &s.core.Mail
	return builtin(func(stack []uint64) {
		ptr := uint32(stack[1])
		s.finish(op(int32(stack[0])))
		if ptr&3 != 0 {
			s.inst.abort(errEventAlign)
		}
		if uint64(ptr)+8 > uint64(mem.Size()) {
			s.inst.abort(errEventBounds)
		}
		mem.WriteUint32Le(ptr, uint32(m[1]))
		mem.WriteUint32Le(ptr+4, uint32(m[2]))
		stack[0] = uint64(uint32(m[0]))
	})
}

var (
	errEventAlign  = &canon.Trap{Msg: "unaligned pointer: event pointer not aligned"}
	errEventBounds = &canon.Trap{Msg: "event pointer out of bounds of memory"}
)

// bindErrorContext binds canon error-context.new, .debug-message and .drop. A message is a
// string parameter of the one and a string result of the other.
func (s *store) bindErrorContext(p *plan.Trampoline, at task.InstanceID) trampoline {
	m := &s.core.Mail
	cx := s.canonContext(&p.Options, at)
	compile := func(ft *component.FuncType) *canon.Func {
		f, err := s.inst.component.compiler.Func(ft, canon.Lower, canon.Options{Encoding: p.Options.Encoding})
		if err != nil {
			s.inst.abort(err)
		}
		return f
	}
	switch p.Canon.Op {
	case component.CanonErrorContextNew:
		f := compile(&component.FuncType{Params: []component.Param{{Name: "message", Type: component.String}}})
		return builtin(func(stack []uint64) {
			s.leaving(at)
			var message [1]any
			if err := f.LiftParams(&cx, stack, message[:]); err != nil {
				s.inst.abort(err)
			}
			s.check(s.core.ErrorNew(at, s.messages.add(message[0].(string))))
			stack[0] = uint64(uint32(m[0]))
		})
	case component.CanonErrorContextDebugMsg:
		f := compile(&component.FuncType{Result: component.String})
		return builtin(func(stack []uint64) {
			s.check(s.core.ErrorGet(at, int32(stack[0]), true))
			if err := f.LowerResult(&cx, s.messages.at(m[0]), stack[1:]); err != nil {
				s.inst.abort(err)
			}
		})
	}
	return builtin(func(stack []uint64) {
		s.check(s.core.ErrorDrop(at, int32(stack[0])))
		if token := m[0]; token > 0 {
			s.messages.remove(token)
		}
	})
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
