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
	opI64Store      = 0x37
	opI64ExtendI32U = 0xad
)

// statusCopied is Copied of internal/task.
const statusCopied = 3

const contextSlotBytes = 8

// adapterCode writes one adapter.
type adapterCode struct {
	*adapterBuilder
	t      *plan.Trampoline
	locals []wasmcode.ValType
	code   wasmcode.Code
}

// local adds a local variable.
func (c *adapterCode) local() uint32 {
	c.locals = append(c.locals, wasmcode.I32)
	return uint32(len(c.t.CoreType.Params) + len(c.locals) - 1)
}

// mail pushes a word of the Mail.
func (c *adapterCode) mail(word uint32) { c.load(opI32Load, word) }

func (c *adapterCode) load(op byte, word uint32) {
	c.coreMemory()
	c.code.GlobalGet(c.global("mail", false))
	c.code.Mem(op, 0, 2, 4*word)
}

// arg is an argument of an operation: a parameter of the adapter (int), a constant
// (bool, constant), or an imported number (string), which may be mutable (optionsName).
type arg any

type (
	constant    int32
	optionsName string
)

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
		case constant:
			c.code.I32Const(int32(v))
		case string:
			c.code.GlobalGet(c.global(v, false))
		case optionsName:
			c.code.GlobalGet(c.global(string(v), true))
		}
	}
	c.code.Call(c.operation(operation, len(args)))
}

// does calls an operation that is done or traps.
func (c *adapterCode) does(operation string, args ...arg) {
	c.call(operation, args...)
	c.check()
}

// gives is does of an operation whose value is in the Mail.
func (c *adapterCode) gives(operation string, args ...arg) {
	c.does(operation, args...)
	c.mail(0)
}

// check ends the guest if the status on the stack is not OK.
func (c *adapterCode) check() {
	c.code.If("")
	c.code.Call(c.glueFunc("fail"))
	c.code.Unreachable()
	c.code.End()
}

// instance names the number of the instance.
func (c *adapterCode) instance() string { return fmt.Sprintf("instance%d", c.t.Instance) }

// write writes the adapter of a trampoline: false if it is one that JavaScript has to do,
// which are those that can wait, call a guest or touch what the core does not know.
func (c *adapterCode) write(p *plan.Plan) bool {
	instance := c.instance()
	resource := constant(resourceNumber(p, c.t.Resource))
	switch c.t.Kind {
	case plan.ResourceNew:
		c.gives("resource_new", instance, resource, 0)
	case plan.ResourceRep:
		c.gives("resource_rep", instance, resource, 0)
	case plan.ResourceDrop:
		if r := p.Resource(c.t.Resource); r.Dtor != nil || r.Import != plan.None {
			return false
		}
		c.does("resource_drop", instance, resource, 0)
	case plan.Builtin:
		return c.builtin(instance)
	default:
		return false
	}
	return true
}

func (c *adapterCode) builtin(instance string) bool {
	canon := c.t.Canon
	switch canon.Op {
	case component.CanonContextGet, component.CanonContextSet:
		c.context(canon)
	case component.CanonSubtaskDrop:
		c.does("subtask_drop", instance, 0)
	case component.CanonBackpressureInc:
		c.does("backpressure_inc", instance)
	case component.CanonBackpressureDec:
		c.does("backpressure_dec", instance)
	case component.CanonWaitableSetNew:
		c.gives("waitable_set_new", instance)
	case component.CanonWaitableSetDrop:
		c.does("waitable_set_drop", instance, 0)
	case component.CanonWaitableJoin:
		c.does("waitable_join", instance, 0, 1)
	case component.CanonWaitableSetPoll:
		c.poll(instance, canon.Cancellable)
	case component.CanonStreamNew, component.CanonFutureNew:
		c.does("end_new", instance, c.streamType(c.t.StreamType))
		c.load(opI64Load, 0) // the readable end in the low half
	case component.CanonStreamRead, component.CanonFutureRead:
		return c.copy(instance, false)
	case component.CanonStreamWrite, component.CanonFutureWrite:
		return c.copy(instance, true)
	case component.CanonStreamCancelRead, component.CanonFutureCancelRead:
		c.gives("copy_cancel", instance, c.streamType(c.t.StreamType), canon.Async, false, 0)
	case component.CanonStreamCancelWrite, component.CanonFutureCancelWrite:
		c.gives("copy_cancel", instance, c.streamType(c.t.StreamType), canon.Async, true, 0)
	case component.CanonStreamDropReadable, component.CanonFutureDropReadable:
		c.does("end_drop", instance, c.streamType(c.t.StreamType), 0, false)
	case component.CanonStreamDropWritable, component.CanonFutureDropWritable:
		c.does("end_drop", instance, c.streamType(c.t.StreamType), 0, true)
	case component.CanonThreadIndex:
		c.gives("thread_index", instance)
	case component.CanonThreadResumeLater:
		c.does("thread_resume_later", instance, 0)
	default:
		return false
	}
	return true
}

// context is a load or store at the slots of the running thread.
func (c *adapterCode) context(canon *component.Canon) {
	c.coreMemory()
	offset := contextSlotBytes * canon.Slot
	wide := canon.SlotType == wasmcode.I64
	c.code.GlobalGet(c.global("context", false))
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

// eventTable is the table of the functions that store events.
const eventTable = 0

// poll stores the payload of the event, by a function of the table, and gives its code: the memory
// is there only after the adapters.
func (c *adapterCode) poll(instance string, cancellable bool) {
	c.does("waitable_set_poll", instance, cancellable, 0)
	code := c.local()
	c.mail(0)
	c.code.LocalSet(code)
	c.code.LocalGet(1)
	c.mail(1)
	c.mail(2)
	c.code.I32Const(int32(len(c.events)))
	c.events = append(c.events, c.t)
	c.stores = append(c.stores, c.glueFunc(fmt.Sprintf("event%d", c.t.ID), i32s(3)...))
	c.code.CallIndirect(c.b.Type(wasmcode.FuncType{Params: i32s(3)}), eventTable)
	c.code.LocalGet(code)
}

// copy writes an asynchronous {stream,future}.{read,write}.
func (c *adapterCode) copy(instance string, write bool) bool {
	t := c.t
	if !t.Options.Async {
		return false
	}
	status := c.local()
	n := arg(2)
	if t.StreamType.Kind == component.KindFuture {
		n = true // one element
	}
	if t.StreamType.Elem != nil {
		c.code.LocalGet(1)
		if n == true {
			c.code.I32Const(1)
		} else {
			c.code.LocalGet(2)
		}
		c.buffers = append(c.buffers, t)
		c.code.Call(c.glueFunc(fmt.Sprintf("buffer%d", t.ID), t.CoreType.Params[1], wasmcode.I32))
	}
	var options arg = false
	if t.Options.Memory != nil {
		options = optionsName(c.copyOptions(t))
	}
	c.call("copy", instance, c.streamType(t.StreamType), options, true, write, 0, 1, n)
	c.code.LocalTee(status)
	c.code.If("")
	c.code.LocalGet(status)
	c.code.I32Const(statusCopied)
	c.code.Op(opI32Ne)
	c.check()
	c.code.Call(c.glueFunc("copied"))
	c.mail(0) // which is less than it was if elements did not fit
	c.code.Return()
	c.code.End()
	c.mail(0)
	return true
}
