package canon

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"github.com/jco-go/jco-go/internal/component"
)

func namedRecord(fields ...string) *component.ValType {
	var fs []component.Field
	for _, f := range fields {
		name, typ, _ := strings.Cut(f, ":")
		fs = append(fs, component.Field{Name: name, Type: parseType(typ)})
	}
	return testTypes.Record(fs...)
}

// bind makes a bound function of one parameter of a type, and the same type as
// result.
func bind(typ *component.ValType, dir Direction, enc component.StringEncoding, rt reflect.Type) (*Bound, error) {
	c := NewCompiler(new(Layouts))
	ft := &component.FuncType{Params: []component.Param{{Name: "p", Type: typ}}, Result: typ}
	f, err := c.Func(ft, dir, Options{Encoding: enc})
	if err != nil {
		return nil, err
	}
	return c.Bind(f, []reflect.Type{rt}, rt)
}

// roundTrip lowers v into a guest, as a host's argument, and lifts it out of
// there as a guest's argument; then the same with results.
func roundTrip[T any](t *testing.T, typ *component.ValType, v T) {
	t.Helper()
	rt := reflect.TypeFor[T]()
	for enc := component.UTF8; enc <= component.Latin1UTF16; enc++ {
		lift, err := bind(typ, Lift, enc, rt)
		if err != nil {
			t.Errorf("%s in %s: %v", typ, rt, err)
			return
		}
		lower, err := bind(typ, Lower, enc, rt)
		if err != nil {
			t.Fatal(err)
		}
		g := newGuest(64)
		stack := make([]uint64, 18)
		var got T
		if err := lift.LowerParams(g.context(), []unsafe.Pointer{unsafe.Pointer(&v)}, stack); err != nil {
			t.Fatalf("%s in %s: %v", typ, rt, err)
		}
		if err := lower.LiftParams(g.context(), stack, []unsafe.Pointer{unsafe.Pointer(&got)}); err != nil {
			t.Fatalf("%s in %s: %v", typ, rt, err)
		}
		if !reflect.DeepEqual(got, v) {
			t.Errorf("%s in %s: %#v came back as %#v", typ, rt, v, got)
		}

		got = *new(T)
		out, err := g.realloc(0, 0, 8, lift.Result.Size)
		if err != nil {
			t.Fatal(err)
		}
		if lower.OutParam {
			stack[len(lower.ParamsFlat)] = uint64(out)
		}
		if err := lower.LowerResult(g.context(), unsafe.Pointer(&v), stack); err != nil {
			t.Fatalf("%s in %s: %v", typ, rt, err)
		}
		if lift.ResultSpill {
			stack[0] = uint64(out)
		}
		if err := lift.LiftResult(g.context(), stack, unsafe.Pointer(&got)); err != nil {
			t.Fatalf("%s in %s: %v", typ, rt, err)
		}
		if !reflect.DeepEqual(got, v) {
			t.Errorf("%s in %s: the result %#v came back as %#v", typ, rt, v, got)
		}
	}
}

func TestBoundRoundTrip(t *testing.T) {
	rt := func(typ string) *component.ValType { return parseType(typ) }
	roundTrip(t, rt("bool"), true)
	roundTrip(t, rt("s8"), int8(-1))
	roundTrip(t, rt("u8"), uint8(255))
	roundTrip(t, rt("s16"), int16(-300))
	roundTrip(t, rt("u16"), uint16(65535))
	roundTrip(t, rt("s32"), int32(math.MinInt32))
	roundTrip(t, rt("u32"), uint32(math.MaxUint32))
	roundTrip(t, rt("s64"), int64(math.MinInt64))
	roundTrip(t, rt("u64"), uint64(math.MaxUint64))
	roundTrip(t, rt("f32"), float32(1.5))
	roundTrip(t, rt("f64"), -1e300)
	roundTrip(t, rt("char"), '🍰')
	roundTrip(t, rt("string"), "hö☃🍰")
	roundTrip(t, rt("string"), "")
	roundTrip(t, rt("string"), myString("x"))
	roundTrip(t, rt("u32"), 7) // int
	roundTrip(t, rt("s64"), -7)
	roundTrip(t, rt("u32"), myInt(7))
	roundTrip(t, rt("f32"), 1.5)
	roundTrip[any](t, rt("u32"), uint32(7))
	roundTrip(t, rt("list<u8>"), []byte{1, 2, 3})
	roundTrip(t, rt("list<u8>"), myBytes{1, 2, 3})
	roundTrip(t, rt("list<u64>"), []uint64{1, math.MaxUint64})
	roundTrip(t, rt("list<s64>"), []int{1, -2})
	roundTrip(t, rt("list<u32>"), []int{1, 2})
	roundTrip(t, rt("list<f32>"), []float32{1, 2.5})
	roundTrip(t, rt("list<bool>"), []bool{true, false})
	roundTrip(t, rt("list<char>"), []rune("aé🍰"))
	roundTrip(t, rt("list<string>"), []string{"a", "é🍰", ""})
	roundTrip(t, rt("list<list<u16>>"), [][]uint16{{1}, {}, {2, 3}})
	roundTrip(t, rt("list<u8,3>"), []byte{1, 2, 3})
	roundTrip(t, rt("list<u8,3>"), [3]byte{1, 2, 3})
	roundTrip(t, rt("list<u8>"), "text")
	roundTrip(t, rt("list<u8>"), []any{uint8(1)})
	roundTrip(t, pointType, point{X: 1, Y: 2, Note: ptr("n")})
	roundTrip(t, pointType, point{X: 1, Y: 2})
	roundTrip(t, pointType, &point{X: 1, Y: 2})
	roundTrip(t, testTypes.List(pointType), []point{{X: 1}, {Y: 2, Note: ptr("é")}})
	roundTrip(t, rt("record<u8,u8>"), renamed{First: 1, F1: 2})
	roundTrip(t, rt("record<u8,u8>"), embedded{point2{1}, 2})
	roundTrip(t, rt("record<u8,u8>"), map[string]uint8{"f0": 1, "f1": 2})
	roundTrip(t, rt("record<u8,u8>"), Record{{"f0", uint8(1)}, {"f1", uint8(2)}})
	roundTrip(t, rt("tuple<u8,string>"), struct {
		A uint8
		B string
	}{1, "b"})
	roundTrip(t, rt("tuple<u8,u8>"), [2]uint8{1, 2})
	roundTrip(t, rt("tuple<u8,u8>"), []any{uint8(1), uint8(2)})
	roundTrip(t, rt("tuple<u8,string>"), Tuple{uint8(1), "b"})
	roundTrip(t, rt("variant<u8,_>"), shape{C0: ptr(uint8(3))})
	roundTrip(t, rt("variant<u8,_>"), shape{C1: true})
	roundTrip(t, rt("variant<u8,_>"), Variant{"c0", uint8(1)})
	roundTrip(t, rt("enum<3>"), myString("l1"))
	roundTrip(t, rt("enum<3>"), uint8(2))
	roundTrip(t, rt("enum<300>"), int16(299))
	roundTrip(t, rt("enum<3>"), Enum("l1"))
	roundTrip(t, rt("flags<9>"), uint16(0x101))
	roundTrip(t, rt("flags<3>"), struct{ L0, L1, L2 bool }{L1: true})
	roundTrip(t, rt("flags<3>"), map[string]bool{"l2": true})
	roundTrip(t, rt("flags<3>"), []string{"l0", "l2"})
	roundTrip(t, rt("flags<3>"), Flags{"l0"})
	roundTrip(t, rt("option<u32>"), ptr(uint32(7)))
	roundTrip[*uint32](t, rt("option<u32>"), nil)
	roundTrip(t, rt("option<string>"), ptr("x"))
	roundTrip(t, rt("option<option<u8>>"), ptr[*uint8](nil))
	roundTrip(t, rt("option<option<u8>>"), ptr(ptr(uint8(1))))
	roundTrip[**uint8](t, rt("option<option<u8>>"), nil)
	roundTrip(t, rt("option<option<u8>>"), Some(nil))
	roundTrip[any](t, rt("option<u8>"), nil)
	roundTrip(t, rt("list<option<u32>>"), []*uint32{nil, ptr(uint32(1))})
	roundTrip(t, rt("result<u8,string>"), ResultOf[uint8, string]{Ok: 1})
	roundTrip(t, rt("result<u8,string>"), ResultOf[uint8, string]{IsErr: true, Err: "x"})
	roundTrip(t, rt("result<_,string>"), ResultOf[struct{}, string]{IsErr: true, Err: "x"})
	roundTrip(t, rt("result<u8,string>"), Err("x"))
	roundTrip(t, rt("list<result<u8,_>>"), []ResultOf[int, struct{}]{{Ok: 4}, {IsErr: true}})
	roundTrip(t, rt("map<string,u8>"), map[string]uint8{"a": 1, "b": 2})
	roundTrip(t, rt("map<string,u8>"), Map{{"a", uint8(1)}})
	roundTrip(t, rt("own<1>"), "r")
	roundTrip[any](t, rt("own<1>"), "r")
	roundTrip(t, rt("list<own<1>>"), []string{"r", "s"})
	roundTrip(t, rt("tuple<u64,u64,u64,u64,u64,u64,u64,u64,u64,u64,u64,u64,u64,u64,u64,u64,u64>"), [17]uint64{1, 16: 17})
}

// TestBindErrors has Go types that cannot hold a WIT type.
func TestBindErrors(t *testing.T) {
	for _, tt := range []struct {
		typ  string
		rt   reflect.Type
		want string
	}{
		{"u8", reflect.TypeFor[string](), "the Go type string cannot hold u8"},
		{"bool", reflect.TypeFor[int](), "the Go type int cannot hold bool"},
		{"f64", reflect.TypeFor[float32](), "the Go type float32 cannot hold f64"},
		{"f32", reflect.TypeFor[int](), "cannot hold f32"},
		{"string", reflect.TypeFor[[]byte](), "cannot hold string"},
		{"char", reflect.TypeFor[float64](), "cannot hold char"},
		{"list<u8>", reflect.TypeFor[map[int]byte](), "cannot hold list<u8>"},
		{"list<u8>", reflect.TypeFor[[]string](), "element: the Go type string cannot hold u8"},
		{"record<u8>", reflect.TypeFor[struct{ A int }](), `no field for "f0"`},
		{"record<u8>", reflect.TypeFor[struct{ F0 string }](), "field F0: the Go type string cannot hold u8"},
		{"record<u8>", reflect.TypeFor[Tuple](), "canon.Tuple cannot hold"},
		{"tuple<u8>", reflect.TypeFor[Record](), "canon.Record cannot hold"},
		{"tuple<u8,u8>", reflect.TypeFor[struct{ A uint8 }](), "has 1 exported fields"},
		{"option<u8>", reflect.TypeFor[uint8](), "cannot hold option<u8>"},
		{"option<u8>", reflect.TypeFor[*string](), "cannot hold u8"},
		{"result<u8,_>", reflect.TypeFor[uint8](), "cannot hold result<u8>"},
		{"result<u8,_>", reflect.TypeFor[ResultOf[string, struct{}]](), "ok: the Go type string cannot hold u8"},
		{"variant<u8>", reflect.TypeFor[uint8](), "cannot hold variant"},
		{"enum<300>", reflect.TypeFor[uint8](), "cannot hold enum"},
		{"flags<9>", reflect.TypeFor[uint8](), "cannot hold flags"},
		{"map<u8,u8>", reflect.TypeFor[int](), "cannot hold map<u8, u8>"},
		{"u8", reflect.TypeFor[fmt.Stringer](), "cannot hold u8"},
	} {
		_, err := bind(parseType(tt.typ), Lift, 0, tt.rt)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s in %s: got %v, want %s", tt.typ, tt.rt, err, tt.want)
		}
	}
	c := NewCompiler(new(Layouts))
	f, _ := c.Func(funcType("", "u8"), Lift, Options{})
	if _, err := c.Bind(f, nil, nil); !errors.Is(err, ErrArgCount) {
		t.Errorf("got %v", err)
	}
	if _, err := c.Bind(f, []reflect.Type{reflect.TypeFor[uint8]()}, reflect.TypeFor[int]()); err == nil {
		t.Error("a result for a function without one")
	}
	f, _ = c.Func(funcType("u8"), Lower, Options{})
	if _, err := c.Bind(f, nil, nil); err == nil {
		t.Error("no result for a function with one")
	}
}

// TestBoundErrors has wrong values in variables of the right type; the guest is
// left alone.
func TestBoundErrors(t *testing.T) {
	check := func(typ *component.ValType, rt reflect.Type, p unsafe.Pointer, want string) {
		t.Helper()
		b, err := bind(typ, Lift, 0, rt)
		if err != nil {
			t.Fatal(err)
		}
		g := newGuest(64)
		err = b.LowerParams(g.context(), []unsafe.Pointer{p}, make([]uint64, 16))
		if err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
		if len(g.log) != 0 {
			t.Errorf("the guest has seen %v", g.log)
		}
	}
	points := []point{{}, {Note: ptr("\xff")}}
	check(testTypes.List(pointType), reflect.TypeOf(points), unsafe.Pointer(&points), "p[1].note: want string, got a string that is not valid UTF-8")
	runes := []rune{0xd800}
	check(parseType("list<char>"), reflect.TypeOf(runes), unsafe.Pointer(&runes), "p[0]: want char, got rune 55296")
	n := 300
	check(parseType("u8"), reflect.TypeOf(n), unsafe.Pointer(&n), "p: want u8, got int 300")
	r := ResultOf[uint8, string]{IsErr: true, Err: "\xff"}
	check(parseType("result<u8,string>"), reflect.TypeOf(r), unsafe.Pointer(&r), "p.error: want string, got a string that is not valid UTF-8")
	pair := struct {
		A uint8
		B string
	}{0, "\xff"}
	check(parseType("tuple<u8,string>"), reflect.TypeOf(pair), unsafe.Pointer(&pair), "p[1]: want string, got a string that is not valid UTF-8")

	// A value that the guest gives and the variable is too small for.
	b, err := bind(parseType("u32"), Lift, 0, reflect.TypeFor[uint8]())
	if err != nil {
		t.Fatal(err)
	}
	var small uint8
	err = b.LiftResult(newGuest(16).context(), []uint64{300}, unsafe.Pointer(&small))
	var wrong *ValueError
	if !errors.As(err, &wrong) || !strings.Contains(err.Error(), "uint8, which cannot hold uint32 300") {
		t.Errorf("got %v", err)
	}
}

type viaPointer struct {
	*Inner
	F1 uint8
}

// Inner is exported, so that an embedded pointer to it can be set.
type Inner struct{ F0 uint8 }

// TestAssignForms has what a typed call does through the dynamic form.
func TestAssignForms(t *testing.T) {
	c := NewCompiler(new(Layouts))
	for _, tt := range []struct {
		typ  string
		v    any
		want any // of the type that is assigned to
	}{
		{"tuple<u8,string>", Tuple{uint8(1), "b"}, struct {
			A int
			B myString
		}{1, "b"}},
		{"tuple<u8,u8>", Tuple{uint8(1), uint8(2)}, []int{1, 2}},
		{"tuple<u8,u8>", Tuple{uint8(1), uint8(2)}, [2]int{1, 2}},
		{"record<u8,u8>", Record{{"f0", uint8(1)}, {"f1", uint8(2)}}, viaPointer{&Inner{1}, 2}},
		{"record<option<u8>>", Record{{"f0", nil}}, struct{ F0 *uint8 }{}},
		{"record<option<u8>>", Record{{"f0", uint8(1)}}, map[string]*int{"f0": ptr(1)}},
		{"s32", int32(-1), int64(-1)},
		{"u32", uint32(1), int8(1)},
		{"s32", int32(1), uint8(1)},
		{"u32", uint32(1), uint64(1)},
		{"f32", float32(1.5), 1.5},
		{"bool", true, myBool(true)},
		{"char", 'é', "é"},
		{"list<u8>", []byte("ab"), [2]byte{'a', 'b'}},
		{"list<u8>", []byte("ab"), "ab"},
		{"list<u8>", []byte("ab"), []int{'a', 'b'}},
		{"list<option<u8>>", []any{nil, uint8(1)}, []*uint8{nil, ptr(uint8(1))}},
		{"option<option<u8>>", None, (**uint8)(nil)},
		{"option<option<u8>>", Some(nil), ptr((*uint8)(nil))},
		{"option<option<u8>>", Some(uint8(1)), ptr(ptr(1))},
		{"variant<u8,_>", Variant{"c0", uint8(3)}, shape{C0: ptr(uint8(3))}},
		{"variant<u8,_>", Variant{"c1", nil}, struct {
			C0 *uint8
			C1 *struct{}
		}{C1: &struct{}{}}},
		{"result<u8,string>", Err("x"), ResultOf[int, string]{IsErr: true, Err: "x"}},
		{"result<u8,string>", Ok(uint8(1)), ResultOf[int, string]{Ok: 1}},
		{"enum<3>", Enum("l2"), uint8(2)},
		{"enum<3>", Enum("l2"), int8(2)},
		{"flags<3>", Flags{"l2"}, []myString{"l2"}},
		{"flags<3>", Flags{"l0", "l2"}, uint8(5)},
		{"flags<3>", Flags{"l1"}, map[myString]myBool{"l1": true}},
		{"map<u8,string>", Map{{uint8(1), "a"}}, map[int]myString{1: "a"}},
	} {
		dst := reflect.New(reflect.TypeOf(tt.want)).Elem()
		if err := c.Assign(dst, parseType(tt.typ), tt.v); err != nil {
			t.Errorf("%s %#v to %T: %v", tt.typ, tt.v, tt.want, err)
		} else if !reflect.DeepEqual(dst.Interface(), tt.want) {
			t.Errorf("%s %#v became %#v, want %#v", tt.typ, tt.v, dst.Interface(), tt.want)
		}
	}
	for _, tt := range []struct {
		typ string
		v   any
		to  any
		err string
	}{
		{"u32", uint32(300), uint8(0), "uint8, which cannot hold uint32 300"},
		{"s32", int32(-1), uint32(0), "uint32, which cannot hold int32 -1"},
		{"u64", uint64(math.MaxUint64), int64(0), "int64, which cannot hold uint64 18446744073709551615"},
		{"f64", 1.5, float32(0), "float32, which cannot hold float64 1.5"},
		{"string", "x", 0, "int, which cannot hold"},
		{"list<u8>", []byte{1}, [2]byte{}, "[2]uint8, which cannot hold"},
		{"list<u8>", []byte{0xff}, "", "string, which cannot hold"},
		{"list<u32>", []uint32{1, 300}, []uint8{}, "[1]: want a Go variable for u32"},
		{"tuple<u8>", Tuple{uint8(1)}, 0, "int, which cannot hold"},
		{"tuple<u8>", Tuple{uint8(1)}, struct{ A, B int }{}, "which cannot hold"},
		{"tuple<u32>", Tuple{uint32(300)}, [1]uint8{}, "[0]: want"},
		{"record<u8>", Record{{"f0", uint8(1)}}, 0, "int, which cannot hold"},
		{"record<u8>", Record{{"f0", uint8(1)}}, map[string]bool{}, "f0: want"},
		{"variant<u8>", Variant{"c0", uint8(1)}, 0, "int, which cannot hold"},
		{"variant<u8>", Variant{"c0", uint8(1)}, struct{ A int }{}, `without a field for the case "c0"`},
		{"variant<u8>", Variant{"c0", uint8(1)}, struct{ C0 *bool }{}, "c0: want"},
		{"enum<2>", Enum("l1"), 1.5, "float64, which cannot hold"},
		{"flags<9>", Flags{"l8"}, uint8(0), "uint8, which cannot hold"},
		{"flags<2>", Flags{}, struct{ L0 bool }{}, `without a bool field for "l1"`},
		{"map<u8,u8>", Map{{uint8(1), uint8(1)}}, 0, "int, which cannot hold"},
		{"map<u8,u32>", Map{{uint8(1), uint32(300)}}, map[uint8]uint8{}, "[1]: want"},
	} {
		dst := reflect.New(reflect.TypeOf(tt.to)).Elem()
		err := c.Assign(dst, parseType(tt.typ), tt.v)
		var wrong *ValueError
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s %#v to %T: got %v, want %s", tt.typ, tt.v, tt.to, err, tt.err)
		}
	}
}

// TestBoundOnce expects each handle of a typed call to be accepted once, though
// it is boxed, and nothing to be kept.
func TestBoundOnce(t *testing.T) {
	typ := parseType("list<tuple<own<1>,option<own<1>>>>")
	type pair struct {
		A string
		B any
	}
	b, err := bind(typ, Lift, 0, reflect.TypeFor[[]pair]())
	if err != nil {
		t.Fatal(err)
	}
	g := &counting{guest: newGuest(256)}
	cx := &Context{Memory: g, Realloc: g.realloc, Handles: g}
	v := []pair{{"a", "b"}, {"c", nil}, {"d", "e"}}
	if err := b.LowerParams(cx, []unsafe.Pointer{unsafe.Pointer(&v)}, make([]uint64, 2)); err != nil {
		t.Fatal(err)
	}
	if want := []any{"a", "b", "c", "d", "e"}; !reflect.DeepEqual(g.accepted, want) || !reflect.DeepEqual(g.handles, want) {
		t.Errorf("accepted %v, lowered %v, want %v", g.accepted, g.handles, want)
	}
	if len(cx.boxes) != 0 || cx.nextBox != 0 {
		t.Errorf("%d boxes are left", len(cx.boxes))
	}
}

// counting is a guest that keeps what it accepts.
type counting struct {
	*guest
	accepted []any
}

func (g *counting) AcceptHandle(t *component.ValType, v any) (any, error) {
	g.accepted = append(g.accepted, v)
	return g.guest.AcceptHandle(t, v)
}

func TestAssign(t *testing.T) {
	c := NewCompiler(new(Layouts))
	var p point
	v := Record{{"x", uint8(1)}, {"y", uint8(2)}, {"note", "n"}}
	if err := c.Assign(reflect.ValueOf(&p).Elem(), pointType, v); err != nil || p.X != 1 || p.Y != 2 || *p.Note != "n" {
		t.Errorf("%+v, %v", p, err)
	}
	var points []point
	if err := c.Assign(reflect.ValueOf(&points).Elem(), testTypes.List(pointType), []any{v, v}); err != nil || len(points) != 2 || points[1].Y != 2 {
		t.Errorf("%+v, %v", points, err)
	}
	var bad struct {
		X, Y uint8
		Note int
	}
	err := c.Assign(reflect.ValueOf(&bad).Elem(), pointType, v)
	if want := `note: want a Go variable for string, got int, which cannot hold string "n"`; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	var missing struct{ X uint8 }
	err = c.Assign(reflect.ValueOf(&missing).Elem(), pointType, v)
	if err == nil || !strings.Contains(err.Error(), `without the field "y"`) {
		t.Errorf("got %v", err)
	}
}
