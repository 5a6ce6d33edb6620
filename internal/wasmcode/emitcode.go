package wasmcode

import (
	"encoding/binary"
	"fmt"
	"math"
)

// The opcodes that generated modules use (WebAssembly 3.0, Binary Format,
// Instructions).
const (
	opUnreachable  = 0x00
	opBlock        = 0x02
	opLoop         = 0x03
	opIf           = 0x04
	opElse         = 0x05
	opEnd          = 0x0b
	opBr           = 0x0c
	opBrIf         = 0x0d
	opReturn       = 0x0f
	opCall         = 0x10
	opCallIndirect = 0x11
	opDrop         = 0x1a
	opLocalGet     = 0x20
	opLocalSet     = 0x21
	opLocalTee     = 0x22
	opGlobalGet    = 0x23
	opGlobalSet    = 0x24
	opTableGet     = 0x25
	opTableSet     = 0x26
	opI32Const     = 0x41
	opI64Const     = 0x42
	opF32Const     = 0x43
	opF64Const     = 0x44
	opRefNull      = 0xd0
	opRefFunc      = 0xd2
	opPrefixFC     = 0xfc
)

// blockEmpty is the type of a block without parameters and results.
const blockEmpty = 0x40

// Code is a function body under construction: each method appends one
// instruction. The final end is the Builder's.
type Code []byte

// Unreachable traps.
func (c *Code) Unreachable() { *c = append(*c, opUnreachable) }

// Block, Loop and If open a block of type t, "" for one without a result.
func (c *Code) Block(t ValType) { c.block(opBlock, t) }
func (c *Code) Loop(t ValType)  { c.block(opLoop, t) }
func (c *Code) If(t ValType)    { c.block(opIf, t) }

func (c *Code) block(op byte, t ValType) {
	*c = append(*c, op)
	if t == "" {
		*c = append(*c, blockEmpty)
	} else {
		*c = appendValType(*c, t)
	}
}

// Else and End belong to the innermost open block.
func (c *Code) Else() { *c = append(*c, opElse) }
func (c *Code) End()  { *c = append(*c, opEnd) }

// Br, BrIf leave the depth-th enclosing block.
func (c *Code) Br(depth uint32)   { *c = AppendU32(append(*c, opBr), depth) }
func (c *Code) BrIf(depth uint32) { *c = AppendU32(append(*c, opBrIf), depth) }

// Return leaves the function.
func (c *Code) Return() { *c = append(*c, opReturn) }

// Call calls a function by index.
func (c *Code) Call(fn uint32) { *c = AppendU32(append(*c, opCall), fn) }

// CallIndirect calls a function of a table; typ is a type index.
func (c *Code) CallIndirect(typ, table uint32) {
	*c = AppendU32(AppendU32(append(*c, opCallIndirect), typ), table)
}

// Drop drops the topmost value.
func (c *Code) Drop() { *c = append(*c, opDrop) }

// The variable instructions.
func (c *Code) LocalGet(i uint32)  { *c = AppendU32(append(*c, opLocalGet), i) }
func (c *Code) LocalSet(i uint32)  { *c = AppendU32(append(*c, opLocalSet), i) }
func (c *Code) LocalTee(i uint32)  { *c = AppendU32(append(*c, opLocalTee), i) }
func (c *Code) GlobalGet(i uint32) { *c = AppendU32(append(*c, opGlobalGet), i) }
func (c *Code) GlobalSet(i uint32) { *c = AppendU32(append(*c, opGlobalSet), i) }

// The table instructions.
func (c *Code) TableGet(table uint32) { *c = AppendU32(append(*c, opTableGet), table) }
func (c *Code) TableSet(table uint32) { *c = AppendU32(append(*c, opTableSet), table) }

// The constants.
func (c *Code) I32Const(v int32) { *c = AppendS32(append(*c, opI32Const), v) }
func (c *Code) I64Const(v int64) { *c = AppendS64(append(*c, opI64Const), v) }
func (c *Code) F32Const(v float32) {
	*c = binary.LittleEndian.AppendUint32(append(*c, opF32Const), math.Float32bits(v))
}
func (c *Code) F64Const(v float64) {
	*c = binary.LittleEndian.AppendUint64(append(*c, opF64Const), math.Float64bits(v))
}

// RefNull pushes a null reference of the type funcref or externref.
func (c *Code) RefNull(t ValType) {
	*c = append(*c, opRefNull)
	*c = appendValType(*c, t)
}

// RefFunc pushes a reference to a function.
func (c *Code) RefFunc(fn uint32) { *c = AppendU32(append(*c, opRefFunc), fn) }

// MemoryCopy copies between two memories (bulk memory; multi-memory if dst and
// src differ): stack [dst address, src address, length].
func (c *Code) MemoryCopy(dst, src uint32) {
	*c = AppendU32(AppendU32(append(*c, opPrefixFC, 0x0a), dst), src)
}

// Op appends a numeric or parametric instruction without immediates by its
// opcode, e.g. 0x6a for i32.add.
func (c *Code) Op(op byte) { *c = append(*c, op) }

// Mem appends a load or store by its opcode (0x28 … 0x3e): memory is the
// memory's index, align the exponent of the alignment.
func (c *Code) Mem(op byte, memory, align uint32, offset uint32) {
	*c = append(*c, op)
	if memory == 0 {
		*c = AppendU32(*c, align)
	} else { // bit 6 says that a memory index follows (multi-memory)
		*c = AppendU32(AppendU32(*c, align|0x40), memory)
	}
	*c = AppendU32(*c, offset)
}

// AppendU32 appends an unsigned LEB128 number.
func AppendU32(p []byte, v uint32) []byte { return binary.AppendUvarint(p, uint64(v)) }

// AppendS32 appends a signed LEB128 number.
func AppendS32(p []byte, v int32) []byte { return AppendS64(p, int64(v)) }

// AppendS64 appends a signed LEB128 number.
func AppendS64(p []byte, v int64) []byte {
	for {
		b := byte(v & 0x7f)
		v >>= 7
		if v == 0 && b&0x40 == 0 || v == -1 && b&0x40 != 0 {
			return append(p, b)
		}
		p = append(p, b|0x80)
	}
}

// AppendName appends a name: its length in bytes, then the bytes.
func AppendName(p []byte, s string) []byte {
	return append(AppendU32(p, uint32(len(s))), s...)
}

func appendIndices(p []byte, list []uint32) []byte {
	p = AppendU32(p, uint32(len(list)))
	for _, i := range list {
		p = AppendU32(p, i)
	}
	return p
}

func appendValTypes(p []byte, list []ValType) []byte {
	p = AppendU32(p, uint32(len(list)))
	for _, t := range list {
		p = appendValType(p, t)
	}
	return p
}

// appendLocals writes locals, runs of equal types in one group.
func appendLocals(p []byte, locals []ValType) []byte {
	var groups []byte
	n := uint32(0)
	for i := 0; i < len(locals); {
		run := 1
		for i+run < len(locals) && locals[i+run] == locals[i] {
			run++
		}
		groups = appendValType(AppendU32(groups, uint32(run)), locals[i])
		i += run
		n++
	}
	return append(AppendU32(p, n), groups...)
}

var valTypeBytes = map[ValType]byte{
	I32: 0x7f, I64: 0x7e, F32: 0x7d, F64: 0x7c, V128: 0x7b,
	FuncRef: 0x70, ExternRef: 0x6f, "exnref": 0x69, "anyref": 0x6e,
}

// appendValType writes a value type. Types that name a type index cannot be
// moved from one module to another, so a generated module has none.
func appendValType(p []byte, t ValType) []byte {
	b, ok := valTypeBytes[t]
	if !ok {
		panic(fmt.Sprintf("wasmcode: a generated module cannot use the type %s", t))
	}
	return append(p, b)
}

func appendTableType(p []byte, t TableType) []byte {
	return appendLimits(appendValType(p, t.Elem), t.Limits)
}

func appendGlobalType(p []byte, t GlobalType) []byte {
	p = appendValType(p, t.Type)
	if t.Mutable {
		return append(p, 1)
	}
	return append(p, 0)
}

// appendLimits writes limits (WebAssembly 3.0, Binary Format, Limits; bit 1
// shared, bit 2 64-bit, bit 3 custom page size).
func appendLimits(p []byte, l Limits) []byte {
	var flags byte
	for i, set := range []bool{l.HasMax, l.Shared, l.Is64, l.HasPageSize} {
		if set {
			flags |= 1 << i
		}
	}
	p = binary.AppendUvarint(append(p, flags), l.Min)
	if l.HasMax {
		p = binary.AppendUvarint(p, l.Max)
	}
	if l.HasPageSize {
		p = AppendU32(p, l.PageSizeLog2)
	}
	return p
}
