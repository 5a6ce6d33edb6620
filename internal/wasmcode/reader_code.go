package wasmcode

import (
	"maps"
	"slices"
)

// CodeFeatures lists, sorted, the proposals that only the function bodies show to
// be in use, under wasm-tools' names: "gc", "legacy-exceptions",
// "memory-control", "relaxed-simd", "shared-everything-threads",
// "stack-switching", "wide-arithmetic". It tells what an engine may have meant
// that did not compile the module; it does not validate: a body that it cannot
// read is passed over.
func (m *Module) CodeFeatures() []string {
	sec := m.Section(SectionCode)
	if sec == nil {
		return nil
	}
	found := map[string]bool{}
	r := &Reader{Buf: sec.Content}
	for n := r.U32(); n > 0 && r.More(); n-- {
		body := r.Sub(int(r.U32()))
		if f := body.bodyFeature(); f != "" {
			found[f] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// bodyFeature reads a function body up to the first instruction or local of one
// of the proposals of CodeFeatures, and names that.
func (r *Reader) bodyFeature() string {
	var m Module
	r.onVal = m.noteVal
	for n := r.U32(); n > 0 && r.More(); n-- {
		r.U32()
		r.ValType()
	}
	for !m.features["gc"] && r.More() {
		if f := r.instruction(); f != "" {
			return f
		}
	}
	if m.features["gc"] {
		return "gc"
	}
	return ""
}

// instruction passes over an instruction with its immediates (Binary Format,
// Instructions), or names the proposal that it is of.
func (r *Reader) instruction() string {
	op := r.Byte()
	switch op {
	case 0x02, 0x03, 0x04: // block, loop, if
		r.blockType()
	case 0x06, 0x07, 0x09, 0x18, 0x19: // try, catch, rethrow, delegate, catch_all
		return "legacy-exceptions"
	case 0x08, 0x0c, 0x0d, 0x10, 0x12, 0x14, 0x15, // throw, br, br_if, call, return_call, call_ref, return_call_ref
		0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, // local.*, global.*, table.get, table.set
		0x3f, 0x40, 0xd2, 0xd5, 0xd6: // memory.size, memory.grow, ref.func, br_on_null, br_on_non_null
		r.U32()
	case 0x11, 0x13: // call_indirect, return_call_indirect
		r.U32()
		r.U32()
	case 0x0e: // br_table
		for n := r.U32(); n > 0 && r.More(); n-- {
			r.U32()
		}
		r.U32()
	case 0x1c: // select t*
		for n := r.U32(); n > 0 && r.More(); n-- {
			r.ValType()
		}
	case 0x1f: // try_table
		r.blockType()
		for n := r.U32(); n > 0 && r.More(); n-- {
			if r.Byte() < 2 { // catch, catch_ref
				r.U32()
			}
			r.U32()
		}
	case 0x41:
		r.sleb(32)
	case 0x42:
		r.S64()
	case 0x43:
		r.Bytes(4)
	case 0x44:
		r.Bytes(8)
	case 0xd0: // ref.null
		r.heapType()
	case 0xd3, 0xfb: // ref.eq; struct.*, array.*, ref.cast, ref.i31, …
		return "gc"
	case 0xe0, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6: // cont.*, suspend, resume*, switch
		return "stack-switching"
	case 0xfc:
		return r.instructionFC()
	case 0xfd:
		return r.instructionFD()
	case 0xfe:
		switch sub := r.U32(); {
		case sub == 3: // atomic.fence
			r.Byte()
		case sub > 0x4e:
			return "shared-everything-threads"
		default:
			r.memArg()
		}
	default:
		if op >= 0x28 && op <= 0x3e { // loads and stores
			r.memArg()
		}
	}
	return ""
}

func (r *Reader) instructionFC() string {
	switch sub := r.U32(); {
	case sub == 18: // memory.discard
		return "memory-control"
	case sub >= 19 && sub <= 22: // i64.add128, sub128, mul_wide_s, mul_wide_u
		return "wide-arithmetic"
	case sub == 8, sub == 10, sub == 12, sub == 14: // memory.init, memory.copy, table.init, table.copy
		r.U32()
		r.U32()
	case sub >= 9 && sub <= 17: // data.drop, memory.fill, elem.drop, table.grow, table.size, table.fill
		r.U32()
	}
	return ""
}

func (r *Reader) instructionFD() string {
	switch sub := r.U32(); {
	case sub >= 0x100:
		return "relaxed-simd"
	case sub <= 11, sub == 92, sub == 93: // v128 loads and stores
		r.memArg()
	case sub == 12, sub == 13: // v128.const, i8x16.shuffle
		r.Bytes(16)
	case sub >= 21 && sub <= 34: // lanes
		r.Byte()
	case sub >= 84 && sub <= 91: // loads and stores of lanes
		r.memArg()
		r.Byte()
	}
	return ""
}

// blockType passes over a block type: empty, a value type or a type index.
func (r *Reader) blockType() {
	switch b := r.Peek(); {
	case b == 0x40:
		r.Byte()
	case b == 0x63 || b == 0x64 || b > 0x40 && b < 0x80:
		r.ValType()
	default:
		r.S33()
	}
}

// memArg passes over the immediates of a load or store; bit 6 of the alignment
// says that a memory index follows.
func (r *Reader) memArg() {
	if align := r.U32(); align&0x40 != 0 {
		r.U32()
	}
	r.U64()
}
