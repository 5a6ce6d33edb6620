package transpile

import (
	"encoding/base64"
	"strconv"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// stackModule is the core module that lies between guests and what may suspend
// their stacks (web/runtime/stackmodule.js), in base64. Per built-in that may wait:
//
//	tN(…): if bN(…) { do r = park() while resumed(r) }; return fN()
//
// bN, fN are its halves, park is the import that suspends. Per signature with
// which stacks begin, and for callbacks:
//
//	eN(slot, …): done(table[slot](…))
//	c(slot, e, a, b): while again(table[slot](e, a, b)) { e, a, b = event(4), event(5), event(6) }
func (g *generator) stackModule() string {
	b := wasmcode.NewBuilder("")
	i32, ref := wasmcode.I32, wasmcode.ExternRef
	fn := func(name string, params, results []wasmcode.ValType) uint32 {
		return b.ImportFunc("", name, wasmcode.FuncType{Params: params, Results: results})
	}
	begins := make([]uint32, len(g.async.halves))
	finishes := make([]uint32, len(g.async.halves))
	for i, h := range g.async.halves {
		n := strconv.Itoa(i)
		begins[i] = fn("b"+n, h.typ.Params, []wasmcode.ValType{i32})
		finishes[i] = fn("f"+n, nil, h.typ.Results)
	}
	park := fn("park", nil, []wasmcode.ValType{ref})
	resumed := fn("resumed", []wasmcode.ValType{ref}, []wasmcode.ValType{i32})
	dones := map[string]uint32{}
	for _, e := range g.async.entries {
		key := ""
		for _, r := range e.typ.Results {
			key += string(r)
		}
		if _, ok := dones[key]; !ok {
			dones[key] = fn("done", e.typ.Results, nil)
		}
	}
	again := fn("again", []wasmcode.ValType{i32}, []wasmcode.ValType{i32})
	event := fn("event", []wasmcode.ValType{i32}, []wasmcode.ValType{i32})
	table := b.Table(wasmcode.TableType{Elem: wasmcode.FuncRef, Limits: wasmcode.Limits{Min: 0}})
	b.Export("t", wasmcode.KindTable, table)

	for i, h := range g.async.halves {
		var c wasmcode.Code
		for p := range h.typ.Params {
			c.LocalGet(uint32(p))
		}
		c.Call(begins[i])
		c.If("")
		c.Loop("")
		c.Call(park)
		c.Call(resumed)
		c.BrIf(0)
		c.End()
		c.End()
		c.Call(finishes[i])
		b.Export("t"+strconv.Itoa(i), wasmcode.KindFunc, b.Func("", h.typ, nil, c))
	}
	for i, e := range g.async.entries {
		params := append([]wasmcode.ValType{i32}, e.typ.Params...)
		var c wasmcode.Code
		for p := range e.typ.Params {
			c.LocalGet(uint32(p) + 1)
		}
		c.LocalGet(0)
		c.CallIndirect(b.Type(e.typ), table)
		key := ""
		for _, r := range e.typ.Results {
			key += string(r)
		}
		c.Call(dones[key])
		b.Export("e"+strconv.Itoa(i), wasmcode.KindFunc, b.Func("", wasmcode.FuncType{Params: params}, nil, c))
	}
	callback := wasmcode.FuncType{Params: []wasmcode.ValType{i32, i32, i32}, Results: []wasmcode.ValType{i32}}
	var c wasmcode.Code
	c.Loop("")
	for p := range uint32(3) {
		c.LocalGet(p + 1)
	}
	c.LocalGet(0)
	c.CallIndirect(b.Type(callback), table)
	c.Call(again)
	c.If("")
	for p := range int32(3) {
		c.I32Const(4 + p)
		c.Call(event)
		c.LocalSet(uint32(p) + 1)
	}
	c.Br(1)
	c.End()
	c.End()
	b.Export("c", wasmcode.KindFunc, b.Func("", wasmcode.FuncType{Params: []wasmcode.ValType{i32, i32, i32, i32}}, nil, c))
	return base64.StdEncoding.EncodeToString(b.Bytes())
}
