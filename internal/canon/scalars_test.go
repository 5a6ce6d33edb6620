package canon

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"github.com/jco-go/jco-go/internal/component"
)

// bits are those of a variable, zero-extended.
func bits[T any](v T) (n uint64) {
	for i, b := range unsafe.Slice((*byte)(unsafe.Pointer(&v)), unsafe.Sizeof(v)) {
		n |= uint64(b) << (8 * i)
	}
	return n
}

// expectScalar checks that the short way does what the long one does, in both
// directions: core values and Go variables are the same, and so are errors.
func expectScalar[T any](t *testing.T, typ string, v T, core uint64) {
	t.Helper()
	if !littleEndian {
		t.Fatal("bits is for little-endian machines")
	}
	rt := reflect.TypeFor[T]()
	for _, dir := range []Direction{Lift, Lower} {
		b, err := bind(parseType(typ), dir, component.UTF8, rt)
		if err != nil {
			t.Fatal(err)
		}
		s := b.Scalars()
		if s == nil {
			t.Fatalf("%s in %v is no scalar", typ, rt)
		}
		lower, plainLower, lift, plainLift := s.Params, s.PlainParams, s.Result, s.PlainResult
		longLower := func(stack []uint64) error {
			return b.LowerParams(new(Context), []unsafe.Pointer{unsafe.Pointer(&v)}, stack)
		}
		var lifted T
		longLift := func(stack []uint64) error { return b.LiftResult(new(Context), stack, unsafe.Pointer(&lifted)) }
		if dir == Lower {
			lower, plainLower, lift, plainLift = s.Result, s.PlainResult, s.Params, s.PlainParams
			longLower = func(stack []uint64) error { return b.LowerResult(new(Context), unsafe.Pointer(&v), stack) }
			longLift = func(stack []uint64) error {
				return b.LiftParams(new(Context), stack, []unsafe.Pointer{unsafe.Pointer(&lifted)})
			}
		}

		short, long := []uint64{bits(v)}, []uint64{0}
		err, want := lower(short), longLower(long)
		if (err == nil) != (want == nil) || err != nil && err.Error() != want.Error() {
			t.Errorf("%s: lowering %v: error %v, want %v", typ, v, err, want)
		} else if err == nil && short[0] != long[0] {
			t.Errorf("%s: %v is lowered as %#x, want %#x", typ, v, short[0], long[0])
		}
		if plainLower && (err != nil || short[0] != bits(v)) {
			t.Errorf("%s: lowering is not plain", typ)
		}

		short, long = []uint64{core}, []uint64{core}
		err, want = lift(short), longLift(long)
		if !errors.Is(err, want) {
			t.Errorf("%s: lifting %#x: error %v, want %v", typ, core, err, want)
		} else if size := 8 * unsafe.Sizeof(v); err == nil && short[0]&(1<<size-1) != bits(lifted) {
			t.Errorf("%s: %#x is lifted as %#x, want %#x", typ, core, short[0], bits(lifted))
		}
		if plainLift && (err != nil || short[0] != core) {
			t.Errorf("%s: lifting is not plain", typ)
		}
	}
}

func TestScalars(t *testing.T) {
	type myInt int16
	for _, core := range []uint64{0, 1, 2, 0x7f, 0x80, 0xff, 0x1ff, 0xffff, 0xd800, 0x110000, 0x7fffffff, 0x7f800001, 0xffc12345, 0xffffffff,
		0x7ff0000000000001, 0xfff8000000000123, 0xffffffff00000000, 1 << 63, math.MaxUint64} {
		expectScalar(t, "bool", core&1 != 0, core)
		expectScalar(t, "s8", int8(core), core)
		expectScalar(t, "u8", uint8(core), core)
		expectScalar(t, "s16", int16(core), core)
		expectScalar(t, "s16", myInt(core), core)
		expectScalar(t, "u16", uint16(core), core)
		expectScalar(t, "s32", int32(core), core)
		expectScalar(t, "u32", uint32(core), core)
		expectScalar(t, "s64", int64(core), core)
		expectScalar(t, "u64", core, core)
		expectScalar(t, "f32", math.Float32frombits(uint32(core)), core)
		expectScalar(t, "f64", math.Float64frombits(core), core)
		expectScalar(t, "char", rune(core), core)
	}
}

// Everything that needs a memory, a table or boxing has no short way.
func TestNoScalars(t *testing.T) {
	for typ, rt := range map[string]reflect.Type{
		"string": reflect.TypeFor[string](), "list<u8>": reflect.TypeFor[[]byte](), "u32": reflect.TypeFor[any](),
		"u8": reflect.TypeFor[uint32](), "option<u8>": reflect.TypeFor[*uint8](), "f32": reflect.TypeFor[float64](),
	} {
		for _, dir := range []Direction{Lift, Lower} {
			if b, err := bind(parseType(typ), dir, component.UTF8, rt); err != nil {
				t.Error(err)
			} else if b.Scalars() != nil {
				t.Errorf("%s in %v has a short way", typ, rt)
			}
		}
	}
	seventeen := strings.Split(strings.Repeat("u8 ", 17), " ")[:17]
	c := NewCompiler(new(Layouts))
	f, err := c.Func(funcType("u8", seventeen...), Lift, Options{})
	if err != nil {
		t.Fatal(err)
	}
	types := make([]reflect.Type, 17)
	for i := range types {
		types[i] = reflect.TypeFor[uint8]()
	}
	if b, err := c.Bind(f, types, nil); err != nil || b.Scalars() != nil {
		t.Errorf("17 parameters: %v", err)
	}
	f, err = c.Func(funcType("u8", "u8"), Lift, Options{Async: true, Callback: true})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := c.Bind(f, types[:1], types[0]); err != nil || b.Scalars() != nil {
		t.Errorf("async: %v", err)
	}
}
