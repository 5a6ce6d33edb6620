package canon

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/jco-go/jco-go/internal/component"
)

// TestLiftTraps has the traps of a guest's values that the host lifts.
func TestLiftTraps(t *testing.T) {
	for _, c := range []struct {
		name   string
		typ    string
		enc    component.StringEncoding
		stack  []uint64
		memory string // at 64, of 1024 bytes
		want   string
	}{
		{name: "string outside", typ: "string", stack: []uint64{0xdeadbeef, 0}, want: "string pointer/length out of bounds of memory"},
		{name: "string end outside", typ: "string", stack: []uint64{1023, 2}, want: "string pointer/length out of bounds of memory"},
		{name: "string end over 2^32", typ: "string", stack: []uint64{8, 0xffffffff}, want: "string pointer/length out of bounds of memory"},
		{name: "utf16 end over 2^32", typ: "string", enc: component.UTF16, stack: []uint64{8, 0x80000000}, want: "string pointer/length out of bounds of memory"},
		{name: "utf16 pointer", typ: "string", enc: component.UTF16, stack: []uint64{9, 0}, want: "string pointer not aligned to 2"},
		{name: "latin1 pointer", typ: "string", enc: component.Latin1UTF16, stack: []uint64{9, 0}, want: "string pointer not aligned to 2"},
		{name: "invalid utf-8", typ: "string", stack: []uint64{64, 1}, memory: "\xff", want: "invalid utf-8 sequence of 1 bytes from index 0"},
		{name: "invalid second byte", typ: "string", stack: []uint64{64, 3}, memory: "a\xc3a", want: "invalid utf-8 sequence of 1 bytes from index 1"},
		{name: "invalid third byte", typ: "string", stack: []uint64{64, 3}, memory: "\xe2\x98a", want: "invalid utf-8 sequence of 2 bytes from index 0"},
		{name: "invalid fourth byte", typ: "string", stack: []uint64{64, 4}, memory: "\xf0\x9f\x8da", want: "invalid utf-8 sequence of 3 bytes from index 0"},
		{name: "surrogate in utf-8", typ: "string", stack: []uint64{64, 3}, memory: "\xed\xa0\x80", want: "invalid utf-8 sequence of 1 bytes from index 0"},
		{name: "overlong", typ: "string", stack: []uint64{64, 2}, memory: "\xc0\x80", want: "invalid utf-8 sequence of 1 bytes from index 0"},
		{name: "incomplete", typ: "string", stack: []uint64{64, 1}, memory: "\xc3", want: "incomplete utf-8 byte sequence from index 0"},
		{name: "incomplete after text", typ: "string", stack: []uint64{64, 4}, memory: "a\xf0\x9f\x8d", want: "incomplete utf-8 byte sequence from index 1"},
		{name: "lone high surrogate", typ: "string", enc: component.UTF16, stack: []uint64{64, 2}, memory: "\x00\xd8a\x00", want: "lone surrogate"},
		{name: "two high surrogates", typ: "string", enc: component.UTF16, stack: []uint64{64, 2}, memory: "\x00\xd8\x00\xd8", want: "lone surrogate"},
		{name: "high surrogate at the end", typ: "string", enc: component.UTF16, stack: []uint64{64, 1}, memory: "\x00\xd8\x00\xdc", want: "lone surrogate"},
		{name: "lone low surrogate", typ: "string", enc: component.Latin1UTF16, stack: []uint64{64, 0x80000001}, memory: "\x00\xdc", want: "lone surrogate"},
		{name: "list pointer", typ: "list<u32>", stack: []uint64{2, 0}, want: "list pointer is not aligned"},
		{name: "list outside", typ: "list<u32>", stack: []uint64{1020, 2}, want: "list pointer/length out of bounds of memory"},
		{name: "list length over 2^32", typ: "list<u64>", stack: []uint64{0, 1 << 29}, want: "list pointer/length out of bounds of memory"},
		{name: "empty list outside", typ: "list<u8>", stack: []uint64{1025, 0}, want: "list pointer/length out of bounds of memory"},
		{name: "char", typ: "char", stack: []uint64{0xd800}, want: "invalid `char` bit pattern"},
		{name: "char over 10ffff", typ: "char", stack: []uint64{0x110000}, want: "invalid `char` bit pattern"},
		{name: "char in a list", typ: "list<char>", stack: []uint64{64, 1}, memory: "\xff\xdf\x00\x00", want: "invalid `char` bit pattern"},
		{name: "variant", typ: "variant<u32,_>", stack: []uint64{2, 0}, want: "invalid variant discriminant: discriminant 2 out of range [0..2)"},
		{name: "variant in a list", typ: "list<variant<u32,_>>", stack: []uint64{64, 1}, memory: "\xff", want: "invalid variant discriminant"},
		{name: "enum", typ: "enum<2>", stack: []uint64{2}, want: "invalid variant discriminant"},
		{name: "enum in a list", typ: "list<enum<300>>", stack: []uint64{64, 1}, memory: "\x2c\x01", want: "invalid variant discriminant"},
		{name: "option", typ: "option<u8>", stack: []uint64{2, 0}, want: "invalid variant discriminant"},
		{name: "result", typ: "result<_,_>", stack: []uint64{2}, want: "invalid variant discriminant"},
		{name: "string in a record in a list", typ: "list<record<u8,string>>", stack: []uint64{64, 1}, memory: "\x00\x00\x00\x00\xff\xff\xff\xff", want: "string pointer/length"},
		{name: "value of a map", typ: "map<u8,string>", stack: []uint64{64, 1}, memory: "\x00\x00\x00\x00\xff\xff\xff\xff", want: "string pointer/length"},
		{name: "list in a tuple in an option", typ: "option<tuple<list<u16>>>", stack: []uint64{1, 1, 0}, want: "list pointer is not aligned"},
		{name: "fixed list", typ: "list<char,2>", stack: []uint64{97, 0xd800}, want: "invalid `char` bit pattern"},
		{name: "handle", typ: "own<1>", stack: []uint64{5}, want: "unknown handle index 5"},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGuest(1024)
			copy(g.mem[64:], c.memory)
			var args [1]any
			f := mustFunc(t, funcType("", c.typ), Lower, c.enc)
			expectTrap(t, f.LiftParams(g.context(), c.stack, args[:]), c.want)
		})
	}
}

func TestSpillTraps(t *testing.T) {
	result := mustFunc(t, funcType("tuple<u32,u32>"), Lift, 0)
	lift := func(p uint64) error {
		_, err := result.LiftResult(newGuest(64).context(), []uint64{p})
		return err
	}
	expectTrap(t, lift(2), "unaligned pointer: return pointer not aligned")
	expectTrap(t, lift(60), "pointer out of bounds of memory")
	expectTrap(t, lift(0xfffffffc), "pointer out of bounds of memory")

	lowered := mustFunc(t, funcType("tuple<u32,u32>"), Lower, 0)
	value := Tuple{uint32(1), uint32(2)}
	expectTrap(t, lowered.LowerResult(newGuest(64).context(), value, []uint64{2}), "unaligned pointer")
	expectTrap(t, lowered.LowerResult(newGuest(64).context(), value, []uint64{60}), "pointer out of bounds of memory")

	params := mustFunc(t, funcType("", strings.Split(strings.Repeat("u32 ", 17)+"u32", " ")...), Lower, 0)
	args := make([]any, 18)
	expectTrap(t, params.LiftParams(newGuest(64).context(), []uint64{2}, args), "unaligned pointer")
	expectTrap(t, params.LiftParams(newGuest(64).context(), []uint64{0}, args), "pointer out of bounds of memory")
}

func TestReallocTraps(t *testing.T) {
	for _, typ := range []string{"list<u32>", "list<tuple<u32,u8>>", "map<u32,u8>"} {
		f := mustFunc(t, funcType("", typ), Lift, 0)
		empty := map[string]any{"list<u32>": []uint32{}, "list<tuple<u32,u8>>": []any{}, "map<u32,u8>": Map{}}[typ]
		call := func(reply uint32) error {
			g := newGuest(64)
			g.reply = func(uint32) uint32 { return reply }
			return f.LowerParams(g.context(), []any{empty}, make([]uint64, 2))
		}
		expectTrap(t, call(0xfffffffc), "realloc return: beyond end of memory")
		expectTrap(t, call(0xffffffff), "realloc return: result not aligned")
		if err := call(64); err != nil {
			t.Errorf("an empty list at the end of memory: %v", err)
		}
	}
	s := mustFunc(t, funcType("", "string"), Lift, component.UTF16)
	g := newGuest(64)
	g.reply = func(p uint32) uint32 { return p + 1 }
	expectTrap(t, s.LowerParams(g.context(), []any{"x"}, make([]uint64, 2)), "realloc return: result not aligned")

	// The error of a realloc that trapped is passed on, wherever it happens.
	fail := errors.New("unreachable")
	for typ, v := range map[string]any{
		"string": "x", "list<u8>": "x", "list<string>": []string{"x"}, "map<string,u8>": Map{{"x", 1}},
		"record<string>": Record{{"f0", "x"}}, "option<string>": "x", "variant<string>": Variant{"c0", "x"},
		"tuple<u8,string>": Tuple{1, "x"}, "list<string,1>": []string{"x"},
	} {
		g := newGuest(64)
		g.fail = fail
		f := mustFunc(t, funcType("", typ), Lift, 0)
		if err := f.LowerParams(g.context(), []any{v}, make([]uint64, 8)); !errors.Is(err, fail) {
			t.Errorf("%s: got %v", typ, err)
		}
	}
	if err := s.LowerParams(&Context{Memory: g}, []any{"x"}, make([]uint64, 2)); !errors.Is(err, errNoRealloc) {
		t.Errorf("got %v", err)
	}
}

// TestSpill passes 17 parameters, and a result, through memory.
func TestSpill(t *testing.T) {
	types := []string{"u8", "string", "u64"}
	args := []any{uint8(1), "é", uint64(1 << 40)}
	for i := len(types); i < 17; i++ {
		types = append(types, "u16")
		args = append(args, uint16(i))
	}
	ft := funcType("tuple<u8,string>", types...)
	lift, lower := mustFunc(t, ft, Lift, 0), mustFunc(t, ft, Lower, 0)
	if !lift.ParamsSpill || !lift.ResultSpill || len(lift.Core.Params) != 1 || len(lift.Core.Results) != 1 {
		t.Errorf("lift: %+v", lift.Signature)
	}
	if !lower.ParamsSpill || !lower.OutParam || len(lower.Core.Params) != 2 || len(lower.Core.Results) != 0 {
		t.Errorf("lower: %+v", lower.Signature)
	}
	g := newGuest(16)
	stack := []uint64{0, 0}
	if err := lift.LowerParams(g.context(), args, stack); err != nil {
		t.Fatal(err)
	}
	// u8, padding to 4, string, padding to 8, u64, 14 of u16.
	if want := []string{"0,0,8,56=16", "0,0,1,2=72"}; !reflect.DeepEqual(g.log, want) {
		t.Errorf("realloc calls %v, want %v", g.log, want)
	}
	got := make([]any, 17)
	if err := lower.LiftParams(g.context(), stack, got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, args) {
		t.Errorf("got %v, want %v", got, args)
	}

	stack[1] = 40
	result := Tuple{uint8(3), "r"}
	if err := lower.LowerResult(g.context(), result, stack); err != nil {
		t.Fatal(err)
	}
	v, err := lift.LiftResult(g.context(), []uint64{40})
	if err != nil || !reflect.DeepEqual(v, result) {
		t.Errorf("got %v, %v", v, err)
	}

	none := mustFunc(t, funcType(""), Lower, 0)
	if err := none.LowerResult(nil, "ignored", nil); err != nil {
		t.Error(err)
	}
	if v, err := mustFunc(t, funcType(""), Lift, 0).LiftResult(nil, nil); v != nil || err != nil {
		t.Error(v, err)
	}
}

// TestNaN expects every NaN to become the canonical one, on every way.
func TestNaN(t *testing.T) {
	check := func(what string, v any) {
		t.Helper()
		switch f := v.(type) {
		case float32:
			if math.Float32bits(f) != canonicalNaN32 {
				t.Errorf("%s: %#x", what, math.Float32bits(f))
			}
		case float64:
			if math.Float64bits(f) != canonicalNaN64 {
				t.Errorf("%s: %#x", what, math.Float64bits(f))
			}
		default:
			t.Errorf("%s: %T", what, v)
		}
	}
	g := newGuest(256)
	copy(g.mem[64:], "\x01\x00\xa0\xff\x00\x00\x80\xff\x01\x00\x80\x7f")
	copy(g.mem[128:], "\x01\x00\x00\x00\x00\x00\xf0\xff\x00\x00\x00\x00\x00\x00\xf0\x7f")
	var args [1]any
	lift := func(typ string, stack ...uint64) any {
		t.Helper()
		if err := mustFunc(t, funcType("", typ), Lower, 0).LiftParams(g.context(), stack, args[:]); err != nil {
			t.Fatal(err)
		}
		return args[0]
	}
	check("f32", lift("f32", 0x7fa00001))
	check("f64", lift("f64", 0xfff0000000000001))
	list := lift("list<f32>", 64, 3).([]float32)
	check("list<f32>", list[0])
	check("list<f32>", list[2])
	if !math.IsInf(float64(list[1]), -1) {
		t.Errorf("infinity became %v", list[1])
	}
	doubles := lift("list<f64>", 128, 2).([]float64)
	check("list<f64>", doubles[0])
	if !math.IsInf(doubles[1], 1) {
		t.Errorf("infinity became %v", doubles[1])
	}
	check("record", lift("list<record<f32>>", 64, 1).([]any)[0].(Record)[0].Value)
	check("variant", lift("variant<f32,u64>", 0, 0xffffffff_7fa00001).(Variant).Value)
	stack := []uint64{0}
	f := mustFunc(t, funcType("", "f32"), Lift, 0)
	if err := f.LowerParams(g.context(), []any{math.Float32frombits(0xffa00001)}, stack); err != nil || stack[0] != canonicalNaN32 {
		t.Errorf("lowered %#x, %v", stack[0], err)
	}
}

// TestMaxLift expects a guest not to make the host allocate much more than the
// limit.
func TestMaxLift(t *testing.T) {
	for typ, units := range map[string]uint64{
		"list<enum<2>>":            1000,
		"list<option<u8>>":         500,
		"list<bool>":               20000,
		"list<u8>":                 20000,
		"list<char>":               5000,
		"list<string>":             2000,
		"list<record<u8>>":         400,
		"list<flags<8>>":           2000,
		"list<tuple<u8>>":          1000,
		"map<u8,u8>":               1000,
		"string":                   20000,
		"list<list<u8>>":           2000,
		"list<variant<_>>":         1000,
		"list<result<_,u8>>":       1000,
		"list<list<enum<2>,1000>>": 10,
	} {
		g := newGuest(1 << 16)
		cx := g.context()
		cx.MaxLift = 12000
		var args [1]any
		f := mustFunc(t, funcType("", typ), Lower, 0)
		expectTrap(t, f.LiftParams(cx, []uint64{0, units}, args[:]), "too much data is being copied")
		cx.MaxLift = 0
		if err := f.LiftParams(cx, []uint64{0, units}, args[:]); err != nil {
			t.Errorf("%s without a limit: %v", typ, err)
		}
	}
}

// TestGrowingMemory expects every view of the memory to be new after realloc.
func TestGrowingMemory(t *testing.T) {
	// realloc moves the memory at each step; a view kept across it would write
	// into the old one.
	ft := funcType("", "list<list<string>>")
	g := newGuest(16)
	var list []any
	for i := range 10 {
		list = append(list, []string{strings.Repeat("é", i*10), fmt.Sprint(i)})
	}
	stack := make([]uint64, 2)
	if err := mustFunc(t, ft, Lift, component.UTF16).LowerParams(g.context(), []any{list}, stack); err != nil {
		t.Fatal(err)
	}
	var args [1]any
	if err := mustFunc(t, ft, Lower, component.UTF16).LiftParams(g.context(), stack, args[:]); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(args[0], any(list)) {
		t.Errorf("got %v", args[0])
	}
}

func TestTooLongInput(t *testing.T) {
	long := strings.Repeat("x", MaxStringByteLength+1)
	for _, typ := range []string{"string", "list<u8>"} {
		f := mustFunc(t, funcType("", typ), Lift, 0)
		err := f.LowerParams(newGuest(16).context(), []any{long}, make([]uint64, 2))
		if err == nil || !strings.Contains(err.Error(), "more than 2^28-1") {
			t.Errorf("%s: %v", typ, err)
		}
	}
}

// TestContextNested expects one context to serve a call within a call.
func TestContextNested(t *testing.T) {
	ft := funcType("string", "string")
	f := mustFunc(t, ft, Lower, 0)
	g := newGuest(1024)
	cx := g.context()
	g.next = 512
	copy(g.mem[64:], "outerinner")
	var outer, inner [1]any
	outerStack, innerStack := []uint64{64, 5, 8}, []uint64{69, 5, 24}
	if err := f.LiftParams(cx, outerStack, outer[:]); err != nil {
		t.Fatal(err)
	}
	if err := f.LiftParams(cx, innerStack, inner[:]); err != nil {
		t.Fatal(err)
	}
	if err := f.LowerResult(cx, inner[0], innerStack); err != nil {
		t.Fatal(err)
	}
	if err := f.LowerResult(cx, outer[0], outerStack); err != nil {
		t.Fatal(err)
	}
	lift := mustFunc(t, ft, Lift, 0)
	for p, want := range map[uint64]string{8: "outer", 24: "inner"} {
		if v, err := lift.LiftResult(cx, []uint64{p}); err != nil || v != want {
			t.Errorf("at %d: %v, %v; want %s", p, v, err, want)
		}
	}
}

// TestBigEndian expects numbers to be turned around where Go's order is not the
// memory's.
func TestBigEndian(t *testing.T) {
	littleEndian = !littleEndian
	defer func() { littleEndian = !littleEndian }()
	mem := make([]byte, 8)
	putNumbers(mem, []uint32{0x01020304, 0x05060708})
	if got := fmt.Sprintf("%x", mem); got != "0102030405060708" {
		t.Errorf("stored %s", got)
	}
	if got := getNumbers[uint16](mem); !reflect.DeepEqual(got, []uint16{0x0102, 0x0304, 0x0506, 0x0708}) {
		t.Errorf("loaded %x", got)
	}
}

func TestGet(t *testing.T) {
	r := Record{{"a", 1}, {"b-c", "x"}}
	if r.Get("b-c") != "x" || r.Get("d") != nil {
		t.Errorf("%v", r)
	}
	m := Map{{"a", 1}, {"b", 2}, {"a", 3}}
	if v, ok := m.Get("a"); v != 3 || !ok {
		t.Errorf("%v, %v", v, ok)
	}
	if v, ok := m.Get("c"); v != nil || ok {
		t.Errorf("%v, %v", v, ok)
	}
	if f := (Flags{"x"}); !f.Has("x") || f.Has("y") {
		t.Errorf("%v", f)
	}
}
