//go:build !js

package polyfill

import (
	"github.com/jco-go/jco-go/internal/canon"
	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/task"
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
