package component

import (
	"math"
	"unicode/utf8"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

// checkValue checks that the bytes of a value definition, which begin at offset at,
// are one value of type t (Binary.md, Value Definitions).
func (d *decoder) checkValue(data []byte, at int, t *ValType) error {
	r := &wasmcode.Reader{Buf: data, Base: at}
	if err := firstError(r, d.value(r, t)); err != nil {
		return because(err, "the bytes are no value of the type `%s`", t.String())
	}
	if r.Len() > 0 {
		return errf(r.Offset(), "the bytes of a value of the type `%s` are followed by %d more", t.String(), r.Len())
	}
	return nil
}

// value reads one value. Each takes a byte at least; the charge is for the time
// that types of many levels around one byte need.
func (d *decoder) value(r *wasmcode.Reader, t *ValType) error {
	at := r.Offset()
	if err := d.charge(at, 8); err != nil {
		return err
	}
	switch t.Kind {
	case KindBool:
		_, err := choice(r, "bool")
		return err
	case KindS8, KindU8:
		r.Byte()
	case KindS16:
		r.S16()
	case KindU16:
		r.U16()
	case KindS32:
		r.S32()
	case KindU32:
		r.U32()
	case KindS64:
		r.S64()
	case KindU64:
		r.U64()
	case KindF32:
		return float(r, 4, func(bits uint64) bool {
			return bits == 0x7fc00000 || !math.IsNaN(float64(math.Float32frombits(uint32(bits))))
		})
	case KindF64:
		return float(r, 8, func(bits uint64) bool {
			return bits == 0x7ff8000000000000 || !math.IsNaN(math.Float64frombits(bits))
		})
	case KindChar:
		if c, n := utf8.DecodeRune(r.Buf[r.Pos:]); c == utf8.RuneError && n <= 1 {
			r.Fail(at, "malformed UTF-8 encoding of a character")
		} else {
			r.Bytes(n)
		}
	case KindString:
		r.Name()
	case KindRecord:
		for i := range t.Fields {
			if err := d.partOf(r, t.Fields[i].Type); err != nil {
				return err
			}
		}
	case KindTuple:
		for _, e := range t.Elems {
			if err := d.partOf(r, e); err != nil {
				return err
			}
		}
	case KindList:
		for n := r.Count(math.MaxInt32, "list elements"); n > 0 && r.Err() == nil; n-- {
			if err := d.value(r, t.Elem); err != nil {
				return err
			}
		}
	case KindFlags:
		r.Bytes((len(t.Labels) + 7) / 8)
	case KindEnum:
		if i := r.U32(); r.Err() == nil && int64(i) >= int64(len(t.Labels)) {
			return errf(at, "the enum has no case %d", i)
		}
	case KindVariant:
		i := r.U32()
		if r.Err() == nil && int64(i) >= int64(len(t.Cases)) {
			return errf(at, "the variant has no case %d", i)
		}
		if r.Err() == nil {
			return d.partOf(r, t.Cases[i].Type)
		}
	case KindOption:
		some, err := choice(r, "option")
		if err != nil || some == 0 {
			return err
		}
		return d.partOf(r, t.Elem)
	case KindResult:
		failed, err := choice(r, "result")
		if err != nil {
			return err
		}
		if failed == 0 {
			return d.partOf(r, t.Elem)
		}
		return d.partOf(r, t.Err)
	default:
		return errf(at, "there are no value definitions of the type `%s`", t.String())
	}
	return nil
}

// partOf reads a part of a value, which there is none of if t is nil.
func (d *decoder) partOf(r *wasmcode.Reader, t *ValType) error {
	if t == nil || r.Err() != nil {
		return nil
	}
	return d.value(r, t)
}

// choice reads a byte that is 0 or 1.
func choice(r *wasmcode.Reader, what string) (byte, error) {
	at := r.Offset()
	b := r.Byte()
	if r.Err() == nil && b > 1 {
		return 0, errf(at, "invalid byte 0x%02x for a value of type %s", b, what)
	}
	return b, firstError(r, nil)
}

// float reads the bits of a floating-point number.
func float(r *wasmcode.Reader, size int, valid func(bits uint64) bool) error {
	at := r.Offset()
	var bits uint64
	for i, b := range r.Bytes(size) {
		bits |= uint64(b) << (8 * i)
	}
	if r.Err() == nil && !valid(bits) {
		return errf(at, "a NaN that is not the canonical one")
	}
	return nil
}
