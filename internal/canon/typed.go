package canon

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"unicode/utf8"
	"unsafe"

	"github.com/jco-go/jco-go/internal/component"
)

// typed is how the values of one type node cross between one Go type and one
// string encoding, without boxing: p points to a variable of the Go type. Its
// functions are those of codec, but for check, which accepts without changing
// anything and is nil where nothing can be wrong.
type typed struct {
	*codec
	rt     reflect.Type
	direct bool // not boxed

	check     func(cx *Context, p unsafe.Pointer) error
	lowerFlat func(cx *Context, p unsafe.Pointer, s []uint64) error
	store     func(cx *Context, p unsafe.Pointer, at uint32) error
	liftFlat  func(cx *Context, s []uint64, p unsafe.Pointer) error
	load      func(cx *Context, at uint32, p unsafe.Pointer) error
}

type typedKey struct {
	codecKey
	rt reflect.Type
}

// typed compiles l for variables of type rt; the caller holds c.mu. It fails if
// rt cannot hold all values of the type.
func (c *Compiler) typed(l *Layout, enc component.StringEncoding, rt reflect.Type) (*typed, error) {
	key := typedKey{codecKey{l, enc}, rt}
	if t := c.typeds[key]; t != nil {
		return t, nil
	}
	t := &typed{codec: c.codec(l, enc), rt: rt}
	if ok, err := c.makeTyped(t); err != nil {
		return nil, err
	} else if t.direct = ok; !ok {
		if err := holds(rt, l); err != nil {
			return nil, err
		}
		t.boxed()
	}
	c.typeds[key] = t
	return t, nil
}

// mustTyped is typed for a primitive and its own Go type.
func (c *Compiler) mustTyped(l *Layout, enc component.StringEncoding, rt reflect.Type) *typed {
	t, err := c.typed(l, enc, rt)
	if err != nil {
		panic(err)
	}
	return t
}

// makeTyped fills t in if there is a direct way for its Go type.
func (c *Compiler) makeTyped(t *typed) (bool, error) {
	kind := t.rt.Kind()
	if kind == reflect.Interface || t.rt.PkgPath() == valuesPkg && dynamicTypes[t.rt] {
		return false, nil
	}
	switch t.Kind {
	case component.KindBool:
		return kind == reflect.Bool && t.bool(), nil
	case component.KindS8:
		return kind == reflect.Int8 && typedInt[int8](t), nil
	case component.KindU8:
		return kind == reflect.Uint8 && typedInt[uint8](t), nil
	case component.KindS16:
		return kind == reflect.Int16 && typedInt[int16](t), nil
	case component.KindU16:
		return kind == reflect.Uint16 && typedInt[uint16](t), nil
	case component.KindS32:
		return kind == reflect.Int32 && typedInt[int32](t), nil
	case component.KindU32:
		return kind == reflect.Uint32 && typedInt[uint32](t), nil
	case component.KindS64:
		return (kind == reflect.Int64 || kind == reflect.Int && strconv.IntSize == 64) && typedInt[int64](t), nil
	case component.KindU64:
		return (kind == reflect.Uint64 || kind == reflect.Uint && strconv.IntSize == 64) && typedInt[uint64](t), nil
	case component.KindF32:
		return kind == reflect.Float32 && t.f32(), nil
	case component.KindF64:
		return kind == reflect.Float64 && t.f64(), nil
	case component.KindChar:
		return kind == reflect.Int32 && t.char(), nil
	case component.KindString:
		return kind == reflect.String && t.string(), nil
	case component.KindRecord:
		return c.typedRecord(t)
	case component.KindVariant:
		return c.typedVariant(t)
	case component.KindList:
		return c.typedList(t)
	}
	return false, nil
}

var valuesPkg = reflect.TypeFor[Tuple]().PkgPath()

var dynamicTypes = map[reflect.Type]bool{
	reflect.TypeFor[Tuple](): true, reflect.TypeFor[Record](): true, reflect.TypeFor[Variant](): true,
	reflect.TypeFor[Enum](): true, reflect.TypeFor[Flags](): true, reflect.TypeFor[Option](): true,
	reflect.TypeFor[Result](): true, reflect.TypeFor[Map](): true,
}

// boxed goes through the dynamic form. check keeps the canonical form for
// lowering, which comes to the same variables in the same order: a value is
// accepted once, since that may have an effect on the engine (Handles).
func (t *typed) boxed() {
	k := t.codec
	get := func(p unsafe.Pointer) any { return reflect.NewAt(t.rt, p).Elem().Interface() }
	set := func(v any, p unsafe.Pointer) error { return assign(reflect.NewAt(t.rt, p).Elem(), k.Layout, v) }
	t.check = func(cx *Context, p unsafe.Pointer) error {
		v, err := k.accept(cx, get(p))
		if err == nil {
			cx.boxes = append(cx.boxes, v)
		}
		return err
	}
	t.lowerFlat = func(cx *Context, _ unsafe.Pointer, s []uint64) error { return k.lowerFlat(cx, cx.unbox(), s) }
	t.store = func(cx *Context, _ unsafe.Pointer, at uint32) error { return k.store(cx, cx.unbox(), at) }
	t.liftFlat = func(cx *Context, s []uint64, p unsafe.Pointer) error {
		v, err := k.liftFlat(cx, s)
		if err != nil {
			return err
		}
		return set(v, p)
	}
	t.load = func(cx *Context, at uint32, p unsafe.Pointer) error {
		v, err := k.load(cx, at)
		if err != nil {
			return err
		}
		return set(v, p)
	}
}

func (t *typed) bool() bool {
	t.lowerFlat = func(_ *Context, p unsafe.Pointer, s []uint64) error {
		s[0] = bit(*(*bool)(p))
		return nil
	}
	t.store = func(cx *Context, p unsafe.Pointer, at uint32) error {
		cx.mem[at] = byte(bit(*(*bool)(p)))
		return nil
	}
	t.liftFlat = func(_ *Context, s []uint64, p unsafe.Pointer) error {
		*(*bool)(p) = uint32(s[0]) != 0
		return nil
	}
	t.load = func(cx *Context, at uint32, p unsafe.Pointer) error {
		*(*bool)(p) = cx.mem[at] != 0
		return nil
	}
	return true
}

func typedInt[T integer](t *typed) bool {
	t.liftFlat = func(_ *Context, s []uint64, p unsafe.Pointer) error {
		*(*T)(p) = T(s[0])
		return nil
	}
	t.lowerFlat = func(_ *Context, p unsafe.Pointer, s []uint64) error {
		s[0] = uint64(uint32(*(*T)(p)))
		return nil
	}
	switch t.Size {
	case 1:
		t.store = func(cx *Context, p unsafe.Pointer, at uint32) error {
			cx.mem[at] = byte(*(*T)(p))
			return nil
		}
		t.load = func(cx *Context, at uint32, p unsafe.Pointer) error {
			*(*T)(p) = T(cx.mem[at])
			return nil
		}
	case 2:
		t.store = func(cx *Context, p unsafe.Pointer, at uint32) error {
			binary.LittleEndian.PutUint16(cx.mem[at:], uint16(*(*T)(p)))
			return nil
		}
		t.load = func(cx *Context, at uint32, p unsafe.Pointer) error {
			*(*T)(p) = T(binary.LittleEndian.Uint16(cx.mem[at:]))
			return nil
		}
	case 4:
		t.store = func(cx *Context, p unsafe.Pointer, at uint32) error {
			cx.putU32(at, uint32(*(*T)(p)))
			return nil
		}
		t.load = func(cx *Context, at uint32, p unsafe.Pointer) error {
			*(*T)(p) = T(cx.u32(at))
			return nil
		}
	case 8:
		t.lowerFlat = func(_ *Context, p unsafe.Pointer, s []uint64) error {
			s[0] = uint64(*(*T)(p))
			return nil
		}
		t.store = func(cx *Context, p unsafe.Pointer, at uint32) error {
			binary.LittleEndian.PutUint64(cx.mem[at:], uint64(*(*T)(p)))
			return nil
		}
		t.load = func(cx *Context, at uint32, p unsafe.Pointer) error {
			*(*T)(p) = T(binary.LittleEndian.Uint64(cx.mem[at:]))
			return nil
		}
	}
	return true
}

func (t *typed) f32() bool {
	t.lowerFlat = func(_ *Context, p unsafe.Pointer, s []uint64) error {
		s[0] = uint64(canonicalF32(*(*uint32)(p)))
		return nil
	}
	t.store = func(cx *Context, p unsafe.Pointer, at uint32) error {
		cx.putU32(at, canonicalF32(*(*uint32)(p)))
		return nil
	}
	t.liftFlat = func(_ *Context, s []uint64, p unsafe.Pointer) error {
		*(*float32)(p) = math.Float32frombits(canonicalF32(uint32(s[0])))
		return nil
	}
	t.load = func(cx *Context, at uint32, p unsafe.Pointer) error {
		*(*float32)(p) = math.Float32frombits(canonicalF32(cx.u32(at)))
		return nil
	}
	return true
}

func (t *typed) f64() bool {
	t.lowerFlat = func(_ *Context, p unsafe.Pointer, s []uint64) error {
		s[0] = canonicalF64(*(*uint64)(p))
		return nil
	}
	t.store = func(cx *Context, p unsafe.Pointer, at uint32) error {
		binary.LittleEndian.PutUint64(cx.mem[at:], canonicalF64(*(*uint64)(p)))
		return nil
	}
	t.liftFlat = func(_ *Context, s []uint64, p unsafe.Pointer) error {
		*(*float64)(p) = math.Float64frombits(canonicalF64(s[0]))
		return nil
	}
	t.load = func(cx *Context, at uint32, p unsafe.Pointer) error {
		*(*float64)(p) = math.Float64frombits(canonicalF64(binary.LittleEndian.Uint64(cx.mem[at:])))
		return nil
	}
	return true
}

func (t *typed) char() bool {
	lift := func(c uint32, p unsafe.Pointer) error {
		if !validChar(c) {
			return errChar
		}
		*(*rune)(p) = rune(c)
		return nil
	}
	t.check = func(_ *Context, p unsafe.Pointer) error {
		if c := *(*rune)(p); !validChar(uint32(c)) {
			return t.wrongChar(c)
		}
		return nil
	}
	t.lowerFlat = func(_ *Context, p unsafe.Pointer, s []uint64) error {
		s[0] = uint64(*(*uint32)(p))
		return nil
	}
	t.store = func(cx *Context, p unsafe.Pointer, at uint32) error {
		cx.putU32(at, *(*uint32)(p))
		return nil
	}
	t.liftFlat = func(_ *Context, s []uint64, p unsafe.Pointer) error { return lift(uint32(s[0]), p) }
	t.load = func(cx *Context, at uint32, p unsafe.Pointer) error { return lift(cx.u32(at), p) }
	return true
}

func (k *codec) wrongChar(c rune) error { return k.wrong("rune " + strconv.Itoa(int(c))) }

func (t *typed) string() bool {
	enc := t.encoding
	t.check = func(_ *Context, p unsafe.Pointer) error { return t.checkString(*(*string)(p)) }
	t.lowerFlat = func(cx *Context, p unsafe.Pointer, s []uint64) error {
		ptr, n, err := cx.lowerString(*(*string)(p), enc)
		s[0], s[1] = uint64(ptr), uint64(n)
		return err
	}
	t.store = func(cx *Context, p unsafe.Pointer, at uint32) error {
		ptr, n, err := cx.lowerString(*(*string)(p), enc)
		if err == nil {
			cx.putU32(at, ptr)
			cx.putU32(at+4, n)
		}
		return err
	}
	t.liftFlat = func(cx *Context, s []uint64, p unsafe.Pointer) (err error) {
		*(*string)(p), err = cx.liftString(uint32(s[0]), uint32(s[1]), enc)
		return err
	}
	t.load = func(cx *Context, at uint32, p unsafe.Pointer) (err error) {
		*(*string)(p), err = cx.liftString(cx.u32(at), cx.u32(at+4), enc)
		return err
	}
	return true
}

func (k *codec) checkString(s string) error {
	if len(s) > MaxStringByteLength {
		return k.wrong(fmt.Sprintf("a string of %d bytes, more than 2^28-1", len(s)))
	}
	if !utf8.ValidString(s) {
		return k.wrong("a string that is not valid UTF-8")
	}
	return nil
}
