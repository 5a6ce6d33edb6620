package canon

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
	"github.com/jco-go/jco-go/internal/wasmcode"
)

func TestLayout(t *testing.T) {
	seventeen := "tuple<" + strings.TrimSuffix(strings.Repeat("u8,", 17), ",") + ">"
	for _, tt := range []struct {
		typ         string
		size, align uint32
		flat        string // "-" if there are more than 16
	}{
		{"bool", 1, 1, "i32"},
		{"s8", 1, 1, "i32"},
		{"u8", 1, 1, "i32"},
		{"s16", 2, 2, "i32"},
		{"u16", 2, 2, "i32"},
		{"s32", 4, 4, "i32"},
		{"u32", 4, 4, "i32"},
		{"s64", 8, 8, "i64"},
		{"u64", 8, 8, "i64"},
		{"f32", 4, 4, "f32"},
		{"f64", 8, 8, "f64"},
		{"char", 4, 4, "i32"},
		{"string", 8, 4, "i32 i32"},
		{"error-context", 4, 4, "i32"},
		{"list<u64>", 8, 4, "i32 i32"},
		{"list<u16,3>", 6, 2, "i32 i32 i32"},
		{"list<string,2>", 16, 4, "i32 i32 i32 i32"},
		{"list<u8,16>", 16, 1, "i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32"},
		{"list<u8,17>", 17, 1, "-"},
		{"map<u8,u64>", 8, 4, "i32 i32"},
		{"record<u8,u64,u8>", 24, 8, "i32 i64 i32"},
		{"record<u8,u16,u8>", 6, 2, "i32 i32 i32"},
		{"tuple<u8,f32>", 8, 4, "i32 f32"},
		{seventeen, 17, 1, "-"},
		{"flags<1>", 1, 1, "i32"},
		{"flags<8>", 1, 1, "i32"},
		{"flags<9>", 2, 2, "i32"},
		{"flags<16>", 2, 2, "i32"},
		{"flags<17>", 4, 4, "i32"},
		{"flags<32>", 4, 4, "i32"},
		{"enum<1>", 1, 1, "i32"},
		{"enum<256>", 1, 1, "i32"},
		{"enum<257>", 2, 2, "i32"},
		{"enum<65536>", 2, 2, "i32"},
		{"enum<65537>", 4, 4, "i32"},
		{"option<u8>", 2, 1, "i32 i32"},
		{"option<u64>", 16, 8, "i32 i64"},
		{"option<option<u8>>", 3, 1, "i32 i32 i32"},
		{"result<_,_>", 1, 1, "i32"},
		{"result<u8,string>", 12, 4, "i32 i32 i32"},
		{"variant<_>", 1, 1, "i32"},
		{"variant<f32,u32>", 8, 4, "i32 i32"},
		{"variant<f32,f32>", 8, 4, "i32 f32"},
		{"variant<f32,u64>", 16, 8, "i32 i64"},
		{"variant<f32,f64>", 16, 8, "i32 i64"},
		{"variant<f64,f64>", 16, 8, "i32 f64"},
		{"variant<u32,f64>", 16, 8, "i32 i64"},
		{"variant<tuple<f32,u32>,string,u64>", 16, 8, "i32 i64 i32"},
		{"own<1>", 4, 4, "i32"},
		{"borrow<1>", 4, 4, "i32"},
		{"stream<u8>", 4, 4, "i32"},
		{"future<_>", 4, 4, "i32"},
	} {
		ls := new(Layouts)
		typ := parseTypeOrErrorContext(tt.typ)
		size, align := ls.SizeAlign(typ)
		if size != tt.size || align != tt.align {
			t.Errorf("%s: size %d, align %d; want %d, %d", tt.typ, size, align, tt.size, tt.align)
		}
		flat, ok := ls.Flatten(typ)
		got := "-"
		if ok {
			got = join(flat)
		}
		if got != tt.flat {
			t.Errorf("%s: flat %s, want %s", tt.typ, got, tt.flat)
		}
	}
}

func parseTypeOrErrorContext(s string) *component.ValType {
	if s == "error-context" {
		return component.ErrorContext
	}
	return parseType(s)
}

func join(types []wasmcode.ValType) string {
	var b strings.Builder
	for i, t := range types {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(string(t))
	}
	return b.String()
}

func TestLayoutParts(t *testing.T) {
	ls := new(Layouts)
	l := ls.Of(parseType("record<u8,string,u16,f64>"))
	var offsets []uint32
	var flat []int
	for _, f := range l.Fields {
		offsets = append(offsets, f.Offset)
		flat = append(flat, f.Flat)
	}
	if want := []uint32{0, 4, 12, 16}; !reflect.DeepEqual(offsets, want) {
		t.Errorf("offsets %v, want %v", offsets, want)
	}
	if want := []int{0, 1, 3, 4}; !reflect.DeepEqual(flat, want) {
		t.Errorf("flat indices %v, want %v", flat, want)
	}
	if l.Kind != component.KindRecord || ls.Of(parseType("tuple<u8>")).Kind != component.KindRecord {
		t.Error("a tuple is a record")
	}
	v := ls.Of(parseType("result<u64,_>"))
	if v.Kind != component.KindVariant || v.DiscSize != 1 || v.PayloadOffset != 8 || v.Cases[0].Name != "ok" ||
		v.Cases[1].Name != "error" || v.Cases[1].Layout != nil || v.Cases[0].Layout.Size != 8 {
		t.Errorf("result: %+v", v)
	}
	o := ls.Of(parseType("option<u8>"))
	if o.Cases[0].Name != "none" || o.Cases[1].Name != "some" || o.PayloadOffset != 1 {
		t.Errorf("option: %+v", o)
	}
	m := ls.Of(parseType("map<u8,u64>"))
	if m.Kind != component.KindList || m.Elem.Size != 16 || m.Elem.Fields[1].Offset != 8 {
		t.Errorf("map: %+v", m)
	}
	if first := ls.Of(component.U8); first != ls.Of(component.U8) {
		t.Error("a layout is made once")
	}
	tuple := ls.Tuple(component.U8, component.U32)
	if tuple.Size != 8 || join(tuple.Flat) != "i32 i32" {
		t.Errorf("tuple: %+v", tuple)
	}
	for typ, want := range map[string]bool{
		"list<u8>": true, "list<f64>": true, "list<s16,3>": true, "list<bool>": false, "list<char>": false, "u8": false, "map<u8,u8>": false,
	} {
		if IsNumberList(parseType(typ)) != want {
			t.Errorf("IsNumberList(%s) is not %t", typ, want)
		}
	}
}

// TestLayoutHuge has types that unfold to far more than memory: they are
// measured quickly, and refused.
func TestLayoutHuge(t *testing.T) {
	typ := component.U64
	for range 60 {
		typ = testTypes.Tuple(typ, typ)
	}
	for range 30 {
		typ = testTypes.FixedList(typ, 1<<30)
	}
	l := new(Layouts).Of(typ)
	if !l.TooLarge() || l.Flat != nil || l.FlatLen <= MaxFlatParams {
		t.Errorf("%+v", l)
	}
	for _, ft := range []*component.FuncType{
		{Result: typ},
		{Params: []component.Param{{Name: "p", Type: typ}}},
	} {
		c := NewCompiler(new(Layouts))
		if _, err := c.Func(ft, Lift, Options{}); err == nil || !strings.Contains(err.Error(), "larger than 2^28-1 bytes") {
			t.Errorf("got %v", err)
		}
		if _, err := c.Adapter(ft, Options{}, ft, Options{}); err == nil {
			t.Error("the adapter is compiled")
		}
	}
	// A large type that fits is compiled, and its nodes only once.
	typ = component.U8
	for range 14 {
		typ = testTypes.Variant(component.Case{Name: "a", Type: typ}, component.Case{Name: "b", Type: typ})
	}
	c := NewCompiler(new(Layouts))
	if _, err := c.Func(&component.FuncType{Result: testTypes.List(typ)}, Lift, Options{}); err != nil {
		t.Error(err)
	}
	if len(c.codecs) > 20 {
		t.Errorf("%d codecs", len(c.codecs))
	}
}

// TestSignature compares with package component, which works without layouts.
func TestSignature(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	ls := new(Layouts)
	for range 2000 {
		ft := &component.FuncType{}
		for range r.IntN(6) {
			ft.Params = append(ft.Params, component.Param{Name: "p", Type: randomType(r, 3)})
		}
		if r.IntN(3) > 0 {
			ft.Result = randomType(r, 3)
		}
		for _, o := range []Options{{}, {Async: true}, {Async: true, Callback: true}} {
			canon := component.CanonOptions{Async: o.Async, HasCallback: o.Callback}
			lift, lower := ls.Signature(ft, Lift, o), ls.Signature(ft, Lower, o)
			if want := component.CoreLiftType(ft, canon); !lift.Core.Equal(want) {
				t.Fatalf("lift %s: %v, want %v", ft, lift.Core, want)
			}
			if want := component.CoreLowerType(ft, canon); !lower.Core.Equal(want) {
				t.Fatalf("lower %s: %v, want %v", ft, lower.Core, want)
			}
			for _, s := range []*Signature{lift, lower} {
				params := append([]wasmcode.ValType(nil), s.ParamsFlat...)
				if s.OutParam {
					params = append(params, wasmcode.I32)
				}
				if join(params) != join(s.Core.Params) {
					t.Fatalf("%s: parts %v, core %v", ft, params, s.Core.Params)
				}
				if !o.Async && join(s.ResultFlat) != join(s.Core.Results) {
					t.Fatalf("%s: result %v, core %v", ft, s.ResultFlat, s.Core.Results)
				}
			}
			if o.Async && len(lower.ResultFlat) != 0 {
				t.Fatalf("%s: an async lower has no flat result", ft)
			}
		}
	}
}
