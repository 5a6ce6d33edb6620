package transpile

import (
	"encoding/base64"
	"sync"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// The opcodes of the pipe (WebAssembly 3.0, Binary Format, Instructions).
const (
	opSelect    = 0x1b
	opI64Load   = 0x29
	opI32Load8U = 0x2d
	opI32Eq     = 0x46
	opI32Ne     = 0x47
	opI32LtU    = 0x49
	opI32GtU    = 0x4b
	opI32GeU    = 0x4f
	opI64Ne     = 0x52
	opI32Add    = 0x6a
	opI32Sub    = 0x6b
	opI32And    = 0x71
	opI32Or     = 0x72
	opI64And    = 0x83
	opI64Or     = 0x84
)

// pipeText is the core module that lies between the memories of two
// components, in base64: what makes a JavaScript value only to check it, or to
// move bytes, costs several times what is checked and moved. It imports the
// memories m.from and m.to and exports
//
//	valid(p, end) → i32   whether from has UTF-8 there: 1 or 0
//	copy(p, n, q)         n bytes at p in from, to q in to
//
// An engine without several memories (WebAssembly 3.0) does not take it: then
// js/pipe.js does the same in JavaScript.
var pipeText = sync.OnceValue(func() string {
	b := wasmcode.NewBuilder("")
	for _, name := range []string{"from", "to"} {
		b.Import("m", name, wasmcode.ExternType{Kind: wasmcode.KindMemory})
	}
	i32 := wasmcode.I32
	valid := b.Func("", wasmcode.FuncType{Params: []wasmcode.ValType{i32, i32}, Results: []wasmcode.ValType{i32}},
		[]wasmcode.ValType{i32, i32, i32, i32}, validUTF8())
	b.Export("valid", wasmcode.KindFunc, valid)
	var c wasmcode.Code
	c.LocalGet(2)
	c.LocalGet(0)
	c.LocalGet(1)
	c.MemoryCopy(1, 0)
	b.Export("copy", wasmcode.KindFunc, b.Func("", wasmcode.FuncType{Params: []wasmcode.ValType{i32, i32, i32}}, nil, c))
	return base64.StdEncoding.EncodeToString(b.Bytes())
})

// validUTF8 writes the body of valid: ASCII 32 bytes at a time; where something
// else is among them, those 32 bytes character by character (Unicode 16.0,
// table 3-7, Well-Formed UTF-8 Byte Sequences).
func validUTF8() wasmcode.Code {
	const p, end, stop, lead, size, second = 0, 1, 2, 3, 4, 5
	var c wasmcode.Code
	left := func() { // how many bytes are left
		c.LocalGet(end)
		c.LocalGet(p)
		c.Op(opI32Sub)
	}
	forward := func(by func()) {
		c.LocalGet(p)
		by()
		c.Op(opI32Add)
		c.LocalSet(p)
	}
	fail := func() { // if the condition holds
		c.If("")
		c.I32Const(0)
		c.Return()
		c.End()
	}
	leadIs := func(op byte, v int32) {
		c.LocalGet(lead)
		c.I32Const(v)
		c.Op(op)
	}

	c.Loop("") // stretches of ASCII, and of something else
	c.Block("")
	c.Loop("")
	left()
	c.I32Const(32)
	c.Op(opI32LtU)
	c.BrIf(1)
	for i := range uint32(4) {
		c.LocalGet(p)
		c.Mem(opI64Load, 0, 0, 8*i)
		if i > 0 {
			c.Op(opI64Or)
		}
	}
	c.I64Const(-0x7f7f7f7f7f7f7f80) // the top bit of each byte
	c.Op(opI64And)
	c.I64Const(0)
	c.Op(opI64Ne)
	c.BrIf(1)
	forward(func() { c.I32Const(32) })
	c.Br(0)
	c.End()
	c.End()

	c.LocalGet(p)
	c.I32Const(32)
	left()
	left()
	c.I32Const(32)
	c.Op(opI32GtU)
	c.Op(opSelect)
	c.Op(opI32Add)
	c.LocalSet(stop)
	c.Loop("") // characters
	{
		// The last one may have passed stop, but not end.
		c.LocalGet(p)
		c.LocalGet(end)
		c.Op(opI32Eq)
		c.If("")
		c.I32Const(1)
		c.Return()
		c.End()
		c.LocalGet(p)
		c.LocalGet(stop)
		c.Op(opI32Sub)
		c.I32Const(4)
		c.Op(opI32LtU)
		c.BrIf(1)
		c.LocalGet(p)
		c.Mem(opI32Load8U, 0, 0, 0)
		c.LocalTee(lead)
		c.I32Const(0x80)
		c.Op(opI32LtU)
		c.If("")
		forward(func() { c.I32Const(1) })
		c.Br(1)
		c.End()

		leadIs(opI32Sub, 0xc2)
		c.I32Const(0xf4 - 0xc2)
		c.Op(opI32GtU)
		fail()
		c.I32Const(2)
		leadIs(opI32GeU, 0xe0)
		c.Op(opI32Add)
		leadIs(opI32GeU, 0xf0)
		c.Op(opI32Add)
		c.LocalTee(size)
		left()
		c.Op(opI32GtU)
		fail()
		// The second byte's range depends on the first: nothing overlong, no
		// surrogates, nothing above U+10FFFF.
		c.LocalGet(p)
		c.Mem(opI32Load8U, 0, 0, 1)
		c.LocalTee(second)
		c.I32Const(0xa0)
		c.I32Const(0x90)
		c.I32Const(0x80)
		leadIs(opI32Eq, 0xf0)
		c.Op(opSelect)
		leadIs(opI32Eq, 0xe0)
		c.Op(opSelect)
		c.Op(opI32LtU)
		c.LocalGet(second)
		c.I32Const(0x9f)
		c.I32Const(0x8f)
		c.I32Const(0xbf)
		leadIs(opI32Eq, 0xf4)
		c.Op(opSelect)
		leadIs(opI32Eq, 0xed)
		c.Op(opSelect)
		c.Op(opI32GtU)
		c.Op(opI32Or)
		fail()
		for i := range uint32(2) {
			c.LocalGet(size)
			c.I32Const(int32(2 + i))
			c.Op(opI32GtU)
			c.If("")
			c.LocalGet(p)
			c.Mem(opI32Load8U, 0, 0, 2+i)
			c.I32Const(0xc0)
			c.Op(opI32And)
			c.I32Const(0x80)
			c.Op(opI32Ne)
			fail()
			c.End()
		}
		forward(func() { c.LocalGet(size) })
		c.Br(0)
	}
	c.End()
	c.End()
	c.Unreachable() // the loops are left by return
	return c
}
