package transpile

import (
	"fmt"

	"github.com/jco-go/jco-go/internal/plan"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

// This file writes what is called on a stack of its own (docs/async-js.md, Stacks): what
// follows a guest's return happens on the same stack, before anything else can.

// lift writes the calls of a lifted function and of its callback on a stack of their own.
func (a *adapterBuilder) lift(l *plan.Lift) {
	slot := int32(2 * len(a.out.lifts))
	a.out.lifts = append(a.out.lifts, l.ID)
	a.table = true
	callback := wasmcode.FuncType{Params: i32s(3), Results: i32s(1)}
	write := func(export string, typ wasmcode.FuncType, slot int32, results []wasmcode.ValType) {
		c := &adapterCode{adapterBuilder: a, params: uint32(len(typ.Params))}
		for i := range typ.Params {
			c.code.LocalGet(uint32(i))
		}
		c.indirect(slot, wasmcode.FuncType{Params: typ.Params, Results: results})
		returned := a.glueFunc(fmt.Sprintf("returned%d", l.ID), results, wasmcode.I32)
		if l.Options.Callback == nil {
			c.code.Call(returned)
			c.code.Drop()
		} else {
			packed := c.local(wasmcode.I32)
			c.code.LocalSet(packed)
			c.code.Loop("")
			c.code.LocalGet(packed)
			c.code.Call(returned)
			c.code.If("")
			c.mail(4)
			c.mail(5)
			c.mail(6)
			c.indirect(int32(2*len(a.out.lifts)-1), callback)
			c.code.LocalSet(packed)
			c.code.Br(1)
			c.code.End()
			c.code.End()
		}
		a.made = append(a.made, adapterFunc{export: export, name: l.Name, typ: typ, locals: c.locals, code: c.code})
	}
	write(fmt.Sprintf("lift%d", l.ID), wasmcode.FuncType{Params: l.CoreType.Params}, slot, l.CoreType.Results)
	if l.Options.Callback != nil {
		write(fmt.Sprintf("callback%d", l.ID), wasmcode.FuncType{Params: i32s(3)}, slot+1, i32s(1))
	}
}

// indirect calls the function in a slot of the table.
func (c *adapterCode) indirect(slot int32, typ wasmcode.FuncType) {
	c.code.I32Const(slot)
	c.code.CallIndirect(c.b.Type(typ), 0)
}

// thread writes the beginning of a thread of thread.new-indirect.
func (a *adapterBuilder) thread() {
	a.table, a.out.threads = true, true
	c := &adapterCode{adapterBuilder: a, params: 2}
	c.code.LocalGet(1)
	c.code.LocalGet(0)
	c.code.CallIndirect(c.b.Type(wasmcode.FuncType{Params: i32s(1)}), 0)
	c.code.Call(c.glueFunc("returned_thread", nil))
	a.made = append(a.made, adapterFunc{export: "thread", name: "thread", typ: wasmcode.FuncType{Params: i32s(2)}, code: c.code})
}
