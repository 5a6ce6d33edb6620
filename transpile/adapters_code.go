package transpile

import (
	"fmt"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// Opcodes that the adapters use, with those of pipe.go.
const (
	opI32Load       = 0x28
	opI32Eqz        = 0x45
	opI64Store      = 0x37
	opI64ExtendI32U = 0xad
)

const contextSlotBytes = 8

// adapterCode writes the body of one adapter.
type adapterCode struct {
	*adapterBuilder
	t      *plan.Trampoline
	params uint32
	locals []wasmcode.ValType
	code   wasmcode.Code
}

// local adds a local variable.
func (c *adapterCode) local(t wasmcode.ValType) uint32 {
	c.locals = append(c.locals, t)
	return c.params + uint32(len(c.locals)) - 1
}

// mail pushes a word of the Mail.
func (c *adapterCode) mail(word uint32) { c.load(opI32Load, 2, word) }

func (c *adapterCode) load(op byte, align, word uint32) {
	c.coreMemory()
	c.code.GlobalGet(c.global("mail"))
	c.code.Mem(op, 0, align, 4*word)
}

// arg is an argument of an operation: a parameter of the adapter (int), a constant
// (bool) or an imported number (string).
type arg any

// call calls an operation of the core; its status is on the stack.
func (c *adapterCode) call(operation string, args ...arg) {
	for _, v := range args {
		switch v := v.(type) {
		case int:
			c.code.LocalGet(uint32(v))
		case bool:
			if v {
				c.code.I32Const(1)
			} else {
				c.code.I32Const(0)
			}
		case string:
			c.code.GlobalGet(c.global(v))
		}
	}
	c.code.Call(c.operation(operation, len(args)))
}

// fail ends the guest after a trap of the core's.
func (c *adapterCode) fail() {
	c.code.I32Const(int32(c.t.ID))
	c.code.Call(c.glueFunc("fail", i32s(1)))
	c.code.Unreachable()
}

// check takes a status that is OK or Trapped.
func (c *adapterCode) check() {
	c.code.If("")
	c.fail()
	c.code.End()
}

// must takes the result of a function of the glue: 0 after a failure that it has
// recorded.
func (c *adapterCode) must() {
	c.code.Op(opI32Eqz)
	c.code.If("")
	c.code.Unreachable()
	c.code.End()
}

// is pushes whether a local variable has a value.
func (c *adapterCode) is(local uint32, value int32) {
	c.code.LocalGet(local)
	c.code.I32Const(value)
	c.code.Op(opI32Eq)
}

// wait takes the status in a local variable: OK, Trapped, Block, or Run in place of a
// stack that parks. It is OK afterwards.
func (c *adapterCode) wait(status uint32, run bool) {
	c.code.LocalGet(status)
	c.code.If("")
	c.code.Loop("")
	c.is(status, statusBlock)
	if run {
		c.is(status, statusRun)
		c.code.Op(opI32Or)
	}
	c.code.If("")
	thread := c.local(wasmcode.I32)
	c.code.LocalGet(status)
	c.code.Call(c.glueFunc("park", i32s(1), wasmcode.I32))
	c.code.LocalTee(thread)
	c.must()
	c.code.LocalGet(thread)
	c.code.Call(c.operation("switched", 1))
	c.code.LocalTee(status)
	c.code.BrIf(1) // again
	c.code.Else()
	c.fail()
	c.code.End()
	c.code.End()
	c.code.End()
}

// waits is call and wait.
func (c *adapterCode) waits(run bool, operation string, args ...arg) {
	status := c.local(wasmcode.I32)
	c.call(operation, args...)
	c.code.LocalSet(status)
	c.wait(status, run)
}

// copied has the glue copy if the status says so, which is OK afterwards. A value in
// Mail[0] is moved to a local variable first.
func (c *adapterCode) copied(status, value uint32) {
	c.mail(0)
	c.code.LocalSet(value)
	c.is(status, statusCopied)
	c.code.If("")
	c.code.Call(c.glueFunc("copied", nil, wasmcode.I32))
	c.must()
	c.code.LocalGet(value)
	c.code.Return()
	c.code.End()
}

// trampoline writes an adapter, nil if the glue has to do it all.
func (a *adapterBuilder) trampoline(p *plan.Plan, t *plan.Trampoline, choice adapterChoice) *adapterCode {
	c := &adapterCode{adapterBuilder: a, t: t, params: uint32(len(t.CoreType.Params))}
	instance := fmt.Sprintf("instance%d", t.Instance)
	resource := fmt.Sprintf("resource%d", t.Resource)
	switch t.Kind {
	case plan.LowerImport, plan.LowerLift:
		if t.Options.Async || !choice.waits(t) {
			return nil
		}
		c.lower()
	case plan.ResourceNew:
		c.call("resource_new", instance, resource, 0)
		c.check()
		c.mail(0)
	case plan.ResourceRep:
		c.call("resource_rep", instance, resource, 0)
		c.check()
		c.mail(0)
	case plan.ResourceDrop:
		c.call("resource_drop", instance, resource, 0)
		c.check()
		if r := p.Resource(t.Resource); r.Dtor != nil || r.Import != plan.None {
			c.mail(0)
			c.code.If("")
			c.mail(1)
			c.code.Call(c.glueFunc(fmt.Sprintf("drop%d", t.ID), i32s(1), wasmcode.I32))
			c.must()
			c.code.End()
		}
	default:
		if !c.builtin(instance) {
			return nil
		}
	}
	return c
}

// builtin writes the adapter of a built-in other than those of resources.
func (c *adapterCode) builtin(instance string) bool {
	canon := c.t.Canon
	switch canon.Op {
	case component.CanonContextGet, component.CanonContextSet:
		c.context(canon)
	case component.CanonTaskCancel:
		c.call("task_cancel", instance)
		c.check()
		c.code.Call(c.glueFunc("cancelled", nil))
	case component.CanonSubtaskCancel:
		c.subtaskCancel(instance, canon.Async)
	case component.CanonSubtaskDrop:
		c.call("subtask_drop", instance, 0)
		c.check()
	case component.CanonBackpressureInc:
		c.call("backpressure_inc", instance)
		c.check()
	case component.CanonBackpressureDec:
		c.call("backpressure_dec", instance)
		c.check()
	case component.CanonWaitableSetNew:
		c.call("waitable_set_new", instance)
		c.check()
		c.mail(0)
	case component.CanonWaitableSetDrop:
		c.call("waitable_set_drop", instance, 0)
		c.check()
	case component.CanonWaitableJoin:
		c.call("waitable_join", instance, 0, 1)
		c.check()
	case component.CanonWaitableSetWait:
		c.waits(false, "waitable_set_wait", instance, canon.Cancellable, 0)
		c.event()
	case component.CanonWaitableSetPoll:
		c.call("waitable_set_poll", instance, canon.Cancellable, 0)
		c.check()
		c.event()
	case component.CanonStreamNew, component.CanonFutureNew:
		c.call("end_new", instance, c.streamType(c.t.StreamType))
		c.check()
		c.load(opI64Load, 2, 0) // the readable end in the low half
	case component.CanonStreamRead, component.CanonFutureRead:
		c.copy(instance, false)
	case component.CanonStreamWrite, component.CanonFutureWrite:
		c.copy(instance, true)
	case component.CanonStreamCancelRead, component.CanonFutureCancelRead:
		c.copyCancel(instance, false)
	case component.CanonStreamCancelWrite, component.CanonFutureCancelWrite:
		c.copyCancel(instance, true)
	case component.CanonStreamDropReadable, component.CanonFutureDropReadable:
		c.call("end_drop", instance, c.streamType(c.t.StreamType), 0, false)
		c.check()
	case component.CanonStreamDropWritable, component.CanonFutureDropWritable:
		c.call("end_drop", instance, c.streamType(c.t.StreamType), 0, true)
		c.check()
	case component.CanonErrorContextDrop:
		c.errorDrop(instance)
	case component.CanonThreadIndex:
		c.call("thread_index", instance)
		c.check()
		c.mail(0)
	case component.CanonThreadResumeLater:
		c.call("thread_resume_later", instance, 0)
		c.check()
	case component.CanonThreadYield:
		c.waits(false, "thread_yield", instance, canon.Cancellable)
		c.mail(0)
	case component.CanonThreadSuspend:
		c.waits(false, "thread_suspend", instance, canon.Cancellable)
		c.mail(0)
	case component.CanonThreadSuspendResume:
		c.switches("thread_suspend_then_resume", instance)
	case component.CanonThreadYieldResume:
		c.switches("thread_yield_then_resume", instance)
	case component.CanonThreadSuspendPromote:
		c.switches("thread_suspend_then_promote", instance)
	case component.CanonThreadYieldPromote:
		c.switches("thread_yield_then_promote", instance)
	default:
		return false
	}
	return true
}

// switches writes the thread.…-then-… built-ins.
func (c *adapterCode) switches(operation, instance string) {
	c.waits(true, operation, instance, c.t.Canon.Cancellable, 0)
	c.mail(0)
}

// context is a load or store at the slots of the running thread.
func (c *adapterCode) context(canon *component.Canon) {
	c.coreMemory()
	offset := contextSlotBytes * canon.Slot
	wide := canon.SlotType == wasmcode.I64
	c.code.GlobalGet(c.global("context"))
	switch {
	case canon.Op == component.CanonContextSet:
		c.code.LocalGet(0)
		if !wide {
			c.code.Op(opI64ExtendI32U)
		}
		c.code.Mem(opI64Store, 0, 3, offset)
	case wide:
		c.code.Mem(opI64Load, 0, 3, offset)
	default:
		c.code.Mem(opI32Load, 0, 2, offset)
	}
}

// event stores the payload of the event in the Mail and gives its code.
func (c *adapterCode) event() {
	ptr := c.t.CoreType.Params[1]
	code := c.local(wasmcode.I32)
	c.mail(0)
	c.code.LocalSet(code)
	c.code.LocalGet(1)
	c.mail(1)
	c.mail(2)
	c.code.Call(c.glueFunc(fmt.Sprintf("event%d", c.t.ID), []wasmcode.ValType{ptr, wasmcode.I32, wasmcode.I32}, wasmcode.I32))
	c.must()
	c.code.LocalGet(code)
}

// copy writes {stream,future}.{read,write}.
func (c *adapterCode) copy(instance string, write bool) {
	t := c.t
	typ, options := c.streamType(t.StreamType), c.copyOptions(&t.Options)
	status, value := c.local(wasmcode.I32), c.local(wasmcode.I32)
	if t.StreamType.Elem != nil {
		c.buffer()
	}
	args := []arg{instance, typ, options, t.Options.Async, write, 0, 1, 2}
	if t.StreamType.Kind == component.KindFuture {
		args[7] = true // one element
	}
	c.call("copy", args...)
	c.code.LocalSet(status)
	c.copied(status, value)
	if t.Options.Async {
		c.code.LocalGet(status)
		c.check()
		c.code.LocalGet(value)
		return
	}
	c.wait(status, false)
	c.mail(0)
}

// buffer has the glue check where a copy reads or writes.
func (c *adapterCode) buffer() {
	name := fmt.Sprintf("buffer%d", c.t.ID)
	ptr := c.t.CoreType.Params[1]
	if c.t.StreamType.Kind == component.KindFuture {
		c.code.LocalGet(1)
		c.code.I32Const(1)
		c.code.Call(c.glueFunc(name, []wasmcode.ValType{ptr, wasmcode.I32}, wasmcode.I32))
		c.must()
		return
	}
	c.code.LocalGet(2)
	c.code.If("")
	c.code.LocalGet(1)
	c.code.LocalGet(2)
	c.code.Call(c.glueFunc(name, []wasmcode.ValType{ptr, wasmcode.I32}, wasmcode.I32))
	c.must()
	c.code.End()
}

func (c *adapterCode) copyCancel(instance string, write bool) {
	c.waits(false, "copy_cancel", instance, c.streamType(c.t.StreamType), c.t.Canon.Async, write, 0)
	c.mail(0)
}

// subtaskCancel has the glue do what the core asks for, and goes on with
// SubtaskCancelDone.
func (c *adapterCode) subtaskCancel(instance string, async bool) {
	status := c.local(wasmcode.I32)
	c.call("subtask_cancel", instance, async, 0)
	c.code.LocalSet(status)
	done := func() {
		c.call("subtask_cancel_done", instance, async, 0)
		c.code.LocalSet(status)
	}
	c.is(status, statusRun)
	c.code.If("")
	c.code.Call(c.glueFunc("run", nil, wasmcode.I32))
	c.must()
	done()
	c.code.Else()
	c.is(status, statusHostCancel)
	c.code.If("")
	c.code.Call(c.glueFunc("host_cancel", nil))
	done()
	c.code.End()
	c.code.End()
	c.wait(status, false)
	c.mail(0)
}

func (c *adapterCode) errorDrop(instance string) {
	token := c.local(wasmcode.I32)
	c.call("error_drop", instance, 0)
	c.check()
	c.mail(0)
	c.code.LocalTee(token)
	c.code.I32Const(-1)
	c.code.Op(opI32Ne)
	c.code.If("")
	c.code.LocalGet(token)
	c.code.Call(c.glueFunc("error_dropped", i32s(1)))
	c.code.End()
}

// lower writes a synchronous lower whose callee may not have answered when it comes back.
func (c *adapterCode) lower() {
	t := c.t
	status := c.local(wasmcode.I32)
	for i := range t.CoreType.Params {
		c.code.LocalGet(uint32(i))
	}
	c.code.Call(c.glueFunc(fmt.Sprintf("lower%d", t.ID), t.CoreType.Params, wasmcode.I32))
	c.code.LocalTee(status)
	c.code.I32Const(statusTrapped)
	c.code.Op(opI32Eq)
	c.code.If("")
	c.code.Unreachable() // recorded
	c.code.End()
	c.wait(status, false)
	if len(t.CoreType.Results) > 0 {
		c.code.Call(c.glueFunc(fmt.Sprintf("result%d", t.ID), nil, t.CoreType.Results...))
	}
}
