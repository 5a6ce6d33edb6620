package wasmcode

// constExpr passes over a constant expression (WebAssembly 3.0, Constant
// Expressions), its end included. It knows every instruction that a constant
// expression may hold, and no other.
func (r *Reader) constExpr() {
	for r.err == nil {
		at := r.Offset()
		switch op := r.Byte(); op {
		case 0x0b: // end
			return
		case 0x41: // i32.const
			r.sleb(32)
		case 0x42: // i64.const
			r.S64()
		case 0x43: // f32.const
			r.Bytes(4)
		case 0x44: // f64.const
			r.Bytes(8)
		case 0x23, 0xd2: // global.get, ref.func
			r.U32()
		case 0xd0: // ref.null
			r.heapType()
		case 0x6a, 0x6b, 0x6c, 0x7c, 0x7d, 0x7e: // add, sub, mul of i32 and i64
		case 0xfb:
			switch sub := r.U32(); sub {
			case 0, 1, 6, 7: // struct.new, struct.new_default, array.new, array.new_default
				r.U32()
			case 8: // array.new_fixed
				r.U32()
				r.U32()
			case 0x1a, 0x1b, 0x1c: // any.convert_extern, extern.convert_any, ref.i31
			case 0x20, 0x21: // struct.new_desc, struct.new_default_desc
				r.U32()
			default:
				r.Fail(at, "constant expression required: invalid instruction 0xfb 0x%x", sub)
			}
		case 0xfd:
			if sub := r.U32(); sub != 12 { // v128.const
				r.Fail(at, "constant expression required: invalid instruction 0xfd 0x%x", sub)
			}
			r.Bytes(16)
		default:
			if r.err == nil {
				r.Fail(at, "constant expression required: invalid instruction 0x%x", op)
			}
		}
	}
}
