package component

import (
	"reflect"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/internal/wasmcode"
)

func TestInterning(t *testing.T) {
	ts := NewTypes()
	point := func() *ValType { return ts.Record(Field{"x", F32}, Field{"y", F32}) }
	same := [][2]*ValType{
		{point(), point()},
		{ts.List(point()), ts.List(point())},
		{ts.Own(3), ts.Own(3)},
		{ts.Result(nil, String), ts.Result(nil, String)},
		{point(), point().Named("point", "a:b/c")},
		{ts.Stream(nil), ts.Stream(nil)},
	}
	for i, p := range same {
		if p[0].ID != p[1].ID || p[0] == p[1] {
			t.Errorf("%d: IDs %d and %d, want the same on two nodes", i, p[0].ID, p[1].ID)
		}
	}
	different := []*ValType{
		point(), ts.Record(Field{"x", F32}, Field{"z", F32}), ts.Record(Field{"x", F32}), ts.Record(Field{"x", F64}, Field{"y", F32}),
		ts.Tuple(F32, F32), ts.Tuple(F32), ts.List(F32), ts.FixedList(F32, 2), ts.FixedList(F32, 3), ts.Option(F32), ts.Map(F32, F32),
		ts.Result(F32, nil), ts.Result(nil, F32), ts.Result(nil, nil), ts.Result(F32, F32), ts.Stream(F32), ts.Future(F32), ts.Stream(nil),
		ts.Future(nil), ts.Own(1), ts.Own(2), ts.Borrow(1), ts.Enum("a"), ts.Enum("a", "b"), ts.Enum("ab"), ts.Flags("a"),
		ts.Variant(Case{"a", nil}), ts.Variant(Case{"a", F32}), ts.Variant(Case{"a", nil}, Case{"b", nil}),
	}
	for k := KindBool; k <= KindErrorContext; k++ {
		different = append(different, Primitive(k))
		if Primitive(k).ID != uint32(k) {
			t.Errorf("%s: ID %d", k, Primitive(k).ID)
		}
	}
	seen := map[uint32]int{}
	for i, d := range different {
		if j, dup := seen[d.ID]; dup || d.ID == 0 {
			t.Errorf("types %d and %d share the ID %d", i, j, d.ID)
		}
		seen[d.ID] = i
	}
}

func TestHas(t *testing.T) {
	ts := NewTypes()
	for _, c := range []struct {
		t                 *ValType
		res, borrow, addr bool
	}{
		{U8, false, false, false},
		{String, false, false, true},
		{ts.Option(ts.Own(1)), true, false, false},
		{ts.Tuple(U8, ts.Borrow(1)), true, true, false},
		{ts.Variant(Case{"a", nil}, Case{"b", ts.List(ts.Own(1))}), true, false, true},
		{ts.Stream(String), false, false, false},
		{ts.Stream(ts.Own(2)), true, false, false},
		{ts.Map(U8, U8), false, false, true},
		{ts.FixedList(String, 2), false, false, true},
		{nil, false, false, false},
	} {
		if c.t.HasResource() != c.res || c.t.HasBorrow() != c.borrow || c.t.HasPointer() != c.addr {
			t.Errorf("%v: resource %v, borrow %v, pointer %v", c.t, c.t.HasResource(), c.t.HasBorrow(), c.t.HasPointer())
		}
	}
}

func TestSubstitute(t *testing.T) {
	from := NewTypes()
	own := from.Own(7)
	inner := from.Record(Field{"h", own}).Named("inner", "a:b/c")
	whole := from.Tuple(inner, from.List(inner), from.Option(String), inner)
	to := NewTypes()
	to.List(U8) // so that the tables number differently
	m := func(r ResourceID) ResourceID { return r * 10 }
	got := to.Substitute(whole, m)
	if got.Elems[0] != got.Elems[3] || got.Elems[0] != got.Elems[1].Elem {
		t.Error("shared nodes are no longer shared")
	}
	n := got.Elems[0]
	if n.Name != "inner" || n.Owner != "a:b/c" || n.Fields[0].Type.Resource != 70 {
		t.Errorf("%+v", n)
	}
	if want := to.Tuple(n, to.List(n), to.Option(String), n); want.ID != got.ID {
		t.Errorf("ID %d, want %d", got.ID, want.ID)
	}
	if whole.Elems[0] != inner || own.Resource != 7 {
		t.Error("the original was changed")
	}
	ft := to.SubstituteFunc(&FuncType{Async: true, Params: []Param{{"p", inner}}, Result: own}, m)
	if !ft.Async || ft.Params[0].Type.ID != n.ID || ft.Result.Resource != 70 || ft.Params[0].Name != "p" {
		t.Errorf("%+v", ft)
	}
	// What holds no resource is made once, whatever the mapping.
	o := from.Option(from.Enum("a"))
	if to.Substitute(o, m) != to.Substitute(o, func(r ResourceID) ResourceID { return r }) {
		t.Error("a type without resources was made twice")
	}
}

// TestSubstituteIsLinear: a type graph whose tree has 2^60 nodes.
func TestSubstituteIsLinear(t *testing.T) {
	from, to := NewTypes(), NewTypes()
	v := from.Own(1)
	for range 60 {
		v = from.Tuple(v, v)
	}
	if got := to.Substitute(v, func(r ResourceID) ResourceID { return 2 }); got.Elems[0] != got.Elems[1] {
		t.Error("sharing lost")
	}
}

func TestFlatten(t *testing.T) {
	ts := NewTypes()
	many := make([]*ValType, 16)
	for i := range many {
		many[i] = F64
	}
	for _, c := range []struct {
		t    *ValType
		want string
	}{
		{Bool, "i32"}, {S8, "i32"}, {Char, "i32"}, {U64, "i64"}, {F32, "f32"}, {F64, "f64"}, {ErrorContext, "i32"},
		{String, "i32 i32"}, {ts.List(U64), "i32 i32"}, {ts.Map(U8, F64), "i32 i32"},
		{ts.Record(Field{"a", U8}, Field{"b", F64}), "i32 f64"},
		{ts.Tuple(String, F32), "i32 i32 f32"},
		{ts.FixedList(F32, 3), "f32 f32 f32"},
		{ts.Flags("a", "b"), "i32"}, {ts.Enum("a"), "i32"}, {ts.Own(1), "i32"}, {ts.Stream(F64), "i32"}, {ts.Future(nil), "i32"},
		{ts.Option(F32), "i32 f32"},
		{ts.Result(F32, U32), "i32 i32"},
		{ts.Result(F64, U32), "i32 i64"},
		{ts.Result(F32, U64), "i32 i64"},
		{ts.Result(String, F32), "i32 i32 i32"},
		{ts.Result(nil, nil), "i32"},
		{ts.Variant(Case{"a", ts.Tuple(U8, F32)}, Case{"b", ts.Tuple(F64, F64, F64)}), "i32 i64 i64 f64"},
		{ts.Tuple(many...), strings.TrimSpace(strings.Repeat("f64 ", 16))},
		{ts.FixedList(U8, 1<<28-1), strings.TrimSpace(strings.Repeat("i32 ", 17))},
		{ts.Option(ts.Tuple(many...)), "i32 " + strings.TrimSpace(strings.Repeat("f64 ", 16))},
		{ts.Option(ts.Option(ts.Tuple(many...))), "i32 i32 " + strings.TrimSpace(strings.Repeat("f64 ", 15))},
	} {
		var got []string
		for _, v := range FlattenType(c.t) {
			got = append(got, string(v))
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", c.t.Kind, got, c.want)
		}
	}
}

// TestCoreSignatures checks flatten_functype in all of its variants.
func TestCoreSignatures(t *testing.T) {
	ts := NewTypes()
	params := func(n int, v *ValType) []Param {
		ps := make([]Param, n)
		for i := range ps {
			ps[i] = Param{"p", v}
		}
		return ps
	}
	for _, c := range []struct {
		name        string
		ft          FuncType
		o           CanonOptions
		lift, lower string
	}{
		{"nothing", FuncType{}, CanonOptions{}, "(func)", "(func)"},
		{"scalars", FuncType{Params: params(2, F32), Result: U64}, CanonOptions{}, "(func (param f32 f32) (result i64))", "(func (param f32 f32) (result i64))"},
		{"string result", FuncType{Result: String}, CanonOptions{}, "(func (result i32))", "(func (param i32))"},
		{"16 params", FuncType{Params: params(8, String)}, CanonOptions{},
			"(func (param" + strings.Repeat(" i32", 16) + "))", "(func (param" + strings.Repeat(" i32", 16) + "))"},
		{"17 params", FuncType{Params: params(17, U8), Result: U8}, CanonOptions{}, "(func (param i32) (result i32))", "(func (param i32) (result i32))"},
		{"17 params, tuple", FuncType{Params: params(17, F64), Result: ts.Tuple(U8, U8)}, CanonOptions{}, "(func (param i32) (result i32))", "(func (param i32 i32))"},
		{"callback", FuncType{Async: true, Params: params(5, U8), Result: String}, CanonOptions{Async: true, HasCallback: true},
			"(func (param i32 i32 i32 i32 i32) (result i32))", "(func (param i32 i32) (result i32))"},
		{"stackful", FuncType{Async: true, Params: params(4, U8)}, CanonOptions{Async: true}, "(func (param i32 i32 i32 i32))", "(func (param i32 i32 i32 i32) (result i32))"},
		{"memory64", FuncType{Params: params(1, String), Result: String}, CanonOptions{HasMemory: true, Memory64: true},
			"(func (param i64 i64) (result i64))", "(func (param i64 i64 i64))"},
		{"memory64 variant", FuncType{Params: params(1, ts.Result(String, F32))}, CanonOptions{HasMemory: true, Memory64: true},
			"(func (param i32 i64 i64))", "(func (param i32 i64 i64))"},
	} {
		if got := coreFuncText(CoreLiftType(&c.ft, c.o)); got != c.lift {
			t.Errorf("%s: lift %s, want %s", c.name, got, c.lift)
		}
		if got := coreFuncText(CoreLowerType(&c.ft, c.o)); got != c.lower {
			t.Errorf("%s: lower %s, want %s", c.name, got, c.lower)
		}
	}
}

func TestElemSize(t *testing.T) {
	ts := NewTypes()
	labels := func(n int) []string { return make([]string, n) }
	for _, c := range []struct {
		t           *ValType
		size, align uint32
	}{
		{Bool, 1, 1}, {U16, 2, 2}, {Char, 4, 4}, {F64, 8, 8}, {String, 16, 8},
		{ts.Record(Field{"a", U8}, Field{"b", U64}, Field{"c", U8}), 24, 8},
		{ts.Tuple(U8, U16), 4, 2},
		{ts.Variant(Case{"a", nil}, Case{"b", U32}), 8, 4},
		{ts.Option(U8), 2, 1},
		{ts.Result(U64, nil), 16, 8},
		{ts.Flags(labels(9)...), 2, 2}, {ts.Flags(labels(32)...), 4, 4},
		{ts.Enum(labels(257)...), 2, 2},
		{ts.FixedList(ts.Tuple(U8, U16), 10), 40, 2},
		{ts.Own(1), 4, 4},
		{ts.FixedList(U64, 1<<30), maxElemSize + 1, 8},
	} {
		if c.t.elemSize != c.size || uint32(c.t.align) != c.align {
			t.Errorf("%s: size %d, alignment %d, want %d, %d", c.t.Kind, c.t.elemSize, c.t.align, c.size, c.align)
		}
	}
}

func TestCoreSubtype(t *testing.T) {
	mem := func(min, max uint64, hasMax bool) wasmcode.ExternType {
		return wasmcode.ExternType{Kind: wasmcode.KindMemory, Memory: wasmcode.Limits{Min: min, Max: max, HasMax: hasMax, PageSizeLog2: 16}}
	}
	fn := func(ps ...wasmcode.ValType) wasmcode.ExternType {
		return wasmcode.ExternType{Kind: wasmcode.KindFunc, Func: wasmcode.FuncType{Params: ps}}
	}
	for i, c := range []struct {
		a, b wasmcode.ExternType
		err  string
	}{
		{mem(2, 0, false), mem(1, 0, false), ""},
		{mem(1, 3, true), mem(1, 4, true), ""},
		{mem(1, 0, false), mem(2, 0, false), "mismatch in memory limits"},
		{mem(1, 0, false), mem(1, 4, true), "mismatch in memory limits"},
		{mem(1, 5, true), mem(1, 4, true), "mismatch in memory limits"},
		{fn("i32"), fn("i32"), ""},
		{fn("i32"), fn("i64"), "expected: (func (param i64)), found: (func (param i32))"},
		{fn("(ref 3)"), fn("(ref 7)"), ""}, // of two modules: for the engine
		{fn("(ref null 3)"), fn("(ref 7)"), "expected: (func (param (ref 7)))"},
		{fn(), mem(0, 0, false), "expected memory, found func"},
	} {
		err := new(coreLists).subtype(&c.a, &c.b, 0)
		if (c.err == "") != (err == nil) || (err != nil && !strings.Contains(err.Error(), c.err)) {
			t.Errorf("%d: %v, want %q", i, err, c.err)
		}
	}
}

func TestFeatures(t *testing.T) {
	for list, want := range map[string]Features{
		"":                          DefaultFeatures(),
		"cm-values":                 DefaultFeatures() | FeatureValues,
		"-cm-async, cm_values":      DefaultFeatures()&^FeatureAsync | FeatureValues,
		"all":                       AllFeatures(),
		"-all,cm-map":               FeatureMap,
		"cm64,cm-gc,-cm-gc":         DefaultFeatures() | Feature64,
		"shared-everything-threads": DefaultFeatures() | FeatureSharedEverything,
	} {
		if got, err := ParseFeatures(list); err != nil || got != want {
			t.Errorf("%q: %s, %v, want %s", list, got, err, want)
		}
	}
	if _, err := ParseFeatures("cm-map,cm-nonsense"); err == nil || !strings.Contains(err.Error(), `"cm-nonsense"`) || !strings.Contains(err.Error(), "cm-fixed-length-lists") {
		t.Errorf("unknown feature: %v", err)
	}
	back, err := ParseFeatures("-all," + AllFeatures().String())
	if err != nil || back != AllFeatures() || len(FeatureNames()) != 14 {
		t.Errorf("%v, %v, %v", back, err, FeatureNames())
	}
	if !reflect.DeepEqual(FeatureNames(), strings.Split(AllFeatures().String(), ",")) {
		t.Errorf("%s", AllFeatures())
	}
}
