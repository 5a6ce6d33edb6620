package canon

import (
	"encoding/binary"
	"math"
	"unicode/utf8"

	"github.com/jco-go/jco-go/internal/component"
)

// integer is the Go types of WIT's integers.
type integer interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
}

// number is the Go types of WIT's integers and floats.
type number interface {
	integer | float32 | float64
}

func (k *codec) bool() {
	k.accept = k.acceptBool
	k.lowerFlat = func(_ *Context, v any, s []uint64) error {
		s[0] = bit(v.(bool))
		return nil
	}
	k.store = func(cx *Context, v any, p uint32) error {
		cx.mem[p] = byte(bit(v.(bool)))
		return nil
	}
	k.liftFlat = func(_ *Context, s []uint64) (any, error) { return uint32(s[0]) != 0, nil }
	k.load = func(cx *Context, p uint32) (any, error) { return cx.mem[p] != 0, nil }
}

func bit(b bool) uint64 {
	if b {
		return 1
	}
	return 0
}

// intCodec is for integers: narrow ones are truncated on lift, and sign-extended
// to 32 bits on lower (CanonicalABI.md, Flat Lifting: lift_flat_unsigned,
// lift_flat_signed; Flat Lowering: lower_flat_signed).
func intCodec[T integer](k *codec) {
	k.accept = acceptInt[T](k)
	k.liftFlat = func(_ *Context, s []uint64) (any, error) { return T(s[0]), nil }
	if k.Size == 8 {
		k.lowerFlat = func(_ *Context, v any, s []uint64) error {
			s[0] = uint64(v.(T))
			return nil
		}
	} else {
		k.lowerFlat = func(_ *Context, v any, s []uint64) error {
			s[0] = uint64(uint32(v.(T)))
			return nil
		}
	}
	switch k.Size {
	case 1:
		k.store = func(cx *Context, v any, p uint32) error {
			cx.mem[p] = byte(v.(T))
			return nil
		}
		k.load = func(cx *Context, p uint32) (any, error) { return T(cx.mem[p]), nil }
	case 2:
		k.store = func(cx *Context, v any, p uint32) error {
			binary.LittleEndian.PutUint16(cx.mem[p:], uint16(v.(T)))
			return nil
		}
		k.load = func(cx *Context, p uint32) (any, error) { return T(binary.LittleEndian.Uint16(cx.mem[p:])), nil }
	case 4:
		k.store = func(cx *Context, v any, p uint32) error {
			cx.putU32(p, uint32(v.(T)))
			return nil
		}
		k.load = func(cx *Context, p uint32) (any, error) { return T(cx.u32(p)), nil }
	case 8:
		k.store = func(cx *Context, v any, p uint32) error {
			binary.LittleEndian.PutUint64(cx.mem[p:], uint64(v.(T)))
			return nil
		}
		k.load = func(cx *Context, p uint32) (any, error) { return T(binary.LittleEndian.Uint64(cx.mem[p:])), nil }
	}
}

func (cx *Context) u32(p uint32) uint32 { return binary.LittleEndian.Uint32(cx.mem[p:]) }

func (cx *Context) putU32(p, v uint32) { binary.LittleEndian.PutUint32(cx.mem[p:], v) }

// CanonicalABI.md, Loading: the NaN that every NaN is lifted as. Lowering may
// choose any; this package chooses the same.
const (
	canonicalNaN32 = 0x7fc00000
	canonicalNaN64 = 0x7ff8000000000000
)

var (
	nan32 = math.Float32frombits(canonicalNaN32)
	nan64 = math.Float64frombits(canonicalNaN64)
)

func canonicalF32(bits uint32) uint32 {
	if bits&^(1<<31) > 0x7f800000 {
		return canonicalNaN32
	}
	return bits
}

func canonicalF64(bits uint64) uint64 {
	if bits&^(1<<63) > 0x7ff0000000000000 {
		return canonicalNaN64
	}
	return bits
}

func (k *codec) f32() {
	k.accept = k.acceptF32
	k.lowerFlat = func(_ *Context, v any, s []uint64) error {
		s[0] = uint64(canonicalF32(math.Float32bits(v.(float32))))
		return nil
	}
	k.store = func(cx *Context, v any, p uint32) error {
		cx.putU32(p, canonicalF32(math.Float32bits(v.(float32))))
		return nil
	}
	k.liftFlat = func(_ *Context, s []uint64) (any, error) {
		return math.Float32frombits(canonicalF32(uint32(s[0]))), nil
	}
	k.load = func(cx *Context, p uint32) (any, error) {
		return math.Float32frombits(canonicalF32(cx.u32(p))), nil
	}
}

func (k *codec) f64() {
	k.accept = k.acceptF64
	k.lowerFlat = func(_ *Context, v any, s []uint64) error {
		s[0] = canonicalF64(math.Float64bits(v.(float64)))
		return nil
	}
	k.store = func(cx *Context, v any, p uint32) error {
		binary.LittleEndian.PutUint64(cx.mem[p:], canonicalF64(math.Float64bits(v.(float64))))
		return nil
	}
	k.liftFlat = func(_ *Context, s []uint64) (any, error) {
		return math.Float64frombits(canonicalF64(s[0])), nil
	}
	k.load = func(cx *Context, p uint32) (any, error) {
		return math.Float64frombits(canonicalF64(binary.LittleEndian.Uint64(cx.mem[p:]))), nil
	}
}

// validChar is convert_i32_to_char's test (CanonicalABI.md, Loading).
func validChar(c uint32) bool {
	return c < 0xd800 || c > 0xdfff && c <= utf8.MaxRune
}

func liftChar(c uint32) (any, error) {
	if !validChar(c) {
		return nil, errChar
	}
	return rune(c), nil
}

func (k *codec) char() {
	k.accept = k.acceptChar
	k.lowerFlat = func(_ *Context, v any, s []uint64) error {
		s[0] = uint64(uint32(v.(rune)))
		return nil
	}
	k.store = func(cx *Context, v any, p uint32) error {
		cx.putU32(p, uint32(v.(rune)))
		return nil
	}
	k.liftFlat = func(_ *Context, s []uint64) (any, error) { return liftChar(uint32(s[0])) }
	k.load = func(cx *Context, p uint32) (any, error) { return liftChar(cx.u32(p)) }
}

func (k *codec) string() {
	k.accept = k.acceptString
	enc := k.encoding
	k.lowerFlat = func(cx *Context, v any, s []uint64) error {
		ptr, n, err := cx.lowerString(v.(string), enc)
		s[0], s[1] = uint64(ptr), uint64(n)
		return err
	}
	k.store = func(cx *Context, v any, p uint32) error {
		ptr, n, err := cx.lowerString(v.(string), enc)
		if err != nil {
			return err
		}
		cx.putU32(p, ptr)
		cx.putU32(p+4, n)
		return nil
	}
	k.liftFlat = func(cx *Context, s []uint64) (any, error) {
		v, err := cx.liftString(uint32(s[0]), uint32(s[1]), enc)
		if err != nil {
			return nil, err
		}
		return v, nil
	}
	k.load = func(cx *Context, p uint32) (any, error) {
		v, err := cx.liftString(cx.u32(p), cx.u32(p+4), enc)
		if err != nil {
			return nil, err
		}
		return v, nil
	}
}

// flags: bits without a label are ignored (CanonicalABI.md, Loading:
// unpack_flags_from_int).
func (k *codec) flags() {
	labels := k.Type.Labels
	bits := make(map[string]uint32, len(labels))
	for i, l := range labels {
		bits[l] = 1 << i
	}
	k.accept = k.acceptFlags(bits)
	pack := func(v any) (n uint32) {
		for _, l := range v.(Flags) {
			n |= bits[l]
		}
		return n
	}
	unpack := func(cx *Context, n uint32) (any, error) {
		f := Flags{}
		for i, l := range labels {
			if n&(1<<i) != 0 {
				f = append(f, l)
			}
		}
		return f, cx.spend(uint64(16 * len(f)))
	}
	k.lowerFlat = func(_ *Context, v any, s []uint64) error {
		s[0] = uint64(pack(v))
		return nil
	}
	k.liftFlat = func(cx *Context, s []uint64) (any, error) { return unpack(cx, uint32(s[0])) }
	size := k.Size
	k.store = func(cx *Context, v any, p uint32) error {
		cx.putUint(p, size, pack(v))
		return nil
	}
	k.load = func(cx *Context, p uint32) (any, error) { return unpack(cx, cx.uint(p, size)) }
}

// uint loads 1, 2 or 4 bytes.
func (cx *Context) uint(p, size uint32) uint32 {
	switch size {
	case 1:
		return uint32(cx.mem[p])
	case 2:
		return uint32(binary.LittleEndian.Uint16(cx.mem[p:]))
	}
	return cx.u32(p)
}

// putUint stores 1, 2 or 4 bytes.
func (cx *Context) putUint(p, size, v uint32) {
	switch size {
	case 1:
		cx.mem[p] = byte(v)
	case 2:
		binary.LittleEndian.PutUint16(cx.mem[p:], uint16(v))
	default:
		cx.putU32(p, v)
	}
}

// uint64 loads 1, 2, 4 or 8 bytes.
func (cx *Context) uint64(p, size uint32) uint64 {
	if size == 8 {
		return binary.LittleEndian.Uint64(cx.mem[p:])
	}
	return uint64(cx.uint(p, size))
}

// putUint64 stores the low 1, 2, 4 or 8 bytes of v.
func (cx *Context) putUint64(p, size uint32, v uint64) {
	if size == 8 {
		binary.LittleEndian.PutUint64(cx.mem[p:], v)
	} else {
		cx.putUint(p, size, uint32(v))
	}
}

// handle is for all that lies in the instance's handle table.
func (k *codec) handle() {
	t := k.Type
	k.accept = k.acceptHandle
	k.lowerFlat = func(cx *Context, v any, s []uint64) error {
		i, err := cx.Handles.LowerHandle(t, v)
		s[0] = uint64(i)
		return err
	}
	k.store = func(cx *Context, v any, p uint32) error {
		i, err := cx.Handles.LowerHandle(t, v)
		if err != nil {
			return err
		}
		cx.putU32(p, i)
		return nil
	}
	k.liftFlat = func(cx *Context, s []uint64) (any, error) { return cx.Handles.LiftHandle(t, uint32(s[0])) }
	k.load = func(cx *Context, p uint32) (any, error) { return cx.Handles.LiftHandle(t, cx.u32(p)) }
}

// isOptional reports whether nil is a value of t.
func isOptional(t *component.ValType) bool { return t != nil && t.Kind == component.KindOption }
